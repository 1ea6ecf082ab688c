"""PatchGAN's discriminator, which judges every patch of a picture by itself.

Isola et al., 2017, appendix 6.1.2, https://arxiv.org/abs/1611.07004.
"""

import keras
from keras import layers

from keras_gans import arguments
from keras_gans.networks import blocks
from keras_gans.networks.building import builder


@builder
def discriminator(
    image_shape,
    source_shape=None,
    width=64,
    depth=None,
    normalization="instance",
):
    """Images (B, H, W, C) of any size to a map of logits (B, h, w, 1).

    A logit judges 70x70 pixels for a depth of 3: 16, 34, 70, 142 and 286 for 1
    to 5, and 1 for 0. Of 256x256 pixels come 30x30 logits.

    Args:
        image_shape: tuple (H, W, C); None for sides of any length.
        source_shape: tuple (H, W, C) of what the images were made of, which
            the discriminator then takes too; or None.
        width: int, filters of the first convolution; they double with each
            that follows, up to eight times that.
        depth: int, convolutions that halve the sides, 0 ... 6. Default: 3,
            or as many as leave more than one logit of sides under 32.
        normalization: "instance", "batch", "plain" (instances without scale
            and offset) or None.
    """
    if depth is None:
        depth = depth_for(image_shape)
    depth = int(arguments.check_number(depth, "depth", 0, 6, "0 ... 6"))
    norm = blocks.normalizer(normalization)
    images = keras.Input(image_shape, name="images")
    inputs, x = [images], images
    if source_shape is not None:
        inputs.append(keras.Input(source_shape, name="source"))
        x = layers.Concatenate()(inputs)
    if depth == 0:  # Pixels.
        x = layers.LeakyReLU(0.2)(_conv(width, 1)(x))
        x = layers.LeakyReLU(0.2)(norm(_conv(2 * width, 1)(x)))
        return _judge(inputs, _conv(1, 1, dtype="float32")(x))
    for level in range(depth):
        x = _padded(x)
        x = _conv(width * min(2**level, 8), 4, 2)(x)
        x = layers.LeakyReLU(0.2)(norm(x) if level else x)
    x = norm(_conv(width * min(2**depth, 8), 4)(_padded(x)))
    x = layers.LeakyReLU(0.2)(x)
    return _judge(inputs, _conv(1, 4, dtype="float32")(_padded(x)))


def depth_for(image_shape):
    """The usual depth for images of a shape, (H, W, C) with known sides."""
    sides = [side for side in image_shape[:2] if side is not None]
    return min([3, *(side.bit_length() - 3 for side in sides)])


def _judge(inputs, logits):
    inputs = inputs if len(inputs) > 1 else inputs[0]
    return keras.Model(inputs, logits, name="discriminator")


def _padded(x):
    return layers.ZeroPadding2D(1)(x)


def _conv(filters, kernel_size, strides=1, **kwargs):
    return layers.Conv2D(
        filters,
        kernel_size,
        strides,
        kernel_initializer=blocks.normal(),
        **kwargs,
    )
