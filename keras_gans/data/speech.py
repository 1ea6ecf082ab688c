"""Speech with noise that is mixed in as it is read."""

import pathlib

import numpy as np

from keras_gans import arguments
from keras_gans.data import columns
from keras_gans.data import images
from keras_gans.data import pipeline


def noisy_speech(
    speech,
    noise,
    snr=(0.0, 5.0, 10.0, 15.0),
    length=16_384,
    batch_size=16,
    emphasis=0.95,
    split="train",
    rate=16_000,
    seed=0,
    shuffle=True,
    drop_remainder=True,
):
    """Windows of noisy and of clean speech, ready for `SEGAN`.

    Windows of the speech overlap by half. Each is mixed anew in each epoch,
    with a piece of a noise and at a ratio that are drawn for it; epoch k has
    the same ones in every run with that seed.

    Args:
        speech, noise: each one of

            - the name of a set of tensorflow-datasets, or (name, feature);
              default features are "speech" and "noise";
            - a folder of .wav files;
            - a list of arrays (N,), 16 bits or floats in [-1, 1].
        snr: floats, ratios of speech to noise in dB of which one is drawn; of
            the speech over its whole recording, of the noise over the window.
            Where the sum is louder than 1, both are made softer by as much.
        length: int, samples of a window.
        batch_size: int.
        emphasis: float, c: of each window the samples less c times the one
            before. 0 for plain sound.
        split: str, of sets, as in `tfds.load`.
        rate: int, samples a second that files must have.
        seed: int, of the order and of what is mixed in.
        shuffle, drop_remainder: as in `data.load`.

    Returns:
        A `tf.data.Dataset` of (noisy, clean), float32 (B, length, 1) in
        [-1, 1].

    Raises:
        ValueError: there are no sounds, or some of another rate, of two
            channels, silent or not finite.

    Reference: Pascual et al., 2017, https://arxiv.org/abs/1703.09452
    """
    tf = pipeline.tensorflow("data.noisy_speech")
    batches = pipeline.Batches(batch_size, seed, shuffle, drop_remainder)
    length = arguments.check_count(length, "length", 2)
    emphasis = arguments.check_number(
        emphasis, "emphasis", 0, 0.999, "a number from 0 to 0.999"
    )
    ratios = np.ravel(np.asarray(snr, "float32"))
    if not len(ratios) or not np.isfinite(ratios).all():
        raise ValueError(
            f"`snr` are numbers of dB, at least one. Received: snr={snr!r}"
        )
    ratios = tf.constant(ratios)
    clips = recordings(speech, "speech", split, rate)
    windows, powers = _windows(clips, length)
    noises = recordings(noise, "noise", split, rate)
    batches.check_count(len(windows), "window")
    flat, starts, counts = _laid_out(noises, length)
    windows, powers = tf.constant(windows), tf.constant(powers)
    count = len(windows)
    rows = columns.order(count, count, seed, shuffle)
    numbers = tf.data.Dataset.random(
        seed + 3_000_017, rerandomize_each_iteration=True
    )

    def element(rows, numbers):
        numbers = numbers[: tf.shape(rows)[0]]
        clean = tf.gather(windows, rows)
        clip = numbers[:, 0] % len(noises)
        place = tf.gather(starts, clip) + numbers[:, 1] % tf.gather(
            counts, clip
        )
        within = tf.range(length, dtype=tf.int64)
        mixed_in = tf.gather(flat, place[:, None] + within)
        ratio = tf.gather(ratios, numbers[:, 2] % len(ratios))
        gain = tf.gather(powers, rows) / _power(mixed_in, tf.reduce_mean)
        gain *= 10 ** (-ratio[:, None] / 10)
        noisy = clean + mixed_in * tf.sqrt(gain)
        loud = tf.reduce_max(tf.abs(noisy), axis=1, keepdims=True)
        pair = (x / tf.maximum(loud, 1.0) for x in (noisy, clean))
        return tuple(emphasised(x)[..., None] for x in pair)

    def emphasised(x):
        before = tf.pad(x[:, :-1], ((0, 0), (1, 0)))
        return tf.clip_by_value(x - emphasis * before, -1.0, 1.0)

    numbers = numbers.batch(3).batch(batches.batch_size)
    data = tf.data.Dataset.zip(batches.batch(rows), numbers)
    return data.map(element, tf.data.AUTOTUNE).prefetch(tf.data.AUTOTUNE)


