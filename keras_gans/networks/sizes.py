"""The spatial sizes between an image and a network's innermost map."""

import math

from keras import layers

from keras_gans import arguments

LOW, HIGH = 8, 1024


def halvings(image_shape, until=7):
    """[(H, W), (H/2, W/2), ...], rounded up, to the innermost map.

    Both sides are halved until the shorter is at most 7, so that 4 are left of
    it, or the longer at most `until`. Of 28x28 come 14x14 and 7x7, of 100x100
    50, 25, 13 and 7, of 40x1024 20x512, 10x256 and 5x128.

    Args:
        image_shape: tuple (H, W, C).
        until: int, the largest longer side at which halving may end.

    Raises:
        ValueError: it is no image, or a side is not in 8 ... 1024.
    """
    height, width, _ = arguments.check_image_shape(image_shape)
    if not LOW <= min(height, width) <= max(height, width) <= HIGH:
        raise ValueError(
            f"These networks make images (H, W, C) with sides of {LOW} to "
            f"{HIGH}. Received: image_shape={image_shape}"
        )
    sizes = [(height, width)]
    while min(sizes[-1]) > 7 and max(sizes[-1]) > until:
        height, width = sizes[-1]
        sizes.append(((height + 1) // 2, (width + 1) // 2))
    return sizes


def doublings(image_shape, start=4):
    """How often the side `start` doubles to that of the images: an int.

    Raises:
        ValueError: it does not, or the images are not square.
    """
    height, width, _ = arguments.check_image_shape(image_shape)
    count = round(math.log2(max(height, start) / start))
    if height != width or start * 2**count != height or not count:
        raise ValueError(
            f"Images that grow are square, with a side of {start} * 2**n: "
            f"{2 * start}, {4 * start}, ... Received: "
            f"image_shape={tuple(image_shape)}"
        )
    return count


def doubled(width, count, most=8):
    """Filters of `count` layers: they double, up to `most` times `width`."""
    return [width * min(2**i, most) for i in range(count)]


def trim(x, size):
    """Crops the map `x` (B, H, W, C) to `size` below and to the right."""
    below, right = x.shape[1] - size[0], x.shape[2] - size[1]
    if not below and not right:
        return x
    return layers.Cropping2D(((0, below), (0, right)))(x)
