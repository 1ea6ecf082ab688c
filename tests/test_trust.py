"""Files from elsewhere: they cannot run code, and damage is said."""

import json
import zipfile

import keras
import pytest

import keras_gans

from conftest import make


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    """A folder with a whole model and its weights."""
    folder = tmp_path_factory.mktemp("saved")
    gan = make("DCGAN")
    gan.compile()
    gan.save(folder / "gan.keras")
    gan.save_weights(folder / "gan.weights.h5")
    return folder


def changed(saved, tmp_path, change):
    """The path of a copy with another configuration."""
    path = tmp_path / "changed.keras"
    with (
        zipfile.ZipFile(saved / "gan.keras") as old,
        zipfile.ZipFile(path, "w") as new,
    ):
        for name in old.namelist():
            content = old.read(name)
            if name == "config.json":
                config = json.loads(content)
                change(config)
                content = json.dumps(config)
            new.writestr(name, content)
    return path


def everywhere(config, class_name):
    """All dicts of a configuration that describe such an object."""
    if isinstance(config, dict):
        if config.get("class_name") == class_name:
            yield config
        config = list(config.values())
    if isinstance(config, list):
        for value in config:
            yield from everywhere(value, class_name)


def test_a_copy_without_a_change_loads(saved, tmp_path):
    path = changed(saved, tmp_path, lambda config: None)
    assert keras.models.load_model(path).latent_dim == 6


def test_a_lambda_is_refused(saved, tmp_path):
    def change(config):
        layers = list(everywhere(config, "LeakyReLU"))
        assert layers
        for layer in layers:
            layer["class_name"] = "Lambda"
            layer["config"] = {
                "name": "evil",
                "function": {
                    "class_name": "__lambda__",
                    "config": {"code": "", "defaults": None, "closure": None},
                },
            }

    with pytest.raises(ValueError, match="arbitrary code execution"):
        keras.models.load_model(changed(saved, tmp_path, change))


@pytest.mark.parametrize(
    "place", ["loss of compile", "argument of the model", "optimizer"]
)
def test_a_function_of_another_module_is_not_called(saved, tmp_path, place):
    witness = tmp_path / "witness"
    evil = {
        "module": "os",
        "class_name": "mkdir",
        "config": {"path": str(witness)},
        "registered_name": "mkdir",
    }

    def change(config):
        if place == "argument of the model":
            config["config"]["seed"] = evil
        elif place == "optimizer":
            config["compile_config"]["d_optimizer"] = evil
        else:
            config["compile_config"]["loss"] = evil

    with pytest.raises((TypeError, ValueError)):
        keras.models.load_model(changed(saved, tmp_path, change))
    assert not witness.exists()


def damaged(saved, tmp_path, name, damage):
    whole = (saved / name).read_bytes()
    half = len(whole) // 2
    path = tmp_path / name
    path.write_bytes(
        {
            "empty": b"",
            "cut": whole[:half],
            "text": b"<html>not found</html>",
            "flipped": whole[:half]
            + bytes([whole[half] ^ 255])
            + whole[half + 1 :],
        }[damage]
    )
    return path


@pytest.mark.parametrize("damage", ["empty", "cut", "text", "flipped"])
def test_a_damaged_model_is_refused(saved, tmp_path, damage):
    path = damaged(saved, tmp_path, "gan.keras", damage)
    expected = "Bad CRC" if damage == "flipped" else str(path)
    with pytest.raises((ValueError, zipfile.BadZipFile), match=expected):
        keras.models.load_model(path)
    with pytest.raises((ValueError, zipfile.BadZipFile), match=expected):
        keras_gans.metrics.get_features(str(path))


@pytest.mark.parametrize("damage", ["empty", "cut", "text"])
def test_damaged_weights_are_refused(saved, tmp_path, damage):
    # A flipped byte goes unseen: HDF5 keeps no checksums of weights.
    path = damaged(saved, tmp_path, "gan.weights.h5", damage)
    with pytest.raises(ValueError, match=f"damaged.*filepath={path}"):
        make("DCGAN").load_weights(path)


def test_missing_weights_are_missing(tmp_path):
    with pytest.raises(FileNotFoundError):
        make("DCGAN").load_weights(tmp_path / "none.weights.h5")
