"""Directions in which the samples of a model change most."""

import numpy as np

from keras_gans import arguments
from keras_gans.latents import spaces

_STEP = 0.05  # Of a finite difference, in standard deviations.
_DRAWN = 1_000  # Points whose spread is measured.


def directions(model, count=8, samples=16, seed=0, **given):
    """The main directions of a model's latents, the one that changes samples
    most first.

    They are the eigenvectors of the mean of J'J, J the Jacobian of a sample
    with respect to its latents, or to its style where the model has such
    (`StyleGAN2`); J is reckoned by differences, sample by sample. Where the
    first layer is dense and what follows treated all its outputs alike, they
    were the principal components of that layer's outputs, which GANSpace and
    SeFa take.

    ```python
    ways = keras_gans.latents.directions(gan)
    sheet = keras_gans.latents.along(gan, ways[0], n=6)  # (6, 7, H, W, C)
    ```

    Args:
        model: a model of one vector of latents.
        count: int, directions.
        samples: int, at which J is reckoned.
        seed: int, of these.
        **given: what the generator is told, as of `generate`.

    Returns:
        A float array (count, dim), orthogonal, each as long as the points
        that are drawn spread in it (one standard deviation).

    Raises:
        ValueError: the model has no such latents, or fewer numbers in them.

    Reference: Wang and Ponce, 2021, https://arxiv.org/abs/2101.06006; Shen and
        Zhou, 2021 (SeFa), https://arxiv.org/abs/2007.06600; Harkonen et al.,
        2020 (GANSpace), https://arxiv.org/abs/2004.02546
    """
    space = spaces.of(model)
    count = arguments.check_count(count, "count")
    samples = arguments.check_count(samples, "samples")
    if count > space.dim:
        raise ValueError(
            f"Of {space.dim} numbers there are as many directions. Received: "
            f"count={count}"
        )
    drawn = space.draw(_DRAWN, seed).reshape(-1, space.dim)
    spread = drawn.std(axis=0).mean()
    told = model.conditions(samples, **given)
    points = space.draw(samples, seed, **given)
    steps = _STEP * spread * np.eye(space.dim, dtype="float32")
    steps = steps.reshape(space.dim, *[1] * (points.ndim - 2), space.dim)
    metric = np.zeros((space.dim, space.dim))
    for i, point in enumerate(points):
        around = np.concatenate([point[None], point + steps])
        each = {
            name: np.repeat(x[i : i + 1], len(around), 0)
            for name, x in told.items()
        }
        made = spaces.samples_of(space, around, each)
        made = made.reshape(len(around), -1).astype("float64")
        moved = made[1:] - made[0]
        metric += moved @ moved.T
    _, vectors = np.linalg.eigh(metric)
    found = vectors.T[::-1][:count]
    largest = np.abs(found).argmax(axis=1)
    found *= np.sign(found[np.arange(count), largest])[:, None]
    found *= (drawn @ found.T).std(axis=0)[:, None]
    return found.astype("float32")


def along(model, direction, n=4, steps=7, reach=3.0, seed=0, **given):
    """Samples from one side to the other of a direction.

    Args:
        model: a model of one vector of latents.
        direction: float array (dim,), of `directions` or your own.
        n: int, samples that are moved, those of `generate(n, seed)`.
        steps: int; with an odd number the one in the middle is not moved.
        reach: float, how many times the direction they go to each side.
        seed: int.
        **given: what the generator is told, as of `generate`.

    Returns:
        A float array (n, steps, ...).
    """
    space = spaces.of(model)
    n = arguments.check_count(n)
    steps = arguments.check_count(steps, "steps")
    direction = np.asarray(direction, "float32")
    if direction.shape != (space.dim,):
        raise ValueError(
            f"A direction is an array of {space.dim} numbers. Received: "
            f"shape={direction.shape}"
        )
    told = model.conditions(n, **given)
    points = space.draw(n, seed, **given)
    share = np.linspace(-reach, reach, steps, dtype="float32")
    share = share.reshape(1, steps, *[1] * (points.ndim - 1))
    moved = points[:, None] + share * direction
    told = {name: np.repeat(x, steps, axis=0) for name, x in told.items()}
    made = spaces.samples_of(space, moved.reshape(-1, *points.shape[1:]), told)
    return made.reshape(n, steps, *made.shape[1:])
