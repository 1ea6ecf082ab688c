"""Residual networks of WGAN-GP, as in the authors' gan_cifar_resnet.py.

For images with sides of 8 to 1024 and any number of channels. `width` is
the number of filters everywhere (128 in the paper). At 32x32x3 they have the
authors' 1,204,483 and 1,053,825 trainable parameters.
"""

import math

import keras
from keras import layers

from keras_gans.networks.building import builder
from keras_gans.networks.sizes import halvings
from keras_gans.networks.sizes import trim


@builder
def generator(image_shape, latent_dim=128, width=128):
    """Latents (B, latent_dim) to images (B, H, W, C) in [-1, 1]."""
    sizes = halvings(image_shape)
    inputs = keras.Input((latent_dim,), name="latents")
    x = layers.Dense(math.prod(sizes[-1]) * width)(inputs)
    x = layers.Reshape((*sizes[-1], width))(x)
    for size in sizes[-2::-1]:
        x = _upward_block(x, width, size)
    x = layers.ReLU()(_normalization()(x))
    x = layers.Conv2D(image_shape[-1], 3, padding="same")(x)
    images = layers.Activation("tanh", dtype="float32")(x)
    return keras.Model(inputs, images, name="generator")


@builder
def discriminator(image_shape, width=128):
    """Images (B, H, W, C) to (B, 1), without normalization."""
    sizes = halvings(image_shape, until=8)
    inputs = keras.Input(image_shape, name="images")
    x = _first_block(inputs, width)
    for _ in sizes[2:]:
        x = _critic_block(x, width, down=True)
    for _ in range(2):
        x = _critic_block(x, width, down=False)
    x = layers.GlobalAveragePooling2D()(layers.ReLU()(x))
    logits = layers.Dense(1, dtype="float32")(x)
    return keras.Model(inputs, logits, name="discriminator")


def _upward_block(x, width, size):
    shortcut = _convolution(width, 1)(trim(layers.UpSampling2D()(x), size))
    x = layers.ReLU()(_normalization()(x))
    x = _convolution(width)(trim(layers.UpSampling2D()(x), size))
    x = layers.ReLU()(_normalization()(x))
    return layers.Add()([shortcut, _convolution(width)(x)])


def _first_block(x, width):
    shortcut = _convolution(width, 1)(_pool(x))
    x = layers.ReLU()(_convolution(width)(x))
    return layers.Add()([shortcut, _pool(_convolution(width)(x))])


def _critic_block(x, width, down):
    shortcut = _pool(_convolution(width, 1)(x)) if down else x
    x = _convolution(width)(layers.ReLU()(x))
    x = _convolution(width)(layers.ReLU()(x))
    return layers.Add()([shortcut, _pool(x) if down else x])


def _convolution(width, kernel_size=3):
    # Uniform He weights before a ReLU, Glorot's in the 1x1 shortcuts.
    scale = 2.0 if kernel_size > 1 else 1.0
    return layers.Conv2D(
        width,
        kernel_size,
        padding="same",
        kernel_initializer=keras.initializers.VarianceScaling(
            scale, "fan_avg", "uniform"
        ),
    )


def _pool(x):
    return layers.AveragePooling2D(2, padding="same")(x)


def _normalization():
    return layers.BatchNormalization(momentum=0.9, epsilon=1e-5)
