"""A small residual classifier, whose features metrics look through.

The layer "features" holds what is pooled before the last Dense layer; the
output are logits.
"""

import keras
from keras import layers

from keras_gans.networks.building import builder


@builder
def resnet(image_shape, classes=10, width=32):
    """Images (B, H, W, C) in [-1, 1] to logits (B, classes).

    Three halvings with two residual blocks among them; 4 * `width` features.

    Args:
        image_shape: tuple (H, W, C).
        classes: int.
        width: int, filters of the first layer.

    Reference: the nets of D. Page, "How to train your ResNet", 2018, narrower.
    """
    inputs = keras.Input(image_shape, name="images")
    x = _block(inputs, width)
    x = layers.MaxPooling2D()(_block(x, 2 * width))
    x = layers.Add()([x, _block(_block(x, 2 * width), 2 * width)])
    x = layers.MaxPooling2D()(_block(x, 4 * width))
    x = layers.MaxPooling2D()(_block(x, 4 * width))
    x = layers.Add()([x, _block(_block(x, 4 * width), 4 * width)])
    x = layers.GlobalMaxPooling2D(name="features", dtype="float32")(x)
    logits = layers.Dense(classes, dtype="float32", name="logits")(x)
    return keras.Model(inputs, logits, name="classifier")


def _block(x, filters):
    x = layers.Conv2D(filters, 3, padding="same", use_bias=False)(x)
    return layers.ReLU()(layers.BatchNormalization(momentum=0.9)(x))
