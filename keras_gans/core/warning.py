"""Warnings that point to the user's own line."""

import sys
import warnings

# What lies between that line and the place that knows what is wrong.
_BETWEEN = {"keras_gans", "keras", "tensorflow", "contextlib", "functools"}


def warn(message, category=UserWarning):
    """Warns at the innermost line that is no library's.

    Args:
        message: str.
        category: class of the warning.
    """
    level, frame = 2, sys._getframe(1)
    while frame and _package(frame) in _BETWEEN:
        level, frame = level + 1, frame.f_back
    warnings.warn(message, category, level if frame else 2)


def _package(frame):
    return frame.f_globals.get("__name__", "").partition(".")[0]
