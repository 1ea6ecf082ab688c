"""What recipes share that translate pictures of two kinds without pairs."""

import argparse

import keras

import keras_gans

import paired
from options import parse

GAMES = ("cyclegan", "cut")


def options_of(name, doc, games=GAMES, extra=None, **defaults):
    """The command line of such a recipe.

    Args:
        name: str, of the recipe.
        doc: str, its header.
        games: strs.
        extra: dict, further arguments, as of `options.parse`.
        **defaults: epochs, image_size, width, residual_blocks, length.
    """
    numbers = {
        "image_size": "side of the pictures in training",
        "width": "filters of the first convolution, the papers': 64",
        "residual_blocks": "the papers': 6 to 128x128, 9 above",
        "length": "pictures of each kind an epoch",
    }
    return parse(
        doc,
        extra={
            "--game": {"choices": games, "default": "cyclegan"},
            "--identity-weight": {"type": float, "default": 5.0},
            "--antialias": {
                "action": argparse.BooleanOptionalAction,
                "help": "generators that leave no grid; CUT's usual ones",
            },
            **(extra or {}),
            **{
                f"--{flag.replace('_', '-')}": {
                    "type": int,
                    "default": defaults[flag],
                    "help": said,
                }
                for flag, said in numbers.items()
            },
        },
        epochs=defaults["epochs"],
        batch_size=defaults.get("batch_size", 1),
        out=lambda options: f"runs/{name}_{options.game}",
    )


def train(options, a, b, shown_a, shown_b):
    """A trained game, of arrays of two kinds, larger than the size that is
    cut out of them.

    Args:
        options: of `options_of`.
        a, b: arrays (N, H, W, C).
        shown_a, shown_b: arrays, a few to draw after each epoch.
    """
    keras.utils.set_random_seed(options.seed)
    size = options.image_size
    shape = (size, size, 3)
    settings = {
        "width": options.width,
        "residual_blocks": options.residual_blocks,
        "seed": options.seed,
    }
    if options.antialias is not None:
        settings["antialias"] = options.antialias
    if options.game == "cut":
        gan = keras_gans.CUT.for_images(shape, **settings)
        shown_b = None
    else:
        gan = keras_gans.CycleGAN.for_images(
            shape, identity_weight=options.identity_weight, **settings
        )
    data = keras_gans.data.unpaired(
        a,
        b,
        image_size=size,
        batch_size=options.batch_size,
        length=options.length,
        seed=options.seed,
        flip=True,
    )
    paired.play(options, gan, data, shown_a, shown_b)
    return gan
