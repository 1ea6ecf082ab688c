"""The house takes games of other kinds: translations, stages, films, growth."""

import functools
import shutil
import types

import keras
import numpy as np
import pytest
from keras import ops

from keras_gans import callbacks
from keras_gans import metrics

from conftest import difference
from conftest import run_python
from games import GAMES
from games import CycleGAN
from games import example
from games import game

# Six rounds an epoch. ProGAN crosses its threshold in the fourth round of the
# first; its next stage, as StackGAN's, begins with the second epoch.
EPOCHS = 2
KILLED = [(0, 5), (1, 3)]
STAGED = [(1, 1)]
PLACES = [
    pytest.param(name, place, marks=[pytest.mark.slow] * (place == KILLED[0]))
    for name in GAMES
    for place in KILLED
] + [
    pytest.param(name, place)
    for name in ("StackGAN", "ProGAN")
    for place in STAGED
]

each_game = pytest.mark.parametrize("name", GAMES)


class Killed(keras.callbacks.Callback):
    """Keeps the backups as a run leaves them that is killed there."""

    def __init__(self, backup, places):
        super().__init__()
        self.backup, self.places = backup, places

    def on_epoch_begin(self, epoch, logs=None):
        self.epoch = epoch

    def on_train_batch_begin(self, batch, logs=None):
        if (self.epoch, batch) in self.places:
            kept = self.backup.with_name(f"{self.epoch}-{batch}")
            shutil.copytree(self.backup, kept)


def state(model):
    """All that a run goes on from: weights, seeds, pools, optimizers."""
    variables = model.variables + model.optimizer.variables
    return [ops.convert_to_numpy(v).astype("float64") for v in variables]


def fit(model, data, epochs=EPOCHS, **kwargs):
    return model.fit(data, batch_size=8, epochs=epochs, verbose=0, **kwargs)


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """A game's whole run, by name: played once, with backups on its way."""

    @functools.cache
    def played(name):
        folder = tmp_path_factory.mktemp(name)
        model = game(name)
        data = example(model)
        backup = callbacks.Backup(folder / "backup", save_freq=2)
        cases = [case.values for case in PLACES]
        places = [place for other, place in cases if other == name]
        killed = Killed(folder / "backup", places)
        history = fit(model, data, callbacks=[backup, killed]).history
        model.save(folder / "model.keras")
        loaded = keras.saving.load_model(folder / "model.keras")
        return types.SimpleNamespace(
            folder=folder,
            model=model,
            data=data,
            history=history,
            state=state(model),
            stage=model.stage,
            loaded=loaded,
            loaded_state=state(loaded),
        )

    return played


@pytest.fixture
def trained(run, name):
    """That run, both of its models as they were at the end."""
    found = run(name)
    for model in (found.model, found.loaded):
        model.load_weights(found.folder / "model.keras")
    return found


@each_game
def test_a_game_trains_and_logs_what_it_declares(run, name):
    history = run(name).history
    assert set(history) == {metric.name for metric in run(name).model.metrics}
    for values in history.values():
        # What is not played is not logged, rather than as 0.
        assert np.isfinite(values).all() and np.all(values)


@each_game
def test_a_loaded_game_goes_on_as_the_one_that_was_saved(trained, name):
    assert difference(trained.loaded_state, trained.state) == 0
    for model in (trained.loaded, trained.model):
        fit(model, trained.data, epochs=1)
        assert model.stage == trained.stage
    assert difference(state(trained.loaded), state(trained.model)) == 0


@pytest.mark.parametrize("name, place", PLACES)
def test_a_killed_run_ends_as_if_nothing_had_ended_it(run, name, place):
    straight = run(name)
    model = straight.loaded
    for variable in model.variables + model.optimizer.variables:
        if variable.name != "learning_rate":  # Which `compile` has said.
            variable.assign(ops.ones_like(variable.value))
    folder = straight.folder / "{}-{}".format(*place)
    fit(model, straight.data, callbacks=[callbacks.Backup(folder, 2)])
    assert model.stage == straight.stage
    assert difference(state(model), straight.state) == 0


@each_game
def test_generate_repeats_with_conditions_by_name(trained, name):
    model = trained.model
    made = model.generate(4, seed=3)
    assert made.shape == (4, *model.sample_spec.shape)
    # By default the generator is told what the first batch had.
    told = {name: trained.data[name][:4] for name in model.given}
    np.testing.assert_array_equal(made, model.generate(4, seed=3, **told))
    one = {name: values[0] for name, values in told.items()}
    first = model.generate(4, seed=3, **one)[0]
    np.testing.assert_allclose(made[0], first, atol=1e-6)
    with pytest.raises(ValueError, match="colour"):
        model.generate(4, colour=1)


