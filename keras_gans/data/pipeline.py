"""The steps that all image pipelines share."""

import dataclasses
import math

import numpy as np
from keras import tree

from keras_gans import arguments

# A set of at most this many bytes is kept decoded; shuffling is over at most
# as much.
_CACHED_BYTES = 256 * 2**20


def tensorflow(what):
    """TensorFlow, or a sentence that says what needs it."""
    try:
        import tensorflow
    except ImportError:
        raise ImportError(
            f"{what} makes a tf.data.Dataset, which needs TensorFlow: "
            "pip install tensorflow. Without it, `fit` takes numpy arrays."
        ) from None
    return tensorflow


def parallel():
    return tensorflow("keras_gans.data").data.AUTOTUNE


def room(image_shape):
    """How many uint8 pictures are kept decoded."""
    return _CACHED_BYTES // math.prod(image_shape)


def fits_in_memory(count, image_shape):
    """Whether so many uint8 pictures are kept decoded."""
    return 0 <= count <= room(image_shape)


@dataclasses.dataclass
class Batches:
    """Arguments of `data.load`, checked, and what they do to datasets."""

    batch_size: int
    seed: int
    shuffle: bool
    drop_remainder: bool
    flip: bool = False
    window: tuple | None = None

    def __post_init__(self):
        self.batch_size = arguments.check_count(self.batch_size, "batch_size")
        self.seed = arguments.check_seed(self.seed)
        if not isinstance(self.flip, (bool, np.bool_)):
            raise ValueError(
                f"`flip` is True or False. Received: flip={self.flip!r}"
            )

    def check_count(self, count, kind="picture"):
        """Refuses data too few for a batch; -1, -2 stand for unknown."""
        if 0 <= count < (self.batch_size if self.drop_remainder else 1):
            raise ValueError(
                f"There must be a {kind}, and with `drop_remainder` a full "
                f"batch of them: take more {kind}s or a smaller `batch_size`. "
                f"Received: batch_size={self.batch_size} and {count} {kind}s"
            )

    def order(self, data, buffer):
        """Single elements, shuffled anew in every pass."""
        if not self.shuffle:
            return data
        return data.shuffle(buffer, self.seed, reshuffle_each_iteration=True)

    def batch(self, data):
        return data.batch(self.batch_size, drop_remainder=self.drop_remainder)

    def finish(self, data, image_shape):
        """Batches, cuts, flips and scales single uint8 pictures.

        Args:
            data: `tf.data.Dataset` of images (H, W, C) or (image, label).
            image_shape: tuple.
        """
        tf = tensorflow("keras_gans.data")
        if self.window:
            image_shape = (*self.window, image_shape[-1])

        def scale(images, *labels):
            images = tf.ensure_shape(images, (None, *image_shape))
            images = tf.cast(images, tf.float32) / 127.5 - 1
            return (images, *labels) if labels else images

        data = jittered(self.batch(data), self, self.seed)
        return data.map(scale, tf.data.AUTOTUNE).prefetch(tf.data.AUTOTUNE)


def jittered(data, batches, seed, images=1):
    """Batches cut and mirrored as `Batches` says.

    Args:
        data: `tf.data.Dataset` of batches.
        batches: `Batches`.
        seed: int, of the places and the mirrors.
        images: int, how many parts of a batch are images, the first, all of
            which are cut and mirrored alike.
    """
    if batches.window:
        data = cut(data, batches.window, batches.batch_size, seed, images)
    if batches.flip:
        data = flipped(data, batches.batch_size, seed, images)
    return data


def cut(data, window, batch_size, seed, images=1):
    """Cuts a window out of each picture, at a place drawn for it.

    Args:
        data: `tf.data.Dataset` of images (B, H, W, C) or (images, labels).
        window: (height, width), at most (H, W).
        batch_size: int, at least B.
        seed: int.
    """
    tf = tensorflow("keras_gans.data")
    # A stream a pass, as for flips, but another one: places would say which
    # pictures are mirrored.
    numbers = tf.data.Dataset.random(
        seed + 1_000_003, rerandomize_each_iteration=True
    )

    def cut_out(batch, numbers):
        def piece(x):
            for axis, side in enumerate(window, 1):
                count = tf.shape(x, tf.int64)[axis] - side + 1
                start = numbers[: tf.shape(x)[0], axis - 1] % count
                places = start[:, None] + tf.range(side, dtype=tf.int64)
                x = tf.gather(x, places, axis=axis, batch_dims=1)
            return x

        return _changed(batch, piece, images)

    numbers = numbers.batch(2).batch(batch_size)
    data = tf.data.Dataset.zip((data, numbers))
    return data.map(cut_out, tf.data.AUTOTUNE)


def _changed(batch, change, images):
    """A batch, of which the first parts go through a function."""
    parts = tree.flatten(batch)
    parts = [*map(change, parts[:images]), *parts[images:]]
    return tuple(parts) if len(parts) > 1 else parts[0]


def flipped(data, batch_size, seed, images=1):
    """Mirrors pictures left to right, each with probability 1 / 2.

    Args:
        data: `tf.data.Dataset` of images (B, H, W, C) or (images, labels).
        batch_size: int, at least B.
        seed: int.
    """
    tf = tensorflow("keras_gans.data")
    # One stream of numbers a pass, as a shuffle draws one order: a run that
    # goes on passes over as many.
    coins = tf.data.Dataset.random(seed, rerandomize_each_iteration=True)

    def flip(batch, coins):
        def mirrored(x):
            heads = coins[: tf.shape(x)[0], None, None, None] % 2 == 0
            return tf.where(heads, x[:, :, ::-1], x)

        return _changed(batch, mirrored, images)

    data = tf.data.Dataset.zip((data, coins.batch(batch_size)))
    return data.map(flip, tf.data.AUTOTUNE)
