"""Metrics of nearest neighbours, with scikit-learn's exact search."""

import keras
import numpy as np

from keras_gans import arguments
from keras_gans.metrics.labelled import LabelledMetric
from keras_gans.metrics.rows import RowMetric
from keras_gans.metrics.rows import Rows


class _NeighborMetric(RowMetric):
    """Common to both pairs: k, in the name and in the config."""

    def __init__(self, features, samples, k, name):
        samples = arguments.check_count(samples, "samples")
        k = arguments.check_count(k, "k")
        if k >= samples:
            raise ValueError(
                f"`k` is less than `samples`. Received: k={k}, "
                f"samples={samples}"
            )
        super().__init__(features, samples, f"_k{k}", name)
        self.k = k

    def get_config(self):
        return {**super().get_config(), "k": self.k}


@keras.saving.register_keras_serializable("keras_gans")
class PrecisionRecall(_NeighborMetric):
    """Share of generated samples among the real ones, and the reverse.

    A sample is among others if it is within the distance of one of them to
    its k-th neighbour.

    Args:
        features: an extractor, see `metrics.get_features`.
        samples: int, of each side; 10,000 of 1,000 numbers take some 20 s.
        k: int.
        name: str.

    Reference: https://arxiv.org/abs/1904.06991
    """

    quantities = ("precision", "recall")

    def __init__(self, features, samples=10_000, k=3, name=None):
        super().__init__(features, samples, k, name)

    def _reckon(self):
        real, fake = self.rows()
        return (
            covered(fake, real, radii(real, self.k)).mean(),
            covered(real, fake, radii(fake, self.k)).mean(),
        )


@keras.saving.register_keras_serializable("keras_gans")
class DensityCoverage(_NeighborMetric):
    """Precision and recall that outliers do not move.

    density: how many real neighbourhoods hold a generated sample, over k;
    coverage: the share of real neighbourhoods that hold one at least. The
    radii are those of the real samples alone.

    Args:
        features: an extractor, see `metrics.get_features`.
        samples: int, of each side; 10,000 of 1,000 numbers take some 20 s.
        k: int.
        name: str.

    Reference: https://arxiv.org/abs/2002.09797
    """

    quantities = ("density", "coverage")

    def __init__(self, features, samples=10_000, k=5, name=None):
        super().__init__(features, samples, k, name)

    def _reckon(self):
        real, fake = self.rows()
        limits = radii(real, self.k)
        held, reached = 0, np.zeros(len(real), bool)
        for distances in _chunks(fake, real):
            inside = distances < limits
            held += inside.sum()
            reached |= inside.any(axis=0)
        return held / (self.k * len(fake)), reached.mean()


@keras.saving.register_keras_serializable("keras_gans")
class NearestNeighborAccuracy(RowMetric):
    """How well the nearest neighbour tells real from generated.

    Each sample is judged by its nearest neighbour among all others, real and
    generated: 0.5 for two samples of one law, 1 where they lie apart, and less
    than 0.5 where generated samples repeat real ones. Logs the accuracy, and
    that of the real and of the generated samples.

    Args:
        features: an extractor, see `metrics.get_features`.
        samples: int, of each side.
        name: str.

    Reference: https://arxiv.org/abs/1610.06545
    """

    quantities = ("nn_accuracy", "nn_accuracy_real", "nn_accuracy_fake")

    def __init__(self, features, samples=2_000, name=None):
        super().__init__(features, samples, name=name)

    def _reckon(self):
        from sklearn.neighbors import NearestNeighbors

        rows = np.concatenate(self.rows())
        real = np.arange(len(rows)) < self.samples
        search = NearestNeighbors(n_neighbors=1, algorithm="brute").fit(rows)
        nearest = search.kneighbors(return_distance=False)[:, 0]
        right = real[nearest] == real
        return right.mean(), right[real].mean(), right[~real].mean()


@keras.saving.register_keras_serializable("keras_gans")
class NearestNeighborError(LabelledMetric):
    """Error of classifying real samples by generated ones with labels.

    Each real sample gets the label of the generated sample next to it. For
    models that are told labels; `update_state` takes them.

    Args:
        features: an extractor, or the shape of samples, for pixels.
        samples: int, generated samples.
        real_samples: int, real samples to be classified. Default: as many.
        name: str.

    Reference: appendix 8.1 of https://arxiv.org/abs/1511.06434
    """

    quantities = ("nn_error",)

    def __init__(self, features, samples=10_000, real_samples=None, name=None):
        self.real_samples = arguments.check_count(
            samples if real_samples is None else real_samples, "real_samples"
        )
        super().__init__(features, samples, name=name)

    def _keep(self, shape):
        wanted = {"real": self.real_samples}
        super()._keep(shape, **wanted)
        self._labels = {
            side: Rows(
                self, f"{side}_labels", wanted.get(side, self.samples), ()
            )
            for side in self.sides
        }

    def update_state(
        self, real=None, fake=None, real_labels=None, fake_labels=None
    ):
        """Takes a batch of each side, with its labels (B,)."""
        self._update(real=(real, real_labels), fake=(fake, fake_labels))

    def _take(self, side, samples, labels):
        super()._take(side, samples)
        self._labels[side].add(keras.ops.convert_to_tensor(labels))

    def compare(
        self, real, fake, real_labels=None, fake_labels=None, batch_size=256
    ):
        """The error for arrays, from an empty state."""
        return self._compare(
            batch_size, real=(real, real_labels), fake=(fake, fake_labels)
        )

    def _reckon(self):
        from sklearn.neighbors import KNeighborsClassifier

        real, fake = self.rows()
        names = {side: rows.read() for side, rows in self._labels.items()}
        search = KNeighborsClassifier(n_neighbors=1, algorithm="brute")
        search.fit(fake, names["fake"].astype(int))
        return (search.predict(real) != names["real"].astype(int)).mean()

    def get_config(self):
        return {**super().get_config(), "real_samples": self.real_samples}


def radii(rows, k):
    """Distance of each row to its k-th neighbour, (n,)."""
    from sklearn.neighbors import NearestNeighbors

    search = NearestNeighbors(n_neighbors=k, algorithm="brute").fit(rows)
    return search.kneighbors()[0][:, -1]


def covered(rows, centers, limits):
    """Whether each row is within the limit of one of the centers, (n,)."""
    return np.concatenate(
        [
            (distances <= limits).any(axis=1)
            for distances in _chunks(rows, centers)
        ]
    )


def _chunks(rows, others):
    from sklearn.metrics import pairwise_distances_chunked

    return pairwise_distances_chunked(rows, others, working_memory=64)
