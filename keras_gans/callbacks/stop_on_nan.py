import math

import keras


class StopOnNaN(keras.callbacks.Callback):
    """Stops when anything that is logged is no longer a finite number.

    Keras's `TerminateOnNaN` reads `loss` alone, which a GAN does not have.

    Args:
        raise_error: bool. True raises FloatingPointError at once, so that no
            callback writes a checkpoint of the broken weights and a backup
            remains; False ends `fit` as Keras's callbacks do.

    Attributes:
        stopped: None, or a sentence that says what was found and when.
    """

    def __init__(self, raise_error=False):
        super().__init__()
        self.raise_error = raise_error
        self.stopped = None
        self._epoch = 0

    def on_epoch_begin(self, epoch, logs=None):
        self._epoch = epoch

    def on_train_batch_end(self, batch, logs=None):
        for name, value in (logs or {}).items():
            if not math.isfinite(value):
                self._stop(name, value, batch)
                return

    def _stop(self, name, value, batch):
        self.stopped = (
            f"{name} is {value} after step {batch + 1} of epoch "
            f"{self._epoch + 1}. A lower learning rate, a gradient penalty or "
            "less training of the discriminator may help."
        )
        if self.raise_error:
            raise FloatingPointError(self.stopped)
        print(f"\nTraining stops: {self.stopped}")
        self.model.stop_training = True
