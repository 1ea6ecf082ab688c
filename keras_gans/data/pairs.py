"""Pictures with what belongs to them, and pictures of two kinds."""

import dataclasses
import pathlib

import numpy as np
from keras import tree

from keras_gans import arguments
from keras_gans.data import columns
from keras_gans.data import files as files_module
from keras_gans.data import images
from keras_gans.data import pipeline
from keras_gans.data.frame import Frame
from keras_gans.data.frame import frame_and_window

SIDES = ("source", "target")


def pairs(
    source,
    target=None,
    image_size=None,
    batch_size=1,
    features=None,
    split="train",
    left=None,
    channels=3,
    source_channels=None,
    seed=0,
    shuffle=True,
    drop_remainder=True,
    crop="center",
    background="white",
    flip=False,
    crop_from=None,
):
    """Sources and the targets that belong to them, ready for `fit`.

    Both pictures of a pair are cut and mirrored alike.

    Args:
        source: one of

            - a folder, with the folder `target`: a pair has one name in both,
              endings aside;
            - a folder of pictures of two halves, with `left`;
            - the name of a set of tensorflow-datasets, with `features`;
            - an array (N, H, W, C), with the array `target`: bytes, or floats
              in [-1, 1].
        target: see `source`.
        image_size: int, side in pixels of the targets, or (height, width).
            Needed for files; for arrays that are larger, of what is cut out.
        batch_size: int.
        features: pair of str, the features of the source and of the target.
        split: str, as in `tfds.load`.
        left: "source" or "target", which of them is the left half.
        channels: int, of the targets of files, 1, 3 or 4.
        source_channels: int, of the sources. Default: the same.
        seed: int, of the order, the cuts and the mirrors.
        shuffle, drop_remainder: as in `data.load`.
        crop, background: as in `data.from_directory`.
        flip, crop_from: as in `data.load`, for both of a pair alike.

    Returns:
        A `tf.data.Dataset` of (source, target), float32 (B, H, W, C) in
        [-1, 1]. Arrays of sources may be smaller than their targets, in
        proportion; nothing is cut then.

    Raises:
        ValueError: the two differ in number, names or proportion; there are
            none, or fewer than a batch; something else was passed.
    """
    scaled, window = frame_and_window(image_size, crop_from)
    batches = pipeline.Batches(
        batch_size, seed, shuffle, drop_remainder, flip, window
    )
    frames = [
        Frame(scaled, count, crop, background)
        for count in (source_channels or channels, channels)
    ]
    if features is not None:
        found = _of_set(source, features, split, frames)
    elif _is_folder(source):
        if image_size is None:
            raise ValueError(
                "Pictures of files are scaled to one size: name an "
                f"image_size. Received: image_size=None, source={source}"
            )
        if left is not None:
            found = _of_halves(source, left, frames)
        elif _is_folder(target):
            found = _of_folders(source, target, frames)
        else:
            raise ValueError(
                "A folder of sources goes with a folder of targets, or with "
                '`left`, "source" or "target", where each picture has both. '
                f"Received: target={target!r}"
            )
    else:
        found = [
            columns.of_array(x, name)
            for x, name in zip((source, target), SIDES)
        ]
        if crop_from is None and image_size is not None:
            batches.window = _window(found[1], image_size)
    _check_pairs(*found)
    batches.check_count(len(found[0]))
    rows = columns.order(len(found[0]), len(found[0]), seed, shuffle)
    return _gathered(found, [rows], batches)


def unpaired(
    a,
    b,
    image_size=None,
    batch_size=1,
    length=None,
    channels=3,
    seed=0,
    shuffle=True,
    drop_remainder=True,
    crop="center",
    background="white",
    flip=False,
    crop_from=None,
):
    """Pictures of two kinds of which none belongs to another.

    Each kind has an order, cuts and mirrors of its own. Of the kind of which
    there are fewer, all come again before the epoch is over.

    Args:
        a, b: each a folder of pictures, or an array (N, H, W, C): bytes, or
            floats in [-1, 1], as `data.load(..., batch_size=None)` gives them.
        image_size: int, side in pixels, or (height, width). Needed for
            folders; for arrays that are larger, of what is cut out.
        batch_size: int, of each kind.
        length: int, pictures of each kind an epoch. Default: as many as the
            larger kind has.
        channels: int, of pictures in folders, 1, 3 or 4.
        seed, shuffle, drop_remainder, crop, background, flip, crop_from: as in
            `data.pairs`.

    Returns:
        A `tf.data.Dataset` of (a, b), float32 (B, H, W, C) in [-1, 1].

    Raises:
        ValueError: a kind is empty, or something else was passed.
    """
    scaled, window = frame_and_window(image_size, crop_from)
    batches = pipeline.Batches(
        batch_size, seed, shuffle, drop_remainder, flip, window
    )
    found = []
    for x, name in ((a, "a"), (b, "b")):
        if hasattr(x, "element_spec"):
            raise ValueError(
                "A kind of pictures is a folder or an array: data.load(..., "
                f"batch_size=None) gives one. Received: {name}, a dataset of "
                "batches"
            )
        if not _is_folder(x):
            found.append(columns.of_array(x, name))
            if crop_from is None and image_size is not None:
                batches.window = _window(found[-1], image_size)
            continue
        if image_size is None:
            raise ValueError(
                "Pictures of files are scaled to one size: name an "
                f"image_size. Received: image_size=None, {name}={x}"
            )
        frame = Frame(scaled, channels, crop, background)
        files = files_module.find(pathlib.Path(x), by_class=False)
        found += columns.of_files([files], [frame])[0]
    longest = max(map(len, found))
    length = longest if length is None else length
    length = arguments.check_count(length, "length")
    batches.check_count(length)
    rows = [
        columns.order(len(x), length, seed + i, shuffle)
        for i, x in enumerate(found)
    ]
    return _gathered(found, rows, batches)


