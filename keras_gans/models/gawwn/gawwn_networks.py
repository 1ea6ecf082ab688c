"""GAWWN's networks (Reed et al., 2016, https://arxiv.org/abs/1610.02454).

As in the authors' code. Both look at a picture twice: as a whole, and at what
lies in a box, on a grid of 16x16 places. In `generator` and `discriminator`
the place is a box; in `parts_generator` and `parts_discriminator` it is a
point for each part of the thing, of which some may not be known.
"""

import keras
from keras import layers
from keras import ops

from keras_gans.layers import CropBox
from keras_gans.layers import PartMaps
from keras_gans.layers import PasteBox
from keras_gans.networks import blocks
from keras_gans.networks import sizes
from keras_gans.networks.building import builder

GRID = 16  # Places along a side of the maps in which boxes lie.


@builder
def generator(image_shape, text_dim, latent_dim=100, width=128):
    """[latents (B, latent_dim), text (B, text_dim), boxes (B, 4)] to images in
    [-1, 1].

    Args:
        image_shape: tuple (H, W, C); H = W = 16 * 2**n, n from 1.
        text_dim: int.
        latent_dim: int.
        width: int, filters of the maps of twice the grid.
    """
    latents, text = _told(latent_dim, text_dim)
    boxes = keras.Input((4,), name="boxes")
    noise, said = (_dense(4 * width)(x) for x in (latents, text))
    # Of the whole: where the text is to be seen.
    there = PasteBox(GRID)([_tiled(said), boxes])
    there = _down(_down(there, 4 * width), 4 * width)
    there = layers.Flatten()(_valid(there, 4 * width))
    whole = layers.Concatenate()([layers.ReLU()(noise), there])
    whole = _grown(whole, width)
    # Of what lies in the box.
    part = layers.Concatenate()([noise, said])
    part = _grown(layers.ReLU()(part), width, residual=True)
    part = layers.ReLU()(PasteBox(GRID)([part, boxes]))
    x = layers.Concatenate()([whole, part])
    x = _rectified(blocks.convolution(2 * width)(x), layers.ReLU)
    images = _finished(x, image_shape, width, 4)
    return keras.Model([latents, text, boxes], images, name="generator")


@builder
def discriminator(image_shape, text_dim, width=128, projection=128):
    """[images, text (B, text_dim), boxes (B, 4)] to logits (B, 1).

    Args:
        image_shape, text_dim: as of `generator`.
        width: int, filters of the first convolution.
        projection: int, numbers to which the text is projected.
    """
    images = keras.Input(image_shape, name="images")
    text = keras.Input((text_dim,), name="text")
    boxes = keras.Input((4,), name="boxes")
    said = blocks.leaky()(_dense(projection)(text))
    x = _seen(images, width)
    part = _rectified(blocks.convolution(2 * width)(blocks.spread(said, x)))
    part = CropBox(GRID)([part, boxes])
    for count in (2 * width, width):
        part = _rectified(blocks.convolution(count, 1)(part))
    part = layers.GlobalAveragePooling2D()(part)
    there = PasteBox(GRID)([_tiled(said), boxes])
    there = _down(_down(there, 4 * width), width)
    whole = _down(_down(x, 4 * width), 8 * width)
    whole = _judged(layers.Concatenate()([whole, there]), width)
    logits = _verdict(whole, part, width)
    return keras.Model([images, text, boxes], logits, name="discriminator")


@builder
def parts_generator(image_shape, text_dim, parts, latent_dim=100, width=128):
    """[latents (B, latent_dim), text (B, text_dim), parts (B, K, 3)] to images
    in [-1, 1].

    Args:
        image_shape, text_dim, latent_dim, width: as of `generator`.
        parts: int, K.
    """
    latents, text = _told(latent_dim, text_dim)
    points = keras.Input((parts, 3), name="parts")
    maps = PartMaps(GRID)(points)
    told = layers.Concatenate()(
        [_dense(4 * width)(latents), _dense(4 * width)(text)]
    )
    told = layers.ReLU()(told)
    part = _rectified(_dense(4 * width)(told), layers.ReLU)
    part = layers.Multiply()([_tiled(part), _anywhere(maps)])
    part = _rectified(blocks.convolution(4 * width)(part), layers.ReLU)
    there = _down(_down(maps, width, layers.ReLU), 2 * width, layers.ReLU)
    there = _rectified(_valid(there, 4 * width), layers.ReLU)
    whole = _rectified(_dense(4 * width)(told), layers.ReLU)
    whole = layers.Concatenate()([whole, layers.Flatten()(there)])
    whole = _grown(whole, width / 2)
    x = layers.Concatenate()([whole, part, maps])
    x = _rectified(blocks.convolution(4 * width)(x), layers.ReLU)
    x = blocks.normalization()(blocks.convolution(4 * width)(x))
    x = blocks.bottleneck(x, layers.ReLU, layers.ReLU)
    images = _finished(x, image_shape, 2 * width, 2)
    return keras.Model([latents, text, points], images, name="generator")


