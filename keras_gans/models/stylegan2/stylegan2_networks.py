"""Networks of StyleGAN2 (Karras et al., 2020, arXiv:1912.04958), config F.

A mapping network from z to w; a synthesis network, each of whose convolutions
is modulated by w, from a learnt constant of 4x4, where the pictures of all
sizes are summed; a residual discriminator. All weights are scaled as they are
called, and the gain of sqrt(2) that the authors give to activations is one of
these scales. Pictures are square, their side 8, 16, ... or 1024.

A layer at side s has min(base / s, width) filters: 512 up to 64x64 for the
paper's `width=512, base=32768`. With these the networks for 1024x1024x3 have
the authors' 30,370,060 and 29,012,513 trainable parameters. For 32x32 to
128x128 on a CPU there are `width=128, base=2048, mapping_layers=2` with 128
latents: 32 filters at 64x64, 1.1 and 1.2 million parameters.

Mapping and styles are reckoned in float32 whatever the dtype policy, they
cost little.
"""

import keras
from keras import layers
from keras import ops

from keras_gans import arguments
from keras_gans.layers import Blur
from keras_gans.layers import EqualizedLearningRate
from keras_gans.layers import MinibatchStandardDeviation
from keras_gans.layers import ModulatedConv2D
from keras_gans.layers import Noise
from keras_gans.layers import PixelNormalization
from keras_gans.layers import Resample
from keras_gans.networks import labelled
from keras_gans.networks.building import builder

WIDTH, BASE, MAPPING_LAYERS = 512, 32768, 8
GAIN = 2**0.5  # Of a leaky ReLU of 0.2, rounded as the authors do.


@builder
def generator(
    image_shape,
    latent_dim=512,
    width=WIDTH,
    base=BASE,
    mapping_layers=MAPPING_LAYERS,
    num_classes=0,
):
    """Latents (B, latent_dim) to images (B, H, W, C); or [latents, labels].

    Args:
        image_shape: tuple (H, W, C).
        latent_dim: int, of z and of w.
        width: int, the most filters of a layer.
        base: int, filters of a layer times its side, where they are fewer.
        mapping_layers: int, dense layers from z to w.
        num_classes: int, 0 without labels.
    """
    return joined(
        mapping(latent_dim, mapping_layers, num_classes),
        synthesis(image_shape, latent_dim, width, base),
    )


def joined(mapping, synthesis):
    """A generator of the two, which are found in it by these names.

    Args:
        mapping: `keras.Model`, latents (B, n), or [latents, labels, ...], to
            w (B, D).
        synthesis: `keras.Model`, styles (B, L, D), a w for each layer, to
            samples.
    """
    for name, network in {"mapping": mapping, "synthesis": synthesis}.items():
        network.name = name
    inputs = [
        keras.Input(x.shape[1:], dtype=x.dtype, name=x.name)
        for x in mapping.inputs
    ]
    inputs = inputs if len(inputs) > 1 else inputs[0]
    count = synthesis.inputs[0].shape[1]
    styles = layers.RepeatVector(count, dtype="float32")(mapping(inputs))
    return keras.Model(inputs, synthesis(styles), name="generator")


@builder
def mapping(latent_dim=512, mapping_layers=MAPPING_LAYERS, num_classes=0):
    """Latents (B, latent_dim) to w (B, latent_dim); or [latents, labels]."""
    latents = keras.Input((latent_dim,), name="latents")
    x = PixelNormalization(dtype="float32")(latents)
    inputs = latents
    if num_classes:
        labels = keras.Input((), dtype="int32", name="labels")
        inputs = [latents, labels]
        told = _embedded(labels, num_classes, latent_dim)
        x = layers.Concatenate(dtype="float32")([x, told])
    for _ in range(mapping_layers):
        x = _dense(latent_dim, multiplier=0.01, dtype="float32")(x)
        x = layers.LeakyReLU(0.2, dtype="float32")(x)
    return keras.Model(inputs, x, name="mapping")


@builder
def synthesis(image_shape, latent_dim=512, width=WIDTH, base=BASE):
    """Styles (B, L, latent_dim) to images (B, H, W, C).

    Two layers at each side but 4x4, where there is one, take a w of their
    own, and the last to RGB another: L = 2 log2(side) - 2. Those to RGB
    before it share the w of the convolution that follows.
    """
    sides, channels = _sides(image_shape), image_shape[-1]
    styles = keras.Input((2 * len(sides), latent_dim), name="styles")
    x = Constant((4, 4, _filters(4, width, base)))(styles)
    w = ops.unstack(styles, axis=1)
    x = _styled(x, w[0])
    images = _coloured(x, w[1], channels)
    for level, side in enumerate(sides[1:]):
        filters = _filters(side, width, base)
        x = _styled(x, w[2 * level + 1], filters, upsample=True)
        x = _styled(x, w[2 * level + 2])
        more = _coloured(x, w[2 * level + 3], channels)
        images = layers.Add(dtype="float32")(
            [Resample(2, dtype="float32")(images), more]
        )
    return keras.Model(styles, images, name="synthesis")