def mixed(speech, noise, snr):
    """Speech with a noise at a ratio, both over their whole length.

    Args:
        speech: array (N,), floats, or whole numbers of 16 bits.
        noise: the same, repeated or cut to N samples.
        snr: float, in dB.

    Returns:
        A float32 array (N,), which may go beyond [-1, 1].

    Raises:
        ValueError: one of them is no sound, or silent.
    """
    speech, noise = _as_floats(speech, "speech"), _as_floats(noise, "noise")
    for name, x in (("speech", speech), ("noise", noise)):
        if not np.isfinite(x).all() or not x.any():
            raise ValueError(
                "A sound has finite values, some of which are not 0. "
                f"Received: silence, NaN or infinity in {name}"
            )
    noise = np.resize(noise, len(speech))
    gain = _power(speech, np.mean) / _power(noise, np.mean)
    return speech + noise * np.sqrt(gain * 10 ** (-snr / 10)).astype("float32")


def _power(x, mean):
    # What is silent for a while is mixed in as it is.
    return mean(x**2, axis=-1, keepdims=True) + 1e-10


def recordings(source, feature, split, rate):
    """Sounds as a list of float32 arrays (N,) in [-1, 1].

    Args:
        source: as of `noisy_speech`.
        feature: str, of a set.
        split: str, of a set.
        rate: int, samples a second.

    Raises:
        ValueError: as of `noisy_speech`.
    """
    if isinstance(source, tuple) and all(isinstance(x, str) for x in source):
        source, feature = source
    if isinstance(source, (str, pathlib.Path)):
        folder = pathlib.Path(source)
        if folder.is_dir():
            named = _of_folder(folder, rate)
        else:
            images.check_named(source, "sounds")
            named = _of_set(source, feature, split)
    else:
        if isinstance(source, np.ndarray) and source.ndim == 1:
            source = [source]
        named = [(f"number {i}", x) for i, x in enumerate(source)]
    if not named:
        raise ValueError(
            f"There is no {feature}. Received: {source!r} without a sound"
        )
    return [_checked(x, name) for name, x in named]


def _of_folder(folder, rate):
    from scipy.io import wavfile

    found = []
    files = (x for x in folder.rglob("*") if x.suffix.lower() == ".wav")
    for file in sorted(files):
        try:
            own, sound = wavfile.read(file)
        except (ValueError, EOFError) as error:
            raise ValueError(
                f"A sound cannot be read: {error} Received: {file}"
            ) from error
        if sound.dtype == np.uint8:  # The middle of 8 bits is 128.
            sound = (sound.astype("float32") - 128) / 128
        if own != rate:
            raise ValueError(
                f"Sounds have {rate} samples a second: convert them, or say "
                f"`rate`. Received: {own} in {file}"
            )
        found.append((str(file), sound))
    return found


def _of_set(name, feature, split):
    builder = images.builder_of(name)
    images.check_feature(builder.info, feature)
    data = images.as_stored(builder, split)
    return [
        (f"{name} number {i}", images.part_of(example, feature))
        for i, example in enumerate(data.as_numpy_iterator())
    ]


def _as_floats(sound, name):
    """A sound as float32 (N,), whole numbers in [-1, 1]."""
    sound = np.asarray(sound)
    if sound.ndim != 1 or not sound.size:
        several = ": take the mean of several" * (sound.ndim == 2)
        raise ValueError(
            "A sound is an array (N,) of one channel, not empty"
            f"{several}. Received: shape={sound.shape} of {name}"
        )
    if sound.dtype.kind == "i":
        sound = sound / -float(np.iinfo(sound.dtype).min)
    return sound.astype("float32")


def _checked(sound, name):
    """A sound as floats in [-1, 1], if it is one."""
    sound = _as_floats(sound, name)
    highest = np.abs(sound).max()
    if not np.isfinite(highest) or not 0 < highest <= 1.001:
        kind = "silence" if highest == 0 else f"values up to {highest:.4g}"
        raise ValueError(
            "A sound has finite values in [-1, 1], some of which are not 0. "
            f"Received: {kind} in {name}"
        )
    return sound


def _windows(clips, length):
    """Windows of all clips with half overlap (M, length), and the power of
    each one's clip (M, 1). What is wanting of a short clip is silence."""
    windows, powers = [], []
    for clip in clips:
        power = _power(clip, np.mean)
        clip = np.pad(clip, (0, max(0, length - len(clip))))
        for start in range(0, len(clip) - length + 1, length // 2):
            windows.append(clip[start : start + length])
            powers.append(power)
    return np.stack(windows), np.stack(powers).astype("float32")


def _laid_out(noises, length):
    """All noises in one array, where each begins, and how many windows each
    has; short ones come again and again."""
    tf = pipeline.tensorflow("data.noisy_speech")
    noises = [np.resize(x, max(len(x), length)) for x in noises]
    sizes = np.array([len(x) for x in noises])
    starts = np.cumsum(sizes) - sizes
    counts = sizes - length + 1
    flat = tf.constant(np.concatenate(noises))
    return flat, tf.constant(starts, "int64"), tf.constant(counts, "int64")
