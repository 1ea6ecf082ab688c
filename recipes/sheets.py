r"""What games of translation make, shown without a picture of anybody's.

    python recipes/sheets.py facades runs/facades_pix2pix/last.keras sheet.png
    TFDS_DATA_DIR=DIR python recipes/sheets.py horses \
        runs/horse2zebra_cut/last.keras sheet.png

Above are sources that were drawn, or that another model of this package made:
plans of houses, digits of `dcgan_mnist`, faces of `faces_64`, the faces made
grey, small or with a hole. Of horses and emoji, which are not ours to show,
there is what was made of test pictures alone. The pictures in results/ have
--columns 5, that of saved_models/horse2zebra 8.
"""

import argparse

import keras
import numpy as np

import keras_gans
from keras_gans import pictures

import colorize  # noqa: F401  Its layers and models are to be known.
import inpaint  # noqa: F401
import super_resolution  # noqa: F401

# Of the plans in pix2pix_facades.
COLOURS = {
    "ground": (0, 0, 170),
    "wall": (0, 0, 255),
    "window": (0, 85, 255),
    "door": (0, 170, 255),
    "cornice": (0, 255, 255),
    "sill": (85, 255, 170),
    "molding": (255, 85, 0),
    "shop": (170, 0, 0),
}


def plan(floors, columns, door, side=128):
    """A house, (side, side, 3) in [-1, 1]."""
    drawn = np.zeros((side, side, 3)) + COLOURS["ground"]

    def box(name, top, left, bottom, right):
        top, left, bottom, right = (
            round(side * x) for x in (top, left, bottom, right)
        )
        drawn[top:bottom, left:right] = COLOURS[name]

    box("wall", 0.06, 0.05, 1, 0.95)
    box("cornice", 0.04, 0.03, 0.09, 0.97)
    high, wide = 0.66 / floors, 0.84 / columns
    for column in range(columns):
        left = 0.08 + column * wide
        for floor in range(floors):
            top = 0.12 + floor * high
            near, far = left + 0.25 * wide, left + 0.75 * wide
            box("window", top + 0.1 * high, near, top + 0.75 * high, far)
            box("sill", top + 0.75 * high, near, top + 0.85 * high, far)
        if column == door:
            box("door", 0.84, left + 0.2 * wide, 1, left + 0.8 * wide)
        else:
            box("shop", 0.83, left + 0.1 * wide, 0.98, left + 0.9 * wide)
    box("molding", 0.78, 0.05, 0.8, 0.95)
    return drawn / 127.5 - 1


def plans(n):
    houses = [(4, 5, 2), (3, 4, 1), (5, 6, 3), (3, 3, 0), (4, 4, 3), (5, 4, 2)]
    drawn = [plan(*houses[i % len(houses)]) for i in range(n)]
    return np.stack(drawn).astype("float32")


def digits(n):
    gan = keras_gans.from_preset("dcgan_mnist")
    return gan.generate(n, seed=0).repeat(3, axis=-1)


def faces(n, how=None):
    made = keras_gans.from_preset("faces_64").generate(n, seed=0)
    return made if how is None else keras_gans.data.degraded(made, how)[0]


def horses(n):
    return _test("cycle_gan/horse2zebra", 128, split="testA")[: 2 * n]


def emoji(n):
    return _test("emoji_pairs", 64, split="test", feature="images/openmoji")[
        : 2 * n
    ]


def _test(name, size, **which):
    return keras_gans.data.load(
        name, size, batch_size=None, shuffle=False, **which
    )


SOURCES = {
    "facades": plans,
    "digits": digits,
    "faces": faces,
    "grey": lambda n: faces(n, "grey"),
    "small": lambda n: faces(n, "small x4"),
    "hole": lambda n: faces(n, "hole"),
    "horses": horses,
    "emoji": emoji,
}


def main():
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("sources", choices=SOURCES)
    parser.add_argument("model", help="last.keras of a run, or a preset")
    parser.add_argument("out", help="a PNG file")
    parser.add_argument("--columns", type=int, default=6)
    options = parser.parse_args()
    keras.utils.set_random_seed(0)
    source = SOURCES[options.sources](options.columns)
    gan = keras.saving.load_model(options.model, compile=False)
    made = gan.translate(source)
    rows = [made]
    if options.sources not in ("horses", "emoji"):
        times = made.shape[1] // source.shape[1]
        source = source.repeat(times, axis=1).repeat(times, axis=2)
        source = np.broadcast_to(source, made.shape)
        rows = [source, made]
    sheet = pictures.grid(np.concatenate(rows), columns=options.columns)
    pictures.save(options.out, sheet)


if __name__ == "__main__":
    main()
