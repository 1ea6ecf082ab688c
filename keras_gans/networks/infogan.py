"""Networks of InfoGAN (Chen et al., 2016), as in openai/InfoGAN for MNIST.

For any square image of side 16 to 256; `width` is the number of filters at
half the image's side, which doubles with each further halving (64).
"""

import keras
from keras import layers

from keras_gans.networks.sizes import halvings
from keras_gans.networks.sizes import trim


def generator(image_shape, latent_dim=74, width=64):
    """Latents (B, latent_dim), codes among them, to images in [-1, 1]."""
    sizes = halvings(image_shape)
    filters = [width * 2**level for level in range(len(sizes) - 1)]
    inputs = keras.Input((latent_dim,), name="latents")
    x = _rectified(_dense(16 * width)(inputs))
    x = _rectified(_dense(sizes[-1] ** 2 * filters[-1])(x))
    x = layers.Reshape((sizes[-1], sizes[-1], filters[-1]))(x)
    for size, count in zip(sizes[-2:0:-1], filters[-2::-1]):
        x = _rectified(trim(_upward(count)(x), size))
    x = trim(_upward(image_shape[-1], use_bias=True)(x), image_shape[0])
    images = layers.Activation("tanh", dtype="float32")(x)
    return keras.Model(inputs, images, name="generator")


def discriminator(image_shape, outputs, width=64):
    """Images to [logits (B, 1), parameters of the codes (B, n), ...].

    Args:
        image_shape: tuple (H, H, C).
        outputs: list of ints, n of each code.
        width: int, see above.
    """
    inputs = keras.Input(image_shape, name="images")
    x = inputs
    for level in range(len(halvings(image_shape)) - 1):
        x = layers.Conv2D(
            width * 2**level,
            4,
            2,
            "same",
            use_bias=level == 0,
            kernel_initializer=_normal(),
        )(x)
        x = layers.LeakyReLU(0.1)(_normalization()(x) if level else x)
    x = layers.Flatten()(x)
    x = layers.LeakyReLU(0.1)(_normalization()(_dense(16 * width)(x)))
    y = layers.LeakyReLU(0.1)(_normalization()(_dense(2 * width)(x)))
    heads = [_output(1)(x)] + [_output(count)(y) for count in outputs]
    return keras.Model(inputs, heads, name="discriminator")


def _output(units):
    return layers.Dense(units, kernel_initializer=_normal(), dtype="float32")


def _rectified(x):
    return layers.ReLU()(_normalization()(x))


def _dense(units):
    return layers.Dense(units, use_bias=False, kernel_initializer=_normal())


def _upward(filters, use_bias=False):
    return layers.Conv2DTranspose(
        filters,
        4,
        2,
        "same",
        use_bias=use_bias,
        kernel_initializer=_normal(),
    )


def _normalization():
    return layers.BatchNormalization(
        momentum=0.9, epsilon=1e-5, gamma_initializer=_normal(1.0)
    )


def _normal(mean=0.0):
    return keras.initializers.RandomNormal(mean, stddev=0.02)
