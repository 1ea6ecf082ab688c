"""The command line: what it writes, what it says where it cannot."""

import os
import subprocess
import sys
import time

import keras
import numpy as np
import pytest
from PIL import Image

import keras_gans
from keras_gans import callbacks
from keras_gans.command import app
from keras_gans.command import choosing
from keras_gans.command import machine
from keras_gans.command import models
from keras_gans.command import sources
from keras_gans.command import training

from conftest import VARIANTS
from conftest import make

pytestmark = pytest.mark.tensorflow
WITHOUT_SIGNS = {"WGAN", "WGANGP", "R3GAN", "EBGAN", "BEGAN", "ProGAN"}


def run(monkeypatch, *arguments):
    """The exit status of `keras-gans` with these arguments."""
    monkeypatch.setattr(sys, "argv", ["keras-gans", *map(str, arguments)])
    with pytest.raises(SystemExit) as end:
        app.main()
    return end.value.code


@pytest.fixture
def folder(tmp_path):
    """Forty odd pictures: several sizes and kinds, one broken, one hidden."""
    root = tmp_path / "pictures"
    root.mkdir()
    generator = np.random.default_rng(0)
    for i in range(40):
        mode = ("RGB", "RGBA", "L", "CMYK")[i % 4]
        ending = "jpg" if mode == "CMYK" else "png"
        height, width = generator.integers(16, 40, 2)
        bands = {"RGB": (3,), "RGBA": (4,), "L": (), "CMYK": (4,)}[mode]
        pixels = generator.integers(0, 255, (height, width, *bands), "uint8")
        Image.fromarray(pixels, mode).save(root / f"{i}.{ending}")
    (root / "broken.png").write_bytes(b"no picture")
    (root / ".hidden.png").write_bytes(b"no picture")
    return root


@pytest.fixture
def saved(tmp_path):
    gan = make("DCGAN")
    gan.compile()
    gan.save(tmp_path / "gan.keras")
    return tmp_path / "gan.keras"


@pytest.mark.slow
def test_a_folder_becomes_samples(folder, tmp_path, monkeypatch, capsys):
    out = tmp_path / "run"
    settings = ["--image-size", 16, "--batch-size", 8, "--out", out]
    assert not run(monkeypatch, "train", folder, *settings, "--minutes", 0.2)
    said = capsys.readouterr().out
    assert "36 pictures of 16x16x3, 4 more held out" in said
    assert "Variant StyleGAN2: which learns from few pictures" in said
    assert "Augmentation adaptive: for fewer than 5,000" in said
    for name in (
        "samples.png",
        "walk.gif",
        "neighbors.png",
        "samples/samples.gif",
        "losses.csv",
        "last.keras",
        "saved_model/saved_model.pb",
        "preset/model.weights.h5",
        "preset/README.md",
    ):
        assert (out / name).exists(), name
    assert not (out / "backup").exists()
    assert "fid36_imagenet" in (out / "preset/README.md").read_text()
    assert run(monkeypatch, "train", folder, *settings) == 2
    assert "holds a run" in capsys.readouterr().err
    grid = tmp_path / "grid.png"
    assert not run(monkeypatch, "generate", out, "--n", 4, "--out", grid)
    assert Image.open(grid).size == (35, 35)
    assert not run(
        monkeypatch, "evaluate", out, "--data", folder, "--samples", 20
    )
    assert "fid20_imagenet" in capsys.readouterr().out


@pytest.mark.filterwarnings("always")
def test_a_trained_model_trains_on(folder, tmp_path, monkeypatch, capsys):
    gan = keras_gans.R3GAN.for_images((16, 16, 3), width=4, seed=0)
    gan.save_to_preset(tmp_path / "mine")
    seen = []
    monkeypatch.setattr(
        training, "_finish", lambda model, *others: seen.append(model)
    )
    arguments = ["train", folder, "--preset", tmp_path / "mine"]
    arguments += ["--batch-size", 8, "--out", tmp_path / "run", "--epochs", 1]
    assert not run(monkeypatch, *arguments)
    said, warned = capsys.readouterr()
    assert "keras-gans: 1 of 41 files in" in warned
    assert "36 pictures of 16x16x3, 4 more held out" in said
    assert "Variant R3GAN: that of " in said
    assert "Augmentation diff" in said and "as they were made" in said
    (model,) = seen
    assert type(model.augmentation) is keras_gans.augmentation.DiffAugment
    # Four steps from where it was, and not from anywhere else.
    for old, new in zip(gan.generator.weights, model.generator.weights):
        np.testing.assert_allclose(old, new, atol=0.02)
    assert np.abs(gan.generate(4, 0) - model.generate(4, 0)).max() > 0
    arguments[-3] = tmp_path / "other"
    for flag, value in (
        ("--variant", "DCGAN"),
        ("--image-size", 32),
        ("--dtype-policy", "float32"),
    ):
        assert run(monkeypatch, *arguments, flag, value) == 2
        assert "leave --variant, --image-size" in capsys.readouterr().err


