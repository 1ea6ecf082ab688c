"""Numbers without a picture of their own: points, rows of numbers, boxes."""

import warnings

import numpy as np

from keras_gans.pictures import arrays
from keras_gans.pictures import sheets
from keras_gans.pictures import waves

_POINTS = 50_000
_ROWS = 1000
_BOX = 64  # Pixels of the picture that boxes lie in.


def scatter(points):
    """Points in the plane or in space as dots.

    Those that are NaN or infinite are counted above. The first 50,000 are
    drawn.

    Args:
        points: array (N, 2) or (N, 3).

    Returns:
        uint8 array (400, 400, 3).
    """
    points = arrays.take(points, "points", ("N", "2 or 3"))
    if points.shape[1] not in (2, 3):
        raise ValueError(
            "Points have two or three numbers each. Received: "
            f"shape={points.shape}"
        )
    figure = _figure()
    space = points.shape[1] == 3
    axes = figure.add_subplot(projection="3d" if space else None)
    dots(axes, points)
    axes.set_aspect("equal", "datalim")
    return _picture(figure)


def dots(axes, points):
    """Points (N, 2) or (N, 3) on axes of as many dimensions."""
    points = arrays.floats(points[:_POINTS])
    known = np.isfinite(points).all(axis=1)
    axes.scatter(*points[known].T, s=3, alpha=0.5)
    _count_unknown(axes, known)


def curves(rows):
    """Rows of numbers as curves; where they hold one number, how often it is.

    Those with a NaN or infinity among them have gaps and are counted above.
    The first 1,000 are drawn.

    Args:
        rows: array (N, ...), each taken as one row of numbers.

    Returns:
        uint8 array (400, 400, 3).
    """
    rows = arrays.take(rows, "vectors")
    rows = arrays.floats(rows.reshape(len(rows), -1))
    figure = _figure()
    axes = figure.add_subplot()
    known = np.isfinite(rows)
    if rows.shape[1] == 1:
        axes.hist(rows[known].astype("float64"), bins=50)
    else:
        rows, known = rows[:_ROWS], known[:_ROWS]
        axes.plot(rows.T, linewidth=0.8, alpha=0.5)
    _count_unknown(axes, known.all(axis=1))
    return _picture(figure)


def boxes(samples, columns=None):
    """Boxes as rectangles, each sample in a white square of its own.

    A square is pink where a number is NaN or infinite.

    Args:
        samples: array (N, 4), or (N, M, 4) for several a sample: (top, left,
            bottom, right) in shares of the square's sides.
        columns: int. Default: as square as can be.

    Returns:
        uint8 array (height, width, 3).
    """
    samples = arrays.take(samples, "boxes", ("N", "4"), ("N", "M", "4"))
    if samples.shape[-1] != 4:
        raise ValueError(
            "A box is (top, left, bottom, right). Received: "
            f"shape={samples.shape}"
        )
    samples = arrays.floats(samples).reshape(len(samples), -1, 4)
    return sheets.tile([_rectangles(x) for x in samples], columns)


def _rectangles(found):
    known = np.isfinite(found).all(axis=1)
    picture = np.full((_BOX, _BOX, 3), 255, "uint8")
    if not known.all():
        picture[:] = sheets.MARK
    corners = np.stack([found[:, :2], found[:, 2:]])
    corners = np.sort(corners.clip(0, 1), axis=0)
    for i in np.flatnonzero(known):
        (top, left), (bottom, right) = np.round(
            corners[:, i] * (_BOX - 1)
        ).astype(int)
        colour = waves.COLOURS[i % len(waves.COLOURS)]
        picture[[top, bottom], left : right + 1] = colour
        picture[top : bottom + 1, [left, right]] = colour
    return picture


def _count_unknown(axes, known):
    if not known.all():
        axes.set_title(f"{(~known).sum()} of {len(known)} are not finite")


def _figure():
    from matplotlib.figure import Figure

    return Figure((4, 4), dpi=100, layout="constrained")


def _picture(figure):
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    canvas = FigureCanvasAgg(figure)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Of axes for numbers of any size.
        canvas.draw()
    return np.asarray(canvas.buffer_rgba())[..., :3]
