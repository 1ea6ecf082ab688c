r"""A few hundred to a few thousand pictures: games with augmentation.

    python recipes/few_pictures.py FOLDER --image-size 64 --images 1000000
    TFDS_DATA_DIR=DIR python recipes/few_pictures.py --data utkface_64 \
        --count 1000 --image-size 32 --variant dcgan --images 500000 \
        --augmentation none --dtype-policy mixed_bfloat16

The settings that we would use for a folder of 200 to 5,000 pictures: mirrored
pictures (--no-flip for those that have a left and a right), ADA, which does
nothing until the discriminator overfits, no path length, and averaged weights.
A tenth of the folder is held out for `OverfittingWatch`, which says whether the
discriminator knows the others by heart (judge.png draws it; it means little
before samples look like something). At the end samples.png shows samples,
neighbors.png some of them beside their nearest training pictures, so that a
person sees whether it copies, and saved_model/ is for others to run.
On a GPU take the paper's --width 512 --base 8192.

The second kind of command is the comparison: so many pictures of a data set,
the Frechet distance in ImageNet features of 5,000 samples to 5,000 of all
pictures of the set. Measured on 1,000 faces, StyleGAN2, 300,000 images, seed
0: 17.9 without augmentation, 18.2 with ADA, which has only begun by then, 22.1
with DiffAugment, whose discriminator is still at chance; --variant dcgan,
500,000 images: 24.0 without, 50.3 with, 22.3 with ADA, 37.4 with noise that
fades; 1,000,000 images: 26.4 without, 20.0 with ADA. On 5,000 pictures of
CIFAR-10, 500,000 images: 54.4 without, 71.1 with ADA.
"""

import pathlib

import keras
import numpy as np

import keras_gans
from keras_gans import augmentation
from keras_gans import metrics
from keras_gans import plots

import report
from options import parse

PASSES_OF = 300  # Batches that an epoch has at least.
AUGMENTATIONS = {
    "none": lambda options: None,
    "diff": lambda options: augmentation.DiffAugment(seed=options.seed),
    # A fifth of the paper's images for p from 0 to 1: runs here are short.
    "adaptive": lambda options: augmentation.Adaptive(
        images=100_000, seed=options.seed
    ),
    "noise": lambda options: augmentation.InstanceNoise(
        0.2, 0.0, options.images // options.batch_size, seed=options.seed
    ),
}


def stylegan2(options, **settings):
    gan = keras_gans.StyleGAN2.for_images(
        **settings,
        latent_dim=128,
        width=options.width or 128,
        base=options.base,
        mapping_layers=2,
        path_length_weight=0.0,
    )
    gan.compile()
    return gan


def dcgan(options, **settings):
    gan = keras_gans.DCGAN.for_images(**settings, width=options.width or 64)
    gan.compile(simultaneous=True)
    return gan


VARIANTS = {"stylegan2": stylegan2, "dcgan": dcgan}


