"""Pictures with sentences that say what is to be seen in them."""

import csv
import json
import os
import pathlib

import numpy as np

from keras_gans.data import columns
from keras_gans.data import files as files_module
from keras_gans.data import images
from keras_gans.data import pipeline
from keras_gans.data.frame import Frame


def captioned(
    source,
    image_size=None,
    batch_size=64,
    captions=None,
    encoder=None,
    boxes=None,
    split="train",
    feature="image",
    channels=3,
    seed=0,
    shuffle=True,
    drop_remainder=True,
    crop="center",
    background="white",
):
    """Pictures and their captions, ready for `fit`.

    A picture has one caption or several, of which one is drawn in each epoch;
    epoch k has the same ones in every run with that seed.

    Args:
        source: one of

            - the name of a set of tensorflow-datasets;
            - a folder of pictures, with `captions`;
            - an array (N, H, W, C), bytes or floats in [-1, 1], with
              `captions`.
        image_size: int, side in pixels, or (height, width). Needed for a
            folder.
        batch_size: int; None for what there is, instead of a dataset.
        captions: of a set, the name of the feature, "captions" by default; of
            a folder, a file beside it: `.json`, a dict from a picture's file
            to its sentence or a list of them, or `.csv` of rows (file,
            sentence), or a folder of `.txt` files with the pictures' names
            and a sentence a line; of an array, a list of N sentences or N
            lists of them.
        encoder: `text.Encoder` or `text.sentences(function)`, which makes
            tokens or vectors of all captions at once. Default: the captions
            stay strings.
        boxes: str, of a set the feature of the boxes that belong to a picture,
            as "boxes/head"; or a tuple of such, for several.
        split: str, as in `tfds.load`.
        feature: str, of a set the feature of the pictures.
        channels: int, 1, 3 or 4.
        seed: int, of the order and of the captions that are drawn.
        shuffle, drop_remainder: as in `data.load`.
        crop, background: as in `data.from_directory`.

    Returns:
        A `tf.data.Dataset` of (images, text), or (images, text, boxes), whose
        attribute `encoder` is that which was passed:
        float32 (B, H, W, C) in [-1, 1]; tokens, vectors or strings; boxes (top,
        left, bottom, right) in [0, 1], (B, 4) or (B, M, 4). With
        `batch_size=None` the images and boxes as arrays and the captions as
        lists of str, one a picture.

    Raises:
        ValueError: pictures and captions do not belong together, or there are
            fewer pictures than a batch.
    """
    frame = Frame(image_size, channels, crop, background)
    if not isinstance(source, (str, pathlib.Path)):
        column, sentences = columns.of_array(source, "source"), captions
        if isinstance(captions, (str, pathlib.Path)):
            raise ValueError(
                "The captions of an array are a list. Received: captions="
                f"{captions!r}"
            )
        if captions is None or len(captions) != len(column):
            raise ValueError(
                "There is a sentence, or a list of them, for each picture. "
                f"Received: {len(column)} pictures, "
                f"{captions and len(captions)} captions"
            )
        places = None
    elif os.path.isdir(source):
        column, sentences = _of_folder(source, captions, frame)
        places = None
    else:
        column, sentences, places = _of_set(
            source, split, feature, captions or "captions", boxes, frame
        )
    sentences = [_listed(x) for x in sentences]
    if batch_size is None:
        pictures = column.pictures
        if pictures.dtype == np.uint8:
            pictures = pictures.astype("float32") / 127.5 - 1
        found = (pictures, sentences)
        return found if places is None else (*found, places)
    batches = pipeline.Batches(batch_size, seed, shuffle, drop_remainder)
    batches.check_count(len(column))
    return _drawn(column, sentences, places, encoder, batches)


def _listed(x):
    """The captions of a picture, a list of str.

    Raises:
        ValueError: there are none.
    """
    several = isinstance(x, (list, tuple, np.ndarray))
    found = [
        one.decode() if isinstance(one, bytes) else one
        for one in (x if several else [x])
    ]
    words = (isinstance(one, str) and one.strip() for one in found)
    if not found or not all(words):
        raise ValueError(
            "A picture has a caption, or a list of them, of one word at least. "
            f"Received: {x!r}"
        )
    return [str(one) for one in found]


