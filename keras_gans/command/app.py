"""The command line: each subcommand calls a function of the package."""

import os
import pathlib
import sys
import warnings
from enum import Enum
from typing import Annotated

import typer

app = typer.Typer(
    name="keras-gans",
    help="Generative adversarial networks: train, generate, look.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Data = Annotated[
    str,
    typer.Argument(
        help="a folder of pictures, a set of tensorflow-datasets, or digits"
    ),
]
Model = Annotated[
    str,
    typer.Argument(
        help="a preset, a .keras file, a run's folder, hf://user/model"
    ),
]
Seed = Annotated[int, typer.Option(help="one seed, one set of samples")]


class Augmentation(str, Enum):
    none = "none"
    diff = "diff"
    adaptive = "adaptive"
    noise = "noise"


class Policy(str, Enum):
    float32 = "float32"
    mixed_bfloat16 = "mixed_bfloat16"
    mixed_float16 = "mixed_float16"


class Format(str, Enum):
    tf_saved_model = "tf_saved_model"
    onnx = "onnx"
    litert = "litert"
    openvino = "openvino"


def option(words, *names):
    return typer.Option(*names, help=words)


@app.command()
def train(
    data: Data,
    variant: Annotated[
        str | None, option("a game, e.g. DCGAN [by the pictures]")
    ] = None,
    preset: Annotated[
        str | None, option("a trained model to go on from")
    ] = None,
    image_size: Annotated[
        int | None, option("side, pixels [by the pictures, at most 64]")
    ] = None,
    labels: Annotated[bool, option("folders are classes", "--labels")] = False,
    augmentation: Annotated[
        Augmentation | None, option("[adaptive for fewer than 5,000]")
    ] = None,
    flip: Annotated[bool, option("mirror pictures")] = True,
    minutes: Annotated[float | None, option("when to stop [60]")] = None,
    epochs: Annotated[int | None, option("the same in epochs")] = None,
    batch_size: Annotated[int, option("pictures a step")] = 32,
    out: Annotated[
        pathlib.Path | None, option("a folder [runs/ and the data's name]")
    ] = None,
    resume: Annotated[bool, option("go on with it", "--resume")] = False,
    strategy: Annotated[
        str | None, option("mirrored: all GPUs of the machine")
    ] = None,
    dtype_policy: Annotated[
        Policy | None, option("[bfloat16 where the machine has it]")
    ] = None,
    seed: Seed = 0,
):
    """Train on pictures; samples, film, model and card are in OUT."""
    from keras_gans.command import training

    training.train(
        data,
        variant,
        preset,
        image_size,
        labels,
        augmentation and augmentation.value,
        flip,
        minutes,
        epochs,
        batch_size,
        dtype_policy and dtype_policy.value,
        strategy,
        out,
        resume,
        seed,
    )


@app.command()
def generate(
    model: Model,
    n: Annotated[int, option("how many", "--n", "-n")] = 64,
    out: Annotated[
        pathlib.Path, option("a .png, .gif or .mp4 file, or a folder")
    ] = pathlib.Path("samples.png"),
    seed: Seed = 0,
    labels: Annotated[
        str | None, option("a class, or one each: 3 or 0,1,2")
    ] = None,
    codes: Annotated[str | None, option("InfoGAN's: 3,0,-1")] = None,
    text: Annotated[
        list[str] | None, option("a sentence; give it several times")
    ] = None,
    truncation: Annotated[float | None, option("StyleGAN2's, 0 to 1")] = None,
    steps: Annotated[int, option("frames of a .gif or .mp4")] = 96,
):
    """Draw samples: a grid (.png), single files (folder), a walk (.gif)."""
    from keras_gans.command import drawing

    drawing.generate(
        model, n, out, seed, labels, codes, text, truncation, steps
    )


@app.command()
def evaluate(
    model: Annotated[
        str, typer.Argument(help="a model, or a folder of pictures")
    ],
    data: Annotated[
        str, option("real pictures: a folder, a set, digits", "--data")
    ],
    samples: Annotated[int, option("at most")] = 2000,
    split: Annotated[str, option("of a set")] = "test",
    seed: Seed = 0,
):
    """Compare pictures: Frechet and kernel distance, precision, recall."""
    from keras_gans.command import evaluating

    evaluating.evaluate(model, data, samples, split, seed)


@app.command()
def translate(
    model: Model,
    folder: Annotated[pathlib.Path, typer.Argument(help="of pictures")],
    out: Annotated[pathlib.Path, option("a folder")] = pathlib.Path(
        "translated"
    ),
    to: Annotated[
        str | None, option("a or b, of a game with a way back")
    ] = None,
    seed: Seed = 0,
):
    """Make pictures of pictures, each in its own size."""
    from keras_gans.command import drawing

    drawing.translate(model, folder, out, to, seed)


@app.command()
def explore(
    model: Model,
    data: Annotated[
        str | None, option("show the nearest of these pictures")
    ] = None,
    port: Annotated[int, option("of the page")] = 7860,
):
    """Look through a model's samples on a page in the browser."""
    from keras_gans.command import exploring

    exploring.explore(model, data, port)


@app.command()
def export(
    model: Model,
    out: Annotated[pathlib.Path, typer.Argument(help="a folder or file")],
    format: Annotated[Format, option("for whom")] = Format.tf_saved_model,
):
    """Write a trained model for others to run."""
    from keras_gans.command import models

    models.load(model).export(out, format.value, verbose=False)
    print(f"{format.value} is in {out}.")


@app.command()
def presets():
    """List the trained models that come with the package."""
    from rich.console import Console
    from rich.table import Table

    import keras_gans

    table = Table("preset", "variant", "samples", "figure", "MB", "license")
    for name, about in keras_gans.presets().items():
        shape = "x".join(map(str, about["samples"]))
        size = str(about["megabytes"])
        table.add_row(
            name,
            about["variant"],
            shape,
            about["figure"],
            size,
            about["license"],
        )
    Console().print(table)


def _say_warning(message, *where, **others):
    print(f"keras-gans: {message}", file=sys.stderr)


def main():
    """Runs the command; what cannot be done is said in a sentence."""
    # TensorFlow tells of its kernels, and of GPUs that are not there.
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    warnings.showwarning = _say_warning
    try:
        app()
    except (ValueError, OSError, ImportError, RuntimeError) as error:
        print(f"keras-gans: {error}", file=sys.stderr)
        raise SystemExit(2) from None
