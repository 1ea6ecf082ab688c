"""Solids of cells as pictures."""

import numpy as np

from keras_gans.pictures import arrays
from keras_gans.pictures import sheets

_MOST = 256  # Solids on a sheet.
_WIDTH = 256  # Pixels, before the picture is halved to smooth its edges.
_GROUND = 244
_COLOUR = np.array([128, 178, 236])
# Of light, for faces that look to the front, to the right and up.
_LIGHT = np.array([0.7, 0.45, 1.0])


def volumes(solids, columns=None):
    """Each solid as it is seen from the front, from above to the right.

    The first axis of a solid goes to the right, the second up, the third to
    the front. Cells above 0 are full; of several channels the first is drawn.
    Cells that are NaN or infinite are full and pink. The first 256 solids are
    drawn.

    Args:
        solids: array (N, D, H, W, C).
        columns: int. Default: as square as can be.

    Returns:
        uint8 array (height, width, 3).
    """
    solids = arrays.take(solids, "volumes", ("N", "D", "H", "W", "C"))
    return sheets.tile([render(x[..., 0]) for x in solids[:_MOST]], columns)


def render(cells):
    """A solid (right, up, front) in parallel projection, uint8 (h, w, 3).

    A cell is a hexagon: a step to the right or to the front goes `step`
    pixels to the side and half as many down, one up goes `up` pixels up.
    Faces are painted from the farthest to the nearest.
    """
    unknown = ~np.isfinite(cells)
    full = (cells > 0) | unknown
    right, high, front = full.shape
    step = 2 * max(1, round(_WIDTH / (right + front) / 2))
    up = (5 * step + 2) // 4
    height = (right + front) * step // 2 + high * up + step
    picture = np.full((height, (right + front) * step, 3), _GROUND, "uint8")
    x, y, z, side = _faces(full)
    order = np.argsort(x + y + z, kind="stable")
    x, y, z, side = (part[order] for part in (x, y, z, side))
    rows = (x + z) * step // 2 + (high - 1 - y) * up + step // 2
    left = (x + front - 1 - z) * step
    shades = _shades(x, y, z, side, full.shape)
    shades[unknown[x, y, z]] = sheets.MARK
    patches = [_patch(which, step, up) for which in range(3)]
    # Sides differ in their number of pixels: their order is that of faces.
    counts = np.array([len(down) for down, _ in patches])[side]
    faces = np.repeat(np.arange(len(side)), counts)
    within = np.arange(len(faces)) - np.repeat(
        np.cumsum(counts) - counts, counts
    )
    starts = np.cumsum([0] + [len(down) for down, _ in patches])[side]
    down, across = (np.concatenate(part) for part in zip(*patches))
    pixel = starts[faces] + within
    picture[rows[faces] + down[pixel], left[faces] + across[pixel]] = shades[
        faces
    ]
    return sheets.resize(picture, height // 2, picture.shape[1] // 2)


def _faces(full):
    """The cells (x, y, z) with a face in the open, and which face it is."""
    after = np.pad(full, [(0, 1)] * 3)
    behind = [after[:-1, :-1, 1:], after[1:, :-1, :-1], after[:-1, 1:, :-1]]
    found = [np.nonzero(full & ~neighbour) for neighbour in behind]
    side = np.repeat(np.arange(3), [len(x) for x, _, _ in found])
    return *(np.concatenate(axis) for axis in zip(*found)), side


def _shades(x, y, z, side, shape):
    """Colours of faces (F, 3); what is farther is darker."""
    near = (x + y + z) / max(1, sum(shape) - 3)
    light = _LIGHT[side] * (0.6 + 0.4 * near)
    return (light[:, None] * _COLOUR).astype("uint8")


def _patch(side, step, up):
    """Pixels (down, across) of a face, from the left end of a cell's top."""
    across = np.arange(2 * step)
    half = np.minimum(across, across[::-1]) + 1
    bottom = (half - 1) // 2 + 1
    if side == 2:
        first, last = -(half // 2), bottom
    else:
        across = across[side * step :][:step]
        first = bottom[across]
        last = first + up
    counts = last - first
    columns = np.repeat(across, counts)
    within = np.arange(len(columns)) - np.repeat(
        np.cumsum(counts) - counts, counts
    )
    return np.repeat(first, counts) + within, columns
