import functools
import math

import keras
from keras import ops

from keras_gans import arguments
from keras_gans.augmentation import geometry
from keras_gans.augmentation.base import ImageAugmentation
from keras_gans.augmentation.draws import Draws
from keras_gans.augmentation.draws import wide

_GROUPS = "bgcno"


@keras.saving.register_keras_serializable("keras_gans")
class Adaptive(ImageAugmentation):
    """As much augmentation as the discriminator's overfitting asks for (ADA).

    Each change of the table happens to an image with the probability p, each
    by its own chance. p rises while the discriminator is too sure of the real
    images and falls while it is not:

    ```
    every `interval` rounds  p = clip(p + sign(r - target) n / images, 0, 1)
    r = E[sign D(x)] over them, n the real images shown in them
    ```

    | letter | changes, in their order (the probability of p = 1)             |
    |--------|----------------------------------------------------------------|
    | b      | mirrored (1/2); turned by 0 to 3 right angles; shifted by whole|
    |        | pixels, U(-1/8, 1/8) of each side                              |
    | g      | scaled by 2^N(0, 0.2); turned by any angle; sides scaled by s  |
    |        | and 1/s, s = 2^N(0, 0.2); turned again; shifted by N(0, 1/8)   |
    |        | of each side. Both turns together have the probability p       |
    | c      | brightness + N(0, 0.2); contrast times 2^N(0, 0.5); mean of the|
    |        | channels negated (1/2); hue turned by any angle; saturation    |
    |        | times 2^N(0, 1)                                                |
    | n      | noise of the deviation abs(N(0, 0.1))                          |
    | o      | a square of half of each side set to 0                         |

    Args:
        pipeline: str of letters of the table. "bgc" is the paper's choice.
        target: float in (-1, 1), r that is aimed for; None to leave p as
            it is.
        images: int, real images that are shown while p goes from 0 to 1; a
            fifth of it where a trained model goes on with few pictures.
        interval: int, rounds from one step of p to the next.
        strength: float in [0, 1], p at the start.
        seed: int, start of the noise. Default: random.
        **kwargs: of `keras.layers.Layer`.

    Input shape: (B, H, W, C), images in [-1, 1]. Hue, saturation and the
    negated mean are for three channels; of any other number only brightness
    and contrast change. Images to which nothing happens, all where p = 0, are
    left as they are, bit for bit. `augmentation_strength` (p) and `real_signs`
    (r, which near 1 says that the discriminator knows the real images by
    heart) are logged.

    D(x) > 0 must mean "real", so p moves under the losses that have such a
    border (minimax, non-saturating, hinge; least squares, whose border is half
    way between its labels); `compile` refuses others, under which a fixed
    strength does: `Adaptive(strength=0.3, target=None)`.

    Against the authors' code: all moves are one bilinear lookup, without
    wavelets that filter what is enlarged twofold, beyond the border the image
    is mirrored; p ends at 1, as no probability is more; there are no filters of
    frequency bands ("f" there).

    Example:

    ```python
    augmentation = keras_gans.augmentation.Adaptive(images=200_000)
    gan = keras_gans.DCGAN.for_images((64, 64, 3), augmentation=augmentation)
    ```

    Raises:
        ValueError: an argument is out of its range.

    Reference: Karras et al., 2020, https://arxiv.org/abs/2006.06676; ranges of
        NVlabs/stylegan2-ada.
    """

    def __init__(
        self,
        pipeline="bgc",
        target=0.6,
        images=500_000,
        interval=4,
        strength=0.0,
        seed=None,
        **kwargs,
    ):
        super().__init__(seed, **kwargs)
        known = isinstance(pipeline, str) and set(pipeline) <= set(_GROUPS)
        if not known or not pipeline:
            raise ValueError(
                f"`pipeline` is some of the letters {_GROUPS}. Received: "
                f"pipeline={pipeline!r}"
            )
        self.pipeline = pipeline
        if target is not None:
            target = arguments.check_number(
                target, "target", -1 + 1e-9, 1 - 1e-9, "a number in (-1, 1)"
            )
        self.target = target
        self.images = arguments.check_count(images, "images")
        self.interval = arguments.check_count(interval, "interval")
        self.strength = arguments.check_number(
            strength, "strength", 0, 1, "a number in [0, 1]"
        )
        self.probability = self._kept("probability", self.strength)
        # Since the last step of p.
        self.signs = self._kept("signs")
        self.shown = self._kept("shown")
        self.rounds = self._kept("rounds")

    def _kept(self, name, start=0.0):
        return self.add_weight(
            shape=(),
            dtype="float32",
            initializer=keras.initializers.Constant(start),
            trainable=False,
            aggregation="mean",
            name=name,
        )

    # Its state.

    @property
    def needs_signs(self):
        return self.target is not None

    def advance(self, signs, count):
        if not self.needs_signs:
            return
        signs, rounds = self.signs + signs, self.rounds + 1.0
        shown = self.shown + ops.cast(count, "float32")
        due = rounds >= self.interval
        step = ops.sign(signs / rounds - self.target) * shown / self.images
        p = self.probability + ops.where(due, step, 0.0)
        self.probability.assign(ops.clip(p, 0.0, 1.0))
        for kept, value in (
            (self.signs, signs),
            (self.shown, shown),
            (self.rounds, rounds),
        ):
            kept.assign(ops.where(due, 0.0, value))

    def standing(self):
        return {
            "augmentation_strength": ops.convert_to_tensor(self.probability)
        }

    # What it does to images.

    def changed(self, images):
        draws = Draws(images, self.seed_generator)
        p = ops.convert_to_tensor(self.probability)
        if set("bg") & set(self.pipeline):
            images = self._moved(images, draws, p)
        if "c" in self.pipeline:
            images = _coloured(images, draws, p)
        if "n" in self.pipeline:
            images = self._noisy(images, draws, p)
        if "o" in self.pipeline:
            images = _cut(images, draws, p)
        return images

    def _moved(self, images, draws, p):
        """Images after all moves: the first that an image makes is the last
        on the way back to where a pixel comes from."""
        sides = [ops.cast(n, images.dtype) for n in ops.shape(images)[1:3]]
        moves = []
        if "b" in self.pipeline:
            moves += _exact_moves(draws, p, *sides)
        if "g" in self.pipeline:
            moves += _smooth_moves(draws, p, *sides)
        back = functools.reduce(geometry.after, moves)
        return geometry.warp(images, back)

    def _noisy(self, images, draws, p):
        deviation = draws.where(p, ops.abs(draws.normal(0.1)), 0.0)
        noise = keras.random.normal(
            ops.shape(images), dtype=images.dtype, seed=self.seed_generator
        )
        return images + wide(deviation) * noise

    def get_config(self):
        return {
            **super().get_config(),
            "pipeline": self.pipeline,
            "target": self.target,
            "images": self.images,
            "interval": self.interval,
            "strength": self.strength,
        }


