"""Further outputs for a discriminator: classes, codes, features."""

import keras
from keras import layers

from keras_gans.networks.building import builder


@builder
def add(discriminator, *units):
    """The discriminator with a dense head for each number of `units`.

    The heads share what the discriminator's last layer sees; it is one
    network, so that one optimizer moves the shared part once.

    Args:
        discriminator: built `keras.Model` that ends in a Dense layer.
        *units: ints, outputs of each head.

    Returns:
        `keras.Model` of the same input to [logits (B, 1), (B, units), ...].
    """
    x = features(discriminator)
    made = [
        layers.Dense(
            count,
            kernel_initializer=keras.initializers.RandomNormal(stddev=0.02),
            dtype="float32",
            name=f"head_{i}",
        )(x)
        for i, count in enumerate(units)
    ]
    return keras.Model(
        discriminator.inputs,
        [discriminator.outputs[0], *made],
        name="discriminator",
    )


@builder
def show_features(discriminator):
    """The discriminator with [logits, features] as its outputs, the features
    being what its last layer sees."""
    shown = layers.Activation("linear", dtype="float32", name="features")
    return keras.Model(
        discriminator.inputs,
        [discriminator.outputs[0], shown(features(discriminator))],
        name="discriminator",
    )


def features(discriminator):
    """The tensor that the last layer of a discriminator takes.

    Raises:
        ValueError: the last layer is none that takes one tensor.
    """
    last = discriminator.layers[-1]
    if isinstance(last, keras.Model) or not hasattr(last, "kernel"):
        raise ValueError(
            "Heads are added to a discriminator that ends in a Dense layer. "
            f"Received: last layer {last.name}"
        )
    return last.input
