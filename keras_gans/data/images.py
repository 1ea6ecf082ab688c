"""Images of tensorflow-datasets and the embedded digits."""

import os
import sys

import keras
import numpy as np

from keras_gans.data import pipeline
from keras_gans.data import taking
from keras_gans.data.frame import Frame
from keras_gans.data.frame import frame_and_window
from keras_gans.data.frame import sides


def load(
    name,
    image_size=None,
    batch_size=64,
    split="train",
    labels=False,
    seed=0,
    shuffle=True,
    feature="image",
    drop_remainder=True,
    channels=None,
    crop="center",
    background="white",
    flip=False,
    crop_from=None,
):
    """Any image set of tensorflow-datasets, ready for `fit`.

    Pictures are decoded and scaled as they are read; a set that fits in
    256 MiB is decoded once. Epoch k of a run has the same order in every run
    with that seed.

    Args:
        name: str, as in `tfds.load`: "mnist", "cycle_gan/horse2zebra". It is
            looked for in the folder TFDS_DATA_DIR names, and downloaded if it
            is not there.
        image_size: int, side in pixels, or (height, width). Default: as
            stored; needed where the stored sizes differ.
        batch_size: int; None for an array, or arrays, instead of a dataset.
        split: str, as in `tfds.load`: "train", "test[:1000]".
        labels: bool, or str: also give the feature "label", or that feature,
            for a set of (images, labels).
        seed: int, of the order.
        shuffle: bool.
        feature: str, which feature is the image; "images/noto" for one that
            lies within another.
        drop_remainder: bool, leave out a last batch that is not full.
        channels: int, 1, 3 or 4, as in `from_directory`. Default: as stored.
        crop, background: as in `from_directory`.
        flip: bool, mirror each picture left to right with probability 1 / 2,
            anew in every epoch; epoch k has the same ones in every run with
            that seed.
        crop_from: int, or (height, width), at least `image_size`: pictures
            are scaled to this size, and a window of `image_size` is cut out of
            each at random, anew in every epoch, as `flip` mirrors them.

    Returns:
        A `tf.data.Dataset` of float32 images (B, H, W, C) in [-1, 1], or of
        (images, labels (B,)), with the names of the classes, where
        tensorflow-datasets knows them, as its `class_names`.

    Raises:
        ValueError: there is no such set, or no such feature in it, or fewer
            pictures than a batch.
    """
    if batch_size is None:
        said = {**locals(), "batch_size": 256, "drop_remainder": False}
        return taking.take(load(**said), sys.maxsize, bool(labels))
    scaled, window = frame_and_window(image_size, crop_from)
    batches = pipeline.Batches(
        batch_size, seed, shuffle, drop_remainder, flip, window
    )
    frame = Frame(scaled, channels, crop, background)
    builder = builder_of(name)
    label = "label" if labels is True else labels or None
    shape = _shape(builder.info, feature, label, frame)
    data = as_stored(builder, split)

    def select(example):
        image = frame.apply(part_of(example, feature))
        return (image, part_of(example, label)) if label else image

    count = int(data.cardinality())
    batches.check_count(count)
    data = data.map(select, num_parallel_calls=pipeline.parallel())
    buffer = pipeline.room(shape)
    if pipeline.fits_in_memory(count, shape):
        data = data.cache()
        # One place more than there are pictures lets the cache see the end.
        buffer = min(count + 1, buffer)
    data = batches.finish(batches.order(data, buffer), shape)
    names = label and getattr(
        part_of(builder.info.features, label), "names", None
    )
    if names is not None:
        data.class_names = names
    return data


def check_named(name, kind):
    """Refuses a folder that is not there, which is no set either.

    Raises:
        ValueError: with the kind of files that it would hold.
    """
    text = str(name)
    if text.startswith((".", "/", "~")) or text.endswith("/"):
        raise ValueError(f"There is no such folder of {kind}. Received: {text}")


def builder_of(name):
    """The builder of a set of tensorflow-datasets, downloaded.

    Raises:
        ValueError: there is no such set.
    """
    import tensorflow_datasets as tfds

    try:
        builder = tfds.builder(name, data_dir=os.environ.get("TFDS_DATA_DIR"))
    except tfds.core.DatasetNotFoundError:
        raise ValueError(
            "`name` is a data set of tensorflow-datasets; "
            f"tfds.list_builders() names them. Received: name={name!r}"
        ) from None
    builder.download_and_prepare()
    return builder


def as_stored(builder, split):
    """The records of a split, in the order in which they lie there."""
    import tensorflow_datasets as tfds

    # One reader and no shuffling of files: the order is the seed's alone.
    return builder.as_dataset(
        split=split, read_config=tfds.ReadConfig(interleave_cycle_length=1)
    )


