import csv

import keras
import numpy as np
import pytest

import keras_gans
from keras_gans import metrics
from keras_gans import pictures
from keras_gans.core import backend

from conftest import BACKEND
from conftest import make


def test_sample_grid_draws_the_same_latents(images, tmp_path):
    gan = make("DCGAN")
    gan.compile(
        keras.optimizers.SGD(0.0), keras.optimizers.SGD(0.0), "wasserstein"
    )
    grid = keras_gans.callbacks.SampleGrid(
        tmp_path, samples=5, every=2, seed=9, gif=True
    )
    gan.fit(images, batch_size=8, epochs=4, verbose=0, callbacks=[grid])
    from PIL import Image

    files = sorted(p.name for p in tmp_path.iterdir())
    assert files == ["epoch_0002.png", "epoch_0004.png", "samples.gif"]
    picture = np.asarray(Image.open(tmp_path / "epoch_0004.png"))
    assert picture.shape == (35, 52, 3)
    np.testing.assert_array_equal(
        picture, pictures.grid(gan.generate(5, seed=9))
    )
    assert Image.open(tmp_path / "samples.gif").n_frames == 2


def test_grid_places_images():
    values = np.linspace(-1, 1, 5)
    images = np.ones((5, 2, 3, 1)) * values[:, None, None, None]
    sheet = pictures.grid(images, columns=3, padding=1)
    assert sheet.shape == (7, 13, 3)
    assert sheet[1, 1, 0] == 0 and sheet[4, 5, 0] == 255  # first, fifth
    assert sheet[1, 5, 0] == round(0.5 * 127.5)
    assert sheet[0, 0, 0] == sheet[3, 4, 0] == sheet[4, 9, 0] == 128  # grey


@pytest.mark.parametrize("shape", [(40, 2), (40, 15)])
def test_draw_points_and_curves(shape):
    picture = pictures.draw(np.random.default_rng(0).normal(size=shape))
    assert picture.shape == (400, 400, 3) and picture.dtype == np.uint8
    assert len(np.unique(picture)) > 5


class Poison(keras.callbacks.Callback):
    """Makes a weight NaN at the start of the second epoch."""

    def on_epoch_begin(self, epoch, logs=None):
        if epoch == 1:
            variable = self.model.generator.trainable_variables[0]
            variable.assign(np.full(variable.shape, np.nan))


def test_stop_on_nan(images):
    gan = make("DCGAN")
    gan.compile()
    stop = keras_gans.callbacks.StopOnNaN()
    history = gan.fit(
        images, batch_size=8, epochs=5, verbose=0, callbacks=[Poison(), stop]
    ).history
    assert len(history["d_loss"]) == 2
    assert "d_loss is nan after step 1 of epoch 2" in stop.stopped


def test_standard_keeps_the_last_good_state(images, tmp_path):
    gan = make("DCGAN")
    gan.compile()
    callbacks = keras_gans.callbacks.standard(tmp_path, samples=4)
    with pytest.raises(FloatingPointError, match="d_loss is nan"):
        gan.fit(
            images,
            batch_size=8,
            epochs=5,
            verbose=0,
            callbacks=[Poison(), *callbacks],
        )
    kept = keras.models.load_model(tmp_path / "last.keras")
    assert all(np.isfinite(w).all() for w in kept.get_weights())
    assert (tmp_path / "backup").exists()


def test_standard_leaves_what_it_says(images, tmp_path):
    gan = make("DCGAN")
    gan.compile()
    callbacks = keras_gans.callbacks.standard(
        tmp_path / "run", monitor="val_g_loss", samples=4
    )
    gan.fit(
        images,
        batch_size=8,
        epochs=2,
        verbose=0,
        callbacks=callbacks,
        validation_data=images[:8],
    )
    found = {p.name for p in (tmp_path / "run").iterdir()}
    assert {"samples", "last.keras", "best.keras", "losses.csv"} <= found
    assert "backup" not in found
    assert ("tensorboard" in found) or BACKEND == "jax"
    with open(tmp_path / "run" / "losses.csv") as file:
        rows = list(csv.DictReader(file))
    assert [row["epoch"] for row in rows] == ["0", "1"]
    assert {"d_loss", "g_loss", "val_d_loss", "val_g_loss"} <= set(rows[0])


