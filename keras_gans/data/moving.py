"""Films of digits that move and bounce, made as they are read."""

import numpy as np

from keras_gans import arguments
from keras_gans.data import images
from keras_gans.data import pipeline


def moving_digits(
    frames=16,
    image_size=64,
    batch_size=16,
    digits=1,
    speed=0.1,
    directions=None,
    labels=None,
    length=10_000,
    split="train",
    seed=0,
    source=None,
):
    """Moving MNIST: digits that go straight on and bounce off the edges.

    A film's digits, their places and their ways are drawn anew in each epoch;
    epoch k has the same films in every run with that seed.

    Args:
        frames: int, of a film.
        image_size: int, side in pixels; digits have 28 / 64 of it.
        batch_size: int.
        digits: int, in a film; where they overlap the brighter shows.
        speed: float, how far a digit goes from frame to frame, in shares of
            the way from edge to edge.
        directions: int, of which one is drawn, evenly spaced, the first to the
            right. Default: any.
        labels: None; "digit", also give the first digit's class; or
            "direction", the number of its direction, with `directions`.
        length: int, films an epoch.
        split: str, of MNIST.
        seed: int.
        source: (images, labels), arrays of other pictures (N, H, W, 1) in
            [-1, 1] to move. Default: MNIST's of `split`.

    Returns:
        A `tf.data.Dataset` of float32 films (B, frames, H, W, 1) in [-1, 1], or
        of (films, labels (B,)).

    Raises:
        ValueError: labels are asked for that there are not.

    Reference: Srivastava et al., 2015, https://arxiv.org/abs/1502.04681
    """
    tf = pipeline.tensorflow("data.moving_digits")
    frames = arguments.check_count(frames, "frames")
    digits = arguments.check_count(digits, "digits")
    if labels not in (None, "digit", "direction"):
        raise ValueError(
            '`labels` is None, "digit" or "direction". Received: '
            f"labels={labels!r}"
        )
    if labels == "direction" and directions is None:
        raise ValueError(
            "Directions are classes where there is a number of them: "
            "directions=4. Received: directions=None"
        )
    side = max(4, round(image_size * 28 / 64))
    if source is None:
        source = images.load(
            "mnist", side, None, split, labels=True, shuffle=False
        )
    pictures, classes = (np.asarray(x) for x in source)
    if pictures.shape[1:3] != (side, side):
        pictures = tf.image.resize(pictures, (side, side), antialias=True)
    pictures = tf.constant((pictures + 1) / 2, tf.float32)[..., 0]
    classes = tf.constant(classes, tf.int32)
    room = image_size - side
    count = len(pictures)
    seeds = tf.data.Dataset.random(seed, rerandomize_each_iteration=True)

    def uniform(seed, number, *shape):
        return tf.random.stateless_uniform(shape, [seed, number])

    def moved(picture, places):
        """A picture (side, side) at each of some places, (T, S, S)."""
        grid = tf.range(image_size)[None]
        rows, columns = (grid - places[:, axis, None] for axis in (0, 1))
        inside = [(x >= 0) & (x < side) for x in (rows, columns)]
        rows, columns = (
            tf.clip_by_value(x, 0, side - 1) for x in (rows, columns)
        )
        found = tf.gather(picture, rows)
        found = tf.gather(found, columns, axis=2, batch_dims=1)
        there = inside[0][:, :, None] & inside[1][:, None]
        return tf.where(there, found, 0.0)

    def film(seed):
        rows = tf.random.stateless_uniform(
            (digits,), [seed, 0], 0, count, tf.int64
        )
        start = uniform(seed, 1, digits, 2)
        turn = uniform(seed, 2, digits)
        if directions is not None:
            turn = tf.floor(turn * directions) / directions
        way = tf.stack(
            [tf.sin(2 * np.pi * turn), tf.cos(2 * np.pi * turn)], axis=-1
        )
        times = tf.range(frames, dtype=tf.float32)[:, None, None]
        places = (start + speed * times * way) % 2
        # Beyond the edge it comes back.
        places = 1 - tf.abs(1 - places)
        places = tf.cast(tf.round(places * room), tf.int32)
        shown = tf.gather(pictures, rows)
        made = tf.reduce_max(
            tf.stack([moved(shown[i], places[:, i]) for i in range(digits)]),
            axis=0,
        )
        made = made[..., None] * 2 - 1
        made = tf.ensure_shape(made, (frames, image_size, image_size, 1))
        if labels is None:
            return made
        if labels == "digit":
            return made, classes[rows[0]]
        number = tf.round(turn[0] * directions)
        return made, tf.cast(number, tf.int32)

    data = seeds.take(length).map(film, tf.data.AUTOTUNE)
    known = tf.data.experimental.assert_cardinality(length)
    data = data.apply(known).batch(batch_size, drop_remainder=True)
    return data.prefetch(tf.data.AUTOTUNE)