def part_of(features, name):
    """What lies under a name, "a/b" for b within a."""
    for step in name.split("/"):
        features = features[step]
    return features


def check_feature(info, name):
    """Refuses a name under which a set has nothing.

    Raises:
        ValueError: it is one.
    """
    try:
        part_of(info.features, name)
    except KeyError:
        raise ValueError(
            f"{info.full_name} has no feature of that name, but "
            f"{sorted(info.features)}. Received: {name}"
        ) from None


def _shape(info, feature, label, frame):
    """(H, W, C) of the pictures that `load` makes, if it can."""
    for wanted in [feature] + [label] * bool(label):
        check_feature(info, wanted)
    found = part_of(info.features, feature)
    stored, dtype = found.shape, found.np_dtype
    if np.ndim(stored) != 1 or len(stored) != 3 or dtype != np.uint8:
        raise ValueError(
            "`feature` is one of pictures (H, W, C) of 8 bits. Received: "
            f"feature={feature!r}, shape={stored}, dtype={dtype}"
        )
    size = frame.image_size or stored[:2]
    if None in size:
        raise ValueError(
            f"The pictures of {info.full_name} may differ in size: name an "
            "image_size. Received: image_size=None"
        )
    return (*size, frame.channels or stored[2])


def digits(
    image_size=16,
    batch_size=64,
    labels=False,
    seed=0,
    shuffle=True,
    drop_remainder=True,
):
    """The 1,797 handwritten digits that come with scikit-learn.

    8x8 pixels of 17 greys, scaled up; nothing is downloaded.

    Args:
        image_size: int, side in pixels, or (height, width).
        batch_size: int, or None for arrays instead of a dataset, which needs
            no TensorFlow.
        labels: bool, also give the digits' names 0 ... 9.
        seed, shuffle, drop_remainder: as in `load`.

    Returns:
        A `tf.data.Dataset` of float32 images (B, H, W, 1) in [-1, 1], or of
        (images, labels (B,)) with the digits as its `class_names`.

    Raises:
        ValueError: a batch would hold more than all of them.

    Reference: E. Alpaydin, C. Kaynak, Optical Recognition of Handwritten
        Digits, UCI Machine Learning Repository, 1998.
    """
    from sklearn.datasets import load_digits

    bunch = load_digits()
    images = bunch.images[..., None].astype("float32") / 16
    images = keras.ops.image.resize(
        images,
        sides(image_size),
        interpolation="bicubic",
        data_format="channels_last",
    )
    # Bicubic scaling overshoots a little at the edges of a stroke.
    images = np.clip(keras.ops.convert_to_numpy(images), 0, 1) * 2 - 1
    names = bunch.target.astype("int32")
    arrays = (images, names) if labels else images
    if batch_size is None:
        return arrays
    tf = pipeline.tensorflow("data.digits with a batch_size")
    batches = pipeline.Batches(batch_size, seed, shuffle, drop_remainder)
    batches.check_count(len(images))
    data = tf.data.Dataset.from_tensor_slices(arrays)
    data = batches.batch(batches.order(data, len(images)))
    if labels:
        data.class_names = [str(name) for name in bunch.target_names]
    return data


def stacked_mnist(batch_size=128, seed=0, split="train", size=None):
    """Three MNIST digits as the channels of a picture: 1,000 modes.

    Triples are drawn anew each epoch; epoch k of a run has the same ones in
    every run with that seed. Each digit of the set is in each channel once an
    epoch.

    Args:
        batch_size: int.
        seed: int, of the triples.
        split: str, as in `load`.
        size: int, side in pixels, or (height, width). Default: 28.

    Returns:
        A `tf.data.Dataset` of float32 images (B, H, W, 3) in [-1, 1].

    Raises:
        ValueError: there are fewer digits than a batch.

    Reference: Metz et al., 2016, https://arxiv.org/abs/1611.02163
    """
    import tensorflow as tf

    batches = pipeline.Batches(batch_size, seed, True, True)
    digits = load(
        "mnist", size, 1000, split, shuffle=False, drop_remainder=False
    )
    digits = taking.take(digits, 70_000)[..., 0]
    count = len(digits)
    batches.check_count(count)
    digits = tf.constant(np.round((digits + 1) * 127.5).astype("uint8"))
    orders = [
        tf.data.Dataset.range(count).shuffle(count, seed=3 * seed + channel)
        for channel in range(3)
    ]

    def picture(*rows):
        channels = [tf.gather(digits, row) for row in rows]
        return tf.cast(tf.stack(channels, axis=-1), tf.float32) / 127.5 - 1

    triples = batches.batch(tf.data.Dataset.zip(tuple(orders)))
    return triples.map(picture, pipeline.parallel()).prefetch(tf.data.AUTOTUNE)
