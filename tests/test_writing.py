"""What a run writes: all of it, however often `fit` is called, and on a disk
that is full as much as there is room for."""

import errno
import importlib.util
import shutil
import warnings

import keras
import numpy as np
import pytest
from test_backup import POINTS
from test_backup import Crash
from test_backup import fit
from test_backup import game
from test_survival import at_most

from keras_gans import pictures
from keras_gans.callbacks import BestCheckpoint
from keras_gans.callbacks import LossLog
from keras_gans.callbacks import SampleGrid
from keras_gans.callbacks import StopOnNaN
from keras_gans.callbacks import read_log
from keras_gans.callbacks import standard

WITH_TENSORFLOW = importlib.util.find_spec("tensorflow") is not None


class Log(keras.callbacks.Callback):
    """Logs a value an epoch under a name, as `Evaluate` does; None: nothing."""

    def __init__(self, values, name="val_score"):
        super().__init__()
        self.values = values
        self.name = name

    def on_epoch_end(self, epoch, logs=None):
        if self.values[epoch] is not None:
            logs[self.name] = self.values[epoch]


class Deed(keras.callbacks.Callback):
    """Does something when the second epoch begins."""

    def __init__(self, deed):
        super().__init__()
        self.deed = deed

    def on_epoch_begin(self, epoch, logs=None):
        if epoch == 1:
            self.deed()


def iterations(path):
    return int(keras.models.load_model(path).optimizer.iterations)


# Runs that are made longer.


@pytest.mark.parametrize("same", [True, False])
def test_a_longer_run_goes_on_with_everything(same, tmp_path):
    log = Log([3.0, 1.0, 2.0, 0.5])

    def callbacks():
        return [log, *standard(tmp_path, "val_score", samples=4)]

    gan = game()
    fit(gan, *callbacks())
    best = (tmp_path / "best.keras").read_bytes()
    if not same:
        gan = keras.models.load_model(tmp_path / "last.keras")
    fit(gan, *callbacks(), initial_epoch=2, epochs=3)
    assert (tmp_path / "best.keras").read_bytes() == best
    fit(gan, *callbacks(), initial_epoch=3, epochs=4)
    assert iterations(tmp_path / "best.keras") == 8
    assert list(read_log(tmp_path / "losses.csv")["val_score"]) == log.values
    names = sorted(path.name for path in (tmp_path / "samples").glob("*.png"))
    assert names == [f"epoch_000{i}.png" for i in (1, 2, 3, 4)]


def test_a_new_run_begins_a_new_file(tmp_path):
    gan = game()
    for value in (1.0, 2.0):
        log = Log([value, value])
        fit(gan, log, *standard(tmp_path, "val_score", samples=4))
    assert list(read_log(tmp_path / "losses.csv")["val_score"]) == [2.0, 2.0]
    assert iterations(tmp_path / "best.keras") == 6


def test_a_crash_in_a_longer_run(tmp_path):
    gan = game()
    fit(gan, *standard(tmp_path, samples=4))
    with pytest.raises(InterruptedError):
        crash = Crash(3)
        fit(
            gan,
            *standard(tmp_path, samples=4),
            crash,
            initial_epoch=2,
            epochs=4,
        )
    gan = keras.models.load_model(tmp_path / "last.keras")
    fit(gan, *standard(tmp_path, samples=4), initial_epoch=2, epochs=4)
    lines = (tmp_path / "losses.csv").read_text().splitlines()[1:]
    assert [line.split(",")[0] for line in lines] == ["0", "1", "2", "3"]


def test_a_new_metric_widens_the_log(tmp_path):
    path = tmp_path / "losses.csv"
    gan = game()
    fit(gan, LossLog(path))
    # Of a process that was killed while it wrote.
    path.write_text(path.read_text() + "2")
    log = Log([None, None, None, 4.0, 5.0], "a_score")
    fit(gan, log, LossLog(path), initial_epoch=2, epochs=5)
    lines = path.read_text().splitlines()
    assert lines[0] == "epoch,d_loss,g_loss,a_score"
    assert [line.split(",")[3] for line in lines[1:]] == ["NA"] * 3 + [
        "4.0",
        "5.0",
    ]
    assert np.isfinite(read_log(path)["g_loss"]).all()


