"""What every variant promises, a function a promise.

Each takes a `Subject` whose model has been put back, and raises
AssertionError where the variant does something else.
"""

import contextlib
import inspect
import tempfile

import keras
import numpy as np
from keras import ops

from keras_gans import callbacks
from keras_gans import specs
from keras_gans.testing.subject import BATCH
from keras_gans.testing.subject import arguments
from keras_gans.testing.subject import difference
from keras_gans.testing.subject import tensors
from keras_gans.testing.subject import values
from keras_gans.testing.subject import variables


def promises():
    """All checks that this backend can do, in the order in which to run."""
    served = keras.backend.backend() == "tensorflow"
    return QUICK + (export_equals_call,) * served + SLOW


# Playing.


def trains_and_logs(subject):
    """`fit` logs finite means under the declared names alone."""
    logs = subject.fit()
    known = {metric.name for metric in subject.model._log_means.values()}
    assert set(logs) <= known, f"{set(logs) - known} are not declared"
    unseen = set(subject.model.log_names) - set(logs)
    staged = set(subject.model.playing) != set(subject.model.players)
    assert staged or not unseen, f"{unseen} are declared and never logged"
    for name, history in logs.items():
        assert np.isfinite(history).all(), f"{name}={history}"
    changed = difference(values(subject.model), subject._start)
    assert changed > 0, "nothing has moved"


def each_player_moves_its_own(subject):
    """An update of a player moves its own variables and no other's."""
    model = subject.model
    ((batch, *_),) = subject.batches(1)
    for player in model.playing:
        subject.put_back()
        before = {id(v): np.array(v) for v in model.variables}
        model.update(player, batch)
        moved = {
            name
            for name, networks in model.players.items()
            for network in networks
            for v in network.weights
            if (before[id(v)] != np.array(v)).any()
        }
        assert moved == {player}, f"the {player}'s update moves {moved}"


def networks_train_and_infer(subject):
    """Networks are called with `training=True` in training alone."""
    model = subject.model
    ((*batches,),) = subject.batches(1)
    with _phases(model) as phases:
        model.adversarial_step(batches)
    assert phases and all(phases), f"in a round: training={phases}"
    with _phases(model) as phases:
        model._evaluation(tensors(subject.rows(0, BATCH)))
        model(model.inputs_for(2, seed=0, **subject.told(2)))
    assert phases and not any(phases), f"in evaluation: training={phases}"


@contextlib.contextmanager
def _phases(model):
    """Within it, what `training` each network is called with."""
    phases = []

    def watched(call):
        def seen(*args, training=None, **kwargs):
            phases.append(training)
            return call(*args, training=training, **kwargs)

        return seen

    networks = [n for group in model.players.values() for n in group]
    for network in networks:
        network.call = watched(network.call)
    try:
        yield phases
    finally:
        for network in networks:
            del network.call


def eager_equals_compiled(subject):
    """A compiled round does what the same round does step by step."""
    model, rounds = subject.model, 2
    rows = subject.rows(0, rounds * model.critic_steps * BATCH)
    compiled = subject.fit(data=rows, shuffle=False)
    subject.put_back()
    model.reset_metrics()
    for batches in subject.batches(rounds):
        model.adversarial_step(batches)
    for name, history in compiled.items():
        eager = float(model._log_means[name].result())
        assert np.isclose(eager, history[0], 1e-3, 1e-4), (
            f"{name} is {history[0]} compiled, {eager} eagerly"
        )


# Saving, resuming.


def config_holds_every_argument(subject):
    """Each argument is an attribute, in the config, and found again."""
    model = subject.fresh()
    given = arguments(model)
    for name, value in given.items():
        with contextlib.suppress(ValueError):  # It does not fit the networks.
            other = _another(name, value)
            model = type(model)(**given | {name: other})
            assert getattr(model, name) == other, (
                f"{name} is {getattr(model, name)!r}, not {other!r}"
            )
            given[name] = other
    twin = type(model).from_config(model.get_config())
    for name in inspect.signature(type(model)).parameters:
        first, again = (
            keras.saving.serialize_keras_object(getattr(m, name))
            for m in (model, twin)
        )
        assert first == again, f"{name} was {first}, is {again}"


def _another(name, value):
    """Another value of an argument, which is likely to be right too."""
    if value is None:
        return {"seed": 5, "ema_momentum": 0.5}.get(name)
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    return value / 2 if isinstance(value, float) else value


