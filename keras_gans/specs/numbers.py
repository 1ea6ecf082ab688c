"""What may have any finite value: points, vectors, series."""

import numpy as np

from keras_gans.specs.base import Spec
from keras_gans.specs.base import register


@register
class Points(Spec):
    """Points in the plane or in space.

    Args:
        shape: tuple, (2,) or (3,).
    """

    kind = "points"

    def draw(self, samples, columns=None):
        from keras_gans.pictures import charts

        return charts.scatter(samples)


@register
class Vectors(Spec):
    """Rows of numbers.

    Args:
        shape: tuple (D,).
    """


@register
class Series(Spec):
    """Numbers that follow each other in time.

    Args:
        shape: tuple (T, C): T times, C numbers at each.
    """

    kind = "series"

    def draw(self, samples, columns=None):
        from keras_gans.pictures import waves

        return waves.series(samples, columns)


class Places(Spec):
    """Places in a picture, in shares of its sides.

    A subclass says in `form` what the numbers of one place are.
    """

    bounds = (-0.001, 1.001)

    def check_bounds(self, low, high, first):
        if low < self.bounds[0] or high > self.bounds[1]:
            raise ValueError(
                f"{self.kind.capitalize()} are {self.form}. Received: values "
                f"from {low:.4g} to {high:.4g}"
            )

    def check_told_values(self, x, name):
        super().check_told_values(x, name)
        self.check_values(x)


@register
class Parts(Places):
    """Where the parts of a thing are: of each (top, left, known).

    Args:
        shape: tuple (K, 3): places in shares of a picture's sides, and 1 or 0.
    """

    kind = "parts"
    form = (
        "(top, left, known): shares of a picture's sides, from 0 to 1, and 1 "
        "or 0"
    )

    def example(self, n, seed=0):
        parts = (super().example(n, seed) + 1) / 2
        parts[..., 2] = parts[..., 2].round()
        return parts


@register
class Boxes(Places):
    """Places in a picture: (top, left, bottom, right) in shares of its sides.

    That is the order of tensorflow-datasets, and "rel_yxyx" of Keras.

    Args:
        shape: tuple, (4,), or (N, 4) for several.
    """

    kind = "boxes"
    form = (
        "(top, left, bottom, right) in shares of a picture's sides, from 0 to 1"
    )

    def check_values(self, x, first=True):
        super().check_values(x, first)
        turned = np.argwhere(x[..., :2] >= x[..., 2:])
        if len(turned):
            row = tuple(turned[0][:-1])
            raise ValueError(
                "Boxes are (top, left, bottom, right): the top is above the "
                "bottom, and the left before the right. Received: "
                f"{np.round(x[row], 4).tolist()}"
            )

    def example(self, n, seed=0):
        first, last = np.split(super().example(n, seed), 2, axis=-1)
        first = (first + 1) / 4
        return np.concatenate([first, first + (last + 2) / 6], axis=-1)

    def draw(self, samples, columns=None):
        from keras_gans.pictures import charts

        return charts.boxes(samples, columns)
