"""Presets: what comes along, what is written, what is refused."""

import json
import sys
import types

import h5py
import keras
import numpy as np
import pytest

import keras_gans

from conftest import element
from conftest import make


@pytest.mark.parametrize("variant", ["DCGAN", "StyleGAN2", "ACGAN"])
def test_a_model_comes_back_and_trains_on(variant, images, tmp_path):
    gan = make(variant, ema_momentum=0.9)
    gan.compile()
    gan.fit(element(variant, images), batch_size=16, epochs=1, verbose=0)
    gan.save_to_preset(tmp_path / "mine", data="noise", figure="none")
    back = getattr(keras_gans, variant).from_preset(tmp_path / "mine")
    np.testing.assert_array_equal(gan.generate(4, 1), back.generate(4, 1))
    gan.rounds_averaged.assign(0)  # Anew, as its optimizers are.
    for old, new in zip(gan.weights, back.weights):
        np.testing.assert_array_equal(old, new)
    history = back.fit(
        element(variant, images), batch_size=16, epochs=1, verbose=0
    )
    assert np.isfinite(history.history["d_loss"]).all()


def test_what_a_preset_holds(images, tmp_path):
    gan = make("DCGAN")
    gan.compile()
    gan.fit(images, batch_size=16, epochs=1, verbose=0)
    gan.save(tmp_path / "whole.keras")
    gan.save_to_preset(tmp_path / "full", title="Squares", license="mit")
    gan.save_to_preset(tmp_path / "half", dtype="float16")
    whole, full, half = (
        (tmp_path / name).stat().st_size
        for name in (
            "whole.keras",
            "full/model.weights.h5",
            "half/model.weights.h5",
        )
    )
    assert half < full < whole
    names = {path.name for path in (tmp_path / "full").iterdir()}
    assert names == {
        "README.md",
        "config.json",
        "metadata.json",
        "model.weights.h5",
        "preset.json",
        "samples.png",
    }
    about = json.loads((tmp_path / "full/preset.json").read_text())
    assert about["variant"] == "DCGAN" and about["samples"] == [16, 16, 1]
    card = (tmp_path / "full/README.md").read_text()
    assert card.startswith("---\nlibrary_name: keras\nlicense: mit\n")
    assert "# Squares" in card and f"{gan.count_params():,}" in card


@pytest.mark.parametrize("variant", ["DCGAN", "ACGAN", "StyleGAN2"])
def test_each_weight_is_kept_once_and_no_optimizer(variant, images, tmp_path):
    gan = make(
        variant,
        ema_momentum=0.9,
        augmentation=keras_gans.augmentation.Adaptive("b"),
    )
    gan.compile()
    gan.fit(element(variant, images), batch_size=16, epochs=1, verbose=0)
    gan.save_to_preset(tmp_path)
    assert sum(sizes_of(tmp_path / "model.weights.h5")) == sum(
        int(np.prod(v.shape)) for v in gan.variables
    )


def sizes_of(path):
    """How many numbers each array of an HDF5 file has."""
    found = []

    def see(name, item):
        if isinstance(item, h5py.Dataset):
            found.append(item.size)

    with h5py.File(path) as file:
        file.visititems(see)
    return found


def test_halves_are_near(images, tmp_path):
    gan = make("DCGAN")
    gan.save_to_preset(tmp_path, dtype="float16")
    back = keras_gans.from_preset(tmp_path)
    assert {w.dtype for w in back.generator.weights} == {"float32"}
    np.testing.assert_allclose(
        gan.generate(4, 1), back.generate(4, 1), atol=5e-3
    )


def test_keras_reads_it_too(tmp_path):
    gan = make("DCGAN")
    gan.save_to_preset(tmp_path)
    back = keras.saving.load_model(tmp_path)
    np.testing.assert_array_equal(gan.generate(2, 1), back.generate(2, 1))


def test_a_card_of_yours_stays(tmp_path):
    (tmp_path / "README.md").write_text("Mine.")
    make("DCGAN").save_to_preset(tmp_path)
    assert (tmp_path / "README.md").read_text() == "Mine."


def test_one_that_needs_to_be_given_something(tmp_path):
    gan = keras_gans.Pix2Pix.for_images((16, 16, 1), width=4)
    gan.save_to_preset(tmp_path)
    assert not (tmp_path / "samples.png").exists()
    back = keras_gans.from_preset(tmp_path)
    source = np.zeros((1, 16, 16, 1), "float32")
    np.testing.assert_array_equal(
        gan.translate(source, seed=1), back.translate(source, seed=1)
    )