def save_load_fit_equals_fit(subject):
    """A model read from its file trains on bit for bit as the one written."""
    _equal(subject.model, subject.twin, "just loaded")
    for model in (subject.model, subject.twin):
        subject.put_back(model)
        subject.fit(model, epochs=2)
    _equal(subject.model, subject.twin, "trained on")


class _Interrupt(keras.callbacks.Callback):
    """Ends a run in the third round of its second epoch."""

    def on_epoch_begin(self, epoch, logs=None):
        self.epoch = epoch

    def on_train_batch_begin(self, batch, logs=None):
        if (self.epoch, batch) == (1, 2):
            raise InterruptedError


def resumes(subject):
    """A run that is killed and started again, in a model of any weights, ends
    bit for bit as one that never stopped."""
    twin = subject.twin
    for variable in variables(twin):
        if variable.name != "learning_rate":  # Which `compile` has said.
            variable.assign(ops.ones_like(variable.value))
    with tempfile.TemporaryDirectory() as folder:
        backup = callbacks.Backup(folder, save_freq=2)
        with contextlib.suppress(InterruptedError):
            subject.fit(epochs=2, callbacks=[backup, _Interrupt()])
        subject.fit(twin, epochs=2, callbacks=[backup])
    subject.put_back()
    subject.fit(epochs=2)
    _equal(subject.model, twin, "resumed")


def _equal(model, twin, when):
    for mine, its in zip(variables(model), variables(twin), strict=True):
        apart = difference([np.array(mine)], [np.array(its)])
        assert apart == 0, f"{when}: {mine.path} differs by {apart}"


# Samples.


def generate_repeats_by_seed(subject):
    """One seed gives one set of samples, of the declared kind."""
    model, told = subject.model, subject.told(4)
    made = model.generate(4, seed=3, batch_size=2, **told)
    spec = model.sample_spec
    assert specs.base.fits(made.shape, (4, *spec.shape)), made.shape
    spec.check(made)
    again = model.generate(4, seed=3, batch_size=2, **told)
    assert (made == again).all(), "the same seed, another sample"
    if model.latents is not None:
        others = [model.generate(4, batch_size=2, **told) for _ in range(2)]
        assert (made != others[0]).any(), "another seed, the same samples"
        assert (others[0] != others[1]).any(), "any seed, the same samples"


def averages_are_sampled(subject):
    """With `ema_momentum`, what is sampled is the averaged network."""
    if "ema_momentum" not in inspect.signature(type(subject.model)).parameters:
        return
    model = subject.fresh(ema_momentum=0.5)
    inputs = model.inputs_for(4, seed=3, **subject.told(4))
    first = np.array(model(inputs))
    for networks, changes in (model._originals, False), (model._averages, True):
        for network in networks:
            network.set_weights([2 * w + 0.1 for w in network.get_weights()])
        differs = (np.array(model(inputs)) != first).any()
        assert not networks or differs == changes, (
            "samples are made by the trained weights, not their averages"
        )


def export_equals_call(subject):
    """A SavedModel gives what the model gives."""
    import tensorflow as tf

    model, given = subject.model, subject.told(4)
    with tempfile.TemporaryDirectory() as folder:
        model.export(folder, verbose=False)
        served = tf.saved_model.load(folder)
    ends = model.endpoints()
    for end, (function, signature) in ends.items():
        inputs = [
            _served_input(name, *kind, subject.rows(0, 4), model.given)
            for name, kind in signature.items()
        ]
        _close(getattr(served, end)(*inputs), function(*inputs), end)
    inputs = keras.tree.flatten(model.inputs_for(4, seed=3, **given))
    wanted = model.generate(4, seed=3, **given)
    inputs = [tf.constant(x) for x in inputs]
    _close(served.serving_default(*inputs), wanted, "serving_default")
    if set(ends["generate"][1]) <= {*given, "n", "seed"}:
        inputs = [model.given[name].said(x) for name, x in given.items()]
        inputs = [*map(tf.constant, inputs or [4])]
        drawn = served.generate(*inputs, tf.constant(3, "int64"))
        _close(drawn, model.sample_spec.encode(wanted), "generate")


