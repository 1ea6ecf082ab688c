"""The photographs' extractor: what it takes, and what it can tell apart."""

import json
import os
import subprocess
import sys

import keras
import numpy as np
import pytest

from keras_gans import metrics
from keras_gans.networks import efficientnet_lite0

from conftest import ROOT
from conftest import run_python
from conftest import toy_images


@pytest.fixture(scope="module")
def features():
    return metrics.imagenet()


def test_it_is_named_apart_from_inception(features):
    fid = metrics.FrechetDistance("imagenet", np.int64(5000))
    assert fid.name == "fid5k_imagenet"
    assert fid.features.dim == 1280 and fid.features.classes == 1000
    assert fid.get_config()["features"] == "imagenet"
    described = fid.protocol()["features"]
    assert described == features.describe()
    assert described["resize"] == "bicubic, antialiased"


def test_weights_are_stored_in_half_and_computed_with_in_float32(features):
    path = ROOT / "saved_models/imagenet_classifier/model.keras"
    assert path.stat().st_size < 10e6
    stored = keras.saving.load_model(path, compile=False)
    for half, single in zip(stored.weights, features.network.weights):
        assert half.dtype == "float16" and single.dtype == "float32"
        assert half.shape == single.shape
    names = {layer.compute_dtype for layer in features.network.layers}
    assert names == {"float32"}


def test_images_of_any_sides_grey_or_not(features):
    colour = toy_images(2, (20, 36, 3))
    grey = colour[..., :1]
    assert features(features.checked(colour)).shape == (2, 1280)
    np.testing.assert_allclose(
        features(grey), features(np.repeat(grey, 3, axis=-1)), atol=1e-5
    )
    with pytest.raises(ValueError, match="resized or grey. Received"):
        features.checked(toy_images(2, (20, 36, 2)))


def test_bytes_reach_the_network_as_it_was_trained():
    """(x - 127) / 128 of x in 0 ... 255."""
    layer = efficientnet_lite0.network().layers[1]
    values = np.array([0, 127, 255], "float32")
    np.testing.assert_allclose(
        layer(values / 127.5 - 1), (values - 127) / 128, atol=1e-6
    )


def test_many_images_are_looked_at_in_parts(features, monkeypatch):
    """A functional model keeps every layer's output: 80 MB an image here."""
    images = toy_images(5, (20, 20, 3))
    whole = np.array(features(images))
    monkeypatch.setattr("keras_gans.metrics.features.AT_ONCE", 2)
    np.testing.assert_allclose(features(images), whole, atol=1e-4)


_FIGURES = """
import keras, numpy as np
from keras_gans import metrics
from conftest import toy_images
keras.config.set_image_data_format({layout!r})
keras.config.set_dtype_policy({policy!r})
images = toy_images(2, (40, 40, 3))
features = metrics.imagenet()
found = features(images), features.logits(images)
np.savez({path!r}, *map(np.array, found))
"""


@pytest.mark.parametrize(
    "backend",
    [
        "tensorflow",
        pytest.param("jax", marks=pytest.mark.slow),
        pytest.param("torch", marks=pytest.mark.slow),
    ],
)
def test_features_are_those_of_every_backend_and_setting(
    backend, features, tmp_path
):
    pytest.importorskip(backend)
    path = str(tmp_path / "found.npz")
    code = _FIGURES.format(
        path=path, layout="channels_first", policy="mixed_bfloat16"
    )
    run_python(code, KERAS_BACKEND=backend)
    found = list(np.load(path).values())
    images = toy_images(2, (40, 40, 3))
    np.testing.assert_allclose(found[0], features(images), atol=1e-3)
    np.testing.assert_allclose(found[1], features.logits(images), atol=1e-3)


@pytest.mark.slow
@pytest.mark.tensorflow
def test_the_figures_of_the_card(tfds_data, tmp_path):
    for name in ("cycle_gan/horse2zebra", "utkface_64"):
        if not os.path.isdir(os.path.join(tfds_data, name)):
            pytest.skip(f"needs {name} in the folder TFDS_DATA_DIR names")
    script = ROOT / "recipes" / "imagenet_classifier.py"
    subprocess.run(
        [sys.executable, script, "--measure", "--out", str(tmp_path)],
        check=True,
        timeout=3000,
    )
    found = json.loads((tmp_path / "figures.json").read_text())
    assert found.pop("zebras") == [123, 140]
    _, processor = found.pop("seconds")
    assert processor < 240
    assert len(found) == 3
    for distances in found.values():
        assert len(distances) == 4
        assert (np.diff(distances) > 0).all()


@pytest.fixture(scope="module")
def perceptual():
    return metrics.PerceptualDistance()


def photographs(side=64, count=24, shift=0):
    """Cuts of two photographs, every second of the same one."""
    from sklearn.datasets import load_sample_images

    whole = load_sample_images().images
    rows = np.random.default_rng(0).integers(0, 427 - side - 8, count) + shift
    cuts = [
        whole[i % 2][y : y + side, y : y + side] for i, y in enumerate(rows)
    ]
    return (np.stack(cuts) / 127.5 - 1).astype("float32")


def test_two_cuts_of_one_place_are_nearer_than_two_places(perceptual):
    cuts, moved = photographs(), photographs(shift=6)
    of_one = np.asarray(perceptual.each(cuts, moved))
    of_two = np.asarray(perceptual.each(cuts, np.roll(moved, 1, axis=0)))
    assert (of_one < of_two).mean() >= 0.95


def test_perceptual_distance_grows_with_noise_and_is_of_both_sides(perceptual):
    cuts = 0.5 * photographs(count=6)
    noise = np.random.default_rng(1).uniform(-1, 1, cuts.shape)
    some, much = (cuts + s * noise.astype("float32") for s in (0.1, 0.4))
    found = [perceptual.compare(cuts, x) for x in (cuts, some, much)]
    assert found[0] == 0.0 and found[0] < found[1] < found[2] < 4
    assert found[2] == pytest.approx(perceptual.compare(much, cuts), rel=1e-5)
    assert found[1] == pytest.approx(
        perceptual.compare(cuts, some, batch_size=4), rel=1e-4
    )


def test_perceptual_distance_of_grey_and_of_large_images(perceptual):
    grey = photographs(count=2).mean(axis=-1, keepdims=True)
    found = perceptual.compare(grey, grey[::-1])
    assert found == pytest.approx(
        perceptual.compare(*(np.repeat(x, 3, -1) for x in (grey, grey[::-1]))),
        rel=1e-5,
    )
    large = photographs(side=160, count=2)
    assert perceptual.compare(large, large[::-1]) > 0
    again = metrics.PerceptualDistance.from_config(perceptual.get_config())
    assert again.name == "perceptual_imagenet"


@pytest.mark.tensorflow
def test_perceptual_distance_leads_back(perceptual):
    """Its gradient takes noise away."""
    import tensorflow as tf

    real = photographs(count=1)
    noise = np.random.default_rng(1).normal(size=real.shape)
    fake = tf.Variable(real + 0.2 * noise.astype("float32"))
    with tf.GradientTape() as tape:
        before = perceptual.each(real, fake)[0]
    gradient = tape.gradient(before, fake)
    fake.assign_sub(0.05 * gradient / tf.reduce_max(tf.abs(gradient)))
    assert float(perceptual.each(real, fake)[0]) < float(before)
