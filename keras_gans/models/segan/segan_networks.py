"""SEGAN's networks (Pascual et al., 2017, https://arxiv.org/abs/1703.09452).

Each of eleven convolutions of 31 samples halves the length; each transposed one
doubles it, and is shown what the convolution of its length made. Between the
two stands noise as long as what is left. The discriminator is shown both sounds
and normalizes by a reference batch, which the game fills with its first one.
"""

import keras
from keras import layers

from keras_gans import arguments
from keras_gans.networks.building import builder
from keras_gans.networks.virtualized import virtual

LEAST = 8  # Steps that are left of a window.
MULTIPLES = (1, 2, 2, 4, 4, 8, 8, 16, 16, 32, 64)
REFERENCE = 16  # Windows that the discriminator normalizes by.


@builder
def generator(length=16_384, width=16):
    """[noise (B, 8, 64 * width), source (B, length, 1)] to sounds of the same
    length, in [-1, 1].

    Args:
        length: int, samples of a window, 8 * 2**n.
        width: int, filters of the first convolution.
    """
    filters = widths(length, width)
    source = keras.Input((length, 1), name="source")
    noise = keras.Input((LEAST, filters[-1]), name="noise")
    x, skips = source, []
    for level, count in enumerate(filters):
        x = layers.Conv1D(
            count, 31, 2, "same", kernel_initializer=_truncated()
        )(_rectified(x) if level else x)
        skips.append(x)
    x = layers.Concatenate()([noise, _rectified(x)])
    for count, skip in zip(filters[-2::-1], skips[-2::-1]):
        x = layers.Concatenate()([_rectified(_up(count)(x)), skip])
    x = _up(1)(x)
    sounds = layers.Activation("tanh", dtype="float32")(x)
    return keras.Model([noise, source], sounds, name="generator")


@builder
def discriminator(length=16_384, width=16, reference=REFERENCE):
    """[sounds (B, length, 1), source (B, length, 1)] to logits (B, 1).

    Args:
        length, width: as of `generator`.
        reference: int, windows in the reference batch; 0: batches are
            normalized by themselves.
    """
    pair = [
        keras.Input((length, 1), name=name) for name in ("sounds", "source")
    ]
    x = layers.Concatenate()(pair)
    for count in widths(length, width):
        x = layers.Conv1D(
            count, 31, 2, "same", kernel_initializer=_truncated()
        )(x)
        x = layers.BatchNormalization(
            epsilon=1e-5,
            momentum=0.9,
            gamma_initializer=keras.initializers.RandomNormal(1.0, 0.02),
        )(x)
        x = layers.LeakyReLU(0.3)(x)
    x = layers.Conv1D(1, 1, kernel_initializer=_truncated())(x)
    x = layers.Flatten()(x)
    logits = layers.Dense(1, kernel_initializer=_truncated(), dtype="float32")(
        x
    )
    network = keras.Model(pair, logits, name="discriminator")
    if not reference:
        return network
    return virtual(network, [(reference, length, 1)] * 2)


def widths(length, width):
    """The filters of each convolution.

    Raises:
        ValueError: the length cannot be halved to 8.
    """
    width = arguments.check_count(width, "width")
    halvings = (length // LEAST).bit_length() - 1
    if LEAST * 2**halvings != length or not 1 < halvings <= len(MULTIPLES):
        raise ValueError(
            "A window has 8 * 2**n samples, n from 2 to 11: 16384 for 2048 "
            f"times 8. Received: length={length}"
        )
    return [width * n for n in MULTIPLES[:halvings]]


def _truncated():
    return keras.initializers.TruncatedNormal(stddev=0.02)


def _up(filters):
    return layers.Conv1DTranspose(
        filters, 31, 2, "same", kernel_initializer=_truncated()
    )


def _rectified(x):
    return layers.PReLU(shared_axes=[1])(x)
