import csv

import keras
import numpy as np
import pytest

import keras_gans
from keras_gans import pictures

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


def test_wrong_arguments_are_refused(tmp_path):
    with pytest.raises(ValueError, match="Received: samples=0"):
        keras_gans.callbacks.SampleGrid(tmp_path, samples=0)
