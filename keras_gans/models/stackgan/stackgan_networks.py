"""StackGAN's networks (Zhang et al., 2017, https://arxiv.org/abs/1612.03242).

As in the authors' code. The first pair makes and judges sketches, the second
pictures of four times the side; both generators draw what they are told from a
law around the text.
"""

import keras
from keras import layers

from keras_gans.networks import blocks
from keras_gans.networks import sizes
from keras_gans.networks.building import builder


@builder
def sketch_generator(
    image_shape, text_dim, latent_dim=100, width=128, condition_dim=128
):
    """[noise (B, latent_dim), conditioning (B, N), text (B, text_dim)] to a
    dict: "samples" in [-1, 1], and the law of what was told, "mean" and
    "log_variance" (B, N).

    Args:
        image_shape: tuple (H, W, C), of the sketches; H = W = 4 * 2**n.
        text_dim: int.
        latent_dim: int.
        width: int, filters at half the side; they double with each halving, up
            to eight times that.
        condition_dim: int, N; 0: nothing is drawn around the text, and there
            is no second input.
    """
    levels = sizes.doublings(image_shape)
    filters = sizes.doubled(width, levels)[::-1]
    noise = keras.Input((latent_dim,), name="noise")
    inputs, told, law = _told(text_dim, condition_dim, "conditioning")
    x = layers.Concatenate()([told, noise])
    x = blocks.dense(16 * filters[0])(x)
    x = layers.Reshape((4, 4, filters[0]))(blocks.normalization()(x))
    x = blocks.bottleneck(x, layers.ReLU, layers.ReLU)
    for level, count in enumerate(filters[1:]):
        if level:
            x = blocks.enlarged(x, count)
        else:
            x = blocks.convolution(count)(layers.UpSampling2D()(x))
            x = blocks.normalization()(x)
            x = blocks.bottleneck(x, layers.ReLU, layers.ReLU)
    x = blocks.convolution(image_shape[-1])(layers.UpSampling2D()(x))
    samples = layers.Activation("tanh", dtype="float32")(x)
    return keras.Model(
        [noise, *inputs], {"samples": samples, **law}, name="sketch_generator"
    )


@builder
def generator(
    image_shape,
    text_dim,
    width=128,
    condition_dim=128,
    residual_blocks=4,
    scale=4,
):
    """[sketch, refining (B, N), text (B, text_dim)] to a dict as that of
    `sketch_generator`, of pictures `scale` times the side.

    Args:
        image_shape: tuple (H, W, C), of the pictures.
        text_dim: int.
        width: int, filters of the first convolution.
        condition_dim: int, N, as of `sketch_generator`.
        residual_blocks: int.
        scale: int, 2 or 4.
    """
    side, channels = image_shape[0] // scale, image_shape[-1]
    sketch = keras.Input((side, side, channels), name="sketch")
    inputs, told, law = _told(text_dim, condition_dim, "refining")
    x = layers.ReLU()(blocks.convolution(width)(sketch))
    for count in (2 * width, 4 * width):
        x = blocks.downward(count, 4, True)(x)
        x = layers.ReLU()(blocks.normalization()(x))
    x = blocks.convolution(4 * width)(blocks.spread(told, x))
    x = layers.ReLU()(blocks.normalization()(x))
    for _ in range(residual_blocks):
        y = blocks.normalization()(blocks.convolution(4 * width)(x))
        y = blocks.convolution(4 * width)(layers.ReLU()(y))
        x = layers.ReLU()(layers.Add()([x, blocks.normalization()(y)]))
    for level in range(2 + scale.bit_length() - 1):
        x = blocks.enlarged(x, max(1, 2 * width // 2**level))
    x = blocks.convolution(channels)(x)
    samples = layers.Activation("tanh", dtype="float32")(x)
    return keras.Model(
        [sketch, *inputs], {"samples": samples, **law}, name="generator"
    )


@builder
def discriminator(image_shape, text_dim, width=64, projection=128, name=None):
    """[images, text (B, text_dim)] to logits (B, 1), of either stage.

    Args:
        image_shape: tuple (H, W, C).
        text_dim: int.
        width: int, filters of the first convolution; they double with each
            halving, and fall to eight times that at the end.
        projection: int, numbers to which the text is projected.
        name: str.
    """
    levels = sizes.doublings(image_shape)
    images = keras.Input(image_shape, name="images")
    text = keras.Input((text_dim,), name="text")
    x = blocks.halved(images, width, normalized=False)
    filters = sizes.doubled(width, levels, most=32)
    for count in filters[1:-1]:
        x = blocks.halved(x, count)
    x = blocks.normalization()(blocks.downward(filters[-1], 4, True)(x))
    while x.shape[-1] > 8 * width:
        x = blocks.convolution(x.shape[-1] // 2, 1)(blocks.leaky()(x))
        x = blocks.normalization()(x)
    x = blocks.bottleneck(x, blocks.leaky, blocks.leaky)
    told = blocks.leaky()(blocks.dense(projection, use_bias=True)(text))
    x = blocks.convolution(x.shape[-1], 1)(blocks.spread(told, x))
    x = layers.Flatten()(blocks.leaky()(blocks.normalization()(x)))
    logits = blocks.dense(1, use_bias=True, dtype="float32")(x)
    return keras.Model([images, text], logits, name=name or "discriminator")


def _told(text_dim, condition_dim, name):
    """The inputs that say what is told, what comes of them, and its law."""
    text = keras.Input((text_dim,), name="text")
    if not condition_dim:
        return [text], *blocks.conditioned(text, None)
    drawn = keras.Input((condition_dim,), name=name)
    return [drawn, text], *blocks.conditioned(text, drawn)
