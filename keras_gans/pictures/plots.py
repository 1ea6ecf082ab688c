"""Figures about a run: each function returns a `matplotlib` figure.

`figure.savefig("losses.png")` writes one; in a notebook it shows itself.
"""

import numpy as np

from keras_gans import pictures
from keras_gans.callbacks import read_log


def loss_curves(history, names=("d_loss", "g_loss"), title=None):
    """Losses by epoch, those of validation dashed.

    Args:
        history: what `fit` returns, its `history` dict, or the path of a
            `losses.csv`.
        names: strs, what to draw.
        title: str.
    """
    history = _series(history)
    figure, axes = _figure(title)
    for i, name in enumerate(names):
        for key, style in ((name, "-"), (f"val_{name}", "--")):
            if key in history:
                epochs, values = _known(history[key])
                axes.plot(epochs, values, style, color=f"C{i}", label=key)
    axes.set_xlabel("epoch")
    axes.legend(frameon=False)
    return figure


def metric_curves(history, names=None, title=None):
    """Metrics by epoch, an axis each, since their units differ.

    Args:
        history: as of `loss_curves`, or the `history` of an `Evaluate`. Where
            `fit`'s own leaves epochs out, evaluations are counted instead.
        names: strs. Default: everything that was validated but the losses.
        title: str.

    Raises:
        ValueError: there is no metric.
    """
    history = _series(history)
    if names is None:
        names = [
            name
            for name in history
            if name.startswith("val_") and not name.endswith("_loss")
        ]
    names = [n for n in names if n in history]
    if not names:
        raise ValueError(
            "There are no metrics to draw. Received: a history of "
            f"{sorted(history)}"
        )
    longest = max(len(values) for values in history.values())
    figure, axes = _figure(title, rows=len(names))
    for i, (ax, name) in enumerate(zip(np.atleast_1d(axes), names)):
        epochs, values = _known(history[name])
        ax.plot(epochs, values, ".-", color=f"C{i}")
        ax.set_title(name, fontsize="medium", loc="left")
        every = len(history[name]) == longest
        ax.set_xlabel("epoch" if every else "evaluation")
    return figure


def real_and_fake(real, fake, columns=8, title=None):
    """Real images on the left, generated ones on the right.

    Args:
        real, fake: arrays (N, H, W, C) in [-1, 1].
        columns: int, of each sheet.
        title: str.
    """
    figure, axes = _figure(title, columns=2, size=(4, 4.2))
    count = min(len(real), len(fake))
    for ax, samples, name in zip(axes, (real, fake), ("real", "generated")):
        _show(ax, pictures.grid(samples[:count], columns), name)
    return figure


def latent_walk(model, rows=6, steps=10, seed=0, title=None):
    """Images on the way from one latent to another, a row a pair.

    The way keeps to the latents' law: normal ones are walked along the great
    circle, uniform ones along the straight line. Jumps, where neighbours
    should be alike, are a sign of memorised images.

    Args:
        model: a model with `latents` and `predict`.
        rows: int, pairs.
        steps: int, images a row.
        seed: int.
        title: str.
    """
    from keras import ops

    from keras_gans.core.backend import FixedSeed

    ends = ops.convert_to_numpy(model.latents(2 * rows, FixedSeed(seed)))
    share = np.linspace(0, 1, steps, dtype="float32")[None, :, None]
    first, last = ends[:rows, None], ends[rows:, None]
    if model.latent_range is None:
        way = (
            np.cos(share * np.pi / 2) * first + np.sin(share * np.pi / 2) * last
        )
    else:
        way = (1 - share) * first + share * last
    samples = model.predict(way.reshape(rows * steps, -1), verbose=0)
    figure, axes = _figure(title, size=(0.6 * steps, 0.6 * rows + 0.3))
    _show(axes, pictures.grid(samples, steps))
    return figure


def nearest_neighbors(fake, train, neighbors=5, features=None, title=None):
    """Generated images, each beside the training images next to it.

    Is it memorising? Then the second column repeats the first.

    Args:
        fake: array (N, H, W, C) in [-1, 1], a dozen or so.
        train: array (M, H, W, C) in [-1, 1].
        neighbors: int, columns of training images.
        features: an extractor, see `metrics.get_features`. Default: pixels.
        title: str.
    """
    from sklearn.neighbors import NearestNeighbors

    search = NearestNeighbors(n_neighbors=neighbors, algorithm="brute")
    search.fit(_vectors(train, features))
    found = search.kneighbors(_vectors(fake, features), return_distance=False)
    sheet = np.concatenate([fake[:, None], train[found]], axis=1)
    shape = (-1, *sheet.shape[2:])
    figure, axes = _figure(title, size=(0.7 * neighbors + 1, 0.7 * len(fake)))
    _show(
        axes,
        pictures.grid(sheet.reshape(shape), neighbors + 1),
        "generated | nearest training images",
    )
    return figure


def _vectors(images, features, batch_size=256):
    from keras import ops

    from keras_gans import metrics

    look = metrics.get_features(features or images.shape[1:])
    return np.concatenate(
        [
            ops.convert_to_numpy(look(images[i : i + batch_size]))
            for i in range(0, len(images), batch_size)
        ]
    )


def _figure(title, rows=1, columns=1, size=None):
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    width, height = size or (5, 2.6)
    figure = Figure((width * columns, height * rows), layout="constrained")
    FigureCanvasAgg(figure)
    if title:
        figure.suptitle(title)
    return figure, figure.subplots(rows, columns)


def _show(axes, picture, title=None):
    axes.imshow(picture, interpolation="nearest")
    axes.set_axis_off()
    if title:
        axes.set_title(title, fontsize="medium")


def _series(history):
    """A dict of lists, from any of the forms of a history."""
    if hasattr(history, "history"):
        return history.history
    if isinstance(history, dict):
        return history
    if isinstance(history, list):
        last = history[-1]["epoch"] + 1
        series = {
            f"val_{name}": [float("nan")] * last
            for name in history[-1]
            if name not in ("epoch", "seconds")
        }
        for found in history:
            for name, values in series.items():
                values[found["epoch"]] = found[name.removeprefix("val_")]
        return series
    series = read_log(history)
    if not any(map(len, series.values())):
        raise ValueError(f"There is no epoch in it. Received: {history}")
    return series


def _known(values):
    """Epochs (from 1) and values, without those that are not finite."""
    values = np.asarray(values, "float64")
    known = np.isfinite(values)
    return np.arange(1, len(values) + 1)[known], values[known]
