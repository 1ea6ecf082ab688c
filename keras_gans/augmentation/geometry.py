"""Where the pixels of an image come from, written so that any derivative of
the images is exact: with lookups, products and sums alone.

An affine map is a tuple (a, b, e, c, d, f) of numbers (B,), one map an image:

    x' = a x + b y + e,  y' = c x + d y + f

in pixels from the middle of the image, x to the right and y down. Composed
number by number, as a product of matrices may be rounded to 10 bits on a GPU.
"""

from keras import ops


def identity(like):
    """The map that leaves all where it is.

    Args:
        like: tensor (B,).
    """
    one, zero = ops.ones_like(like), ops.zeros_like(like)
    return one, zero, zero, zero, one, zero


def after(outer, inner):
    """The map `outer(inner(x, y))`."""
    a, b, e, c, d, f = outer
    p, q, u, r, s, v = inner
    return (
        a * p + b * r,
        a * q + b * s,
        a * u + b * v + e,
        c * p + d * r,
        c * q + d * s,
        c * u + d * v + f,
    )


def scaling(x, y):
    """Enlarges by (x, y)."""
    one, zero, _, _, _, _ = identity(x)
    return x * one, zero, zero, zero, y * one, zero


def shift(x, y):
    """Moves by (x, y) pixels."""
    one, zero, _, _, _, _ = identity(x)
    return one, zero, x, zero, one, y


def rotation(angle):
    """Turns by an angle in radians."""
    zero = ops.zeros_like(angle)
    cosine, sine = ops.cos(angle), ops.sin(angle)
    return cosine, -sine, zero, sine, cosine, zero


def quarter_turns(turns):
    """Turns by 0 to 3 right angles, exactly.

    Args:
        turns: tensor (B,), whole numbers.
    """
    zero = ops.zeros_like(turns)
    even = ops.cast(ops.equal(turns % 2, 0), turns.dtype)
    sign = ops.where(turns < 2, ops.ones_like(turns), -ops.ones_like(turns))
    cosine, sine = sign * even, sign * (1 - even)
    return cosine, -sine, zero, sine, cosine, zero


def is_identity(affine):
    """Which maps change nothing at all, (B,)."""
    same = [x == y for x, y in zip(affine, identity(affine[0]))]
    return ops.all(ops.stack(same), axis=0)


def warp(images, affine):
    """Images whose pixel (x, y) is looked up at `affine(x, y)`.

    Bilinear between four pixels; beyond the border the image is mirrored at
    its outermost pixels. Where the map is the identity, the image is left as
    it is, bit for bit.

    Args:
        images: float tensor (B, H, W, C).
        affine: the map from where a pixel is shown to where it lies.
    """
    _, height, width, _ = ops.shape(images)
    x, y = _from_middle(width, images.dtype), _from_middle(height, images.dtype)
    x, y = x[None, None, :], y[None, :, None]
    a, b, e, c, d, f = (value[:, None, None] for value in affine)
    columns = a * x + b * y + e + ops.cast(width - 1, images.dtype) / 2
    rows = c * x + d * y + f + ops.cast(height - 1, images.dtype) / 2
    left, top = ops.floor(columns), ops.floor(rows)
    right_share, lower_share = columns - left, rows - top
    left, top = ops.cast(left, "int32"), ops.cast(top, "int32")
    warped = 0.0
    for i, row_share in enumerate((1 - lower_share, lower_share)):
        for j, share in enumerate((1 - right_share, right_share)):
            place = mirrored(top + i, height), mirrored(left + j, width)
            warped += (row_share * share)[..., None] * pixels(images, *place)
    same = is_identity(affine)[:, None, None, None]
    return ops.where(same, images, warped)


def _from_middle(length, dtype):
    places = ops.cast(ops.arange(length), dtype)
    return places - ops.cast(length - 1, dtype) / 2


def mirrored(places, length):
    """Whole numbers brought into 0 ... length - 1, as between two mirrors."""
    period = ops.maximum(2 * (length - 1), 1)
    places = places % period
    return ops.minimum(places, period - places)


def pixels(images, rows, columns):
    """The pixels of each image at places of its own.

    Args:
        images: tensor (B, H, W, C).
        rows, columns: int32 tensors (B, ...) within the image.

    Returns:
        A tensor (B, ..., C).
    """
    count, height, width, channels = ops.shape(images)
    first = ops.cast(ops.arange(count), "int32") * height * width
    first = ops.reshape(first, (-1,) + (1,) * (rows.ndim - 1))
    # One row a pixel: much faster than a lookup along two axes.
    pixels = ops.reshape(images, (-1, channels))
    return ops.take(pixels, first + rows * width + columns, axis=0)
