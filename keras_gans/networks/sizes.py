"""The spatial sizes between a square image and a network's innermost map."""

from keras import layers


def halvings(image_shape, until=7):
    """[H, H/2, ...], rounded up, ending with the first side <= `until`.

    28 gives [28, 14, 7], 32 gives [32, 16, 8, 4], 100 [100, 50, 25, 13, 7].

    Args:
        image_shape: tuple (H, W, C).
        until: int, the largest side at which halving may end.

    Raises:
        ValueError: the image is not square or its side not in 16 ... 256.
    """
    if (
        len(image_shape) != 3
        or image_shape[0] != image_shape[1]
        or not 16 <= image_shape[0] <= 256
    ):
        raise ValueError(
            "These networks make square images with a side of 16 to 256: "
            f"(H, H, C). Received: image_shape={image_shape}"
        )
    sizes = [image_shape[0]]
    while sizes[-1] > until:
        sizes.append((sizes[-1] + 1) // 2)
    return sizes


def trim(x, size):
    """Crops the map `x` (B, H, H, C) to `size` below and to the right."""
    excess = x.shape[1] - size
    if not excess:
        return x
    return layers.Cropping2D(((0, excess), (0, excess)))(x)
