import importlib.util
import pathlib

import keras

from keras_gans.callbacks.backup import Backup
from keras_gans.callbacks.best_checkpoint import BestCheckpoint
from keras_gans.callbacks.loss_log import LossLog
from keras_gans.callbacks.sample_grid import SampleGrid
from keras_gans.callbacks.stop_on_nan import StopOnNaN
from keras_gans.callbacks.writing import Writes
from keras_gans.callbacks.writing import check_folder
from keras_gans.callbacks.writing import growing


def standard(
    directory,
    monitor=None,
    mode="min",
    samples=64,
    every=1,
    labels=None,
    save_freq="epoch",
    delete_checkpoint=True,
    given=None,
):
    """What one wants beside a training run.

    In `directory`, while the run goes on:

    ```
    samples/epoch_0001.png ...   the same latents after every epoch
    last.keras                   the whole model, optimizers included
    best.keras                   likewise, where `monitor` was best
    losses.csv                   one line an epoch
    tensorboard/                 logs, if TensorFlow is installed
    backup/                      to go on after a crash; gone at the end
    ```

    Running the same `fit` again, after a crash or Ctrl-C, goes on from the last
    backup and ends as if nothing had happened. Training that produces NaN is
    stopped by an error, with the last good checkpoints kept. A disk that is
    full is said, and ends nothing.

    A run of 2 epochs becomes one of 4, with one log and one best model:

    ```python
    gan = keras.models.load_model("runs/a/last.keras")
    gan.fit(
        data,
        initial_epoch=2,
        epochs=4,
        callbacks=keras_gans.callbacks.standard("runs/a"),
    )
    ```

    Args:
        directory: str or path.
        monitor: str, e.g. "val_frechet". The losses of a GAN do not tell which
            epoch is best, so without a metric there is no `best.keras`.
        mode: "min" or "max", of `monitor`.
        samples: int, samples a picture.
        every: int, epochs from one picture to the next.
        labels, given: of the pictures, as of `SampleGrid`.
        save_freq: "epoch", or int: rounds from one backup to the next.
        delete_checkpoint: bool; False keeps backup/ at the end, as `Backup`
            does.

    Returns:
        A list of `keras.callbacks.Callback`.

    Raises:
        OSError: nothing can be written in `directory`.
    """
    directory = pathlib.Path(directory)
    check_folder(directory)
    tensorboard = importlib.util.find_spec("tensorflow") is not None
    logs = directory / "tensorboard"
    log = directory / "losses.csv"
    callbacks = [
        StopOnNaN(raise_error=True),  # Before anything is written.
        SampleGrid(
            directory / "samples",
            samples,
            every,
            tensorboard=logs if tensorboard else None,
            labels=labels,
            given=given,
        ),
        LossLog(log),
        _LastCheckpoint(str(directory / "last.keras")),
    ]
    if monitor is not None:
        callbacks.append(
            BestCheckpoint(directory / "best.keras", monitor, mode, log=log)
        )
    if tensorboard:
        callbacks.append(_TensorBoard(str(logs)))
    # Behind those that have to see an epoch before it counts as over.
    callbacks.append(Backup(directory / "backup", save_freq, delete_checkpoint))
    return callbacks


class _LastCheckpoint(Writes, keras.callbacks.ModelCheckpoint):
    """Keras's, on a disk that may be full."""

    def on_epoch_end(self, epoch, logs=None):
        self.write(self.filepath, super().on_epoch_end, epoch, logs)


class _TensorBoard(Writes, keras.callbacks.TensorBoard):
    """Keras's, on a disk that may be full, and without the logs of each batch:
    it makes summaries of them that go nowhere where epochs are logged, and
    keeps 2 KiB of each."""

    def set_model(self, model):
        self._should_write_train_graph = False
        self._write(super().set_model, model)

    def on_train_begin(self, logs=None):
        self._write(super().on_train_begin, logs)

    def on_train_batch_end(self, batch, logs=None):
        if self._should_write_train_graph:
            self._write(super().on_train_batch_end, batch)
            self._should_write_train_graph = False

    def on_test_end(self, logs=None):
        self._write(super().on_test_end, logs)

    def on_epoch_end(self, epoch, logs=None):
        self._write(self._epoch, super().on_epoch_end, epoch, logs)

    def on_train_end(self, logs=None):
        self._write(super().on_train_end, logs)

    def _epoch(self, function, epoch, logs):
        with growing(self.log_dir):
            function(epoch, logs)
            for writer in self._writers.values():
                writer.flush()

    def _write(self, function, *args):
        if not self.write(f"{self.log_dir}/train", function, *args):
            # The next summary opens files anew.
            self._writers = {}
