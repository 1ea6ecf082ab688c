"""StackGAN++'s networks (Zhang et al., 2018, https://arxiv.org/abs/1710.10916).

As in the authors' code: one generator with a branch for each size, of which
the next goes on from what the last one knew, and a discriminator for each.
Gated units, no bias.
"""

import keras
from keras import layers
from keras import ops

from keras_gans import arguments
from keras_gans.networks import blocks
from keras_gans.networks import sizes
from keras_gans.networks.building import builder


@builder
def generator(
    image_shape,
    text_dim=None,
    latent_dim=100,
    width=64,
    condition_dim=128,
    branches=3,
    residual_blocks=2,
):
    """[noise (B, latent_dim), conditioning (B, N), text (B, text_dim)] to a
    dict: pictures by the names "samples", of the largest side, and
    "samples_<side>" of the smaller ones; "mean" and "log_variance" of what was
    told.

    Args:
        image_shape: tuple (H, W, C), of the largest; the smallest have a side
            of 4 * 2**n, n from 1.
        text_dim: int; None: noise is the only input.
        latent_dim: int.
        width: int, filters of the first branch.
        condition_dim: int, N.
        branches: int, sizes of pictures.
        residual_blocks: int, of a branch.
    """
    side = smallest(image_shape, branches)
    ups = sizes.doublings((side, side, image_shape[-1]))
    noise = keras.Input((latent_dim,), name="noise")
    inputs, x, told, law = noise, noise, None, {}
    if text_dim is not None:
        text = keras.Input((text_dim,), name="text")
        drawn = keras.Input((condition_dim,), name="conditioning")
        mean, log_variance = (
            ops.glu(layers.Dense(2 * condition_dim)(text)) for _ in range(2)
        )
        told = mean + ops.exp(0.5 * log_variance) * drawn
        law = {"mean": mean, "log_variance": log_variance}
        inputs, x = [noise, drawn, text], layers.Concatenate()([told, noise])
    count = width * 2**ups
    x = layers.Dense(2 * 16 * count, use_bias=False)(x)
    x = ops.glu(layers.BatchNormalization(epsilon=1e-5, momentum=0.9)(x))
    x = layers.Reshape((4, 4, count))(x)
    for _ in range(ups):
        x = _enlarged(x, max(1, x.shape[-1] // 2))
    made = {}
    for branch in range(branches):
        if branch:
            x = x if told is None else blocks.spread(told, x)
            x = _gated(x, max(1, width // 2 ** (branch - 1)))
            for _ in range(residual_blocks):
                y = _convolution(x.shape[-1])(_gated(x, x.shape[-1]))
                x = layers.Add()([x, _normalized(y)])
            x = _enlarged(x, max(1, x.shape[-1] // 2))
        pictures = _convolution(image_shape[-1])(x)
        name = "samples"
        if branch < branches - 1:
            name = f"samples_{x.shape[1]}"
        made[name] = layers.Activation("tanh", dtype="float32")(pictures)
    return keras.Model(inputs, {**made, **law}, name="generator")


@builder
def discriminator(image_shape, condition_dim=128, width=64, name=None):
    """Of one size: [images, condition (B, N)] to a dict of logits (B, 1),
    "conditional" and "unconditional"; without a condition images to logits.

    Args:
        image_shape: tuple (H, W, C), H = W = 4 * 2**n.
        condition_dim: int, N; 0 for none.
        width: int, filters of the first convolution.
        name: str.
    """
    levels = sizes.doublings(image_shape)
    images = keras.Input(image_shape, name="images")
    x = blocks.leaky()(_down(width)(images))
    filters = sizes.doubled(width, levels, most=32)
    for count in filters[1:]:
        x = blocks.leaky()(_normalized(_down(count)(x)))
    while x.shape[-1] > 8 * width:
        x = _convolution(x.shape[-1] // 2)(x)
        x = blocks.leaky()(_normalized(x))
    logits = _judge(x)
    if not condition_dim:
        return keras.Model(images, logits, name=name or "discriminator")
    condition = keras.Input((condition_dim,), name="condition")
    told = _convolution(x.shape[-1])(blocks.spread(condition, x))
    told = blocks.leaky()(_normalized(told))
    made = {"conditional": _judge(told), "unconditional": logits}
    return keras.Model([images, condition], made, name=name or "discriminator")


def smallest(image_shape, branches):
    """The side of the smallest pictures.

    Raises:
        ValueError: the sides cannot be halved so often.
    """
    branches = arguments.check_count(branches, "branches")
    side = image_shape[0] // 2 ** (branches - 1)
    if side * 2 ** (branches - 1) != image_shape[0] or side < 8:
        raise ValueError(
            "Pictures of the smallest branch have a side of 8 at least, half "
            f"of the next's. Received: branches={branches}, "
            f"image_shape={image_shape}"
        )
    return side


_ORTHOGONAL = keras.initializers.Orthogonal


def _convolution(filters):
    return layers.Conv2D(
        filters,
        3,
        padding="same",
        use_bias=False,
        kernel_initializer=_ORTHOGONAL(),
    )


def _down(filters):
    return layers.Conv2D(
        filters,
        4,
        2,
        "same",
        use_bias=False,
        kernel_initializer=_ORTHOGONAL(),
    )


def _normalized(x):
    return layers.BatchNormalization(epsilon=1e-5, momentum=0.9)(x)


def _gated(x, filters):
    return ops.glu(_normalized(_convolution(2 * filters)(x)))


def _enlarged(x, filters):
    return _gated(layers.UpSampling2D()(x), filters)


def _judge(x):
    logits = layers.Conv2D(1, 4, dtype="float32")(x)
    return layers.Reshape((1,), dtype="float32")(logits)
