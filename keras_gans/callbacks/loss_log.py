import csv
import pathlib

import keras
import numpy as np


class LossLog(keras.callbacks.CSVLogger):
    """Keras's CSVLogger, with the same lines and columns after a crash.

    Appending, Keras takes the columns from the first epoch that it sees; an
    epoch without validation then writes fewer than the file has. Lines of
    epochs that are played again are taken out.

    Args:
        filename: str or path.
        append: bool, go on with the file.
    """

    def __init__(self, filename, append=False):
        super().__init__(str(filename), append=append)

    def on_train_begin(self, logs=None):
        path = pathlib.Path(self.filename)
        columns = []
        if self.append and path.exists():
            with path.open(newline="") as file:
                columns = next(csv.reader(file), [])
        super().on_train_begin(logs)
        if columns:
            self.keys = columns[1:]
        self._first = True

    def on_epoch_begin(self, epoch, logs=None):
        if self.append and self._first:
            self.csv_file.close()
            path = pathlib.Path(self.filename)
            header, *lines = path.read_text().splitlines(True) or [""]
            lines = [x for x in lines if int(x.split(",")[0]) < epoch]
            path.write_text("".join([header, *lines]))
            self.csv_file = path.open("a")
        self._first = False


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
        name: np.array([_number(row[name]) for row in rows]) for name in names
    }


def _number(text):
    try:
        return float(text)
    except (TypeError, ValueError):
        return float("nan")