def test_what_was_shown_of_late_is_left_out(tmp_path):
    gan = keras_gans.CycleGAN.for_images(
        (16, 16, 1), width=4, residual_blocks=1
    )
    for pool in (gan.pool_a, gan.pool_b):
        pool.keep((keras.ops.ones((2, 16, 16, 1)), np.arange(2, dtype="int32")))
    gan.save_to_preset(tmp_path)
    assert int(gan.pool_a.count) == 2
    back = keras_gans.from_preset(tmp_path)
    for pool in (back.pool_a, back.pool_b):
        assert int(pool.count) == 0 and not np.any(pool.images)
    source = np.zeros((1, 16, 16, 1), "float32")
    np.testing.assert_array_equal(gan.translate(source), back.translate(source))


@pytest.mark.parametrize(
    "preset, words",
    [
        ("nothing_like_it", "is one of"),
        ("/no/such/folder", "is one of"),
    ],
)
def test_what_there_is_not(preset, words):
    with pytest.raises(ValueError, match=f"{words}.*Received: '{preset}'"):
        keras_gans.from_preset(preset)


def test_one_of_a_hub_is_what_keras_finds_there(tmp_path, monkeypatch):
    from keras.src.saving import saving_lib

    gan = make("DCGAN")
    gan.save_to_preset(tmp_path)
    hub = types.SimpleNamespace(snapshot_download=lambda **_: str(tmp_path))
    monkeypatch.setitem(sys.modules, "huggingface_hub", hub)
    monkeypatch.setattr(saving_lib, "huggingface_hub", hub)
    back = keras_gans.from_preset("hf://someone/something")
    np.testing.assert_array_equal(gan.generate(2, 1), back.generate(2, 1))


def test_the_hubs_client_is_asked_for_in_words(monkeypatch):
    monkeypatch.setitem(sys.modules, "huggingface_hub", None)
    with pytest.raises(ImportError, match="pip install 'keras_gans.hub.'"):
        keras_gans.from_preset("hf://someone/something")


def test_another_variant(tmp_path):
    make("DCGAN").save_to_preset(tmp_path)
    with pytest.raises(ValueError, match="another variant: DCGAN"):
        keras_gans.StyleGAN2.from_preset(tmp_path)


@pytest.mark.parametrize("variant", ["DCGAN", "StyleGAN2", "ACGAN"])
def test_an_argument_may_be_another(variant, images, tmp_path):
    seen = keras_gans.augmentation.Adaptive(images=50, seed=0)
    gan = make(variant, ema_momentum=0.9, augmentation=seen)
    gan.compile()
    gan.fit(element(variant, images), batch_size=16, epochs=1, verbose=0)
    gan.save_to_preset(tmp_path)
    with_another = keras_gans.augmentation.DiffAugment(seed=1)
    for layer in (None, with_another, [seen, with_another]):
        back = keras_gans.from_preset(
            tmp_path, augmentation=layer, critic_steps=2
        )
        assert back.critic_steps == 2
        assert int(gan.rounds_averaged) > 0 == int(back.rounds_averaged)
        kinds = [type(x) for x in back.augmentations]
        given = layer if isinstance(layer, list) else [layer]
        assert kinds == [type(x) for x in given if x is not None]
        np.testing.assert_array_equal(gan.generate(4, 1), back.generate(4, 1))
        for network in ("generator", "discriminator"):
            pair = (getattr(x, network).weights for x in (gan, back))
            for old, new in zip(*pair, strict=True):
                np.testing.assert_array_equal(old, new)
        back.fit(element(variant, images), batch_size=16, epochs=1, verbose=0)


@pytest.mark.parametrize(
    "changes, words",
    [
        ({"augmentaton": None}, "Received: augmentaton, which is near augm"),
        ({"ema_momentum": 0.9}, "do not fit.*Received: ema_momentum=0.9"),
        ({"generator": None}, "generator"),
        ({"critic_steps": 0}, "critic_steps"),
    ],
)
def test_an_argument_that_cannot_be_another(changes, words, tmp_path):
    make("DCGAN").save_to_preset(tmp_path)
    with pytest.raises(ValueError, match=words):
        keras_gans.from_preset(tmp_path, **changes)


def test_another_type(tmp_path):
    with pytest.raises(ValueError, match="Received: dtype='int8'"):
        make("DCGAN").save_to_preset(tmp_path, dtype="int8")


@pytest.mark.parametrize("name", list(keras_gans.presets()))
def test_those_that_come_along(name):
    about = keras_gans.presets()[name]
    gan = keras_gans.from_preset(name)
    assert type(gan).__name__ == about["variant"]
    assert list(gan.sample_spec.shape) == about["samples"]
    assert about["megabytes"] < 10 and about["figure"] and about["license"]
    if "source" in gan.given:  # It translates.
        rng = np.random.default_rng(0)
        samples = gan.translate(rng.uniform(-1, 1, (4, 32, 48, 3)))
        assert samples.shape == (4, 32, 48, 3)
    else:
        samples = gan.generate(4, seed=0)
        assert samples.shape == (4, *about["samples"])
    assert samples.std() > 0.1
