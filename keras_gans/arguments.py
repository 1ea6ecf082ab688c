"""Numbers that are given: what they may be, and as plain Python numbers."""

import math

import numpy as np


def check_count(n, name="n", least=1):
    """A whole number from `least`, as an int; Keras takes no numpy integers
    for sizes.

    Raises:
        ValueError: it is none.
    """
    whole = isinstance(n, (int, np.integer)) and not isinstance(n, bool)
    if not whole or n < least:
        raise ValueError(
            f"`{name}` is a whole number from {least}. Received: {name}={n!r}"
        )
    return int(n)


def size_of(width):
    """{"width": width} for networks that scale by it; nothing for None, with
    which they have the paper's."""
    return {} if width is None else {"width": check_count(width, "width")}


def check_seed(seed):
    """A whole number, as an int.

    Raises:
        ValueError: it is none.
    """
    if isinstance(seed, bool) or not isinstance(seed, (int, np.integer)):
        raise ValueError(f"`seed` is a whole number. Received: seed={seed!r}")
    return int(seed)


def check_number(x, name, low=-math.inf, high=math.inf, words="a number"):
    """A finite number in [low, high], as a float.

    Args:
        x: what was given.
        name: str, of the argument.
        low, high: floats.
        words: str, what it is, for the error.

    Raises:
        ValueError: it is none.
    """
    known = isinstance(x, (int, float, np.integer, np.floating))
    known = known and not isinstance(x, bool) and math.isfinite(x)
    if not known or not low <= x <= high:
        raise ValueError(f"`{name}` is {words}. Received: {name}={x!r}")
    return float(x)


def check_range(bounds, name):
    """A pair of numbers, the lower first, as floats.

    Raises:
        ValueError: it is none.
    """
    if np.shape(bounds) != (2,) or not bounds[0] < bounds[1]:
        raise ValueError(
            f"`{name}` is a pair of numbers, the lower first. Received: "
            f"{name}={bounds!r}"
        )
    return float(bounds[0]), float(bounds[1])


def check_image_shape(shape):
    """A shape (H, W, C) as ints.

    Raises:
        ValueError: it is none.
    """
    if np.ndim(shape) != 1 or isinstance(shape, str) or len(shape) != 3:
        raise ValueError(
            "`image_shape` is a tuple (H, W, C). Received: "
            f"image_shape={shape!r}"
        )
    for n in shape:
        if isinstance(n, bool) or not isinstance(n, (int, np.integer)) or n < 1:
            raise ValueError(
                "`image_shape` holds whole numbers from 1. Received: "
                f"image_shape={shape!r}"
            )
    return tuple(map(int, shape))
