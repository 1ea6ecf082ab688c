"""Whatever ends a run, the same command ends where it would have ended."""

import contextlib
import os
import resource
import signal
import subprocess
import sys

import keras
import numpy as np
import pytest
from keras import ops

from keras_gans.callbacks import Backup
from keras_gans.callbacks import LossLog
from keras_gans.callbacks import read_log

from conftest import ROOT
from conftest import VARIANTS
from conftest import make
from conftest import toy_images
from conftest import two_worker_configs

# Twelve rounds, six an epoch; a backup every fourth, killed after the eleventh.
_RUN = """
import os, signal, sys
import numpy as np, tensorflow as tf, keras
import keras_gans
from conftest import element, make, toy_images
from keras_gans.callbacks import Backup

variant, replicas, backup, fate, kind = sys.argv[1:]
# Without it a sum over threads once came out another in its last bit.
tf.config.experimental.enable_op_determinism()
strategy = tf.distribute.get_strategy()
if replicas == "2":
    tf.config.set_logical_device_configuration(
        tf.config.list_physical_devices("CPU")[0],
        [tf.config.LogicalDeviceConfiguration()] * 2)
    strategy = tf.distribute.MirroredStrategy(
        ["CPU:0", "CPU:1"],
        cross_device_ops=tf.distribute.ReductionToOneDevice())
rounds = []

class Fate(keras.callbacks.Callback):
    def on_train_batch_end(self, batch, logs=None):
        place = [int(i) for i in np.array(self.model.place)]
        if fate == "killed" and place == [1, 5]:
            os.kill(os.getpid(), signal.SIGKILL)
        rounds.append(place)

with strategy.scope():
    keras.utils.set_random_seed(0)
    settings = {}
    if variant == "ADA":
        variant = "DCGAN"
        settings["augmentation"] = keras_gans.augmentation.Adaptive(
            images=64, seed=5)
    gan = make(variant, ema_momentum=0.9, **settings)
    gan.compile()
if fate == "resumed":  # Whatever it starts from is restored.
    for v in gan.variables:
        v.assign(np.array(v) + 1)
critic_steps = gan.critic_steps
data = tf.data.Dataset.from_tensor_slices(
    element(variant, toy_images(24 * critic_steps)))
data = data.shuffle(99, seed=3).batch(4, drop_remainder=True)
callbacks = [Fate()]
kind = Backup if kind == "ours" else keras.callbacks.BackupAndRestore
if fate != "straight":
    callbacks.append(kind(backup, save_freq=4))
gan.fit(data, epochs=2, verbose=0, callbacks=callbacks)
assert rounds[-1] == [1, 6], rounds
if fate == "resumed":
    first = 4 if kind is Backup else 2  # Which also has one an epoch.
    assert rounds[:2] == [[1, first], [1, first]], rounds  # Read, not played.
state = gan.variables + gan.optimizer.variables
print(*[np.array(v).tobytes().hex() for v in state])
"""


def run(variant, replicas, backup, fate, kind):
    arguments = [variant, str(replicas), str(backup), fate, kind]
    return subprocess.run(
        [sys.executable, "-c", _RUN, *arguments],
        capture_output=True,
        text=True,
        cwd=ROOT / "tests",
        env=os.environ,
    )


def case(variant, replicas, kind, always):
    marks = [] if always else [pytest.mark.slow]
    return pytest.param(variant, replicas, kind, marks=marks)


@pytest.mark.tensorflow
@pytest.mark.parametrize(
    "variant, replicas, kind",
    [
        case("DCGAN", 1, "keras", False),
        case("BEGAN", 2, "ours", True),
        *(
            case(variant, replicas, "ours", False)
            for variant in [*VARIANTS, "ADA"]
            for replicas in (1, 2)
        ),
    ],
)
def test_a_killed_run_goes_on_in_a_new_process(
    variant, replicas, kind, tmp_path
):
    straight = run(variant, replicas, tmp_path, "straight", kind)
    assert straight.returncode == 0, straight.stderr
    killed = run(variant, replicas, tmp_path, "killed", kind)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    resumed = run(variant, replicas, tmp_path, "resumed", kind)
    assert resumed.returncode == 0, resumed.stderr
    assert resumed.stdout.splitlines()[-1] == straight.stdout.splitlines()[-1]


