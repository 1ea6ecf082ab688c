"""What a recipe has measured, as JSON and as a row of the README's table."""

import json
import shutil
import sys
import time

import keras
import numpy as np

import keras_gans

from options import DONE

_START = time.perf_counter()


class Clock(keras.callbacks.Callback):
    """Keeps the seconds of the run in clock.txt, those before a crash too."""

    def __init__(self, path):
        super().__init__()
        self.path = path
        self.before = 0.0

    def on_train_begin(self, logs=None):
        # An epoch that a crash cut short is not counted.
        if self.path.exists():
            self.before = float(self.path.read_text())

    def on_epoch_end(self, epoch, logs=None):
        spent = self.before + time.perf_counter() - _START
        self.path.write_text(f"{spent:.1f}\n")


class Budget(keras.callbacks.Callback):
    """Ends a run with the epoch in which it has had its processor time.

    First among the callbacks, it counts what training costs, and not what the
    others do.

    Args:
        path: where it keeps the minutes, those before a crash too.
        most: float, minutes of one core.
    """

    def __init__(self, path, most):
        super().__init__()
        self.path, self.most = path, most
        self.minutes = float(path.read_text()) if path.exists() else 0.0

    def on_epoch_begin(self, epoch, logs=None):
        self.begun = time.process_time()

    def on_epoch_end(self, epoch, logs=None):
        self.minutes += (time.process_time() - self.begun) / 60
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text(f"{self.minutes:.2f}\n")
        if self.minutes >= self.most:
            self.model.stop_training = True


def standard(options, **kwargs):
    """`callbacks.standard` in the run's folder, and a clock.

    The backup stays until `write`: should what follows training fail, the run
    goes on there with --resume.
    """
    clock = options.out / "clock.txt"
    if not options.resume:
        clock.unlink(missing_ok=True)
    return [
        *keras_gans.callbacks.standard(
            options.out, delete_checkpoint=False, **kwargs
        ),
        Clock(clock),
    ]


def of_network(options):
    """The same of a network that Keras trains alone."""
    options.out.mkdir(parents=True, exist_ok=True)
    return [
        keras.callbacks.CSVLogger(options.out / "losses.csv", append=True),
        keras.callbacks.BackupAndRestore(
            options.out / "backup", delete_checkpoint=False
        ),
        Clock(options.out / "clock.txt"),
    ]


def _minutes(options):
    clock = options.out / "clock.txt"
    seconds = time.perf_counter() - _START
    if options.resume and clock.exists():
        seconds = float(clock.read_text())
    return round(seconds / 60, 1)


def curves(options):
    """The run's losses.csv: a dict of arrays (epochs,)."""
    return keras_gans.callbacks.read_log(options.out / "losses.csv")


def write(options, variant, figures, **details):
    """Prints the figures and writes them to result.json in the run's folder.

    Args:
        options: what `options.parse` returned.
        variant: str, the class.
        figures: dict: what was measured to (figure, what it is held against).
        **details: whatever else belongs beside the figures.
    """
    for what, (measured, against) in figures.items():
        print(f"{what}: {measured} ({against})")
    arguments = [a for a in sys.argv[1:] if a != "--resume"]
    if "--out" in arguments:
        at = arguments.index("--out")
        del arguments[at : at + 2]
    name = sys.argv[0].rsplit("/", 1)[-1]
    report = {
        "variant": variant,
        "command": " ".join(["python", f"recipes/{name}", *arguments]),
        "seed": options.seed,
        "epochs": options.epochs,
        "minutes": _minutes(options),
        "resumed": options.resume,
        "figures": {
            what: {"measured": measured, "against": against}
            for what, (measured, against) in figures.items()
        },
        **details,
    }
    if (options.out / "losses.csv").exists():
        report["curves"] = {
            name: [None if np.isnan(x) else float(f"{x:.6g}") for x in values]
            for name, values in curves(options).items()
            if not np.isnan(values).all()
        }
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / DONE).write_text(json.dumps(report, indent=1) + "\n")
    shutil.rmtree(options.out / "backup", ignore_errors=True)
