"""What `fit` does to its data: look at the first batch, group, resume.

Works on whatever Keras takes: arrays, `keras.utils.PyDataset`, generators and
`tf.data.Dataset`; TensorFlow is imported only where a dataset is its own.
"""

import contextlib
import itertools
import math
import types

import keras
import numpy as np
from keras import ops
from keras import tree

from keras_gans.data import datasets


class ArrayBatches(keras.utils.PyDataset):
    """Batches of arrays in an order that follows from (seed, epoch).

    Keras shuffles arrays with a state that no checkpoint holds; here epoch 7
    has the same order whether or not the run was interrupted before it.

    Args:
        arrays: tuple of arrays of one length.
        batch_size: int.
        shuffle: bool.
    """

    def __init__(self, arrays, batch_size, shuffle):
        super().__init__()
        self.arrays = arrays
        self.batch_size = batch_size
        self.shuffle = shuffle
        self.start(0, 0)

    def start(self, seed, epoch):
        """Takes up the order of that epoch."""
        size = len(self.arrays[0])
        self.order = np.arange(size)
        if self.shuffle:
            generator = np.random.default_rng([seed, epoch])
            self.order = generator.permutation(size)

    def __len__(self):
        return math.ceil(len(self.order) / self.batch_size)

    def __getitem__(self, index):
        start = index * self.batch_size
        rows = self.order[start : start + self.batch_size]
        return tuple(array[rows] for array in self.arrays)


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
        return _stack([self.batches[start + i] for i in range(self.size)])

    def on_epoch_begin(self):
        self.batches.on_epoch_begin()

    def on_epoch_end(self):
        self.batches.on_epoch_end()


class Feed:
    """The data of one `fit`, checked, grouped and able to go on.

    Args:
        data: as given to `fit`; arrays with labels as (x, y).
        batch_size: int or None (32), for arrays.
        shuffle: bool, for arrays.
        check: function of the first element; raises ValueError.
        group: int, batches a step. A grouped element is (B, group, ...), so
            that replicas share each batch rather than the group.

    Attributes:
        data: what to give to Keras.
    """

    def __init__(self, data, batch_size, shuffle, check, group):
        self.source, first = checked(data, check)
        self.arrays = None
        if _is_arrays(self.source):
            arrays = tuple(np.asarray(a) for a in tree.flatten(self.source))
            if len({len(a) for a in arrays}) > 1:
                raise ValueError(
                    "Arrays that belong together have one length. Received: "
                    f"lengths={[len(a) for a in arrays]}"
                )
            self.arrays = ArrayBatches(arrays, batch_size or 32, shuffle)
            self.data = self.arrays
        else:
            self.data = self.source
        if datasets.is_dataset(self.data):
            self.data = datasets.with_shapes(self.data, first)
        if group > 1:
            self.data = _grouped(self.data, group, first)
        if datasets.is_dataset(self.data):
            self.data = datasets.opened_when_read(self.data)
        elif self.arrays is not None:
            self.data = datasets.of_arrays(self.data)

    @property
    def rounds(self):
        """How many a pass over the data has; None if that is unknown."""
        if isinstance(self.data, keras.utils.PyDataset):
            return self.data.num_batches
        if datasets.is_dataset(self.data) and int(self.data.cardinality()) >= 0:
            return int(self.data.cardinality())
        return None

    def open(self, passes):
        """Draws the orders of the passes that are over."""
        if datasets.is_dataset(self.source):
            # A seeded shuffle draws one order a pass.
            for _ in range(passes):
                iter(self.source)

    def start(self, seed, epoch):
        """Puts the data where that epoch has to find them."""
        if self.arrays is not None:
            self.arrays.start(seed, epoch)


