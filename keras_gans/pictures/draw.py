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
    spec = specs.guess.chosen(spec, samples.shape[1:])
    return spec.draw(samples, columns)


def save(path, picture):
    """Writes a picture as a PNG file.

    Args:
        path: str or path.
        picture: uint8 array (H, W) or (H, W, C), as `draw` makes of samples.

    Raises:
        ValueError: it is none.
    """
    from PIL import Image

    picture = np.asarray(picture)
    if picture.ndim == 3 and picture.shape[-1] == 1:
        picture = picture[..., 0]
    colours = picture.ndim == 2 or picture.shape[-1] in (3, 4)
    if picture.dtype != "uint8" or picture.ndim not in (2, 3) or not colours:
        raise ValueError(
            "A picture is an array (H, W, C) of bytes, as `pictures.draw` "
            f"makes of samples. Received: dtype={picture.dtype}, "
            f"shape={picture.shape}"
        )
    Image.fromarray(np.ascontiguousarray(picture)).save(path)
