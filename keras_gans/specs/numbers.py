"""What may have any finite value: points, vectors, series."""

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


@register
class Boxes(Spec):
    """Places in a picture: (left, top, width, height) in shares of its sides.

    Args:
        shape: tuple, (4,), or (N, 4) for several.
    """

    kind = "boxes"
    bounds = (-0.001, 1.001)

    def check_bounds(self, low, high, first):
        if low < self.bounds[0] or high > self.bounds[1]:
            raise ValueError(
                "Boxes are (left, top, width, height) in shares of a "
                f"picture's sides, from 0 to 1. Received: values from {low:.4g}"
                f" to {high:.4g}"
            )

    def check_told_values(self, x, name):
        super().check_told_values(x, name)
        self.check_values(x)

    def example(self, n, seed=0):
        return (super().example(n, seed) + 1) / 4

    def draw(self, samples, columns=None):
        from keras_gans.pictures import charts

        return charts.boxes(samples, columns)
