"""ProGAN: networks, phases and data that grow inside one `fit`."""

import contextlib
import io
import json
import math
import os
import shutil
import signal
import subprocess
import sys

import keras
import numpy as np
import pytest
from keras import ops

import keras_gans
from keras_gans import Schedule
from keras_gans import callbacks
from keras_gans import penalties
from keras_gans.data import arrays
from keras_gans.data import staged
from keras_gans.models.progan.schedule import Phase
from keras_gans.networks import progan

from conftest import ROOT
from conftest import difference
from conftest import run_python
from conftest import toy_images

SHAPE = (16, 16, 1)
# Of 48 images in batches of 4: twelve rounds an epoch, and five phases.
SCHEDULE = Schedule(60, 48, {4: 6, 8: 4})
DRAWN = np.random.default_rng(0).normal(size=(4, 6)).astype("float32")


def array(x):
    return ops.convert_to_numpy(x).copy()


def enlarged(images, side):
    factor = side // images.shape[1]
    return images.repeat(factor, axis=1).repeat(factor, axis=2)


def pooled(images, side):
    n, height, _, channels = images.shape
    f = height // side
    return images.reshape(n, side, f, side, f, channels).mean((2, 4))


def small(schedule=SCHEDULE, seed=1, group_size=4, **settings):
    keras.utils.set_random_seed(0)
    return keras_gans.ProGAN(
        progan.generator(SHAPE, 6, width=8, base=64),
        progan.discriminator(SHAPE, width=8, base=64, group_size=group_size),
        latent_dim=6,
        schedule=schedule,
        seed=seed,
        **settings,
    )


def compiled(**settings):
    gan = small(**settings)
    gan.compile()
    return gan


def networks():
    return (
        progan.generator(SHAPE, 6, width=8),
        progan.discriminator(SHAPE, width=8),
    )


def state(model):
    variables = model.variables + model.optimizer.variables
    return [array(v).astype("float64") for v in variables]


def at_phase(gan, stage, shown=0):
    """Puts a model where a phase has shown so many images."""
    gan.begun.assign(1000)
    gan.shown.assign(1000 + shown)
    gan.reached.assign(stage)
    gan.turn_to(stage)
    return gan


# Networks.


@pytest.mark.parametrize(
    "shape, width, latents, counts",
    [
        ((32, 32, 3), 128, 128, (1_296_908, 1_298_689)),
        ((16, 16, 3), 128, 128, (1_001_353, None)),
        ((8, 8, 3), 128, 128, (705_798, None)),
        pytest.param(
            (1024, 1024, 3),
            512,
            512,
            (23_079_115, 23_087_249),
            marks=pytest.mark.slow,
        ),
    ],
)
def test_networks_have_the_authors_parameters(shape, width, latents, counts):
    made = (
        progan.generator(shape, latents, width),
        progan.discriminator(shape, width),
    )
    for network, count in zip(made, counts):
        found = sum(math.prod(v.shape) for v in network.trainable_variables)
        assert count in (found, None)


@pytest.mark.parametrize("grown", [0.0, 0.4, 1.0, 1.7, 2.0])
def test_the_network_of_a_level_does_what_the_whole_one_does(grown):
    level, fading = math.ceil(grown), grown != math.ceil(grown)
    generator, discriminator = networks()
    for network in (generator, discriminator):
        network.grow(grown)
    whole = array(generator(DRAWN))
    part = array(generator.at(level, fading)(DRAWN))
    assert part.shape == (4, 4 * 2**level, 4 * 2**level, 1)
    np.testing.assert_allclose(enlarged(part, 16), whole, atol=1e-5)
    judged = array(discriminator.at(level, fading)(part))
    np.testing.assert_allclose(judged, discriminator(whole), atol=1e-5)


