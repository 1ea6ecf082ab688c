"""What is shipped loads in a process that has TensorFlow alone."""

import re

import pytest

from conftest import ROOT
from conftest import run_python

pytestmark = pytest.mark.tensorflow

_SERVE = """
import sys
for name in ("keras", "keras_gans"):
    sys.modules[name] = None  # as if it were not installed
import numpy as np, tensorflow as tf
model = tf.saved_model.load({path!r})
names = {{"serving_default", "generate", "discriminate"}}
assert set(model.signatures) >= names
images = model.signatures["serving_default"](latents=tf.zeros((3, 100)))
images = next(iter(images.values())).numpy()
assert images.shape == (3, 28, 28, 1) and images.dtype == np.float32
assert np.abs(images).max() <= 1
made = model.generate(64, 7).numpy()
assert made.shape == (64, 28, 28, 1) and made.dtype == np.uint8
assert (made == model.generate(64, 7).numpy()).all()
assert (made != model.generate(64, 8).numpy()).any()
# Digits: dark on the whole, bright somewhere, and each its own.
assert 15 < made.mean() < 60 and made.max(axis=(1, 2, 3)).min() > 200
assert len(np.unique(made.reshape(64, -1), axis=0)) == 64
scaled = made.astype("float32") / 127.5 - 1
logits = next(iter(model.signatures["discriminate"](
    images=tf.constant(scaled)).values())).numpy()
assert logits.shape == (64, 1) and np.isfinite(logits).all()
assert logits.std() > 0.1
again = model.discriminate(tf.constant(scaled)).numpy()
assert np.allclose(again, logits)
"""


def test_dcgan_mnist_serves_without_keras():
    path = ROOT / "saved_models" / "dcgan_mnist"
    run_python(_SERVE.format(path=str(path)))


@pytest.mark.parametrize(
    "name",
    sorted(
        path.name
        for path in (ROOT / "saved_models").iterdir()
        if path.is_dir() and not path.name.endswith("classifier")
    ),
)
def test_the_code_of_a_card_runs(name):
    card = (ROOT / "saved_models" / name / "README.md").read_text()
    codes = re.findall(r"```python\n(.*?)```", card, re.DOTALL)
    assert codes
    for code in codes:
        start = "import os, sys; os.chdir('..')\n"
        if "import keras_gans" not in code:
            start += "sys.modules['keras_gans'] = None\n"
        run_python(start + code)


def test_saved_models_are_small_and_have_a_card():
    folders = [p for p in (ROOT / "saved_models").iterdir() if p.is_dir()]
    assert folders
    sizes = []
    for folder in folders:
        files = [p for p in folder.rglob("*") if p.is_file()]
        sizes += [p.stat().st_size for p in files]
        assert max(sizes) < 10e6
        card = (folder / "README.md").read_text()
        for word in ("Data", "Command", "Commit", "Time"):
            assert word in card
        if not folder.name.endswith("classifier"):
            assert (folder / "samples.png").exists()
    assert sum(sizes) < 80e6