@builder
def discriminator(
    image_shape, width=WIDTH, base=BASE, num_classes=0, group_size=4
):
    """Images (B, H, W, C), or [images, labels], to logits (B, 1).

    Args:
        image_shape, width, base, num_classes: as of `generator`.
        group_size: int, samples whose spread the last layers see.
    """
    sides = _sides(image_shape)
    inputs = images = keras.Input(image_shape, name="images")
    x = _convolution(_filters(sides[-1], width, base), 1)(images)
    x = layers.LeakyReLU(0.2)(x)
    for side in sides[:0:-1]:
        x = _residual(x, _filters(side // 2, width, base))
    x = MinibatchStandardDeviation(group_size)(x)
    filters = _filters(4, width, base)
    x = layers.LeakyReLU(0.2)(_convolution(filters, 3)(x))
    x = layers.Flatten()(x)
    x = layers.LeakyReLU(0.2)(_dense(filters)(x))
    if not num_classes:
        logits = _dense(1, gain=1.0, dtype="float32")(x)
        return keras.Model(images, logits, name="discriminator")
    labels = keras.Input((), dtype="int32", name="labels")
    inputs = [images, labels]
    x = _dense(filters, gain=1.0, dtype="float32")(x)
    told = _embedded(labels, num_classes, filters)
    logits = ops.sum(x * told, axis=-1, keepdims=True) * filters**-0.5
    return keras.Model(inputs, logits, name="discriminator")


@keras.saving.register_keras_serializable("keras_gans")
class Constant(layers.Layer):
    """A learnt map, the same for each sample.

    Args:
        map_shape: tuple (H, W, C).

    Input shape: (B, ...), of which the number is taken. Output shape:
    (B, H, W, C).
    """

    def __init__(self, map_shape, **kwargs):
        super().__init__(**kwargs)
        self.map_shape = tuple(map(int, map_shape))

    def build(self, input_shape):
        self.constant = self.add_weight(
            shape=self.map_shape,
            initializer=keras.initializers.RandomNormal(stddev=1.0),
            name="constant",
        )

    def call(self, x):
        constant = ops.cast(self.constant, self.compute_dtype)
        return ops.broadcast_to(constant, (ops.shape(x)[0], *self.map_shape))

    def compute_output_shape(self, input_shape):
        return (input_shape[0], *self.map_shape)

    def get_config(self):
        return {**super().get_config(), "map_shape": self.map_shape}


def _styled(x, w, filters=None, upsample=False):
    """A convolution that w modulates, noise, activation."""
    filters = filters or x.shape[-1]
    scales = _scales(w, x.shape[-1])
    x = ModulatedConv2D(filters, 3, upsample, gain=GAIN)([x, scales])
    return layers.LeakyReLU(0.2)(Noise()(x))


def _coloured(x, w, channels):
    """A picture of a map."""
    scales = _scales(w, x.shape[-1])
    x = ModulatedConv2D(channels, 1, demodulate=False)([x, scales])
    return layers.Activation("linear", dtype="float32")(x)


def _scales(w, channels):
    """How much of each channel w wants: A in figure 2."""
    return _dense(channels, gain=1.0, bias="ones", dtype="float32")(w)


def _residual(x, filters):
    """Two convolutions and one past them, which halve the sides."""
    y = _convolution(x.shape[-1], 3)(x)
    y = Blur(2)(layers.LeakyReLU(0.2)(y))
    # Each branch times 1 / sqrt(2), so that their sum keeps its variance.
    y = _convolution(filters, 3, strides=2, padding="valid", gain=1.0)(y)
    past = Resample(0.5)(x)
    past = _convolution(filters, 1, gain=0.5**0.5, bias=False)(past)
    return layers.Add()([layers.LeakyReLU(0.2)(y), past])


def _embedded(labels, num_classes, units):
    """Classes as vectors of a mean square of 1."""
    flags = labelled.one_hot(labels, num_classes)
    dense = _dense(units, gain=1.0, bias=None, dtype="float32")
    return PixelNormalization(dtype="float32")(dense(flags))


def _dense(units, gain=GAIN, multiplier=1.0, bias="zeros", dtype=None):
    dense = layers.Dense(
        units,
        use_bias=bias is not None,
        bias_initializer=bias or "zeros",
        dtype=dtype,
    )
    return EqualizedLearningRate(dense, gain, multiplier, dtype=dtype)


def _convolution(
    filters, kernel_size, strides=1, padding="same", gain=GAIN, bias=True
):
    convolution = layers.Conv2D(
        filters, kernel_size, strides, padding, use_bias=bias
    )
    return EqualizedLearningRate(convolution, gain)


def _filters(side, width, base):
    return max(min(base // side, width), 1)


def _sides(image_shape):
    """[4, 8, ..., side].

    Raises:
        ValueError: it is no square of such a side.
    """
    height, width, _ = arguments.check_image_shape(image_shape)
    sides = [4 * 2**level for level in range(9)]
    if height != width or height not in sides[1:]:
        raise ValueError(
            "These networks make square images (H, W, C) with sides of 8, 16, "
            f"32, ... 1024. Received: image_shape={image_shape}"
        )
    return sides[: sides.index(height) + 1]