@builder
def parts_discriminator(
    image_shape, text_dim, parts, width=128, projection=128
):
    """[images, text (B, text_dim), parts (B, K, 3)] to logits (B, 1).

    Args:
        image_shape, text_dim, width, projection: as of `discriminator`.
        parts: int, K.
    """
    images = keras.Input(image_shape, name="images")
    text = keras.Input((text_dim,), name="text")
    points = keras.Input((parts, 3), name="parts")
    maps = PartMaps(GRID)(points)
    said = blocks.leaky()(_dense(projection)(text))
    x = _seen(images, width)
    part = _rectified(blocks.convolution(2 * width)(blocks.spread(said, x)))
    part = layers.Multiply()([part, _anywhere(maps)])
    part = layers.Concatenate()([part, maps])
    part = _rectified(blocks.convolution(2 * width, 1)(part))
    part = blocks.convolution(width, 1)(part)
    part = blocks.leaky()(layers.GlobalAveragePooling2D()(part))
    whole = _down(_down(x, 4 * width), 8 * width)
    whole = _judged(blocks.spread(said, whole), width)
    logits = _verdict(whole, part, width)
    return keras.Model([images, text, points], logits, name="discriminator")


def _told(latent_dim, text_dim):
    return (
        keras.Input((latent_dim,), name="latents"),
        keras.Input((text_dim,), name="text"),
    )


def _dense(units):
    return blocks.dense(units, use_bias=True)


def _rectified(x, activation=blocks.leaky):
    return activation()(blocks.normalization()(x))


def _tiled(vectors):
    """Vectors (B, N) at each place of the grid."""
    x = layers.Reshape((1, 1, vectors.shape[-1]))(vectors)
    return layers.UpSampling2D((GRID, GRID))(x)


def _anywhere(maps):
    """1 where there is a part, (B, 16, 16, 1)."""
    return ops.clip(ops.sum(maps, axis=-1, keepdims=True), 0, 1)


def _down(x, filters, activation=blocks.leaky):
    return _rectified(blocks.downward(filters, 4, True)(x), activation)


def _valid(x, filters):
    """Of 4x4 pixels one."""
    return layers.Conv2D(filters, 4, kernel_initializer=blocks.normal())(x)


def _grown(vectors, width, residual=False):
    """Vectors (B, N) as maps of 16x16 with 2 * width filters."""
    x = layers.Reshape((1, 1, vectors.shape[-1]))(vectors)
    first = layers.Conv2DTranspose(
        int(8 * width), 4, kernel_initializer=blocks.normal()
    )
    x = blocks.normalization()(first(x))
    for count in (4, 2):
        if residual:
            x = blocks.bottleneck(x, layers.ReLU)
        x = blocks.upward(int(count * width), 4, True)(layers.ReLU()(x))
        x = blocks.normalization()(x)
    return layers.ReLU()(x)


def _finished(x, image_shape, width, divisor):
    """Images of maps of 16x16; `divisor` of the filters after the first."""
    doublings = sizes.doublings(image_shape, GRID)
    for level in range(doublings - 1):
        count = max(1, width if level == 0 else width // divisor)
        x = blocks.upward(count, 4, True)(x)
        x = _rectified(x, layers.ReLU)
    x = blocks.upward(image_shape[-1], 4, True)(x)
    return layers.Activation("tanh", dtype="float32")(x)


def _seen(images, width):
    """Maps of 16x16 of images."""
    doublings = sizes.doublings(tuple(images.shape[1:]), GRID)
    x = blocks.leaky()(blocks.downward(width, 4, True)(images))
    for level in range(1, doublings):
        last = level == doublings - 1
        x = _down(x, 2 * width if last else width)
    return _rectified(blocks.convolution(2 * width)(x))


def _judged(x, width):
    """What is said of the whole, (B, width), of maps of 4x4."""
    x = _rectified(blocks.convolution(4 * width, 1)(x))
    return layers.Flatten()(_rectified(_valid(x, width)))


def _verdict(whole, part, width):
    x = layers.Concatenate()([whole, part])
    x = _rectified(_dense(width)(x))
    return blocks.dense(1, use_bias=True, dtype="float32")(x)