@pytest.mark.parametrize("level", [1, 2])
def test_output_is_continuous_where_phases_meet(level):
    generator, discriminator = networks()
    images = toy_images(4, (4 * 2**level,) * 2 + (1,))
    for share, plain in ((0, level - 1), (1, level)):
        for network in (generator, discriminator):
            network.grow(level - 1 + share)
        fading = array(generator.at(level, True)(DRAWN))
        settled = array(generator.at(plain)(DRAWN))
        settled = enlarged(settled, fading.shape[1])
        np.testing.assert_allclose(fading, settled, atol=1e-5)
        smaller = pooled(images, 4 * 2**plain)
        judged = discriminator.at(level, True)(images)
        alone = discriminator.at(plain)(smaller)
        np.testing.assert_allclose(judged, alone, atol=1e-5)


@pytest.mark.parametrize("policy", ["float32", "mixed_bfloat16"])
def test_networks_come_back_from_their_files(policy, tmp_path):
    keras.config.set_dtype_policy(policy)
    for network, given in zip(networks(), (DRAWN, toy_images(4))):
        network.grow(1.3)
        network.save(tmp_path / "network.keras")
        keras.config.set_dtype_policy("float32")
        again = keras.saving.load_model(tmp_path / "network.keras")
        assert type(again) is type(network)
        expected = array(network.at(2, True)(given))
        found = array(again.at(2, True)(given))
        np.testing.assert_array_equal(found, expected)
        keras.config.set_dtype_policy(policy)


@pytest.mark.slow
@pytest.mark.tensorflow
def test_the_largest_networks_do_a_step_of_one_image():
    shape = (1024, 1024, 3)
    gan = keras_gans.ProGAN.for_images(shape, schedule=Schedule(start=1024))
    gan.compile()
    logs = gan.train_on_batch(toy_images(1, shape), return_dict=True)
    assert np.isfinite(list(logs.values())).all()
    assert logs["resolution"] == 1024


# Schedules.


def test_a_resolution_fades_in_and_is_trained():
    assert Schedule({8: 5, 16: 7}, {4: 10, 16: 20}, 4).phases(3) == [
        Phase(0, False, 10, 4),
        Phase(1, True, 5, 4),
        Phase(1, False, 10, 4),
        Phase(2, True, 7, 4),
        Phase(2, False, 20, 4),
    ]


def test_the_papers_schedule_is_its_appendixs():
    phases = keras_gans.models.progan.schedule.get("paper", 1024).phases(9)
    assert len(phases) == 17
    assert sum(phase.images for phase in phases[:16]) == 600_000 * 16
    sizes = {phase.side: phase.batch_size for phase in phases}
    assert sizes == dict.fromkeys((4, 8, 16, 32, 64, 128), 16) | {
        256: 14,
        512: 6,
        1024: 3,
    }


@pytest.mark.parametrize("name", ["paper", "gpu", "cpu"])
def test_a_schedule_by_name_is_for_pictures_of_any_size(name):
    gan = keras_gans.ProGAN.for_images(SHAPE, 6, width=4, schedule=name)
    assert [phase.side for phase in gan.phases] == [4, 8, 8, 16, 16]
    again = type(gan).from_config(gan.get_config())
    assert again.phases == gan.phases


def test_a_schedule_comes_back_from_json():
    config = json.loads(json.dumps(SCHEDULE.get_config()))
    assert Schedule.from_config(config).phases(3) == SCHEDULE.phases(3)


def test_a_schedule_may_begin_with_the_whole_picture():
    (phase,) = Schedule(start=16, batch_sizes=4, train_images=8).phases(3)
    assert phase == Phase(2, False, 8, 4)


# Growth.


class Seen(keras.callbacks.Callback):
    """What each epoch found: its stage, what optimizers remember (their steps
    too, by which Adam corrects its moments), images shown."""

    def __init__(self):
        super().__init__()
        self.epochs = []

    def on_epoch_begin(self, epoch, logs=None):
        self.shown = int(self.model.shown)

    def on_train_batch_begin(self, batch, logs=None):
        if batch == 0:
            moments = [
                np.abs(array(v)).max()
                for v in self.model.optimizer.variables
                if "learning_rate" not in v.path
            ]
            phase = self.model.phase
            self.epochs.append((phase.side, phase.fading, self.shown, moments))


