"""What is public stays: names, import paths of earlier versions, and files."""

import importlib
import inspect
import pydoc

import keras
import numpy as np
import pytest

import keras_gans

from conftest import ROOT

# One public name a line: remove none without a release that warns of it.
API = (ROOT / "tests" / "api.txt").read_text().split()
SAVED = sorted((ROOT / "saved_models").glob("*/*.keras"))
SERVED = sorted((ROOT / "saved_models").glob("*/saved_model.pb"))


def _names():
    """Classes and functions of ours in the public modules."""
    modules = {"keras_gans": keras_gans}
    for name in keras_gans.__all__:
        if inspect.ismodule(getattr(keras_gans, name)):
            modules[f"keras_gans.{name}"] = getattr(keras_gans, name)
    for path, module in modules.items():
        for name in dir(module):
            value = getattr(module, name)
            ours = getattr(value, "__module__", "keras_gans")
            inner = inspect.ismodule(value) and module is not keras_gans
            if not name.startswith("_") and not inner:
                if ours.startswith("keras_gans"):
                    yield f"{path}.{name}"


def test_names_are_those_of_the_list():
    assert sorted(_names()) == API


def test_help_shows_what_a_package_has():
    for name in ("data", "callbacks", "metrics", "pictures", "testing"):
        module = getattr(keras_gans, name)
        shown = pydoc.render_doc(module, renderer=pydoc.plaintext)
        for path in API:
            package, _, inner = path.rpartition(".")
            if package == f"keras_gans.{name}":
                assert inner in module.__all__ and inner in shown


def test_internals_are_not_offered():
    offered = dir(keras_gans)
    for name in ("arguments", "backend", "core", "moved", "saving", "latent"):
        assert name not in offered
    assert keras_gans.__version__ and "__version__" in offered
    assert set(keras_gans.__all__) <= set(offered)


def test_every_public_name_has_a_docstring():
    for path in API:
        module, _, name = path.rpartition(".")
        value = getattr(importlib.import_module(module), name)
        if not isinstance(value, tuple):
            assert inspect.getdoc(value), path


@pytest.mark.parametrize(
    "path",
    [
        *(
            f"keras_gans.networks.{name}.generator"
            for name in (
                "began cgan conditional_dcgan dcgan ebgan improved infogan "
                "maxout mlp r3gan resnet sngan"
            ).split()
        ),
        "keras_gans.codes.Categorical",
        "keras_gans.codes.Uniform",
        "keras_gans.plots.latent_walk",
        "keras_gans.plots.loss_curves",
        "keras_gans.models.dcgan.DCGAN",
        "keras_gans.models.wgan_gp.WGANGP",
        "keras_gans.models.improved_gan.ImprovedGAN",
        "keras_gans.metrics.FrechetDistance",
        "keras_gans.networks.heads",
        "keras_gans.networks.labelled",
    ],
)
def test_import_paths_of_the_first_version(path):
    module, _, name = path.rpartition(".")
    assert hasattr(importlib.import_module(module), name)
    # As an attribute too: `import keras_gans` alone was enough.
    value = keras_gans
    for part in path.split(".")[1:]:
        value = getattr(value, part)


def test_there_are_saved_models():
    assert len(SAVED) >= 5 and len(SERVED) >= 3


@pytest.mark.parametrize("file", SAVED, ids=lambda file: file.parent.name)
def test_saved_networks_load(file):
    network = keras.saving.load_model(file, compile=False)
    (takes,) = network.inputs
    zeros = np.zeros((2, *takes.shape[1:]), "float32")
    output = network.predict(zeros, verbose=0)
    for part in keras.tree.flatten(output):
        assert part.shape[0] == 2 and np.isfinite(part).all()


@pytest.mark.tensorflow
@pytest.mark.parametrize("file", SERVED, ids=lambda file: file.parent.name)
def test_saved_models_are_served(file):
    import tensorflow as tf

    model = tf.saved_model.load(str(file.parent))
    serve = model.signatures["serving_default"]
    _, takes = serve.structured_input_signature
    inputs = {
        name: tf.zeros([2, *spec.shape[1:]], spec.dtype)
        for name, spec in takes.items()
    }
    (output,) = serve(**inputs).values()
    assert output.shape[0] == 2 and np.isfinite(output).all()


def test_every_package_is_installed():
    """setup.py lists by rule; a folder without `__init__` would be left out."""
    for file in (ROOT / "keras_gans").rglob("*.py"):
        assert (file.parent / "__init__.py").exists(), file
