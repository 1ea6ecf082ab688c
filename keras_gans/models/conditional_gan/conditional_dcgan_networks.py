"""DCGAN's networks with labels at every layer.

As the authors' code for MNIST has them (Newmu/dcgan_code, mnist): the label
joins the vectors one-hot and the maps as maps. For images with sides of 8 to
1024; `width` is the number of filters at half the image's side, which doubles
with each halving, up to 32 times that; `units` is that of the dense layers.
"""

import math

import keras
from keras import layers

from keras_gans.networks import blocks
from keras_gans.networks.building import builder
from keras_gans.networks.labelled import maps
from keras_gans.networks.labelled import one_hot
from keras_gans.networks.sizes import halvings
from keras_gans.networks.sizes import trim


@builder
def generator(image_shape, num_classes, latent_dim=100, width=64, units=1024):
    """[latents (B, latent_dim), labels (B,)] to images in [-1, 1]."""
    sizes = halvings(image_shape)
    latents, labels = _inputs((latent_dim,), "latents")
    flags = one_hot(labels, num_classes)
    filters = _filters(width, len(sizes) - 1)
    x = layers.Concatenate()([latents, flags])
    x = blocks.rectified(blocks.dense(units)(x))
    x = layers.Concatenate()([x, flags])
    x = blocks.rectified(blocks.dense(math.prod(sizes[-1]) * filters[-1])(x))
    x = layers.Reshape((*sizes[-1], filters[-1]))(x)
    for size, count in zip(sizes[-2:0:-1], filters[-2::-1]):
        x = trim(blocks.upward(count)(maps(x, labels, num_classes)), size)
        x = blocks.rectified(x)
    x = blocks.upward(image_shape[-1])(maps(x, labels, num_classes))
    images = layers.Activation("tanh", dtype="float32")(trim(x, sizes[0]))
    return keras.Model([latents, labels], images, name="generator")


@builder
def discriminator(image_shape, num_classes, width=64, units=1024):
    """[images, labels (B,)] to logits (B, 1)."""
    levels = len(halvings(image_shape)) - 1
    images, labels = _inputs(image_shape, "images")
    flags = one_hot(labels, num_classes)
    x = images
    for level, count in enumerate(_filters(width, levels)):
        x = maps(x, labels, num_classes)
        x = blocks.downward(count)(x)
        x = blocks.normalization()(x) if level else x
        x = layers.LeakyReLU(0.2)(x)
    x = layers.Concatenate()([layers.Flatten()(x), flags])
    x = layers.LeakyReLU(0.2)(blocks.normalization()(blocks.dense(units)(x)))
    x = layers.Concatenate()([x, flags])
    logits = blocks.dense(1, use_bias=True, dtype="float32")(x)
    return keras.Model([images, labels], logits, name="discriminator")


def _filters(width, levels):
    return [width * min(2**level, 32) for level in range(levels)]


def _inputs(shape, name):
    return keras.Input(shape, name=name), keras.Input(
        (), dtype="int32", name="labels"
    )
