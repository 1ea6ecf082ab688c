"""EfficientNet-Lite0, whose features `metrics.imagenet()` looks through.

The layer "features" holds what is pooled before the last Dense layer; the
output are logits.
"""

import keras
from keras import layers

from keras_gans.networks.building import builder

SIDE = 224
# Of each stage: kernel size, stride, expansion, filters, blocks.
STAGES = (
    (3, 1, 1, 16, 1),
    (3, 2, 6, 24, 2),
    (5, 2, 6, 40, 2),
    (3, 2, 6, 80, 3),
    (5, 1, 6, 112, 3),
    (5, 2, 6, 192, 4),
    (3, 1, 6, 320, 1),
)


@builder
def network(classes=1000, dtype="float32", side=SIDE):
    """Images (B, side, side, 3) in [-1, 1] to logits (B, classes).

    EfficientNet-B0 without squeeze and excitation and with ReLU6 in the place
    of swish; 1,280 features. Dtypes are the one named here, whatever Keras's
    global policy is.

    Args:
        classes: int.
        dtype: str, of weights and activations.
        side: int, or None for any.

    Reference: https://arxiv.org/abs/1905.11946; the Lite variants are those
        of github.com/tensorflow/tpu, models/official/efficientnet/lite
    """
    build = _Builder(dtype)
    inputs = keras.Input((side, side, 3), dtype=dtype, name="images")
    # (x - 127) / 128 of bytes, from x / 127.5 - 1.
    x = layers.Rescaling(127.5 / 128, 0.5 / 128, dtype=dtype)(inputs)
    x = build.convolution(x, 32, 3, strides=2)
    for size, stride, expansion, filters, blocks in STAGES:
        for block in range(blocks):
            strides = 1 if block else stride
            x = build.block(x, filters, size, strides, expansion)
    x = build.convolution(x, 1280, 1)
    x = layers.GlobalAveragePooling2D(name="features", dtype=dtype)(x)
    logits = layers.Dense(classes, dtype=dtype, name="logits")(x)
    return keras.Model(inputs, logits, name="efficientnet_lite0")


class _Builder:
    def __init__(self, dtype):
        self.settings = {"dtype": dtype}
        self.spatial = {
            "padding": "same",
            "use_bias": False,
            "dtype": dtype,
        }

    def convolution(self, x, filters, size, strides=1, linear=False):
        x = layers.Conv2D(filters, size, strides, **self.spatial)(x)
        return self.normalized(x, linear)

    def block(self, x, filters, size, strides, expansion):
        """Widened, filtered channel by channel, narrowed, added."""
        before, channels = x, x.shape[-1]
        if expansion > 1:
            x = self.convolution(x, expansion * channels, 1)
        x = layers.DepthwiseConv2D(size, strides, **self.spatial)(x)
        x = self.convolution(self.normalized(x), filters, 1, linear=True)
        if strides == 1 and filters == channels:
            x = layers.Add(**self.settings)([x, before])
        return x

    def normalized(self, x, linear=False):
        x = layers.BatchNormalization(-1, epsilon=1e-3, **self.settings)(x)
        return x if linear else layers.ReLU(6, **self.settings)(x)
