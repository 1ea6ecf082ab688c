"""GAN-CLS's networks (Reed et al., 2016, https://arxiv.org/abs/1605.05396).

As in the authors' code: DCGAN's, with a residual block at each of the two
smallest sizes of the generator and at the smallest of the discriminator. The
text is projected to a short vector, which stands beside the latents and, in
the discriminator, at each of the last pixels.
"""

import keras
from keras import layers

from keras_gans.networks import blocks
from keras_gans.networks import sizes
from keras_gans.networks.building import builder


@builder
def generator(image_shape, text_dim, latent_dim=100, width=128, projection=128):
    """[latents (B, latent_dim), text (B, text_dim)] to images in [-1, 1].

    Args:
        image_shape: tuple (H, W, C); H = W = 4 * 2**n, n from 2.
        text_dim: int.
        latent_dim: int.
        width: int, filters at half the side; they double with each halving, up
            to eight times that.
        projection: int, numbers to which the text is projected.
    """
    levels = sizes.doublings(image_shape)
    filters = sizes.doubled(width, levels)[::-1]
    latents = keras.Input((latent_dim,), name="latents")
    text = keras.Input((text_dim,), name="text")
    told = blocks.leaky()(blocks.dense(projection, use_bias=True)(text))
    x = layers.Concatenate()([latents, told])
    # Of one pixel, 4 x 4.
    x = layers.Reshape((1, 1, x.shape[-1]))(x)
    x = layers.Conv2DTranspose(
        filters[0], 4, kernel_initializer=blocks.normal()
    )(x)
    x = blocks.normalization()(x)
    for level, count in enumerate(filters):
        if level:
            x = blocks.normalization()(blocks.upward(count, 4, True)(x))
        if level < 2:
            x = blocks.bottleneck(x, layers.ReLU)
        x = layers.ReLU()(x)
    x = blocks.upward(image_shape[-1], 4, True)(x)
    images = layers.Activation("tanh", dtype="float32")(x)
    return keras.Model([latents, text], images, name="generator")


@builder
def discriminator(image_shape, text_dim, width=64, projection=128):
    """[images, text (B, text_dim)] to logits (B, 1).

    Args:
        image_shape, text_dim, projection: as of `generator`.
        width: int, filters of the first convolution; they double with each
            that follows, up to eight times that.
    """
    levels = sizes.doublings(image_shape)
    images = keras.Input(image_shape, name="images")
    text = keras.Input((text_dim,), name="text")
    x = images
    filters = sizes.doubled(width, levels)
    for level, count in enumerate(filters):
        x = blocks.downward(count, 4, True)(x)
        x = blocks.normalization()(x) if level else x
        if level < levels - 1:
            x = blocks.leaky()(x)
    x = blocks.bottleneck(x, blocks.leaky, blocks.leaky)
    told = blocks.dense(projection, use_bias=True)(text)
    told = blocks.leaky()(blocks.normalization()(told))
    x = blocks.convolution(filters[-1], 1)(blocks.spread(told, x))
    x = layers.Flatten()(blocks.leaky()(blocks.normalization()(x)))
    logits = blocks.dense(1, use_bias=True, dtype="float32")(x)
    return keras.Model([images, text], logits, name="discriminator")