def test_saving_makes_nothing_that_stays(tmp_path, monkeypatch):
    gan = make("DCGAN")
    gan.compile()
    gan.save(tmp_path / "gan.keras")  # The first time Keras looks around.
    made = []
    init = keras.Optimizer.__init__

    def noted(self, *args, **kwargs):
        made.append(type(self))
        init(self, *args, **kwargs)

    monkeypatch.setattr(keras.Optimizer, "__init__", noted)
    gan.save(tmp_path / "gan.keras")
    gan.save_weights(tmp_path / "gan.weights.h5")
    assert not made


@pytest.mark.tensorflow
def test_standard_logs_epochs_alone(images, tmp_path, monkeypatch):
    callbacks = keras_gans.callbacks.standard(tmp_path, samples=4)
    summary = next(
        c for c in callbacks if isinstance(c, keras.callbacks.TensorBoard)
    ).summary
    names, scalar = [], summary.scalar

    def noted(name, *args, **kwargs):
        names.append(name)
        return scalar(name, *args, **kwargs)

    monkeypatch.setattr(summary, "scalar", noted)
    gan = make("DCGAN")
    gan.compile()
    gan.fit(images, batch_size=8, epochs=2, verbose=0, callbacks=callbacks)
    assert names.count("epoch_d_loss") == 2
    assert not [name for name in names if name.startswith("batch_")]


def test_wrong_arguments_are_refused(tmp_path):
    with pytest.raises(ValueError, match="Received: samples=0"):
        keras_gans.callbacks.SampleGrid(tmp_path, samples=0)


class Sabotage(keras.callbacks.Callback):
    """Turns the generator's output layer into NaN at one step."""

    def __init__(self, step):
        super().__init__()
        self.step = step

    def on_train_batch_begin(self, batch, logs=None):
        if batch == self.step and not getattr(self, "done", False):
            self.done = True
            backend.sync(self.model)
            weight = self.model.generator.weights[0]
            weight.assign(np.full(weight.shape, np.nan))


def test_nan_is_rolled_back_and_the_run_finishes(images):
    gan = make("DCGAN")
    gan.compile()
    watch = keras_gans.callbacks.StopOnNaN(roll_back=2, every=2)
    history = gan.fit(
        images,
        batch_size=8,
        epochs=3,
        verbose=0,
        callbacks=[Sabotage(3), watch],
    ).history
    assert len(history["d_loss"]) == 3
    assert np.isfinite(history["g_loss"]).all()
    assert np.isfinite(gan.generate(4)).all()
    assert watch.stopped is None
    (sentence,) = watch.rolled_back
    assert "step 4 of epoch 1" in sentence and "is now 0.0001." in sentence
    assert float(gan.d_optimizer.learning_rate) == pytest.approx(1e-4)


def test_nan_again_and_again_stops(images):
    gan = make("DCGAN")
    gan.compile()

    class Always(Sabotage):
        def on_train_batch_begin(self, batch, logs=None):
            self.step, self.done = batch, False
            super().on_train_batch_begin(batch)

    watch = keras_gans.callbacks.StopOnNaN(roll_back=2)
    gan.fit(
        images,
        batch_size=8,
        epochs=3,
        verbose=0,
        callbacks=[Always(0), watch],
    )
    assert len(watch.rolled_back) == 2
    assert "epoch 1" in watch.stopped


@pytest.mark.parametrize("action", ["warn", "stop", "roll_back"])
def test_a_collapse_is_caught_before_the_epoch_ends(action, images, capsys):
    gan = make("DCGAN")
    gan.compile()

    class Collapse(keras.callbacks.Callback):
        """All latents are the same to the first layer in two steps."""

        def on_train_batch_begin(self, batch, logs=None):
            if batch in (6, 7):
                backend.sync(self.model)
                weight = self.model.generator.weights[0]
                weight.assign(np.zeros(weight.shape))

    watch = keras_gans.callbacks.CollapseWatch(
        images,
        every=1,
        samples=16,
        warm_up=0,
        diversity=1e-5,
        action=action,
    )
    history = gan.fit(
        images,
        batch_size=2,
        epochs=2,
        verbose=0,
        callbacks=[Collapse(), watch],
    ).history
    assert "of epoch 1: the generated samples are alike" in watch.found[0]
    assert watch.found[0] in capsys.readouterr().out
    assert len(history["d_loss"]) == (1 if action == "stop" else 2)
    diversity = [look["diversity"] for look in watch.looks]
    assert min(diversity[:6]) > 1e-5 > diversity[6]
    if action == "roll_back":
        assert diversity[8] > 1e-5
        assert float(gan.g_optimizer.learning_rate) < 2e-4


