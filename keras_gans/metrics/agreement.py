import keras
import numpy as np
from keras import ops

from keras_gans import arguments
from keras_gans.metrics.rows import RowMetric


@keras.saving.register_keras_serializable("keras_gans")
class LabelAgreement(RowMetric):
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
    takes_labels = True

    def __init__(self, features, samples=10_000, name=None):
        super().__init__(features, samples, name=name)

    def _shape(self):
        if not self.features.classes:
            self.features.logits(None)
        return ()

    def update_state(self, real=None, fake=None, fake_labels=None):
        """Takes generated samples with their labels (B,)."""
        if fake is None:
            return
        if fake_labels is None:
            raise ValueError(
                f"{self.name} needs the labels of generated samples, as models "
                "with labels give them. Received: samples without labels"
            )
        logits = self.features.logits(self.features.checked(fake))
        classes = ops.cast(ops.argmax(logits, axis=-1), "int32")
        self._add("fake", classes == ops.cast(fake_labels, "int32"))

    def compare(self, real=None, fake=None, fake_labels=None, batch_size=256):
        """The share for arrays, from an empty state."""
        self.features.check_values(fake)
        if fake_labels is not None:
            fake_labels = np.asarray(fake_labels)
            arguments.check_labels(fake_labels, len(fake), ())
        self.reset_state()
        end = min(len(fake), self.wanted("fake"))
        for start in range(0, end, batch_size):
            part = slice(start, min(start + batch_size, end))
            told = fake_labels if fake_labels is None else fake_labels[part]
            self.update_state(None, fake[part], told)
        return self.result()

    def _reckon(self):
        return self.rows()[0].mean()
