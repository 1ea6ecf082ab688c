"""Solids of cells as pictures."""

import numpy as np

from keras_gans.pictures import arrays
from keras_gans.pictures import sheets

_MOST = 256  # Solids on a sheet.
_SIDE = 448  # Pixels, at first.
_SHRINK = 2 / 7  # By which the picture is then made smaller and smooth.
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
    """A solid (right, up, front) in isometric projection, uint8 (h, w, 3).

    A cell is a hexagon: a step to the right or to the front goes `step`
    pixels to the side and `down` pixels down, one up twice as many up, so
    that one cell hides the next on a diagonal. Faces are painted from the
    farthest to the nearest.
    """
    unknown = ~np.isfinite(cells)
    full = (cells > 0) | unknown
    right, high, front = full.shape
    step = max(2, _SIDE // max(right + front, 2 * high))
    down = round(step / 3**0.5)
    x, y, z, side = _faces(full)
    shades = _shades(x, y, z, side, full.shape)
    shades[unknown[x, y, z]] = sheets.MARK
    face, below, across = _pixels(side, step, down)
    rows = (x + z + 1) * down + (high - 1 - y) * 2 * down
    columns = (x + front - 1 - z) * step
    height = (right + front + 2 * high) * down
    width = (right + front) * step
    painted = np.full(height * width, len(shades))  # With the ground.
    # Of what is written to one pixel, the last stays.
    painted[(rows * width + columns)[face] + below * width + across] = face
    ground = np.full((1, 3), _GROUND, "uint8")
    picture = np.concatenate([shades, ground])[painted]
    picture = picture.reshape(height, width, 3)
    sides = (max(1, round(n * _SHRINK)) for n in (height, width))
    return sheets.resize(picture, *sides)


def _faces(full):
    """The cells (x, y, z) with a face in the open, and which face it is.

    The farthest are first.
    """
    after = np.pad(full, [(0, 1)] * 3)
    behind = [after[:-1, :-1, 1:], after[1:, :-1, :-1], after[:-1, 1:, :-1]]
    seen = full & ~_hidden(after)
    found = [np.nonzero(seen & ~neighbour) for neighbour in behind]
    side = np.repeat(np.arange(3), [len(x) for x, _, _ in found])
    x, y, z = (np.concatenate(axis) for axis in zip(*found))
    order = np.argsort(x + y + z, kind="stable")
    return x[order], y[order], z[order], side[order]


def _hidden(full):
    """Where a cell has a full one before it; without the last on each side."""
    before = full.copy()
    for x in reversed(range(len(full) - 1)):
        before[x, :-1, :-1] |= before[x + 1, 1:, 1:]
    return before[1:, 1:, 1:]


def _shades(x, y, z, side, shape):
    """Colours of faces (F, 3); what is farther is darker."""
    near = (x + y + z) / max(1, sum(shape) - 3)
    light = _LIGHT[side] * (0.6 + 0.4 * near)
    return (light[:, None] * _COLOUR).astype("uint8")


def _pixels(side, step, down):
    """The pixels of faces: of which face, how far below and across."""
    patches = [_patch(which, step, down) for which in range(3)]
    counts = np.array([len(below) for below, _ in patches])
    face, place = _runs(counts[side])
    place += (np.cumsum(counts) - counts)[side][face]
    below, across = (np.concatenate(part) for part in zip(*patches))
    return face, below[place], across[place]


def _patch(side, step, down):
    """Pixels (below, across) of a face, from the left end of a cell's top."""
    across = np.arange(2 * step)
    half = np.minimum(across, across[::-1]) + 0.5
    edge = np.floor(half * down / step + 0.5).astype(int)
    first, last = -edge, edge
    if side < 2:
        across = across[side * step :][:step]
        first = edge[across]
        last = first + 2 * down
    column, within = _runs(last - first)
    return first[column] + within, across[column]


def _runs(counts):
    """0 0 0 1 1 ... and 0 1 2 0 1 ..., for counts 3 2 ..."""
    which = np.repeat(np.arange(len(counts)), counts)
    return which, np.arange(len(which)) - (np.cumsum(counts) - counts)[which]
