import importlib.util
import pathlib

import keras
import numpy as np

from keras_gans.callbacks.backup import Backup
from keras_gans.callbacks.best_checkpoint import BestCheckpoint
from keras_gans.callbacks.loss_log import LossLog
from keras_gans.callbacks.loss_log import read_log
from keras_gans.callbacks.sample_grid import SampleGrid
from keras_gans.callbacks.stop_on_nan import StopOnNaN


def standard(
    directory,
    monitor=None,
    mode="min",
    samples=64,
    every=1,
    labels=None,
    save_freq="epoch",
    delete_checkpoint=True,
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
    stopped by an error, with the last good checkpoints kept.

    Args:
        directory: str or path.
        monitor: str, e.g. "val_frechet". The losses of a GAN do not tell which
            epoch is best, so without a metric there is no `best.keras`.
        mode: "min" or "max", of `monitor`.
        samples: int, samples a picture.
        every: int, epochs from one picture to the next.
        labels: of the pictures, as of `SampleGrid`.
        save_freq: "epoch", or int: rounds from one backup to the next.
        delete_checkpoint: bool; False keeps backup/ at the end, as `Backup`
            does.

    Returns:
        A list of `keras.callbacks.Callback`.
    """
    directory = pathlib.Path(directory)
    directory.mkdir(parents=True, exist_ok=True)
    tensorboard = importlib.util.find_spec("tensorflow") is not None
    logs = directory / "tensorboard"
    log = directory / "losses.csv"
    unfinished = (directory / "backup").exists()
    callbacks = [
        StopOnNaN(raise_error=True),  # Before anything is written.
        SampleGrid(
            directory / "samples",
            samples,
            every,
            tensorboard=logs if tensorboard else None,
            labels=labels,
        ),
        LossLog(log, append=unfinished),
        keras.callbacks.ModelCheckpoint(str(directory / "last.keras")),
    ]
    if monitor:
        best = _best(log, monitor, mode) if unfinished else None
        callbacks.append(
            BestCheckpoint(directory / "best.keras", monitor, mode, best)
        )
    if tensorboard:
        callbacks.append(_TensorBoard(str(logs)))
    # Behind those that have to see an epoch before it counts as over.
    callbacks.append(Backup(directory / "backup", save_freq, delete_checkpoint))
    return callbacks


class _TensorBoard(keras.callbacks.TensorBoard):
    """Keras's without the logs of each batch: it makes summaries of them that
    go nowhere where epochs are logged, and keeps 2 KiB of each."""

    def on_train_batch_end(self, batch, logs=None):
        super().on_train_batch_end(batch)


def _best(log, monitor, mode):
    """The best value of a column so far, or None."""
    values = read_log(log).get(monitor, ()) if log.exists() else ()
    known = [float(value) for value in values if np.isfinite(value)]
    return (max if mode == "max" else min)(known, default=None)
