"""Networks of BEGAN (Berthelot et al., 2017, arXiv:1703.10717).

As in carpedm20/BEGAN-tensorflow: `width` filters (n, 128 or 64), ELUs, nearest
neighbours; the generator is built like the decoder. For images with sides of
8 to 1024.
"""

import math

import keras
from keras import layers

from keras_gans.networks.building import builder
from keras_gans.networks.sizes import halvings
from keras_gans.networks.sizes import trim


@builder
def generator(image_shape, latent_dim=64, width=128, residuals=False):
    """Latents (B, latent_dim) to images (B, H, W, C).

    Args:
        image_shape: tuple (H, W, C).
        latent_dim: int.
        width: int, n.
        residuals: bool, give each size after the first the input of the
            first beside its own, as the paper's section 3.5.2 proposes.
    """
    inputs = keras.Input((latent_dim,), name="latents")
    images = _decoder(inputs, image_shape, width, residuals)
    return keras.Model(inputs, images, name="generator")


@builder
def discriminator(image_shape, width=128, code_dim=64, residuals=False):
    """Images (B, H, W, C) to images: an auto-encoder; arguments as above.

    Args:
        code_dim: int, length of the code between encoder and decoder.
    """
    levels = len(halvings(image_shape, until=8))
    inputs = keras.Input(image_shape, name="images")
    x = layers.Conv2D(width, 3, padding="same", activation="elu")(inputs)
    for level in range(1, levels + 1):
        for _ in range(2):
            x = _convolution(x, width * level)
        if level < levels:
            x = layers.Conv2D(width * level, 3, 2, "same", activation="elu")(x)
    codes = layers.Dense(code_dim, name="codes")(layers.Flatten()(x))
    images = _decoder(codes, image_shape, width, residuals)
    return keras.Model(inputs, images, name="discriminator")


def _decoder(codes, image_shape, width, residuals):
    sizes = halvings(image_shape, until=8)
    x = layers.Dense(math.prod(sizes[-1]) * width)(codes)
    x = first = layers.Reshape((*sizes[-1], width))(x)
    for level in reversed(range(len(sizes))):
        for _ in range(2):
            x = _convolution(x, width)
        if level:
            if residuals:
                x = layers.Concatenate()([x, first])
                first = trim(layers.UpSampling2D()(first), sizes[level - 1])
            x = trim(layers.UpSampling2D()(x), sizes[level - 1])
    return layers.Conv2D(image_shape[-1], 3, padding="same", dtype="float32")(x)


def _convolution(x, filters):
    return layers.Conv2D(filters, 3, padding="same", activation="elu")(x)
