"""Semi-supervised networks of Improved GAN (Salimans et al., 2016) for MNIST.

As in openai/improved-gan, mnist_svhn_cifar10: dense layers with weight
normalization, Gaussian noise before each of the discriminator's. `width` is
half the units of the first (500).
"""

import math

import keras
from keras import layers

from keras_gans.layers import WeightNormalization
from keras_gans.networks.building import builder


@builder
def generator(output_shape, latent_dim=100, width=500):
    """Latents (B, latent_dim) to samples in [-1, 1]."""
    inputs = keras.Input((latent_dim,), name="latents")
    x = inputs
    for _ in range(2):
        x = layers.Dense(width, use_bias=False)(x)
        x = layers.BatchNormalization(momentum=0.9, scale=False)(x)
        x = layers.Activation("softplus")(x)
    last = layers.Dense(
        math.prod(output_shape), activation="sigmoid", dtype="float32"
    )
    x = WeightNormalization(last, dtype="float32")(x)
    x = layers.Rescaling(2.0, -1.0, dtype="float32")(x)
    if len(output_shape) > 1:
        x = layers.Reshape(output_shape, dtype="float32")(x)
    return keras.Model(inputs, x, name="generator")


@builder
def discriminator(input_shape, outputs=10, width=500):
    """Samples to [logits (B, outputs), features (B, width // 2)].

    Args:
        input_shape: tuple, the shape of one sample.
        outputs: int, number of classes; 1 without classes.
        width: int, see above.
    """
    inputs = keras.Input(input_shape, name="samples")
    x = layers.Flatten()(inputs) if len(input_shape) > 1 else inputs
    x = layers.GaussianNoise(0.3)(layers.Rescaling(0.5, 0.5)(x))
    units = [2 * width, width, width // 2, width // 2, width // 2]
    for i, count in enumerate(units):
        x = layers.GaussianNoise(0.5)(x) if i else x
        dense = layers.Dense(count, activation="relu", **_weights())
        x = WeightNormalization(dense, train_scale=False)(x)
    features = layers.Activation("linear", dtype="float32", name="features")(x)
    x = layers.GaussianNoise(0.5)(x)
    last = layers.Dense(outputs, dtype="float32", **_weights())
    logits = WeightNormalization(last, dtype="float32", name="logits")(x)
    return keras.Model(inputs, [logits, features], name="discriminator")


def adapt(discriminator, samples):
    """Chooses scales and biases so that each layer's outputs for these
    samples, under the noise of training, have mean 0 and variance 1, as the
    authors begin.

    Args:
        discriminator: `keras.Model`, a chain of layers.
        samples: array (N, ...), some hundreds.
    """
    x = keras.ops.convert_to_tensor(samples)
    for layer in discriminator.layers[1:]:
        if layer.name == "features":
            continue
        if isinstance(layer, WeightNormalization):
            layer.adapt(x)
        x = layer(x, training=True)


def _weights():
    return {"kernel_initializer": keras.initializers.RandomNormal(stddev=0.1)}
