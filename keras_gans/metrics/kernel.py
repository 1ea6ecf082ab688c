import keras
import numpy as np

from keras_gans import arguments
from keras_gans.metrics.rows import RowMetric


@keras.saving.register_keras_serializable("keras_gans")
class KernelDistance(RowMetric):
    """Squared maximum mean discrepancy of the features, without bias.

    The kernel is (x . y / d + 1)^3. With Inception features it is called KID.
    Logs the mean and the standard deviation over subsets.

    Args:
        features: an extractor, see `metrics.get_features`.
        samples: int, of each side.
        subsets: int, drawn with a fixed seed.
        subset_size: int, samples of each side in a subset.
        name: str.

    Reference: https://arxiv.org/abs/1801.01401
    """

    quantities = ("kid", "kid_std")

    def __init__(
        self,
        features,
        samples=10_000,
        subsets=100,
        subset_size=1000,
        name=None,
    ):
        samples = arguments.check_count(samples, "samples")
        subsets = arguments.check_count(subsets, "subsets")
        subset_size = arguments.check_count(subset_size, "subset_size")
        if not 2 <= subset_size <= samples:
            raise ValueError(
                "`subset_size` is from 2 to `samples`. Received: "
                f"subset_size={subset_size}, samples={samples}"
            )
        usual = (subsets, subset_size) == (100, 1000)
        setting = "" if usual else f"_s{subsets}x{subset_size}"
        super().__init__(features, samples, setting, name)
        self.subsets = subsets
        self.subset_size = subset_size

    def _reckon(self):
        real, fake = (side.astype("float64") for side in self.rows())
        generator = np.random.default_rng(0)
        found = []
        for _ in range(self.subsets):
            chosen = [
                side[generator.permutation(len(side))[: self.subset_size]]
                for side in (real, fake)
            ]
            found.append(kernel_distance(*chosen))
        return np.mean(found), np.std(found)

    def get_config(self):
        return {
            **super().get_config(),
            "subsets": self.subsets,
            "subset_size": self.subset_size,
        }


def kernel_distance(x, y):
    """The unbiased estimate from all pairs.

    Args:
        x: array (n, d).
        y: array (m, d).
    """

    def kernel(a, b):
        return (a @ b.T / a.shape[1] + 1) ** 3

    def within(a):
        values = kernel(a, a)
        return (values.sum() - np.trace(values)) / (len(a) * (len(a) - 1))

    return within(x) + within(y) - 2 * kernel(x, y).mean()
