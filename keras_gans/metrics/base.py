"""What all metrics of samples share: names, what is kept, and refusals."""

import math

import keras
import numpy as np
from keras import ops

from keras_gans import arguments
from keras_gans.core import backend
from keras_gans.metrics import features as features_module


class SampleMetric(keras.metrics.Metric):
    """One number or several about generated samples, beside real ones.

    `update_state(real, fake)` takes batches of any size, inside a compiled
    step or outside; the first `samples` of each side count. `result()` reckons
    in float64 outside of the step, which is where `evaluate` and `fit` call
    it. `compare(real, fake)` does both on two arrays.

    The name says the protocol: quantity, samples, settings and extractor, as
    in "fid10k_mnist". A result is NaN until it is asked for.

    A subclass lists its `quantities`, keeps what it needs in `_add(side,
    vectors)` and returns that many numbers from `_reckon()`.

    Args:
        features: what `keras_gans.metrics.get_features` takes.
        samples: int, how many of each side.
        setting: str, what else belongs into the name.
        name: str. Default: made from all that.

    Raises:
        ValueError: the samples do not fit the extractor; `result()` before
            `samples` of each side have come.
    """

    quantities = ()
    sides = ("real", "fake")
    features_argument = "features"
    takes_labels = False

    def __init__(self, features, samples, setting="", name=None):
        arguments.check_count(samples, "samples")
        if samples < 2:
            raise ValueError(
                f"A metric needs 2 samples at least. Received: {samples=}"
            )
        features = features_module.get_features(features)
        protocol = f"{short(samples)}{setting}_{features.name}"
        self.result_names = tuple(f"{q}{protocol}" for q in self.quantities)
        if name is not None:
            self.result_names = (name,)
            if len(self.quantities) > 1:
                self.result_names = tuple(
                    f"{name}_{q}" for q in self.quantities
                )
        super().__init__(name=name or self.result_names[0])
        self.features = features
        self.samples = samples
        self._places = []

    def update_state(self, real=None, fake=None):
        """Takes a batch of each side; either may be None.

        Args:
            real: real samples (B, ...), images with values in [-1, 1].
            fake: generated samples (B, ...).
        """
        for side, samples in (("real", real), ("fake", fake)):
            if samples is not None and side in self.sides:
                self._add(side, self._look(self.features.checked(samples)))

    def _look(self, samples):
        return self.features(samples)

    def _add(self, side, vectors):
        raise NotImplementedError

    def _reckon(self):
        raise NotImplementedError

    def result(self):
        """A float, or a dict of them where there are several; NaN as long as
        nothing has come."""
        if any(places.begun() for places in self._places):
            numbers = np.atleast_1d(self._reckon()).astype("float64").tolist()
        else:
            numbers = [math.nan] * len(self.result_names)
        numbers = dict(zip(self.result_names, numbers))
        if len(numbers) == 1:
            return numbers[self.result_names[0]]
        return numbers

    def compare(self, real=None, fake=None, batch_size=256):
        """The result for two arrays, from an empty state.

        Args:
            real: array (N, ...), or None where the metric needs none.
            fake: array (N, ...).
            batch_size: int, how many go through the extractor at once.
        """
        self.reset_state()
        for side, array in (("real", real), ("fake", fake)):
            if array is None or side not in self.sides:
                continue
            self.features.check_values(array)
            end = min(len(array), self.wanted(side))
            for start in range(0, end, batch_size):
                part = array[start : min(start + batch_size, end)]
                self.update_state(**{side: part})
        return self.result()

    def wanted(self, side):
        """How many samples of a side, "real" or "fake", are looked at."""
        return max(p.wanted for p in self._places if p.side == side)

    def forget(self, side):
        """Empties one side, so that the other need not be seen again."""
        for variable in self.variables:
            if variable.name.startswith(side):
                variable.assign(ops.zeros(variable.shape, variable.dtype))

    def _too_few(self, side, seen, wanted):
        sides = {"real": "real", "fake": "generated"}
        return ValueError(
            f"{self.name} is reckoned from {wanted} {sides[side]} samples: "
            "let as many come (a last batch may have been dropped), or name "
            f"their number in `samples`. Received: {seen}"
        )

    def protocol(self):
        """A dict of all that the figure depends on, to be kept beside it."""
        config = self.get_config()
        del config["name"], config["dtype"]
        if self.features.network is not None:
            config[self.features_argument] = self.features.describe()
        return {"metric": type(self).__name__, **config}

    def get_config(self):
        return {
            "name": self.name if self.name != self.result_names[0] else None,
            "dtype": self.dtype,
            self.features_argument: self.features.get_config(),
            "samples": self.samples,
        }

    @classmethod
    def from_config(cls, config):
        config.pop("dtype", None)
        return cls(**config)


def get(identifiers):
    """A list of metrics, from what `compile` takes.

    Args:
        identifiers: None, or one or several of what `keras.metrics.get`
            takes.
    """
    metrics = [keras.metrics.get(i) for i in keras.tree.flatten(identifiers)]
    return [
        metric
        if isinstance(metric, keras.metrics.Metric)
        else keras.metrics.MeanMetricWrapper(metric)
        for metric in metrics
        if metric is not None
    ]


