"""Columns of pictures, from which batches are gathered by number."""

import numpy as np

from keras_gans.core.warning import warn
from keras_gans.data import decode
from keras_gans.data import pipeline

LARGEST = 2**31  # Bytes of a column that is kept decoded.


class Column:
    """Pictures of one size, numbered.

    Args:
        pictures: array (N, H, W, C): bytes, or floats in [-1, 1].
    """

    def __init__(self, pictures):
        self.pictures = pictures
        self.shape = pictures.shape[1:]

    def __len__(self):
        return len(self.pictures)

    def taken(self):
        """A function of int tensors (B,) that gives the pictures."""
        tf = pipeline.tensorflow("keras_gans.data")
        kept = tf.constant(self.pictures)
        return lambda rows: tf.gather(kept, rows)


class Files(Column):
    """The same of files, read each time they are asked for.

    Args:
        files: list of paths.
        frame: `Frame`.
    """

    def __init__(self, files, frame):
        self.files, self.frame = files, frame
        self.shape = (*frame.image_size, frame.channels)

    def __len__(self):
        return len(self.files)

    def read(self, row):
        picture = decode.read(self.files[row], self.frame)
        if picture is None:
            raise ValueError(
                "A picture could be read and can no more. Received: "
                f"{self.files[row]}"
            )
        return picture

    def taken(self):
        tf = pipeline.tensorflow("keras_gans.data")

        def read(rows):
            return np.stack([self.read(row) for row in rows])

        def take(rows):
            pictures = tf.numpy_function(read, [rows], tf.uint8)
            return tf.ensure_shape(pictures, (None, *self.shape))

        return take


def of_array(x, name):
    """An array of pictures as a column.

    Args:
        x: array (N, H, W, C).
        name: str, of the argument that it was.

    Raises:
        ValueError: it is none.
    """
    x = np.asarray(x)
    fits = x.ndim == 4 and len(x) and x.dtype.kind in "fu"
    if not fits or (x.dtype.kind == "u" and x.dtype != np.uint8):
        raise ValueError(
            f"`{name}` is a folder of pictures, or an array (N, H, W, C) of at "
            "least one: bytes, or floats in [-1, 1]. Received: "
            f"shape={x.shape}, dtype={x.dtype}"
        )
    if x.dtype.kind == "f":
        x = x.astype("float32", copy=False)
        if not np.abs(x).max() <= 1.001:
            raise ValueError(
                f"`{name}` has values in [-1, 1] (bytes / 127.5 - 1). Received:"
                f" values from {x.min():.4g} to {x.max():.4g}"
            )
    return Column(x)


def stacked(pictures, feature):
    """A column of arrays (H, W, C).

    Args:
        pictures: list of arrays.
        feature: str, what they are in their set.

    Raises:
        ValueError: they differ in size.
    """
    if len({picture.shape for picture in pictures}) > 1:
        raise ValueError(
            f"The pictures of {feature!r} differ in size: name an image_size. "
            "Received: image_size=None"
        )
    return Column(np.stack(pictures))


def of_files(lists, frames):
    """Columns of lists of files, the same rows of each.

    Args:
        lists: lists of paths, of one length.
        frames: a `Frame` for each of them.

    Returns:
        (columns, kept): a column for each list, and the numbers of the rows of
        which every file can be read.

    Raises:
        ValueError: there are none.
    """
    sizes = [(*frame.image_size, frame.channels) for frame in frames]
    if len(lists[0]) * max(map(np.prod, sizes)) > LARGEST:
        kept = [
            row
            for row in range(len(lists[0]))
            if all(decode.is_picture(files[row]) for files in lists)
        ]
        _check_kept(kept, lists)
        found = [
            Files([files[row] for row in kept], frame)
            for files, frame in zip(lists, frames)
        ]
        return found, kept
    rows = [
        [decode.read(file, frame) for file, frame in zip(row, frames)]
        for row in zip(*lists)
    ]
    kept = [i for i, row in enumerate(rows) if all(x is not None for x in row)]
    _check_kept(kept, lists)
    found = zip(*(rows[i] for i in kept))
    return [Column(np.stack(column)) for column in found], kept


def _check_kept(kept, lists):
    if not kept:
        raise ValueError(
            "None of the pictures can be read. Received: "
            f"{len(lists[0])} files, as {lists[0][0]}"
        )
    left_out = len(lists[0]) - len(kept)
    if left_out:
        warn(f"{left_out} of {len(lists[0])} could not be read, left out.")


def order(count, length, seed, shuffle):
    """A dataset of row numbers, `length` a pass, drawn anew in each.

    All rows come before one comes again, whatever `length` is. Each pass draws
    one seed, so that a run which goes on passes over as many.

    Args:
        count: int, how many rows there are.
        length: int, of a pass.
        seed: int.
        shuffle: bool.
    """
    tf = pipeline.tensorflow("keras_gans.data")
    if not shuffle:
        return tf.data.Dataset.range(count).repeat().take(length)
    seeds = tf.data.Dataset.random(seed, rerandomize_each_iteration=True)

    def shuffled(drawn):
        rows = [
            tf.random.experimental.stateless_shuffle(
                tf.range(count, dtype=tf.int64), [drawn, again]
            )
            for again in range(-(-length // count))
        ]
        return tf.data.Dataset.from_tensor_slices(tf.concat(rows, 0)[:length])

    known = tf.data.experimental.assert_cardinality(length)
    return seeds.take(1).flat_map(shuffled).apply(known)
