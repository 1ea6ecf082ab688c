"""What holds for every builder of networks."""

import contextlib
import functools

import keras
import numpy as np


def builder(function):
    """A function that builds layers, free of global settings and numpy.

    Samples are (B, ..., C), so its layers are `channels_last` whatever
    `keras.config.image_data_format()` is. Numbers from numpy, which Keras
    neither takes for sizes nor saves, become Python's.
    """

    @functools.wraps(function)
    def build(*args, **kwargs):
        args, kwargs = keras.tree.map_structure(_plain, (args, kwargs))
        with channels_last():
            return function(*args, **kwargs)

    return build


@contextlib.contextmanager
def channels_last():
    """A scope in which new layers take (B, ..., C)."""
    before = keras.config.image_data_format()
    keras.config.set_image_data_format("channels_last")
    try:
        yield
    finally:
        keras.config.set_image_data_format(before)


def _plain(x):
    return x.item() if isinstance(x, np.generic) else x
