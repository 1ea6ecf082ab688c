"""What has values in [-1, 1] and is served as bytes: pictures, films."""

from keras import ops

from keras_gans import arguments
from keras_gans.core.warning import warn
from keras_gans.specs.base import Spec
from keras_gans.specs.base import register


class Ranged(Spec):
    """Samples with values in [-1, 1].

    Args:
        shape: tuple, of one of them.
    """

    bounds = (-1.001, 1.001)  # What is rounded a little beyond is taken.
    hint = " in [-1, 1] (bytes / 127.5 - 1)"

    def check_bounds(self, low, high, first):
        kind = self.kind.capitalize()
        if low < self.bounds[0] or high > self.bounds[1]:
            raise ValueError(
                f"{kind} have values in [-1, 1]{self.scaling}. Received: "
                f"values from {low:.4g} to {high:.4g}"
            )
        if first and low >= 0 and high > 0:
            warn(
                f"No value is negative. {kind} have values in [-1, 1]; those "
                f"in [0, 1] need 2 * {self.kind} - 1. Received: values from "
                f"{low:.4g} to {high:.4g}"
            )

    scaling = " (bytes / 127.5 - 1)"

    def check_told_values(self, x, name):
        self.check_type(x)
        self.check_values(x)

    def clip(self, samples):
        # Not every generator ends in a tanh; a picture ends at its range.
        return ops.clip(samples, -1, 1)

    def encode(self, samples):
        """Values in [-1, 1] as uint8 in [0, 255]."""
        samples = ops.round((ops.cast(samples, "float32") + 1) * 127.5)
        return ops.cast(ops.clip(samples, 0, 255), "uint8")


@register
class Images(Ranged):
    """Pictures (H, W, C), floats in [-1, 1].

    Args:
        shape: tuple (H, W, C); None for a side of any length.
        step: int, of which both sides are multiples where they are trained on.
    """

    kind = "images"

    def __init__(self, shape, step=1):
        super().__init__(shape)
        self.step = int(step)

    def check(self, x, name="real", first=True):
        super().check(x, name, first)
        if any(side % self.step for side in x.shape[1:3]):
            raise ValueError(
                f"Both sides of `{name}` are multiples of {self.step}, by "
                "which the networks divide them: scale or cut the images. "
                f"Received: shape={tuple(x.shape)}"
            )

    @property
    def any_side(self):
        return self.step * -(-8 // self.step)

    def draw(self, samples, columns=None):
        from keras_gans.pictures import sheets

        return sheets.grid(samples, columns)


@register
class Video(Ranged):
    """Films (T, H, W, C): T pictures one after the other, in [-1, 1].

    Args:
        shape: tuple (T, H, W, C).
    """

    kind = "films"

    def draw(self, samples, columns=None):
        """A row a film, its frames beside each other."""
        from keras_gans.pictures import video

        return video.films(samples)

    ending = ".gif"

    def save(self, path, samples):
        from keras_gans.pictures import video

        video.save_film(path, samples)


@register
class Volumes(Ranged):
    """Solids (D, H, W, C): how full each cell is, from -1 to 1.

    Args:
        shape: tuple (D, H, W, C).
    """

    kind = "volumes"

    def draw(self, samples, columns=None):
        from keras_gans.pictures import solids

        return solids.volumes(samples, columns)


@register
class Audio(Ranged):
    """Sound (T, C): the wave of each channel, in [-1, 1].

    Args:
        shape: tuple (T, C).
        rate: int, of T values a second.
    """

    kind = "sounds"
    scaling = ""
    hint = " in [-1, 1] (16 bits / 32768)"

    def __init__(self, shape, rate=16_000):
        super().__init__(shape)
        self.rate = arguments.check_count(rate, "rate")

    def encode(self, samples):
        return samples

    def draw(self, samples, columns=None):
        from keras_gans.pictures import waves

        return waves.sounds(samples, self.rate, columns)

    ending = ".wav"

    def save(self, path, samples):
        from keras_gans.pictures import waves

        waves.save_sound(path, samples, self.rate)
