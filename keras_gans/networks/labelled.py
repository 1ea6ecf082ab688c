"""Class labels for networks that know none.

The generator gets them one-hot beside z, the discriminator as maps beside the
channels of its images, one map a class (Mirza and Osindero, 2014,
https://arxiv.org/abs/1411.1784; the maps as in DCGAN's conditional code).
"""

import keras
from keras import layers
from keras import ops

from keras_gans.networks.building import builder


@builder
def generator(inner, num_classes):
    """[latents (B, n), labels (B,)] to samples.

    Args:
        inner: `keras.Model` of latents (B, n + num_classes).
        num_classes: int.
    """
    length = inner.input_shape[-1] - num_classes
    latents = keras.Input((length,), name="latents")
    labels = keras.Input((), dtype="int32", name="labels")
    told = layers.Concatenate()([latents, one_hot(labels, num_classes)])
    return keras.Model([latents, labels], inner(told), name="generator")


@builder
def discriminator(inner, num_classes):
    """[images (B, H, W, C), labels (B,)] to logits.

    Args:
        inner: `keras.Model` of images (B, H, W, C + num_classes).
        num_classes: int.
    """
    height, width, channels = inner.input_shape[1:]
    images = keras.Input((height, width, channels - num_classes), name="images")
    labels = keras.Input((), dtype="int32", name="labels")
    told = maps(images, labels, num_classes)
    return keras.Model([images, labels], inner(told), name="discriminator")


def one_hot(labels, num_classes):
    """Labels (B,) as (B, num_classes); a numpy number could not be saved."""
    return ops.one_hot(labels, int(num_classes))


@builder
def maps(images, labels, num_classes):
    """Images (B, H, W, C + num_classes), the label's map 1, the others 0."""
    flags = one_hot(labels, num_classes)
    flags = layers.Reshape((1, 1, num_classes))(flags)
    flags = layers.UpSampling2D(images.shape[1:3])(flags)
    return layers.Concatenate()([images, flags])
