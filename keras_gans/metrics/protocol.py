"""What all metrics of samples promise: names, counts and refusals."""

import math
import warnings

import keras
import numpy as np
from keras import ops

from keras_gans import arguments
from keras_gans.data import arrays
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
        ValueError: the samples do not fit the extractor, or (where they can
            be read, outside of a compiled step) are no floats, not finite, or
            images with values outside of [-1, 1]; `result()` before `samples`
            of each side have come.
    """

    quantities = ()
    sides = ("real", "fake")
    features_argument = "features"
    takes_labels = False

    def __init__(self, features, samples, setting="", name=None):
        samples = arguments.check_count(samples, "samples")
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
        self._update(real=(real,), fake=(fake,))

    def _update(self, **sides):
        """Checks and takes what is given of a side: (samples, *others)."""
        for side, given in self._asked(sides):
            self._check(side, *given)
            self._take(side, *given)

    def _asked(self, sides):
        return [
            (side, given)
            for side, given in sides.items()
            if given[0] is not None and side in self.sides
        ]

    def _check(self, side, samples):
        self._check_values(side, self.features.checked(samples))

    def _check_values(self, side, samples):
        samples = features_module.known(samples)
        if samples is None:
            return
        with warnings.catch_warnings():
            if any(p.begun() for p in self._places if p.side == side):
                # That nothing is negative is said of a first batch alone.
                warnings.simplefilter("ignore")
            self.features.check_values(samples)

    def _take(self, side, samples):
        self._add(side, self._look(samples))

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
        real, fake = arrays.as_arrays(real), arrays.as_arrays(fake)
        return self._compare(batch_size, real=(real,), fake=(fake,))

    def _compare(self, batch_size, **sides):
        batch_size = arguments.check_count(batch_size, "batch_size")
        self.reset_state()
        for side, given in self._asked(sides):
            self._check(side, *given)
            end = min(len(given[0]), self.wanted(side))
            for start in range(0, end, batch_size):
                part = slice(start, min(start + batch_size, end))
                self._take(side, *(array[part] for array in given))
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


def short(count):
    """10000 as "10k", as the field writes it."""
    return f"{count // 1000}k" if count % 1000 == 0 else str(count)