def test_a_log_that_is_not_gone_on_with(tmp_path):
    path = tmp_path / "losses.csv"
    gan = game()
    fit(gan, LossLog(path))
    fit(gan, LossLog(path, append=False), initial_epoch=2, epochs=3)
    assert len(read_log(path)["d_loss"]) == 1


def test_a_best_model_that_is_gone_is_written_again(tmp_path):
    log = Log([1.0, 2.0, 3.0])
    gan = game()
    fit(gan, log, *standard(tmp_path, "val_score", samples=4))
    (tmp_path / "best.keras").unlink()
    fit(
        gan,
        log,
        *standard(tmp_path, "val_score", samples=4),
        initial_epoch=2,
        epochs=3,
    )
    assert iterations(tmp_path / "best.keras") == 6


# Disks that are full, folders that are gone.


def faults(caught):
    """The classes that have warned that they could not write."""
    texts = [str(w.message) for w in caught]
    return [text.split(":")[0] for text in texts if "not be written" in text]


def test_a_full_disk_ends_no_run(tmp_path):
    straight = fit(game(), *standard(tmp_path / "a", samples=4), epochs=3)
    gan, log = game(), Log([1.0, 0.5, 0.2])
    callbacks = standard(tmp_path / "b", "val_score", samples=64)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        with at_most(50):
            played = fit(gan, log, *callbacks, epochs=3)
    expected = ["Backup", "BestCheckpoint", "LossLog", "SampleGrid"]
    expected += ["LastCheckpoint"] + ["TensorBoard"] * WITH_TENSORFLOW
    assert sorted(set(faults(caught))) == sorted(expected)
    for a, b in zip(played, straight):
        np.testing.assert_array_equal(a, b)
    files = [p.name for p in (tmp_path / "b").rglob("*") if p.is_file()]
    assert not [name for name in files if "tfevents" not in name]


@pytest.mark.parametrize("what", ["picture", "model", "csv", "gif"])
def test_each_fault_is_said_once_and_mended(what, tmp_path, monkeypatch):
    """With path and reason; when there is room again, the files come."""
    full = OSError(errno.ENOSPC, "No space left on device")

    def fail(*args, **kwargs):
        raise full

    from keras_gans.callbacks import loss_log
    from keras_gans.callbacks import sample_grid

    place = {
        "picture": (pictures, "save"),
        "model": (keras.Model, "save"),
        "csv": (loss_log.csv, "DictWriter"),
        "gif": (sample_grid, "_write_gif"),
    }[what]
    gan = game()
    callbacks = [
        *standard(tmp_path, samples=4),
        SampleGrid(tmp_path / "more", samples=4, gif=True),
    ]
    with monkeypatch.context() as patched:
        patched.setattr(*place, fail)
        with pytest.warns(UserWarning, match="No space left") as caught:
            fit(gan, *callbacks, epochs=3)
    said = faults(caught)
    assert len(said) == len(set(said)) + (what == "picture")  # Of two grids.
    texts = [str(w.message) for w in caught]
    assert said == [t.split(":")[0] for t in texts if f": {tmp_path}/" in t]
    fit(gan, *callbacks, initial_epoch=3, epochs=4)
    names = {path.name for path in tmp_path.rglob("*") if path.is_file()}
    assert {
        "last.keras",
        "losses.csv",
        "epoch_0004.png",
        "samples.gif",
    } <= names
    assert not [name for name in names if name.startswith("part-")]