def _is_folder(x):
    return isinstance(x, (str, pathlib.Path))


def _window(column, image_size):
    """The window to cut, None for whole pictures."""
    _, window = frame_and_window(image_size, column.shape[:2])
    return None if window == column.shape[:2] else window


def _of_folders(source, target, frames):
    """Columns of two folders, in which a pair has one name."""
    roots = [pathlib.Path(x) for x in (source, target)]
    found = [_by_name(root) for root in roots]
    alone = [
        sorted(map(str, set(x) ^ (set(found[0]) & set(found[1]))))
        for x in found
    ]
    if any(alone):
        raise ValueError(
            "A pair has one name in both folders. Received: without a partner "
            + "; ".join(
                f"{len(names)} in {root}, as {names[0]}"
                for names, root in zip(alone, roots)
                if names
            )
        )
    names = sorted(found[0])
    return columns.of_files(
        [[x[name] for name in names] for x in found], frames
    )[0]


def _by_name(root):
    """The files of a folder by their names without endings."""
    found = {}
    for file in files_module.find(root, by_class=False):
        name = file.relative_to(root).with_suffix("")
        if name in found:
            raise ValueError(
                "A pair has one name in both folders, endings aside. Received: "
                f"{found[name]} and {file}"
            )
        found[name] = file
    return found


def _of_halves(folder, left, frames):
    """Columns of a folder of pictures that have both beside each other."""
    if left not in SIDES:
        raise ValueError(
            f'`left` is "source" or "target". Received: left={left!r}'
        )
    height, width = frames[0].image_size
    most = max(frame.channels for frame in frames)
    whole = dataclasses.replace(
        frames[1], image_size=(height, 2 * width), channels=most, crop="squeeze"
    )
    files = files_module.find(pathlib.Path(folder), by_class=False)
    ((column,), _) = columns.of_files([files], [whole])
    halves = [
        _Part(column, slice(None, width)),
        _Part(column, slice(width, None)),
    ]
    halves = halves if left == "source" else halves[::-1]
    return [_Recoloured(x, f.channels) for x, f in zip(halves, frames)]


class _Part(columns.Column):
    """Columns of pixels of another column."""

    def __init__(self, column, pixels):
        self.column, self.pixels = column, pixels
        height, width, channels = column.shape
        self.shape = (height, width // 2, channels)

    def __len__(self):
        return len(self.column)

    def taken(self):
        take = self.column.taken()
        return lambda rows: take(rows)[:, :, self.pixels]


class _Recoloured(columns.Column):
    """Another column, of which 1 channel of 3 is made."""

    def __init__(self, column, channels):
        self.column = column
        self.shape = (*column.shape[:2], channels)

    def __len__(self):
        return len(self.column)

    def taken(self):
        take = self.column.taken()
        if self.shape == self.column.shape:
            return take
        tf = pipeline.tensorflow("data.pairs")
        return lambda rows: tf.image.rgb_to_grayscale(take(rows)[..., :3])


def _of_set(name, features, split, frames):
    """Columns of two features of a set of tensorflow-datasets."""
    if np.shape(features) != (2,):
        raise ValueError(
            "`features` is the name of the sources' and that of the targets'. "
            f"Received: features={features!r}"
        )
    builder = images.builder_of(name)
    for feature in features:
        images.check_feature(builder.info, feature)
    data = images.as_stored(builder, split)

    def select(example):
        return tuple(
            frame.apply(images.part_of(example, name))
            for frame, name in zip(frames, features)
        )

    found = [[], []]
    for pair in data.map(select, pipeline.parallel()).as_numpy_iterator():
        for column, picture in zip(found, pair):
            column.append(picture)
    return [columns.stacked(*part) for part in zip(found, features)]


def _check_pairs(source, target):
    if len(source) != len(target):
        raise ValueError(
            "There is a target for each source. Received: "
            f"{len(source)} sources, {len(target)} targets"
        )
    (h, w, _), (height, width, _) = source.shape, target.shape
    if h * width != w * height:
        raise ValueError(
            "Sources have the proportions of their targets. Received: sources "
            f"{source.shape}, targets {target.shape}"
        )


def _gathered(found, orders, batches):
    """Batches of columns, by one order for all or one for each."""
    tf = pipeline.tensorflow("keras_gans.data")
    alike = len(orders) == 1
    takes = [column.taken() for column in found]
    if batches.window and len({x.shape[:2] for x in found}) > 1 and alike:
        raise ValueError(
            "Pairs of two sizes are not cut. Received: sources "
            f"{found[0].shape}, targets {found[1].shape}"
        )
    made = []
    groups = (
        [(orders[0], takes)] if alike else zip(orders, [[t] for t in takes])
    )
    for number, (rows, own) in enumerate(groups):
        data = batches.batch(rows).map(
            lambda rows, own=own: tuple(take(rows) for take in own)
        )
        seed = batches.seed + 7919 * number
        data = pipeline.jittered(data, batches, seed, len(own))
        made.append(data)
    data = made[0] if alike else tf.data.Dataset.zip(tuple(made))
    window = batches.window

    def finish(*parts):
        parts = tree.flatten(parts)
        finished = []
        for part, column in zip(parts, found):
            shape = (*(window or column.shape[:2]), column.shape[-1])
            part = tf.ensure_shape(part, (None, *shape))
            if part.dtype == tf.uint8:
                part = tf.cast(part, tf.float32) / 127.5 - 1
            finished.append(part)
        return tuple(finished)

    return data.map(finish, tf.data.AUTOTUNE).prefetch(tf.data.AUTOTUNE)
