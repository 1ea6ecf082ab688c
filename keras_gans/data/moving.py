"""Films of digits that move and bounce, made as they are read."""

import numpy as np

from keras_gans import arguments
from keras_gans import specs
from keras_gans.data import images
from keras_gans.data import pipeline
from keras_gans.specs import base


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
    image_size = arguments.check_count(image_size, "image_size", 8)
    length = arguments.check_count(length, "length")
    if directions is not None:
        directions = arguments.check_count(directions, "directions")
    speed = arguments.check_number(speed, "speed", 0, words="a number from 0")
    pipeline.Batches(batch_size, seed, True, True).check_count(length, "film")
    side = max(4, round(image_size * 28 / 64))
    if source is None:
        source = images.load(
            "mnist", side, None, split, labels=True, shuffle=False
        )
    films = _Films(source, side, image_size, frames, digits, speed, directions)

    def element(seed):
        made, rows, turn = films.drawn(seed)
        if labels is None:
            return made
        if labels == "digit":
            return made, films.classes[rows[0]]
        return made, tf.cast(tf.round(turn[0] * directions), tf.int32)

    seeds = tf.data.Dataset.random(seed, rerandomize_each_iteration=True)
    data = seeds.take(length).map(element, tf.data.AUTOTUNE)
    known = tf.data.experimental.assert_cardinality(length)
    data = data.apply(known).batch(batch_size, drop_remainder=True)
    return data.prefetch(tf.data.AUTOTUNE)


def _checked(source):
    """(images, labels) as arrays, if they are such.

    Raises:
        ValueError: they are not.
    """
    words = "`source` is (images (N, H, W, 1), labels (N,)), as many of both."
    if not isinstance(source, (tuple, list)) or len(source) != 2:
        raise ValueError(f"{words} Received: {base.shown(source)}")
    pictures, classes = map(np.asarray, source)
    fine = pictures.ndim == 4 and pictures.shape[-1] == 1
    if not fine or len(pictures) != len(classes) or not len(pictures):
        raise ValueError(
            f"{words} Received: shapes {pictures.shape} and {classes.shape}"
        )
    specs.Images((None, None, 1)).check(pictures, "source")
    return pictures, classes


class _Films:
    """What films are made of, and how one is made of a number."""

    def __init__(
        self, source, side, image_size, frames, digits, speed, directions
    ):
        self.tf = tf = pipeline.tensorflow("data.moving_digits")
        self.side, self.image_size = side, image_size
        self.frames = arguments.check_count(frames, "frames")
        self.digits = arguments.check_count(digits, "digits")
        self.speed, self.directions = speed, directions
        pictures, classes = _checked(source)
        if pictures.shape[1:3] != (side, side):
            pictures = tf.image.resize(pictures, (side, side), antialias=True)
        self.light = tf.constant((pictures + 1) / 2, tf.float32)[..., 0]
        self.classes = tf.constant(classes, tf.int32)

    def drawn(self, seed):
        """A film (T, S, S, 1), the rows of its digits, and their ways as
        shares of a turn."""
        tf = self.tf

        def uniform(number, *shape):
            return tf.random.stateless_uniform(shape, [seed, number])

        rows = tf.random.stateless_uniform(
            (self.digits,), [seed, 0], 0, len(self.light), tf.int64
        )
        turn = uniform(2, self.digits)
        if self.directions is not None:
            turn = tf.floor(turn * self.directions) / self.directions
        places = self.places(uniform(1, self.digits, 2), turn)
        light = tf.gather(self.light, rows)
        each = [self.moved(light[i], places[:, i]) for i in range(self.digits)]
        film = tf.reduce_max(tf.stack(each), axis=0)[..., None] * 2 - 1
        side = self.image_size
        return tf.ensure_shape(film, (self.frames, side, side, 1)), rows, turn

    def places(self, start, turn):
        """Where digits begin at each time, pixels (T, digits, 2)."""
        tf = self.tf
        angle = 2 * np.pi * turn
        way = tf.stack([tf.sin(angle), tf.cos(angle)], axis=-1)
        times = tf.range(self.frames, dtype=tf.float32)[:, None, None]
        # Beyond the edge it comes back.
        share = 1 - tf.abs(1 - (start + self.speed * times * way) % 2)
        room = self.image_size - self.side
        return tf.cast(tf.round(share * room), tf.int32)

    def moved(self, light, places):
        """A digit (side, side) at each of some places, (T, S, S)."""
        tf = self.tf
        grid = tf.range(self.image_size)[None]
        inside, found = [], tf.repeat(light[None], self.frames, axis=0)
        for axis in (0, 1):
            within = grid - places[:, axis, None]
            inside.append((within >= 0) & (within < self.side))
            within = tf.clip_by_value(within, 0, self.side - 1)
            found = tf.gather(found, within, axis=axis + 1, batch_dims=1)
        there = inside[0][:, :, None] & inside[1][:, None]
        return tf.where(there, found, 0.0)
