"""Networks of ProGAN (Karras et al., 2018, arXiv:1710.10196, table 2).

For square images with sides of 8 to 1024 that are 4 * 2**n. `width` is the
most filters of a layer and `base` their number times half the side, 16 * width
where nothing is said: the paper's 512 and 8192 have 512 filters up to 32x32
and 16 at 1024x1024. At 1024x1024x3 they have 23,079,115 and 23,087,249
parameters; with width and latents of 128 at 32x32x3, as for CIFAR-10,
1,296,908 and 1,298,689.
"""

import contextlib
import math

import keras
from keras import layers
from keras import ops

from keras_gans.layers import EqualizedLearningRate
from keras_gans.layers import FadeIn
from keras_gans.layers import MinibatchStandardDeviation
from keras_gans.layers import PixelNormalization
from keras_gans.models.progan.growing import Growing
from keras_gans.networks import sizes
from keras_gans.networks.building import builder
from keras_gans.networks.building import channels_last

START = 4  # The side of the pictures of level 0.


@builder
def generator(
    image_shape,
    latent_dim=512,
    width=512,
    base=None,
    num_classes=0,
    pixel_norm=True,
    equalized=True,
):
    """Latents (B, latent_dim), and labels (B,), to images (B, H, H, C).

    Args:
        image_shape: tuple (H, H, C).
        latent_dim: int.
        width: int, the most filters of a layer.
        base: int, filters times half the side. Default: 16 * width.
        num_classes: int, 0 without labels.
        pixel_norm: bool, normalize pixels after each convolution.
        equalized: bool, equalize the learning rate.
    """
    return GrowingGenerator(
        image_shape, latent_dim, width, base, num_classes, pixel_norm, equalized
    )


@builder
def discriminator(
    image_shape,
    width=512,
    base=None,
    num_classes=0,
    group_size=4,
    equalized=True,
):
    """Images (B, H, H, C) to (B, 1), and the logits of classes.

    Args:
        image_shape: tuple (H, H, C).
        width, base, num_classes, equalized: as above.
        group_size: int, samples whose deviation it is told; 1 for none.
    """
    return GrowingDiscriminator(
        image_shape, width, base, num_classes, group_size, equalized
    )


def levels_of(image_shape):
    """How often the side 4 doubles to that of the images, and one more.

    Raises:
        ValueError: it does not.
    """
    return sizes.doublings(image_shape, START) + 1