@pytest.fixture(scope="module")
def grown():
    """A whole run: (history, what each epoch found, what the bar said)."""
    gan, seen = compiled(), Seen()
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        history = gan.fit(
            toy_images(48), batch_size=4, verbose=1, callbacks=[seen]
        ).history
    return history, seen.epochs, said.getvalue()


def test_one_fit_grows_through_all_resolutions(grown):
    history, epochs, _ = grown
    # An epoch has twelve rounds: of 72 images at 4x4, of 48 later.
    assert history["resolution"] == [4, 8, 8, 8, 16, 16, 16]
    fading = [fades for _, fades, _, _ in epochs]
    assert fading == [False, True, True, False, True, True, False]
    shown = [n for _, _, n, _ in epochs]
    assert shown == [0, 72, 120, 168, 216, 264, 312]
    # As it is at the end of the epoch: 48 of 60, then all of them.
    expected = [1, 48 / 60, 1, 1, 48 / 60, 1, 1]
    np.testing.assert_allclose(history["alpha"], expected, atol=1e-6)
    kimg = [*(n / 1000 for n in shown[1:]), 0.36]
    np.testing.assert_allclose(history["kimg"], kimg, atol=1e-6)


def test_optimizers_begin_anew_in_each_phase(grown):
    _, epochs, _ = grown
    fading = [fades for _, fades, _, _ in epochs]
    for epoch, (_, fades, _, remembered) in enumerate(epochs):
        begins = epoch == 0 or fades != fading[epoch - 1]
        assert (max(remembered) == 0) == begins, epoch


def test_the_bar_says_how_far_it_is(grown):
    *_, said = grown
    for word in ("resolution: 16", "alpha: ", "kimg: 0.36", "hours_left"):
        assert word in said, word
    assert "images_per_second" in said


def test_what_is_not_in_yet_stays_as_it_was(images):
    gan = compiled()
    before = gan.generator.get_weights()
    gan.fit(images, batch_size=4, epochs=1, verbose=0)
    now = gan.generator.get_weights()
    moved = {
        weight.path
        for weight, a, b in zip(gan.generator.weights, before, now)
        if (a != b).any() and weight.trainable
    }
    parts = [gan.generator.first, gan.generator.blocks[0][0]]
    parts.append(gan.generator.colours[0])
    assert moved == {w.path for part in parts for w in part.weights}


@pytest.fixture(scope="module")
def in_a_fade():
    """A model that was left in the fade to 8x8."""
    gan = compiled()
    gan.fit(toy_images(48), batch_size=4, epochs=2, verbose=0)
    return gan


def test_averages_grow_with_their_network(in_a_fade):
    gan = in_a_fade
    average = gan.averaged(gan.generator)
    assert average is not gan.generator
    grown = array(gan.generator.fade.grown)
    assert 0 < grown < 1
    assert array(average.fade.grown) == grown == gan.discriminator.fade.grown


def test_samples_are_whole_at_any_stage(in_a_fade):
    made = in_a_fade.generate(3, seed=1)
    assert made.shape == (3, *SHAPE)
    np.testing.assert_allclose(enlarged(pooled(made, 8), 16), made, atol=1e-6)


@pytest.mark.tensorflow
def test_what_is_exported_in_a_fade_is_what_is_generated(in_a_fade, tmp_path):
    import tensorflow as tf

    gan = in_a_fade
    gan.export(tmp_path, verbose=False)
    served = tf.saved_model.load(tmp_path)
    found = served.generate(3, tf.constant(1, "int64"))
    wanted = gan.sample_spec.encode(gan.generate(3, seed=1))
    np.testing.assert_array_equal(found, wanted)


def test_reals_are_pooled_and_faded(images):
    gan = at_phase(compiled(), 1, shown=15)  # A quarter of the fade to 8x8.
    new, old = pooled(images, 8), pooled(images, 4)
    expected = 0.25 * new + 0.75 * enlarged(old, 8)
    for real in (images, gan.scaled({"real": images})["real"]):
        found = gan.prepare({"real": ops.convert_to_tensor(real)})["real"]
        np.testing.assert_allclose(found, expected, atol=1e-6)


