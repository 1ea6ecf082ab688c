"""The files of a folder that may be pictures, and their classes."""

import collections
import os
import pathlib

from keras_gans.core.warning import warn

ENDINGS = (
    *(".jpg", ".jpeg", ".jfif", ".png", ".bmp", ".gif", ".webp"),
    *(".tif", ".tiff", ".ppm", ".pgm"),
)
# Pictures too, but not everywhere to be read.
_OTHERS = (
    *(".avif", ".heic", ".heif", ".jp2", ".jxl", ".tga", ".svg", ".ico"),
    *(".psd", ".raw", ".dng", ".cr2", ".nef", ".exr", ".hdr"),
)
# What archives, network storage and recycle bins leave behind, beside what
# begins with a dot.
_HIDDEN = ("__MACOSX", "@eaDir", "#recycle", "$RECYCLE.BIN")


def find(root, by_class):
    """The visible files below a folder that end as pictures do.

    Links are followed. A file comes once (with `by_class` once in each folder
    of the first level), however many links lead to it.

    Args:
        root: path.
        by_class: bool, every picture must lie in a folder below `root`.

    Returns:
        A sorted list of paths.

    Raises:
        ValueError: there is no such folder, or no such file.
    """
    if not root.is_dir():
        raise ValueError(
            f"`path` is a folder of pictures. Received: path={root}, which is "
            f"{'a file' if root.exists() else 'not there'}"
        )
    others = collections.Counter()
    walk = _walk(root, set(), others, by_class)
    files = sorted(map(pathlib.Path, walk))
    if others:
        found = ", ".join(f"{n} {end}" for end, n in sorted(others.items()))
        warn(
            f"Pictures of other kinds in {root} were left out: {found}. Those "
            f"that are read end in {', '.join(ENDINGS)}"
        )
    if not files:
        raise ValueError(
            f"There is no picture ({', '.join(ENDINGS)}) in the folder. "
            f"Received: path={root}"
        )
    for file in files if by_class else ():
        if file.parent == root:
            raise ValueError(
                "With `labels`, each picture lies in the folder of its class. "
                f"Received: {file}, in no folder below {root}"
            )
    return files


def _walk(folder, seen, others, by_class=False):
    """Pictures below a folder; `seen` holds the places that were visited,
    `others` counts the endings of pictures that are not read."""
    place = os.path.realpath(folder)
    if place in seen:
        return
    seen.add(place)
    for name in _visible(folder):
        path = os.path.join(folder, name)
        if os.path.isdir(path):
            inner = set(seen) if by_class else seen
            yield from _walk(path, inner, others)
        elif not os.path.exists(path):
            warn(f"{path} leads nowhere.")
        elif name.lower().endswith(ENDINGS) and os.path.isfile(path):
            is_link = os.path.islink(path)
            place_of = os.path.realpath if is_link else os.path.abspath
            file = place_of(os.path.join(place, name))
            if file not in seen:
                seen.add(file)
                yield path
        elif name.lower().endswith(_OTHERS):
            others[os.path.splitext(name)[1].lower()] += 1


def _visible(folder):
    try:
        names = sorted(os.listdir(folder))
    except OSError as error:
        warn(f"{folder} was left out: {error}")
        names = []
    return [n for n in names if not n.startswith(".") and n not in _HIDDEN]


def classes(root, files):
    """The folders of the first level that hold files, and their numbers.

    Args:
        root: path.
        files: list of paths in folders below it.

    Returns:
        The sorted names, and a list of an int for each file.
    """
    of_files = [file.relative_to(root).parts[0] for file in files]
    names = sorted(set(of_files))
    empty = [
        name
        for name in _visible(root)
        if os.path.isdir(root / name) and name not in names
    ]
    if empty:
        warn(
            f"{', '.join(empty)} in {root}: without a picture, so no class.",
        )
    numbers = {name: number for number, name in enumerate(names)}
    return names, [numbers[name] for name in of_files]
