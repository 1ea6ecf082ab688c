"""Networks of DCGAN (Radford et al., 2015, https://arxiv.org/abs/1511.06434).

For images with sides of 8 to 1024 and any number of channels. `width` is
the number of filters at the image's side; it doubles with each halving, up to
1024. 64 is the authors' MNIST code, 128 the paper's figure 1 (64x64).
"""

import math

import keras
from keras import layers

from keras_gans.networks import blocks
from keras_gans.networks.building import builder
from keras_gans.networks.sizes import halvings
from keras_gans.networks.sizes import trim


@builder
def generator(image_shape, latent_dim=100, width=64):
    """Latents (B, latent_dim) to images (B, H, W, C) in [-1, 1]."""
    sizes = halvings(image_shape)
    filters = _filters(width, len(sizes) - 1)
    inputs = keras.Input((latent_dim,), name="latents")
    x = blocks.dense(math.prod(sizes[-1]) * filters[-1])(inputs)
    x = layers.Reshape((*sizes[-1], filters[-1]))(x)
    x = blocks.rectified(x)
    for size, count in zip(sizes[-2:0:-1], filters[-2::-1]):
        x = blocks.rectified(trim(blocks.upward(count)(x), size))
    x = trim(blocks.upward(image_shape[-1], use_bias=True)(x), sizes[0])
    images = layers.Activation("tanh", dtype="float32")(x)
    return keras.Model(inputs, images, name="generator")


@builder
def discriminator(image_shape, width=64):
    """Images (B, H, W, C) to logits (B, 1)."""
    levels = len(halvings(image_shape)) - 1
    inputs = keras.Input(image_shape, name="images")
    x = inputs
    for level, count in enumerate(_filters(width, levels)):
        x = blocks.downward(count, use_bias=level == 0)(x)
        # The paper leaves the first layer of D without BatchNorm.
        x = blocks.normalization()(x) if level else x
        x = layers.LeakyReLU(0.2)(x)
    x = layers.Flatten()(x)
    logits = blocks.dense(1, use_bias=True, dtype="float32")(x)
    return keras.Model(inputs, logits, name="discriminator")


def _filters(width, levels):
    return [min(width * 2**level, 1024) for level in range(levels)]
