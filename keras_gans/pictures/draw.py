"""Any samples as a picture."""

import numpy as np

from keras_gans import specs
from keras_gans.pictures import arrays


def draw(samples, columns=None, spec=None):
    """Any samples as a picture: a grid, a scatter plot, curves, ...

    Args:
        samples: array (N, ...).
        columns: int, of a grid.
        spec: what the samples are, of `keras_gans.specs`. Default: guessed
            from their shape, (N, H, W, C) images, (N, 2) points, and so on.

    Returns:
        uint8 array (H, W, 3).
    """
    samples = arrays.take(samples, "samples")
    spec = spec or specs.of(samples.shape[1:])
    return spec.draw(samples, columns)


def save(path, picture):
    """Writes a uint8 picture (H, W, C) as a PNG file."""
    from PIL import Image

    Image.fromarray(np.ascontiguousarray(picture)).save(path)