def test_the_losses_are_the_papers(images, monkeypatch):
    gan = at_phase(compiled(penalty_target=2.0), 2)
    batch = {"real": ops.convert_to_tensor(pooled(images[:4], 8))}
    real, fake = batch["real"], ops.convert_to_tensor(pooled(images[4:8], 8))
    monkeypatch.setattr(gan, "fakes", lambda batch: fake)
    monkeypatch.setattr(keras.random, "uniform", lambda *_, **__: 0.0 * real)
    logs = gan.losses("discriminator", batch)
    judge = gan.discriminator.at(1)
    reals, fakes = array(judge(real)), array(judge(fake))
    # Where the weight of the real is 0 the norm is that at the fakes.
    norms = array(penalties.gradient_norm(judge, fake))
    expected = fakes.mean() - reals.mean() + 1e-3 * (reals**2).mean()
    expected += 10 * ((norms / 2 - 1) ** 2).mean()
    assert float(logs["d_loss"]) == pytest.approx(expected, rel=1e-4)
    g_loss = float(gan.losses("generator", batch)["g_loss"])
    assert g_loss == pytest.approx(-fakes.mean(), rel=1e-4)


def test_labels_are_told_and_found_again(images):
    gan = keras_gans.ProGAN.for_images(
        SHAPE, 6, width=4, num_classes=3, schedule=SCHEDULE, seed=1
    )
    gan.compile()
    labels = np.arange(48, dtype="int32") % 3
    history = gan.fit(images, labels, batch_size=4, epochs=2, verbose=0).history
    assert np.isfinite(history["class_loss"]).all()
    assert history["resolution"] == [4, 8]
    made = gan.generate(3, seed=2, labels=[0, 1, 2])
    assert made.shape == (3, *SHAPE)
    assert (gan.generate(3, seed=2, labels=[1, 1, 2])[0] != made[0]).any()


def test_evaluation_judges_at_the_resolution_that_lasts(images):
    gan = small()
    distance = keras_gans.metrics.SlicedWassersteinDistance(SHAPE, 16)
    gan.compile(metrics=[distance])
    history = gan.fit(
        images,
        batch_size=4,
        epochs=2,
        verbose=0,
        validation_data=images[:16],
    ).history
    assert "val_d_loss" in history and "val_alpha" not in history
    for name, values in history.items():
        assert np.isfinite(values).all(), name


def test_watches_look_at_whole_pictures(images):
    gan = compiled()
    overfitting = callbacks.OverfittingWatch(images, images[:16])
    collapse = callbacks.CollapseWatch(images)
    watches = [overfitting, collapse]
    gan.fit(images, batch_size=4, epochs=2, verbose=0, callbacks=watches)
    said = gan.judge(ops.convert_to_tensor(images[:16]))
    assert overfitting.looks[-1]["held_out"] == pytest.approx(
        array(said).mean(), abs=1e-5
    )
    assert len(overfitting.looks) == 2


def test_an_epoch_that_is_named_outlasts_the_schedule(images):
    gan = compiled(schedule=Schedule(4, 4, 4, start=16))
    history = gan.fit(images, batch_size=4, epochs=3, verbose=0).history
    assert history["resolution"] == [16, 16, 16]


def test_training_by_batches_grows_too(images):
    gan = compiled(schedule=Schedule(4, 4, 4, start=8))
    logs = [gan.train_on_batch(images[:4], return_dict=True) for _ in range(4)]
    assert [log["resolution"] for log in logs] == [8, 16, 16, 16]


def test_a_schedule_that_is_over_says_so(images):
    gan = compiled(schedule=Schedule(4, 4, 4, start=16))
    gan.fit(images, batch_size=4, verbose=0)
    with pytest.warns(UserWarning, match="schedule is over.*epochs=None"):
        gan.fit(images, batch_size=4, verbose=0)


