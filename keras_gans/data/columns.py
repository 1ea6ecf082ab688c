"""Columns of pictures, from which batches are gathered by number."""

import numpy as np

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
