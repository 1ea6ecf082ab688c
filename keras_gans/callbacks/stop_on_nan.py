import numbers

import keras
import numpy as np

from keras_gans import arguments
from keras_gans.callbacks.last_good import LastGood
from keras_gans.callbacks.last_good import say


class StopOnNaN(keras.callbacks.Callback):
    """Stops, or goes back, when what is logged is no longer a finite number.

    Keras's `TerminateOnNaN` reads `loss` alone, which a GAN does not have.

    Args:
        raise_error: bool. True raises FloatingPointError at once, so that no
            callback writes a checkpoint of the broken weights and a backup
            remains; False ends `fit` as Keras's callbacks do.
        roll_back: int, how often to go back to the last good weights, with
            lower rates, before stopping.
        rate_factor: float in (0, 1], by which both learning rates are then
            multiplied.
        every: int, steps from one copy of good weights to the next.

    Attributes:
        stopped: None, or a sentence that says what was found in the last
            `fit`, and when.
        rolled_back: a list of such sentences.
    """

    def __init__(
        self, raise_error=False, roll_back=0, rate_factor=0.5, every=100
    ):
        super().__init__()
        if roll_back:
            roll_back = arguments.check_count(roll_back, "roll_back")
        real = isinstance(rate_factor, numbers.Real)
        if not real or not 0 < rate_factor <= 1:
            raise ValueError(
                "`rate_factor` is a number above 0 and at most 1. Received: "
                f"rate_factor={rate_factor!r}"
            )
        self.raise_error = raise_error
        self.roll_back = roll_back
        self.rate_factor = rate_factor
        self.every = arguments.check_count(every, "every")
        self.stopped = None
        self.rolled_back = []

    def on_train_begin(self, logs=None):
        self.stopped = None
        self.rolled_back = []
        self._since = 0
        if self.roll_back:
            self._good = LastGood(self.model)
            if not self._good.keep():
                raise ValueError(
                    "There are no good weights to go back to. Received: a "
                    "model with weights that are not finite"
                )

    def on_epoch_begin(self, epoch, logs=None):
        self._epoch = epoch
        self._batch = -1

    def on_train_batch_end(self, batch, logs=None):
        # One call may be of several steps.
        self._since += batch - self._batch
        self._batch = batch
        broken = [n for n, v in (logs or {}).items() if not _finite(v)]
        if broken:
            first, *others = [f"{name} is {logs[name]}" for name in broken]
            more = self._whose(broken[0])
            more += f"; {', '.join(others)} too" if others else ""
            self._found(first, batch, more)
        elif self.roll_back and self._since >= self.every:
            self._since = 0
            if not self._good.keep():
                self._found("A weight is not finite", batch)

    def _whose(self, name):
        for player in getattr(self.model, "players", ()):
            if name in (f"{player}_loss", f"{player[0]}_loss"):
                return f", the loss of the {player}"
        return ""

    def _found(self, what, batch, more=""):
        what = f"{what} after step {batch + 1} of epoch {self._epoch + 1}{more}"
        if len(self.rolled_back) < self.roll_back:
            done = self._good.go_back(self.rate_factor)
            self.rolled_back.append(f"{what}: {done}.")
            say(self.rolled_back[-1])
            return
        self.stopped = (
            f"{what}. A lower learning rate, a gradient penalty or less "
            "training of the discriminator may help."
        )
        if self.raise_error:
            raise FloatingPointError(self.stopped)
        say(f"Training stops: {self.stopped}")
        self.model.stop_training = True


def _finite(value):
    """Whether a logged value is finite, or no number at all."""
    if value is None:  # To numpy it is NaN.
        return True
    try:
        return bool(np.isfinite(np.asarray(value, "float64")).all())
    except (TypeError, ValueError):
        return True