def test_a_sure_discriminator_is_named(images):
    gan = make("DCGAN")
    gan.compile()
    judge = gan.discriminator
    watch = keras_gans.callbacks.CollapseWatch(images, samples=16)
    watch.set_model(gan)
    watch.on_train_begin()
    assert watch.look()["saturation"] < 0.9

    class Sure:
        """Gives logits that are large and right."""

        inputs, outputs = judge.inputs, judge.outputs

        def __call__(self, x, training):
            right = np.asarray(x)[:, :1, 0, 0] == images[:16, :1, 0, 0]
            return 50 * (2.0 * right - 1)

    gan.discriminator = Sure()
    look = watch.look()
    assert look["saturation"] == 1
    assert "knows more than 99 %" in watch._judge(look)["saturation"]
    gan.discriminator = judge
    gan.compile(loss="wasserstein")
    assert "saturation" not in watch.look()


def test_wrong_settings_of_the_watch_are_refused(images):
    with pytest.raises(ValueError, match="`action` is one of.*'panic'"):
        keras_gans.callbacks.CollapseWatch(images, action="panic")
    with pytest.raises(ValueError, match="real of length 1"):
        keras_gans.callbacks.CollapseWatch(images[:1])


def test_evaluate_reports_into_the_logs(images, tmp_path):
    gan = make("DCGAN")
    gan.compile()
    fid = metrics.FrechetDistance((16, 16, 1), 40)
    evaluate = keras_gans.callbacks.Evaluate(
        images, [fid, metrics.PrecisionRecall((16, 16, 1), 40)], every=2
    )
    best = keras.callbacks.ModelCheckpoint(
        str(tmp_path / "best.keras"),
        monitor="val_fid40_pixels",
        mode="min",
        save_best_only=True,
    )
    history = gan.fit(
        images,
        batch_size=8,
        epochs=4,
        verbose=0,
        callbacks=[evaluate, best, keras.callbacks.CSVLogger(tmp_path / "l")],
    ).history
    found = history["val_fid40_pixels"]
    assert [entry["epoch"] for entry in evaluate.history] == [0, 2, 3]
    assert found == [entry["fid40_pixels"] for entry in evaluate.history]
    assert evaluate.history[1]["precision40_k3_pixels"] >= 0
    fakes = gan.generate(40, seed=0)
    assert fid.compare(images, fakes) == pytest.approx(found[-1], rel=1e-4)
    kept = keras.models.load_model(tmp_path / "best.keras")
    best = evaluate.history[np.argmin(found)]["epoch"]
    assert int(kept.optimizer.iterations) == 6 * (best + 1)
    with open(tmp_path / "l") as file:
        assert "val_fid40_pixels" in file.readline()


