"""The standard networks of SNGAN (Miyato et al., 2018, table 3).

For images with sides of 8 to 1024 and any number of channels. `width` is
the number of filters at the image's side (64 in the paper, at 32x32), doubled
three times on the way to the innermost map.
"""

import math

import keras
from keras import layers

from keras_gans.layers import SpectralNormalization
from keras_gans.networks.building import builder
from keras_gans.networks.sizes import halvings
from keras_gans.networks.sizes import trim


@builder
def generator(image_shape, latent_dim=128, width=64):
    """Latents (B, latent_dim) to images (B, H, W, C) in [-1, 1]."""
    sizes = halvings(image_shape)
    filters = _filters(width, len(sizes))
    inputs = keras.Input((latent_dim,), name="latents")
    x = layers.Dense(math.prod(sizes[-1]) * filters[-1], **_weights())(inputs)
    x = layers.Reshape((*sizes[-1], filters[-1]))(x)
    for size, count in zip(sizes[-2::-1], filters[-2::-1]):
        x = layers.Conv2DTranspose(
            count, 4, 2, "same", use_bias=False, **_weights()
        )(x)
        x = layers.BatchNormalization(momentum=0.9, epsilon=1e-5)(trim(x, size))
        x = layers.ReLU()(x)
    x = layers.Conv2D(image_shape[-1], 3, padding="same", **_weights())(x)
    images = layers.Activation("tanh", dtype="float32")(x)
    return keras.Model(inputs, images, name="generator")


@builder
def discriminator(image_shape, width=64):
    """Images (B, H, W, C) to logits (B, 1), spectrally normalized."""
    *filters, last = _filters(width, len(halvings(image_shape)))
    inputs = keras.Input(image_shape, name="images")
    x = inputs
    for count in filters:
        x = layers.LeakyReLU(0.1)(_convolution(count, 3, 1)(x))
        x = layers.LeakyReLU(0.1)(_convolution(count, 4, 2)(x))
    x = layers.LeakyReLU(0.1)(_convolution(last, 3, 1)(x))
    x = layers.Flatten()(x)
    logits = SpectralNormalization(
        layers.Dense(1, dtype="float32", **_weights()), dtype="float32"
    )(x)
    return keras.Model(inputs, logits, name="discriminator")


def _filters(width, levels):
    return [min(width * 2**level, 1024) for level in range(levels)]


def _convolution(filters, kernel_size, strides):
    return SpectralNormalization(
        layers.Conv2D(filters, kernel_size, strides, "same", **_weights())
    )


def _weights():
    # Made anew for each layer: an initializer draws its seed when it is made.
    return {"kernel_initializer": keras.initializers.RandomNormal(stddev=0.02)}
