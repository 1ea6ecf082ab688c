import keras
import numpy as np
from keras import ops

from keras_gans import arguments
from keras_gans.metrics import features as features_module
from keras_gans.metrics.protocol import SampleMetric
from keras_gans.metrics.rows import Places


@keras.saving.register_keras_serializable("keras_gans")
class ModeCoverage(SampleMetric):
    """Which modes of a mixture in the plane are generated, and how well.

    A sample is of high quality within 3 std of the nearest mean; a mode is
    there if it has one such sample. Logs the number of modes, the share of
    samples of high quality (a perfect sampler: 0.989) and the divergence
    KL(generated || uniform) of these over the modes, in nats. Look at the
    second beside the first: an untrained net can touch every mode.

    Args:
        centers: array (M, D), the means.
        std: float, of each coordinate of a mode.
        samples: int, generated samples; 2,500 in the literature.
        name: str.

    Example:

    ```python
    modes = ModeCoverage(data.ring_centers(), 0.01)
    ```

    Reference: https://arxiv.org/abs/1705.07761 (VEEGAN);
        https://arxiv.org/abs/1712.04086 (PacGAN)
    """

    quantities = ("modes", "high_quality", "reverse_kl")
    sides = ("fake",)
    features_argument = "centers"

    def __init__(self, centers, std, samples=2_500, name=None):
        self.centers = np.asarray(centers, "float32")
        self.std = arguments.check_number(
            std, "std", 1e-30, words="a positive number"
        )
        if self.centers.ndim != 2 or not np.isfinite(self.centers).all():
            raise ValueError(
                "`centers` is an array (M, D) of finite numbers. Received: "
                f"centers of shape {self.centers.shape}"
            )
        super().__init__(self.centers.shape[1], samples, name=name)
        self._counts = Counts(self, self.samples, len(self.centers))

    def _add(self, side, vectors):
        vectors = ops.expand_dims(ops.cast(vectors, "float32"), 1)
        squares = ops.sum(ops.square(vectors - self.centers), axis=-1)
        near = ops.min(squares, axis=-1) <= (3 * self.std) ** 2
        self._counts.add(ops.argmin(squares, axis=-1), near)

    def _reckon(self):
        counts = self._counts.read()
        return (
            (counts > 0).sum(),
            counts.sum() / self.samples,
            reverse_kl(counts),
        )

    def get_config(self):
        config = super().get_config()
        return {**config, "centers": self.centers.tolist(), "std": self.std}


@keras.saving.register_keras_serializable("keras_gans")
class ClassCoverage(SampleMetric):
    """Which classes are generated: the modes of stacked MNIST.

    With several channels each is classified alone, and its classes are the
    digits of a number: three channels of digits make 1,000 modes. Logs the
    modes that appear and KL(generated || uniform) over them, in nats. A
    perfect generator has about (modes - 1) / (2 samples), 0.019 for 1,000 of
    26,000; as MNIST's own digits are not uniform, theirs add 0.004.

    Args:
        features: an extractor with classes, see `metrics.get_features`.
        channels: int, of the samples; with 1 they are classified whole.
        samples: int, generated samples.
        name: str.

    Reference: https://arxiv.org/abs/1611.02163 (Unrolled GAN), with the
        protocols that https://arxiv.org/abs/1712.04086 (PacGAN) lists
    """

    quantities = ("classes", "class_kl")
    sides = ("fake",)

    def __init__(self, features, channels=1, samples=26_000, name=None):
        features = features_module.get_features(features)
        if not features.classes:
            features.logits(None)
        channels = arguments.check_count(channels, "channels")
        self.channels = channels
        setting = "" if channels == 1 else f"_c{channels}"
        super().__init__(features, samples, setting, name)
        self._counts = Counts(
            self, self.samples, self.features.classes**channels
        )

    def _check(self, side, samples):
        shape = tuple(getattr(samples, "shape", ()))
        if self.channels > 1 and shape[-1:] != (self.channels,):
            raise ValueError(
                f"{self.name} classifies {self.channels} channels. Received: "
                f"{shape=}"
            )
        for part in self._parts(samples):
            self.features.checked(part)
        self._check_values(side, samples)

    def _parts(self, samples):
        if self.channels == 1:
            return [samples]
        return [samples[..., i : i + 1] for i in range(self.channels)]

    def _take(self, side, samples):
        mode = 0
        for part in self._parts(samples):
            digit = ops.argmax(self.features.logits(part), axis=-1)
            mode = mode * self.features.classes + ops.cast(digit, "int32")
        self._counts.add(mode, ops.ones_like(mode, dtype="bool"))

    def _reckon(self):
        counts = self._counts.read()
        return (counts > 0).sum(), reverse_kl(counts)

    def get_config(self):
        return {**super().get_config(), "channels": self.channels}


class Counts:
    """How often each mode is found among the first samples that come."""

    def __init__(self, metric, wanted, modes):
        self.places = Places(metric, "fake", wanted)
        self.counts = metric.add_variable(
            (modes,), "zeros", "float32", name="fake_counts"
        )

    def add(self, modes, valid):
        places, _ = self.places.take(ops.shape(modes)[0])
        valid = ops.logical_and(valid, places < self.places.room)
        valid = ops.cast(valid, "float32")
        ones = (
            ops.one_hot(modes, self.counts.shape[0], dtype="float32")
            * valid[:, None]
        )
        self.counts.assign(self.counts + ops.sum(ones, axis=0))

    def read(self):
        self.places.taken()
        return ops.convert_to_numpy(self.counts)


def reverse_kl(counts):
    """KL(share of each mode || uniform), in nats; NaN of nothing."""
    if not counts.sum():
        return np.nan
    share = counts[counts > 0] / counts.sum()
    return float((share * np.log(share * len(counts))).sum())
