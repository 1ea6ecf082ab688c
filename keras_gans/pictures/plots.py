"""Figures about a run: each function returns a `matplotlib` figure.

`figure.savefig("losses.png")` writes one; in a notebook it shows itself.
"""

import numpy as np
from keras import ops

from keras_gans import arguments
from keras_gans import latents
from keras_gans import pictures
from keras_gans import specs
from keras_gans.callbacks import read_log
from keras_gans.pictures import arrays
from keras_gans.pictures import charts


def loss_curves(history, names=("d_loss", "g_loss"), title=None):
    """Losses by epoch, those of validation dashed.

    Args:
        history: what `fit` returns, its `history` dict, or the path of a
            `losses.csv`.
        names: strs, what to draw.
        title: str.
    """
    played = getattr(history, "epoch", None)
    history = _series(history)
    if not set(names) & set(history):
        raise ValueError(
            f"There are none of the losses {list(names)} to draw. Received: a "
            f"history of {sorted(history)}"
        )
    played = played or range(max(map(len, history.values())))
    figure, axes = _figure(title)
    for i, name in enumerate(names):
        for key, style in ((name, "-"), (f"val_{name}", "--")):
            if key in history:
                epochs, values = _known(history[key], played)
                axes.plot(epochs, values, style, color=f"C{i}", label=key)
    axes.set_xlabel("epoch")
    axes.xaxis.get_major_locator().set_params(integer=True)
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


def judge_curves(looks, title=None):
    """What the discriminator says of training samples, of real ones it has
    not seen and of generated ones, in the mean, by epoch.

    Where the second leave the first and follow the third, it learns the
    training samples by heart.

    Args:
        looks: list of dicts, those of `callbacks.OverfittingWatch`.
        title: str.

    Raises:
        ValueError: there are none.
    """
    sides = {
        "train": "training",
        "held_out": "held out",
        "generated": "generated",
    }
    known = isinstance(looks, list) and looks
    if not known or not {"epoch", *sides} <= set(looks[0]):
        raise ValueError(
            "`looks` are those of a callbacks.OverfittingWatch after `fit`. "
            f"Received: looks={looks!r}"
        )
    figure, axes = _figure(title)
    epochs = [look["epoch"] for look in looks]
    for i, (side, label) in enumerate(sides.items()):
        places, values = _known([look[side] for look in looks], epochs)
        axes.plot(places, values, ".-", color=f"C{i}", label=label)
    axes.set_xlabel("epoch")
    axes.set_ylabel("mean of D")
    axes.xaxis.get_major_locator().set_params(integer=True)
    axes.legend(frameon=False)
    return figure


def real_and_fake(real, fake, columns=8, title=None, spec=None):
    """Real samples on the left, generated ones on the right.

    Args:
        real, fake: arrays (N, ...), as many of each as there are of both;
            of what has no range, such as series, whole rows on one scale.
        columns: int, of each sheet.
        title: str.
        spec: what the samples are, as of `pictures.draw`.
    """
    real, fake = (arrays.take(x, "samples") for x in (real, fake))
    count = min(len(real), len(fake))
    spec = specs.guess.chosen(spec, real.shape[1:])
    plane = isinstance(spec, specs.Points) and real.shape[1:] == (2,)
    if spec.bounds is None and not plane:
        return _on_one_scale(real, fake, columns, title, spec)
    figure, axes = _figure(title, columns=2, size=(4, 4.2), share=plane)
    for ax, samples, name in zip(axes, (real, fake), ("real", "generated")):
        if plane:  # On one scale, that they can be compared.
            charts.dots(ax, samples[:count])
            ax.set_aspect("equal")
            ax.set_title(name, fontsize="medium")
        else:
            picture = pictures.draw(samples[:count], columns, spec)
            _show(ax, picture, name)
    return figure


def _on_one_scale(real, fake, columns, title, spec):
    """Both halves of one picture: its scale is that of all its samples."""
    columns = min(columns, len(real), len(fake))
    rows = min(len(real), len(fake)) // columns
    halves = [
        x[: rows * columns].reshape(rows, columns, *x.shape[1:])
        for x in (real, fake)
    ]
    both = np.concatenate(halves, axis=1)
    both = both.reshape(-1, *both.shape[2:])
    picture = pictures.draw(both, 2 * columns, spec)
    figure, axes = _figure(title, size=_size(picture, 8))
    _show(axes, picture)
    for x, name in ((0.25, "real"), (0.75, "generated")):
        axes.text(x, 1.02, name, ha="center", transform=axes.transAxes)
    return figure


