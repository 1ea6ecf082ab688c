"""Each recipe runs; the command line is clear."""

import ast
import importlib
import json
import os
import re
import subprocess
import sys
import types

import numpy as np
import pytest
from PIL import Image

import keras_gans

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
        pytest.param("wgan_gp_points", "samples.png", marks=pytest.mark.slow),
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
    "path",
    sorted(ROOT.glob("recipes/*.py")) + sorted(ROOT.glob("benchmarks/*.py")),
    ids=lambda path: path.stem,
)
def test_what_a_script_names_is_there(path):
    tree = ast.parse(path.read_text())
    known = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            if node.module.split(".")[0] == "keras_gans":
                module = importlib.import_module(node.module)
                for name in node.names:
                    if not hasattr(module, name.name):
                        importlib.import_module(f"{node.module}.{name.name}")
                    known[name.asname or name.name] = getattr(module, name.name)
        elif isinstance(node, ast.Import):
            if "keras_gans" in [name.name for name in node.names]:
                known["keras_gans"] = keras_gans
    missing = []
    for node in ast.walk(tree):
        chain = ast.unparse(node) if isinstance(node, ast.Attribute) else ""
        first, *others = chain.split(".")
        owner = known.get(first)
        for name in others if re.fullmatch(r"[\w.]+", chain) else []:
            if not isinstance(owner, (types.ModuleType, type)):
                break
            if not hasattr(owner, name):
                missing.append(chain)
                break
            owner = getattr(owner, name)
    assert not missing


def test_evaluate_and_its_report(tmp_path):
    report = tmp_path / "report.json"
    done = recipe(
        "evaluate",
        "data:train",
        "--data",
        "digits",
        "--samples",
        "64",
        "--features",
        str(ROOT / "saved_models/mnist_classifier/model.keras:features"),
        "--out",
        str(report),
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(report.read_text())
    assert found["samples"] == 64 and "keras" in found["versions"]
    # Both sides are the same images here.
    assert found["metrics"]["fid64_classifier"] == pytest.approx(0, abs=1e-4)
    assert found["metrics"]["recall64_k3_classifier"] == 1
    assert "fid64_classifier" in done.stdout
    protocol = found["protocols"]["fid64_classifier"]
    assert protocol["features"]["weights"]


def test_distances(tmp_path):
    done = recipe("distances", "--out", str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert "Wasserstein {0: 0.0, 0.5: 0.5, 1: 1.0}" in done.stdout
    assert (tmp_path / "distances.png").stat().st_size > 1000


def test_a_sheet_of_drawn_houses(tmp_path):
    gan = keras_gans.Pix2Pix.for_images((32, 32, 3), width=2)
    gan.save(tmp_path / "last.keras")
    sheet = tmp_path / "sheet.png"
    done = recipe("sheets", "facades", str(tmp_path / "last.keras"), str(sheet))
    assert done.returncode == 0, done.stderr
    drawn = np.asarray(Image.open(sheet))
    assert drawn.shape == (259, 775, 3)  # Two rows of six of 128x128.
    above, below = drawn[1:129], drawn[130:258]
    assert len(np.unique(above.reshape(-1, 3), axis=0)) == 9  # And the lines.
    assert len(np.unique(below.reshape(-1, 3), axis=0)) > 100


@pytest.mark.parametrize(
    "arguments, words",
    [
        (["--epoch", "3"], "unrecognized arguments: --epoch"),
        (["--epochs", "none"], "'none' is no number from 1"),
        (["mnist"], "unrecognized arguments: mnist"),
    ],
)
def test_wrong_options_are_named(arguments, words):
    done = recipe("dcgan_digits", *arguments)
    assert done.returncode == 2
    assert words in done.stderr and "Traceback" not in done.stderr


def test_with_nothing_to_resume_a_run_begins(tmp_path):
    done = recipe("gan_sine", "--resume", "--epochs=1", "--out", str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert not json.loads((tmp_path / "result.json").read_text())["resumed"]


@pytest.mark.parametrize("file", ["result.json", "last.keras"])
def test_a_run_that_has_trained_is_not_begun_anew(file, tmp_path):
    (tmp_path / file).touch()
    done = recipe("gan_sine", "--resume", "--out", str(tmp_path))
    assert done.returncode == 2
    assert "training has ended" in done.stderr


def test_an_unfinished_run_is_not_overwritten(tmp_path):
    (tmp_path / "backup").mkdir()
    done = recipe("gan_sine", "--out", str(tmp_path))
    assert done.returncode == 2
    assert "go on with --resume" in done.stderr


def test_what_follows_training_is_done_again(tmp_path):
    arguments = ["--epochs=1", "--out", str(tmp_path)]
    (tmp_path / "result.json").mkdir()  # Nothing can be written there.
    done = recipe("gan_sine", *arguments)
    assert "IsADirectoryError" in done.stderr
    log = (tmp_path / "losses.csv").read_text()
    (tmp_path / "result.json").rmdir()
    done = recipe("gan_sine", "--resume", *arguments)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "losses.csv").read_text() == log
    assert json.loads((tmp_path / "result.json").read_text())["resumed"]
    assert not (tmp_path / "backup").exists()


@pytest.mark.skipif(
    "TFDS_DATA_DIR" not in os.environ, reason="needs MNIST on this machine"
)
@pytest.mark.slow
def test_dcgan_mnist(tmp_path):
    done = recipe("dcgan_mnist", "--epochs", "1", "--out", str(tmp_path))
    assert done.returncode == 0, done.stderr


@pytest.mark.tensorflow
def test_the_notebook_runs(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    cells = json.loads((ROOT / "recipes/your_own_pictures.ipynb").read_text())
    names = {}
    for cell in cells["cells"]:
        if cell["cell_type"] == "code":
            code = "".join(cell["source"]).replace("EPOCHS = 30", "EPOCHS = 1")
            exec(code, names)
        assert not cell.get("outputs")
    out = tmp_path / "runs/your_own_pictures"
    for name in ("walk.gif", "along.png", "preset", "saved_model", "samples"):
        assert (out / name).exists(), name
    assert names["along"].shape == (4, 7, 16, 16, 1)


def test_the_tables_are_those_of_the_results():
    done = recipe("table")
    assert len(done.stdout.splitlines()) > 50, done.stderr
    all_figures = (ROOT / "recipes/results/README.md").read_text()
    assert done.stdout in all_figures
    # The README has the first figure of some runs, whose game is named.
    head, line, *shown = _rows(ROOT / "README.md")
    assert [head, line] == done.stdout.splitlines()[:2]
    assert 10 < len(shown) and set(shown) <= set(done.stdout.splitlines())


def _rows(path):
    """The lines of the table that recipes/table.py wrote there."""
    text = path.read_text().split("<!-- recipes/table.py")[1]
    return [x for x in text.split("<!-- Until")[0].splitlines() if "|" in x]
