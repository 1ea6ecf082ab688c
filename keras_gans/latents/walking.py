"""Ways through the latents of a model."""

import keras
import numpy as np
from keras import ops

from keras_gans import arguments
from keras_gans.core.backend import FixedSeed
from keras_gans.latents import laws


def walk(
    model,
    n=1,
    steps=60,
    stops=4,
    seed=0,
    closed=True,
    batch_size=128,
    **given,
):
    """Samples on the way through several latents: `n` films.

    The way keeps to the latents' law: normal ones are walked along the great
    circle, uniform ones along the straight line.

    ```python
    films = keras_gans.latents.walk(gan, 16, steps=120, labels=7)
    keras_gans.pictures.save_film("walk.gif", films, rate=20)
    ```

    Args:
        model: a model with `latents`.
        n: int, ways.
        steps: int, samples of each.
        stops: int from 2, latents that each goes through.
        seed: int.
        closed: bool, whether it ends where it began, so that a film can be
            repeated; the first latent is then not shown twice.
        batch_size: int, how many samples are made at once.
        **given: what the generator is told, as of `generate`; the same all the
            way. Default: the model's own.

    Returns:
        A float array (n, steps, ...).

    Raises:
        ValueError: the model draws no latents, or takes something else.
    """
    if getattr(model, "latents", None) is None:
        raise ValueError(
            "A walk is between latents of a model that draws some. "
            f"Received: {type(model).__name__}"
        )
    n = arguments.check_count(n)
    steps = arguments.check_count(steps, "steps")
    stops = arguments.check_count(stops, "stops")
    if stops < 2:
        raise ValueError(f"`stops` is an int from 2. Received: stops={stops}")
    arguments.check_count(batch_size, "batch_size")
    told = model.conditions(n, **given)
    drawn = model.latents(n * stops, FixedSeed(arguments.check_seed(seed)))
    drawn = keras.tree.map_structure(ops.convert_to_numpy, drawn)
    at = [
        keras.tree.map_structure(lambda x, i=i: x[i * n : (i + 1) * n], drawn)
        for i in range(stops)
    ]
    legs = list(zip(at, at[1:] + at[:1] if closed else at[1:]))
    way = _through(model.latents, legs, steps, closed)
    latents = way.values() if isinstance(way, dict) else [way]
    inputs = [x.reshape(-1, *x.shape[2:]) for x in latents]
    inputs += [np.repeat(told[name], steps, axis=0) for name in model.given]
    made = model.predict(
        inputs if len(inputs) > 1 else inputs[0],
        batch_size=batch_size,
        verbose=0,
    )
    return np.asarray(made, "float32").reshape(n, steps, *made.shape[1:])


def _through(law, legs, steps, closed):
    """Points (n, steps, ...) at even distances of all legs."""
    places = np.linspace(0, len(legs), steps, endpoint=not closed)
    leg = np.minimum(places.astype(int), len(legs) - 1)
    go = getattr(law, "walk", laws.Law().walk)
    parts = [
        go(first, last, (places[leg == i] - i).astype("float32"))
        for i, (first, last) in enumerate(legs)
    ]
    return keras.tree.map_structure(
        lambda *x: np.concatenate(x, axis=1).astype("float32"), *parts
    )