def _filters(width, base, levels):
    base = base or 16 * width
    return [max(1, min(width, base // 2 ** (i + 1))) for i in range(levels)]


class _Maker:
    """Makes the layers of one network.

    Args:
        equalized: bool, else weights begin as He's and are used as they are.
    """

    def __init__(self, equalized):
        self.equalized = equalized

    def __call__(self, layer, gain=2**0.5):
        if self.equalized:
            return EqualizedLearningRate(layer, gain)
        layer.kernel_initializer = keras.initializers.VarianceScaling(
            gain**2, "fan_in", "untruncated_normal"
        )
        return layer

    def convolution(self, filters, kernel_size=3):
        return self(layers.Conv2D(filters, kernel_size, padding="same"))


@keras.saving.register_keras_serializable("keras_gans")
class GrowingGenerator(Growing):
    """See `generator`, whose arguments it takes."""

    def __init__(
        self,
        image_shape,
        latent_dim=512,
        width=512,
        base=None,
        num_classes=0,
        pixel_norm=True,
        equalized=True,
        name="generator",
        dtype=None,
    ):
        levels = levels_of(image_shape)
        filters = _filters(width, base, levels)
        make = _Maker(equalized)
        with channels_last(), policy(dtype):
            self.fade = FadeIn(levels - 1, dtype="float32", name="fade")
            self.normalize = PixelNormalization(name="normalize")
            self.first = make(layers.Conv2DTranspose(filters[0], START))
            self.blocks = [
                [make.convolution(n) for _ in range(1 + (i > 0))]
                for i, n in enumerate(filters)
            ]
            channels = image_shape[-1]
            self.colours = [
                make(layers.Conv2D(channels, 1, dtype="float32"), 1.0)
                for _ in filters
            ]
            self.pixel_norm = pixel_norm
            self.num_classes = num_classes
            inputs = keras.Input((latent_dim,), name="latents")
            if num_classes:
                labels = keras.Input((), dtype="int32", name="labels")
                inputs = [inputs, labels]
            images = self._whole(self._first(inputs), levels)
            super().__init__(inputs, images, name=name)
        self.input_spec = None
        self.image_shape = tuple(image_shape)
        self.latent_dim, self.width, self.base = latent_dim, width, base
        self.equalized = equalized
        self.levels = levels
        self.made_in = self.colours[0].dtype_policy

    def _first(self, inputs):
        """What the convolutions begin with, (B, 4, 4, filters)."""
        x = inputs
        if self.num_classes:
            latents, labels = inputs
            one_hot = ops.one_hot(labels, self.num_classes, dtype=latents.dtype)
            x = ops.concatenate([latents, one_hot], axis=-1)
        x = self._normalized(x)
        x = ops.reshape(x, (-1, 1, 1, x.shape[-1]))
        return self._normalized(_activated(self.first(x)))

    def _normalized(self, x):
        return self.normalize(x) if self.pixel_norm else x

    def _block(self, x, level):
        x = enlarged(x) if level else x
        for convolution in self.blocks[level]:
            x = self._normalized(_activated(convolution(x)))
        return x

    def _whole(self, x, levels):
        x = self._block(x, 0)
        images = self.colours[0](x)
        for level in range(1, levels):
            x = self._block(x, level)
            images = [self.colours[level](x), enlarged(images)]
            images = self.fade(images, level=level)
        return images

    def from_level(self, inputs, level, fading):
        x = self._first(inputs)
        for i in range(level):
            x = self._block(x, i)
        images = self.colours[level](self._block(x, level))
        if not fading:
            return images
        old = enlarged(self.colours[level - 1](x))
        return self.fade([images, old], level=level)

    def work(self, level):
        return sum(
            math.prod(layer.weights[0].shape) * 16 * 4**i
            for i, block in enumerate(self.blocks[: level + 1])
            for layer in block
        )

    def get_config(self):
        return _config(
            self,
            "image_shape latent_dim width base num_classes pixel_norm "
            "equalized",
        )


@keras.saving.register_keras_serializable("keras_gans")
class GrowingDiscriminator(Growing):
    """See `discriminator`, whose arguments it takes."""

    def __init__(
        self,
        image_shape,
        width=512,
        base=None,
        num_classes=0,
        group_size=4,
        equalized=True,
        name="discriminator",
        dtype=None,
    ):
        levels = levels_of(image_shape)
        filters = _filters(width, base, levels)
        make = _Maker(equalized)
        with channels_last(), policy(dtype):
            self.fade = FadeIn(levels - 1, name="fade")
            self.colours = [make.convolution(n, 1) for n in filters]
            self.blocks = [
                [make.convolution(n), make.convolution(below)]
                for below, n in zip(filters, filters[1:])
            ]
            self.told = None
            if group_size > 1:
                self.told = MinibatchStandardDeviation(group_size)
            self.final = [
                make.convolution(filters[0]),
                layers.Flatten(),
                make(layers.Dense(filters[0])),
            ]
            self.last = make(layers.Dense(1 + num_classes, dtype="float32"), 1)
            self.num_classes = num_classes
            images = keras.Input(image_shape, name="images")
            logits = self._judged(images, levels - 1, lambda level: True)
            super().__init__(images, logits, name=name)
        self.input_spec = None
        self.image_shape = tuple(image_shape)
        self.width, self.base = width, base
        self.group_size, self.equalized = group_size, equalized
        self.levels = levels
        self.made_in = self.colours[0].dtype_policy

    def _judged(self, images, level, fades):
        x = _activated(self.colours[level](images))
        for i in range(level, 0, -1):
            for convolution in self.blocks[i - 1]:
                x = _activated(convolution(x))
            x = _halved(x)
            if fades(i):
                images = _halved(images)
                old = _activated(self.colours[i - 1](images))
                x = self.fade([x, old], level=i)
        x = x if self.told is None else self.told(x)
        convolution, flatten, dense = self.final
        x = flatten(_activated(convolution(x)))
        logits = self.last(_activated(dense(x)))
        if self.num_classes:
            return [logits[:, :1], logits[:, 1:]]
        return logits

    def from_level(self, inputs, level, fading):
        return self._judged(inputs, level, lambda i: fading and i == level)

    def get_config(self):
        names = "image_shape width base num_classes group_size equalized"
        return _config(self, names)


@contextlib.contextmanager
def policy(dtype):
    """A scope in which new layers have that dtype policy."""
    before = keras.config.dtype_policy()
    keras.config.set_dtype_policy(keras.dtype_policies.get(dtype) or before)
    try:
        yield
    finally:
        keras.config.set_dtype_policy(before)


def _config(network, names):
    dtype = keras.saving.serialize_keras_object(network.made_in)
    config = {name: getattr(network, name) for name in names.split()}
    return {"name": network.name, "dtype": dtype, **config}


def _activated(x):
    return ops.leaky_relu(x, 0.2)


def enlarged(x):
    """Images, or maps, of twice the side: each pixel four times."""
    return ops.repeat(ops.repeat(x, 2, axis=1), 2, axis=2)


def _halved(x):
    return ops.average_pool(x, 2, 2, data_format="channels_last")
