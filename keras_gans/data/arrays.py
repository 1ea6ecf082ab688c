"""Data that are arrays: taken in any form, batched, split, cut."""

import contextlib
import math

import keras
import numpy as np
from keras import tree

from keras_gans import arguments
from keras_gans.data import datasets
from keras_gans.specs.base import describe
from keras_gans.specs.base import fits


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
        if isinstance(x, list) and _begins_with_rows(x):
            with contextlib.suppress(ValueError):  # Of several lengths.
                return np.asarray(x)
        parts = [as_arrays(part) for part in x]
        return type(x)(parts) if type(x) in (tuple, list) else x
    known = hasattr(x, "shape") and hasattr(x, "dtype")
    if hasattr(x, "__array__") and not known:
        return np.asarray(x)  # A DataFrame has many dtypes, not one.
    if hasattr(x, "to_numpy") and not hasattr(x, "element_spec"):
        return x.to_numpy()  # A column of a DataFrame.
    return x


def _begins_with_rows(x):
    """Whether the first number of nested lists lies in a second one."""
    depth = 0
    while isinstance(x, (tuple, list)) and len(x):
        x, depth = x[0], depth + 1
    return depth > 1 and isinstance(x, (bool, int, float))


def as_one(x, spec):
    """A list of samples as one array; a list of batches is refused, for Keras
    takes a list for the parts of an element.

    Args:
        x: what `as_arrays` returns.
        spec: `Spec`, what the samples are.

    Raises:
        ValueError: it holds several arrays of which none is a sample.
    """
    if not isinstance(x, list) or len(x) < 2:
        return x
    shapes = [getattr(part, "shape", None) for part in x]
    if all(shape is not None and fits(shape, spec.shape) for shape in shapes):
        return np.stack([np.asarray(part) for part in x])
    raise ValueError(
        f"Samples are one array (N, ...): np.concatenate the list, or pass a "
        f"dataset. Received: a list of {len(x)}, the first "
        f"{describe(x[0])}"
    )


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
    share = arguments.check_number(
        validation_split, "validation_split", 0, 1, "a number from 0 to 1"
    )
    count = len(tree.flatten(x)[0])
    kept = int(count * (1 - share))
    if not 0 < kept < count:
        raise ValueError(
            "`validation_split` leaves samples on both sides. Received: "
            f"validation_split={validation_split} of {count} samples"
        )
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
