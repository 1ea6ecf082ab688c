"""The README's code runs as it stands."""

import re

import keras
import numpy as np
import pytest

import keras_gans

from conftest import ROOT
from conftest import make
from conftest import run_python
from conftest import toy_images

BLOCKS, DETAIL = (
    re.findall(r"```python\n(.*?)```", (ROOT / path).read_text(), re.DOTALL)
    for path in ("README.md", "recipes/README.md")
)


def test_it_is_short_and_its_links_lead_somewhere():
    text = (ROOT / "README.md").read_text()
    assert len(text.splitlines()) <= 300
    for page in ("README.md", "recipes/README.md", "benchmarks/README.md"):
        text = (ROOT / page).read_text()
        links = re.findall(r"\]\((?!https?:)([^)#]+)", text)
        links += re.findall(r'src="([^"]+)"', text)
        for link in links:
            assert ((ROOT / page).parent / link).exists(), (page, link)


def test_presets_and_ways_through_them(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    names = {}
    code = BLOCKS[1].replace("steps=60", "steps=6") + BLOCKS[3]
    code = code.replace("digits)", "digits[:2], steps=20)")
    exec(code.replace("gan, 16, s", "gan, 2, s"), names)
    assert (tmp_path / "walk.gif").exists()
    assert (tmp_path / "mine" / "README.md").exists()
    assert names["sheet"].shape == (6, 7, 28, 28, 1)
    assert names["samples"].shape == (2, 28, 28, 1)


def test_short_metrics(images):
    code = BLOCKS[4].replace("5000", "48").replace("epochs=20", "epochs=1")
    gan = make("DCGAN")
    exec(
        code,
        {"keras_gans": keras_gans, "gan": gan, "train": images, "test": images},
    )


def test_every_variant_that_is_shown_is_one():
    """In short: each line is run at length by the tests below."""
    for name in re.findall(r"keras_gans\.([A-Z]\w+)\.", BLOCKS[2]):
        assert hasattr(keras_gans, name)


@pytest.mark.tensorflow
def test_quick_start(tmp_path):
    code = BLOCKS[0].replace("epochs=100", "epochs=1")
    assert len(code.strip().splitlines()) <= 8
    run_python(code.replace("runs/a", str(tmp_path)))
    assert (tmp_path / "samples" / "epoch_0001.png").exists()
    assert (tmp_path / "saved_model" / "saved_model.pb").exists()


def test_growing(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    code = DETAIL[0].replace("0_000", "").replace("width=128", "width=8")
    # Of 16x16 pictures, which has fewer phases.
    code = code.replace("64", "16").replace("32: 16", "16: 16")
    pictures = toy_images(40, (16, 16, 3))
    monkeypatch.setattr(
        keras_gans.data, "from_directory", lambda *_, **__: pictures
    )
    names = {"keras_gans": keras_gans}
    exec(code, names)
    assert names["gan"].phase.side == 16
    assert names["gan"].generate(2).shape == (2, 16, 16, 3)


def test_few_pictures(monkeypatch):
    code = DETAIL[1].replace("64", "16").replace("epochs=100", "epochs=1")
    code = code.replace("128", "8").replace("1024", "32")
    pictures = toy_images(40, (16, 16, 3))
    monkeypatch.setattr(
        keras_gans.data, "from_directory", lambda *_, **__: pictures
    )
    names = {"keras_gans": keras_gans}
    exec(code, names)
    assert names["best"].shape == (16, 16, 16, 3)
    assert names["mixed"].shape == (2, 3, 16, 16, 3)


@pytest.mark.tensorflow
def test_pictures_of_pictures(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    code = DETAIL[2].replace("256", "16").replace("128", "16")
    code = code.replace("epochs=200", "epochs=1").replace("200 -", "1 -")
    code = code.replace("16, 3))", "16, 3), width=4)")
    pictures = toy_images(6, (16, 16, 3))
    data = tf_dataset(pictures, pictures[::-1])
    for name in ("pairs", "unpaired"):
        monkeypatch.setattr(keras_gans.data, name, lambda *_, **__: data)
    names = {"keras_gans": keras_gans, "keras": keras, "plans": pictures}
    names |= {"horses": pictures[:2], "zebras": pictures[2:4]}
    exec(code, names)
    assert names["photos"].shape == pictures.shape
    assert names["horses"].shape == names["zebras"].shape == (2, 16, 16, 3)
    assert (tmp_path / "runs" / "zebras" / "epoch_0001.png").exists()
    assert (tmp_path / "zebras" / "saved_model.pb").exists()


def tf_dataset(*arrays):
    import tensorflow as tf

    return tf.data.Dataset.from_tensor_slices(arrays).batch(2)


@pytest.mark.tensorflow
def test_told_in_words():
    code = DETAIL[3].replace("64", "16").replace("epochs=100", "epochs=1")
    code = code.replace(
        "encoder=encoder)\ngan.c", "encoder=encoder, width=4)\ngan.c"
    )
    names = {"keras_gans": keras_gans}
    names["photographs"] = toy_images(64, (16, 16, 3))
    names["sentences"] = [["a red bird", "a bird with wings"]] * 64
    exec(code.replace("(captions)", "(captions, width=8)"), names)
    assert names["birds"].shape == (8, 16, 16, 3)
    assert names["sheet"].ndim == 3


@pytest.mark.slow
@pytest.mark.tensorflow
def test_sounds_films_and_solids(monkeypatch):
    code = DETAIL[4].replace("width=4", "1024, width=1")
    code = code.replace("epochs=86", "epochs=1").replace("=100)", "=1)")
    code = code.replace("epochs=20", "epochs=1")
    code = code.replace("(16, 64, 64, 1)", "(10, 16, 16, 1), width=2")
    code = code.replace("(32, 32, 32, 1)", "(8, 8, 8, 1), width=2")
    for name, found in _small_data().items():
        monkeypatch.setattr(
            keras_gans.data, name, lambda *_, found=found, **__: found
        )
    noisy = np.linspace(-0.5, 0.5, 3000, dtype="float32")
    names = {"keras_gans": keras_gans, "noisy": noisy}
    exec(code, names)
    assert names["clean"].shape == noisy.shape
    assert names["longer"].shape == (8, 32, 16, 16, 1)


def _small_data():
    """Small data by the name of the function that would give them."""
    sounds = toy_images(4, (1024, 1, 1))[..., 0]
    return {
        "noisy_speech": tf_dataset(sounds, sounds),
        "moving_digits": toy_images(40, (16, 16, 1)).reshape(4, 10, 16, 16, 1),
        "voxels": toy_images(32, (8, 8, 1)).reshape(4, 8, 8, 8, 1),
    }


def test_metrics(images, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code = DETAIL[5].replace("5000", "48").replace("fid5k", "fid48")
    gan = make("DCGAN")
    names = {"gan": gan, "fake": images[::-1]}
    names |= {"train": images, "test": images, "real": images}
    exec(code.replace("epochs=20", "epochs=2"), names)
    assert keras.models.load_model("best.keras").generate(2).shape[0] == 2


@pytest.mark.tensorflow
def test_workers(tmp_path):
    run_python(DETAIL[6].replace("runs/", f"{tmp_path}/"))
    assert not list(tmp_path.iterdir())  # It came to its end.


def test_add_a_variant(images, tmp_path):
    names = {}
    exec(BLOCKS[5], names)
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
    exec(DETAIL[7], names)
    code, check = DETAIL[8].rsplit("keras_gans.testing", 1)
    assert check.strip() == ".check_variant(small)"
    exec(code, names)
    quick = ("trains_and_logs", "resumes", "data_are_checked")
    for asked in names["keras_gans"].testing.checks(names["small"]):
        if asked.function.__name__ in quick:
            asked()