def test_a_folder_that_is_removed_comes_again(tmp_path):
    gan = game()
    remove = Deed(lambda: shutil.rmtree(tmp_path / "run"))
    callbacks = standard(tmp_path / "run", samples=4)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        fit(gan, remove, *callbacks, epochs=3)
    # TensorFlow holds on to the file that is gone for an epoch.
    assert set(faults(caught)) <= {"SampleGrid", "TensorBoard"}
    assert len(read_log(tmp_path / "run" / "losses.csv")["d_loss"]) == 3
    names = {p.name for p in (tmp_path / "run").rglob("*.*")}
    assert {"last.keras", "epoch_0002.png", "epoch_0003.png"} <= names
    assert not WITH_TENSORFLOW or [n for n in names if "tfevents" in n]


def test_a_folder_that_becomes_a_file(tmp_path):
    def replace():
        shutil.rmtree(tmp_path / "run")
        (tmp_path / "run").write_text("a file")

    callbacks = standard(tmp_path / "run", samples=4)
    with pytest.warns(UserWarning, match="could not be written"):
        fit(game(), Deed(replace), *callbacks, epochs=3)
    assert (tmp_path / "run").read_text() == "a file"


def test_a_fault_leaves_the_old_file(tmp_path):
    path = tmp_path / "losses.csv"
    gan = game()
    fit(gan, LossLog(path))
    before = path.read_bytes()
    with (
        at_most(len(before) + 5),
        pytest.warns(UserWarning, match="losses.csv"),
    ):
        fit(gan, LossLog(path), initial_epoch=2, epochs=3)
    assert path.read_bytes() == before


def test_the_best_that_could_not_be_written_is_none(tmp_path, monkeypatch):
    """A later one that is worse is the best of those that are kept."""
    save = keras.Model.save

    def once(*args, **kwargs):
        monkeypatch.setattr(keras.Model, "save", save)
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(keras.Model, "save", once)
    best = BestCheckpoint(tmp_path / "best.keras", "val_score")
    with pytest.warns(UserWarning, match="No space left"):
        fit(game(), Log([1.0, 3.0, 2.0]), best, epochs=3)
    assert best.best == 2.0
    assert iterations(tmp_path / "best.keras") == 6


def test_an_unwritable_folder_is_refused_at_once(tmp_path):
    (tmp_path / "run").write_text("a file")
    with pytest.raises(OSError, match="Received: directory=.*run"):
        standard(tmp_path / "run")
    with pytest.raises(OSError, match="Received: directory=.*run/a"):
        standard(tmp_path / "run" / "a")
    for callback in (
        LossLog(tmp_path / "run" / "losses.csv"),
        BestCheckpoint(tmp_path / "run" / "best.keras", "val_score"),
        SampleGrid(tmp_path / "run"),
    ):
        with pytest.raises(OSError, match="Received: .*run"):
            fit(game(), callback)


# Metrics that nobody logs.


def test_a_misspelt_monitor_is_named_after_an_epoch(tmp_path):
    log = Log([1.0] * 3, "val_frechet")
    callbacks = standard(tmp_path, "val_frechett", samples=4)
    with pytest.warns(UserWarning) as caught:
        fit(game(), log, *callbacks, epochs=3)
    first, last = [
        str(w.message) for w in caught if "monitor" in str(w.message)
    ]
    assert "Epoch 1 has logged ['d_loss', 'g_loss', 'val_frechet']" in first
    assert "'val_frechet' is nearest" in first
    assert first.endswith("Received: monitor='val_frechett'")
    assert "best.keras was not written" in last


def test_a_metric_of_some_epochs_is_waited_for(tmp_path, recwarn):
    log = Log([1.0, None, None, 0.5, None])
    gan = game()

    def callbacks():
        return [log, *standard(tmp_path, "val_score", samples=4)]

    fit(gan, *callbacks(), epochs=2)
    fit(gan, *callbacks(), initial_epoch=2, epochs=5)
    assert not [w for w in recwarn if "monitor" in str(w.message)]
    assert iterations(tmp_path / "best.keras") == 8


