"""Networks of the original GAN, as in goodfeli/adversarial's mnist.yaml.

`width` is the number of maxout units a layer of the discriminator (240 for
MNIST); the generator has five times as many ReLU units. The paper's output is
a sigmoid in [0, 1]; here it is brought to [-1, 1].
"""

import math

import keras
from keras import layers

from keras_gans.layers import Maxout
from keras_gans.networks.building import builder


@builder
def generator(output_shape, latent_dim=100, width=240):
    """Latents (B, latent_dim) to samples (B, *output_shape) in [-1, 1]."""
    inputs = keras.Input((latent_dim,), name="latents")
    x = inputs
    for _ in range(2):
        x = layers.Dense(
            5 * width, activation="relu", kernel_initializer=_uniform(0.05)
        )(x)
    x = layers.Dense(
        math.prod(output_shape),
        activation="sigmoid",
        kernel_initializer=_uniform(0.05),
        dtype="float32",
    )(x)
    x = layers.Rescaling(2.0, -1.0, dtype="float32")(x)
    if len(output_shape) > 1:
        x = layers.Reshape(output_shape, dtype="float32")(x)
    return keras.Model(inputs, x, name="generator")


@builder
def discriminator(input_shape, width=240, pieces=5, dropout=True):
    """Samples (B, *input_shape) in [-1, 1] to logits (B, 1).

    Args:
        input_shape: tuple, the shape of one sample.
        width: int, maxout units a layer.
        pieces: int, linear pieces a unit.
        dropout: bool, 0.2 on the input and 0.5 on both hidden layers.
    """
    inputs = keras.Input(input_shape, name="samples")
    x = layers.Flatten()(inputs) if len(input_shape) > 1 else inputs
    x = layers.Rescaling(0.5, 0.5)(x)
    for rate in (0.2, 0.5):
        x = layers.Dropout(rate)(x) if dropout else x
        x = Maxout(width, pieces, kernel_initializer=_uniform(0.005))(x)
    x = layers.Dropout(0.5)(x) if dropout else x
    logits = layers.Dense(
        1, kernel_initializer=_uniform(0.005), dtype="float32"
    )(x)
    return keras.Model(inputs, logits, name="discriminator")


def _uniform(limit):
    return keras.initializers.RandomUniform(-limit, limit)
