"""Data of a game in stages: batches of the size and scale of each."""

import keras
import numpy as np
from keras import tree

from keras_gans.data import arrays
from keras_gans.data import datasets


class Staged(keras.utils.PyDataset):
    """Batches as the stage that lasts wants them, of data in any batches.

    An epoch has the same number of rounds in each stage. It goes on where the
    one before it ended, and the data are begun anew wherever they end, so that
    none are left out.

    Args:
        source: a dataset, PyDataset or generator of elements that `fit` takes.
        model: a game, whose `stage_batch_size` and `scaled` are asked.
        rounds: int, of an epoch.
    """

    def __init__(self, source, model, rounds):
        super().__init__()
        self.source = source
        self.model = model
        self.rounds = rounds
        self._read = 0  # Samples.
        self._passes = 0  # That were begun.
        self._pass = iter(())
        self._left = None  # Of a batch that was cut.
        self._seed = None

    def __len__(self):
        return self.rounds

    def start(self, seed, samples, resumed):
        """Puts the data behind so many samples, where they are not there.

        Args:
            seed: int, of the orders of arrays.
            samples: int, read since the first epoch.
            resumed: bool, whether another process read them. Else what is no
                array goes on with a pass of its own.
        """
        if isinstance(self.source, arrays.ArrayBatches):
            if (seed, samples) != (self._seed, self._read):
                self._seed, self._passes = seed, 0
                self._pass, self._left = self._opened(), None
                self._seek(samples)
        elif resumed:
            self._seek(samples)
        self._read = samples

    def __getitem__(self, index):
        size, group = self.model.stage_batch_size, self.model.critic_steps
        element = self._taken(size * group)
        batch = self.model.named(self.model.read(element))
        batch = self.model.scaled(batch)
        if group == 1:
            return batch
        return {
            name: np.reshape(x, (size, group, *x.shape[1:]))
            for name, x in batch.items()
        }

    def dataset(self):
        """What to give to Keras: on TensorFlow a dataset of these batches."""
        batch = self.model.named(self.model.read(self._ahead()))
        batch = self.model.scaled(batch)
        group = (None,) * (self.model.critic_steps > 1)
        signature = []
        for x in tree.flatten(batch):
            sides = (None,) * max(x.ndim - 2, 0)  # Of any stage.
            shape = (None, *group, *sides, *x.shape[1:][-1:])
            signature.append((shape, x.dtype))
        return datasets.of_batches(self, batch, signature)

    def _opened(self):
        """A pass over the data, an iterator."""
        number, self._passes = self._passes, self._passes + 1
        if isinstance(self.source, arrays.ArrayBatches):
            self.source.start(self._seed or 0, number)
        if isinstance(self.source, keras.utils.PyDataset):
            return _all(self.source)
        return iter(self.source)

    def _ahead(self):
        """The batch from which the next samples are taken."""
        if self._left is None:
            batch = next(self._pass, None)
            if batch is None:
                self._pass = self._opened()
                batch = next(self._pass, None)
            if batch is None:
                raise ValueError(
                    "The data have ended, and a generator is not begun anew. "
                    f"Received: {self.rounds} rounds an epoch"
                )
            self._left = tree.map_structure(np.asarray, batch)
        return self._left

    def _taken(self, count):
        """An element of the next `count` samples."""
        parts, found = [], 0
        while found < count:
            batch = self._ahead()
            length = datasets.length(batch)
            end = min(length, count - found)
            parts.append(_rows(batch, 0, end))
            self._left = _rows(batch, end, length) if end < length else None
            found += end
        self._read += count
        if len(parts) == 1:
            return parts[0]
        return tree.map_structure(lambda *x: np.concatenate(x), *parts)

    def _seek(self, samples):
        """Passes over so many samples; one whole pass at most is read, to know
        how many it has."""
        at, length = 0, None
        while at < samples:
            passes = self._passes
            batch = self._ahead()
            if at and length is None and self._passes > passes:
                length = at
                for _ in range((samples - at) // length):
                    self._pass, self._left = self._opened(), None
                at += (samples - at) // length * length
                continue
            size = datasets.length(batch)
            end = min(size, samples - at)
            self._left = _rows(batch, end, size) if end < size else None
            at += end


def _all(batches):
    batches.on_epoch_begin()
    for i in range(batches.num_batches):
        yield batches[i]
    batches.on_epoch_end()


def _rows(batch, start, end):
    return tree.map_structure(lambda x: x[start:end], batch)
