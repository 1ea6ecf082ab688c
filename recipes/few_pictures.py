r"""A few hundred to a few thousand pictures: StyleGAN2 with augmentation.

    python recipes/few_pictures.py FOLDER --image-size 64 --images 1000000
    TFDS_DATA_DIR=DIR python recipes/few_pictures.py --data utkface_64 \
        --count 1000 --image-size 32 --augmentation none

The settings that we would use for a folder of 200 to 5,000 pictures: mirrored
pictures (--no-flip for those that have a left and a right), DiffAugment, R1 of
the size's weight, averaged weights. A tenth of the folder is held out for
`OverfittingWatch`, which says whether the discriminator knows the others by
heart; at the end neighbors.png shows samples beside their nearest training
pictures, so that a person sees whether it copies. On a GPU leave the width at
512 and the base at 8192 (--width, --base), the paper's.

The second kind of command is the comparison: so many pictures of a data set,
the Frechet distance in ImageNet features of 5,000 samples to 5,000 of all
pictures of the set.
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


def main():
    options = parse(
        __doc__,
        extra={
            "folder": {"nargs": "?", "type": pathlib.Path},
            "--data": {"help": "a set of TensorFlow Datasets"},
            "--count": {
                "type": int,
                "default": 1000,
                "help": "of its pictures",
            },
            "--image-size": {"type": int, "default": 64},
            "--images": {"type": int, "default": 300_000, "help": "to show"},
            "--augmentation": {"choices": AUGMENTATIONS, "default": "diff"},
            "--no-flip": {"action": "store_true"},
            "--width": {"type": int, "default": 128},
            "--base": {"type": int, "default": 1024},
            "--every": {"type": int, "default": 10, "help": "epochs a look"},
        },
        epochs=0,
        batch_size=32,
        out=lambda options: f"runs/few_pictures_{options.augmentation}",
    )
    keras.utils.set_random_seed(options.seed)
    train, held_out = pictures(options)
    size = options.image_size
    gan = keras_gans.StyleGAN2.for_images(
        (size, size, 3),
        latent_dim=128,
        width=options.width,
        base=options.base,
        mapping_layers=2,
        path_length_weight=0.0,
        augmentation=AUGMENTATIONS[options.augmentation](options),
        ema_momentum=0.999,
        seed=options.seed,
    )
    gan.compile()
    rounds = int(train.cardinality())
    epochs = -(-options.images // (rounds * options.batch_size))
    watch = keras_gans.callbacks.OverfittingWatch(
        train, held_out, every=options.every
    )
    gan.fit(
        train,
        epochs=options.epochs or epochs,
        verbose=2,
        callbacks=[watch, *report.standard(options)],
    )
    judge(options, gan, train, watch)


def pictures(options):
    """(training pictures as batches, those held out as an array)."""
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
        return train, keras_gans.data.take(held_out, 512)
    if options.folder is None:
        raise SystemExit("Name a FOLDER of pictures, or a set with --data.")
    whole = keras_gans.data.from_directory(
        options.folder, size, 1, seed=options.seed, drop_remainder=False
    )
    found = keras_gans.data.take(whole, int(whole.cardinality()))
    kept = max(len(found) // 10, 1)
    return _batches(found[kept:], options, flip), found[:kept]


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


def judge(options, gan, train, watch):
    """Figures of the run, and the pictures by which a person judges it."""
    out, size = options.out, options.image_size
    known = keras_gans.data.take(
        train, int(train.cardinality()) * options.batch_size
    )
    figures = {}
    if options.data:
        samples = 5000
        real = keras_gans.data.take(
            keras_gans.data.load(options.data, size, split="train"), samples
        )
        fid = metrics.FrechetDistance("imagenet", samples)
        fake = gan.generate(samples, seed=options.seed)
        figures[fid.name] = (round(fid.compare(real, fake), 3), "")
    fake = gan.generate(100, seed=options.seed)
    keras_gans.pictures.save(
        out / "samples.png", keras_gans.pictures.grid(fake)
    )
    plots.nearest_neighbors(fake[:12], known).savefig(
        out / "neighbors.png", dpi=80
    )
    plots.judge_curves(watch.looks).savefig(out / "judge.png", dpi=80)
    last = watch.looks[-1]
    figures["overfitting"] = (
        round(last["overfitting"], 3),
        "0 where held-out pictures are as real as training ones",
    )
    report.write(
        options,
        "StyleGAN2",
        figures,
        pictures=len(known),
        looks={
            name: [round(float(look[name]), 4) for look in watch.looks]
            for name in last
        },
        distance_of_nearest=_nearest(fake, known),
    )


def _nearest(fake, known):
    """The root mean square from samples to their nearest training picture."""
    apart = [np.sqrt(np.square(known - x).mean((1, 2, 3))).min() for x in fake]
    return round(float(np.mean(apart)), 4)


if __name__ == "__main__":
    main()
