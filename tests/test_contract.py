"""Every variant keeps every promise; on each backend (KERAS_BACKEND)."""

import warnings

import keras
import numpy as np
import pytest
from keras import ops

import keras_gans

from conftest import BACKEND
from conftest import VARIANTS
from conftest import GivenNoise
from conftest import as_taken
from conftest import difference
from conftest import element
from conftest import elements
from conftest import judge_of
from conftest import make
from conftest import preceded
from conftest import rebuilt
from conftest import toy_images
from conftest import weights

# What a variant changes is asked of it in every run; what the core keeps for
# all is asked of some, and of all with `-m "slow or not slow"`.
SAMPLE = ["WGANGP", "BEGAN"]
# What they go on from is more than weights: averages, phases, schedules.
STATE = ["DCGAN", "WGAN", "WGANGP", "R3GAN", "BEGAN"]
# Their elements, their networks' inputs or outputs, and so their endpoints.
TOLD = ["ConditionalGAN", "InfoGAN", "SemiSupervisedGAN"]


def _cases(names, *arguments):
    """Cases of all variants, those not in `names` marked slow."""
    return [
        pytest.param(v, *arguments, marks=[pytest.mark.slow] * (v not in names))
        for v in VARIANTS
    ]


def asked_of(names):
    return pytest.mark.parametrize("variant", _cases(names))


def asked_twice(name, first, names, second, others):
    """Asks `first` of some variants and `second` of others."""
    return pytest.mark.parametrize(
        ("variant", name), _cases(names, first) + _cases(others, second)
    )


each_variant = asked_of([v for v in VARIANTS if v != "LSGAN"])
some_variants = asked_of(SAMPLE)


# Values that differ from every default, to be found again after a reload.
SETTINGS = {
    "GAN": {"latent_range": (-2.0, 3.0), "critic_steps": 2, "seed": 5},
    "DCGAN": {"latent_range": None, "critic_steps": 3, "seed": 6},
    "WGAN": {"clip": 0.02, "long_phase": 7, "ema_momentum": 0.5},
    "WGANGP": {
        "latent_range": (0.0, 1.0),
        "critic_steps": 2,
        "seed": 7,
        "penalty_weight": 3.5,
        "penalty_interval": 2,
    },
    "LSGAN": {"ema_momentum": 0.9, "packing": 2},
    "SNGAN": {"latent_range": (0.0, 1.0), "critic_steps": 2},
    "R3GAN": {"gamma": 3.5, "packing": 3, "penalty_interval": 4},
    "StyleGAN2": {
        "gamma": 3.5,
        "penalty_interval": 4,
        "path_length_weight": 0.5,
        "path_length_interval": 8,
        "mixing_probability": 0.25,
        "style_momentum": 0.9,
        "ema_momentum": 0.9,
        "packing": 2,
    },
    "EBGAN": {"pulling_away_weight": 0.7, "packing": 2},
    "BEGAN": {"gamma": 0.3, "gain": 0.5, "latent_range": None},
    "ConditionalGAN": {"latent_range": (-1.0, 1.0), "num_classes": 4},
    "ACGAN": {"class_weight": 0.5, "num_classes": 4},
    "InfoGAN": {"information_weight": 0.5, "latent_range": None},
    "ImprovedGAN": {"ema_momentum": 0.9, "critic_steps": 2},
    "SemiSupervisedGAN": {"num_classes": 3, "ema_momentum": 0.9},
}


def compiled(variant, model=None, **kwargs):
    gan = model or make(variant)
    gan.compile(**kwargs)
    return gan


def batches_for(gan, n=1, size=4):
    """`n` batches as a round takes them."""
    return [toy_images(size, seed=i) for i in range(n * gan.critic_steps)]


# Playing.


@each_variant
def test_fit_logs_the_declared_names(variant, images):
    gan = compiled(variant)
    # 46 leaves a last batch of two.
    history = gan.fit(
        *elements(variant, images[:46]), batch_size=4, verbose=0
    ).history
    assert sorted(history) == sorted(gan._log_means)
    assert np.isfinite(list(history.values())).all()


