"""Solids out of cells."""

import numpy as np

from keras_gans.data import columns
from keras_gans.data import images
from keras_gans.data import pipeline


def voxels(
    source,
    batch_size=32,
    views=None,
    labels=None,
    turned=False,
    mirrored=False,
    split="train",
    feature="voxels",
    seed=0,
    shuffle=True,
    drop_remainder=True,
):
    """Solids, with pictures of them or labels if asked for.

    Ready for `fit` of `GAN3D`, with `views` for `VAEGAN3D`, and with `labels`
    for networks of your own that are told them.

    Args:
        source: the name of a set of tensorflow-datasets; or an array (N, D, H,
            W), of what each cell holds from 0 to 1.
        batch_size: int; None for arrays instead of a dataset.
        views: str, of a set the feature with pictures (V, H, W, C) of a solid,
            of which one is drawn in each epoch; of an array of solids the
            array (N, V, H, W, C), bytes or floats in [-1, 1].
        labels: str, of a set a feature with a class; of an array the classes.
        turned: bool, turn each solid about its second axis by 0, 90, 180 or
            270 degrees, drawn anew in each epoch. Not with `views`, which show
            it as it stands.
        mirrored: bool, the same along the first axis, with probability 1 / 2.
        split: str, as in `tfds.load`.
        feature: str, of a set the feature of the solids.
        seed, shuffle, drop_remainder: as in `data.load`.

    Returns:
        A `tf.data.Dataset` of float32 volumes (B, D, H, W, 1) in [-1, 1]; of
        (images, volumes) with `views`; of (volumes, labels) with `labels`. With
        `batch_size=None` arrays: volumes, and all views (N, V, H, W, C) and
        labels where asked for.

    Raises:
        ValueError: there are no solids, cells hold something else, or solids
            that are shown would be turned.
    """
    if views is not None and (turned or mirrored or labels is not None):
        raise ValueError(
            "Solids with views stand as they are shown, and have no labels. "
            f"Received: turned={turned}, mirrored={mirrored}, labels={labels}"
        )
    parts = [source, views, labels]
    if isinstance(source, str):
        parts = _of_set(source, split, feature, views, labels)
    solids, pictures, classes = _fitting(*parts, turned)
    if batch_size is None:
        if turned or mirrored:
            raise ValueError(
                "Solids are turned and mirrored as a dataset is read. "
                "Received: batch_size=None, with turned or mirrored"
            )
        found = [_scaled(solids)]
        if pictures is not None:
            found.append(_floats(pictures))
        if classes is not None:
            found.append(np.asarray(classes))
        return found[0] if len(found) == 1 else tuple(found)
    tf = pipeline.tensorflow("data.voxels")
    batches = pipeline.Batches(batch_size, seed, shuffle, drop_remainder)
    count = len(solids)
    batches.check_count(count, "solid")
    kept = [None if x is None else tf.constant(x) for x in (pictures, classes)]
    solids = tf.constant(solids)
    rows = columns.order(count, count, seed, shuffle)
    numbers = tf.data.Dataset.random(
        seed + 4_000_037, rerandomize_each_iteration=True
    )

    def element(rows, numbers):
        numbers = numbers[: tf.shape(rows)[0]]
        found = tf.cast(tf.gather(solids, rows), tf.float32) * 2 - 1
        if turned:
            found = _turned(tf, found, numbers[:, 0] % 4)
        if mirrored:
            heads = (numbers[:, 1] % 2 == 0)[:, None, None, None]
            found = tf.where(heads, found[:, ::-1], found)
        found = found[..., None]
        if kept[0] is not None:
            shown = tf.gather(kept[0], rows)
            which = numbers[:, 0] % tf.shape(shown, tf.int64)[1]
            shown = tf.gather(shown, which, batch_dims=1)
            return _floats(shown, tf.cast), found
        return found if kept[1] is None else (found, tf.gather(kept[1], rows))

    numbers = numbers.batch(2).batch(batches.batch_size)
    data = tf.data.Dataset.zip(batches.batch(rows), numbers)
    return data.map(element, tf.data.AUTOTUNE).prefetch(tf.data.AUTOTUNE)


def _fitting(solids, views, labels, turned):
    """(solids, views, labels) as arrays that belong together.

    Raises:
        ValueError: they do not, or solids are no cubes that would be turned.
    """
    solids = _checked(solids)
    if views is not None:
        views = _checked_views(views)
    for name, x in (("views", views), ("labels", labels)):
        if x is not None and len(x) != len(solids):
            raise ValueError(
                f"There are as many `{name}` as solids. Received: "
                f"{len(x)} for {len(solids)} solids"
            )
    if turned and solids.shape[1] != solids.shape[3]:
        raise ValueError(
            "Solids (D, H, W) are turned where D = W. Received: "
            f"turned=True, shape={solids.shape[1:]}"
        )
    return solids, views, labels


def _turned(tf, solids, quarters):
    """Solids (B, D, H, W) turned about the second axis by quarters."""
    across = tf.transpose(solids, (0, 3, 2, 1))
    ways = [
        solids,
        across[:, ::-1],
        solids[:, ::-1, :, ::-1],
        across[:, :, :, ::-1],
    ]
    return tf.gather(tf.stack(ways, axis=1), quarters, batch_dims=1)


def _scaled(solids):
    return (solids.astype("float32") * 2 - 1)[..., None]


def _floats(pictures, cast=np.asarray):
    """Bytes in [-1, 1], floats as they are."""
    floats = cast(pictures, np.float32)
    return floats / 127.5 - 1 if pictures.dtype == np.uint8 else floats


def _checked_views(views):
    views = np.asarray(views)
    fine = views.ndim == 5 and views.dtype.kind in "uf"
    if fine and views.dtype != np.uint8:
        fine = views.dtype.kind == "f" and np.abs(views).max() <= 1.001
    if not fine:
        seen = ""
        if views.dtype.kind in "iuf" and views.size:
            seen = f", from {views.min():.4g} to {views.max():.4g}"
        raise ValueError(
            "Views are an array (N, V, H, W, C) of bytes, or of floats in "
            f"[-1, 1]. Received: shape={views.shape}, dtype={views.dtype}"
            f"{seen}"
        )
    return views


def _checked(solids):
    solids = np.asarray(solids)
    if solids.ndim != 4 or not len(solids):
        raise ValueError(
            "Solids are an array (N, D, H, W) of at least one. Received: "
            f"shape={solids.shape}"
        )
    low, high = solids.min(), solids.max()
    if not (0 <= low and high <= 1):
        raise ValueError(
            "What a cell of a solid holds is from 0 to 1. Received: values "
            f"from {low} to {high}"
        )
    return solids


def _of_set(name, split, feature, views, labels):
    images.check_named(name, "solids")
    builder = images.builder_of(name)
    wanted = [feature, views, labels]
    for part in wanted:
        if part is not None:
            images.check_feature(builder.info, part)
    records = images.as_stored(builder, split)
    found = [[], [], []]
    for record in records.as_numpy_iterator():
        for column, part in zip(found, wanted):
            if part is not None:
                column.append(images.part_of(record, part))
    return [np.stack(column) if column else None for column in found]
