r"""Horses become zebras (Zhu et al., 2017, https://arxiv.org/abs/1703.10593).

    TFDS_DATA_DIR=DIR python recipes/cyclegan_horse2zebra.py \
        --dtype-policy mixed_bfloat16
    TFDS_DATA_DIR=DIR python recipes/cyclegan_horse2zebra.py --game cut \
        --dtype-policy mixed_bfloat16
    TFDS_DATA_DIR=DIR python recipes/cyclegan_horse2zebra.py --image-size 128 \
        --width 64 --residual-blocks 6 --epochs 200

1,067 horses and 1,334 zebras without pairs, cut from pictures a ninth larger
and mirrored; batches of 1 and the paper's rates, constant and then falling to
0. By default what two cores can train, narrower networks and smaller pictures;
the third command is the paper's at 128x128. --game cut is CUT
(https://arxiv.org/abs/2007.15651).

Figures are of the 120 test horses, of the size in training and of --test-size,
as the networks take any: the share of their translations that an ImageNet
classifier calls a zebra before all else, and the Frechet distance in its
features to as many test zebras.

Measured, seed 0, one core. CycleGAN, the first command (92 min): of 64x64 2.5 %
are called zebras (real ones 64 %), distance 180 (horses 199), error of the
cycle 0.127; of 160x160 14.2 % (87 %), 188 (213) and 0.120. CUT, --image-size
96 --epochs 36 --no-antialias (100 min): of 96x96 16.7 % (79 %), 159 (208); of
160x160 35.8 %, 146 (213). Most large horses have stripes, meadows have none;
groups far away stay horses, and skies have a grid.
"""

import numpy as np

import keras_gans
from keras_gans import metrics

import report
import unpaired

ZEBRA = 340  # Of ImageNet's classes.


def main():
    options = unpaired.options_of(
        "horse2zebra",
        __doc__,
        epochs=40,
        image_size=64,
        width=32,
        residual_blocks=6,
        length=1000,
        extra={"--test-size": {"type": int, "default": 160}},
    )
    size = options.image_size

    def load(split, side):
        return keras_gans.data.load(
            "cycle_gan/horse2zebra",
            side,
            split=split,
            batch_size=None,
            shuffle=False,
        )

    larger = size + size // 9
    gan = unpaired.train(
        options,
        load("trainA", larger),
        load("trainB", larger),
        load("testA", size)[:6],
        load("testB", size)[:6],
    )
    found = {}
    for side in sorted({size, options.test_size}):
        found |= figures(options, gan, load("testA", side), load("testB", side))
    report.write(options, type(gan).__name__, found)


def figures(options, gan, horses, zebras):
    """What becomes of horses, drawn and measured beside zebras."""
    made = gan.translate(horses)
    columns = [horses, made]
    fid = metrics.FrechetDistance("imagenet", len(horses))
    found = {
        "zebras": (
            zebra_share(made),
            f"horses {zebra_share(horses)}, zebras {zebra_share(zebras)}",
        ),
        fid.name: (
            round(fid.compare(zebras[: len(horses)], made), 2),
            f"horses {fid.compare(zebras[: len(horses)], horses):.2f}",
        ),
    }
    if options.game == "cyclegan":
        columns.append(gan.translate(made, to="a"))
        cycle = np.abs(columns[-1] - horses).mean()
        found["cycle"] = round(float(cycle), 4), "0"
    side = horses.shape[1]
    keras_gans.pictures.save(
        options.out / f"samples_{side}.png",
        keras_gans.pictures.beside(*(x[:16] for x in columns)),
    )
    return {f"{name}, {side}x{side}": figure for name, figure in found.items()}


def zebra_share(images):
    """The share of images that are classified as zebras first."""
    logits = metrics.imagenet().logits(images)
    return round(float((np.argmax(logits, axis=-1) == ZEBRA).mean()), 3)


if __name__ == "__main__":
    main()
