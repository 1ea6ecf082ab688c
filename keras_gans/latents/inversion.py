"""Latents of pictures that are given."""

import collections

import keras
import numpy as np
from keras import ops

from keras_gans import arguments
from keras_gans import metrics
from keras_gans.latents import spaces

Found = collections.namedtuple("Found", "points samples psnr")


def invert(
    model,
    images,
    steps=300,
    starts=4,
    rate=0.05,
    perceptual_weight=0.1,
    seed=0,
    **given,
):
    """Looks for the latents whose samples are nearest to images.

    Adam moves latents, or styles where the model has such (`StyleGAN2`), from
    several starts; of those each image keeps the best, which goes on by the
    whole loss. The rate falls to 0 along a cosine, each time. The law of the
    latents is kept: uniform ones stay within their bounds, categories stay
    those of their start.

    ```
    loss = E|x - G(z)|^2 + perceptual_weight PerceptualDistance(x, G(z))
    ```

    Args:
        model: a model of one vector of latents.
        images: float array (N, H, W, C) in [-1, 1]; or samples of any other
            kind, with perceptual_weight=0.
        steps: int, of all starts by the first term, then of the best one.
        starts: int, for each image.
        rate: float, of Adam.
        perceptual_weight: float.
        seed: int, of the starts.
        **given: what the generator is told, as of `generate`.

    Returns:
        (points, samples, psnr): arrays (N, ...), (N, H, W, C) and (N,), how
        near the samples are, in dB. `latents.make(model, points)` makes the
        samples again.

    Raises:
        ValueError: the images are not what the model makes, or it has no such
            latents.
    """
    space = spaces.of(model)
    images = np.asarray(images)
    model.sample_spec.check(images, "images")
    arguments.check_count(steps, "steps")
    arguments.check_count(starts, "starts")
    arguments.check_number(rate, "rate", 1e-9, words="a positive number")
    arguments.check_number(
        perceptual_weight, "perceptual_weight", 0, words="a number from 0"
    )
    told = model.conditions(len(images), **given)
    each = _each(told, starts)
    points = space.draw(len(images) * starts, seed, **each)
    targets = np.repeat(images, starts, axis=0)
    points, _, error = _search(space, targets, points, each, steps, rate)
    best = error.reshape(-1, starts).argmin(axis=1)
    points = points[starts * np.arange(len(images)) + best]
    points, made, error = _search(
        space, images, points, told, steps, rate, perceptual_weight
    )
    return Found(points, made, 10 * np.log10(4 / np.maximum(error, 1e-12)))


def make(model, points, batch_size=128, **given):
    """Samples of points, from `invert` or moved as one likes.

    Args:
        model: a model of one vector of latents.
        points: float array (n, ...), as `draw` has them.
        batch_size: int, how many at once.
        **given: what the generator is told, as of `generate`.

    Returns:
        A float array (n, ...).
    """
    points = np.asarray(points, "float32")
    told = model.conditions(len(points), **given)
    return spaces.samples_of(spaces.of(model), points, told, batch_size)


def draw(model, n, seed=0, **given):
    """The points of `generate(n, seed)`: latents (n, dim), or styles (n, L,
    dim) where the model has such."""
    return spaces.of(model).draw(arguments.check_count(n), seed, **given)


def _each(told, times):
    return {name: np.repeat(x, times, axis=0) for name, x in told.items()}


def _search(space, images, points, told, steps, rate, perceptual_weight=0):
    """(points, samples, mean square errors) after so many steps."""
    search = _Search(space, images, points, told, perceptual_weight)
    falling = keras.optimizers.schedules.CosineDecay(rate, steps)
    search.compile(keras.optimizers.Adam(falling))
    search.fit(np.zeros((steps, 1)), batch_size=1, shuffle=False, verbose=0)
    points = ops.convert_to_numpy(space.near(search.points))
    made = spaces.samples_of(space, points, told)
    axes = tuple(range(1, made.ndim))
    return points, made, np.square(made - images).mean(axis=axes)


class _Search(keras.Model):
    """Moves its points; an epoch of `fit` is the search."""

    def __init__(self, space, images, points, told, perceptual_weight):
        super().__init__(name="search")
        self.points = self.add_weight(
            shape=points.shape, initializer="zeros", name="points"
        )
        self.points.assign(points)
        perceptual = metrics.PerceptualDistance() if perceptual_weight else None

        def make():
            heard = [ops.convert_to_tensor(x) for x in told.values()]
            return space.make(space.near(self.points), heard)

        def loss(made):
            real = ops.convert_to_tensor(images)
            axes = tuple(range(1, len(made.shape)))
            apart = ops.mean(ops.square(real - made), axis=axes)
            if perceptual is not None:
                apart += perceptual_weight * perceptual.each(real, made)
            return ops.sum(apart)

        # Functions, so that what does not move is no part of this model.
        self._functions = make, loss

    def call(self, inputs):
        return self._functions[0]()

    def compute_loss(self, x, y, y_pred, sample_weight=None, training=True):
        return self._functions[1](y_pred)
