import os
import pathlib
import re
import shutil
import signal
import threading
import warnings
import zipfile

import keras
from keras import ops

from keras_gans import arguments
from keras_gans.callbacks.last_good import say
from keras_gans.core import backend

SIGNALS = (signal.SIGINT, signal.SIGTERM)
KEPT = 2
WEIGHTS = "model.weights.h5"  # In a `.keras` file.


class Backup(keras.callbacks.Callback):
    """Lets the same `fit`, started again, end as if nothing had ended it.

    Keras's `BackupAndRestore`, which a GAN also goes on from, writes over its
    only file. This one keeps the file before it too, goes back to that with a
    warning where the last one is damaged, lets a run on a full disk go on, and
    writes a last backup at Ctrl-C and SIGTERM. Several workers go on from the
    last backup that all of them have. The folder's files are whole models; it
    is removed when `fit` has come to its end.

    It belongs behind all callbacks that write: an epoch is over when it is in
    the backup.

    Args:
        directory: str or path, a local folder.
        save_freq: int, rounds from one backup to the next, beside that of
            each epoch's end. Default: that alone, "epoch".
        delete_checkpoint: bool. False keeps the folder: a script that fails
            after `fit`, started again, comes there without training.
    """

    def __init__(self, directory, save_freq="epoch", delete_checkpoint=True):
        super().__init__()
        if save_freq != "epoch":
            arguments.check_count(save_freq, "save_freq")
        if "://" in str(directory):
            raise ValueError(
                "`directory` is a local folder; Keras's BackupAndRestore also "
                f"writes elsewhere. Received: directory={directory}"
            )
        self.directory = pathlib.Path(directory)
        self.save_freq = save_freq
        self.delete_checkpoint = delete_checkpoint
        self._since = 0
        self._batch = -1
        self._signal = None
        self._handlers = {}

    def __enter__(self):
        """Waits for signals, as `fit` asks of callbacks that are contexts."""
        if threading.current_thread() is threading.main_thread():
            self._handlers = {s: signal.signal(s, self._heard) for s in SIGNALS}
        return self

    def __exit__(self, kind, error, traceback):
        for number, handler in self._handlers.items():
            signal.signal(number, handler)
        number, self._handlers, self._signal = self._signal, {}, None
        if number is not None and kind is None:
            _end(number)  # It came after the last round.

    def _heard(self, number, frame):
        # Once more, and it is as it would be without a backup.
        signal.signal(number, self._handlers[number])
        self._signal = number
        # `print` may be what was interrupted.
        os.write(2, b"\nThe run ends with this round; again: at once.\n")

    def files(self):
        """The backups, a dict: (epoch, rounds of it) to path, newest first."""
        found = {}
        for path in self.directory.glob("*.keras"):
            name = re.fullmatch(r"epoch-(\d+)-round-(\d+)", path.stem)
            if name:
                found[tuple(map(int, name.groups()))] = path
        return dict(sorted(found.items(), reverse=True))

    def on_train_begin(self, logs=None):
        files = self.files()
        sound = {at: path for at, path in files.items() if not _damaged(path)}
        place = backend.least(self.model, max(sound, default=(0, 0)))
        for at, path in files.items():
            if at not in sound or at > place:
                path.unlink(missing_ok=True)
        if place == (0, 0):
            if files:
                say(f"No backup in {self.directory} is whole: a new run.")
            return
        if place not in sound:
            raise ValueError(
                f"Another worker goes on from {_words(place)}, of which there "
                f"is no whole backup here. Received: {list(files.values())}"
            )
        self.model.load_weights(sound[place])
        self.model._initial_epoch = place[0]
        say(f"{sound[place]}: goes on from {_words(place)}.")

    def on_epoch_begin(self, epoch, logs=None):
        self._batch = -1

    def on_train_batch_end(self, batch, logs=None):
        self._since += batch - self._batch
        self._batch = batch
        if batch + 1 == self.params.get("steps"):
            return  # The epoch's end has the backup, and its logs.
        if self._signal is not None:
            self._save()
            self._stop()
        if self.save_freq != "epoch" and self._since >= self.save_freq:
            self._save()

    def on_epoch_end(self, epoch, logs=None):
        self.model.place.assign([epoch + 1, 0])
        self._save()
        if self._signal is not None and epoch + 1 < self.params["epochs"]:
            self._stop()

    def on_train_end(self, logs=None):
        if self.delete_checkpoint:
            shutil.rmtree(self.directory, ignore_errors=True)

    def _place(self):
        backend.sync(self.model)
        return tuple(map(int, ops.convert_to_numpy(self.model.place)))

    def _save(self):
        self._since = 0
        epoch, rounds = self._place()
        try:
            self.directory.mkdir(parents=True, exist_ok=True)
            self.model.save(
                self.directory / f"epoch-{epoch:04d}-round-{rounds:06d}.keras"
            )
        except OSError as error:
            warnings.warn(
                "No backup could be written, earlier ones stay: "
                f"{list(map(str, self.files().values()))}. {error}",
                stacklevel=2,
            )
            return
        for path in list(self.files().values())[KEPT:]:
            path.unlink(missing_ok=True)

    def _stop(self):
        kept = next(iter(self.files().values()), "no backup: a new run")
        say(
            f"Stopped in {_words(self._place())}; the same `fit` goes on from "
            f"{kept}."
        )
        _end(self._signal)


def _end(number):
    """Does what the signal asked for."""
    if number == signal.SIGINT:
        raise KeyboardInterrupt
    raise SystemExit(128 + number)


def _words(place):
    epoch, rounds = place
    return f"epoch {epoch + 1} after {rounds} rounds"


def _damaged(path):
    """Whether the checksums in a `.keras` file say so; then with a warning."""
    try:
        with zipfile.ZipFile(path) as file:
            part = file.testzip()
            fault = part and f"{part} is damaged"
            if WEIGHTS not in file.namelist():
                fault = "it holds no weights"
    except Exception as error:  # zipfile has many for a damaged file.
        fault = f"{type(error).__name__}: {error}"
    if fault:
        warnings.warn(f"{path} cannot be read: {fault}", stacklevel=3)
    return bool(fault)