@some_variants
def test_fit_logs_the_mean_of_the_epoch(variant, images):
    gan = compiled(variant)
    if BACKEND == "jax":
        pytest.skip("the values inside a JAX step are not concrete")
    seen = []
    gan._log, log = (
        lambda logs, batch: (seen.append(dict(logs)), log(logs, batch)),
        gan._log,
    )
    gan.run_eagerly = True
    history = gan.fit(
        *elements(variant, images), batch_size=4, verbose=0
    ).history
    d_losses = [float(logs["d_loss"]) for logs in seen if "d_loss" in logs]
    assert history["d_loss"][0] == pytest.approx(np.mean(d_losses), rel=1e-5)


@each_variant
@pytest.mark.parametrize("player", ["discriminator", "generator"])
def test_an_update_moves_only_its_own_variables(variant, player, images):
    gan = compiled(variant)
    before = {id(v): ops.convert_to_numpy(v).copy() for v in gan.variables}
    batch = keras.tree.map_structure(
        ops.convert_to_tensor, element(variant, images[:8])
    )
    gan.update(player, gan.named(batch))
    moved = {
        id(v)
        for v in gan.variables
        if (before[id(v)] != ops.convert_to_numpy(v)).any()
    }
    own, other = gan.generator, gan.discriminator
    if player == "discriminator":
        own, other = other, own
    assert {id(v) for v in own.weights} & moved
    assert not {id(v) for v in other.weights} & moved


@each_variant
def test_networks_train_in_training_and_infer_in_evaluation(variant, images):
    gan = compiled(variant)
    phases = []

    class Spy(keras.layers.Layer):
        def call(self, x, training=None):
            phases.append(training)
            return x

    spied = preceded(gan.generator, Spy())
    gan = rebuilt(gan, generator=spied)
    gan.compile(run_eagerly=True)
    phases.clear()
    gan.fit(
        *elements(variant, images), batch_size=4, verbose=0, steps_per_epoch=1
    )
    assert phases and all(phases)
    phases.clear()
    gan.evaluate(*elements(variant, images), verbose=0)
    assert phases and not any(phases)


@asked_of(["DCGAN", "BEGAN", "InfoGAN", "ImprovedGAN"])
def test_eager_equals_graph(variant, images):
    results = []
    for eager in (True, False):
        keras.utils.set_random_seed(3)
        gan = compiled(
            variant,
            run_eagerly=eager,
            jit_compile=False,
            d_optimizer=keras.optimizers.SGD(0.01),
            g_optimizer=keras.optimizers.SGD(0.01),
        )
        gan.fit(
            *elements(variant, images), batch_size=4, verbose=0, shuffle=False
        )
        results.append(weights(gan))
    assert difference(*results) < 1e-5


@pytest.mark.not_on_torch("torch.compile knows no double backward")
@some_variants
def test_xla_agrees(variant, images, monkeypatch):
    results = []
    for jit in (True, False):
        keras.utils.set_random_seed(3)
        network = make(variant)
        if variant == "GAN":  # Dropout draws noise of its own.
            network = keras_gans.GAN(
                network.generator,
                keras_gans.networks.maxout.discriminator(
                    (16, 16, 1), width=4, dropout=False
                ),
                latent_dim=6,
            )
        gan = compiled(
            variant,
            network,
            jit_compile=jit,
            d_optimizer=keras.optimizers.SGD(0.01),
            g_optimizer=keras.optimizers.SGD(0.01),
        )
        GivenNoise(gan, monkeypatch)
        gan.fit(
            *elements(variant, images[:20]),
            batch_size=4,
            verbose=0,
            shuffle=False,
        )
        results.append([np.array(w) for w in gan.get_weights()])
    assert difference(*results) < 1e-5


