"""`keras-gans train`."""

import pathlib
import shutil

import keras

import keras_gans
from keras_gans import callbacks
from keras_gans import metrics
from keras_gans import pictures
from keras_gans import plots
from keras_gans.command import choosing
from keras_gans.command import machine
from keras_gans.command import models
from keras_gans.command import sources
from keras_gans.core import presets

JUDGED = 2_000  # Samples of the Frechet distance, at most.


def train(
    data,
    variant=None,
    preset=None,
    image_size=None,
    labels=False,
    augmentation=None,
    flip=True,
    minutes=None,
    epochs=None,
    batch_size=32,
    dtype_policy=None,
    strategy=None,
    out=None,
    resume=False,
    seed=0,
    say=print,
):
    """Trains on pictures, and writes all that one wants of it.

    ```
    samples.png, walk.gif          a hundred samples; a way through latents
    samples/samples.gif            how they came about
    neighbors.png                  samples beside their nearest pictures
    last.keras, losses.csv, ...    as of `callbacks.standard`
    saved_model/                   for others to run
    preset/                        model and card, as `save_to_preset` writes
    ```

    Args:
        data: str: a folder, a set of tensorflow-datasets, "digits".
        variant: str, of a game that takes latents. Default: by the pictures.
        preset: str, a trained model to go on from: a preset, a .keras file, a
            run's folder, hf://user/model. Variant, size and dtype policy are
            its own.
        image_size: int, side in pixels. Default: by the pictures, at most 64.
        labels: bool, whether the folders (or the set's labels) are classes.
        augmentation: "none", "diff", "adaptive" or "noise". Default:
            "adaptive" for fewer than 5,000 pictures, "diff" by a loss under
            which the discriminator's sign means nothing.
        flip: bool, mirror pictures at random.
        minutes: float, when to stop. Default: 60, without `epochs`.
        epochs: int, the same in passes over the pictures.
        batch_size: int.
        dtype_policy: str. Default: bfloat16 where the machine has units for
            it.
        strategy: "mirrored" for all GPUs of the machine.
        out: str or path of a folder. Default: one in runs/.
        resume: bool, go on with the run in `out`.
        seed: int.
        say: function of a sentence.

    Returns:
        The model.

    Raises:
        ValueError: something does not fit.
    """
    out = pathlib.Path(out or f"runs/{pathlib.Path(data).name}")
    _check_folder(out, resume)
    keras.utils.set_random_seed(seed)
    trained = None
    if preset is None:
        policy, why = machine.policy(dtype_policy)
        keras.config.set_dtype_policy(policy)
    else:
        with _distributed(strategy):
            trained = _trained(preset, variant, image_size, dtype_policy)
        height, width = trained.sample_spec.shape[:2]
        image_size = height if height == width else (height, width)
        why = "Its networks compute as they were made to"
    source = sources.open_source(
        data, image_size, labels, batch_size, seed, flip
    )
    minutes = 60.0 if minutes is None and epochs is None else minutes
    say(source.described())
    if trained is None:
        cls, settings = _by_pictures(source, variant, say)
    else:
        cls = type(trained)
        say(f"Variant {cls.__name__}: that of {preset}, which trains on.")
    layer, name, because = choosing.augmented(
        augmentation,
        source.count,
        cls,
        (epochs or 1000) * source.count,
        batch_size,
        seed,
    )
    say(f"Augmentation {name}: {because}. {why}.")
    if epochs is None:
        until = f"{minutes:g} minutes"
    else:
        until = f"{epochs} epochs" if epochs > 1 else "an epoch"
    say(f"It trains for {until}, into {out}; Ctrl-C, then --resume, goes on.")
    with _distributed(strategy):
        if trained is not None:
            gan = presets.changed(trained, {"augmentation": layer})
        else:
            gan = cls.for_images(
                source.known.shape[1:],
                augmentation=layer,
                ema_momentum=0.999,
                seed=seed,
                **settings,
            )
        gan.compile()
    gan.fit(
        source.train,
        epochs=epochs or 1_000_000,
        verbose=2,
        callbacks=_callbacks(source, out, minutes),
    )
    _finish(gan, source, out, data, seed, say)
    return gan


def _trained(preset, *its_own):
    """The model to go on from, whose variant, size and policy are its own."""
    if any(x is not None for x in its_own):
        raise ValueError(
            "A preset has a variant, a size and a policy: leave --variant, "
            f"--image-size and --dtype-policy out. Received: --preset {preset}"
        )
    gan = models.load(preset)
    if not choosing.plays(type(gan)):
        raise ValueError(
            "What trains on here makes pictures out of latents; others by "
            f"`fit`. Received: {preset}, of {type(gan).__name__}"
        )
    return gan


def _by_pictures(source, variant, say):
    """A class, and what its `for_images` takes beside."""
    classes = len(source.classes) if source.classes else None
    choice = choosing.choose(
        source.count, source.known.shape[1:], classes, variant
    )
    say(f"Variant {choice.variant}: {choice.why}.")
    return getattr(keras_gans, choice.variant), choice.settings


def _check_folder(out, resume):
    known = (out / "backup").is_dir()
    if resume and not known:
        raise ValueError(
            f"There is no unfinished run to go on with. Received: {out}"
        )
    if not resume and (known or (out / "last.keras").exists()):
        raise ValueError(
            f"{out} holds a run: go on with an unfinished one by --resume, or "
            "name another folder with --out."
        )


def _distributed(strategy):
    import tensorflow as tf

    if strategy is None:
        return tf.distribute.get_strategy().scope()
    if strategy != "mirrored":
        raise ValueError(
            f"A strategy is mirrored, all GPUs of the machine. Received: "
            f"{strategy}"
        )
    return tf.distribute.MirroredStrategy().scope()


def _callbacks(source, out, minutes):
    found = callbacks.standard(out, delete_checkpoint=False)
    for callback in found:
        if isinstance(callback, callbacks.SampleGrid):
            callback.gif = True
    if minutes is not None:
        found.insert(0, callbacks.StopAfter(minutes, out / "minutes.txt"))
    if source.held_out is not None and source.classes is None:
        found.insert(
            0,
            callbacks.OverfittingWatch(source.train, source.held_out, every=10),
        )
    return found


def _finish(gan, source, out, data, seed, say):
    """Figures and pictures of what was trained."""
    count = min(JUDGED, len(source.known))
    fake = gan.generate(max(count, 100), seed=seed)
    pictures.save(out / "samples.png", pictures.grid(fake[:100], 10))
    films = keras_gans.latents.walk(gan, 16, 96, seed=seed)
    pictures.save_film(out / "walk.gif", films, rate=16)
    plots.nearest_neighbors(fake[:12], source.known).savefig(
        out / "neighbors.png", dpi=80
    )
    figure = None
    if source.known.shape[-1] in (1, 3):
        distance = metrics.FrechetDistance("imagenet", count)
        found = distance.compare(source.known[:count], fake[:count])
        figure = f"{distance.name} {found:.1f} to pictures it was trained on"
        say(f"Frechet distance in ImageNet features: {found:.1f}.")
    if keras.backend.backend() == "tensorflow":
        gan.export(out / "saved_model", verbose=False)
    gan.save_to_preset(
        out / "preset", title=out.name, data=data, figure=figure, seed=seed
    )
    shutil.rmtree(out / "backup", ignore_errors=True)
    say(f"Samples are in {out / 'samples.png'}, the model in {out / 'preset'}.")
