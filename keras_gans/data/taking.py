"""Samples out of whatever `fit` takes."""

import keras
import numpy as np
from keras import ops
from keras import tree

from keras_gans.data import arrays
from keras_gans.data import datasets


def batches(x, batch_size):
    """The elements of what `fit` takes, arrays in slices of `batch_size`."""
    x = arrays.as_arrays(x)
    if arrays.is_arrays(x):
        x = arrays.ArrayBatches(x, batch_size, shuffle=False)
    if isinstance(x, keras.utils.PyDataset):
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
        found = tree.flatten(batch)[: 1 + labels]
        parts.append([ops.convert_to_numpy(array) for array in found])
        seen += len(parts[-1][0])
        if seen >= count:
            break
    found = [np.concatenate(column)[:count] for column in zip(*parts)]
    return tuple(found) if labels else found[0]


def at_most(x, first):
    """An upper bound of the number of samples, or None if it is unknown.

    Args:
        x: what `fit` takes.
        first: its first element.
    """
    if arrays.is_arrays(x):
        return datasets.length(x)
    if isinstance(x, keras.utils.PyDataset):
        count = x.num_batches
    elif datasets.is_dataset(x):
        count = int(x.cardinality())
    else:
        return None
    known = count is not None and count >= 0
    return count * datasets.length(first) if known else None
