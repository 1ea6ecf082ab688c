"""Samples as pictures."""

import math

import numpy as np
from keras import ops


def grid(images, columns=None, padding=1):
    """Many images as one, on grey.

    Args:
        images: array (N, H, W, C) with values in [-1, 1], C 1, 3 or 4.
        columns: int. Default: as square as can be.
        padding: int, pixels between images.

    Returns:
        uint8 array (height, width, 3 or 4); one channel becomes grey RGB.
    """
    images = np.asarray(images, "float32")
    count, height, width, channels = images.shape
    columns = columns or math.ceil(count**0.5)
    rows = math.ceil(count / columns)
    height, width = height + padding, width + padding
    sheet = np.zeros(
        (rows * height + padding, columns * width + padding, channels),
        "float32",
    )
    for i, image in enumerate(images):
        top = i // columns * height + padding
        left = i % columns * width + padding
        sheet[top : top + height - padding, left : left + width - padding] = (
            image
        )
    sheet = np.clip(np.round((sheet + 1) * 127.5), 0, 255).astype("uint8")
    return np.repeat(sheet, 3, axis=-1) if channels == 1 else sheet


def label_sheet(model, labels, rows=8, seed=0):
    """A grid with a label a column and a latent vector a row.

    Args:
        model: whose generator takes labels.
        labels: array (N, ...).
        rows: int.
        seed: int, of the latents.

    Returns:
        uint8 array (height, width, 3 or 4).
    """
    told = model.conditions(len(labels), **model.told(labels, {}))
    drawn = model.latents.inputs(rows, model.fixed_seed(rows, seed))
    drawn = [np.repeat(ops.convert_to_numpy(x), len(labels), 0) for x in drawn]
    told = [np.concatenate([values] * rows) for values in told.values()]
    return grid(model.predict([*drawn, *told], verbose=0), len(labels))


def code_sheet(model, code, values, rows=5, seed=0):
    """A grid with a value of one code a column, all else alike in a row.

    Args:
        model: an InfoGAN.
        code: int, which of its codes.
        values: list of category numbers or values, one a column.
        rows: int.
        seed: int, of the latents and the other codes.

    Returns:
        uint8 array (height, width, 3 or 4).
    """
    drawn = model.draw_codes(rows, model.fixed_seed(rows, seed))
    codes = np.repeat(ops.convert_to_numpy(drawn), len(values), axis=0)
    codes[:, code] = np.concatenate([values] * rows)
    model.check_codes(codes, len(codes))
    latents = [
        model.latents(1, model.fixed_seed(1, seed + i // len(values)), row)
        for i, row in enumerate(codes[:, None])
    ]
    latents = np.concatenate([ops.convert_to_numpy(x) for x in latents])
    return grid(model.predict(latents, verbose=0), len(values))


def draw(samples, columns=None):
    """Any samples as a picture: a grid, a scatter plot or curves.

    Args:
        samples: array (N, H, W, C) of images; (N, 2) of points; (N, D) of
            curves.
        columns: int, of the grid.

    Returns:
        uint8 array (H, W, 3).
    """
    samples = np.asarray(samples, "float32")
    if samples.ndim == 4:
        return grid(samples, columns)
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure((4, 4), dpi=100, layout="constrained")
    axes = figure.add_subplot()
    if samples.shape[-1] == 2:
        axes.scatter(*samples.T, s=3, alpha=0.5)
        axes.set_aspect("equal", "datalim")
    else:
        axes.plot(samples.T, linewidth=0.8, alpha=0.5)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    return np.asarray(canvas.buffer_rgba())[..., :3]


def save(path, picture):
    """Writes a uint8 picture (H, W, C) as a PNG file."""
    from PIL import Image

    Image.fromarray(np.ascontiguousarray(picture)).save(path)
