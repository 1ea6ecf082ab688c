r"""Emoji of one maker in the style of another, learnt without pairs.

    TFDS_DATA_DIR=DIR python recipes/cyclegan_emoji.py \
        --dtype-policy mixed_bfloat16
    TFDS_DATA_DIR=DIR python recipes/cyclegan_emoji.py --game pix2pix \
        --dtype-policy mixed_bfloat16

OpenMoji's drawings become Twemoji's. Both have each emoji, but the game is not
told which belong together; `--game pix2pix` is, as the upper line. The truth is
321 emoji that none has seen: how often the nearest of their 321 true pictures
is a translation's own, by pixels and by ImageNet features, and the mean L1
distance to it. Makers differ in pose and framing, so even true pairs are not
alike pixel by pixel.

Measured (seed 0, --epochs 36, 72 min on one core): 7.5 % by pixels
(untranslated 6.2), 9.7 % by features (21.2), L1 0.442 (0.487). The outlines are
gone, and surfaces are blotched.
"""

import keras
import numpy as np

import keras_gans
from keras_gans import metrics

import paired
import report
import unpaired

FROM, TO = "images/openmoji", "images/twemoji"


def main():
    options = unpaired.options_of(
        "emoji",
        __doc__,
        games=("cyclegan", "cut", "pix2pix"),
        epochs=60,
        image_size=64,
        width=32,
        residual_blocks=6,
        length=1271,
        batch_size=4,
    )

    def load(feature, split, side=None):
        return keras_gans.data.load(
            "emoji_pairs",
            side,
            split=split,
            feature=feature,
            batch_size=None,
            shuffle=False,
        )

    size = options.image_size
    source, target = (load(x, "test", size) for x in (FROM, TO))
    larger = size + size // 8
    a, b = (load(x, "train", larger) for x in (FROM, TO))
    if options.game == "pix2pix":
        gan = with_pairs(options, a, b, source, target)
    else:
        # Not one pair in its place.
        order = np.random.default_rng(options.seed).permutation(len(b))
        gan = unpaired.train(options, a, b[order], source[:8], target[:8])
    made = gan.translate(source)
    keras_gans.pictures.save(
        options.out / "samples.png",
        keras_gans.pictures.beside(*(x[:16] for x in (source, made, target))),
    )
    found, before = figures(made, target), figures(source, target)
    report.write(
        options,
        type(gan).__name__,
        {k: (x, f"untranslated {before[k]}") for k, x in found.items()},
    )


def with_pairs(options, a, b, source, target):
    keras.utils.set_random_seed(options.seed)
    size = options.image_size
    data = keras_gans.data.pairs(
        a,
        b,
        image_size=size,
        batch_size=options.batch_size,
        flip=True,
        seed=options.seed,
    )
    gan = keras_gans.Pix2Pix.for_images(
        (size, size, 3), width=options.width, seed=options.seed
    )
    paired.train(options, gan, data, source[:8], target[:8])
    return gan


def figures(made, target):
    """How often the nearest true picture is its own, and how far it is."""
    look = metrics.imagenet()
    return {
        "own_by_pixels": own(made, target),
        "own_by_features": own(look(made), look(target)),
        "l1": round(float(np.abs(made - target).mean()), 4),
    }


def own(x, y):
    """The share of rows of x to which the nearest of y is its own."""
    nearest = paired.apart(x, y).argmin(axis=1)
    return round(float((nearest == np.arange(len(x))).mean()), 3)


if __name__ == "__main__":
    main()
