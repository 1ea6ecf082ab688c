import pathlib
import time

import keras

from keras_gans import arguments
from keras_gans.callbacks.writing import Writes


class StopAfter(Writes, keras.callbacks.Callback):
    """Ends a training in which so many minutes have gone by.

    It ends with the step that lasts, whose epoch then counts as an epoch.

    Args:
        minutes: float, of the clock.
        path: str or path of a file, in which the minutes of a run that is
            resumed are kept. Default: they count anew in each `fit`.
    """

    def __init__(self, minutes, path=None):
        super().__init__()
        self.minutes = arguments.check_number(
            minutes, "minutes", 1e-9, words="a positive number"
        )
        self.path = pathlib.Path(path) if path is not None else None
        self.before = 0.0

    def on_train_begin(self, logs=None):
        if self.path is not None and self.path.exists():
            self.before = float(self.path.read_text())
        self._begun = time.monotonic()

    @property
    def spent(self):
        """Minutes until now, those before a resumption too."""
        return self.before + (time.monotonic() - self._begun) / 60

    def on_train_batch_end(self, batch, logs=None):
        if self.spent >= self.minutes:
            self.model.stop_training = True

    def on_epoch_end(self, epoch, logs=None):
        if self.path is not None:
            self.write(self.path, self.path.write_text, f"{self.spent:.3f}\n")
        if self.spent >= self.minutes:
            self.model.stop_training = True