class At(keras.callbacks.Callback):
    """Does something once, after that round of the second epoch."""

    def __init__(self, deed, rounds=3):
        super().__init__()
        self.deed = deed
        self.rounds = rounds

    def on_epoch_begin(self, epoch, logs=None):
        self.epoch = epoch

    def on_train_batch_end(self, batch, logs=None):
        if (self.epoch, batch + 1) == (1, self.rounds):
            self.deed()


def fit(images, *callbacks, shift=0.0, steps=None, **settings):
    """Two epochs of six rounds of a small WGAN, from weights moved by a
    shift; returns all weights, both optimizers' included."""
    keras.utils.set_random_seed(3)
    gan = make("WGAN", critic_steps=2)
    gan.compile(**settings)
    for variable in gan.generator.variables * bool(shift):
        variable.assign(ops.convert_to_numpy(variable) + shift)
    how = {"batch_size": 4} if steps is None else {"steps_per_epoch": steps}
    data = images() if callable(images) else images
    gan.fit(data, epochs=2, verbose=0, callbacks=list(callbacks), **how)
    variables = gan.variables + gan.optimizer.variables
    return [array(v) for v in variables]


@contextlib.contextmanager
def at_most(size):
    """No file grows beyond so many bytes, as on a disk that is full."""
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, limit[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limit)


def array(variable):
    return np.array(ops.convert_to_numpy(variable))


def crash():
    raise InterruptedError


def equal(first, second):
    return all((a == b).all() for a, b in zip(first, second, strict=True))


@pytest.fixture
def broken_off(images, tmp_path):
    """A run that ended after 9 of 12 rounds, backups after every second."""
    with pytest.raises(InterruptedError):
        fit(images, Backup(tmp_path, 2), At(crash))
    return Backup(tmp_path, 2)


@pytest.fixture
def images():
    return toy_images(48)


def test_backups_of_rounds(images, broken_off, capsys):
    resumed = fit(images, broken_off, shift=1.0)
    assert equal(resumed, fit(images))
    assert "goes on from epoch 2 after 2 rounds" in capsys.readouterr().out
    assert not broken_off.directory.exists()


@pytest.mark.not_on_torch("Keras asks for steps_per_execution=1")
def test_several_rounds_a_call(images, tmp_path):
    with pytest.raises(InterruptedError):
        fit(images, Backup(tmp_path, 4), At(crash, 4), steps_per_execution=2)
    resumed = fit(images, Backup(tmp_path), shift=1.0, steps_per_execution=2)
    assert equal(resumed, fit(images, steps_per_execution=2))


@pytest.mark.tensorflow
@pytest.mark.parametrize("rounds", [1, pytest.param(3, marks=pytest.mark.slow)])
def test_epochs_cut_from_endless_data(rounds, images, tmp_path):
    """Also where a pass over the data and an epoch are not one."""
    import tensorflow as tf

    def data():
        data = tf.data.Dataset.from_tensor_slices(images)
        return data.shuffle(99, seed=3).repeat().batch(4)

    with pytest.raises(InterruptedError):
        fit(data, Backup(tmp_path, 2), At(crash, rounds), steps=5)
    resumed = fit(data, Backup(tmp_path), shift=1.0, steps=5)
    assert equal(resumed, fit(data, steps=5))