def checked(x, check):
    """Passes the first element of `x` to `check`.

    Returns:
        The data, from its first element on (a generator is chained), and that
        element.

    Raises:
        ValueError: there is no data, or `check` refuses it.
    """
    if _is_arrays(x):
        length = min(len(a) for a in tree.flatten(x))
        iterator = iter([x] if length else [])
    elif isinstance(x, keras.utils.PyDataset):
        iterator = iter([x[0]] if x.num_batches != 0 else [])
    elif datasets.is_dataset(x):
        x = datasets.untuned(x)
        iterator = iter(x.take(1))
    elif hasattr(x, "element_spec"):
        return x, None  # Distributed already: only the replicas see it.
    elif isinstance(x, types.GeneratorType):
        iterator = x
    elif hasattr(x, "__iter__") and not isinstance(x, (str, bytes)):
        iterator = iter(x)
    else:
        raise ValueError(
            "Data are a tf.data.Dataset, a keras.utils.PyDataset, a "
            f"generator or arrays. Received: x of type {type(x).__name__}"
        )
    first = next(iterator, None)
    if first is None:
        raise ValueError(
            "There must be at least one batch of data. Received: an empty "
            f"{type(x).__name__}"
        )
    check(first)
    if isinstance(x, types.GeneratorType):
        x = _tuples(itertools.chain([first], x))
    return x, first


def _tuples(elements):
    """Keras takes nothing else from a generator."""
    for element in elements:
        yield tuple(tree.flatten(element))


def batches(x, batch_size):
    """The elements of what `fit` takes, arrays in slices of `batch_size`."""
    if _is_arrays(x):
        x = ArrayBatches(tuple(tree.flatten(x)), batch_size, shuffle=False)
        yield from (x[i] for i in range(len(x)))
    elif isinstance(x, keras.utils.PyDataset):
        yield from (x[i] for i in range(x.num_batches))
    else:
        yield from x


def take(x, count, labels=False):
    """The first samples of data, as one array.

    Args:
        x: what `fit` takes; of tuples the first.
        count: int, how many; fewer come if there are no more.
        labels: bool, also the labels, the second of tuples.

    Returns:
        A numpy array (count, ...), or two.
    """
    parts, seen = [], 0
    for batch in batches(x, 256):
        arrays = tree.flatten(batch)[: 1 + labels]
        parts.append([ops.convert_to_numpy(array) for array in arrays])
        seen += len(parts[-1][0])
        if seen >= count:
            break
    arrays = [np.concatenate(column)[:count] for column in zip(*parts)]
    return tuple(arrays) if labels else arrays[0]


def at_most(x, first):
    """An upper bound of the number of samples, or None if it is unknown.

    Args:
        x: what `fit` takes.
        first: its first element.
    """
    if _is_arrays(x):
        return datasets.length(x)
    if isinstance(x, keras.utils.PyDataset):
        count = x.num_batches
    elif datasets.is_dataset(x):
        count = int(x.cardinality())
    else:
        return None
    known = count is not None and count >= 0
    return count * datasets.length(first) if known else None


def split(x, y, validation_split):
    """(data, held out): the last share of arrays, or of (x, y)."""
    if not _is_arrays(x):
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


def with_callback(callbacks, callback):
    """`callbacks`, in any form that `fit` takes, and one more behind them."""
    if isinstance(callbacks, keras.callbacks.CallbackList):
        callbacks = callbacks.callbacks
    return [*tree.flatten(callbacks or []), callback]


@contextlib.contextmanager
def entered(callbacks):
    """Within it those of the callbacks that are contexts are entered."""
    with contextlib.ExitStack() as stack:
        for callback in callbacks:
            if hasattr(callback, "__exit__"):
                stack.enter_context(callback)
        yield


def _grouped(data, size, first):
    if datasets.is_dataset(data):
        return datasets.grouped(data, size, first)
    if isinstance(data, keras.utils.PyDataset):
        groups = Groups(data, size)
        if data.num_batches is not None and not len(groups):
            raise datasets.too_few(size, data.num_batches)
        return groups
    if isinstance(data, types.GeneratorType):
        return _grouped_generator(data, size)
    raise ValueError(
        "With `critic_steps` above 1, data are a tf.data.Dataset, a "
        "keras.utils.PyDataset, a generator or arrays. Received: x of type "
        f"{type(data).__name__}"
    )


def _grouped_generator(data, size):
    while True:
        batches = list(itertools.islice(data, size))
        if len(batches) < size:
            return
        yield _stack(batches)


def _is_arrays(x):
    leaves = tree.flatten(x)
    return (
        bool(leaves)
        and all(
            hasattr(leaf, "shape") and hasattr(leaf, "dtype") for leaf in leaves
        )
        and not datasets.is_dataset(x)
    )


def _stack(batches):
    return tree.map_structure(
        lambda *arrays: np.stack([np.asarray(a) for a in arrays], axis=1),
        *batches,
    )