def _exact_moves(draws, p, height, width):
    """Moves that shift pixels onto pixels, as inverse maps."""
    mirror = draws.where(p / 2, -1.0, 1.0)
    turns = draws.where(p, ops.floor(draws.uniform(0.0, 4.0)), 0.0)
    right = ops.round(draws.uniform(-0.125, 0.125) * width)
    down = ops.round(draws.uniform(-0.125, 0.125) * height)
    return [
        geometry.scaling(mirror, ops.ones_like(mirror)),
        geometry.quarter_turns(turns),
        _shift(draws, p, right, down),
    ]


def _smooth_moves(draws, p, height, width):
    """Moves of any size, as inverse maps."""
    # Either of the two turns happens with the probability p.
    turn = 1 - ops.sqrt(1 - p)
    whole = draws.where(p, 2.0 ** draws.normal(0.2), 1.0)
    first = draws.where(turn, draws.uniform(-math.pi, math.pi), 0.0)
    sides = draws.where(p, 2.0 ** draws.normal(0.2), 1.0)
    second = draws.where(turn, draws.uniform(-math.pi, math.pi), 0.0)
    right = draws.normal(0.125) * width
    down = draws.normal(0.125) * height
    return [
        geometry.scaling(1 / whole, 1 / whole),
        geometry.rotation(-first),
        geometry.scaling(1 / sides, sides),
        geometry.rotation(-second),
        _shift(draws, p, right, down),
    ]


def _shift(draws, p, right, down):
    """Both ways at once or not at all."""
    moves = draws.where(p, 1.0, 0.0)
    return geometry.shift(-right * moves, -down * moves)


def _coloured(images, draws, p):
    """Images after the affine map of their colours, which in turns: a grey
    axis, along which brightness, contrast and negation act, and the plane at
    right angles to it, in which contrast, hue and saturation do."""
    brightness = draws.where(p, draws.normal(0.2), 0.0)
    contrast = draws.where(p, 2.0 ** draws.normal(0.5), 1.0)
    if images.shape[-1] != 3:
        return wide(contrast) * (images + wide(brightness))
    sign = draws.where(p / 2, -1.0, 1.0)
    hue = draws.where(p, draws.uniform(-math.pi, math.pi), 0.0)
    saturation = draws.where(p, 2.0 ** draws.normal(1.0), 1.0)
    grey = ops.mean(images, axis=-1, keepdims=True)
    colour = images - grey
    # The cross product of the grey axis, (1, 1, 1) / sqrt(3), and a colour.
    across = ops.roll(colour, -2, axis=-1) - ops.roll(colour, -1, axis=-1)
    across = across / math.sqrt(3)
    turned = wide(ops.cos(hue)) * colour + wide(ops.sin(hue)) * across
    made = wide(sign * contrast) * (grey + wide(brightness))
    made += wide(contrast * saturation) * turned
    same = (brightness == 0) & (contrast == 1) & (sign == 1)
    same = same & (hue == 0) & (saturation == 1)
    return ops.where(wide(same), images, made)


def _cut(images, draws, p):
    """A square of half of each side set to 0, its middle anywhere."""
    within = (draws.where(p, 1.0, 0.0) > 0)[:, None, None]
    for axis, length in enumerate(ops.shape(images)[1:3]):
        middle = draws.uniform(0.0, 1.0)[:, None]
        place = ops.cast(ops.arange(length), images.dtype) + 0.5
        place = place[None] / ops.cast(length, images.dtype) - middle
        within = within & ops.expand_dims(ops.abs(place) < 0.25, 2 - axis)
    return images * ops.cast(~within[..., None], images.dtype)