def test_what_cannot_train_on_here(folder, tmp_path, monkeypatch, capsys):
    arguments = ["train", folder, "--out", tmp_path / "run", "--preset"]
    translation = keras_gans.Pix2Pix.for_images((16, 16, 3), width=2)
    translation.save_to_preset(tmp_path / "other")
    assert run(monkeypatch, *arguments, tmp_path / "other") == 2
    assert "out of latents" in capsys.readouterr().err
    make("DCGAN").save_to_preset(tmp_path / "grey")
    arguments += [tmp_path / "grey", "--batch-size", 8]
    assert run(monkeypatch, *arguments) == 2
    assert "Received: shape=" in capsys.readouterr().err


@pytest.mark.slow
def test_digits_with_labels(tmp_path, monkeypatch, capsys):
    out = tmp_path / "run"
    assert not run(
        monkeypatch,
        *("train", "digits", "--labels", "--epochs", 1, "--out", out),
        *("--variant", "acgan", "--dtype-policy", "float32"),
    )
    assert "in 10 classes" in capsys.readouterr().out
    grid = tmp_path / "sevens.png"
    assert not run(
        monkeypatch, "generate", out, "--labels", 7, "--n", 9, "--out", grid
    )
    assert grid.exists()


@pytest.mark.slow
def test_a_killed_run_goes_on(folder, tmp_path):
    settings = ["--image-size", 16, "--batch-size", 8, "--epochs", 30]
    settings += ["--dtype-policy", "float32"]

    def train(out, *more):
        arguments = ["train", folder, *settings, "--out", out, *more]
        return subprocess.Popen(
            [sys.executable, "-m", "keras_gans", *map(str, arguments)],
            env={**os.environ, "TF_DETERMINISTIC_OPS": "1"},
        )

    assert not train(tmp_path / "whole").wait()
    killed, log = train(tmp_path / "run"), tmp_path / "run/losses.csv"
    while not log.exists() or len(log.read_text().splitlines()) < 12:
        assert killed.poll() is None
        time.sleep(0.01)
    killed.kill()
    killed.wait()
    assert len(log.read_text().splitlines()) < 30
    assert not train(tmp_path / "run", "--resume").wait()
    whole, resumed = (
        keras.models.load_model(tmp_path / name / "last.keras")
        for name in ("whole", "run")
    )
    state = [m.variables + m.optimizer.variables for m in (whole, resumed)]
    assert len(state[0]) == len(state[1]) > 50
    for expected, found in zip(*state):
        np.testing.assert_array_equal(
            *map(keras.ops.convert_to_numpy, (expected, found)), expected.path
        )
    assert len(log.read_text().splitlines()) == 31


def test_a_grid_files_and_films(saved, tmp_path, monkeypatch, capsys):
    grid, single, film = (
        tmp_path / name for name in ("grid.png", "single", "walk.gif")
    )
    for out in (grid, single, film):
        assert not run(
            monkeypatch,
            *("generate", saved, "--n", 4, "--out", out, "--steps", 6),
        )
    assert Image.open(grid).size == (35, 35)
    assert len(list(single.iterdir())) == 4
    assert Image.open(single / "0_00000.png").size == (16, 16)
    assert Image.open(film).n_frames == 6
    gan = models.load(str(saved))
    expected = gan.sample_spec.draw(gan.generate(4, seed=0))
    np.testing.assert_array_equal(np.asarray(Image.open(grid)), expected)


def test_a_model_is_exported(saved, tmp_path, monkeypatch):
    assert not run(monkeypatch, "export", saved, tmp_path / "served")
    assert (tmp_path / "served/saved_model.pb").exists()


def test_pictures_are_translated_in_their_own_sizes(
    folder, tmp_path, monkeypatch, capsys
):
    gan = keras_gans.CycleGAN.for_images((16, 16, 3), width=4)
    gan.save(tmp_path / "gan.keras")
    out = tmp_path / "made"
    assert not run(
        monkeypatch,
        *("translate", tmp_path / "gan.keras", folder, "--out", out),
        *("--to", "a"),
    )
    said = capsys.readouterr().out
    assert "broken.png cannot be read" in said and "40 pictures are in" in said
    for name in ("0", "5"):
        with Image.open(folder / f"{name}.png") as picture:
            assert Image.open(out / f"{name}.png").size == picture.size