@pytest.mark.parametrize("steps, epochs", [(6, 2), (3, 4)])
def test_epochs_cut_from_data_that_end(steps, epochs, images, tmp_path):
    """The same rounds are played; the order is the same where epochs and
    passes begin together, else a sentence says that it is not."""
    settings = {"batch_size": 4, "steps_per_epoch": steps, "epochs": epochs}
    played = []

    def run(*callbacks):
        keras.utils.set_random_seed(3)
        gan = make("WGAN", critic_steps=2)
        gan.compile()
        count = keras.callbacks.LambdaCallback(
            on_train_batch_end=lambda batch, logs: played.append(bool(logs))
        )
        gan.fit(images, verbose=0, callbacks=[count, *callbacks], **settings)
        return sum(played), [array(v) for v in gan.variables]

    rounds, straight = run()
    assert rounds == steps * epochs
    played.clear()
    with pytest.raises(InterruptedError):
        run(Backup(tmp_path), At(crash, 1))
    done = sum(played)
    assert done == steps + 1
    if steps == 6:
        rounds, resumed = run(Backup(tmp_path))
        assert equal(resumed, straight)
    else:
        with pytest.warns(UserWarning, match="another order"):
            rounds, _ = run(Backup(tmp_path))
    # The round after the backup is played again.
    assert rounds == steps * epochs + 1


@pytest.mark.tensorflow
@pytest.mark.parametrize("anew", [False, True])
def test_a_second_fit_reads_the_orders_that_follow(anew, images):
    """Of the same dataset, or of one that is made anew, as elsewhere."""
    import tensorflow as tf

    def shuffled():
        data = tf.data.Dataset.from_tensor_slices(images)
        return data.shuffle(len(images), 3).batch(16)

    def fitted(*fits):
        keras.utils.set_random_seed(0)
        gan, data = make("GAN"), shuffled()
        gan.compile()
        for first, last in fits:
            data = shuffled() if anew else data
            gan.fit(data, epochs=last, initial_epoch=first, verbose=0)
        return gan.get_weights()

    for one, two in zip(fitted((0, 3)), fitted((0, 1), (1, 3))):
        np.testing.assert_array_equal(one, two)


def test_an_interrupted_reading_leaves_nothing_behind(images, tmp_path):
    """The same model goes on after it was interrupted once more."""
    with pytest.raises(InterruptedError):
        fit(images, Backup(tmp_path, 4), At(crash, 5))
    keras.utils.set_random_seed(3)
    gan = make("WGAN", critic_steps=2)
    gan.compile()
    settings = {"batch_size": 4, "epochs": 2, "verbose": 0}
    callbacks = [Backup(tmp_path, 4)]
    with pytest.raises(InterruptedError):
        gan.fit(images, callbacks=[*callbacks, At(crash, 1)], **settings)
    gan.fit(images, callbacks=callbacks, **settings)
    variables = gan.variables + gan.optimizer.variables
    assert equal([array(v) for v in variables], fit(images))


