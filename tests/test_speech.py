"""Sounds: SEGAN, its data, and metrics of waves."""

import keras
import numpy as np
import pytest
from keras import ops

import keras_gans
from keras_gans import data
from keras_gans import metrics
from keras_gans import networks
from keras_gans.layers.virtual_batch_normalization import Reference
from keras_gans.testing import check_variant

LENGTH = 64


def segan(**settings):
    return keras_gans.SEGAN.for_audio(LENGTH, width=1, seed=1, **settings)


def wave(count, seed=0, loud=0.5):
    generator = np.random.default_rng(seed)
    return generator.uniform(-loud, loud, count).astype("float32")


@pytest.fixture
def sounds():
    pair = [wave(8 * LENGTH, seed).reshape(8, LENGTH, 1) for seed in (0, 1)]
    return tuple(pair)


@pytest.mark.slow
def test_the_contract_holds():
    check_variant(segan)


@pytest.mark.slow
@pytest.mark.parametrize(
    "network, parameters",
    [
        (networks.segan.generator, 73_100_049),
        (networks.segan.discriminator, 24_373_082),
    ],
)
def test_parameters_are_the_papers(network, parameters):
    weights = network().trainable_weights
    assert sum(int(np.prod(w.shape)) for w in weights) == parameters


def test_one_fit_trains_and_the_model_comes_back(sounds, tmp_path):
    gan = segan()
    gan.compile()
    logs = gan.fit(*sounds, batch_size=4, epochs=2, verbose=0).history
    assert all(np.isfinite(x).all() for x in logs.values())
    gan.save(tmp_path / "gan.keras")
    again = keras.saving.load_model(tmp_path / "gan.keras")
    audio = wave(3 * LENGTH + 7)
    np.testing.assert_array_equal(again.enhance(audio), gan.enhance(audio))


def test_the_first_batch_becomes_the_reference(sounds):
    gan = segan()
    gan.compile()
    fronts = [
        x
        for x in gan.discriminator.layers
        if isinstance(x, Reference) and not x.remove
    ]
    gan.fit(*sounds, batch_size=8, shuffle=False, verbose=0)
    clean, noisy = (ops.convert_to_numpy(x.batch) for x in fronts)
    np.testing.assert_array_equal(noisy[:8], sounds[0])
    np.testing.assert_array_equal(clean[8:], sounds[1])
    gan.fit(-sounds[0], sounds[1], batch_size=8, verbose=0)
    np.testing.assert_array_equal(fronts[1].batch, noisy)


def test_a_window_is_judged_alike_in_any_batch(sounds):
    gan = segan()
    gan.compile()
    gan.fit(*sounds, batch_size=4, verbose=0)
    judge = gan.discriminator
    noisy, clean = sounds
    whole = ops.convert_to_numpy(judge([clean, noisy]))
    alone = ops.convert_to_numpy(judge([clean[:1], noisy[:1]]))
    np.testing.assert_allclose(alone, whole[:1], atol=1e-5)


def test_what_is_emphasised_comes_back():
    gan = segan()
    audio = wave(5 * LENGTH)[None]
    there = gan.emphasised(audio)
    expected = audio.copy()
    expected[:, 1:] -= 0.95 * audio[:, :-1]
    np.testing.assert_allclose(there, expected, atol=1e-6)
    np.testing.assert_allclose(gan.plain(there), audio, atol=1e-5)


@pytest.mark.parametrize("emphasis", [0.0, 0.99, 0.999])
def test_any_emphasis_comes_back(emphasis):
    gan = segan(emphasis=emphasis)
    audio = 0.3 + 0.2 * np.sin(np.arange(5000, dtype="float32"))[None]
    back = gan.plain(gan.emphasised(audio))
    np.testing.assert_allclose(back, audio, atol=1e-4)


def test_the_grid_draws_sounds_and_lets_them_be_heard(sounds, tmp_path):
    from PIL import Image
    from scipy.io import wavfile

    gan = segan()
    gan.compile()
    noisy, clean = sounds
    callbacks = [
        keras_gans.callbacks.TranslationGrid(
            tmp_path / "pairs", noisy[:2], clean[:2]
        ),
        keras_gans.callbacks.SampleGrid(tmp_path / "made", 3),
    ]
    gan.fit(*sounds, batch_size=4, verbose=0, callbacks=callbacks)
    for folder, count in (("pairs", 6), ("made", 3)):
        assert Image.open(tmp_path / folder / "epoch_0001.png").size[0] > 100
        rate, heard = wavfile.read(tmp_path / folder / "epoch_0001.wav")
        assert rate == 16_000
        assert len(heard) == count * LENGTH + (count - 1) * 4000
    first = heard[:LENGTH] / 32767
    np.testing.assert_allclose(first, gan.generate(3, 0)[0, :, 0], atol=1e-4)


