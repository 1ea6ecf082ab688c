"""Data of which few are labelled."""

import numpy as np
from keras import tree

from keras_gans import arguments
from keras_gans.data import images as images_module
from keras_gans.data import pipeline
from keras_gans.data import taking


def semi_supervised(
    name,
    labels_per_class=10,
    image_size=None,
    batch_size=100,
    split="train",
    seed=0,
    channels=None,
    crop="center",
    background="white",
    flip=False,
):
    """Any labelled image set of tensorflow-datasets, few labels of it.

    In a batch labelled images and others alternate: the labelled ones come
    again and again, all of them before one comes twice; the others are all
    images of the set in turn, their labels -1. An epoch is a pass through the
    set.

    Args:
        name: str, as in `load`.
        labels_per_class: int, labelled images of each class, drawn by `seed`.
        image_size: int or (height, width), as in `load`.
        batch_size: int, images of each sort.
        split: str, as in `load`.
        seed: int, of the order, and of the choice of labelled images.
        channels, crop, background, flip: as in `load`.

    Returns:
        A `tf.data.Dataset` of (float32 images (2 `batch_size`, H, W, C),
        labels (2 `batch_size`,)), with `class_names` as in `load`.

    Raises:
        ValueError: a class has fewer images, or the set fewer than a batch.
    """
    tf = pipeline.tensorflow("data.semi_supervised")
    batch_size = arguments.check_count(batch_size, "batch_size")
    settings = {
        "image_size": image_size,
        "split": split,
        "seed": seed,
        "channels": channels,
        "crop": crop,
        "background": background,
    }
    images, labels = labelled(name, labels_per_class, **settings)

    def turn(number):
        order = tf.random.experimental.stateless_shuffle(
            tf.range(len(images)), (number, 0)
        )
        pair = tf.gather(images, order), tf.gather(labels, order)
        return tf.data.Dataset.from_tensor_slices(pair)

    # One stream of numbers a pass, as a shuffle draws one order: a run that
    # goes on passes over as many.
    again = tf.data.Dataset.random(seed, rerandomize_each_iteration=True)
    again = again.flat_map(turn).batch(batch_size, drop_remainder=True)
    again = again.repeat()  # Known to have no end, the length is the others'.
    others = images_module.load(
        name, batch_size=batch_size, labels=True, **settings
    )

    def join(known, others):
        (images, labels), (others, _) = known, others
        unknown = -tf.ones(tf.shape(others)[:1], labels.dtype)
        return alternate(images, others), alternate(labels, unknown)

    def alternate(first, second):
        # So that each replica gets as many of both.
        pairs = tf.stack([first, second], axis=1)
        return tf.reshape(pairs, (-1, *first.shape[1:]))

    data = tf.data.Dataset.zip((again, others)).map(join)
    if flip:
        data = pipeline.flipped(data, 2 * batch_size, seed)
    data = data.prefetch(2)
    data.class_names = others.class_names
    return data


def labelled(name, labels_per_class, **settings):
    """The images and labels that `semi_supervised` shows, as arrays.

    Raises:
        ValueError: a class has fewer images.
    """
    arguments.check_count(labels_per_class, "labels_per_class")
    data = images_module.load(
        name, batch_size=1000, labels=True, drop_remainder=False, **settings
    )
    rest = np.full(len(data.class_names), labels_per_class)
    parts = []
    for batch in taking.batches(data, 1000):
        images, labels = (np.asarray(x) for x in tree.flatten(batch))
        for number in np.flatnonzero(rest):
            rows = np.flatnonzero(labels == number)[: rest[number]]
            rest[number] -= len(rows)
            parts.append((images[rows], labels[rows]))
        if not rest.any():
            images, labels = (np.concatenate(x) for x in zip(*parts))
            return images, labels.astype("int32")
    raise ValueError(
        f"A class of {name} has fewer images. Received: "
        f"labels_per_class={labels_per_class}"
    )
