"""Networks of InfoGAN (Chen et al., 2016) for MNIST, its appendix C.1.

The leak is the paper's 0.1 (openai/InfoGAN has 0.01); the output is a tanh, the
paper's a sigmoid.

For images with sides of 8 to 1024; `width` is the number of filters at
half the image's side, which doubles with each further halving, up to 32 times
that (64).
"""

import math

import keras
from keras import layers

from keras_gans.networks import blocks
from keras_gans.networks.building import builder
from keras_gans.networks.sizes import halvings
from keras_gans.networks.sizes import trim


@builder
def generator(image_shape, latent_dim=74, width=64):
    """Latents (B, latent_dim), codes among them, to images in [-1, 1]."""
    sizes = halvings(image_shape)
    filters = _filters(width, len(sizes) - 1)
    inputs = keras.Input((latent_dim,), name="latents")
    x = blocks.rectified(blocks.dense(16 * width)(inputs))
    x = blocks.rectified(blocks.dense(math.prod(sizes[-1]) * filters[-1])(x))
    x = layers.Reshape((*sizes[-1], filters[-1]))(x)
    for size, count in zip(sizes[-2:0:-1], filters[-2::-1]):
        x = blocks.rectified(trim(blocks.upward(count, 4)(x), size))
    x = trim(blocks.upward(image_shape[-1], 4, use_bias=True)(x), sizes[0])
    images = layers.Activation("tanh", dtype="float32")(x)
    return keras.Model(inputs, images, name="generator")


@builder
def discriminator(image_shape, outputs, width=64):
    """Images to [logits (B, 1), parameters of the codes (B, n), ...].

    Args:
        image_shape: tuple (H, W, C).
        outputs: list of ints, n of each code.
        width: int, see above.
    """
    inputs = keras.Input(image_shape, name="images")
    x = inputs
    levels = len(halvings(image_shape)) - 1
    for level, count in enumerate(_filters(width, levels)):
        x = blocks.downward(count, 4, use_bias=level == 0)(x)
        x = layers.LeakyReLU(0.1)(blocks.normalization()(x) if level else x)
    x = layers.Flatten()(x)
    x = layers.LeakyReLU(0.1)(
        blocks.normalization()(blocks.dense(16 * width)(x))
    )
    y = layers.LeakyReLU(0.1)(
        blocks.normalization()(blocks.dense(2 * width)(x))
    )
    heads = [
        blocks.dense(count, use_bias=True, dtype="float32")(z)
        for count, z in [(1, x), *((count, y) for count in outputs)]
    ]
    return keras.Model(inputs, heads, name="discriminator")


def _filters(width, levels):
    return [width * min(2**level, 32) for level in range(levels)]
