"""What recipes with targets share: the game or L1 alone, and the figures."""

import keras
import numpy as np
from PIL import Image

import keras_gans
from keras_gans import metrics

import report

GAME = {
    "game": {
        "choices": ("pix2pix", "l1"),
        "help": "the game, or the same generator by its L1 term alone",
    }
}


def train(options, gan, data, source, target):
    """Trains the game, or its generator alone, on pairs.

    Args:
        options: what `options.parse` returned, with `game`.
        gan: `Pix2Pix`, not compiled.
        data: dataset of (source, target).
        source, target: arrays, pairs to draw after each epoch.
    """
    if options.game == "l1":
        net = gan.generator
        net.compile(keras.optimizers.Adam(2e-4, 0.5), "mae")
        rate = falling(2e-4, options.epochs)
        callbacks = [rate, *report.of_network(options)]
        net.fit(data, epochs=options.epochs, verbose=2, callbacks=callbacks)
        return
    play(options, gan, data, source, target)


def play(options, gan, data, source, target):
    """Trains a game of translation, and draws it after each epoch; `source`
    and `target` as of `TranslationGrid`.

    Both players judge the same translations, as in the authors' programs.
    """
    gan.compile(simultaneous=True)
    grid = keras_gans.callbacks.TranslationGrid(
        options.out / "translations", source, target
    )
    gan.fit(
        data,
        epochs=options.epochs,
        verbose=2,
        callbacks=[
            falling(2e-4, options.epochs),
            grid,
            *report.standard(options, samples=4, every=options.epochs),
        ],
    )


def falling(rate, epochs):
    """A rate that is constant for half of the epochs and then falls to 0."""

    def at(epoch, _):
        return rate * min(1.0, 2 * (epochs - epoch) / epochs)

    return keras.callbacks.LearningRateScheduler(at)


def write(options, gan, source, target, inside=None, **details):
    """Figures of the translations of held-out sources, and their pictures."""
    made = gan.translate(source, seed=options.seed)
    shown = keras_gans.pictures.beside(*(x[:8] for x in (source, made, target)))
    keras_gans.pictures.save(options.out / "samples.png", shown)
    report.write(
        options,
        type(gan).__name__ if options.game != "l1" else "L1 alone",
        figures(target, made, inside),
        **details,
    )


def figures(target, made, inside=None):
    """How near pictures are to their targets, and how real they look: a dict
    from a name to (measured, that of the targets).

    Args:
        target, made: arrays (N, H, W, C).
        inside: slice of both sides where alone something was made, or None.
    """
    fid = metrics.FrechetDistance("imagenet", len(target))
    found = {"l1": (np.abs(target - made).mean(), 0)}
    border = 4 if min(target.shape[1:3]) > 32 else 0
    for metric in (
        metrics.PeakSignalToNoiseRatio(),
        metrics.PeakSignalToNoiseRatio(border, luma=True, name="psnr_y"),
        metrics.StructuralSimilarity(border, luma=True),
    ):
        found[metric.name] = metric.compare(target, made), "more is nearer"
    if inside is not None:
        pair = [x[:, inside, inside] for x in (target, made)]
        psnr = metrics.PeakSignalToNoiseRatio().compare(*pair)
        found["psnr_inside"] = psnr, "more is nearer"
    found["gradient"] = gradient(made), round(gradient(target), 4)
    found[fid.name] = fid.compare(target, made), "0"
    return {
        name: (round(float(x), 4), against)
        for name, (x, against) in found.items()
    }


def gradient(images):
    """The mean of |dx| + |dy| of neighbouring pixels: how sharp they are."""
    down, across = (np.abs(np.diff(images, axis=i)).mean() for i in (1, 2))
    return float(down + across)


def ridge(source, target, new, strength=1.0):
    """What a linear map makes of new sources, fitted to pairs.

    Args:
        source, target, new: arrays (N, ...).
        strength: float, times the number of pairs: of the ridge.
    """
    flat = [x.reshape(len(x), -1).astype("float64") for x in (source, target)]
    means = [x.mean(axis=0) for x in flat]
    x, y = (part - mean for part, mean in zip(flat, means))
    square = x.T @ x + strength * len(x) / x.shape[1] * np.eye(x.shape[1])
    weights = np.linalg.solve(square, x.T @ y)
    made = (new.reshape(len(new), -1) - means[0]) @ weights + means[1]
    return np.clip(made.reshape(-1, *target.shape[1:]), -1, 1).astype("float32")


def bicubic(images, size):
    """Images enlarged to sides of that length."""
    made = []
    for image in images:
        channels = [
            Image.fromarray(image[..., i]).resize((size, size), Image.BICUBIC)
            for i in range(image.shape[-1])
        ]
        made.append(np.stack([np.asarray(c) for c in channels], axis=-1))
    return np.clip(np.stack(made), -1, 1)


def apart(x, y):
    """Squared distances of all rows of x from all of y, (N, M)."""
    x, y = (np.asarray(z).reshape(len(z), -1).astype("float64") for z in (x, y))
    return (x**2).sum(1)[:, None] - 2 * x @ y.T + (y**2).sum(1)
