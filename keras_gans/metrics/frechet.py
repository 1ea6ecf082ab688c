import keras
import numpy as np
from keras import ops

from keras_gans.core import backend
from keras_gans.metrics.protocol import SampleMetric
from keras_gans.metrics.rows import Places


@keras.saving.register_keras_serializable("keras_gans")
class FrechetDistance(SampleMetric):
    """Distance of two Gaussians with the moments of the features.

    ```
    |m1 - m2|^2 + Tr(C1 + C2 - 2 (C1 C2)^(1/2))
    ```

    With Inception features it is called FID. Only sums are kept (float64 on
    TensorFlow; float32 on JAX, good for about three digits), so that memory
    does not depend on the number of samples; the bias does: compare equal
    numbers alone.

    Args:
        features: an extractor, see `metrics.get_features`.
        samples: int, of each side. Below twice `features.dim` the covariances
            are poor.
        name: str.

    Example:

    ```python
    fid = keras_gans.metrics.FrechetDistance("mnist", samples=5000)
    print(fid.compare(real, fake))         # arrays (5000, 28, 28, 1)
    gan.compile(metrics=[fid])             # logs val_fid5k_mnist
    ```

    Reference: https://arxiv.org/abs/1706.08500
    """

    quantities = ("fid",)

    def __init__(self, features, samples=10_000, name=None):
        super().__init__(features, samples, name=name)
        self._moments = {
            side: Moments(self, side, self.samples, self.features.dim)
            for side in self.sides
        }

    def _add(self, side, vectors):
        self._moments[side].add(vectors)

    def _reckon(self):
        return frechet_distance(
            *self._moments["real"].read(), *self._moments["fake"].read()
        )


class Moments:
    """Mean and covariance of the first vectors that come."""

    def __init__(self, metric, side, wanted, dim):
        self.places = Places(metric, side, wanted)
        wide = "float64"
        if keras.backend.backend() != "tensorflow":
            wide = "float32"
        self.total = metric.add_variable(
            (dim,), "zeros", wide, name=f"{side}_sum"
        )
        self.products = metric.add_variable(
            (dim, dim), "zeros", wide, name=f"{side}_products"
        )

    def add(self, vectors):
        places, _ = self.places.take(ops.shape(vectors)[0])
        counted = ops.expand_dims(places < self.places.room, -1)
        vectors = ops.cast(vectors, self.total.dtype)
        vectors = ops.where(counted, vectors, ops.zeros_like(vectors))
        backend.add(self.total, ops.sum(vectors, axis=0))
        # In place: a sum of its own would be as large as all that is kept.
        backend.add(self.products, ops.matmul(ops.transpose(vectors), vectors))

    def read(self):
        """(mean (dim,), covariance (dim, dim), of n - 1)."""
        count = sum(self.places.taken())
        mean = ops.convert_to_numpy(self.total).astype("float64") / count
        covariance = np.outer(mean, -count * mean)
        covariance += ops.convert_to_numpy(self.products)
        covariance /= count - 1
        return mean, covariance


def frechet_distance(mean_1, covariance_1, mean_2, covariance_2):
    """The distance of two Gaussians, from their moments.

    Tr (C1 C2)^(1/2) is the sum of the singular values of C1^(1/2) C2^(1/2):
    no root of a matrix that is not symmetric, hence no imaginary parts, and
    covariances of any rank will do.

    Args:
        mean_1, mean_2: arrays (d,).
        covariance_1, covariance_2: arrays (d, d).
    """
    roots = []
    for covariance in (covariance_1, covariance_2):
        values, vectors = np.linalg.eigh(covariance)
        vectors *= np.sqrt(np.maximum(values, 0))
        roots.append(vectors)
    trace = np.linalg.svd(roots[0].T @ roots[1], compute_uv=False).sum()
    return (
        np.square(mean_1 - mean_2).sum()
        + np.trace(covariance_1)
        + np.trace(covariance_2)
        - 2 * trace
    )
