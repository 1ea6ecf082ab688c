"""Networks of R3GAN's kind (Huang et al., 2024, arXiv:2501.05441, config E).

Residual blocks of 1x1, grouped 3x3 and 1x1 convolutions without any
normalization, initialised as in Fixup so that each begins as the identity;
bilinear resampling; a learnt basis of the innermost map at either end. For
images with sides of 8 to 1024. `width` is the number of filters at the image's
side; it doubles with each halving, up to eight times that. The authors' nets
for 32x32 have 768 at every size and 96 groups, which is far beyond a CPU.
"""

import math

import keras
from keras import layers
from keras import ops

from keras_gans.networks.building import builder
from keras_gans.networks.sizes import halvings
from keras_gans.networks.sizes import trim

EXPANSION = 2
GAIN = (2 / (1 + 0.2**2)) ** 0.5  # Of a leaky ReLU, in the initial weights.


@builder
def generator(image_shape, latent_dim=64, width=32, blocks=2, groups=1):
    """Latents (B, latent_dim) to images (B, H, W, C).

    Args:
        image_shape: tuple (H, W, C).
        latent_dim: int.
        width: int, filters at the image's side.
        blocks: int, residual blocks a size.
        groups: int, of the 3x3 convolutions; divides 2 * `width`.
    """
    sizes = halvings(image_shape)
    filters = _filters(width, len(sizes))
    depth = blocks * len(sizes)
    inputs = keras.Input((latent_dim,), name="latents")
    x = layers.Dense(filters[-1], use_bias=False, **_weights())(inputs)
    x = layers.Reshape((1, 1, filters[-1]))(x)
    x = Basis((*sizes[-1], filters[-1]))(x)
    for level in reversed(range(len(sizes))):
        if level < len(sizes) - 1:
            x = _convolution(filters[level], 1)(x)
            x = layers.UpSampling2D(interpolation="bilinear")(x)
            x = trim(x, sizes[level])
        for _ in range(blocks):
            x = _residual(x, filters[level], groups, depth)
    x = _convolution(image_shape[-1], 1)(x)
    images = layers.Activation("linear", dtype="float32")(x)
    return keras.Model(inputs, images, name="generator")


@builder
def discriminator(image_shape, width=32, blocks=2, groups=1):
    """Images (B, H, W, C) to logits (B, 1); arguments as above."""
    sizes = halvings(image_shape)
    filters = _filters(width, len(sizes))
    depth = blocks * len(sizes)
    inputs = keras.Input(image_shape, name="images")
    x = _convolution(filters[0], 1)(inputs)
    for level in range(len(sizes)):
        if level:
            x = layers.AveragePooling2D(2, padding="same")(x)
            x = _convolution(filters[level], 1)(x)
        for _ in range(blocks):
            x = _residual(x, filters[level], groups, depth)
    x = layers.DepthwiseConv2D(
        sizes[-1],
        use_bias=False,
        depthwise_initializer=keras.initializers.RandomNormal(
            stddev=math.prod(sizes[-1]) ** -0.5
        ),
    )(x)
    x = layers.Flatten()(x)
    logits = layers.Dense(1, use_bias=False, dtype="float32", **_weights())(x)
    return keras.Model(inputs, logits, name="discriminator")


@keras.saving.register_keras_serializable("keras_gans")
class Basis(layers.Layer):
    """A learnt map, each channel of which is scaled by the input.

    Args:
        map_shape: tuple (H, W, C).

    Input shape: (B, 1, 1, C). Output shape: (B, H, W, C).
    """

    def __init__(self, map_shape, **kwargs):
        super().__init__(**kwargs)
        self.map_shape = tuple(map(int, map_shape))

    def build(self, input_shape):
        self.basis = self.add_weight(
            shape=self.map_shape,
            initializer=keras.initializers.RandomNormal(stddev=1.0),
            name="basis",
        )

    def call(self, x):
        return x * ops.expand_dims(self.basis, 0)

    def compute_output_shape(self, input_shape):
        return (input_shape[0], *self.map_shape)

    def get_config(self):
        return {**super().get_config(), "map_shape": self.map_shape}


def _residual(x, filters, groups, depth):
    # Fixup: the last weights are 0, the others smaller the deeper the net.
    gain = GAIN * depth**-0.25
    inner = EXPANSION * filters
    y = layers.LeakyReLU(0.2)(_convolution(inner, 1, gain=gain, bias=True)(x))
    y = _convolution(inner, 3, groups=groups, gain=gain, bias=True)(y)
    y = layers.LeakyReLU(0.2)(y)
    y = _convolution(filters, 1, gain=0.0)(y)
    return layers.Add()([x, y])


def _convolution(filters, kernel_size, groups=1, gain=1.0, bias=False):
    return layers.Conv2D(
        filters,
        kernel_size,
        padding="same",
        groups=groups,
        use_bias=bias,
        **_weights(gain),
    )


def _weights(gain=1.0):
    if not gain:
        return {"kernel_initializer": "zeros"}
    return {
        "kernel_initializer": keras.initializers.VarianceScaling(
            gain**2, "fan_in", "untruncated_normal"
        )
    }


def _filters(width, levels):
    return [min(width * 2**level, 8 * width) for level in range(levels)]