def latent_walk(model, rows=6, steps=10, seed=0, title=None, **given):
    """Samples on the way from one latent to another, a row a pair.

    The way keeps to the latents' law: normal ones are walked along the great
    circle, uniform ones along the straight line. Jumps, where neighbours
    should be alike, are a sign of memorised samples.

    Args:
        model: a model with `latents` and `predict`.
        rows: int, pairs.
        steps: int, samples a row.
        seed: int.
        title: str.
        **given: what the generator is told, as of `generate`; a row is told
            the same all the way. Default: the model's own.

    Raises:
        ValueError: the model draws no latents, or takes something else.
    """
    rows = arguments.check_count(rows, "rows")
    samples = latents.walk(model, rows, steps, 2, seed, False, **given)
    samples = samples.reshape(-1, *samples.shape[2:])
    picture = model.sample_spec.draw(samples, steps)
    figure, axes = _figure(title, size=_size(picture, 0.6 * steps))
    _show(axes, picture)
    return figure


def nearest_neighbors(
    fake, train, neighbors=5, features=None, title=None, spec=None
):
    """Generated samples, each beside the training samples next to it.

    Is it memorising? Then the second column repeats the first. Films are drawn
    below each other, each generated one before those next to it; vectors as
    small curves.

    Args:
        fake: array (N, ...), a dozen or so.
        train: array (M, ...) of such samples.
        neighbors: int, columns of training samples.
        features: an extractor, see `metrics.get_features`. Default: the
            numbers themselves.
        title: str.
        spec: what the samples are, as of `pictures.draw`.

    Raises:
        ValueError: they are points, which have no picture each.
    """
    from sklearn.neighbors import NearestNeighbors

    fake, train = (arrays.take(x, "samples") for x in (fake, train))
    if fake.shape[1:] != train.shape[1:]:
        raise ValueError(
            "Neighbours are samples of one shape. Received: "
            f"fake.shape={fake.shape}, train.shape={train.shape}"
        )
    spec = specs.guess.chosen(spec, fake.shape[1:])
    neighbors = min(arguments.check_count(neighbors, "neighbors"), len(train))
    search = NearestNeighbors(n_neighbors=neighbors, algorithm="brute")
    search.fit(_vectors(train, features))
    found = search.kneighbors(_vectors(fake, features), return_distance=False)
    sheet = np.concatenate([fake[:, None], train[found]], axis=1)
    sheet = sheet.reshape(-1, *sheet.shape[2:])
    picture = _each(spec).draw(sheet, neighbors + 1)
    figure, axes = _figure(title, size=_size(picture, 0.7 * neighbors + 1))
    _show(axes, picture, "generated | nearest training samples")
    return figure


def _each(spec):
    """A spec that draws each sample by itself."""
    if isinstance(spec, specs.Points):
        raise ValueError(
            "Neighbours are shown of samples that each have a picture. "
            f"Received: {spec}"
        )
    if isinstance(spec, specs.Vectors):
        return specs.Series((*spec.shape, 1))
    return spec


def _vectors(samples, features, batch_size=256):
    from keras_gans import metrics

    look = metrics.get_features(features or samples.shape[1:])
    vectors = [
        ops.convert_to_numpy(look(samples[i : i + batch_size]))
        for i in range(0, len(samples), batch_size)
    ]
    # Distances from NaN are none; the picture shows where it is.
    return np.nan_to_num(np.concatenate(vectors))


def _size(picture, least):
    """Inches of a figure with one picture and a line above it."""
    height, width, _ = picture.shape
    across = max(least, min(width / 100, 12))
    return across, across * height / width + 0.3


def _figure(title, rows=1, columns=1, size=None, share=False):
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    width, height = size or (5, 2.6)
    figure = Figure((width * columns, height * rows), layout="constrained")
    FigureCanvasAgg(figure)
    if title:
        figure.suptitle(title)
    axes = figure.subplots(rows, columns, sharex=share, sharey=share)
    return figure, axes


def _show(axes, picture, title=None):
    # What is shown smaller keeps its lines.
    axes.imshow(picture, interpolation="antialiased")
    axes.set_axis_off()
    if title:
        axes.set_title(title, fontsize="medium")


def _series(history):
    """A dict of lists, from any of the forms of a history."""
    if hasattr(history, "history"):
        return history.history
    if isinstance(history, dict):
        return history
    if history is None or (isinstance(history, list) and not history):
        raise ValueError(
            "`history` is what `fit` returns, the path of a `losses.csv`, or "
            f"the `history` of an `Evaluate`. Received: history={history}"
        )
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


def _known(values, played=None):
    """Epochs (from 1) and values, without those that are not finite.

    Args:
        values: list of numbers.
        played: the epochs of the run, from 0. Of fewer values, each is of
            every so many epochs, or, where that does not come out (a player
            who came later), they are the last. Default: an epoch each.
    """
    values = np.asarray(values, "float64")
    epochs = np.arange(1, len(values) + 1)
    if played is not None and len(values):
        every = len(played) // len(values)
        epochs = np.asarray(played)[every - 1 :: every] + 1
        if len(epochs) != len(values):
            epochs = np.asarray(played)[-len(values) :] + 1
    known = np.isfinite(values)
    return epochs[known], values[known]
