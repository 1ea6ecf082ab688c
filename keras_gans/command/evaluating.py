"""`keras-gans evaluate`."""

import pathlib

import numpy as np

from keras_gans import data as data_module
from keras_gans import metrics
from keras_gans.command import models
from keras_gans.command import sources


def evaluate(model, data, samples=2_000, split="test", seed=0, say=print):
    """How near generated pictures are to real ones, in ImageNet features.

    Args:
        model: str, as of `models.load`; or a folder of pictures.
        data: str: a folder, a set of tensorflow-datasets, "digits".
        samples: int, at most; fewer where there are fewer.
        split: str, of a set; the first split where it has none of that name.
        seed: int.
        say: function of a sentence.

    Returns:
        A dict of the figures: Frechet and kernel distance, precision, recall,
        density, coverage, both classifier scores.

    Raises:
        ValueError: there are no such pictures.
    """
    fake, size = None, None
    if _is_pictures(model):
        fake = _pictures(model, samples, split)
        size = fake.shape[1:3]
    else:
        gan = models.load(model)
        size = gan.sample_spec.shape[:2]
    real = _pictures(data, samples, split, size)
    count = len(real) if fake is None else min(len(real), len(fake))
    if fake is None:
        fake = gan.generate(count, seed=seed)
    if count < 2:
        raise ValueError(f"Two pictures are the least. Received: {count}")
    real, fake = real[:count], fake[:count]
    features = metrics.imagenet()
    chosen = [
        metrics.FrechetDistance(features, count),
        metrics.KernelDistance(features, count, subset_size=min(count, 1000)),
        metrics.PrecisionRecall(features, count),
        metrics.DensityCoverage(features, count),
        metrics.ClassifierScore(features, count),
    ]
    say(f"{count:,} pictures each, in ImageNet features (no published FID):")
    figures = {}
    for metric in chosen:
        found = metric.compare(real, fake)
        found = found if isinstance(found, dict) else {metric.name: found}
        for name, value in found.items():
            figures[name] = float(value)
            say(f"{name:36} {value:10.4g}")
    halves = metrics.PerceptualDistance()
    even = count - count % 2
    for name, x in (("real", real), ("generated", fake)):
        value = halves.compare(x[:even:2], x[1:even:2])
        figures[f"perceptual distance of {name} pairs"] = value
        say(f"{f'perceptual distance of {name} pairs':36} {value:10.4g}")
    return figures


def _is_pictures(name):
    path = pathlib.Path(name)
    known = any(
        (path / file).is_file()
        for file in ("config.json", "last.keras", "best.keras")
    )
    return path.is_dir() and not known


def _pictures(name, samples, split, size=None):
    """The first so many pictures of a folder or a set, an array."""
    told = {"batch_size": 256, "drop_remainder": False, "shuffle": False}
    if name == sources.DIGITS:
        return data_module.digits(size or 16, batch_size=None)[:samples]
    if pathlib.Path(name).is_dir():
        size = size or sources.guessed_size(name)
        found = data_module.from_directory(name, size, **told)
    else:
        sources.check_set(name)
        found = data_module.load(
            name, size, split=sources.split_of(name, split), **told
        )
    return np.asarray(data_module.take(found, samples))
