"""When a growing game shows pictures of which size, and how many at once."""

import dataclasses

import keras

from keras_gans import arguments


@dataclasses.dataclass(frozen=True)
class Phase:
    """A part of a run: one resolution, that fades in or is trained.

    Attributes:
        level: int, pictures have sides of 4 * 2**level.
        fading: bool.
        images: int, how many are shown before the next begins.
        batch_size: int.
    """

    level: int
    fading: bool
    images: int
    batch_size: int

    @property
    def side(self):
        return 4 * 2**self.level


@keras.saving.register_keras_serializable("keras_gans")
class Schedule:
    """How a game grows: at each resolution a fade, then training.

    A phase begins with an epoch, so it shows at least as many images as are
    said here; the last one goes on for as long as `fit` does. An epoch has as
    many rounds as the data have batches, but each is of the resolution's batch
    size: it is one pass over data in batches of that size.

    Args:
        fade_images: int, images in which a resolution fades in; or a dict by
            the side, {8: 100_000, 16: ...}, where a side that is not named has
            what the next smaller one has.
        train_images: the same, of the training that follows.
        batch_sizes: the same, images a batch.
        start: int, the side that is trained first; that of the whole pictures
            is no growth at all.

    Raises:
        ValueError: a side is none of 4, 8, 16, ..., or a number no whole one
            from 1. A game refuses sides that its pictures never have.

    Example:

    >>> schedule = keras_gans.Schedule(100_000, {4: 50_000, 64: 400_000}, 16)
    >>> gan = keras_gans.ProGAN.for_images((64, 64, 3), schedule=schedule)

    By name, `schedule="paper"`: 600,000 images each, 16 a batch (14, 6 and 3
    from 256x256 on), as the authors' for one GPU in CelebA-HQ. "gpu": as many
    in batches of 128 that become smaller from 32x32 on, the authors' faster
    one. "cpu": 40,000 images each (60,000 and 100,000 at 64x64), 32 a batch
    below 32x32 and 16 from there on.

    Reference: Karras et al., 2018, appendix A,
        https://arxiv.org/abs/1710.10196; batches of the authors' code.
    """

    def __init__(
        self,
        fade_images=600_000,
        train_images=600_000,
        batch_sizes=16,
        start=4,
    ):
        self.fade_images = _by_side(fade_images, "fade_images")
        self.train_images = _by_side(train_images, "train_images")
        self.batch_sizes = _by_side(batch_sizes, "batch_sizes")
        self.start = arguments.check_count(start, "start", 4)

    def phases(self, levels):
        """All phases of so many resolutions, a list."""
        found = []
        for level in range(levels):
            side = 4 * 2**level
            if side < self.start:
                continue
            size = _of(self.batch_sizes, side)
            if side > self.start:
                fade = _of(self.fade_images, side)
                found.append(Phase(level, True, fade, size))
            train = _of(self.train_images, side)
            found.append(Phase(level, False, train, size))
        return found

    def check(self, side):
        """Refuses sides that pictures of that side never have.

        Raises:
            ValueError: there are such.
        """
        sides = [4 * 2**level for level in range(side.bit_length() - 2)]
        named = {"start": [self.start]}
        for name in ("fade_images", "train_images", "batch_sizes"):
            named[name] = getattr(self, name)
        for name, values in named.items():
            foreign = sorted(set(values) - set(sides))
            if foreign:
                raise ValueError(
                    f"Pictures with a side of {side} grow through {sides}. "
                    f"Received: {name} of {foreign}"
                )

    def get_config(self):
        return {
            "fade_images": self.fade_images,
            "train_images": self.train_images,
            "batch_sizes": self.batch_sizes,
            "start": self.start,
        }

    @classmethod
    def from_config(cls, config):
        return cls(**config)

    def __repr__(self):
        said = ", ".join(f"{k}={v}" for k, v in self.get_config().items())
        return f"Schedule({said})"


NAMED = {
    "paper": {"batch_sizes": {4: 16, 256: 14, 512: 6, 1024: 3}},
    "gpu": {"batch_sizes": {4: 128, 32: 64, 64: 32, 128: 16, 256: 8, 512: 4}},
    "cpu": {
        "fade_images": {4: 40_000, 64: 60_000},
        "train_images": {4: 40_000, 64: 100_000},
        "batch_sizes": {4: 32, 32: 16},
    },
}


def get(schedule, side):
    """A `Schedule` for pictures of that side, by its name; one as it is.

    Raises:
        ValueError: there is none of that name, or it is for other sides.
    """
    if isinstance(schedule, Schedule):
        schedule.check(side)
        return schedule
    if not isinstance(schedule, str) or schedule not in NAMED:
        raise ValueError(
            f"`schedule` is one of {list(NAMED)} or a Schedule. Received: "
            f"schedule={schedule!r}"
        )
    return Schedule(
        **{
            name: {s: n for s, n in values.items() if s <= side}
            for name, values in NAMED[schedule].items()
        }
    )


def _by_side(values, name):
    values = values if isinstance(values, dict) else {4: values}
    # A config that was written as JSON has strings.
    found = {int(side): n for side, n in values.items() if str(side).isdigit()}
    if not found or len(found) < len(values) or any(map(_no_side, found)):
        raise ValueError(
            f"`{name}` is a number, or a dict of such by the side, 4, 8, 16, "
            f"... Received: {name}={values!r}"
        )
    values = found
    return {
        side: arguments.check_count(values[side], name)
        for side in sorted(values)
    }


def _no_side(side):
    return side < 4 or side & (side - 1)


def _of(values, side):
    """What a side has: its own, or that of the next smaller one."""
    smaller = [s for s in values if s <= side]
    return values[max(smaller) if smaller else min(values)]
