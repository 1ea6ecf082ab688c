"""What networks of DCGAN's kind share: its weights and normalization."""

import keras
from keras import layers
from keras import ops

from keras_gans.layers import InstanceNormalization


def normal(mean=0.0):
    """DCGAN's initial weights."""
    return keras.initializers.RandomNormal(mean, stddev=0.02)


def normalization():
    """Batch normalization as in DCGAN's code."""
    return layers.BatchNormalization(
        momentum=0.9, epsilon=1e-5, gamma_initializer=normal(1.0)
    )


def rectified(x):
    """A normalized tensor, without its negative values."""
    return layers.ReLU()(normalization()(x))


def dense(units, use_bias=False, **kwargs):
    return layers.Dense(
        units, use_bias=use_bias, kernel_initializer=normal(), **kwargs
    )


def downward(filters, kernel_size=5, use_bias=False):
    """A convolution that halves the side."""
    return layers.Conv2D(
        filters,
        kernel_size,
        2,
        "same",
        use_bias=use_bias,
        kernel_initializer=normal(),
    )


def upward(filters, kernel_size=5, use_bias=False):
    """A transposed convolution that doubles the side."""
    return layers.Conv2DTranspose(
        filters,
        kernel_size,
        2,
        "same",
        use_bias=use_bias,
        kernel_initializer=normal(),
    )


def convolution(filters, kernel_size=3, strides=1, use_bias=True):
    """A convolution with DCGAN's weights."""
    return layers.Conv2D(
        filters,
        kernel_size,
        strides,
        "same",
        use_bias=use_bias,
        kernel_initializer=normal(),
    )


def bottleneck(x, activation, end=None):
    """x plus what three convolutions make of it, a quarter as wide between.

    Args:
        x: maps (B, H, W, C).
        activation: function that makes a layer, of the first two.
        end: the same, of the sum; None for none.
    """
    filters = x.shape[-1]
    y = x
    for kernel_size in (1, 3):
        y = convolution(max(1, filters // 4), kernel_size)(y)
        y = activation()(normalization()(y))
    y = normalization()(convolution(filters)(y))
    x = layers.Add()([x, y])
    return end()(x) if end else x


def leaky():
    return layers.LeakyReLU(0.2)


def enlarged(x, filters, activation=layers.ReLU):
    """Nearest neighbours of twice the side, a convolution, normalized."""
    x = convolution(filters)(layers.UpSampling2D()(x))
    return activation()(normalization()(x))


def halved(x, filters, normalized=True):
    """A convolution of half the side, normalized, leaky."""
    x = downward(filters, 4, True)(x)
    return leaky()(normalization()(x) if normalized else x)


def conditioned(text, noise):
    """Conditioning augmentation (Zhang et al., 2017, section 3.2).

    Args:
        text: vectors (B, E).
        noise: (B, N), of a normal law; None: nothing is drawn, and the text is
            projected to N = 128 numbers.

    Returns:
        (condition, law): (B, N), and the dict of the "mean" and the
        "log_variance" of the law that it was drawn from; empty where nothing
        is drawn.
    """
    if noise is None:
        return leaky()(dense(128, use_bias=True)(text)), {}
    count = noise.shape[-1]
    mean, log_deviation = (
        leaky()(dense(count, use_bias=True)(text)) for _ in range(2)
    )
    condition = mean + ops.exp(log_deviation) * noise
    return condition, {"mean": mean, "log_variance": 2 * log_deviation}


def spread(vectors, maps):
    """Maps beside which vectors (B, N) stand at every pixel."""
    _, height, width, _ = maps.shape
    told = layers.Reshape((1, 1, vectors.shape[-1]))(vectors)
    told = layers.UpSampling2D((height, width))(told)
    return layers.Concatenate()([maps, told])


def normalizer(kind):
    """A function that normalizes a tensor, by its name.

    Args:
        kind: "batch", "instance", "plain" (instances, without scale and
            offset), or None.

    Raises:
        ValueError: there is none of that name.
    """
    if kind is None:
        return lambda x: x
    if kind == "batch":
        return lambda x: normalization()(x)
    if kind in ("instance", "plain"):
        affine = kind == "instance"
        return lambda x: InstanceNormalization(
            center=affine,
            scale=affine,
            gamma_initializer=normal(1.0),
        )(x)
    raise ValueError(
        '`normalization` is "batch", "instance", "plain" or None. Received: '
        f"normalization={kind!r}"
    )
