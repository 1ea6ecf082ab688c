"""What the recipes share that give back what was taken from a picture."""

import keras
import numpy as np

import keras_gans

import paired
from options import parse


def main(
    name,
    doc,
    how,
    networks,
    null,
    epochs=10,
    image_size=64,
    inside=None,
    variant=lambda options: {"variant": keras_gans.Pix2Pix},
    **extra,
):
    """Trains on pictures that were made worse, and writes the figures.

    Args:
        name: str, of the recipe.
        doc: str, its header.
        how: as of `data.degraded`.
        networks: function of the options, (generator, discriminator).
        null: function of training sources and targets and test sources: a dict
            of what simple means make of the latter.
        epochs, image_size: ints.
        inside: function of the side, the slice of it in which something is
            made; None: everywhere.
        variant: function of the options, a dict of the "variant" that plays
            and of what its constructor takes beside `Pix2Pix`'s arguments.
        **extra: further arguments of the command line.
    """
    options = parse(
        doc,
        extra={
            "game": {
                "choices": ("pix2pix", "l1", "null"),
                "help": "the game, L1 alone, or simple means",
            },
            "--data": {"default": "utkface_64"},
            "--image-size": {"type": int, "default": image_size},
            "--width": {"type": int, "default": 32},
            "--l1-weight": {"type": float, "default": 100.0},
            **extra,
        },
        epochs=epochs,
        batch_size=16,
        out=lambda options: f"runs/{name}_{options.game}",
    )
    keras.utils.set_random_seed(options.seed)
    load = {"name": options.data, "image_size": options.image_size}
    images = keras_gans.data.load(
        **load, batch_size=options.batch_size, seed=options.seed, flip=True
    )
    test = keras_gans.data.load(
        **load, split="test[:1000]", batch_size=None, shuffle=False
    )
    source, target = keras_gans.data.degraded(test, how)
    if inside is not None:
        inside = inside(options.image_size)
    if options.game == "null":
        known = keras_gans.data.load(
            **load, split="train[:11000]", batch_size=None
        )
        made = null(*keras_gans.data.degraded(known, how), source)
        options.out.mkdir(parents=True, exist_ok=True)
        columns = [source, *made.values(), target]
        keras_gans.pictures.save(
            options.out / "samples.png",
            keras_gans.pictures.beside(*(x[:8] for x in columns)),
        )
        for mean, x in made.items():
            print(mean, paired.figures(target, np.asarray(x), inside))
        return
    generator, discriminator = networks(options)
    settings = variant(options)
    gan = settings.pop("variant")(
        generator,
        discriminator,
        l1_weight=options.l1_weight,
        image_size=options.image_size,
        ema_momentum=0.999 if options.game == "pix2pix" else None,
        seed=options.seed,
        **settings,
    )
    data = keras_gans.data.degraded(images, how)
    paired.train(options, gan, data, source[:8], target[:8])
    paired.write(options, gan, source, target, inside)
