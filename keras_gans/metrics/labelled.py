from keras_gans.metrics.features import known
from keras_gans.metrics.rows import RowMetric
from keras_gans.specs import Spec


class LabelledMetric(RowMetric):
    """A metric that needs the labels (B,) of the samples too."""

    takes_labels = True

    def _check(self, side, samples, labels):
        if labels is None:
            sides = {"real": "real", "fake": "generated"}
            wanted = " and ".join(sides[name] for name in self.sides)
            raise ValueError(
                f"{self.name} needs the labels of {wanted} samples, as models "
                f"with labels give them. Received: {sides[side]} samples "
                "without labels"
            )
        super()._check(side, samples)
        labels = known(labels)
        if labels is not None:
            Spec(()).check_told(labels, samples.shape[0], "labels")
