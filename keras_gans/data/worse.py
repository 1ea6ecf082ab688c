"""Pairs of pictures and what was made worse of them."""

import re

import numpy as np

from keras_gans import specs
from keras_gans.data import pipeline


def degraded(images, how):
    """Pairs of pictures and what was made worse of them.

    Args:
        images: a `tf.data.Dataset` of batches, as `data.load` and
            `from_directory` give it, or an array (N, H, W, C); in [-1, 1].
        how: what the sources are:

            - "grey": of one channel, the luma of red, green and blue;
            - "small x4", or any other number: of a fourth of the sides,
              bicubic, smoothed before;
            - "hole": with a grey square of half the sides in the middle;
            - a function of a batch of tensors.

    Returns:
        The same kind of data, of (source, target).

    Raises:
        ValueError: there is no such way, or it does not go with the pictures.
    """
    change = how if callable(how) else _change(how)
    if hasattr(images, "element_spec"):
        if isinstance(images.element_spec, (tuple, list, dict)):
            raise ValueError(
                "What is made worse is pictures alone, without labels. "
                f"Received: elements of {images.element_spec}"
            )
        return images.map(lambda x: (change(x), x))
    images = np.asarray(images)
    specs.Images((None, None, None)).check(images, "images")
    images = images.astype("float32")
    parts = [
        np.asarray(change(images[start : start + 256]))
        for start in range(0, len(images), 256)
    ]
    return np.concatenate(parts), images


def _change(how):
    tf = pipeline.tensorflow("data.degraded")
    small = re.fullmatch(r"small x(\d+)", how) if isinstance(how, str) else None
    if how == "grey":
        return lambda x: tf.image.rgb_to_grayscale(_of_colour(x))
    if how == "hole":
        return _with_hole
    if small is None or int(small[1]) < 2:
        raise ValueError(
            '`how` is "grey", "hole", "small x2", "small x3", ... or a '
            f"function of a batch. Received: how={how!r}"
        )

    def shrunk(x):
        factor = int(small[1])
        if any(side % factor for side in x.shape[1:3]):
            raise ValueError(
                f"Both sides are multiples of {factor}. Received: images of "
                f"shape={tuple(x.shape[1:])}"
            )
        size = [side // factor for side in x.shape[1:3]]
        made = tf.image.resize(x, size, "bicubic", antialias=True)
        made = tf.round((made + 1) * 127.5) / 127.5 - 1
        return tf.clip_by_value(made, -1, 1)

    return shrunk


def _of_colour(x):
    if x.shape[-1] != 3:
        raise ValueError(
            'Pictures that become "grey" have three channels. Received: '
            f"images of shape={tuple(x.shape[1:])}"
        )
    return x


def _with_hole(x):
    tf = pipeline.tensorflow("data.degraded")
    inside = [
        (tf.range(side) >= side // 4) & (tf.range(side) < side - side // 4)
        for side in x.shape[1:3]
    ]
    hole = inside[0][:, None] & inside[1]
    return tf.where(hole[None, :, :, None], tf.zeros_like(x), x)
