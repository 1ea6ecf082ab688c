"""What networks of DCGAN's kind share: its weights and normalization."""

import keras
from keras import layers

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