@pytest.mark.parametrize("first, second", [(16, 8), (8, 16)])
def test_weights_of_another_schedule_are_refused(
    images, tmp_path, first, second
):
    gan, other = (
        compiled(schedule=Schedule(4, 4, 4, start=start))
        for start in (first, second)
    )
    gan.fit(images[:4], batch_size=4, verbose=0)
    gan.save_weights(tmp_path / "gan.weights.h5")
    with pytest.raises(ValueError, match="another schedule"):
        other.load_weights(tmp_path / "gan.weights.h5")
        other.fit(images, batch_size=4, verbose=0)


def test_what_is_settled_is_not_set_again():
    gan = small()
    for name in ("schedule", "augmentation"):
        with pytest.raises(AttributeError, match=f"`{name}` is settled"):
            setattr(gan, name, None)


# Resuming.


# In the first round of a fade, in its midst, in its second epoch.
PLACES = [(1, 1), (1, 7), (2, 5)]


@pytest.mark.parametrize(
    "kind, places",
    [
        ("arrays", PLACES[1:2]),
        pytest.param("arrays", PLACES, marks=pytest.mark.slow),
        pytest.param("dataset", PLACES, marks=pytest.mark.slow),
    ],
)
def test_a_run_goes_on_in_the_midst_of_a_fade(kind, places, images, tmp_path):
    if kind == "dataset":
        tf = pytest.importorskip("tensorflow")

    def data():
        if kind == "arrays":
            return images
        found = tf.data.Dataset.from_tensor_slices(images)
        return found.shuffle(48, seed=3).batch(5)

    def run(gan, *others):
        gan.fit(
            data(), batch_size=4, epochs=3, verbose=0, callbacks=list(others)
        )
        return state(gan)

    whole = run(compiled(), _Backups(tmp_path))
    for epoch, rounds in places:
        gan = compiled(seed=7)
        backup = callbacks.Backup(tmp_path / f"{epoch}-{rounds}", 1)
        assert difference(run(gan, backup), whole) == 0, (epoch, rounds)


class _Backups(callbacks.Backup):
    """Backups of each round, of which those of some places are kept."""

    def __init__(self, folder):
        super().__init__(folder / "backup", 1)
        self.folder = folder

    def on_epoch_begin(self, epoch, logs=None):
        super().on_epoch_begin(epoch, logs)
        self.epoch = epoch

    def on_train_batch_end(self, batch, logs=None):
        super().on_train_batch_end(batch, logs)
        if (self.epoch, batch + 1) in PLACES:
            shutil.copytree(
                self.folder / "backup",
                self.folder / f"{self.epoch}-{batch + 1}",
            )


_KILLED = """
import os, signal, sys
import keras, numpy as np, tensorflow as tf
from conftest import toy_images
from keras_gans.callbacks import Backup
from test_progan import compiled, state

backup, *place = sys.argv[1:]
place = list(map(int, place))
tf.config.experimental.enable_op_determinism()

class Fate(keras.callbacks.Callback):
    def on_train_batch_end(self, batch, logs=None):
        now = keras.ops.convert_to_numpy(self.model.place)
        if list(map(int, now)) == place:
            os.kill(os.getpid(), signal.SIGKILL)

gan = compiled(seed=7 if os.path.exists(backup) else 1)
data = tf.data.Dataset.from_tensor_slices(toy_images(48))
data = data.shuffle(48, seed=3).batch(5)
gan.fit(data, epochs=3, verbose=0, callbacks=[Fate(), Backup(backup, 1)])
print(*[x.tobytes().hex() for x in state(gan)])
"""


@pytest.mark.slow
@pytest.mark.tensorflow
def test_a_run_killed_in_a_fade_goes_on_in_a_new_process(tmp_path):
    def run(name, place=(-1, -1)):
        given = [str(tmp_path / name), *map(str, place)]
        return subprocess.run(
            [sys.executable, "-c", _KILLED, *given],
            capture_output=True,
            text=True,
            cwd=ROOT / "tests",
            env=os.environ,
        )

    straight = run("straight")
    assert straight.returncode == 0, straight.stderr
    # The backup is that of the round before.
    for i, (epoch, rounds) in enumerate(PLACES):
        killed = run(f"killed_{i}", (epoch, rounds + 1))
        assert killed.returncode == -signal.SIGKILL, killed.stderr
        again = run(f"killed_{i}")
        assert again.returncode == 0, again.stderr
        last = [x.stdout.splitlines()[-1] for x in (straight, again)]
        assert last[0] == last[1], (epoch, rounds)


