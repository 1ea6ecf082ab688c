"""Spatial transformers of boxes: what is cut out, and what is put in."""

import keras
from keras import ops

from keras_gans import arguments


class _Box(keras.layers.Layer):
    """Base of both: maps and boxes to square maps of one size.

    What lies between pixels is their bilinear mean, and a gradient flows to
    the maps and to the boxes. Rows and columns are weighed one after the
    other, since a box has no slant.
    """

    def __init__(self, size, **kwargs):
        super().__init__(**kwargs)
        self.size = arguments.check_count(size, "size")

    def call(self, inputs):
        maps, boxes = inputs
        boxes = ops.cast(boxes, "float32")
        _, height, width, _ = maps.shape
        rows = self.weights_of(boxes[:, 0], boxes[:, 2], height)
        columns = self.weights_of(boxes[:, 1], boxes[:, 3], width)
        rows, columns = (ops.cast(x, maps.dtype) for x in (rows, columns))
        made = ops.einsum("bij,bjwc->biwc", rows, maps)
        return ops.einsum("bkw,biwc->bikc", columns, made)

    def weights_of(self, first, last, count):
        """Shares (B, size, count) of each pixel of the maps in each that is
        made, along one side."""
        raise NotImplementedError

    def compute_output_shape(self, shapes):
        (batch, *_, channels), _ = shapes
        return (batch, self.size, self.size, channels)

    def get_config(self):
        return {**super().get_config(), "size": self.size}


@keras.saving.register_keras_serializable("keras_gans")
class CropBox(_Box):
    """The part of maps that lies in a box, scaled to one size.

    Args:
        size: int, side of what comes.
        **kwargs: of `keras.layers.Layer`.

    Input: maps (B, H, W, C), and boxes (B, 4), (top, left, bottom, right) in
        shares of the sides. Output shape: (B, size, size, C).

    Example:

    >>> maps = np.arange(16.0).reshape(1, 4, 4, 1)
    >>> CropBox(2)([maps, np.array([[0.5, 0, 1, 0.5]])])[0, ..., 0]
    [[8., 9.], [12., 13.]]

    Reference: Jaderberg et al., 2015, https://arxiv.org/abs/1506.02025
    """

    def weights_of(self, first, last, count):
        share = (ops.arange(self.size, dtype="float32") + 0.5) / self.size
        places = first[:, None] + (last - first)[:, None] * share
        return _bilinear(count * places, count)


@keras.saving.register_keras_serializable("keras_gans")
class PasteBox(_Box):
    """Maps put into a box of larger ones, which are 0 elsewhere.

    The inverse of `CropBox`: of ones come the pixels whose middle lies in the
    box.

    Args:
        size: int, side of what comes.
        **kwargs: of `keras.layers.Layer`.

    Input: maps (B, h, w, C), and boxes (B, 4), (top, left, bottom, right) in
        shares of the sides of what comes. Output shape: (B, size, size, C).

    Example:

    >>> ones = np.ones((1, 2, 2, 1))
    >>> PasteBox(4)([ones, np.array([[0, 0, 0.5, 1]])])[0, ..., 0]
    [[1., 1., 1., 1.], [1., 1., 1., 1.], [0., 0., 0., 0.], [0., 0., 0., 0.]]

    Reference: Reed et al., 2016, https://arxiv.org/abs/1610.02454
    """

    def weights_of(self, first, last, count):
        middles = (ops.arange(self.size, dtype="float32") + 0.5) / self.size
        length = ops.maximum(last - first, 1e-6)[:, None]
        share = (middles - first[:, None]) / length
        inside = ops.logical_and(share >= 0, share <= 1)
        weights = _bilinear(count * share, count)
        return weights * ops.cast(inside, weights.dtype)[..., None]


def _bilinear(places, count):
    """Shares of `count` pixels at places (B, N) from 0 to `count`: (B, N,
    count). Beyond the middle of the outermost pixel it is that alone."""
    places = ops.clip(places - 0.5, 0, count - 1)
    apart = places[..., None] - ops.arange(count, dtype="float32")
    return ops.relu(1 - ops.abs(apart))