def _served_input(name, shape, dtype, rows, given):
    """Of the data what has that name, or that shape; else anything."""
    if dtype == "string":
        import tensorflow as tf

        return tf.constant(given[name].said(rows[name]))
    value = {"n": 4, "seed": 3}.get(name)
    own = [rows[name]] if name in rows else []
    for part in [*own, *reversed(rows.values())]:
        if value is None and specs.base.fits(part.shape[1:], shape[1:]):
            value = part
    if value is None:
        value = specs.Vectors(shape[1:]).example(shape[0] or 4)
    return ops.cast(value, dtype)


def _close(found, expected, end):
    found, expected = (
        [np.array(x, "float64") for x in keras.tree.flatten(made)]
        for made in (found, expected)
    )
    # A byte may be rounded to either side.
    apart = difference(found, expected)
    assert apart <= (1 if end == "generate" else 1e-4), (
        f"{end} differs by {apart}"
    )


# What Keras users expect.


def evaluate_repeats(subject):
    """`evaluate` gives all losses and metrics, the same each time."""
    first, again = subject.evaluate(), subject.evaluate()
    assert first == again, f"{first}, then {again}"
    metrics = {metric.name for metric in subject.model.metrics}
    assert set(first) <= metrics and "mean_absolute_error" in first, first
    assert np.isfinite(list(first.values())).all(), first
    assert first["mean_absolute_error"] > 0, "metrics see one side alone"


def validation_leaves_training_alone(subject):
    """A run with validation data ends where one without them ends."""
    logs = subject.fit(validation_data=subject.rows(0, BATCH))
    assert "val_mean_absolute_error" in logs, f"no validation among {set(logs)}"
    ends = values(subject.model)
    subject.put_back()
    subject.fit()
    for variable, end in zip(variables(subject.model), ends):
        if variable is not subject.model.evaluation_seed_generator.state:
            apart = difference([np.array(variable)], [end])
            assert apart == 0, (
                f"validation moves {variable.path}, by {apart}: what moves in "
                "a round does so in `adversarial_step`, not in a loss"
            )


def data_are_checked(subject):
    """Wrong data are refused before the first step, at each door."""
    model = subject.model
    doors = (model.fit, model.evaluate, model.train_on_batch)
    for name, part in subject.data.items():
        wrong = {"shape": part[:, None], "dtype": part > 0}
        if np.issubdtype(part.dtype, np.floating):
            wrong["values"] = part * np.nan
        elif model.element_spec[name].bounds is not None:
            wrong["values"] = part + 1 + int(model.element_spec[name].bounds[1])
        for fault, value in wrong.items():
            for door in doors:
                said = _refusal(door, {**subject.data, name: value})
                assert "Received: " in said, (
                    f"{door.__name__} takes a wrong {fault} of {name!r}: {said}"
                )
        said = _refusal(model.fit, {**subject.data, "?": 0, name: None})
        assert "Received: " in said, f"`fit` goes without {name!r}: {said}"
    assert difference(values(model), subject._start) == 0, "something moved"


def _refusal(door, data):
    """The sentence with which data are refused, or what happens instead."""
    try:
        door(data)
    except ValueError as error:
        return str(error)
    return "no ValueError"


# What has to be built and traced anew.


def mixed_precision_trains(subject):
    """In float16 the losses are scaled, and about as much is learnt."""
    before = keras.config.dtype_policy()
    keras.config.set_dtype_policy("mixed_float16")
    try:
        half, full = subject.fresh(), subject.model
        half.compile()
        start = half.get_weights()
        full.set_weights(start)
        # The first loss scales may overflow; each such step is left out.
        for model in (half, full):
            for name, history in subject.fit(model, epochs=6).items():
                assert np.isfinite(history).all(), f"{name}={history}"
        sample = half.generate(2, seed=0, **subject.told(2))
    finally:
        keras.config.set_dtype_policy(before)
    moved = [difference(m.get_weights(), start) for m in (half, full)]
    # A loss that was never scaled, or scaled twice, is off by thousands.
    assert 0.05 < moved[0] / moved[1] < 20, f"float16, float32: {moved}"
    assert sample.dtype == "float32", f"samples of dtype {sample.dtype}"
    assert np.isfinite(sample).all(), "samples that are not finite"


QUICK = (
    trains_and_logs,
    each_player_moves_its_own,
    networks_train_and_infer,
    eager_equals_compiled,
    config_holds_every_argument,
    save_load_fit_equals_fit,
    resumes,
    generate_repeats_by_seed,
    averages_are_sampled,
    evaluate_repeats,
    validation_leaves_training_alone,
    data_are_checked,
)
SLOW = (mixed_precision_trains,)
