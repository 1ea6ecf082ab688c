import numpy as np

from keras_gans import pictures
from keras_gans.callbacks.sample_grid import SampleGrid
from keras_gans.specs.sentences import written


class ConditionSheet(SampleGrid):
    """Draws labels by columns after every epoch, one latent vector a row.

    What a row has in common is the style, what a column has is the label.
    Sentences stand by rows, each written beside what is made of it.

    Args:
        directory: str or path, made if it is not there.
        labels: array (N, ...), one a column, or a list of sentences. Default:
            all classes.
        rows: int, latents.
        every: int, epochs from one picture to the next.
        seed: int, of the latents.
        **kwargs: `gif`, `tensorboard` and, with sentences, `given`, as of
            `SampleGrid`.
    """

    def __init__(
        self, directory, labels=None, rows=8, every=1, seed=0, **kwargs
    ):
        super().__init__(directory, rows, every, seed, labels=labels, **kwargs)
        self.rows = rows

    def check(self):
        if not self.model.conditional:
            raise ValueError(
                "A sheet of labels is drawn of a model whose generator takes "
                f"labels. Received: {type(self.model).__name__}"
            )
        columns = self._columns()
        told = self.model.told(columns, {})
        self.model.conditions(len(columns), **told, **self.given)

    def draw(self):
        if written(self.labels):
            return pictures.sentence_sheet(
                self.model, self.labels, self.rows, self.seed, **self.given
            )
        return pictures.label_sheet(
            self.model, self._columns(), self.rows, self.seed
        )

    def _columns(self):
        if self.labels is not None:
            return self.labels
        if not self.model.num_classes:
            raise ValueError(
                "The labels are no classes: name those of the columns. "
                "Received: labels=None"
            )
        return np.arange(self.model.num_classes)