@asked_twice(
    "policy",
    "mixed_float16",
    ["DCGAN", "WGANGP", "InfoGAN"],
    "mixed_bfloat16",
    ["DCGAN"],
)
def test_mixed_precision_trains(variant, policy, images):
    keras.config.set_dtype_policy(policy)
    gan = compiled(variant)
    scaled = isinstance(gan.g_optimizer, keras.optimizers.LossScaleOptimizer)
    assert scaled == (policy == "mixed_float16")
    half = compiled(variant)
    keras.config.set_dtype_policy("float32")
    full = compiled(variant)
    full.set_weights(half.get_weights())
    start = [w.copy() for w in half.get_weights()]
    for model in (half, full):
        # The first loss scales may overflow; each such step is left out.
        history = model.fit(
            *elements(variant, images), batch_size=4, epochs=6, verbose=0
        ).history
        assert np.isfinite(list(history.values())).all()
    moved = [difference(m.get_weights(), start) for m in (half, full)]
    # A loss that was never scaled, or scaled twice, is off by thousands.
    assert 0.05 < moved[0] / moved[1] < 20
    sample = half.generate(2, seed=0)
    assert sample.dtype == "float32" and np.isfinite(sample).all()


@pytest.mark.not_on_torch("Keras asks for steps_per_execution=1")
@some_variants
def test_steps_per_execution_changes_nothing(variant, images):
    results = []
    for steps in (1, 2):
        keras.utils.set_random_seed(3)
        gan = compiled(variant, steps_per_execution=steps)
        gan.fit(*elements(variant, images[:40]), batch_size=4, verbose=0)
        results.append(weights(gan))
    assert difference(*results) < 1e-6


@pytest.mark.not_on_torch("nothing is traced")
@some_variants
def test_a_second_epoch_is_not_traced_again(variant, images):
    gan = compiled(variant)
    calls = []
    play = gan.adversarial_step
    gan.adversarial_step = lambda batches: calls.append(1) or play(batches)
    gan.fit(*elements(variant, images), batch_size=4, verbose=0)
    first = len(calls)
    gan.fit(*elements(variant, images), batch_size=4, epochs=3, verbose=0)
    # A new `fit` may trace anew, an epoch may not.
    assert len(calls) <= 2 * first


# Saving, resuming.


@each_variant
def test_config_holds_every_attribute(variant):
    gan = make(variant, **SETTINGS[variant])
    twin = type(gan).from_config(gan.get_config())
    for name, value in {**SETTINGS[variant], "latent_dim": 6}.items():
        assert getattr(twin, name) == value
    assert twin.name == gan.name


@asked_of([*STATE, "InfoGAN"])
def test_save_load_fit_equals_fit(variant, images, tmp_path):
    gan = compiled(variant)
    gan.fit(*elements(variant, images), batch_size=4, verbose=0)
    gan.save(tmp_path / "gan.keras")
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)
        twin = keras.models.load_model(tmp_path / "gan.keras")
    assert difference(weights(gan), weights(twin)) == 0
    for model in (gan, twin):
        model.fit(*elements(variant, images), batch_size=4, epochs=2, verbose=0)
    assert difference(weights(gan), weights(twin)) == 0
    assert int(twin.optimizer.iterations) > 0


@some_variants
def test_the_compilation_is_saved(variant, tmp_path):
    gan = compiled(
        variant,
        d_optimizer=keras.optimizers.RMSprop(3e-3),
        g_optimizer=keras.optimizers.SGD(0.25, momentum=0.5),
        loss=None
        if variant == "BEGAN"  # Its losses are its own.
        else keras_gans.losses.NonSaturating(label_smoothing=0.125),
        metrics=["mean_absolute_error"],
        steps_per_execution=3,
    )
    gan.save(tmp_path / "gan.keras")
    twin = keras.models.load_model(tmp_path / "gan.keras")
    assert isinstance(twin.d_optimizer, keras.optimizers.RMSprop)
    assert float(twin.d_optimizer.learning_rate) == pytest.approx(3e-3)
    assert twin.g_optimizer.momentum == 0.5
    if variant != "BEGAN":
        assert twin.adversarial_loss.label_smoothing == 0.125
    assert twin.steps_per_execution == 3
    assert twin.metrics[-1].name == "mean_absolute_error"


