"""The distances that the theory speaks of, from samples of few dimensions."""

import keras
import numpy as np

from keras_gans import arguments
from keras_gans.metrics.rows import RowMetric


class _HistogramMetric(RowMetric):
    features_argument = "dim"

    def __init__(self, dim, bounds, bins=50, samples=10_000, name=None):
        arguments.check_range(bounds, "bounds")
        bins = arguments.check_count(bins, "bins")
        super().__init__(dim, samples, f"_b{bins}", name)
        if self.features.dim > 2:
            raise ValueError(
                "A histogram of more than two dimensions is empty nearly "
                f"everywhere: `dim` is 1 or 2. Received: {dim=}"
            )
        self.bounds = tuple(float(bound) for bound in bounds)
        self.bins = bins

    def _histograms(self):
        edges = [np.linspace(*self.bounds, self.bins + 1)]
        edges = edges * self.features.dim
        found = []
        for rows in self.rows():
            rows = np.clip(rows, *self.bounds)
            found.append(np.histogramdd(rows, edges)[0].ravel() / len(rows))
        return found

    def get_config(self):
        return {
            **super().get_config(),
            "bounds": list(self.bounds),
            "bins": self.bins,
        }


@keras.saving.register_keras_serializable("keras_gans")
class JensenShannonDivergence(_HistogramMetric):
    """JS(real, generated) of two histograms, from 0 to ln 2, in nats.

    Where the two do not meet it is ln 2 however far apart they are: that is
    why its gradient does not tell a generator where to go.

    Args:
        dim: int, 1 or 2.
        bounds: pair of floats, of each coordinate; what is outside counts to
            the bins at the rim.
        bins: int, of each coordinate.
        samples: int, of each side.
        name: str.

    Reference: theorem 1 of https://arxiv.org/abs/1406.2661; example 1 of
        https://arxiv.org/abs/1701.07875
    """

    quantities = ("js",)

    def _reckon(self):
        from scipy.spatial import distance

        return distance.jensenshannon(*self._histograms()) ** 2


@keras.saving.register_keras_serializable("keras_gans")
class KullbackLeiblerDivergence(_HistogramMetric):
    """KL(real || generated) of two histograms, in nats; may be infinite.

    Args:
        dim, bounds, bins, samples, name: as of `JensenShannonDivergence`.
    """

    quantities = ("kl",)

    def _reckon(self):
        from scipy import special

        return special.rel_entr(*self._histograms()).sum()


@keras.saving.register_keras_serializable("keras_gans")
class WassersteinDistance(RowMetric):
    """W1(real, generated), exact for the samples that are given.

    In one dimension from their order, in more by the cheapest assignment.

    Args:
        dim: int.
        samples: int, of each side; an assignment of 2,000 takes seconds.
        name: str.

    Reference: https://arxiv.org/abs/1701.07875
    """

    quantities = ("wasserstein",)
    features_argument = "dim"

    def __init__(self, dim, samples=1_000, name=None):
        super().__init__(dim, samples, name=name)

    def _reckon(self):
        from scipy import optimize
        from scipy.spatial import distance

        real, fake = self.rows()
        if self.features.dim == 1:
            return np.abs(np.sort(real, 0) - np.sort(fake, 0)).mean()
        costs = distance.cdist(real, fake)
        return costs[optimize.linear_sum_assignment(costs)].mean()
