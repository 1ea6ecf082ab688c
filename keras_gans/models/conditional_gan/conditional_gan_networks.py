"""Dense networks of the conditional GAN (Mirza and Osindero, 2014).

Sizes of https://arxiv.org/abs/1411.1784 for MNIST: samples and labels have a
hidden layer each and then a common one. `told` is what the networks are told:
an int for class labels (B,), a tuple (N,) for vectors. `width` is the number
of the discriminator's maxout units (240 for MNIST); all others keep their
proportion to it.
"""

import math

import keras
from keras import layers

from keras_gans.layers import Maxout
from keras_gans.networks.building import builder
from keras_gans.networks.labelled import one_hot


@builder
def generator(
    output_shape,
    told,
    latent_dim=100,
    width=240,
    dropout=0.5,
    initializer=None,
):
    """[latents (B, latent_dim), labels] to samples in [-1, 1].

    Args:
        output_shape: tuple, the shape of one sample.
        told: int, number of classes; or tuple (N,).
        latent_dim: int.
        width: int, see above.
        dropout: float, of the common layer's input and output.
        initializer: of all kernels. Default: U(-0.05, 0.05), as in the code
            that the authors built on, goodfeli/adversarial.
    """
    latents = keras.Input((latent_dim,), name="latents")
    labels, facts = _labels(told)

    def dense(units, activation="relu", dtype=None):
        kernels = initializer or _uniform(0.05)
        return layers.Dense(
            units, activation, kernel_initializer=kernels, dtype=dtype
        )

    x = dense(5 * width // 6)(latents)
    y = dense(25 * width // 6)(facts)
    x = layers.Dropout(dropout)(layers.Concatenate()([x, y]))
    x = layers.Dropout(dropout)(dense(5 * width)(x))
    x = dense(math.prod(output_shape), "sigmoid", "float32")(x)
    x = layers.Rescaling(2.0, -1.0, dtype="float32")(x)
    if len(output_shape) > 1:
        x = layers.Reshape(output_shape, dtype="float32")(x)
    return keras.Model([latents, labels], x, name="generator")


@builder
def discriminator(input_shape, told, width=240, dropout=0.5, input_dropout=0.0):
    """[samples in [-1, 1], labels] to logits (B, 1).

    Arguments as above; `input_dropout` is that of the samples, brought to
    [0, 1], 0.2 in the code that the authors built on.
    """
    samples = keras.Input(input_shape, name="samples")
    labels, facts = _labels(told)
    x = layers.Flatten()(samples) if len(input_shape) > 1 else samples
    x = layers.Dropout(input_dropout)(layers.Rescaling(0.5, 0.5)(x))
    x = _maxout(width, 5)(x)
    y = _maxout(max(1, 5 * width // 24), 5)(facts)
    x = layers.Dropout(dropout)(layers.Concatenate()([x, y]))
    x = layers.Dropout(dropout)(_maxout(width, 4)(x))
    logits = layers.Dense(
        1, kernel_initializer=_uniform(0.005), dtype="float32"
    )(x)
    return keras.Model([samples, labels], logits, name="discriminator")


def _labels(told):
    """The input of labels, and what the first layer sees of them."""
    if isinstance(told, (tuple, list)):
        labels = keras.Input(told, name="labels")
        return labels, labels
    labels = keras.Input((), dtype="int32", name="labels")
    return labels, one_hot(labels, told)


def _maxout(units, pieces):
    return Maxout(units, pieces, kernel_initializer=_uniform(0.005))


def _uniform(limit):
    return keras.initializers.RandomUniform(-limit, limit)
