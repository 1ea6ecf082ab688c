import csv
import pathlib

import keras
import numpy as np

from keras_gans.callbacks.writing import Writes
from keras_gans.callbacks.writing import check_folder
from keras_gans.core.files import whole
from keras_gans.core.warning import warn


class LossLog(Writes, keras.callbacks.Callback):
    """Writes what is logged, a line an epoch, as Keras's CSVLogger does.

    The file tells the whole run, in however many calls of `fit`: one that
    begins at a later epoch (`initial_epoch`, or a backup) keeps the lines of
    the epochs before, and one that begins at the first a new file. What is
    logged for the first time gets a column; other epochs have NA there.

    Args:
        filename: str or path.
        append: bool. False begins a new file at any epoch.
    """

    def __init__(self, filename, append=True):
        super().__init__()
        self.filename = str(filename)
        self.append = append
        self._lines = None

    def on_train_begin(self, logs=None):
        check_folder(pathlib.Path(self.filename).parent, "filename")
        self._lines = None

    def on_epoch_begin(self, epoch, logs=None):
        if self._lines is None:
            before = epoch if self.append else 0
            played = getattr(self.model, "epochs_played", 0)
            if not before and played and pathlib.Path(self.filename).exists():
                warn(
                    f"{self.filename} is begun anew, and so is the search for "
                    "the best model: a longer run goes on with "
                    f"fit(epochs={2 * played}, initial_epoch={played}). "
                    f"Received: initial_epoch=0 after {played} epochs"
                )
            self._names, self._lines = read_lines(self.filename, before)

    def on_epoch_end(self, epoch, logs=None):
        logs = logs or {}
        self._names += sorted(set(logs) - set(self._names))
        self._lines.append({"epoch": epoch, **logs})
        self.write(self.filename, self._write)

    def _write(self):
        with whole(self.filename) as part, part.open("w", newline="") as file:
            writer = csv.DictWriter(file, ["epoch", *self._names], "NA")
            writer.writeheader()
            writer.writerows(self._lines)


def read_lines(path, before):
    """The lines of a log whose epochs are less than `before`.

    Returns:
        The names of the columns without "epoch", and a list of dicts of strs;
        nothing and nothing, where there are no such lines.
    """
    path = pathlib.Path(path)
    if not before or not path.exists():
        return [], []
    with path.open(newline="") as file:
        reader = csv.DictReader(file, restval="NA", restkey="epoch")
        names = [name for name in reader.fieldnames or () if name != "epoch"]
        lines = [line for line in reader if _epoch(line) < before]
    return (names, lines) if lines else ([], [])


def _epoch(line):
    """A line's epoch; infinity, if it is none or has too many columns."""
    try:
        return int(line["epoch"])
    except (KeyError, TypeError, ValueError):
        return float("inf")


def read_log(path):
    """What `LossLog` or Keras's CSVLogger has written.

    Args:
        path: str or path, a `losses.csv`.

    Returns:
        dict of arrays (epochs,); NaN where an epoch was not evaluated.
    """
    with pathlib.Path(path).open(newline="") as file:
        reader = csv.DictReader(file)
        names = [name for name in reader.fieldnames or () if name != "epoch"]
        rows = list(reader)
    return {
        name: np.array([number(row[name]) for row in rows]) for name in names
    }


def number(text):
    """A float; NaN, if it is none."""
    try:
        return float(text)
    except (TypeError, ValueError):
        return float("nan")
