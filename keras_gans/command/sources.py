"""DATA of a command line: a folder, a set of tensorflow-datasets, digits."""

import difflib
import os
import pathlib
import typing

import numpy as np

from keras_gans import data as data_module
from keras_gans.command import choosing
from keras_gans.command.models import near_path
from keras_gans.data import files
from keras_gans.data import images as images_module
from keras_gans.data import pipeline

DIGITS = "digits"
_MOST = 64  # Pixels of a side, unless one asks for more.
_LOOKED_AT = 64  # Files whose sizes are read.


class Source(typing.NamedTuple):
    """Pictures to train on.

    train: what `fit` takes.
    known: float array (N, H, W, C), some of them.
    held_out: the same of pictures that are not among them, or None.
    count: int, how many are trained on.
    classes: names, or None.
    """

    train: typing.Any
    known: np.ndarray
    held_out: np.ndarray | None
    count: int
    classes: list | None

    def described(self):
        height, width, channels = self.known.shape[1:]
        classes = f" in {len(self.classes)} classes" if self.classes else ""
        held = 0 if self.held_out is None else len(self.held_out)
        return (
            f"{self.count:,} pictures of {height}x{width}x{channels}{classes}, "
            f"{held} more held out."
        )


def open_source(
    name, image_size=None, labels=False, batch_size=32, seed=0, flip=True
):
    """The pictures that a word of the command line names, a `Source`.

    Of a folder of fewer than 5,000 a tenth is held out, at most 512.

    Raises:
        ValueError: there is no such folder or set, or nothing in it.
    """
    if name == DIGITS:
        images, numbers = data_module.digits(
            image_size or 16, batch_size=None, labels=True
        )
        classes = [str(i) for i in range(10)] if labels else None
        return _of_arrays(
            images, numbers, classes, len(images) // 10, batch_size, seed, False
        )
    if pathlib.Path(name).is_dir():
        return _of_folder(name, image_size, labels, batch_size, seed, flip)
    check_set(name)
    return _of_set(name, image_size, labels, batch_size, seed, flip)


def _of_folder(path, image_size, labels, batch_size, seed, flip):
    side = image_size or guessed_size(path)
    whole = data_module.from_directory(
        path, side, 1, labels=labels, seed=seed, drop_remainder=False
    )
    count = int(whole.cardinality())
    if count < choosing.FEW:
        found = data_module.take(whole, count, labels=labels)
        images, numbers = found if labels else (found, None)
        classes = whole.class_names if labels else None
        kept = min(count // 10, 512)
        return _of_arrays(
            images, numbers, classes, kept, batch_size, seed, flip
        )
    train = data_module.from_directory(
        path, side, batch_size, labels=labels, seed=seed, flip=flip
    )
    known = data_module.take(train, 2000)
    classes = train.class_names if labels else None
    return Source(train, known, None, count, classes)


def _of_set(name, image_size, labels, batch_size, seed, flip):
    builder = images_module.builder_of(name)
    split = split_of(name, "train")
    shape = builder.info.features["image"].shape
    side = image_size
    if side is None and (None in shape or max(shape[:2]) > _MOST):
        side = _MOST
    told = {"image_size": side, "split": split, "labels": labels}
    train = data_module.load(
        name, batch_size=batch_size, seed=seed, flip=flip, **told
    )
    count = builder.info.splits[split].num_examples
    classes = None
    if labels:
        classes = builder.info.features["label"].names
    return Source(train, data_module.take(train, 2000), None, count, classes)


def _of_arrays(images, numbers, classes, kept, batch_size, seed, flip):
    """In an order of the seed, mirrored with probability 1 / 2."""
    import tensorflow as tf

    order = np.random.default_rng(seed).permutation(len(images))
    held_out, known = np.split(images[order], [kept])
    if len(known) < batch_size:
        raise ValueError(
            f"There are fewer pictures to train on than a batch has: "
            f"{len(known)} of {batch_size}; --batch-size says how many."
        )
    parts = known
    if classes is not None:
        parts = known, numbers[order][kept:]
    batches = pipeline.Batches(batch_size, seed, True, True, flip)
    train = tf.data.Dataset.from_tensor_slices(parts)
    train = batches.batch(batches.order(train, len(known)))
    train = pipeline.jittered(train, batches, seed).prefetch(tf.data.AUTOTUNE)
    held = held_out if len(held_out) > 1 else None
    return Source(train, known, held, len(known), classes)


def guessed_size(path):
    """The side that fits the pictures of a folder: a power of two, of at most
    64, that half of them have or more."""
    from PIL import Image

    sides = []
    for file in files.find(pathlib.Path(path), by_class=False)[:_LOOKED_AT]:
        try:
            with Image.open(file) as picture:
                sides.append(min(picture.size))
        except OSError:  # Reading it will say so.
            continue
    middle = np.median(sides) if sides else _MOST
    return int(min(_MOST, max(16, 2 ** int(np.log2(max(middle, 1))))))


def check_set(name):
    """Refuses what is no set of tensorflow-datasets.

    Raises:
        ValueError: it is none; with what is near.
    """
    # "cycle_gan/horse2zebra" is one, "./pictures" is not.
    if name.startswith((".", "/", "~")) or not _prepared(name):
        raise ValueError(_unknown(name))


def split_of(name, wanted):
    """The split of that name, or the first where a set has none."""
    splits = images_module.builder_of(name).info.splits
    return wanted if wanted in splits else next(iter(splits))


def _prepared(name):
    """Whether tensorflow-datasets has the set, or knows how to make it."""
    folder = os.environ.get("TFDS_DATA_DIR")
    if folder and pathlib.Path(folder, name.split("/")[0]).is_dir():
        return True
    import tensorflow_datasets as tfds

    return name.split("/")[0] in tfds.list_builders()


def _unknown(name):
    path = pathlib.Path(name)
    if "/" in name:
        return near_path(path)
    import tensorflow_datasets as tfds

    beside = [x.name for x in pathlib.Path(".").iterdir() if x.is_dir()]
    known = [DIGITS, *beside, *tfds.list_builders()]
    near = difflib.get_close_matches(name, known, 1)
    return (
        "DATA is a folder of pictures, a set of tensorflow-datasets or "
        f"{DIGITS!r}. Received: {name}"
        f"{''.join(f', which is near {x}' for x in near)}"
    )
