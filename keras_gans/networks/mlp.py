"""Plain multilayer perceptrons, for vectors or small images.

The defaults are the toy networks of WGAN-GP's code (three hidden layers of
512 ReLU units, He-uniform weights).
"""

import keras
from keras import layers

from keras_gans.networks.building import builder


@builder
def generator(
    output_shape,
    latent_dim=2,
    width=512,
    depth=3,
    activation="relu",
    output_activation=None,
):
    """Latents (B, latent_dim) to samples (B, *output_shape).

    Args:
        output_shape: tuple, the shape of one sample.
        latent_dim: int.
        width: int, units a hidden layer.
        depth: int, hidden layers.
        activation: of the hidden layers.
        output_activation: "tanh" for images in [-1, 1]; None for vectors.
    """
    inputs = keras.Input((latent_dim,), name="latents")
    x = _hidden(inputs, width, depth, activation)
    count = 1
    for side in output_shape:
        count *= side
    x = layers.Dense(count, activation=output_activation, dtype="float32")(x)
    if len(output_shape) > 1:
        x = layers.Reshape(output_shape, dtype="float32")(x)
    return keras.Model(inputs, x, name="generator")


@builder
def discriminator(input_shape, width=512, depth=3, activation="relu"):
    """Samples (B, *input_shape) to logits (B, 1); arguments as above."""
    inputs = keras.Input(input_shape, name="samples")
    x = layers.Flatten()(inputs) if len(input_shape) > 1 else inputs
    x = _hidden(x, width, depth, activation)
    logits = layers.Dense(1, dtype="float32")(x)
    return keras.Model(inputs, logits, name="discriminator")


def _hidden(x, width, depth, activation):
    for _ in range(depth):
        x = layers.Dense(
            width, activation=activation, kernel_initializer="he_uniform"
        )(x)
    return x