def _drawn(column, sentences, places, encoder, batches):
    """Batches, with a caption for each picture that is drawn of its own."""
    tf = pipeline.tensorflow("data.captioned")
    counts = np.array([len(x) for x in sentences])
    starts = tf.constant(np.cumsum(counts) - counts)
    counts = tf.constant(counts)
    flat = [one for x in sentences for one in x]
    flat = tf.constant(flat if encoder is None else encoder.tokens(flat))
    take = column.taken()
    count = len(column)
    rows = columns.order(count, count, batches.seed, batches.shuffle)
    # A stream a pass, as for cuts and mirrors, and another one.
    numbers = tf.data.Dataset.random(
        batches.seed + 2_000_003, rerandomize_each_iteration=True
    )

    def element(rows, numbers):
        numbers = numbers[: tf.shape(rows)[0]]
        own = tf.gather(counts, rows)
        text = tf.gather(flat, tf.gather(starts, rows) + numbers % own)
        pictures = take(rows)
        pictures = tf.ensure_shape(pictures, (None, *column.shape))
        if pictures.dtype == tf.uint8:
            pictures = tf.cast(pictures, tf.float32) / 127.5 - 1
        found = (pictures, text)
        return found if places is None else (*found, tf.gather(places, rows))

    data = tf.data.Dataset.zip(
        batches.batch(rows), numbers.batch(batches.batch_size)
    )
    data = data.map(element, tf.data.AUTOTUNE).prefetch(tf.data.AUTOTUNE)
    data.encoder = encoder
    return data


def _of_set(name, split, feature, captions, boxes, frame):
    """Pictures, captions and boxes of a set of tensorflow-datasets."""
    builder = images.builder_of(name)
    several = isinstance(boxes, (tuple, list))
    wanted = list(boxes) if several else [boxes] * (boxes is not None)
    for part in (feature, captions, *wanted):
        images.check_feature(builder.info, part)
    data = images.as_stored(builder, split)

    def select(example):
        return (
            frame.apply(images.part_of(example, feature)),
            images.part_of(example, captions),
            [images.part_of(example, part) for part in wanted],
        )

    pictures, sentences, places = zip(
        *data.map(select, pipeline.parallel()).as_numpy_iterator()
    )
    if not wanted:
        places = None
    else:
        places = np.stack(places).astype("float32")
        places = places if several else places[:, 0]
    column = columns.stacked(pictures, feature)
    return column, sentences, places


def _of_folder(folder, captions, frame):
    """Pictures and captions of a folder and what lies beside it."""
    named = isinstance(captions, (str, pathlib.Path))
    if not named or frame.image_size is None:
        raise ValueError(
            "A folder of pictures goes with `captions`, a file or a folder, "
            f"and `image_size`. Received: captions={captions!r}, image_size="
            f"{frame.image_size}"
        )
    root, beside = pathlib.Path(folder), pathlib.Path(captions)
    files = files_module.find(root, by_class=False)
    if beside.is_dir():
        said = {
            file.relative_to(beside).with_suffix(""): _lines(file)
            for file in sorted(beside.rglob("*.txt"))
        }
        names = [file.relative_to(root).with_suffix("") for file in files]
    else:
        said = _of_file(beside)
        names = [file.relative_to(root).as_posix() for file in files]
    without = [str(name) for name in names if name not in said]
    if without:
        raise ValueError(
            f"Each picture has a caption in {beside}, by its path in the "
            f"folder. Received: {len(without)} of {len(names)} without, as "
            f"{without[0]}; what has one is named as {next(iter(said), None)}"
        )
    (column,), kept = columns.of_files([files], [frame])
    return column, [said[names[row]] for row in kept]


def _lines(file):
    lines = file.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.strip()]


def _of_file(file):
    """A dict: a list of sentences by the name of a picture."""
    if not file.exists():
        raise ValueError(
            f"The file of captions is not there. Received: captions={file}"
        )
    if file.suffix == ".json":
        said = json.loads(file.read_text(encoding="utf-8-sig"))
        if not isinstance(said, dict):
            raise ValueError(
                "A .json file of captions is a dict, from a picture's path to "
                f"its sentences. Received: {type(said).__name__} in {file}"
            )
        return said
    if file.suffix != ".csv":
        raise ValueError(
            "`captions` is a .json or a .csv file, or a folder of .txt files. "
            f"Received: captions={file}"
        )
    said = {}
    with open(file, encoding="utf-8-sig", newline="") as lines:
        for row in csv.reader(lines):
            if len(row) != 2:
                raise ValueError(
                    "A row of captions is (file, sentence). Received: "
                    f"{row} in {file}"
                )
            said.setdefault(row[0], []).append(row[1])
    return said