@pytest.mark.parametrize("count", [1, 31, LENGTH, 3 * LENGTH + 5])
def test_windows_that_fade_add_up_to_the_wave(count):
    gan = segan()
    audio = wave(2 * count).reshape(2, count)
    windows = gan._windows(ops.array(audio))
    whole = gan._whole(windows, 2, count)
    np.testing.assert_allclose(whole, audio, atol=1e-5)


@pytest.mark.tensorflow
def test_speech_of_any_length_is_served(tmp_path):
    import tensorflow as tf

    gan = segan()
    gan.export(tmp_path, verbose=False)
    served = tf.saved_model.load(str(tmp_path))
    for count in (20, 3 * LENGTH + 1):
        audio = wave(count)
        made = served.enhance(tf.constant(audio[None]), tf.constant(5, "int64"))
        expected = gan.enhance(audio, seed=5)
        assert expected.shape == audio.shape
        np.testing.assert_allclose(made[0], expected, atol=1e-5)


# Data.


@pytest.mark.tensorflow
def test_noise_is_mixed_in_at_its_ratio():
    clips = [wave(3 * LENGTH, seed) for seed in (0, 1)]
    noises = [wave(50, 2), wave(5 * LENGTH, 3)]
    elements = data.noisy_speech(
        clips, noises, snr=[6.0], length=LENGTH, batch_size=5, emphasis=0.0
    )
    (noisy, clean), *_ = elements.as_numpy_iterator()
    assert noisy.shape == clean.shape == (5, LENGTH, 1)
    windows = [
        clip[start : start + LENGTH]
        for clip in clips
        for start in range(0, 2 * LENGTH + 1, LENGTH // 2)
    ]
    for a, b in zip(noisy[..., 0], clean[..., 0]):
        number = int(np.argmin([np.abs(b - w).max() for w in windows]))
        np.testing.assert_array_equal(b, windows[number])
        power = np.square(clips[number // 5]).mean()
        ratio = 10 * np.log10(power / np.square(a - b).mean())
        assert ratio == pytest.approx(6, abs=0.01)


@pytest.mark.tensorflow
def test_an_epoch_is_mixed_alike_in_every_run():
    def epochs():
        elements = data.noisy_speech(
            [wave(4 * LENGTH)],
            [wave(4 * LENGTH, 1)],
            length=LENGTH,
            batch_size=7,
        )
        return [next(iter(elements))[0].numpy() for _ in range(2)]

    first, again = epochs(), epochs()
    np.testing.assert_array_equal(first, again)
    assert (np.sort(first[0].ravel()) != np.sort(first[1].ravel())).any()


@pytest.mark.tensorflow
def test_files_are_read(tmp_path):
    from scipy.io import wavfile

    sound = (wave(200) * 32767).astype("int16")
    wavfile.write(tmp_path / "a.wav", 16_000, sound)
    elements = data.noisy_speech(
        tmp_path,
        [wave(99)],
        length=LENGTH,
        batch_size=1,
        emphasis=0.0,
        shuffle=False,
    )
    _, clean = next(iter(elements))
    np.testing.assert_allclose(clean[0, :, 0], sound[:LENGTH] / 32768)
    wavfile.write(tmp_path / "b.wav", 8_000, sound)
    with pytest.raises(ValueError, match="8000 in .*b.wav"):
        data.noisy_speech(tmp_path, [wave(99)], length=LENGTH)


@pytest.mark.tensorflow
def test_files_of_several_kinds_and_those_that_are_none(tmp_path):
    from scipy.io import wavfile

    sound = wave(200)
    eight = np.round(sound * 127 + 128).astype("uint8")
    wavfile.write(tmp_path / "A.WAV", 16_000, eight)
    read = data.speech.recordings(tmp_path, "speech", "train", 16_000)
    np.testing.assert_allclose(read[0], sound, atol=0.01)
    (tmp_path / "b.wav").write_bytes(b"no sound")
    with pytest.raises(ValueError, match="cannot be read.*b.wav"):
        data.noisy_speech(tmp_path, [wave(99)])


@pytest.mark.tensorflow
def test_a_short_clip_has_its_ratio_too():
    clip, noise = wave(LENGTH // 4, loud=0.2), [wave(5 * LENGTH, 1)]
    elements = data.noisy_speech(
        [clip], noise, [0.0], LENGTH, batch_size=1, emphasis=0.0
    )
    ((noisy, clean),) = elements.as_numpy_iterator()
    ratio = np.square(clip).mean() / np.square(noisy - clean).mean()
    assert 10 * np.log10(ratio) == pytest.approx(0, abs=0.01)


@pytest.mark.tensorflow
def test_what_is_too_loud_is_made_softer_on_both_sides():
    elements = data.noisy_speech(
        [wave(LENGTH, loud=1.0)],
        [wave(5 * LENGTH, 1)],
        [-12.0],
        LENGTH,
        batch_size=1,
        emphasis=0.0,
    )
    ((noisy, clean),) = elements.as_numpy_iterator()
    assert np.abs(noisy).max() == pytest.approx(1, abs=1e-6)
    assert np.abs(clean).max() < 0.5
    ratio = np.square(clean).mean() / np.square(noisy - clean).mean()
    assert 10 * np.log10(ratio) == pytest.approx(-12, abs=0.01)


def test_sixteen_bits_are_mixed_at_their_ratio():
    speech, noise = (wave(4000, seed) for seed in (0, 1))
    bits = [(x * 32767).astype("int16") for x in (speech, noise)]
    np.testing.assert_allclose(
        data.mixed(*bits, 5.0), data.mixed(speech, noise, 5.0), atol=1e-3
    )


REFUSED = [
    (lambda: data.noisy_speech([wave(99)], [np.zeros(99)]), "silence"),
    (lambda: data.noisy_speech("/no/such", [wave(99)]), "no such folder"),
    (lambda: data.noisy_speech([wave(99)], [wave(99)], snr=[]), "at least one"),
    (
        lambda: data.noisy_speech([wave(99)], [wave(99)], emphasis=2.0),
        "emphasis=2",
    ),
    (lambda: data.mixed(wave(9), np.zeros(9), 0.0), "in noise"),
    (lambda: data.mixed(wave(9), wave(0), 0.0), "not empty"),
    (lambda: segan().enhance(np.zeros((9, 2), "float32")), "pass the mean"),
    (lambda: metrics.PESQ(44_100).compare(wave(9), wave(9)), "rate=44100"),
    (lambda: metrics.STOI().compare([], []), "Received: none"),
    (
        lambda: metrics.SegmentalSNR().compare(wave(900), np.full(900, np.nan)),
        "NaN or infinity",
    ),
    (lambda: data.noisy_speech([], [wave(99)]), "no speech"),
    (
        lambda: data.noisy_speech([wave(98).reshape(-1, 2)], [wave(9)]),
        "one channel",
    ),
    (
        lambda: data.noisy_speech([np.full(9, np.nan)], [wave(9)]),
        "finite values",
    ),
    (lambda: data.noisy_speech([3 * wave(99)], [wave(9)]), "values up to 1.4"),
    (lambda: keras_gans.SEGAN.for_audio(100), r"8 \* 2\*\*n.*length=100"),
    (lambda: segan(emphasis=1.0), "emphasis=1"),
    (lambda: segan().enhance(np.zeros(0)), "one channel"),
    (lambda: segan().enhance(np.zeros(9, "int16")), "dtype=int16"),
    (lambda: segan().enhance(np.full(9, np.nan)), "or NaN"),
    (lambda: segan().enhance(np.zeros((2, 3, 1))), "one channel"),
    (
        lambda: metrics.SegmentalSNR().compare(np.zeros(900), np.ones(900)),
        "not silent",
    ),
    (
        lambda: metrics.SegmentalSNR().compare(wave(900), wave(800)),
        "as long",
    ),
]


@pytest.mark.tensorflow
@pytest.mark.parametrize("action, words", REFUSED)
def test_what_is_no_sound_is_refused_in_words(action, words):
    with pytest.raises(ValueError, match=words):
        action()


def test_pictures_are_not_for_it():
    with pytest.raises(TypeError, match="for_audio"):
        keras_gans.SEGAN.for_images((64, 64, 3))


# Metrics.


def test_silence_is_no_speech():
    metric = metrics.ScaleInvariantSDR()
    assert metric.compare(wave(900), np.zeros(900)) == -np.inf
    assert metric.compare(wave(900)[:, None], wave(900)[:, None]) > 100


def test_noise_of_a_known_power_has_its_ratio():
    clean = np.sin(np.arange(16_000) / 10.0)
    noise = np.random.default_rng(0).normal(size=16_000)
    for ratio in (0, 12):
        noisy = data.mixed(clean, noise, ratio)
        assert metrics.ScaleInvariantSDR().compare(
            clean, noisy
        ) == pytest.approx(ratio, abs=0.2)
        assert metrics.SegmentalSNR().compare(clean, noisy) == pytest.approx(
            ratio, abs=0.3
        )
    # A louder one is as good for the first, and not for the second.
    assert metrics.ScaleInvariantSDR().compare(clean, 2 * clean) > 100
    assert metrics.SegmentalSNR().compare(clean, 2 * clean) == pytest.approx(
        0, abs=1e-6
    )
    assert metrics.SegmentalSNR().compare(clean, clean) == 35


@pytest.mark.parametrize(
    "metric, package", [("PESQ", "pesq"), ("STOI", "pystoi")]
)
def test_packages_judge_speech(metric, package):
    judge = getattr(metrics, metric)()
    clean = np.sin(np.arange(16_000) / 10.0) * np.linspace(0.1, 1, 16_000)
    try:
        __import__(package)
    except ImportError:
        with pytest.raises(ImportError, match="keras_gans.speech"):
            judge.compare(clean, clean)
        return
    noisy = data.mixed(clean, wave(16_000), 0)
    assert judge.compare(clean, clean) > judge.compare(clean, noisy)
