"""A folder of pictures."""

import pathlib
from concurrent import futures

import numpy as np

from keras_gans.core.warning import warn
from keras_gans.data import decode
from keras_gans.data import files as files_module
from keras_gans.data import pipeline
from keras_gans.data.frame import Frame
from keras_gans.data.frame import frame_and_window

_CHUNK = 64


def from_directory(
    path,
    image_size=64,
    batch_size=64,
    channels=3,
    labels=False,
    seed=0,
    shuffle=True,
    drop_remainder=True,
    crop="center",
    background="white",
    flip=False,
    crop_from=None,
):
    """All pictures in a folder and the folders below it.

    Pictures of any size and kind, turned as their camera says; of an
    animation the first. What is hidden is passed over: names that begin with a
    dot, `__MACOSX` and the like. Links are followed; a picture to which
    several lead comes once (with `labels`, once in each class). A file that
    cannot be read, or has more pixels than `PIL.Image.MAX_IMAGE_PIXELS`, is
    named in a warning and left out; a last warning counts them.

    Whole numbers of more than 8 bits are scaled by the fewest of 8, 10, 12, 14
    or 16 bits that hold the largest of the picture. Floating point pictures
    have no known range and are left out.

    Up to 256 MiB of scaled pictures are read at once. Of more, the order of
    the files is drawn and they are read as they are asked for; where one turns
    out to be damaged only then, the next file takes its place.

    Args:
        path: str or path.
        image_size: int, side in pixels, or (height, width).
        batch_size: int.
        channels: int, 3 for colour (grey pictures are made so), 1 for grey, 4
            for colour and alpha (255, opaque, where there is none).
        labels: bool, also give the number of the folder at the first level,
            in alphabetical order, as a class label. Every picture then lies
            in such a folder; one without pictures is no class.
        seed, shuffle, drop_remainder: as in `data.load`.
        crop: str, for pictures of other proportions: "center" for the middle
            part, "pad" for the whole on the background, "squeeze" for the
            whole with its proportions changed.
        background: str, int or tuple, a colour's name, a grey or (red, green,
            blue) in 0 ... 255, over which what is transparent is laid. Unused
            with `channels=4`, where "pad" is transparent.
        flip, crop_from: as in `data.load`.

    Returns:
        A `tf.data.Dataset` of float32 images (B, H, W, channels) in [-1, 1],
        or of (images, labels (B,)) with the folders' names as its
        `class_names`.

    Raises:
        ValueError: the folder does not exist, or holds no picture that can be
            read, or fewer than a batch.
    """
    scaled, window = frame_and_window(image_size, crop_from)
    batches = pipeline.Batches(
        batch_size, seed, shuffle, drop_remainder, flip, window
    )
    if image_size is None or channels is None:
        raise ValueError(
            "The files do not say `image_size` and `channels`. Received: "
            f"image_size={image_size}, channels={channels}"
        )
    frame = Frame(scaled, channels, crop, background)
    if not isinstance(path, (str, pathlib.Path)):
        raise ValueError(
            f"`path` is a folder of pictures. Received: path={path!r}"
        )
    root = pathlib.Path(path)
    files = files_module.find(root, by_class=labels)
    shape = (*frame.image_size, frame.channels)
    at_once = pipeline.fits_in_memory(len(files), shape)
    kept, pictures = _read(root, files, frame, at_once)
    names, numbers = files_module.classes(root, kept) if labels else (None,) * 2
    batches.check_count(len(kept))
    if at_once:
        data = _in_memory(pictures, numbers, batches)
    else:
        data = _as_asked(kept, numbers, frame, batches)
    data = batches.finish(data, shape)
    if labels:
        data.class_names = names
    return data


def _read(root, files, frame, at_once):
    """The files that can be read; `at_once`, their pictures too."""
    pictures = list(_in_threads(files, frame, at_once))
    kept = [f for f, picture in zip(files, pictures) if picture is not None]
    if len(kept) < len(files):
        warn(
            f"{len(files) - len(kept)} of {len(files)} files in {root} could "
            "not be read and were left out.",
        )
    # Of files that are only opened yet, the first must be one to the end.
    if not kept or not (at_once or _first(kept, 0, frame)):
        raise ValueError(
            f"None of the pictures can be read. Received: path={root}"
        )
    return kept, [picture for picture in pictures if picture is not None]


def _in_threads(files, frame, at_once):
    """The files' pictures, or True, in order; None where there is none."""

    def work(file):
        if at_once:
            return decode.read(file, frame)
        return decode.is_picture(file) or None

    with futures.ThreadPoolExecutor() as pool:
        for start in range(0, len(files), _CHUNK):
            yield from pool.map(work, files[start : start + _CHUNK])


def _first(files, start, frame):
    """The next picture in a circle of files and its place, or None."""
    for step in range(len(files)):
        index = (start + step) % len(files)
        picture = decode.read(files[index], frame)
        if picture is not None:
            return picture, index
    return None


def _in_memory(pictures, numbers, batches):
    """A dataset of pictures, or of (pictures, numbers)."""
    tf = pipeline.tensorflow("data.from_directory")
    columns = np.stack(pictures)
    if numbers is not None:
        columns = (columns, np.array(numbers, "int32"))
    data = tf.data.Dataset.from_tensor_slices(columns)
    return batches.order(data, len(pictures) + 1)


def _as_asked(files, numbers, frame, batches):
    """The same of files, read one by one in the order that is drawn."""
    tf = pipeline.tensorflow("data.from_directory")
    names = [str(file) for file in files]
    numbers_or_zeros = np.array(numbers or [0] * len(files), "int32")

    def read(index):
        found = _first(names, index, frame)
        if found is None:
            raise ValueError("None of the pictures can be read any more.")
        return found[0], numbers_or_zeros[found[1]]

    def element(index):
        types = (tf.uint8, tf.int32)
        picture, number = tf.numpy_function(read, [index], types)
        picture.set_shape((*frame.image_size, frame.channels))
        number.set_shape(())
        return picture if numbers is None else (picture, number)

    data = batches.order(tf.data.Dataset.range(len(files)), len(files))
    return data.map(element, pipeline.parallel())