def main():
    options = parse(
        __doc__,
        extra={
            "folder": {"nargs": "?", "type": pathlib.Path},
            "--data": {
                "help": "a set of TensorFlow Datasets, instead of a folder"
            },
            "--count": {
                "type": int,
                "default": 1000,
                "help": "how many pictures of the set",
            },
            "--image-size": {
                "type": int,
                "default": 64,
                "help": "side: 8, 16, 32, ...",
            },
            "--images": {
                "type": int,
                "default": 300_000,
                "help": "how many are shown in training, each many times",
            },
            "--variant": {"choices": VARIANTS, "default": "stylegan2"},
            "--augmentation": {"choices": AUGMENTATIONS, "default": "adaptive"},
            "--no-flip": {"action": "store_true"},
            "--width": {
                "type": int,
                "help": "filters of a layer: of StyleGAN2 at most, by default "
                "128; of DCGAN's outermost, 64",
            },
            "--base": {
                "type": int,
                "default": 1024,
                "help": "of StyleGAN2, filters of a layer times its side",
            },
        },
        epochs=0,
        batch_size=32,
        out=lambda options: (
            f"runs/few_pictures_{options.variant}_{options.augmentation}"
        ),
    )
    keras.utils.set_random_seed(options.seed)
    train, known, held_out = pictures(options)
    size = options.image_size
    gan = VARIANTS[options.variant](
        options,
        image_shape=(size, size, 3),
        augmentation=AUGMENTATIONS[options.augmentation](options),
        ema_momentum=0.999,
        seed=options.seed,
    )
    # Of few pictures an epoch is several passes.
    passes = -(-PASSES_OF // int(train.cardinality()))
    train = train.repeat(passes)
    shown = int(train.cardinality()) * options.batch_size
    options.epochs = options.epochs or -(-options.images // shown)
    print(
        f"{len(known)} pictures, {len(held_out)} more held out; "
        f"{options.epochs} epochs of {passes} passes; into {options.out}"
    )
    gan.fit(
        train,
        epochs=options.epochs,
        verbose=2,
        callbacks=[
            keras_gans.callbacks.OverfittingWatch(train, held_out),
            *report.standard(options),
        ],
    )
    judge(options, gan, known)


def pictures(options):
    """(training pictures as batches, the same and those held out as
    arrays)."""
    size, flip = options.image_size, not options.no_flip
    told = {
        "image_size": size,
        "batch_size": options.batch_size,
        "seed": options.seed,
        "flip": flip,
    }
    if options.data:
        held_out = keras_gans.data.load(
            options.data, image_size=size, split="test[:1000]", shuffle=False
        )
        split = f"train[:{options.count}]"
        train = keras_gans.data.load(options.data, split=split, **told)
        known = keras_gans.data.load(
            options.data, size, split=split, drop_remainder=False
        )
        known = keras_gans.data.take(known, options.count)
        return train, known, keras_gans.data.take(held_out, 512)
    if options.folder is None:
        raise SystemExit("Name a FOLDER of pictures, or a set with --data.")
    whole = keras_gans.data.from_directory(
        options.folder, size, 1, seed=options.seed, drop_remainder=False
    )
    found = keras_gans.data.take(whole, int(whole.cardinality()))
    kept = max(len(found) // 10, 1)
    known = found[kept:]
    return _batches(known, options, flip), known, found[:kept]


def _batches(images, options, flip):
    """Arrays as `data.load` makes batches of a set: in an order of the seed,
    mirrored with probability 1 / 2."""
    import tensorflow as tf

    from keras_gans.data import pipeline

    data = tf.data.Dataset.from_tensor_slices(images)
    data = data.shuffle(len(images), options.seed)
    data = data.batch(options.batch_size, drop_remainder=True)
    if flip:
        data = pipeline.flipped(data, options.batch_size, options.seed)
    return data.prefetch(tf.data.AUTOTUNE)


def judge(options, gan, known):
    """Figures of the run, and the pictures by which a person judges it."""
    out, size = options.out, options.image_size
    looks = looked(options)
    figures = {}
    if options.data:
        samples = 5000
        real = keras_gans.data.take(
            keras_gans.data.load(options.data, size, split="train"), samples
        )
        fid = metrics.FrechetDistance("imagenet", samples)
        fake = gan.generate(samples, seed=options.seed)
        figures[fid.name] = (
            round(fid.compare(real, fake), 3),
            "the other augmentations",
        )
    fake = gan.generate(100, seed=options.seed)
    keras_gans.pictures.save(
        out / "samples.png", keras_gans.pictures.grid(fake)
    )
    plots.nearest_neighbors(fake[:12], known).savefig(
        out / "neighbors.png", dpi=80
    )
    plots.judge_curves(looks).savefig(out / "judge.png", dpi=80)
    if keras.backend.backend() == "tensorflow":
        gan.export(out / "saved_model", verbose=False)
    figures["overfitting"] = (
        round(looks[-1]["overfitting"], 3),
        "0 where held-out pictures are as real as training ones",
    )
    report.write(
        options,
        type(gan).__name__,
        figures,
        pictures=len(known),
        looks={
            name: [round(float(look[name]), 4) for look in looks]
            for name in looks[0]
        },
        distance_of_nearest=_nearest(fake, known),
    )
    print(
        f"In {out}: samples.png, neighbors.png, judge.png, last.keras, "
        "saved_model/"
    )


def looked(options):
    """What `OverfittingWatch` has logged, those before a crash too."""
    log = report.curves(options)
    names = {"overfitting": "overfitting"}
    for name in ("train", "held_out", "generated"):
        names[name] = f"judged_{name}"
    rows = np.flatnonzero(np.isfinite(log["judged_train"]))
    return [
        {"epoch": int(row)}
        | {name: float(log[column][row]) for name, column in names.items()}
        for row in rows
    ]


def _nearest(fake, known):
    """The root mean square from samples to their nearest training picture."""
    apart = [np.sqrt(np.square(known - x).mean((1, 2, 3))).min() for x in fake]
    return round(float(np.mean(apart)), 4)


if __name__ == "__main__":
    main()
