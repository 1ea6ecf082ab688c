"""The one small model that all checks of a variant share."""

import functools
import inspect
import tempfile
import warnings

import keras
import numpy as np
from keras import ops

SHAPE = (16, 16, 1)
BATCH = 4
ROUNDS = 3  # An epoch has as many whole ones.


class Subject:
    """A variant under test: a compiled model that is traced once.

    Tracing is what takes time, so the checks play with one model, and one that
    was loaded from its file; both are put back before each check.

    Args:
        variant: class with `for_images`, or function that makes a model.
        **settings: for either.
    """

    def __init__(self, variant, **settings):
        if isinstance(variant, keras.Model) or not callable(variant):
            raise ValueError(
                "`variant` is a class with `for_images`, or a function that "
                "makes a small model of new networks each time. Received: "
                f"variant={variant!r}"
            )
        make = functools.partial(small, variant)
        if not isinstance(variant, type):
            make = variant
        self._make = functools.partial(make, **settings)
        self.name = getattr(variant, "__name__", "")
        if not isinstance(variant, type):
            self.name = type(self._make()).__name__

    def fresh(self, **changes):
        """A new model, not compiled; the same weights each time.

        Args:
            **changes: arguments of its class that are to have other values.
        """
        keras.utils.set_random_seed(0)
        model = self._make()
        if not changes:
            return model
        return type(model)(**arguments(model) | changes)

    @functools.cached_property
    def model(self):
        """The model, compiled with its paper's settings and a metric."""
        model, other = self.fresh(), self.fresh()
        ours = {id(v) for v in model.trainable_variables}
        if ours & {id(v) for v in other.trainable_variables}:
            raise AssertionError(
                "`variant` makes new networks each time: build them within it"
            )
        with warnings.catch_warnings():
            warnings.filterwarnings("error", "No player owns")
            model.compile(metrics=["mean_absolute_error"])
        self._start = values(model)
        return model

    @functools.cached_property
    def twin(self):
        """The same, written to a file at the start and read again."""
        self.put_back()
        with tempfile.TemporaryDirectory() as folder:
            self.model.save(f"{folder}/model.keras")
            return keras.saving.load_model(f"{folder}/model.keras")

    @functools.cached_property
    def data(self):
        """Data of some rounds and half a batch, a dict by name."""
        count = BATCH * self.model.critic_steps * ROUNDS + BATCH // 2
        return {
            name: spec.example(count, seed)
            for seed, (name, spec) in enumerate(self.model.element_spec.items())
        }

    def rows(self, start, end):
        """The same rows of all parts of the data."""
        return {name: part[start:end] for name, part in self.data.items()}

    def batches(self, rounds):
        """What each of the first rounds takes, a list of lists of batches."""
        steps = self.model.critic_steps
        starts = np.arange(rounds * steps).reshape(rounds, steps) * BATCH
        return [
            [self.model.prepare(tensors(self.rows(i, i + BATCH))) for i in row]
            for row in starts
        ]

    def told(self, count):
        """What `generate` is told of so many samples, a dict by name."""
        return {name: self.data[name][:count] for name in self.model.given}

    def put_back(self, model=None):
        """Puts a model where it began: weights, optimizers, seeds, place."""
        model = model or self.model
        for variable, value in zip(variables(model), self._start, strict=True):
            variable.assign(value)
        model.turn_to(int(ops.convert_to_numpy(model.reached)))

    def fit(self, model=None, epochs=1, **kwargs):
        """Trains on all data; what was logged, a dict."""
        model = model or self.model
        return model.fit(
            kwargs.pop("data", self.data),
            batch_size=BATCH,
            epochs=epochs,
            verbose=0,
            **kwargs,
        ).history

    def evaluate(self):
        """What `evaluate` says of some data, a dict."""
        return self.model.evaluate(
            self.rows(0, 2 * BATCH),
            batch_size=BATCH,
            verbose=0,
            return_dict=True,
        )


def small(variant, **settings):
    """A tiny model of a class with `for_images`, of classes where it needs
    some, and of the paper's latents where it has need of more than six."""
    if variant.paper is not None and variant.paper.critic_steps > 1:
        settings = {"critic_steps": 2, **settings}
    refused = None
    for size in ({"latent_dim": 6}, {}):
        for told in ({}, {"num_classes": 3}):
            usual = {"width": 4, "seed": 1, **size, **told}
            try:
                return variant.for_images(SHAPE, **usual | settings)
            except ValueError as error:
                refused = refused or error
    raise refused


def arguments(model):
    """What a model was made with, a dict by the arguments of its class."""
    names = inspect.signature(type(model)).parameters
    return {n: getattr(model, n) for n in names if n not in model.derived}


def variables(model):
    """All that training moves: weights, seeds, the place, optimizers."""
    return model.variables + model.optimizer.variables


def values(model):
    """Copies of the same as arrays."""
    return [np.array(ops.convert_to_numpy(v)) for v in variables(model)]


def tensors(batch):
    return {name: ops.convert_to_tensor(part) for name, part in batch.items()}


def difference(first, second):
    """The largest difference between two lists of arrays."""
    return max(
        np.abs(a.astype("float64") - b.astype("float64")).max()
        for a, b in zip(first, second, strict=True)
        if a.size
    )
