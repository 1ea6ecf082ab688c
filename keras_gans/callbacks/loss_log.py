import csv
import pathlib

import keras


class LossLog(keras.callbacks.CSVLogger):
    """Keras's CSVLogger, with the same columns after a crash.

    Appending, Keras takes the columns from the first epoch that it sees; an
    epoch without validation then writes fewer than the file has.

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


def best_of(path, name, mode):
    """The best value of a column so far, or None.

    Args:
        path: pathlib.Path of a file that `LossLog` wrote.
        name: str, the column.
        mode: "min" or "max".
    """
    if not path.exists():
        return None
    with path.open(newline="") as file:
        values = [row.get(name) for row in csv.DictReader(file)]
    known = [float(value) for value in values if value not in (None, "", "NA")]
    return (max if mode == "max" else min)(known, default=None)
