"""What `fit` does to its data: look at every batch, group, resume.

Works on whatever Keras takes: arrays, `keras.utils.PyDataset`, generators and
`tf.data.Dataset`; TensorFlow is imported only where a dataset is its own.
"""

import contextlib
import copy
import itertools
import types

import keras
from keras import tree

from keras_gans.core.warning import warn
from keras_gans.data import arrays
from keras_gans.data import datasets
from keras_gans.data import staged


class Guard:
    """Looks at each batch on its way, and keeps what it had to say.

    What a pipeline raises comes out of `fit` as an error of the pipeline;
    `said` raises it as it was.

    Args:
        model: an `AdversarialModel`, whose `check` decides.
    """

    def __init__(self, model):
        self.model = model
        self.error = None

    def check(self, element, first=True):
        """Passes an element on to the model's `check`."""
        try:
            self.model.check(element, first)
        except ValueError as error:
            self.error = error
            raise

    @contextlib.contextmanager
    def said(self):
        """Within it the error that was found is the one that is raised."""
        try:
            yield
        except Exception as error:
            if self.error is not None and self.error is not error:
                raise self.error from None
            raise


class Guarded(keras.utils.PyDataset):
    """A PyDataset, each batch of which is looked at."""

    def __init__(self, batches, guard):
        super().__init__(
            batches.workers, batches.use_multiprocessing, batches.max_queue_size
        )
        self.batches = batches
        self.guard = guard

    @property
    def num_batches(self):
        return self.batches.num_batches

    def __len__(self):
        return len(self.batches)

    def __getitem__(self, index):
        batch = self.batches[index]
        self.guard.check(batch, first=False)
        return batch

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
        guard: `Guard`, asked of every element.
        group: int, batches a step. A grouped element is (B, group, ...), so
            that replicas share each batch rather than the group.
        steps: int or None, rounds an epoch.
        game: model whose stages say how large a batch is; None where batches
            are as the data have them.

    Attributes:
        data: what to give to Keras.
        first: the first element; None where it cannot be seen.
        fresh: bool, whether it is a dataset that no `fit` has read yet.
    """

    def __init__(
        self, data, batch_size, shuffle, guard, group, steps=None, game=None
    ):
        self.fresh = datasets.is_dataset(data) and not datasets.seen(data)
        self.source, self.first = checked(data, guard)
        check_end(self.source, steps, "steps_per_epoch")
        self.arrays = None
        if arrays.is_arrays(self.source):
            source = self.source
            if isinstance(source, list):
                source = tuple(source)
            if not isinstance(source, (tuple, dict)):
                source = (source,)
            self.arrays = arrays.ArrayBatches(source, batch_size or 32, shuffle)
            self.data = self.arrays
        else:
            self.data = self.source
        self.staged = None
        if game is not None:
            rounds = steps or max(_count(self.data) // group, 1)
            self.staged = staged.Staged(self.data, game, rounds)
            self.data = self.staged.dataset()
            return
        if datasets.is_dataset(self.data):
            self.data = datasets.with_shapes(self.data, self.first)
        if group > 1:
            self.data = _grouped(self.data, group, self.first)
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

    def start(self, seed, epoch, samples=0, resumed=False):
        """Puts the data where that epoch has to find them.

        Args:
            seed, epoch: ints, from which the order of arrays follows.
            samples: int, that were read before; for data of stages.
            resumed: bool, whether another process read them.
        """
        if self.staged is not None:
            self.staged.start(seed, samples, resumed)
        elif self.arrays is not None:
            self.arrays.start(seed, epoch)


def checked(x, guard):
    """Lets `guard` look at the first element of `x` and at those to come.

    Returns:
        The data, from its first element on (a generator is chained), and that
        element.

    Raises:
        ValueError: there is no data, or it is refused.
    """
    if arrays.is_arrays(x):
        length = min(len(a) for a in tree.flatten(x))
        iterator = iter([x] if length else [])
    elif isinstance(x, keras.utils.PyDataset):
        iterator = iter([x[0]] if x.num_batches != 0 else [])
    elif datasets.is_dataset(x):
        iterator = iter([datasets.first_of(x)])
        x = datasets.untuned(x)
    elif hasattr(x, "element_spec"):
        return x, None  # Distributed already: only the replicas see it.
    elif isinstance(x, types.GeneratorType):
        iterator = x
    elif hasattr(x, "__next__"):
        iterator = x = (element for element in x)
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
            f"There must be at least one batch of data{datasets.why_empty(x)}. "
            f"Received: an empty {type(x).__name__}"
        )
    guard.check(first)
    if isinstance(x, types.GeneratorType):
        x = _elements(first, x, guard)
    elif datasets.is_dataset(x):
        x = datasets.guarded(x, guard)
    elif isinstance(x, keras.utils.PyDataset):
        x = Guarded(x, guard)
    elif hasattr(x, "collate_fn"):
        x = _loader(x, guard)
    return x, first


def _loader(loader, guard):
    """A `torch.utils.data.DataLoader`, each batch of which is looked at."""
    guarded, collate = copy.copy(loader), loader.collate_fn

    def collate_and_look(samples):
        batch = collate(samples)
        guard.check(tuple(batch) if isinstance(batch, list) else batch, False)
        return batch

    guarded.collate_fn = collate_and_look
    return guarded


def check_end(x, steps, name):
    """Refuses data without an end where nothing says when to stop."""
    endless = isinstance(x, keras.utils.PyDataset) and x.num_batches is None
    if datasets.is_dataset(x):
        endless = int(x.cardinality()) == -1
    if endless and steps is None:
        raise ValueError(
            f"The data have no end: say with `{name}` how many batches are "
            f"read. Received: {name}=None"
        )


def check_passes(x, epochs, steps):
    """Refuses a generator of which more passes than one are asked."""
    if isinstance(x, types.GeneratorType) and epochs > 1 and steps is None:
        raise ValueError(
            "A generator is read once: for several epochs say how many of its "
            "batches one has (`steps_per_epoch`), or pass a dataset or arrays. "
            f"Received: a generator and {epochs=}"
        )


def _count(data):
    """How many batches the data have; they are read where they do not say."""
    if isinstance(data, keras.utils.PyDataset):
        return data.num_batches
    if datasets.is_dataset(data) and int(data.cardinality()) >= 0:
        return int(data.cardinality())
    if isinstance(data, types.GeneratorType):
        raise ValueError(
            "How many rounds an epoch has is not known of a generator: say "
            "`steps_per_epoch`. Received: steps_per_epoch=None"
        )
    warn(
        "The data do not say how many batches they are: they are read once to "
        "count them. `steps_per_epoch` says it. Received: "
        f"{type(data).__name__} of unknown length"
    )
    return sum(1 for _ in data)


def _elements(first, others, guard):
    """A generator's elements; Keras takes nothing else than tuples of at most
    three parts, or dicts."""
    for i, element in enumerate(itertools.chain([first], others)):
        if i:
            guard.check(element, first=False)
        if not isinstance(element, (tuple, dict)):
            element = (element,) if hasattr(element, "shape") else (*element,)
        yield element if len(element) < 4 else (element,)


def _grouped(data, size, first):
    if datasets.is_dataset(data):
        return datasets.grouped(data, size, first)
    if isinstance(data, keras.utils.PyDataset):
        groups = arrays.Groups(data, size)
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
        yield arrays.stack(batches)
