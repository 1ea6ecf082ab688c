"""`keras-gans generate` and `keras-gans translate`."""

import inspect
import pathlib

import numpy as np

from keras_gans import latents
from keras_gans import pictures
from keras_gans.command import models
from keras_gans.pictures import sheets

_FILMS = (".gif", ".mp4")


def generate(
    model,
    n=64,
    out="samples.png",
    seed=0,
    labels=None,
    codes=None,
    text=None,
    truncation=None,
    steps=96,
    say=print,
):
    """Draws samples of a model into a file or a folder.

    Args:
        model: str, as of `models.load`.
        n: int.
        out: str or path: a `.png` file for a grid, a `.gif` or `.mp4` for a
            walk, else a folder of single pictures.
        seed: int.
        labels, codes: str, numbers with commas between; one or as many as
            samples of labels, all codes of one sample.
        text: list of str, a row of samples each.
        truncation: float, of `StyleGAN2`.
        steps: int, of a walk.
        say: function of a sentence.

    Raises:
        ValueError: the model takes no such thing, or the file has another
            ending.
    """
    out = pathlib.Path(out)
    gan = models.load(model)
    told = {}
    if labels is not None:
        told["labels"] = _numbers(labels, int, "--labels")
    if codes is not None:
        told["codes"] = _numbers(codes, float, "--codes")
    if truncation is not None:
        if not hasattr(gan, "truncated"):
            raise ValueError(
                f"{type(gan).__name__} has no styles to truncate. Received: "
                f"--truncation {truncation}"
            )
        told["truncation"] = truncation
    if text:
        _sheet(gan, text, out, seed)
    elif out.suffix in _FILMS:
        films = latents.walk(gan, min(n, 16), steps, seed=seed, **told)
        pictures.save_film(out, films, rate=16)
    elif out.suffix == ".png":
        samples = gan.generate(n, seed=seed, **told)
        pictures.save(out, gan.sample_spec.draw(samples))
    elif out.suffix:
        raise ValueError(
            "Samples are written into a .png, .gif or .mp4 file, or into a "
            f"folder. Received: {out}"
        )
    else:
        out.mkdir(parents=True, exist_ok=True)
        samples = gan.generate(n, seed=seed, **told)
        for i, sample in enumerate(samples):
            path = out / f"{seed}_{i:05d}.png"
            pictures.save(path, sheets.to_bytes(sample))
    say(f"{out} is written.")


def _sheet(gan, text, out, seed):
    if out.suffix != ".png":
        raise ValueError(
            f"Sentences are drawn as a .png sheet. Received: {out}"
        )
    pictures.save(out, pictures.sentence_sheet(gan, text, seed=seed))


def _numbers(text, kind, option):
    try:
        found = [kind(x) for x in text.split(",")]
    except ValueError:
        raise ValueError(
            f"{option} are numbers with commas between. Received: {text}"
        ) from None
    return found if len(found) > 1 or kind is float else found[0]


def translate(model, folder, out="translated", to=None, seed=0, say=print):
    """Translates each picture of a folder, in its own size.

    Args:
        model: str, as of `models.load`, of a game that translates.
        folder: str or path.
        out: str or path of a folder, where pictures keep their names.
        to: "a" or "b", of a game with a way back.
        seed: int, of the noise where there is some.
        say: function of a sentence.

    Raises:
        ValueError: the model translates nothing, or there are no pictures.
    """
    from PIL import Image

    from keras_gans.data import files

    gan = models.load(model)
    if not hasattr(gan, "translate"):
        raise ValueError(
            f"{type(gan).__name__} makes pictures of latents, and not of "
            f"pictures: keras-gans generate. Received: {model}"
        )
    root, out = pathlib.Path(folder), pathlib.Path(out)
    channels = gan.sample_spec.shape[-1]
    taken = inspect.signature(gan.translate).parameters
    if to is not None and "to" not in taken:
        raise ValueError(
            f"{type(gan).__name__} has one way. Received: --to {to}"
        )
    settings = {"to": to} if to is not None else {}
    if "seed" in taken:
        settings["seed"] = seed
    done = 0
    for file in files.find(root, by_class=False):
        try:
            with Image.open(file) as picture:
                picture = picture.convert("L" if channels == 1 else "RGB")
                x = np.asarray(picture, "float32") / 127.5 - 1
        except OSError:
            say(f"{file} cannot be read and is left out.")
            continue
        x = x.reshape(1, *x.shape[:2], channels)
        made = gan.translate(x, **settings)
        path = (out / file.relative_to(root)).with_suffix(".png")
        path.parent.mkdir(parents=True, exist_ok=True)
        pictures.save(path, sheets.to_bytes(made[0]))
        done += 1
    say(f"{done} pictures are in {out}.")