def result_names(metrics):
    """The names under which metrics will be logged."""
    return [
        name
        for metric in metrics
        for name in getattr(metric, "result_names", [metric.name])
    ]


def check_count(metrics, **counts):
    """Refuses data that hold fewer samples than a metric's name says.

    Args:
        metrics: list of metrics.
        **counts: ints, samples of a side ("real", "fake") that can come; None
            if unknown.
    """
    for metric in metrics:
        for places in getattr(metric, "_places", []):
            count = counts.get(places.side)
            if count is not None and count < places.wanted:
                raise metric._too_few(places.side, count, places.wanted)


def told(metric, **labels):
    """What of the labels a metric wants, by the names of `update_state`.

    Args:
        metric: a metric.
        **labels: arrays (B,) of a side ("real", "fake"); None where there are
            none.
    """
    if not getattr(metric, "takes_labels", False):
        return {}
    return {
        f"{side}_labels": values
        for side, values in labels.items()
        if values is not None and side in metric.sides
    }


def results(metrics):
    """A dict of what metrics found, by the names of `result_names`."""
    found = {}
    for metric in metrics:
        result = metric.result()
        if not isinstance(result, dict):
            result = {metric.name: result}
        found.update(result)
    return found


def short(count):
    """10000 as "10k", as the field writes it."""
    return f"{count // 1000}k" if count % 1000 == 0 else str(count)


class Places:
    """Counts what comes and gives each sample its place, on each replica.

    With one replica the first `wanted` samples have a place. With several
    each has room for twice its share, and exactly `wanted` must come.
    """

    def __init__(self, metric, side, wanted):
        self.replicas = backend.replicas()
        self.metric = metric
        self.side = side
        self.wanted = wanted
        self.room = wanted
        if self.replicas > 1:
            self.room = min(wanted, 2 * math.ceil(wanted / self.replicas))
        self.seen = metric.add_variable(
            (self.replicas,), "zeros", "int32", name=f"{side}_seen"
        )
        metric._places.append(self)

    def take(self, count):
        """Places (count,) of the next samples; those from `room` on have
        none. And the number of the replica."""
        replica = backend.replica_id()
        replica = 0 if replica is None else replica
        here = ops.cast(ops.arange(self.replicas) == replica, "int32")
        start = ops.sum(ops.cast(self.seen, "int32") * here)
        self.seen.assign(self.seen + here * count)
        return start + ops.arange(count, dtype="int32"), replica

    def begun(self):
        return ops.convert_to_numpy(self.seen).any()

    def taken(self):
        """A list: how many places each replica has given.

        Raises:
            ValueError: fewer than `wanted` have come.
        """
        seen = ops.convert_to_numpy(self.seen)
        if seen.sum() < self.wanted:
            raise self.metric._too_few(self.side, seen.sum(), self.wanted)
        if self.replicas > 1 and seen.sum() > self.wanted:
            raise ValueError(
                f"Under several replicas exactly `samples` must come to "
                f"{self.metric.name}. Received: {seen.sum()} for "
                f"samples={self.wanted}"
            )
        return np.minimum(seen, self.room).tolist()


class Rows:
    """Keeps the first vectors that come, in float32."""

    def __init__(self, metric, side, wanted, shape):
        self.places = Places(metric, side, wanted)
        # The last row takes what has no place.
        self.rows = metric.add_variable(
            (self.places.replicas, self.places.room + 1, *shape),
            "zeros",
            "float32",
            name=f"{side}_rows",
        )

    def add(self, vectors):
        places, replica = self.places.take(ops.shape(vectors)[0])
        places = ops.minimum(places, self.places.room)
        replicas = ops.broadcast_to(replica, ops.shape(places))
        index = ops.stack([ops.cast(replicas, "int32"), places], axis=-1)
        vectors = ops.cast(vectors, "float32")
        self.rows.assign(ops.scatter_update(self.rows, index, vectors))

    def read(self):
        """Array (wanted, ...)."""
        taken = self.places.taken()
        rows = ops.convert_to_numpy(self.rows)
        return np.concatenate([r[:n] for r, n in zip(rows, taken)])


class RowMetric(SampleMetric):
    """A metric that needs the feature vectors themselves."""

    def __init__(self, features, samples, setting="", name=None):
        super().__init__(features, samples, setting, name)
        self._keep(self._shape())

    def _shape(self):
        return (self.features.dim,)

    def _keep(self, shape, **wanted):
        self._rows = {
            side: Rows(self, side, wanted.get(side, self.samples), shape)
            for side in self.sides
        }

    def _add(self, side, vectors):
        self._rows[side].add(vectors)

    def rows(self):
        """What was kept of each side, arrays (samples, ...)."""
        return [self._rows[side].read() for side in self.sides]


class ImageMetric(RowMetric):
    """A metric that needs the images themselves, and no network."""

    features_argument = "image_shape"

    def _shape(self):
        return self.features.shape

    def _look(self, samples):
        return samples
