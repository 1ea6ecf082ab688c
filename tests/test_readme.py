"""The README's code runs as it stands."""

import re

import keras
import numpy as np
import pytest

from conftest import ROOT
from conftest import make
from conftest import run_python

BLOCKS = re.findall(
    r"```python\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL
)


@pytest.mark.tensorflow
def test_quick_start(tmp_path):
    code = BLOCKS[0].replace("epochs=100", "epochs=1")
    assert len(code.strip().splitlines()) <= 8
    run_python(code.replace("runs/a", str(tmp_path)))
    assert (tmp_path / "samples" / "epoch_0001.png").exists()
    assert (tmp_path / "saved_model" / "saved_model.pb").exists()


def test_metrics(images, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code = BLOCKS[1].replace("5000", "48").replace("fid5k", "fid48")
    gan = make("DCGAN")
    names = {"gan": gan, "fake": images[::-1]}
    names |= {"train": images, "test": images, "real": images}
    exec(code.replace("epochs=20", "epochs=2"), names)
    assert keras.models.load_model("best.keras").generate(2).shape[0] == 2


@pytest.mark.tensorflow
def test_workers(tmp_path):
    run_python(BLOCKS[2].replace("runs/", f"{tmp_path}/"))
    assert not list(tmp_path.iterdir())  # It came to its end.


def test_add_a_variant(images, tmp_path):
    names = {}
    exec(BLOCKS[3], names)
    small = make("DCGAN")
    gan = names["R1GAN"](
        small.generator, small.discriminator, latent_dim=6, gamma=2.5
    )
    gan.compile()
    history = gan.fit(images, batch_size=8, verbose=0).history
    assert np.isfinite(history["d_loss"]).all()
    gan.save(tmp_path / "gan.keras")
    assert keras.models.load_model(tmp_path / "gan.keras").gamma == 2.5


def test_add_a_game(images):
    names = {}
    exec(BLOCKS[4], names)
    code, check = BLOCKS[5].rsplit("keras_gans.testing", 1)
    assert check.strip() == ".check_variant(small)"
    exec(code, names)
    quick = ("trains_and_logs", "resumes", "data_are_checked")
    for asked in names["keras_gans"].testing.checks(names["small"]):
        if asked.function.__name__ in quick:
            asked()
