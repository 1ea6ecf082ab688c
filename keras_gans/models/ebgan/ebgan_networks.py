"""Dense networks of EBGAN (Zhao et al., 2016), those of its MNIST grid.

`width` is the number of units of the encoder's layers (128 to 1024 in the
grid), half that of the generator's (400 to 3200). The decoder is one layer.
"""

import math

import keras
from keras import layers

from keras_gans.networks.building import builder


@builder
def generator(output_shape, latent_dim=100, width=512, depth=3):
    """Latents (B, latent_dim) to samples (B, *output_shape) in [-1, 1]."""
    inputs = keras.Input((latent_dim,), name="latents")
    x = inputs
    for _ in range(depth - 1):
        x = layers.Dense(2 * width, use_bias=False)(x)
        x = layers.ReLU()(layers.BatchNormalization(momentum=0.9)(x))
    count = math.prod(output_shape)
    x = layers.Dense(count, activation="tanh", dtype="float32")(x)
    if len(output_shape) > 1:
        x = layers.Reshape(output_shape, dtype="float32")(x)
    return keras.Model(inputs, x, name="generator")


@builder
def discriminator(input_shape, width=512, depth=2):
    """Samples (B, *input_shape) to [samples, codes (B, width)].

    Args:
        input_shape: tuple, the shape of one sample.
        width: int, units a layer of the encoder.
        depth: int, layers of the encoder.
    """
    inputs = keras.Input(input_shape, name="samples")
    x = layers.Flatten()(inputs) if len(input_shape) > 1 else inputs
    for _ in range(depth):
        x = layers.Dense(width, activation="relu")(x)
    codes = layers.Activation("linear", dtype="float32", name="codes")(x)
    x = layers.Dense(math.prod(input_shape), dtype="float32")(codes)
    if len(input_shape) > 1:
        x = layers.Reshape(input_shape, dtype="float32")(x)
    return keras.Model(inputs, [x, codes], name="discriminator")