@pytest.mark.slow
def test_a_loaded_model_goes_on_as_the_saved_one(images, tmp_path):
    gan = compiled()
    gan.fit(images, batch_size=4, epochs=2, verbose=0)
    gan.save(tmp_path / "gan.keras")
    twin = keras.saving.load_model(tmp_path / "gan.keras")
    assert twin.phase == gan.phase
    assert twin.schedule.phases(3) == gan.schedule.phases(3)
    for model in (gan, twin):
        model.fit(images, batch_size=4, epochs=3, initial_epoch=2, verbose=0)
    assert difference(state(gan), state(twin)) == 0


# Data.


class Reader:
    """A game that takes what it is given, in batches of a size."""

    critic_steps = 1

    def __init__(self, size):
        self.stage_batch_size = size

    def read(self, element):
        return element

    def named(self, element):
        return {"real": element[0]}

    def scaled(self, batch):
        return batch


def source(count=10, size=4):
    rows = np.arange(count, dtype="float32").reshape(-1, 1)
    return arrays.ArrayBatches((rows,), size, shuffle=True)


def read(data, rounds):
    return [data[i]["real"][:, 0].tolist() for i in range(rounds)]


@pytest.mark.parametrize("size", [1, 3, 4, 7, 12])
def test_batches_of_any_size_take_up_each_sample_once_a_pass(size):
    data = staged.Staged(source(), Reader(size), 10)
    data.start(0, 0, False)
    found = [read(data, 1)[0] for _ in range(10)]
    assert {len(batch) for batch in found} == {size}
    rows = sum(found, [])
    for i in range(len(rows) // 10):
        assert sorted(rows[10 * i : 10 * i + 10]) == list(range(10))


@pytest.mark.parametrize("samples", [0, 3, 9, 10, 12, 30, 47])
@pytest.mark.parametrize("kind", ["arrays", "dataset"])
def test_data_are_put_behind_any_number_of_samples(kind, samples):
    def data():
        if kind == "arrays":
            found = source()
        else:
            tf = pytest.importorskip("tensorflow")
            found = tf.data.Dataset.range(10).shuffle(10, seed=1)
            found = found.map(lambda x: (tf.cast(x, "float32")[None],)).batch(4)
        return staged.Staged(found, Reader(3), 5)

    straight = data()
    straight.start(0, 0, False)
    rows = sum(read(straight, 30), [])
    behind = data()
    behind.start(0, samples, True)
    found = sum(read(behind, 5), [])
    assert found == rows[samples : samples + 15]


def test_a_generator_that_ends_is_not_begun_anew(images):
    gan = compiled()
    batches = (images[i : i + 4] for i in range(0, 16, 4))
    with pytest.raises(Exception, match="The data have ended"):
        gan.fit(batches, steps_per_epoch=6, epochs=2, verbose=0)


def test_epochs_may_be_cut_out_of_long_data(images):
    gan = compiled(schedule=Schedule(8, 8, 4, start=8))
    history = gan.fit(
        images, batch_size=4, steps_per_epoch=2, verbose=0
    ).history
    assert history["resolution"] == [8, 16, 16]
    assert int(gan.shown) == 24


# Cost.


_STAGES = """
import gc, weakref
import keras
from keras_gans import Schedule
from conftest import toy_images
from test_progan import compiled

traces = []

class Traced(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        traces.append(id(self.model.train_function))

def graphs():
    gc.collect()
    return sum(type(x).__name__ == "FuncGraph" for x in gc.get_objects())

def megabytes():
    return int(open("/proc/self/statm").read().split()[1]) // 256

left, memory = [], []
for run in range(4):
    images = toy_images(48)
    gan = compiled(schedule=Schedule(48, 48, 4))
    gan.fit(images, batch_size=4, epochs=7, verbose=0, callbacks=[Traced()])
    ends = [weakref.ref(x) for x in (gan, images)]
    del gan, images
    keras.backend.clear_session()
    left.append(graphs())
    memory.append(megabytes())
    assert all(end() is None for end in ends)
assert len(set(traces[:7])) == 5, traces[:7]
assert left == [0] * 4, left
assert memory[-1] - memory[-2] <= 10, memory
"""


@pytest.mark.slow
@pytest.mark.tensorflow
def test_a_phase_costs_one_trace_and_leaves_no_model_behind():
    run_python(_STAGES)


_REPLICAS = """
import keras, numpy as np, tensorflow as tf
from keras import ops
from conftest import Same, difference, toy_images
from test_progan import small
from keras_gans import Schedule

tf.config.set_logical_device_configuration(
    tf.config.list_physical_devices("CPU")[0],
    [tf.config.LogicalDeviceConfiguration()] * 2)
keras.random.uniform = lambda shape, *a, **k: ops.full(shape, 0.25)

def run(strategy):
    with strategy.scope():
        gan = small(Schedule(60, 48, {4: 6, 8: 4}), group_size=1)
        gan.latents = Same(gan.latents)
        # With ten times the rate rounding grows from round to round.
        gan.compile(keras.optimizers.SGD(0.001), keras.optimizers.SGD(0.001))
    gan.fit(toy_images(48), batch_size=4, verbose=0)
    return gan

mirrored = tf.distribute.MirroredStrategy(
    ["CPU:0", "CPU:1"], cross_device_ops=tf.distribute.ReductionToOneDevice())
one, two = run(tf.distribute.get_strategy()), run(mirrored)
assert one.samples_read == two.samples_read == 360
assert difference(one.get_weights(), two.get_weights()) < 1e-5
"""


@pytest.mark.slow
@pytest.mark.tensorflow
def test_two_replicas_grow_as_one_device():
    run_python(_REPLICAS)


# What is refused.


@pytest.mark.parametrize("shape", [(12, 12, 1), (16, 32, 1), (4, 4, 3)])
def test_sides_that_do_not_double_are_refused(shape):
    with pytest.raises(ValueError, match=r"4 \* 2\*\*n.*Received"):
        keras_gans.ProGAN.for_images(shape)


@pytest.mark.parametrize(
    "schedule, words",
    [
        ("fast", "'paper'"),
        (3, "Schedule"),
        (Schedule(batch_sizes={32: 4}), r"batch_sizes of \[32\]"),
        (Schedule(start=32), r"start of \[32\]"),
    ],
)
def test_a_schedule_that_does_not_fit_is_refused(schedule, words):
    with pytest.raises(ValueError, match=f"{words}"):
        small(schedule)


@pytest.mark.parametrize("values", [{4: 0}, -3, 2.5, {4: "many"}])
def test_a_schedule_of_no_numbers_is_refused(values):
    with pytest.raises(ValueError, match="whole number from 1. Received"):
        Schedule(batch_sizes=values)


def test_networks_that_do_not_grow_are_refused():
    other = keras_gans.DCGAN.for_images(SHAPE, 6, width=4)
    with pytest.raises(ValueError, match="grow"):
        keras_gans.ProGAN(other.generator, other.discriminator, latent_dim=6)


@pytest.mark.parametrize(
    "settings",
    [{"batch_sizes": {}}, {"fade_images": {"a": 3}}, {"train_images": {12: 3}}],
)
def test_a_schedule_of_no_sides_is_refused(settings):
    (name,) = settings
    with pytest.raises(ValueError, match=f"`{name}` is a number.*Received"):
        Schedule(**settings)


@pytest.mark.tensorflow
def test_data_of_unknown_length_are_counted_aloud(images):
    import tensorflow as tf

    data = tf.data.Dataset.from_generator(
        lambda: (images[i : i + 4] for i in range(0, 8, 4)),
        output_signature=tf.TensorSpec((None, *images.shape[1:])),
    )
    gan = compiled(schedule=Schedule(4, 4, 4, start=16))
    with pytest.warns(UserWarning, match="read once to count.*Received"):
        gan.fit(data, epochs=1, verbose=0)
    assert gan.samples_read == 8
