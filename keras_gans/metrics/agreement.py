import keras
from keras import ops

from keras_gans.metrics.labelled import LabelledMetric


@keras.saving.register_keras_serializable("keras_gans")
class LabelAgreement(LabelledMetric):
    """Share of generated samples that a classifier takes for their label.

    Args:
        features: an extractor with classes, see `metrics.get_features`.
        samples: int, generated samples.
        name: str.

    Raises:
        ValueError: the extractor knows no classes, or labels are missing.
    """

    quantities = ("agreement",)
    sides = ("fake",)

    def __init__(self, features, samples=10_000, name=None):
        super().__init__(features, samples, name=name)

    def _shape(self):
        if not self.features.classes:
            self.features.logits(None)
        return ()

    def update_state(self, real=None, fake=None, fake_labels=None):
        """Takes generated samples with their labels (B,)."""
        self._update(fake=(fake, fake_labels))

    def _take(self, side, samples, labels):
        logits = self.features.logits(samples)
        classes = ops.cast(ops.argmax(logits, axis=-1), "int32")
        self._add(side, classes == ops.cast(labels, "int32"))

    def compare(self, real=None, fake=None, fake_labels=None, batch_size=256):
        """The share for arrays, from an empty state."""
        return self._compare(batch_size, fake=(fake, fake_labels))

    def _reckon(self):
        return self.rows()[0].mean()
