import difflib
import math
import pathlib

import keras

from keras_gans.callbacks.loss_log import number
from keras_gans.callbacks.loss_log import read_lines
from keras_gans.callbacks.writing import Writes
from keras_gans.callbacks.writing import check_folder
from keras_gans.core.warning import warn


class BestCheckpoint(Writes, keras.callbacks.ModelCheckpoint):
    """Saves the model where a metric is better than it was before.

    Keras's `ModelCheckpoint(save_best_only=True)` also saves, over the best
    model, in every epoch without the metric, such as `Evaluate(every=5)`
    leaves. This one lets such epochs pass, says so where no epoch has had the
    metric, and knows what a run had reached that it goes on from.

    Args:
        filepath: str or path, of a `.keras` file.
        monitor: str, e.g. "val_fid5k_mnist".
        mode: "min" or "max", what is better.
        best: float, what must be surpassed. Default: the first value is the
            best.
        log: str or path of a `losses.csv`. Where `fit` begins at a later
            epoch, what the epochs before it have reached must be surpassed
            too.
    """

    def __init__(self, filepath, monitor, mode="min", best=None, log=None):
        if not isinstance(monitor, str) or not monitor:
            raise ValueError(
                "`monitor` is the name of what is logged. Received: "
                f"monitor={monitor!r}"
            )
        if mode not in ("min", "max"):
            raise ValueError(
                f'`mode` is "min" or "max". Received: mode={mode!r}'
            )
        if best is not None and not math.isfinite(number(best)):
            raise ValueError(
                f"`best` is a number, or None. Received: best={best!r}"
            )
        if not str(filepath).endswith(".keras"):
            raise ValueError(
                f"A model is saved as `.keras`. Received: filepath={filepath}"
            )
        super().__init__(
            str(filepath),
            monitor=monitor,
            mode=mode,
            save_best_only=True,
            initial_value_threshold=best,
        )
        self.log = log
        self._least = [] if best is None else [float(best)]

    def on_train_begin(self, logs=None):
        check_folder(pathlib.Path(self.filepath).parent, "filepath")
        self._begun = False
        self._named = False  # Whether an epoch has logged the metric,
        self._seen = False  # and whether it was a number.
        self._told = None

    def on_epoch_begin(self, epoch, logs=None):
        super().on_epoch_begin(epoch, logs)
        if not self._begun and self.log is not None:
            self._go_on(epoch)
        self._begun = True

    def _go_on(self, epoch):
        names, lines = read_lines(self.log, epoch)
        self._named = self.monitor in names
        values = [number(line.get(self.monitor)) for line in lines]
        values = [value for value in values if math.isfinite(value)]
        if not pathlib.Path(self.filepath).exists():
            values = []  # The best model is gone: the next one is it.
        self._seen = bool(values)
        better = max if self.mode == "max" else min
        self.best = better(values + self._least, default=None)

    def on_epoch_end(self, epoch, logs=None):
        logs = logs or {}
        if self.monitor not in logs:
            self._tell(epoch, sorted(logs))
            return
        self._named = True
        if not math.isfinite(logs[self.monitor]):
            return
        self._seen = True
        best = self.best
        if not self.write(self.filepath, super().on_epoch_end, epoch, logs):
            self.best = best

    def _tell(self, epoch, names):
        if self._named or names == self._told:
            return
        self._told = names
        nearest = difflib.get_close_matches(self.monitor, names, 1, 0.0)
        warn(
            f"{self.filepath} waits for an epoch that logs `monitor`; an "
            "`Evaluate` that does stands before it among the callbacks. Epoch "
            f"{epoch + 1} has logged {names}"
            f"{''.join(f', of which {n!r} is nearest' for n in nearest)}. "
            f"Received: monitor={self.monitor!r}",
        )

    def on_train_end(self, logs=None):
        if self._begun and not self._seen:
            warn(
                f"{self.filepath} was not written: no epoch has logged a "
                f"number as `monitor`. Received: monitor={self.monitor!r}",
            )
