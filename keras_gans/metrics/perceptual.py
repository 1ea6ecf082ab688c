"""How far pictures are apart for an eye, by a network that knows pictures."""

import keras
from keras import layers
from keras import ops

from keras_gans.metrics import features
from keras_gans.metrics.paired import PairedMetric

SIDE = 128


@keras.saving.register_keras_serializable("keras_gans")
class PerceptualDistance(PairedMetric):
    """How far images are from their targets for the ImageNet network.

    At five depths of the network of `metrics.imagenet()` the features of a
    place are made a vector of length 1; the squared difference of two such
    vectors, from 0 to 4, is averaged over places and depths. Lower is nearer.
    Grey images are taken too, and a side of less than 128 pixels is enlarged
    to that. It can be differentiated: `each` is a loss.

    Of pairs that were drawn alike it measures how different they are:

    ```python
    faces = gan.generate(1000)
    distance = keras_gans.metrics.PerceptualDistance()
    variety = distance.compare(faces[::2], faces[1::2])
    ```

    The weights of LPIPS, fitted to what people say, are of other networks:
    never compare a figure with a published LPIPS.

    Args:
        name: str.

    Reference: Zhang et al., 2018, https://arxiv.org/abs/1801.03924, equation
        1, with the same weight for all features
    """

    quantity = "perceptual_imagenet"

    def __init__(self, name=None):
        super().__init__(name=name)
        network = features.imagenet_network(side=None)
        # Of each number of filters the last sum, at 1/4 to 1/32 of the sides.
        depths = {
            layer.output.shape[-1]: layer.output
            for layer in network.layers
            if isinstance(layer, layers.Add)
        }
        self._network = keras.Model(network.inputs, list(depths.values()))
        self._network.trainable = False

    def compared(self, real, fake):
        apart = 0.0
        pairs = list(zip(self._directions(real), self._directions(fake)))
        for first, second in pairs:
            squares = ops.sum(ops.square(first - second), axis=-1)
            apart += ops.mean(squares, axis=(1, 2)) / len(pairs)
        return apart

    def _directions(self, images):
        """At each depth, vectors (N, h, w, C) of length 1."""
        _, height, width, channels = images.shape
        if channels == 1:
            images = ops.repeat(images, 3, axis=-1)
        scale = max(1.0, SIDE / min(height, width))
        if scale > 1:
            images = ops.image.resize(
                images,
                (round(scale * height), round(scale * width)),
                interpolation="bicubic",
                data_format="channels_last",
            )
        return [
            x / ops.sqrt(ops.sum(ops.square(x), -1, keepdims=True) + 1e-10)
            for x in self._network(images, training=False)
        ]

    def get_config(self):
        return {"name": self.name}
