"""Which variant `keras-gans train` plays, and why."""

import difflib
import typing

import keras_gans
from keras_gans import augmentation
from keras_gans import losses
from keras_gans.models import augmenting
from keras_gans.models import describing
from keras_gans.models import translating

FEW = 5_000  # Pictures: of fewer a discriminator soon knows all by heart.
AUGMENTATIONS = ("none", "diff", "adaptive", "noise")


class Choice(typing.NamedTuple):
    """A variant, what `for_images` takes beside, and a sentence of reason."""

    variant: str
    settings: dict
    why: str


# Those that are told more, and those of few labels, films and solids.
_OTHERS = (
    translating.Translating,
    describing.Describing,
    keras_gans.SemiSupervisedGAN,
    keras_gans.MoCoGAN,
    keras_gans.GAN3D,
)
# The size that trains in an hour or two on two cores.
_SMALL = {
    "latent_dim": 128,
    "width": 128,
    "base": 1024,
    "mapping_layers": 2,
    "path_length_weight": 0.0,
}


def plays(cls):
    """Whether a class makes pictures out of nothing but latents, and labels."""
    of_latents = issubclass(cls, keras_gans.GenerativeModel)
    return of_latents and not issubclass(cls, _OTHERS)


def variants():
    """The names of those variants."""
    names = sorted(set(dir(keras_gans)) - {"GenerativeModel"})
    known = {name: getattr(keras_gans, name) for name in names}
    return [k for k, x in known.items() if isinstance(x, type) and plays(x)]


def choose(count, shape, classes=None, variant=None):
    """What to play for so many pictures.

    Args:
        count: int.
        shape: tuple (H, W, C).
        classes: int, or None where there are no labels.
        variant: str, in any case; None: what we would use.

    Returns:
        A `Choice`.

    Raises:
        ValueError: there is no such variant.
    """
    if variant is not None:
        name = _named(variant)
        settings = _SMALL if name == "StyleGAN2" else {}
        return Choice(name, _told(settings, classes), "as you asked")
    height, width, channels = shape
    powers = height == width and height >= 8 and not height & (height - 1)
    if powers and (count < FEW or channels > 1):
        reason = "which learns from few pictures"
        if count >= FEW:
            reason = "the best of what an hour or two of a CPU give in colour"
        return Choice("StyleGAN2", _told(_SMALL, classes), reason)
    if classes:
        return Choice("ACGAN", _told({}, classes), "which learns from labels")
    reason = (
        "which takes sides of any length"
        if not powers
        else ("the fastest way to grey pictures")
    )
    return Choice("DCGAN", {}, reason)


def _told(settings, classes):
    return {**settings, "num_classes": classes} if classes else dict(settings)


def _named(variant):
    known = variants()
    by_lower = {name.lower(): name for name in known}
    if variant.lower() in by_lower:
        return by_lower[variant.lower()]
    near = difflib.get_close_matches(variant.lower(), by_lower, 1, 0.4)
    raise ValueError(
        f"A variant is one of {', '.join(known)}. Received: {variant}"
        f"{''.join(f', which is near {by_lower[x]}' for x in near)}"
    )


def _augmentation_for(count, variant):
    if count >= FEW:
        return "none", f"for no fewer than {FEW:,}"
    loss = variant.paper.loss
    if augmenting.has_border(loss and losses.get(loss)):
        return "adaptive", f"for fewer than {FEW:,}"
    return "diff", f"for fewer than {FEW:,}, by a loss without a sign"


def augmented(name, count, variant, images, batch_size, seed):
    """(layer or None, its name, why) for so many pictures.

    Args:
        name: of `AUGMENTATIONS`; None: what we would use.
        count: int, pictures.
        variant: class, of the game.
        images: int, shown in training as far as one knows.
        batch_size, seed: ints.
    """
    why = "as you asked"
    if name is None:
        name, why = _augmentation_for(count, variant)
    made = {
        "none": lambda: None,
        "diff": lambda: augmentation.DiffAugment(seed=seed),
        # As fast as ADA's when it had 500,000 images to go from 0 to 1, for
        # runs of a fifth of its length.
        "adaptive": lambda: augmentation.Adaptive(images=100_000, seed=seed),
        "noise": lambda: augmentation.InstanceNoise(
            0.2, 0.0, max(1, images // batch_size), seed=seed
        ),
    }
    if name not in made:
        raise ValueError(
            f"An augmentation is one of {', '.join(made)}. Received: {name}"
        )
    return made[name](), name, why
