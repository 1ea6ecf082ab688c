"""3D-GAN's networks (Wu et al., 2016, https://arxiv.org/abs/1610.07584).

DCGAN's with a third axis. At 32x32x32 they have 5,903,232 and 2,642,816
parameters, at 64x64x64 17,569,664 and 11,048,832. What a cell holds is between
-1 and 1, so the generator ends in a tanh, which is the paper's sigmoid in that
range.
"""

import keras
from keras import layers

from keras_gans import arguments
from keras_gans.networks import blocks
from keras_gans.networks.building import builder


@builder
def generator(volume_shape, latent_dim=200, width=64):
    """Latents (B, latent_dim) to volumes (B, D, H, W, C) in [-1, 1].

    Args:
        volume_shape: tuple (D, H, W, C); D = H = W = 4 * 2**n, n from 2.
        latent_dim: int.
        width: int, filters at half the side; they double with each halving.
    """
    levels = _levels(volume_shape)
    latents = keras.Input((latent_dim,), name="latents")
    x = layers.Reshape((1, 1, 1, latent_dim))(latents)
    for level in reversed(range(levels)):
        first = level == levels - 1
        x = _up(width * 2**level, not first)(x)
        x = layers.ReLU()(blocks.normalization()(x))
    x = _up(volume_shape[-1])(x)
    volumes = layers.Activation("tanh", dtype="float32")(x)
    return keras.Model(latents, volumes, name="generator")


@builder
def discriminator(volume_shape, width=64):
    """Volumes (B, D, H, W, C) to logits (B, 1).

    Args:
        volume_shape: as of `generator`.
        width: int, filters of the first convolution; they double with each
            that follows.
    """
    levels = _levels(volume_shape)
    volumes = keras.Input(volume_shape, name="volumes")
    x = volumes
    for level in range(levels):
        x = _down(width * 2**level)(x)
        x = layers.LeakyReLU(0.2)(blocks.normalization()(x))
    x = layers.Conv3D(1, 4, use_bias=False, kernel_initializer=blocks.normal())(
        x
    )
    logits = layers.Reshape((1,), dtype="float32")(x)
    return keras.Model(volumes, logits, name="discriminator")


@builder
def encoder(image_shape, latent_dim=200, width=64):
    """Pictures (B, H, W, C) to a dict: "mean" and "log_variance" (B,
    latent_dim), of the law of their latents.

    The paper's is for 256x256 and has strides of 4 first; here a picture is
    halved until 4x4 are left.

    Args:
        image_shape: tuple (H, W, C).
        latent_dim: int.
        width: int, filters of the first convolution; they double with each
            that follows, up to eight times that.
    """
    *sides, _ = arguments.check_image_shape(image_shape)
    images = keras.Input(image_shape, name="image")
    x, level = images, 0
    while min(sides) > 4:
        x = layers.Conv2D(
            width * min(2**level, 8),
            5,
            2,
            "same",
            use_bias=False,
            kernel_initializer=blocks.normal(),
        )(x)
        x = blocks.rectified(x)
        sides, level = [-(-side // 2) for side in sides], level + 1
    x = layers.Flatten()(x)
    made = {
        name: layers.Dense(latent_dim, dtype="float32", name=name)(x)
        for name in ("mean", "log_variance")
    }
    return keras.Model(images, made, name="encoder")


def _levels(volume_shape):
    """How often the side 4 doubles to that of the volumes, less one.

    Raises:
        ValueError: it does not.
    """
    shape = tuple(volume_shape)
    side = shape[0] if shape else 0
    levels = max(side // 8, 1).bit_length()
    if len(shape) != 4 or len(set(shape[:3])) > 1 or 4 * 2**levels != side:
        raise ValueError(
            "Volumes are cubes (D, H, W, C) with a side of 4 * 2**n: 8, 16, "
            f"32, ... Received: volume_shape={volume_shape}"
        )
    return levels


def _up(filters, doubling=True):
    return layers.Conv3DTranspose(
        filters,
        4,
        2 if doubling else 1,
        "same" if doubling else "valid",
        use_bias=False,
        kernel_initializer=blocks.normal(),
    )


def _down(filters):
    return layers.Conv3D(
        filters,
        4,
        2,
        "same",
        use_bias=False,
        kernel_initializer=blocks.normal(),
    )