def test_a_signal_at_an_epochs_end(images, tmp_path):
    """Callbacks before the backup have seen the epoch, and see it once."""

    class Signal(keras.callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            if epoch == 0:
                os.kill(os.getpid(), signal.SIGINT)

    def run(*callbacks):
        log = LossLog(tmp_path / "log.csv", append=True)
        return fit(images, *callbacks, log, Backup(tmp_path / "backup", 4))

    with pytest.raises(KeyboardInterrupt):
        run(Signal())
    assert len(read_log(tmp_path / "log.csv")["d_loss"]) == 1
    with pytest.raises(InterruptedError):
        run(At(crash, 6))
    resumed = run()
    assert len(read_log(tmp_path / "log.csv")["d_loss"]) == 2
    assert equal(resumed, fit(images))


def test_a_signal_after_the_last_round(images, tmp_path):
    class Signal(keras.callbacks.Callback):
        def on_train_end(self, logs=None):
            os.kill(os.getpid(), signal.SIGINT)

    with pytest.raises(KeyboardInterrupt):
        fit(images, Signal(), Backup(tmp_path / "backup"))
    assert not (tmp_path / "backup").exists()


def test_a_fit_that_has_ended_is_not_played_again(images, tmp_path):
    backup = Backup(tmp_path, delete_checkpoint=False)
    ended = fit(images, backup)
    assert max(backup.files()) == (2, 0)
    # Any round would be this crash.
    assert equal(fit(images, backup, At(crash, 1), shift=1.0), ended)


def test_lines_of_epochs_played_again_are_taken_out(images, tmp_path):
    path = tmp_path / "log.csv"
    path.write_text("epoch,d_loss,g_loss\n0,1.0,2.0\n1,3.0,4.0\n2,5.0,6.0\n")
    gan = make("DCGAN")
    gan.compile()
    log = LossLog(path, append=True)
    gan.fit(images, epochs=2, initial_epoch=1, verbose=0, callbacks=[log])
    lines = path.read_text().splitlines()
    assert lines[:2] == ["epoch,d_loss,g_loss", "0,1.0,2.0"]
    assert len(lines) == 3 and lines[2].startswith("1,")


@pytest.mark.tensorflow  # On JAX a model's state is elsewhere during a fit.
def test_an_interrupted_loss_leaves_nothing_behind(images):
    """What one pass shares ends with it."""
    gan = make("DCGAN")
    gan.compile(simultaneous=True, run_eagerly=True)
    loss, gan.generator_loss = gan.generator_loss, lambda batch: crash()
    with pytest.raises(InterruptedError):
        gan.fit(images, batch_size=4, verbose=0)
    gan.generator_loss = loss
    first, second = (
        gan.evaluate(x, verbose=0) for x in (images[:8], images[8:16])
    )
    assert first != second


def test_a_backup_cut_in_half(images, broken_off, capsys):
    last, before = broken_off.files().values()
    os.truncate(last, last.stat().st_size // 2)
    with pytest.warns(UserWarning, match=f"{last.name} cannot be read"):
        resumed = fit(images, broken_off, shift=1.0)
    assert f"{before.name}: goes on" in capsys.readouterr().out
    assert equal(resumed, fit(images))


def test_a_damaged_backup(images, broken_off):
    """Whole by its length, and wrong in the middle."""
    last = next(iter(broken_off.files().values()))
    data = bytearray(last.read_bytes())
    middle = len(data) // 2
    data[middle] ^= 1
    last.write_bytes(data)
    with pytest.warns(UserWarning, match=f"{last.name} cannot be read"):
        resumed = fit(images, broken_off, shift=1.0)
    assert equal(resumed, fit(images))


def test_no_backup_that_can_be_read(images, broken_off, capsys):
    last, before = broken_off.files().values()
    last.write_bytes(b"")
    before.write_bytes(b"no weights")
    with pytest.warns(UserWarning, match="cannot be read"):
        with pytest.raises(InterruptedError):
            fit(images, broken_off, At(crash))
    # The damaged ones do not stand in the way of new ones.
    assert list(broken_off.files()) == [(1, 2), (1, 0)]
    resumed = fit(images, broken_off, shift=1.0)
    assert "a new run" in capsys.readouterr().out
    assert equal(resumed, fit(images))


def test_a_full_disk(images, broken_off):
    """The backups before stay, the run goes on and says so."""
    before = {p: p.read_bytes() for p in broken_off.directory.iterdir()}
    size = max(map(len, before.values()))
    seen = []

    def look():
        files = broken_off.directory.iterdir()
        seen.append({p: p.read_bytes() for p in files})

    with at_most(size // 2):
        with pytest.warns(UserWarning, match="No backup could be written"):
            resumed = fit(images, broken_off, At(look, 6))
    assert seen == [before] and len(before) == 2
    assert equal(resumed, fit(images))


@pytest.mark.parametrize(
    "number, error",
    [(signal.SIGINT, KeyboardInterrupt), (signal.SIGTERM, SystemExit)],
)
def test_signals_leave_a_backup(number, error, images, tmp_path, capsys):
    handler = signal.getsignal(number)
    send = At(lambda: os.kill(os.getpid(), number))
    with pytest.raises(error):
        fit(images, send, Backup(tmp_path))
    assert "Stopped in epoch 2 after 3 rounds" in capsys.readouterr().out
    assert signal.getsignal(number) == handler
    assert equal(fit(images, Backup(tmp_path), shift=1.0), fit(images))


def test_handlers_do_not_outlive_fit(images, tmp_path):
    handler = signal.getsignal(signal.SIGINT)
    with pytest.raises(InterruptedError):
        fit(images, Backup(tmp_path), At(crash))
    assert signal.getsignal(signal.SIGINT) == handler


@pytest.mark.parametrize("save_freq", [0, -1, 2.5, "round"])
def test_wrong_save_freq(save_freq, tmp_path):
    with pytest.raises(ValueError, match="save_freq"):
        Backup(tmp_path, save_freq)


def test_a_failed_save_leaves_the_old_file(tmp_path):
    gan = make("DCGAN")
    gan.compile()
    path = tmp_path / "gan.keras"
    gan.save(path)
    before = path.read_bytes()
    with at_most(len(before) // 2), pytest.raises(OSError):
        gan.save(path)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


# Two workers; the second of them is killed after round 9 of 12.
_WORKER = """
import json, os, signal, sys
import numpy as np, tensorflow as tf
strategy = tf.distribute.MultiWorkerMirroredStrategy()
import keras
from conftest import make, toy_images
from keras_gans.callbacks import Backup

index = json.loads(os.environ["TF_CONFIG"])["task"]["index"]
backup, fate = sys.argv[1:]

class Fate(keras.callbacks.Callback):
    def on_train_batch_end(self, batch, logs=None):
        place = [int(i) for i in np.array(self.model.place)]
        if fate == "killed" and index == 1 and place == [1, 3]:
            os.kill(os.getpid(), signal.SIGKILL)

with strategy.scope():
    keras.utils.set_random_seed(0)
    gan = make("WGANGP", critic_steps=2)
    gan.compile()
data = tf.data.Dataset.from_tensor_slices(toy_images(96))
data = data.shuffle(99, seed=3).batch(8)
callbacks = [Fate()]
if fate != "straight":
    callbacks.append(Backup(f"{backup}/{index}", save_freq=4))
gan.fit(data, epochs=2, verbose=0, callbacks=callbacks)
state = gan.trainable_variables + gan.optimizer.variables
print(*[np.array(v).tobytes().hex() for v in state])
"""


def two_workers(backup, fate):
    """The processes of both workers, when both have ended."""
    workers = []
    for config in two_worker_configs():
        worker = subprocess.Popen(
            [sys.executable, "-c", _WORKER, str(backup), fate],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT / "tests",
            env={**os.environ, "TF_CONFIG": config},
        )
        workers.append(worker)
    return [(*worker.communicate(), worker.returncode) for worker in workers]


@pytest.mark.slow
@pytest.mark.tensorflow
def test_a_killed_worker(tmp_path):
    straight = two_workers(tmp_path, "straight")
    assert [code for *_, code in straight] == [0, 0], straight
    killed = two_workers(tmp_path, "killed")
    assert killed[1][2] == -signal.SIGKILL and killed[0][2] != 0, killed
    # As if the backups of one of them had not been written in time.
    next(iter(Backup(tmp_path / "0").files().values())).unlink()
    resumed = two_workers(tmp_path, "resumed")
    assert [code for *_, code in resumed] == [0, 0], resumed
    ends = {out.splitlines()[-1] for out, *_ in straight + resumed}
    assert len(ends) == 1
    assert "goes on from epoch 1 after 4 rounds" in resumed[1][0]