@pytest.mark.parametrize(
    "arguments, words",
    [
        (["train", "./pictrues"], "There is no pictrues; pictures is near"),
        (["train", "digit"], "which is near digits"),
        (["train", "digits", "--variant", "DCGNA"], "which is near DCGAN"),
        (["train", "digits", "--resume"], "no unfinished run"),
        (["train", "digits", "--strategy", "all"], "Received: all"),
        (["train", "digits", "--batch-size", "5000"], "than a batch has"),
        (["train", "digits", "--minutes", "-1"], "`minutes` is a positive"),
        (["generate", "gna.keras"], "There is no gna.keras; gan.keras is near"),
        (["generate", "nothing"], "A preset is one of"),
        (["generate", "pictures"], "which has neither"),
        (["generate", "gan.keras", "--labels", "a"], "numbers with commas"),
        (["generate", "gan.keras", "--labels", "1"], "takes no labels"),
        (["generate", "gan.keras", "--truncation", "1"], "no styles"),
        (["generate", "gan.keras", "--text", "a bird"], "text"),
        (["generate", "gan.keras", "--out", "a.jpg"], ".png, .gif or .mp4"),
        (["generate", "gan.keras", "--n", "0"], "Received: n=0"),
        (["translate", "gan.keras", "pictures"], "makes pictures of latents"),
        (["evaluate", "gan.keras", "--data", "./none"], "There is no none"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    arguments, words, folder, saved, monkeypatch, capsys
):
    monkeypatch.chdir(folder.parent)
    assert run(monkeypatch, *arguments) == 2
    said = capsys.readouterr().err.strip()
    assert words in said, said
    assert said.startswith("keras-gans: ") and "Traceback" not in said


@pytest.mark.parametrize(
    "arguments, words",
    [
        (["trian", "digits"], "train"),
        (["train", "digits", "--epoch", "1"], "--epochs"),
        (["export", "gan.keras", "out", "--format", "onx"], "onnx"),
    ],
)
def test_a_wrong_word_is_told_the_near_one(
    arguments, words, monkeypatch, capsys
):
    assert run(monkeypatch, *arguments) == 2
    assert words in capsys.readouterr().err


@pytest.mark.parametrize(
    "command",
    ["", "train", "generate", "evaluate", "translate", "export", "presets"],
)
def test_help_fits_a_screen(command, monkeypatch, capsys):
    assert not run(monkeypatch, *command.split(), "--help")
    lines = capsys.readouterr().out.splitlines()
    assert 3 < len(lines) <= 50, len(lines)


def test_presets_are_listed(monkeypatch, capsys):
    assert not run(monkeypatch, "presets")
    said = capsys.readouterr().out
    for name in keras_gans.presets():
        assert name[:10] in said


def test_it_is_a_module_too():
    done = subprocess.run(
        [sys.executable, "-m", "keras_gans", "--help"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "train" in done.stdout


@pytest.mark.parametrize(
    "count, shape, classes, variant",
    [
        (300, (64, 64, 3), None, "StyleGAN2"),
        (300, (64, 48, 3), None, "DCGAN"),
        (60_000, (32, 32, 3), 10, "StyleGAN2"),
        (60_000, (28, 28, 1), 10, "ACGAN"),
        (60_000, (32, 32, 1), None, "DCGAN"),
    ],
)
def test_the_variant_follows_from_the_pictures(count, shape, classes, variant):
    choice = choosing.choose(count, shape, classes)
    assert choice.variant == variant and choice.why
    told = classes if variant != "DCGAN" else None
    assert choice.settings.get("num_classes") == told


def test_those_may_be_named_that_make_pictures_of_latents():
    told = {"SemiSupervisedGAN"}
    assert set(choosing.variants()) == {*VARIANTS, "ProGAN"} - told


@pytest.mark.parametrize("variant", choosing.variants())
def test_what_few_pictures_are_seen_through_fits_the_loss(variant):
    cls = getattr(keras_gans, variant)
    layer, name, _ = choosing.augmented(None, 300, cls, 1000, 8, 0)
    assert name == ("diff" if variant in WITHOUT_SIGNS else "adaptive")
    if variant in VARIANTS:
        make(variant, augmentation=layer).compile()
    assert choosing.augmented(None, 9000, cls, 1000, 8, 0)[0] is None


def test_the_size_follows_from_the_pictures(folder):
    assert sources.guessed_size(folder) == 16


def test_the_policy_is_what_is_asked_for():
    assert machine.policy("float32") == ("float32", "float32, as you asked")
    found, why = machine.policy()
    assert found in ("float32", "mixed_bfloat16") and found in why


def test_it_stops_in_time(images, tmp_path):
    gan = make("DCGAN")
    gan.compile()
    path = tmp_path / "minutes.txt"
    stop = callbacks.StopAfter(1e-6, path)
    history = gan.fit(
        images, batch_size=8, epochs=50, verbose=0, callbacks=[stop]
    )
    assert len(history.history["d_loss"]) == 1
    assert int(gan.optimizer.iterations) == 1
    assert float(path.read_text()) >= 0
    path.write_text("7.0")
    stop = callbacks.StopAfter(7.0, path)
    gan.fit(images, batch_size=8, epochs=50, verbose=0, callbacks=[stop])
    assert stop.spent >= 7 and int(gan.optimizer.iterations) == 2