def test_a_metric_that_is_no_number_is_no_best(tmp_path):
    best = BestCheckpoint(tmp_path / "best.keras", "val_score")
    with pytest.warns(UserWarning, match="no epoch has logged a number"):
        fit(game(), Log([float("nan")] * 2), best)
    fit(game(), Log([float("nan"), 2.0]), best)
    assert best.best == 2.0


@pytest.mark.parametrize(
    "wrong",
    [
        {"mode": "mni"},
        {"mode": "auto"},
        {"monitor": ""},
        {"best": float("nan")},
        {"filepath": "best.h5"},
    ],
)
def test_wrong_settings_of_the_best_are_refused(wrong):
    settings = {"filepath": "best.keras", "monitor": "val_score"} | wrong
    with pytest.raises(ValueError, match=f"Received: {next(iter(wrong))}="):
        BestCheckpoint(**settings)


def test_a_misspelt_mode_of_all_is_refused(tmp_path):
    with pytest.raises(ValueError, match="Received: mode='mni'"):
        standard(tmp_path, "val_score", mode="mni")


# Numbers.


@pytest.mark.parametrize("wrong", [0, -1, True, 1.5, "two", None])
@pytest.mark.parametrize(
    "door",
    [
        lambda n, folder: SampleGrid(folder, samples=n),
        lambda n, folder: SampleGrid(folder, every=n),
        lambda n, folder: standard(folder, samples=n),
        lambda n, folder: standard(folder, every=n),
        lambda n, folder: standard(folder, save_freq=n),
        lambda n, folder: StopOnNaN(every=n),
        lambda n, folder: StopOnNaN(roll_back=n or -1),
        lambda n, folder: StopOnNaN(rate_factor=-1 if n in (1, 1.5) else n),
    ],
)
def test_nonsense_is_refused(door, wrong, tmp_path):
    with pytest.raises(ValueError, match="Received: "):
        door(wrong, tmp_path)


def test_numbers_of_numpy_are_numbers(tmp_path):
    two = np.int64(2)
    callbacks = standard(tmp_path, samples=two, every=two, save_freq=two)
    stop = StopOnNaN(roll_back=two, every=two, rate_factor=np.float32(0.5))
    fit(game(), stop, *callbacks)
    assert (tmp_path / "samples" / "epoch_0002.png").exists()


# What is not finite.


@pytest.mark.not_on_torch("Keras asks for steps_per_execution=1")
def test_nan_in_one_of_several_steps_a_call(tmp_path):
    gan = game()
    gan.compile(steps_per_execution=2)
    stop = StopOnNaN(roll_back=1, every=2)
    kept = []

    class Poison(keras.callbacks.Callback):
        def on_train_batch_begin(self, batch, logs=None):
            kept.append(stop._good.values)
            if batch == 2:
                weight = self.model.discriminator.trainable_variables[-1]
                weight.assign(np.full(weight.shape, np.nan))

    gan.fit(POINTS, batch_size=8, verbose=0, callbacks=[stop, Poison()])
    (sentence,) = stop.rolled_back
    assert "is nan after step 4 of epoch 1, the loss of the " in sentence
    # Every call, which is of two steps.
    assert all(a is not b for a, b in zip(kept, kept[1:]))


def test_logs_of_any_kind_are_looked_at():
    stop = StopOnNaN(raise_error=True)
    stop.set_model(game())
    stop.on_train_begin()
    stop.on_epoch_begin(0)
    for fine in (
        None,
        {},
        {"a": None, "b": "text", "c": [1.0], "d": np.ones(2)},
    ):
        stop.on_train_batch_end(0, fine)
    with pytest.raises(
        FloatingPointError, match="e is .*nan.* step 2 of epoch 1"
    ):
        stop.on_train_batch_end(1, {"e": np.array([1, np.nan])})
    broken = {"d_loss": float("inf"), "g_loss": float("nan")}
    with pytest.raises(FloatingPointError) as error:
        stop.on_train_batch_end(2, broken)
    assert str(error.value).startswith(
        "d_loss is inf after step 3 of epoch 1, the loss of the discriminator; "
        "g_loss is nan too."
    )
