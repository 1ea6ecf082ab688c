"""Numbers and words as pictures."""

import math

import numpy as np

from keras_gans import arguments
from keras_gans.pictures import arrays

_LINE = 14  # Pixels.
_GAP = 8
_ROWS, _COLUMNS = 128, 64


def table(numbers, columns=None):
    """A table of numbers, black on white.

    Args:
        numbers: array (N,), which goes on in the next row, or (N, ...), a row
            a sample. The first 128 rows and 64 columns are drawn.
        columns: int, of numbers (N,). Default: as square as can be.

    Returns:
        uint8 array (height, width, 3).
    """
    from PIL import Image
    from PIL import ImageDraw

    numbers = arrays.take(numbers, "numbers")
    words = [[f"{x:.6g}" for x in row] for row in _rows(numbers, columns)]
    draw = ImageDraw.Draw(Image.new("RGB", (1, 1)))
    width = _GAP + math.ceil(max(draw.textlength(w) for r in words for w in r))
    size = width * len(words[0]) + _GAP, _LINE * len(words) + _GAP
    picture = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(picture)
    for i, row in enumerate(words):
        for j, word in enumerate(row):
            end = width * (j + 1) - draw.textlength(word)
            draw.text((end, _GAP // 2 + _LINE * i), word, fill="black")
    return np.asarray(picture)


def _rows(numbers, columns):
    """Rows of numbers, a list of arrays, the last perhaps shorter."""
    if numbers.ndim > 1:
        return list(numbers.reshape(len(numbers), -1)[:_ROWS, :_COLUMNS])
    if columns is None:
        columns = math.ceil(len(numbers) ** 0.5)
    columns = min(arguments.check_count(columns, "columns"), _COLUMNS)
    numbers = numbers[: _ROWS * columns]
    return [numbers[i : i + columns] for i in range(0, len(numbers), columns)]


def below(picture, words):
    """A picture with a line of words below it, as wide as it needs to be."""
    from PIL import Image
    from PIL import ImageDraw

    height, width, _ = picture.shape
    draw = ImageDraw.Draw(Image.new("RGB", (1, 1)))
    wide = max(width, math.ceil(draw.textlength(words)) + _GAP)
    whole = np.full((height + _LINE, wide, 3), 255, "uint8")
    whole[:height, :width] = picture
    image = Image.fromarray(whole)
    ImageDraw.Draw(image).text((_GAP // 2, height), words, fill="black")
    return np.asarray(image)
