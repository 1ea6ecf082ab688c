import keras
import numpy as np

from keras_gans import arguments
from keras_gans.metrics.rows import RowMetric


@keras.saving.register_keras_serializable("keras_gans")
class ClassifierScore(RowMetric):
    """How sure a classifier is of each sample, and how varied it finds all.

    exp(E KL(p(y | x) || p(y))), from 1 to the number of classes; the mean and
    the standard deviation over consecutive splits. With the Inception graph of
    2015 it is called Inception Score. It never looks at real samples.

    Args:
        features: an extractor with classes, see `metrics.get_features`.
        samples: int, generated samples.
        splits: int.
        name: str.

    Reference: https://arxiv.org/abs/1606.03498
    """

    quantities = ("score", "score_std")
    sides = ("fake",)

    def __init__(self, features, samples=10_000, splits=10, name=None):
        splits = arguments.check_count(splits, "splits")
        super().__init__(
            features, samples, "" if splits == 10 else f"_s{splits}", name
        )
        if splits > self.samples:
            raise ValueError(
                "`splits` divide `samples`. Received: "
                f"splits={splits}, samples={self.samples}"
            )
        self.splits = splits

    def _shape(self):
        if not self.features.classes:
            self.features.logits(None)
        return (self.features.classes,)

    def _look(self, samples):
        return self.features.logits(samples)

    def _reckon(self):
        (logits,) = self.rows()
        parts = np.array_split(logits, self.splits)
        scores = [classifier_score(part) for part in parts]
        return np.mean(scores), np.std(scores)

    def get_config(self):
        return {**super().get_config(), "splits": self.splits}


def classifier_score(logits):
    """exp of the mean divergence of each prediction from their mean.

    Args:
        logits: array (n, classes).
    """
    from scipy import special

    logs = special.log_softmax(logits.astype("float64"), axis=1)
    mean = np.exp(logs).mean(axis=0)
    # log(0) only where every prediction is 0.
    marginal = np.log(np.maximum(mean, np.finfo("float64").tiny))
    return np.exp((np.exp(logs) * (logs - marginal)).sum(axis=1).mean())