@some_variants
def test_a_model_saves_before_it_is_compiled(variant, tmp_path):
    gan = make(variant)
    gan.save(tmp_path / "gan.keras")
    twin = keras.models.load_model(tmp_path / "gan.keras")
    assert not twin.compiled
    np.testing.assert_array_equal(
        twin.generate(2, seed=0), gan.generate(2, seed=0)
    )


@asked_twice("kind", "dataset", STATE, "arrays", ["BEGAN"])
def test_a_resumed_run_equals_one_that_never_stopped(
    variant, kind, images, tmp_path
):
    if kind == "dataset" and BACKEND != "tensorflow":
        pytest.skip("tf.data belongs to the TensorFlow backend")

    class Crash(keras.callbacks.Callback):
        def on_train_batch_begin(self, batch, logs=None):
            if self.params["epochs"] and self.epoch == 2 and batch == 1:
                raise InterruptedError

        def on_epoch_begin(self, epoch, logs=None):
            self.epoch = epoch

    def run(*callbacks, scramble=False):
        keras.utils.set_random_seed(4)
        gan = compiled(variant)
        if scramble:  # Whatever a new process starts from is restored.
            for variable in gan.variables:
                variable.assign(ops.convert_to_numpy(variable) + 1)
        data, batches = elements(variant, images), {"batch_size": 4}
        if kind == "dataset":
            import tensorflow as tf

            data = tf.data.Dataset.from_tensor_slices(element(variant, images))
            data, batches = [data.shuffle(48, seed=2).batch(4).prefetch(2)], {}
        gan.fit(
            *data, **batches, epochs=4, verbose=0, callbacks=list(callbacks)
        )
        return gan

    straight = run()
    backup = str(tmp_path / "backup")
    with pytest.raises(InterruptedError):
        run(keras.callbacks.BackupAndRestore(backup), Crash())
    resumed = run(keras.callbacks.BackupAndRestore(backup), scramble=True)
    assert difference(weights(straight), weights(resumed)) == 0


@pytest.mark.not_on_torch("Dropout's noise belongs to the step")
@some_variants
def test_seeds_of_layers_are_saved(variant, tmp_path):
    def build(rate):
        gan = make(variant)
        dropped = judge_of(variant, [keras.layers.Dropout(rate)])
        return compiled(variant, rebuilt(gan, discriminator=dropped))

    gan, twin = build(0.5), build(0.5)
    gan.save_weights(tmp_path / "gan.weights.h5")
    twin.load_weights(tmp_path / "gan.weights.h5")
    judged = [
        ops.convert_to_numpy(keras.tree.flatten(judge)[0])
        for judge in (
            model.judge(ops.ones((4, 16, 16, 1)), ops.zeros(4, "int32"))
            for model in (gan, twin)
        )
    ]
    assert (judged[0] == judged[1]).all()


@pytest.mark.tensorflow
@asked_of(["DCGAN", "EBGAN", *TOLD])
def test_export_equals_call(variant, images, tmp_path):
    import tensorflow as tf

    gan = compiled(variant)
    gan.fit(*elements(variant, images), batch_size=4, verbose=0)
    gan.export(tmp_path / "model", verbose=False)
    served = tf.saved_model.load(str(tmp_path / "model"))
    latents = np.random.default_rng(0).normal(size=(5, 6)).astype("float32")
    told = {}
    if gan.conditional:
        told = {"labels": tf.constant([0, 1, 2, 0, 1])}
    made = served.signatures["serving_default"](
        latents=tf.constant(latents), **told
    )
    inputs = [latents, *told.values()]
    np.testing.assert_allclose(
        list(made.values())[0],
        gan.predict(inputs if told else latents, verbose=0),
        atol=1e-6,
    )
    seed = tf.constant(123, tf.int64)
    codes = tf.constant([[2.0, 0.5]] * 5)
    drawn, expected = {
        "InfoGAN": lambda: (
            served.generate(codes, seed),
            gan.generate(5, seed=123, codes=codes),
        ),
    }.get(
        variant,
        lambda: (
            served.generate(*told.values() or [5], seed),
            gan.generate(5, seed=123),
        ),
    )()
    drawn, expected = drawn.numpy(), np.round((expected + 1) * 127.5)
    assert drawn.dtype == np.uint8 and drawn.shape == (5, 16, 16, 1)
    assert np.abs(drawn.astype(int) - expected).max() <= 1
    inputs = [tf.constant(images[:3])]
    if variant == "ConditionalGAN":
        inputs.append(tf.constant([0, 1, 2]))
    judged = served.discriminate(*inputs)
    expected = gan.discriminator(
        inputs if len(inputs) > 1 else inputs[0], training=False
    )
    for one, other in zip(
        keras.tree.flatten(judged), keras.tree.flatten(expected), strict=True
    ):
        np.testing.assert_allclose(one, other, atol=1e-5)


