import math

import keras

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
        rate_factor: float, by which both learning rates are then multiplied.
        every: int, steps from one copy of good weights to the next.

    Attributes:
        stopped: None, or a sentence that says what was found and when.
        rolled_back: a list of such sentences.
    """

    def __init__(
        self, raise_error=False, roll_back=0, rate_factor=0.5, every=100
    ):
        super().__init__()
        self.raise_error = raise_error
        self.roll_back = roll_back
        self.rate_factor = rate_factor
        self.every = every
        self.stopped = None
        self.rolled_back = []
        self._epoch = 0
        self._step = 0

    def on_train_begin(self, logs=None):
        if self.roll_back:
            self._good = LastGood(self.model)
            if not self._good.keep():
                raise ValueError(
                    "There are no good weights to go back to. Received: a "
                    "model with weights that are not finite"
                )

    def on_epoch_begin(self, epoch, logs=None):
        self._epoch = epoch

    def on_train_batch_end(self, batch, logs=None):
        self._step += 1
        for name, value in (logs or {}).items():
            if not math.isfinite(value):
                self._found(f"{name} is {value}", batch)
                return
        if self.roll_back and self._step % self.every == 0:
            if not self._good.keep():
                self._found("A weight is not finite", batch)

    def _found(self, what, batch):
        what = f"{what} after step {batch + 1} of epoch {self._epoch + 1}"
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
