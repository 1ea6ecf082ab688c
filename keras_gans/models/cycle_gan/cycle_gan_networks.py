"""CycleGAN's networks (Zhu et al., 2017, https://arxiv.org/abs/1703.10593).

The generator is that of Johnson et al., 2016 (https://arxiv.org/abs/1603.08155):
two halvings, residual blocks, two doublings. The discriminator is that of
`networks.patch`. Each picture is normalized by itself, without scale and
offset.
"""

import keras
from keras import layers

from keras_gans import arguments
from keras_gans.layers import ReflectionPadding2D
from keras_gans.networks import blocks
from keras_gans.networks import patch
from keras_gans.networks.building import builder


@builder
def generator(
    image_shape,
    source_channels=None,
    width=64,
    residual_blocks=None,
    normalization="plain",
    antialias=False,
):
    """Pictures (B, H, W, C) to pictures of the same size, in [-1, 1].

    It takes pictures of any size that 4 divides.

    Args:
        image_shape: tuple (H, W, C), of what it makes in training.
        source_channels: int, of what it takes. Default: the same.
        width: int, filters at the whole size.
        residual_blocks: int. Default: the paper's, 6 for sides of up to 128
            and 9 above.
        normalization: see `networks.patch`.
        antialias: bool, whether sides are halved by a blur and doubled
            bilinearly, beside convolutions of the whole size, and not by
            convolutions with strides, of which a grid may stay in what is
            made.
    """
    source, images, _ = path(
        image_shape,
        source_channels,
        width,
        residual_blocks,
        normalization,
        antialias,
    )
    return keras.Model(source, images, name="generator")


def path(
    image_shape,
    source_channels,
    width,
    residual_blocks,
    normalization,
    antialias,
):
    """From pictures to pictures, and what is on the way to the middle.

    Args:
        as of `generator`.

    Returns:
        (source, images, maps): symbolic tensors; the maps are a list of the
        padded source, of the two that are halved, and of what the first and
        the fifth residual block give.
    """
    *sides, channels = arguments.check_image_shape(image_shape)
    if residual_blocks is None:
        residual_blocks = 6 if max(sides) <= 128 else 9
    norm = blocks.normalizer(normalization)

    def rectified(x):
        return layers.ReLU()(norm(x))

    source = keras.Input(
        (None, None, source_channels or channels), name="source"
    )
    maps = [ReflectionPadding2D(3)(source)]
    x = rectified(_conv(width, 7)(maps[0]))
    for level in (1, 2):
        halving = blocks.convolution if antialias else blocks.downward
        x = halving(width * 2**level, 3, use_bias=True)(x)
        maps.append(x)
        x = rectified(x)
        x = _halved(x) if antialias else x
    for block in range(residual_blocks):
        y = rectified(_conv(4 * width, 3)(ReflectionPadding2D(1)(x)))
        y = norm(_conv(4 * width, 3)(ReflectionPadding2D(1)(y)))
        x = layers.Add()([x, y])
        maps += [x] * (block in (0, 4))
    for level in (1, 0):
        if antialias:
            x = layers.UpSampling2D(interpolation="bilinear")(x)
        doubling = blocks.convolution if antialias else blocks.upward
        x = rectified(doubling(width * 2**level, 3, use_bias=True)(x))
    x = _conv(channels, 7)(ReflectionPadding2D(3)(x))
    return source, layers.Activation("tanh", dtype="float32")(x), maps


def discriminator(image_shape, width=64, depth=None, normalization="plain"):
    """`networks.patch`'s, for images of any size."""
    return patch.discriminator(
        (None, None, image_shape[-1]),
        width=width,
        depth=patch.depth_for(image_shape) if depth is None else depth,
        normalization=normalization,
    )


def _halved(x):
    """Maps of half the sides, filtered by [1, 2, 1] / 4 along both."""
    x = layers.AveragePooling2D(2, 1)(ReflectionPadding2D(1)(x))
    return layers.AveragePooling2D(2, 2)(x)


def _conv(filters, kernel_size):
    return layers.Conv2D(
        filters, kernel_size, kernel_initializer=blocks.normal()
    )
