"""Pictures with several tags each, made from the embedded digits."""

import numpy as np

from keras_gans.data.images import digits

COLOURS = {
    "red": (1, 0, 0),
    "green": (0, 1, 0),
    "blue": (0, 0, 1),
    "yellow": (1, 1, 0),
    "pink": (1, 0, 1),
    "white": (1, 1, 1),
}
PLACES = {
    "top left": (0, 0),
    "top right": (0, 16),
    "bottom left": (16, 0),
    "bottom right": (16, 16),
}
TAGS = (*"0123456789", *COLOURS, *PLACES)
_TRAINING = 1500  # Of the 1,797 digits; the others are for "test".


def tagged_digits(n=10_000, split="train", seed=0):
    """A coloured digit in a corner: three tags, as each has a name.

    Pictures of "test" are made of digits that are in none of "train". Tags
    are numbers into `data.TAGS`: the digit, its colour, its place.

    Args:
        n: int, pictures.
        split: "train" or "test".
        seed: int.

    Returns:
        (float32 images (n, 32, 32, 3) in [-1, 1], int32 tags (n, 3)).
    """
    if split not in ("train", "test"):
        raise ValueError(
            f'`split` is "train" or "test". Received: split={split!r}'
        )
    images, names = digits(16, batch_size=None, labels=True)
    part = slice(_TRAINING) if split == "train" else slice(_TRAINING, None)
    images, names = (images[part, ..., 0] + 1) / 2, names[part]
    generator = np.random.default_rng(seed)
    rows = generator.integers(len(images), size=n)
    colours = generator.integers(len(COLOURS), size=n)
    places = generator.integers(len(PLACES), size=n)
    shades = np.array(list(COLOURS.values()))[colours][:, None, None]
    made = np.zeros((n, 32, 32, 3), "float32")
    for number, (top, left) in enumerate(PLACES.values()):
        here = np.flatnonzero(places == number)
        ink = images[rows[here]][..., None] * shades[here]
        made[here, top : top + 16, left : left + 16] = ink
    tags = np.stack(
        [names[rows], 10 + colours, 10 + len(COLOURS) + places], axis=1
    )
    return made * 2 - 1, tags.astype("int32")