# What Keras users expect.


@asked_of([*SAMPLE, "ConditionalGAN", "InfoGAN"])
def test_evaluate_and_validation(variant, images):
    gan = compiled(variant, metrics=["mean_absolute_error"])
    first = gan.evaluate(
        *elements(variant, images), batch_size=8, verbose=0, return_dict=True
    )
    again = gan.evaluate(
        *elements(variant, images), batch_size=8, verbose=0, return_dict=True
    )
    assert set(first) == {*gan._log_means, "mean_absolute_error"}
    assert first == again
    assert 0 < first["mean_absolute_error"] < 2
    history = gan.fit(
        *elements(variant, images),
        batch_size=4,
        verbose=0,
        validation_data=element(variant, images[:8]),
        callbacks=[keras.callbacks.EarlyStopping("val_d_loss", mode="min")],
    ).history
    assert "val_mean_absolute_error" in history
    history = gan.fit(
        *elements(variant, images),
        batch_size=4,
        verbose=0,
        validation_split=0.25,
    )
    assert "val_g_loss" in history.history


@asked_of(["DCGAN", "BEGAN"])
def test_validation_leaves_training_alone(variant, images):
    results = []
    for validation in (None, element(variant, images[:8])):
        keras.utils.set_random_seed(3)
        gan = compiled(variant)
        gan.fit(
            *elements(variant, images),
            batch_size=4,
            epochs=2,
            verbose=0,
            validation_data=validation,
        )
        results.append(gan.get_weights())
    assert difference(*results) == 0


@some_variants
def test_learning_rate_callbacks_move_both_rates(variant, images):
    gan = compiled(
        variant,
        d_optimizer=keras.optimizers.Adam(4e-4),
        g_optimizer=keras.optimizers.Adam(1e-4),
    )
    constant = keras.callbacks.LearningRateScheduler(lambda epoch: 1e-5)
    gan.fit(
        *elements(variant, images[:8]),
        batch_size=4,
        verbose=0,
        callbacks=[constant],
    )
    assert float(gan.d_optimizer.learning_rate) == pytest.approx(4e-5)
    gan.optimizer.learning_rate = 1e-4
    halve = keras.callbacks.LearningRateScheduler(lambda epoch, rate: rate / 2)
    gan.fit(
        *elements(variant, images), batch_size=4, verbose=0, callbacks=[halve]
    )
    assert float(gan.d_optimizer.learning_rate) == pytest.approx(2e-4)
    assert float(gan.g_optimizer.learning_rate) == pytest.approx(5e-5)
    plateau = keras.callbacks.ReduceLROnPlateau(
        "g_loss", factor=0.1, patience=1, min_delta=1e9, mode="min"
    )
    gan.fit(
        *elements(variant, images),
        batch_size=4,
        epochs=2,
        verbose=0,
        callbacks=[plateau],
    )
    assert float(gan.d_optimizer.learning_rate) == pytest.approx(2e-5)
    assert float(gan.g_optimizer.learning_rate) == pytest.approx(5e-6)
    gan.optimizer.learning_rate = 1e-3
    assert float(gan.d_optimizer.learning_rate) == pytest.approx(4e-3)