@pytest.mark.tensorflow
@each_game
def test_what_is_served_is_what_the_game_calls(trained, name, tmp_path):
    import tensorflow as tf

    model = trained.model
    model.export(tmp_path, verbose=False)
    served = tf.saved_model.load(tmp_path)
    told = {name: trained.data[name][:4] for name in model.given}
    inputs = keras.tree.flatten(model.inputs_for(4, seed=3, **told))
    wanted = model.generate(4, seed=3, **told)
    found = served.serving_default(*map(tf.constant, inputs))
    np.testing.assert_allclose(found, wanted, atol=1e-6)
    told = told or {"n": np.int32(4)}
    drawn = served.generate(
        *map(tf.constant, told.values()), tf.constant(3, "int64")
    )
    np.testing.assert_array_equal(drawn, model.sample_spec.encode(wanted))


def distance(model, samples=16):
    return metrics.FrechetDistance(model.sample_spec.shape, samples)


@each_game
def test_metrics_compare_in_evaluate_and_in_its_callback(name):
    model = game(name)
    model.compile(metrics=[distance(model)], run_eagerly=True)
    data, held_out = example(model), example(model, 16, seed=7)
    evaluation = callbacks.Evaluate(held_out, [distance(model)])
    history = fit(
        model, data, validation_data=held_out, callbacks=[evaluation]
    ).history
    logged = {metric.name for metric in model.metrics}
    assert {f"val_{name}" for name in logged} < set(history)
    assert all(np.isfinite(values).all() for values in history.values())
    # Both doors hold the same real samples against others.
    (compiled,), (own,) = model.metrics[-1:], evaluation.metrics
    for mine, its in zip(compiled.variables, own.variables):
        if mine.name.startswith("real"):
            np.testing.assert_allclose(mine, its, rtol=1e-6)


@each_game
def test_the_standard_callbacks_run_whole(trained, name, tmp_path, recwarn):
    standard = callbacks.standard(tmp_path, monitor="g_loss", samples=5)
    fit(trained.model, trained.data, 2, callbacks=standard)
    for file in ("samples/epoch_0002.png", "last.keras", "best.keras"):
        assert (tmp_path / file).stat().st_size > 0
    assert not [w for w in recwarn if "picture" in str(w.message)]
    log = callbacks.read_log(tmp_path / "losses.csv")
    assert {"d_loss", "g_loss"} <= set(log) and len(log["g_loss"]) == 2


@pytest.mark.tensorflow
@pytest.mark.parametrize(
    "name", [pytest.param("CycleGAN", marks=pytest.mark.slow), "VAEGAN"]
)
def test_a_dataset_of_dicts_and_arrays_train_alike(name):
    import tensorflow as tf

    arrays, ends = example(game(name), 16), []
    dataset = tf.data.Dataset.from_tensor_slices(arrays).batch(8)
    parts = tuple(arrays.values())
    places = parts if len(parts) > 1 else parts[0]
    for data in (arrays, dataset, places, list(parts)):
        model = game(name)
        model.compile(run_eagerly=True)
        kwargs = {} if data is dataset else {"batch_size": 8}
        model.fit(data, shuffle=False, verbose=0, **kwargs)
        ends.append(state(model))
    assert [difference(ends[0], end) for end in ends[1:]] == [0, 0, 0]


@each_game
def test_data_that_do_not_fit_are_refused_in_words(trained, name):
    model, data = trained.model, trained.data
    first = next(iter(data))
    samples = data[first]
    names = ", ".join(data)

    def refused(words, **parts):
        for door in (model.fit, model.evaluate, model.train_on_batch):
            with pytest.raises(ValueError, match=words) as error:
                door({**data, **parts})
            assert "Received: " in str(error.value)

    refused("shape", **{first: samples[:, :-1]})
    refused("floating point", **{first: (samples * 127 + 127).astype("uint8")})
    refused(r"in \[-1, 1\]", **{first: samples * 9})
    refused("finite", **{first: samples * np.nan})
    for part in data:
        left = {k: v for k, v in data.items() if k != part}
        wrong = {**left, "colour": data[part]}
        with pytest.raises(ValueError, match=rf"{first}.*colour"):
            model.fit(wrong)
        if left:
            with pytest.raises(ValueError, match=rf"\({names}\)"):
                model.fit(left)
            with pytest.raises(ValueError, match=rf"\({names}\)"):
                model.fit(*left.values())


