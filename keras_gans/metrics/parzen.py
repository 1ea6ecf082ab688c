import math

import keras
import numpy as np

from keras_gans import arguments
from keras_gans.metrics.rows import RowMetric

SIGMAS = tuple(np.logspace(-1, 0, 10).tolist())


@keras.saving.register_keras_serializable("keras_gans")
class ParzenLogLikelihood(RowMetric):
    """Mean log-likelihood of real samples under kernels at generated ones.

    The protocol of the 2014 paper's figures, in nats: of the real samples the
    first `validation_samples` choose the width of the Gaussian kernel, the
    `test_samples` behind them are scored with it; images are taken from
    [-1, 1] to [0, 1]. 10,000 real MNIST images in the generator's place reach
    about 242; more means blur rather than better samples.

    For MNIST as published, evaluate on
    `data.load("mnist", split="train[50000:]+test", shuffle=False,
    drop_remainder=False)` with `validation_samples=10_000`, of which the
    search itself reads the first 1,000.

    Args:
        shape: tuple or int, of a sample.
        samples: int, generated samples, a kernel each.
        validation_samples: int, of the real ones.
        test_samples: int, of the real ones.
        sigmas: floats, the widths that are tried. Default: ten from 0.1 to 1,
            evenly spaced in their logarithm.
        name: str.

    Reference: https://arxiv.org/abs/1406.2661; for its limits
        https://arxiv.org/abs/1511.01844
    """

    quantities = ("parzen", "parzen_error", "parzen_sigma")
    features_argument = "shape"

    def __init__(
        self,
        shape,
        samples=10_000,
        validation_samples=1_000,
        test_samples=10_000,
        sigmas=SIGMAS,
        name=None,
    ):
        self.validation_samples = arguments.check_count(
            validation_samples, "validation_samples"
        )
        self.test_samples = arguments.check_count(test_samples, "test_samples")
        self.sigmas = tuple(float(sigma) for sigma in sigmas)
        super().__init__(shape, samples, name=name)

    def _keep(self, shape):
        super()._keep(shape, real=self.validation_samples + self.test_samples)

    def _reckon(self):
        real, fake = self.rows()
        if len(self.features.shape) == 3:
            real, fake = (real + 1) / 2, (fake + 1) / 2
        valid = real[: self.validation_samples][:1000]
        test = real[self.validation_samples :]
        squares = squared_distances(valid, fake)
        likelihoods = [
            _log_likelihoods(squares, sigma, real.shape[1]).mean()
            for sigma in self.sigmas
        ]
        sigma = self.sigmas[int(np.argmax(likelihoods))]
        found = np.concatenate(
            [
                _log_likelihoods(
                    squared_distances(part, fake), sigma, real.shape[1]
                )
                for part in np.array_split(test, len(test) // 1000 + 1)
            ]
        )
        return found.mean(), found.std() / math.sqrt(len(found)), sigma

    def get_config(self):
        return {
            **super().get_config(),
            "validation_samples": self.validation_samples,
            "test_samples": self.test_samples,
            "sigmas": list(self.sigmas),
        }


def squared_distances(first, second):
    """Array (n, m), of rows (n, d) and (m, d)."""
    norms = [np.square(a).sum(axis=1) for a in (first, second)]
    found = norms[0][:, None] + norms[1] - 2 * first @ second.T
    return np.maximum(found, 0)


def _log_likelihoods(squares, sigma, dim):
    from scipy import special

    kernels = squares.astype("float64") / (-2 * sigma**2)
    means = special.logsumexp(kernels, axis=1) - math.log(squares.shape[1])
    return means - dim * math.log(sigma * math.sqrt(2 * math.pi))
