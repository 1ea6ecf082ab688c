"""Pictures beside each other on one sheet."""

import math

import numpy as np

from keras_gans import arguments
from keras_gans.pictures import arrays

LONGEST = 4096  # Pixels of a sheet's side.
MARK = np.array([255, 0, 255], "uint8")  # Where a number is not finite.
_SMALLEST = 8  # Pixels of a picture that was made smaller.
_SQUARE = 8  # Pixels of the checkerboard behind what is clear.


def grid(images, columns=None, padding=1):
    """Many images as one, on grey.

    One channel is grey, two are red and green, three are red, green and blue,
    four these and how opaque it is, before a checkerboard; of more the first
    three are drawn. What is NaN or infinite is pink.

    A sheet has at most 4096 pixels a side: images are made smaller for that,
    down to 8 pixels, and those that find no place then are left out.

    Args:
        images: array (N, H, W, C); floats are in [-1, 1], whole numbers are
            bytes in [0, 255].
        columns: int. Default: as square as can be.
        padding: int, pixels between images.

    Returns:
        uint8 array (height, width, 3).

    Raises:
        ValueError: there is no image, or it is something else.
    """
    images = arrays.take(images, "images", ("N", "H", "W", "C"))
    return tile([colours(image) for image in images], columns, padding)


def colours(image):
    """An image (H, W, C), as of `grid`, in RGB: uint8 (H, W, 3)."""
    *sides, channels = image.shape
    unknown = ~np.isfinite(image).all(axis=-1)
    image = to_bytes(image)
    if channels == 1:
        image = np.repeat(image, 3, axis=-1)
    elif channels == 2:
        blue = np.zeros((*sides, 1), "uint8")
        image = np.concatenate([image, blue], axis=-1)
    elif channels == 4:
        image = _before_checkerboard(image)
    return np.where(unknown[..., None], MARK, image[..., :3])


def to_bytes(image):
    """Floats in [-1, 1], bools, or bytes of any type as uint8."""
    if image.dtype.kind in "iu":
        return np.clip(image, 0, 255).astype("uint8")
    if image.dtype.kind == "b":
        return image.astype("uint8") * np.uint8(255)
    image = np.clip(np.where(np.isfinite(image), image, 0), -1, 1)
    return np.round((image.astype("float32") + 1) * 127.5).astype("uint8")


def _before_checkerboard(image):
    height, width, _ = image.shape
    rows, columns = np.arange(height) // _SQUARE, np.arange(width) // _SQUARE
    dark = (rows[:, None] + columns) % 2
    behind = np.where(dark, 204, 255)[..., None]
    share = image[..., 3:] / 255
    return np.round(share * image[..., :3] + (1 - share) * behind).astype(
        "uint8"
    )


def tile(pictures, columns=None, padding=1):
    """Pictures of one size on a grey sheet, as `grid` lays them.

    Args:
        pictures: list of uint8 arrays (H, W, 3).
        columns: int. Default: as square as can be.
        padding: int, pixels.
    """
    padding = _check_padding(padding)
    if columns is None:
        columns = math.ceil(len(pictures) ** 0.5)
    columns = arguments.check_count(columns, "columns")
    rows = math.ceil(len(pictures) / columns)
    height, width = _fitted(pictures[0].shape[:2], (rows, columns), padding)
    down, across = height + padding, width + padding
    rows = min(rows, (LONGEST - padding) // down)
    shown = min(columns, (LONGEST - padding) // across)
    sheet = np.full(
        (rows * down + padding, shown * across + padding, 3), 128, "uint8"
    )
    for i, picture in enumerate(pictures[: rows * columns]):
        row, column = divmod(i, columns)
        if column < shown:
            top, left = row * down + padding, column * across + padding
            sheet[top : top + height, left : left + width] = resize(
                picture, height, width
            )
    return sheet


def _fitted(sides, counts, padding):
    """The sides of pictures of which so many fit a sheet."""
    room = [(LONGEST - padding) // n - padding for n in counts]
    share = min(1, *(r / side for r, side in zip(room, sides)))
    share = max(share, min(1, _SMALLEST / min(sides)))
    share = min(share, (LONGEST - 2 * padding) / max(sides))
    return [max(1, int(share * side)) for side in sides]


def _check_padding(padding):
    whole = isinstance(padding, (int, np.integer))
    if isinstance(padding, bool) or not whole or not 0 <= padding <= 64:
        raise ValueError(
            "`padding` is a whole number 0 ... 64. Received: "
            f"padding={padding!r}"
        )
    return int(padding)


def resize(picture, height, width):
    """A uint8 picture of another size; a smaller one is the mean of it."""
    if picture.shape[:2] == (height, width):
        return picture
    from PIL import Image

    image = Image.fromarray(np.ascontiguousarray(picture))
    smaller = height <= picture.shape[0] and width <= picture.shape[1]
    how = Image.Resampling.BOX if smaller else Image.Resampling.BILINEAR
    return np.asarray(image.resize((width, height), how))