@pytest.mark.parametrize("name", ["CycleGAN", "MoCoGAN", "VAEGAN"])
def test_averages_are_what_generate_shows(name):
    model = game(name, ema_momentum=0.9)
    model.compile(run_eagerly=True)
    fit(model, example(model, 16), 1)
    averaged = model.generate(4, seed=1)
    network = model._originals[0]
    network.set_weights([w * 2 for w in network.get_weights()])
    np.testing.assert_array_equal(averaged, model.generate(4, seed=1))


def test_the_pool_keeps_the_last_fakes(run):
    model = run("CycleGAN").model
    for pool in model.pools:
        assert int(pool.count) == 12
        assert np.ptp(ops.convert_to_numpy(pool.images), axis=0).all()


def mistaken(**attributes):
    """A CycleGAN of which its author has got something wrong."""
    model = game("CycleGAN")
    cls = type("Mistaken", (CycleGAN,), attributes)
    return cls(model.a_to_b, model.b_to_a, model.judge_a, model.judge_b)


def players(**others):
    return property(lambda self: {**CycleGAN.players.fget(self), **others})


@pytest.mark.parametrize(
    "words, attributes",
    [
        ("`encoder_loss", {"players": players(encoder=[])}),
        ("list of its networks", {"players": players(generator="a_to_b")}),
        ("nothing to train", {"players": players(generator=[])}),
        ("playing", {"playing": ("judge",)}),
        ("optimizer of its own", {"paper": None}),
        ("keras_gans.specs", {"element_spec": {"a": (8, 8, 1)}}),
        ("given='c'", {"given": {"c": None}}),
        ("`latents` is a law", {"latents": lambda self, n, seed=None: n}),
    ],
)
def test_what_a_game_lacks_is_said_by_compile(words, attributes):
    with pytest.raises(ValueError, match=words) as error:
        mistaken(**attributes).compile()
    assert "Received: " in str(error.value)


@pytest.mark.parametrize(
    "words, loss",
    [
        ("dict of scalars", None),
        ("dict of scalars", 1.0),
        ("'d_loss' is minimised", {"loss": 1.0}),
        ("take the mean", {"d_loss": np.ones(8)}),
        ("take the mean", {"d_loss": 1.0, "cycle": [1.0, 2.0]}),
        ("`log_names`", {"d_loss": 1.0, "norm": 1.0}),
    ],
)
def test_what_a_loss_must_return_is_said(words, loss):
    model = mistaken(discriminator_loss=lambda self, batch: loss)
    model.compile()
    with pytest.raises(ValueError, match=f"{words}.*Received"):
        model.losses("discriminator", example(model, 8))


def test_a_player_has_one_optimizer():
    model = game("CycleGAN")
    with pytest.raises(ValueError, match="Received twice"):
        model.compile("adam", optimizers={"discriminator": "sgd"})


def test_the_optimizer_of_any_player_is_chosen_by_its_name():
    model = game("VAEGAN")
    model.compile(optimizers={"encoder": "sgd"})
    chosen = model.optimizer.players
    assert isinstance(chosen["encoder"], keras.optimizers.SGD)
    assert isinstance(chosen["generator"], keras.optimizers.Adam)


def test_what_no_player_owns_is_named():
    owned = property(lambda self: {"generator": [self.a_to_b, self.b_to_a]})
    with pytest.warns(UserWarning, match="No player owns.*kernel"):
        mistaken(players=owned, discriminator_loss=None).compile()


_REPLICAS = """
import numpy as np, tensorflow as tf, keras
tf.config.set_logical_device_configuration(
    tf.config.list_physical_devices("CPU")[0],
    [tf.config.LogicalDeviceConfiguration()] * 2)
from games import example, game
strategy = tf.distribute.MirroredStrategy(
    ["CPU:0", "CPU:1"], cross_device_ops=tf.distribute.ReductionToOneDevice())
with strategy.scope():
    gan = game("CycleGAN")
data = example(gan, 24)
logs = gan.fit(data, batch_size=8, verbose=0)
assert all(np.isfinite(v).all() for v in logs.history.values())
for pool in gan.pools:
    # Half of a batch is seen by the first replica, whose fakes are kept.
    assert pool.count.numpy() == 12
    for variable in pool.variables:
        one, two = variable.value.values
        np.testing.assert_array_equal(one, two)
assert gan.generate(3, a=data["a"][:3]).shape == (3, 8, 8, 1)
"""


@pytest.mark.slow
@pytest.mark.tensorflow
def test_two_replicas_translate():
    run_python(_REPLICAS)
