"""Solids of cells as meshes, in files that others open."""

import pathlib

import numpy as np

ENDINGS = (".obj", ".glb", ".stl", ".ply")


def save_solid(path, solid, threshold=0.0):
    """Writes a solid as a mesh: the faces of its full cells that are seen.

    By the package trimesh: pip install 'keras_gans[solids]'.

    Args:
        path: str or path, ending in .obj, .glb, .stl or .ply; the folder is
            made if it is not there.
        solid: array (D, H, W) or (D, H, W, C), of which the first channel
            counts; its axes are x, y (up) and z.
        threshold: float, cells above it are full.

    Raises:
        ImportError: trimesh is not installed.
        ValueError: no cell is full, or it is no solid, or no such file.
    """
    path = pathlib.Path(path)
    if path.suffix not in ENDINGS:
        raise ValueError(
            f"A mesh is written to a file that ends in {', '.join(ENDINGS)}. "
            f"Received: path={path}"
        )
    solid = np.asarray(solid)
    solid = solid[..., 0] if solid.ndim == 4 else solid
    full = solid > threshold
    if solid.ndim != 3 or not full.any():
        raise ValueError(
            "A solid is an array (D, H, W), some cells of which are full. "
            f"Received: shape={solid.shape}, {int(full.sum())} cells above "
            f"{threshold}"
        )
    try:
        import trimesh
    except ImportError:
        raise ImportError(
            "Meshes are written by the package trimesh: pip install "
            "'keras_gans[solids]'"
        ) from None
    path.parent.mkdir(parents=True, exist_ok=True)
    mesh = trimesh.Trimesh(*_quads(full))
    mesh.export(path)


def _quads(full):
    """Corners (N, 3), and triangles of their numbers (M, 3), which show
    outwards."""
    corners = []
    for axis in range(3):
        # The corners of a face, as one goes around it.
        around = np.zeros((4, 3), int)
        around[:, (axis + 1) % 3] = [0, 1, 1, 0]
        around[:, (axis + 2) % 3] = [0, 0, 1, 1]
        for side in (0, 1):
            seen = full & ~_neighbour(full, axis, side)
            face = around + side * np.eye(3, dtype=int)[axis]
            face = face if side else face[::-1]
            corners.append(np.argwhere(seen)[:, None] + face)
    corners = np.concatenate(corners).reshape(-1, 3)
    first = np.arange(0, len(corners), 4)[:, None]
    triangles = np.concatenate([first + [0, 1, 2], first + [0, 2, 3]])
    return corners.astype("float64"), triangles


def _neighbour(full, axis, side):
    """Whether the cell at that side of each cell is full."""
    padded = np.pad(full, [(1, 1) if i == axis else (0, 0) for i in range(3)])
    start = 2 if side else 0
    return np.take(
        padded, np.arange(start, start + full.shape[axis]), axis=axis
    )
