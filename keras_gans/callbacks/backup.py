import os
import pathlib
import re
import signal
import threading
import warnings
import zipfile

import keras
from keras import ops

from keras_gans import arguments
from keras_gans.callbacks import settings
from keras_gans.callbacks.last_good import say
from keras_gans.callbacks.writing import Writes
from keras_gans.callbacks.writing import check_folder
from keras_gans.core import backend
from keras_gans.core.files import whole
from keras_gans.core.warning import warn

SIGNALS = (signal.SIGINT, signal.SIGTERM)
KEPT = 2
NEEDED = {settings.CONFIG, "model.weights.h5"}  # In a `.keras` file.
# What a process that was killed has left of a file is ours too.
FILE = re.compile(r"(?P<part>part-.*-)?epoch-(\d+)-round-(\d+)\.keras")


class Backup(Writes, keras.callbacks.Callback):
    """Lets the same `fit`, started again, end as if nothing had ended it.

    Keras's `BackupAndRestore`, which a GAN also goes on from, writes over its
    only file. This one keeps the file before it too, goes back to that with a
    warning where the last one is damaged, lets a run on a full disk go on, and
    writes a last backup at Ctrl-C and SIGTERM. Several workers go on from the
    last backup that all of them have. The folder's files are whole models,
    which are removed when `fit` has come to its end; then the folder too,
    where it holds nothing else.

    The same `fit` is one of the same game. A backup of another model, loss or
    optimizer, or of other settings of these, is refused with what differs:
    half a run of each is neither. Learning rates may differ, as one lowers
    them in the midst of a run: those that `compile` is given now are taken,
    with a sentence, and while they stay the same, what a callback has made of
    them goes on.

    It belongs behind all callbacks that write: an epoch is over when it is in
    the backup.

    Args:
        directory: str or path, a local folder.
        save_freq: int, rounds from one backup to the next, beside that of
            each epoch's end. Default: that alone, "epoch".
        delete_checkpoint: bool. False keeps the files: a script that fails
            after `fit`, started again, comes there without training.

    Raises:
        OSError: `fit` begins, and nothing can be written in `directory`.
        ValueError: `fit` begins, and the backups are of another run.
    """

    def __init__(self, directory, save_freq="epoch", delete_checkpoint=True):
        super().__init__()
        if not isinstance(save_freq, str) or save_freq != "epoch":
            save_freq = arguments.check_count(save_freq, "save_freq")
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
        self._asked = None
        self._resumed = None
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
        if self._asked is not None:
            backend.sync(self.model)
            settings.note_rates(self.model, self._asked)
            self._asked = None
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
            name = FILE.fullmatch(path.name)
            if name and not name["part"]:
                found[int(name[2]), int(name[3])] = path
        return dict(sorted(found.items(), reverse=True))

    def on_train_begin(self, logs=None):
        check_folder(self.directory)
        self._resumed = None
        self._asked = settings.asked_rates(self.model)
        files = self.files()
        sound = {at: path for at, path in files.items() if not _damaged(path)}
        place = backend.least(self.model, max(sound, default=(0, 0)))
        for at, path in files.items():
            if at not in sound or at > place:
                self.write(path, path.unlink)
        if place == (0, 0):
            if files:
                say(f"No backup in {self.directory} is whole: a new run.")
            return
        if place not in sound:
            raise ValueError(
                f"Another worker goes on from {_words(place)}, of which there "
                f"is no whole backup here. Received: {list(files.values())}"
            )
        self._restore(sound[place])
        self.model._initial_epoch = place[0]
        self._resumed = place
        say(f"{sound[place]}: goes on from {_words(place)}.")

    def _restore(self, path):
        config, rates = settings.read(path)
        now = settings.config_of(self.model)
        changed = {
            player: rate
            for player, rate in self._asked.items()
            if player in rates and rate != rates[player]
        }
        # A rate is saved as a number, and of a schedule there is nothing.
        mixed = [
            player
            for player, rate in changed.items()
            if isinstance(rate, dict) != isinstance(rates[player], dict)
        ]
        other = settings.differences(config, now) + [
            f"learning rate of the {player}={_shown(changed[player])} (the "
            f"backup: {_shown(rates[player])})"
            for player in mixed
        ]
        if other:
            raise self._of_another_run("; ".join(other))
        try:
            with warnings.catch_warnings():
                # Keras would train on with an optimizer that begins anew.
                warnings.filterwarnings("error", "Skipping variable loading")
                self.model.load_weights(path)
        except (ValueError, UserWarning) as error:
            raise self._of_another_run(f"{path}: {error}") from error
        self._take(changed, rates)
        seeds = [game["config"].get("seed") for game in (config, now)]
        if seeds[0] != seeds[1]:
            say(f"The noise is that of seed={seeds[0]}, not of {seeds[1]}.")

    def _take(self, changed, before):
        """Sets the rates that the user has asked for since the backup."""
        for player, rate in changed.items():
            optimizer = self.model.optimizer.players[player]
            if not isinstance(rate, dict):  # A schedule is in force already.
                if settings.rates(self.model)[player] == rate:
                    continue
                optimizer.learning_rate = rate
            say(
                f"The learning rate of the {player} is {_shown(rate)} from "
                f"here on, as `compile` says; it was {_shown(before[player])}."
            )

    def _of_another_run(self, what):
        return ValueError(
            f"The backups in {self.directory} are of another run, and not for "
            "this one to go on from. Give it a folder of its own, or remove "
            f"the files. Received: {what}"
        )

    def on_epoch_begin(self, epoch, logs=None):
        self._batch = -1
        # Keras takes an `initial_epoch` where the backup is of the first.
        if self._resumed is not None and epoch != self._resumed[0]:
            raise self._of_another_run(
                f"initial_epoch={epoch} (the backup: {_words(self._resumed)})"
            )
        self._resumed = None

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
            self.write(self.directory / "*.keras", self._remove)

    def _remove(self):
        for path in self.directory.glob("*.keras"):
            if FILE.fullmatch(path.name):
                path.unlink(missing_ok=True)
        if self.directory.exists() and not any(self.directory.iterdir()):
            self.directory.rmdir()

    def _place(self):
        backend.sync(self.model)
        return tuple(map(int, ops.convert_to_numpy(self.model.place)))

    def _save(self):
        self._since = 0
        epoch, rounds = self._place()
        path = self.directory / f"epoch-{epoch:04d}-round-{rounds:06d}.keras"
        self.write(path, self._write, path)

    def _write(self, path):
        with whole(path) as part:
            self.model.save(part)
            settings.add_rates(part, self._asked)
        for old in list(self.files().values())[KEPT:]:
            old.unlink(missing_ok=True)

    def still_there(self):
        files = list(map(str, self.files().values()))
        return f". No backup could be written, earlier ones stay: {files}"

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


def _shown(rate):
    """A rate or a schedule in words."""
    if not isinstance(rate, dict):
        return f"{rate:.3g}"
    values = ", ".join(f"{k}={v}" for k, v in rate["config"].items())
    return f"{rate['class_name']}({values})"


def _words(place):
    epoch, rounds = place
    return f"epoch {epoch + 1} after {rounds} rounds"


def _damaged(path):
    """Whether the checksums in a `.keras` file say so; then with a warning."""
    try:
        with zipfile.ZipFile(path) as file:
            part = file.testzip()
            fault = part and f"{part} is damaged"
            if not NEEDED <= set(file.namelist()):
                fault = "it holds no model"
    except Exception as error:  # zipfile has many for a damaged file.
        fault = f"{type(error).__name__}: {error}"
    if fault:
        warn(f"{path} cannot be read: {fault}")
    return bool(fault)
