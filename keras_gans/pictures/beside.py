"""What belongs together in rows."""

import numpy as np

from keras_gans.pictures import arrays
from keras_gans.pictures import sheets


def beside(*columns, padding=1):
    """Images that belong together, a row each: what was given, what was made
    of it, what is right.

    Smaller ones are shown as large as the largest, in whole pixels where they
    go into it.

    Args:
        *columns: arrays (N, H, W, C) of one length, as of `grid`.
        padding: int, pixels between images.

    Returns:
        uint8 array (height, width, 3).

    Raises:
        ValueError: there are none, or of one column more than of another.
    """
    columns = [arrays.take(x, "columns", ("N", "H", "W", "C")) for x in columns]
    counts = [len(x) for x in columns]
    if len(set(counts)) != 1:
        raise ValueError(
            "Each row has an image of every column. Received: columns of "
            f"{counts}"
        )
    height, width = np.max([x.shape[1:3] for x in columns], axis=0)
    pictures = [
        _enlarged(sheets.colours(image), height, width)
        for row in zip(*columns)
        for image in row
    ]
    return sheets.tile(pictures, len(columns), padding)


def _enlarged(picture, height, width):
    down, across = height // picture.shape[0], width // picture.shape[1]
    picture = picture.repeat(down, axis=0).repeat(across, axis=1)
    return sheets.resize(picture, height, width)
