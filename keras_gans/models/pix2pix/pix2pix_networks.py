"""Pix2Pix's U-Net (Isola et al., 2017, https://arxiv.org/abs/1611.07004).

Each convolution halves the sides, until 1 is left of 256; each transposed one
doubles them, and is shown what the convolution of its size made. The
discriminator is that of `networks.patch`.
"""

import keras
from keras import layers

from keras_gans import arguments
from keras_gans.layers import SeededDropout
from keras_gans.networks import blocks
from keras_gans.networks import patch
from keras_gans.networks.building import builder


@builder
def generator(
    image_shape,
    source_channels=None,
    width=64,
    levels=None,
    noise=True,
    normalization="instance",
):
    """[noise (B, 1), source (B, H, W, C)] to images in [-1, 1].

    It takes pictures of any size that 2**levels divides.

    Args:
        image_shape: tuple (H, W, C), of the images in training.
        source_channels: int, of the source. Default: those of the images.
        width: int, filters at half the side; they double with each halving, up
            to eight times that.
        levels: int, halvings. Default: as many as divide the sides, at most 8.
        noise: bool, whether the first three decoders drop half of their
            values, in inference too, by what the first input says; else the
            source is the only input, and all is kept.
        normalization: see `networks.patch`. The paper's is that of the batch,
            of 1 picture; "instance" is the same for each picture of a batch.

    Raises:
        ValueError: the sides cannot be halved so often.
    """
    height, width_of_image, channels = arguments.check_image_shape(image_shape)
    levels = _levels(height, width_of_image, levels)
    norm = blocks.normalizer(normalization)
    source = keras.Input(
        (None, None, source_channels or channels), name="source"
    )
    filters = [width * min(2**level, 8) for level in range(levels)]
    x, skips = source, []
    for level, count in enumerate(filters):
        x = layers.LeakyReLU(0.2)(x) if level else x
        x = blocks.downward(count, 4, use_bias=True)(x)
        # The first has colours, and of the last 1 pixel may be left.
        x = norm(x) if 0 < level < levels - 1 else x
        skips.append(x)
    drawn = keras.Input((1,), name="noise", dtype="float32")
    for level, count in enumerate(filters[-2::-1]):
        x = layers.ReLU()(x)
        x = norm(blocks.upward(count, 4, use_bias=True)(x))
        if noise and level < 3:
            x = SeededDropout(0.5, salt=level)([x, drawn])
        x = layers.Concatenate()([x, skips[levels - 2 - level]])
    x = blocks.upward(channels, 4, use_bias=True)(layers.ReLU()(x))
    images = layers.Activation("tanh", dtype="float32")(x)
    inputs = [drawn, source] if noise else source
    return keras.Model(inputs, images, name="generator")


def discriminator(image_shape, source_channels=None, depth=None, **settings):
    """`networks.patch`'s, for images of any size, which is told the source."""
    channels = image_shape[-1]
    source = (None, None, source_channels or channels)
    depth = patch.depth_for(image_shape) if depth is None else depth
    return patch.discriminator(
        (None, None, channels), source, depth=depth, **settings
    )


def _levels(height, width, levels):
    """How often both sides are halved."""
    possible = 0
    while possible < 8 and not (height | width) % 2 ** (possible + 1):
        possible += 1
    if levels is None:
        levels = possible
    if not 2 <= levels <= possible:
        raise ValueError(
            "A U-Net halves its pictures at least twice, so both sides are "
            f"multiples of 2**levels. Received: sides {height} and {width}, "
            f"levels={levels}"
        )
    return levels