def averages(gan):
    """Copies of the generator's averaged weights."""
    shadows = gan.g_optimizer._model_variables_moving_average
    return [ops.convert_to_numpy(v).copy() for v in shadows]


def generator_weights(gan):
    variables = gan.generator.trainable_variables
    return [ops.convert_to_numpy(v).copy() for v in variables]


def with_averages(variant):
    average = keras.optimizers.Adam(1e-2, use_ema=True, ema_momentum=0.5)
    return compiled(variant, g_optimizer=average)


class Watch(keras.callbacks.Callback):
    """Keeps the generator's weights and their averages, (weights, averages)."""

    def __init__(self):
        super().__init__()
        self.begins = []
        self.ends = []

    def on_epoch_begin(self, epoch, logs=None):
        gan = self.model
        self.begins.append((generator_weights(gan), averages(gan)))

    def on_epoch_end(self, epoch, logs=None):
        gan = self.model
        self.ends.append((generator_weights(gan), averages(gan)))


@asked_of(["DCGAN", "BEGAN"])
def test_averaged_weights(variant, images):
    gan = with_averages(variant)
    watch = Watch()
    gan.fit(
        *elements(variant, images), batch_size=4, verbose=0, callbacks=[watch]
    )
    trained, average = watch.ends[0]
    assert difference(trained, average) > 1e-5
    # At the end of training the averages take the weights' places.
    assert difference(generator_weights(gan), average) == 0


@asked_of(["DCGAN", "BEGAN"])
def test_swapped_averages(variant, images):
    """Averages are there between epochs, and gone when training goes on."""
    gan = with_averages(variant)
    before, after = Watch(), Watch()
    swap = keras.callbacks.SwapEMAWeights(swap_on_epoch=True)
    gan.fit(
        *elements(variant, images),
        batch_size=4,
        epochs=2,
        verbose=0,
        callbacks=[before, swap, after],
    )
    trained, average = before.ends[0]
    assert difference(trained, average) > 1e-5
    # Keras swaps by additions, which round.
    assert difference(after.ends[0][0], average) < 1e-6
    assert difference(after.begins[1][0], trained) < 1e-6
    assert difference(generator_weights(gan), before.ends[1][1]) < 1e-6


@pytest.mark.tensorflow
@some_variants
def test_data_of_unknown_length_and_shape(variant, images):
    """No step without data moves an optimizer's counter."""
    import tensorflow as tf

    def rows():
        return (element(variant, images[i : i + 4]) for i in range(0, 48, 4))

    types = keras.tree.map_structure(
        lambda x: x.dtype, element(variant, images)
    )
    results = []
    for known in (True, False):
        data = tf.data.Dataset.from_generator(rows, output_types=types)
        if known:
            data = tf.data.Dataset.from_generator(
                rows,
                output_signature=keras.tree.map_structure(
                    lambda x: tf.TensorSpec((4, *x.shape[1:]), x.dtype),
                    element(variant, images),
                ),
            ).apply(tf.data.experimental.assert_cardinality(12))
        keras.utils.set_random_seed(3)
        gan = compiled(variant)
        gan.fit(data, epochs=2, verbose=0)
        results.append(weights(gan))
        assert int(gan.d_optimizer.iterations) == 24
    # What is reckoned lazily is rounded otherwise where shapes are unknown.
    assert difference(*results) <= (1e-6 if variant == "StyleGAN2" else 0)


@some_variants
def test_hdf5_is_refused(variant, tmp_path):
    with pytest.raises(ValueError, match="two optimizers.*Received: filepath"):
        compiled(variant).save(tmp_path / "gan.h5")


@asked_of([*SAMPLE, *TOLD])
def test_generate(variant):
    gan = compiled(variant)
    first = gan.generate(5, seed=3, batch_size=2)
    assert first.shape == (5, 16, 16, 1)
    assert np.abs(first).max() <= 1
    np.testing.assert_allclose(first, gan.generate(5, seed=3), atol=1e-6)
    assert (first != gan.generate(5, seed=4)).any()
    assert (gan.generate(5) != gan.generate(5)).any()