def test_evaluate_takes_the_averaged_weights(images):
    gan = make("DCGAN")
    gan.compile(
        g_optimizer=keras.optimizers.Adam(1e-2, use_ema=True, ema_momentum=0.9)
    )
    fid = metrics.FrechetDistance((16, 16, 1), 40)
    evaluate = keras_gans.callbacks.Evaluate(images, [fid])
    before = []

    class Spy(keras.callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            backend.sync(self.model)
            before.append(gan.generator.get_weights())

    gan.fit(
        images,
        batch_size=8,
        verbose=0,
        callbacks=[Spy(), evaluate, Spy()],
    )
    for kept, back in zip(*before):
        np.testing.assert_array_equal(kept, back)
    # `fit` ends with the averages in the weights' places.
    averaged = fid.compare(images, gan.generate(40, seed=0))
    gan.generator.set_weights(before[0])
    trained = fid.compare(images, gan.generate(40, seed=0))
    found = evaluate.history[0]["fid40_pixels"]
    assert found == pytest.approx(averaged, rel=1e-6)
    assert found != pytest.approx(trained, rel=1e-6)


def test_evaluate_keeps_to_its_time(images, capsys):
    gan = make("DCGAN")
    gan.compile()
    fid = metrics.FrechetDistance((16, 16, 1), 40)
    evaluate = keras_gans.callbacks.Evaluate(
        images, [fid], time_budget=1e-6, batch_size=8
    )
    history = gan.fit(images, verbose=0, callbacks=[evaluate]).history
    assert "val_fid40_pixels" not in history
    assert "8 of 40 samples" in capsys.readouterr().out
    with pytest.raises(ValueError, match="those of keras_gans.metrics"):
        keras_gans.callbacks.Evaluate(images, [keras.metrics.Mean()])


def test_evaluate_says_before_training_what_is_too_few(images):
    gan = make("DCGAN")
    gan.compile()
    fid = metrics.FrechetDistance((16, 16, 1), 49)
    evaluate = keras_gans.callbacks.Evaluate(images, [fid])
    before = gan.generator.get_weights()
    with pytest.raises(ValueError, match="49 real samples.*Received: 48"):
        gan.fit(images, verbose=0, callbacks=[evaluate])
    for old, new in zip(before, gan.generator.get_weights()):
        np.testing.assert_array_equal(old, new)
    gan.compile(metrics=[fid])
    with pytest.raises(ValueError, match="objects of its own. Received"):
        gan.fit(images, verbose=0, callbacks=[evaluate])
    with pytest.raises(ValueError, match="49 generated samples.*Received: 48"):
        keras_gans.callbacks.Evaluate(images, [fid], samples=48)


@pytest.mark.slow
@pytest.mark.tensorflow
@pytest.mark.parametrize("healthy", [True, False])
def test_the_watch_on_real_digits(healthy, tfds_data):
    """A generator that outruns its judge makes one digit; half an epoch."""
    load = keras_gans.data.load
    test = load("mnist", split="test", shuffle=False)
    watch = keras_gans.callbacks.CollapseWatch(
        keras_gans.data.take(test, 500), features="mnist"
    )
    gan = keras_gans.DCGAN.for_images((28, 28, 1), width=16, seed=0)
    rates = (2e-4, 2e-4) if healthy else (2e-5, 2e-3)
    gan.compile(*(keras.optimizers.Adam(rate, beta_1=0.5) for rate in rates))
    gan.fit(load("mnist"), steps_per_epoch=600, verbose=0, callbacks=[watch])
    if healthy:
        assert not watch.found
    else:
        assert any("are alike" in found for found in watch.found)
        assert any("10% of the classes" in found for found in watch.found)
        assert all("of epoch 1" in found for found in watch.found)


def test_log_and_best_model_go_on_after_a_crash(images, tmp_path):
    class Crash(keras.callbacks.Callback):
        def on_epoch_begin(self, epoch, logs=None):
            if epoch == 1:
                raise InterruptedError

    def run(*callbacks):
        gan = make("DCGAN")
        gan.compile()
        evaluate = keras_gans.callbacks.Evaluate(
            images, [metrics.FrechetDistance((16, 16, 1), 48)], every=2
        )
        standard = keras_gans.callbacks.standard(
            tmp_path, monitor="val_fid48_pixels", samples=4
        )
        gan.fit(
            images,
            batch_size=8,
            epochs=4,
            verbose=0,
            callbacks=[evaluate, *standard, *callbacks],
        )
        (saver,) = [
            c
            for c in standard
            if hasattr(c, "save_best_only") and c.save_best_only
        ]
        return saver

    with pytest.raises(InterruptedError):
        run(Crash())
    log = (tmp_path / "losses.csv").read_text()
    # As if the first epoch had been better than all that follow.
    value = log.split()[1].split(",")[-1]
    (tmp_path / "losses.csv").write_text(log.replace(value, "0.001"))
    best = (tmp_path / "best.keras").read_bytes()
    assert run().best == 0.001
    assert (tmp_path / "best.keras").read_bytes() == best
    lines = (tmp_path / "losses.csv").read_text().split()
    assert [line.count(",") for line in lines] == [3] * 5
    values = [line.split(",")[-1] for line in lines]
    assert [value == "NA" for value in values] == [False] * 2 + [True] + [
        False
    ] * 2
