"""CUT's networks (Park et al., 2020, https://arxiv.org/abs/2007.15651).

Generator and discriminator are CycleGAN's, with 9 residual blocks. As in the
authors' code the generator has a blur where sides are halved or doubled; there
the discriminator has one too. What the contrastive loss compares are the
generator's own maps on its way to the middle.
"""

import keras

from keras_gans.models.cycle_gan import cycle_gan_networks
from keras_gans.networks import blocks
from keras_gans.networks.building import builder

discriminator = cycle_gan_networks.discriminator


@builder
def generator(
    image_shape,
    source_channels=None,
    width=64,
    residual_blocks=9,
    normalization="plain",
    antialias=True,
):
    """Pictures (B, H, W, C) to a dict: "samples", images of the same size in
    [-1, 1], and the maps "map_0", "map_1", ...

    Args:
        as of `networks.cycle_gan`'s.
    """
    source, images, maps = cycle_gan_networks.path(
        image_shape,
        source_channels,
        width,
        residual_blocks,
        normalization,
        antialias,
    )
    named = {f"map_{i}": x for i, x in enumerate(maps)}
    return keras.Model(source, {"samples": images, **named}, name="generator")


@builder
def projector(generator, units=256):
    """Pixels of the generator's maps to vectors whose directions count.

    A dict of (B, N, C) by the maps' names to one of (B, N, units): for each
    map a dense network of one hidden layer.

    Args:
        generator: `keras.Model` whose outputs are a dict.
        units: int, of both layers.
    """
    inputs, made = {}, {}
    for name, x in maps(generator.output).items():
        pixels = inputs[name] = keras.Input((None, x.shape[-1]), name=name)
        x = blocks.dense(units, use_bias=True, activation="relu")(pixels)
        made[name] = blocks.dense(units, use_bias=True, dtype="float32")(x)
    return keras.Model(inputs, made, name="projector")


def maps(made):
    """What a generator gives beside its samples, a dict.

    Raises:
        ValueError: there is nothing.
    """
    if not isinstance(made, dict) or len(made) < 2:
        raise ValueError(
            'The generator gives a dict, "samples" and the maps that are '
            "compared; see `networks.cut`. Received: "
            f"{sorted(made) if isinstance(made, dict) else type(made).__name__}"
        )
    return {name: x for name, x in made.items() if name != "samples"}
