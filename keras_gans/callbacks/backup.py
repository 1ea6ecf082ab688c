import os
import pathlib
import shutil
import signal
import threading
import warnings
import zipfile

import keras
from keras import ops

from keras_gans import backend
from keras_gans.callbacks.last_good import say
from keras_gans.data import contract

SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Backup(keras.callbacks.Callback):
    """Lets the same `fit`, started again, end as if nothing had ended it.

    Keras's `BackupAndRestore`, which a GAN also goes on from, writes over its
    only file. This one keeps the file before it too, goes back to that with a
    warning where the last one cannot be read, lets a run on a full disk go on,
    and writes a last backup at Ctrl-C and SIGTERM. The folder is removed when
    `fit` has come to its end. Its files are whole models.

    Args:
        directory: str or path.
        save_freq: "epoch", or int: rounds from one backup to the next.
    """

    def __init__(self, directory, save_freq="epoch"):
        super().__init__()
        if save_freq != "epoch":
            contract.check_count(save_freq, "save_freq")
        self.directory = pathlib.Path(directory)
        self.save_freq = save_freq
        self.latest = self.directory / "latest.keras"
        self.previous = self.directory / "previous.keras"
        self._since = 0
        self._batch = -1
        self._signal = None
        self._handlers = {}

    def __enter__(self):
        """Waits for signals, as `fit` asks of callbacks that are contexts."""
        if threading.current_thread() is threading.main_thread():
            self._handlers = {s: signal.signal(s, self._heard) for s in SIGNALS}
        return self

    def __exit__(self, *error):
        for number, handler in self._handlers.items():
            signal.signal(number, handler)
        self._handlers = {}
        self._signal = None

    def _heard(self, number, frame):
        # Once more, and it is as it would be without a backup.
        signal.signal(number, self._handlers[number])
        self._signal = number
        say("The run ends with this round, and a backup; again: at once.")

    def on_train_begin(self, logs=None):
        found = [p for p in (self.latest, self.previous) if p.exists()]
        for path in found:
            error = _fault(path)
            if error:
                warnings.warn(f"{path} cannot be read: {error}", stacklevel=2)
                continue
            self.model.load_weights(path)
            epoch, rounds = self._place()
            self.model._initial_epoch = epoch
            say(f"{path} is from epoch {epoch + 1} after {rounds} rounds.")
            return
        if found:
            say(f"Nothing in {self.directory} can be read: a new run.")

    def on_epoch_begin(self, epoch, logs=None):
        self._batch = -1

    def on_train_batch_end(self, batch, logs=None):
        self._since += batch - self._batch
        self._batch = batch
        if self._signal is not None:
            self._save()
            self._end()
        if self.save_freq != "epoch" and self._since >= self.save_freq:
            self._save()

    def on_epoch_end(self, epoch, logs=None):
        self.model.place.assign([epoch + 1, 0])
        if self.save_freq == "epoch" or self._signal is not None:
            self._save()
        if self._signal is not None:
            self._end()

    def on_train_end(self, logs=None):
        shutil.rmtree(self.directory, ignore_errors=True)

    def _place(self):
        return map(int, ops.convert_to_numpy(self.model.place))

    def _save(self):
        self._since = 0
        backend.sync(self.model)
        new = self.directory / "new.keras"
        try:
            self.directory.mkdir(parents=True, exist_ok=True)
            self.model.save(new)
        except OSError as error:
            kept = "the one before stays" if self.latest.exists() else "none"
            warnings.warn(
                f"No backup could be written ({kept}): {error}", stacklevel=2
            )
            return
        if self.latest.exists():
            os.replace(self.latest, self.previous)
        os.replace(new, self.latest)

    def _end(self):
        epoch, rounds = self._place()
        say(
            f"Stopped in epoch {epoch + 1} after {rounds} rounds; the same "
            f"`fit` goes on from {self.latest}."
        )
        if self._signal == signal.SIGINT:
            raise KeyboardInterrupt
        raise SystemExit(128 + self._signal)


def _fault(path):
    """What is wrong with a `.keras` file, by its checksums; None if nothing."""
    try:
        with zipfile.ZipFile(path) as file:
            part = file.testzip()
    except (OSError, zipfile.BadZipFile) as error:
        return error
    return part and f"{part} is damaged"
