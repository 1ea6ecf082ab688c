"""Data that are arrays: taken in any form, batched, split, cut."""

import math

import keras
import numpy as np
from keras import tree

from keras_gans.data import datasets


class ArrayBatches(keras.utils.PyDataset):
    """Batches of arrays in an order that follows from (seed, epoch).

    Keras shuffles arrays with a state that no checkpoint holds; here epoch 7
    has the same order whether or not the run was interrupted before it.

    Args:
        arrays: arrays of one length, in a tuple or a dict.
        batch_size: int.
        shuffle: bool.

    Raises:
        ValueError: their lengths differ.
    """

    def __init__(self, arrays, batch_size, shuffle):
        super().__init__()
        self.arrays = tree.map_structure(np.asarray, arrays)
        lengths = [len(a) for a in tree.flatten(self.arrays)]
        if len(set(lengths)) > 1:
            raise ValueError(
                "Arrays that belong together have one length. Received: "
                f"{lengths=}"
            )
        self.size = lengths[0]
        self.batch_size = batch_size
        self.shuffle = shuffle
        self.start(0, 0)

    def start(self, seed, epoch):
        """Takes up the order of that epoch."""
        self.order = np.arange(self.size)
        if self.shuffle:
            generator = np.random.default_rng([seed, epoch])
            self.order = generator.permutation(self.size)

    def __len__(self):
        return math.ceil(self.size / self.batch_size)

    def __getitem__(self, index):
        start = index * self.batch_size
        rows = self.order[start : start + self.batch_size]
        return tree.map_structure(lambda array: array[rows], self.arrays)


class Groups(keras.utils.PyDataset):
    """Groups of `size` batches of a PyDataset: (B, size, ...) an array."""

    def __init__(self, batches, size):
        super().__init__()
        self.batches = batches
        self.size = size
        self.full = datasets.length(batches[0])

    def __len__(self):
        count = self.batches.num_batches
        last = self.batches[count - 1]
        return (count - (datasets.length(last) < self.full)) // self.size

    def __getitem__(self, index):
        start = index * self.size
        return stack([self.batches[start + i] for i in range(self.size)])

    def on_epoch_begin(self):
        self.batches.on_epoch_begin()

    def on_epoch_end(self):
        self.batches.on_epoch_end()


def stack(batches):
    """Batches side by side: (B, batches, ...) an array."""
    return tree.map_structure(
        lambda *arrays: np.stack([np.asarray(a) for a in arrays], axis=1),
        *batches,
    )


def as_arrays(x):
    """`x` with tables and lists of numbers as arrays; all else as it is."""
    if isinstance(x, dict):
        return {name: as_arrays(part) for name, part in x.items()}
    if isinstance(x, (tuple, list)):
        if x and all(isinstance(n, (bool, int, float)) for n in x):
            return np.asarray(x)
        if x and isinstance(x, list) and all(map(_is_row, x)):
            return np.asarray(x)
        parts = [as_arrays(part) for part in x]
        return type(x)(parts) if type(x) in (tuple, list) else x
    known = hasattr(x, "shape") and hasattr(x, "dtype")
    if hasattr(x, "__array__") and not known:
        return np.asarray(x)  # A DataFrame has many dtypes, not one.
    if hasattr(x, "to_numpy") and not hasattr(x, "element_spec"):
        return x.to_numpy()  # A column of a DataFrame.
    return x


def _is_row(x):
    numbers = isinstance(x, (tuple, list)) and len(x) > 0
    return numbers and all(isinstance(n, (int, float)) for n in x)


def is_arrays(x):
    """Whether `x` is an array, or a tuple or a dict of such."""
    leaves = tree.flatten(x)
    return (
        bool(leaves)
        and all(
            hasattr(leaf, "shape") and hasattr(leaf, "dtype") for leaf in leaves
        )
        and not datasets.is_dataset(x)
    )


def split(x, y, validation_split):
    """(data, held out): the last share of arrays, or of (x, y)."""
    if not is_arrays(x):
        raise ValueError(
            "`validation_split` divides arrays; pass `validation_data` "
            f"beside other data. Received: x of type {type(x).__name__}"
        )
    kept = int(len(tree.flatten(x)[0]) * (1 - validation_split))
    data = x if y is None else (x, y)
    held_out = tree.map_structure(lambda a: a[kept:], data)
    return tree.map_structure(lambda a: a[:kept], data), held_out


def cut(batch, parts):
    """One batch of arrays as a group of `parts` smaller ones."""
    if parts == 1:
        return batch
    size = datasets.length(batch)
    if size < parts:
        raise ValueError(
            f"A round takes {parts} batches, so at least as many samples. "
            f"Received: batch of {size}"
        )
    rows = size // parts * parts

    def regroup(array):
        array = np.asarray(array)[:rows]
        return array.reshape((rows // parts, parts) + array.shape[1:])

    return tree.map_structure(regroup, batch)
