"""Each recipe runs; the command line is clear."""

import os
import subprocess
import sys

import pytest

from conftest import ROOT

pytestmark = pytest.mark.tensorflow


def recipe(name, *arguments):
    return subprocess.run(
        [sys.executable, ROOT / "recipes" / f"{name}.py", *arguments],
        capture_output=True,
        text=True,
        timeout=300,
    )


@pytest.mark.parametrize(
    "name, left",
    [
        ("gan_sine", "curves.png"),
        ("gan_ring", "samples.png"),
        ("wgan_gp_grid", "samples.png"),
        ("dcgan_digits", "samples.png"),
    ],
)
def test_a_recipe_runs(name, left, tmp_path):
    out = tmp_path / "out"
    done = recipe(
        name, "--epochs", "1", "--batch-size", "512", "--out", str(out)
    )
    assert done.returncode == 0, done.stderr
    assert (out / left).stat().st_size > 1000
    assert "d_loss" in done.stdout
    assert (out / "last.keras").exists() and (out / "losses.csv").exists()
    if name.startswith("dcgan"):
        assert (out / "saved_model" / "saved_model.pb").exists()


@pytest.mark.parametrize(
    "arguments, words",
    [
        (["--epoch", "3"], "unrecognized arguments: --epoch"),
        (["--epochs", "none"], "'none' is no number from 1"),
        (["--batch-size", "0"], "'0' is no number from 1"),
        (["mnist"], "unrecognized arguments: mnist"),
    ],
)
def test_wrong_options_are_named(arguments, words):
    done = recipe("dcgan_digits", *arguments)
    assert done.returncode == 2
    assert words in done.stderr and "Traceback" not in done.stderr


def test_an_unfinished_run_is_not_overwritten(tmp_path):
    (tmp_path / "backup").mkdir()
    done = recipe("gan_sine", "--out", str(tmp_path))
    assert done.returncode == 2
    assert "go on with --resume" in done.stderr


@pytest.mark.skipif(
    "TFDS_DATA_DIR" not in os.environ, reason="needs MNIST on this machine"
)
@pytest.mark.slow
def test_dcgan_mnist(tmp_path):
    done = recipe("dcgan_mnist", "--epochs", "1", "--out", str(tmp_path))
    assert done.returncode == 0, done.stderr
