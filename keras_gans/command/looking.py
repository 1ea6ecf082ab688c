"""What the page of `keras-gans explore` shows: a sample, moved and changed."""

import tempfile

import numpy as np
from keras import ops

from keras_gans import latents
from keras_gans import pictures
from keras_gans.core.backend import FixedSeed
from keras_gans.latents import laws
from keras_gans.latents import spaces
from keras_gans.pictures import sheets

_SIDE = 384  # Pixels of a picture on the page, at least.


class Looker:
    """A model's samples, one at a time.

    Args:
        model: a model of pictures, with one vector of latents.
        known: float array (N, H, W, C), pictures among which the nearest to a
            sample are shown; or None.
        count: int, main directions.

    Attributes:
        ways: the directions, a float array (count, dim).
        labels: int, classes that it is told; None: no labels.
        codes: a list of the laws of codes that it takes.
        words: bool, whether it is told a sentence.

    Raises:
        ValueError: the model's samples are no pictures, or it has no such
            latents.
    """

    def __init__(self, model, known=None, count=8):
        shape = model.sample_spec.shape
        if len(shape) != 3:
            raise ValueError(
                "The page shows pictures (H, W, C). Received: samples of "
                f"shape={shape}"
            )
        self.model, self.known = model, known
        self.space = spaces.of(model)
        self.words = "text" in model.given
        self.labels = getattr(model, "num_classes", None)
        law = model.latents
        self.codes = law.laws[1:] if isinstance(law, laws.Joint) else []
        given = {"text": ["a picture"]} if self.words else {}
        count = min(count, self.space.dim)
        self.ways = latents.directions(model, count, 8, **given)
        drawn = self.space.draw(512, 0, **self._spread(given, 512))
        self.middle = drawn.mean(axis=0)
        self.found = None  # Points of a picture that was brought.

    def _spread(self, given, n):
        return {name: list(x) * n for name, x in given.items()}

    @property
    def truncates(self):
        """Whether samples nearer to the middle are others."""
        return not isinstance(self.model.latents, laws.Sphere)

    def told(self, label=None, sentence=None):
        """What `generate` is told, of what the page says."""
        if self.words:
            return {"text": [sentence or "a picture"]}
        return {"labels": int(label or 0)} if self.labels else {}

    def points(
        self, seed, truncation=1.0, moves=(), codes=(), mine=False, **told
    ):
        """The points (1, ...) of the sample that the page describes.

        Args:
            seed: int.
            truncation: float from 0 to 1: how far from the middle.
            moves: list of floats, how many times each direction is gone.
            codes: list of floats, one for each of `codes`.
            mine: bool, begin with the picture that was brought.
            **told: as of `told`.
        """
        if mine and self.found is not None:
            points = self.found
        else:
            points = self.space.draw(1, int(seed), **told)
            if self.codes:
                drawn = np.array([codes], "float32")
                seeds = FixedSeed(int(seed))
                points = self.model.latents(1, seeds, codes=drawn)
                points = ops.convert_to_numpy(points)
        if truncation < 1:
            points = self.middle + truncation * (points - self.middle)
        for way, times in zip(self.ways, moves):
            points = points + times * way
        return points.astype("float32")

    def picture(self, points, **told):
        """The sample of points, large enough to look at: uint8 (H, W, 3)."""
        made = latents.make(self.model, points, **told)[0]
        self.last = made
        return large(made)

    def nearest(self, neighbors=6):
        """Pictures among `known` next to the last sample, a list."""
        if self.known is None:
            return []
        apart = np.square(self.known - self.last).mean(axis=(1, 2, 3))
        return [large(self.known[i]) for i in np.argsort(apart)[:neighbors]]

    def walk(self, first, last, steps=32, **told):
        """The path of a film from one seed to another and back."""
        ends = [self.space.draw(1, int(s), **told) for s in (first, last)]
        share = np.linspace(0, 1, steps, dtype="float32")
        way = self.space.walk(*ends, share)[0]
        given = self._spread_told(told, steps)
        made = latents.make(self.model, way, **given)
        film = np.concatenate([made, made[-2:0:-1]])
        path = tempfile.NamedTemporaryFile(suffix=".gif", delete=False).name
        times = max(1, 192 // film.shape[1])
        film = film.repeat(times, axis=1).repeat(times, axis=2)
        pictures.save_film(path, film[None], rate=16)
        return path

    def _spread_told(self, told, n):
        return {k: v * n if isinstance(v, list) else v for k, v in told.items()}

    def bring(self, picture, steps=150, **told):
        """Looks for the latents of a picture, which `points` begins with.

        Args:
            picture: uint8 array (H, W, 3).
            steps: int, of `latents.invert`.

        Returns:
            float, how near its sample is, in dB.
        """
        from PIL import Image

        height, width, channels = self.model.sample_spec.shape
        found = Image.fromarray(picture).convert(
            "L" if channels == 1 else "RGB"
        )
        side = min(found.size)
        left, top = ((n - side) // 2 for n in found.size)
        found = found.crop((left, top, left + side, top + side))
        found = found.resize((width, height), Image.BICUBIC)
        x = np.asarray(found, "float32").reshape(1, height, width, channels)
        result = latents.invert(
            self.model, x / 127.5 - 1, steps, 8, perceptual_weight=0, **told
        )
        self.found = result.points
        return float(result.psnr[0])


def large(sample):
    """A sample (H, W, C) in RGB, its pixels repeated."""
    picture = sheets.colours(sample)
    times = -(-_SIDE // max(picture.shape[:2]))
    return picture.repeat(times, axis=0).repeat(times, axis=1)