@some_variants
@pytest.mark.parametrize("kind", ["arrays", "dataset", "generator", "ragged"])
def test_a_round_draws_fresh_batches(variant, kind, images):
    gan = make(variant, critic_steps=5)
    seen = []
    step = gan.adversarial_step

    def spy(batches):
        first = [b["real"] for b in batches]
        seen.append([np.array(ops.convert_to_numpy(b)) for b in first])
        return step(batches)

    gan.adversarial_step = spy
    gan.compile(run_eagerly=True)
    if BACKEND == "jax":
        if kind in ("dataset", "ragged"):
            pytest.skip("tf.data belongs to the TensorFlow backend")
    data, batches = elements(variant, images), {"batch_size": 4}
    if kind != "arrays":
        batches = {}
    if kind == "generator":
        data = [(element(variant, images[i : i + 4]) for i in range(0, 48, 4))]
    elif kind != "arrays":
        import tensorflow as tf

        rows = element(variant, images[:47] if kind == "ragged" else images)
        data = [tf.data.Dataset.from_tensor_slices(rows).batch(4)]
    gan.fit(*data, **batches, verbose=0)
    # 12 batches (11 full ones of ragged data) make two rounds of five.
    assert len(seen) == 2
    assert all(len(batches) == 5 for batches in seen)
    rows = np.concatenate([b for batches in seen for b in batches])
    assert rows.shape == (40, 16, 16, 1)
    assert len(np.unique(rows.reshape(40, -1), axis=0)) == 40


@some_variants
def test_train_on_batch(variant, images):
    gan = compiled(variant)
    before = [w.copy() for w in gan.get_weights()]
    logs = gan.train_on_batch(*elements(variant, images[:10]), return_dict=True)
    assert set(logs) == set(gan._log_means)
    assert difference(before, gan.get_weights()) > 0


@some_variants
def test_regularizers_and_constraints_hold(variant, images):
    limit = 0.01

    @keras.saving.register_keras_serializable()
    class Clip(keras.constraints.Constraint):
        def __call__(self, w):
            return ops.clip(w, -limit, limit)

    small = keras.layers.Dense(3, kernel_constraint=Clip())
    shrinking = keras.layers.Dense(
        3, kernel_regularizer=keras.regularizers.L2(1e3)
    )
    judge = judge_of(variant, [small, shrinking])
    gan = make(variant)
    gan = compiled(
        variant,
        rebuilt(gan, discriminator=judge),
        d_optimizer=keras.optimizers.SGD(1e-4),
    )
    size = np.abs(shrinking.get_weights()[0]).max()
    gan.fit(*elements(variant, images), batch_size=4, epochs=3, verbose=0)
    assert np.abs(small.get_weights()[0]).max() <= limit + 1e-6
    assert np.abs(shrinking.get_weights()[0]).max() < size / 2


@asked_of([*SAMPLE, *TOLD])
def test_existing_keras_models_drop_in(variant, images):
    generator = keras.Sequential(
        [
            keras.Input((7,)),
            keras.layers.Dense(256, activation="tanh"),
            keras.layers.Reshape((16, 16, 1)),
        ]
    )
    gan = make(variant)
    if gan.conditional:
        latents, labels = keras.Input((7,)), keras.Input((), dtype="int32")
        x = latents + keras.layers.Embedding(3, 7)(labels)
        generator = keras.Model([latents, labels], generator(x))
    judge = judge_of(variant, [keras.layers.Dense(4)])
    gan = rebuilt(
        gan,
        generator=as_taken(variant, generator),
        discriminator=judge,
        latents=gan.latents.resized(7),
    )
    gan = compiled(variant, gan)
    gan.fit(*elements(variant, images), batch_size=4, verbose=0)
    assert gan.generate(2).shape == (2, 16, 16, 1)
