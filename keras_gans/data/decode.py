"""One picture of a file."""

import numpy as np

from keras_gans.core.warning import warn

# Of whole numbers; cameras and scanners store 10, 12 and 14 bits in 16.
_DEPTHS = (8, 10, 12, 14, 16)


def read(file, frame):
    """A file's picture in a frame.

    Args:
        file: path.
        frame: `frame.Frame` with an image_size and channels.

    Returns:
        uint8 array (H, W, channels), or None after a warning.
    """
    from PIL import ImageOps

    try:
        with _opened(file) as image:
            image = ImageOps.exif_transpose(_eight_bits(image, file))
            return _framed(image, frame)
    # Damaged files raise whatever their decoder stumbles over.
    except Exception as error:
        _leave_out(file, error)
        return None


def is_picture(file):
    """Whether a file begins as one; if not, after a warning."""
    try:
        _opened(file).close()
    except Exception as error:
        _leave_out(file, error)
        return False
    return True


def _leave_out(file, error):
    warn(f"{file} was left out: {error}")


def _opened(file):
    from PIL import Image

    image = Image.open(file)
    limit = Image.MAX_IMAGE_PIXELS
    # Up to twice the limit Pillow only warns, and does not say of which file.
    if limit is not None and image.width * image.height > limit:
        image.close()
        raise ValueError(
            f"{image.width}x{image.height} pixels are more than "
            f"PIL.Image.MAX_IMAGE_PIXELS, {limit}"
        )
    return image


def _framed(image, frame):
    from PIL import Image

    if frame.channels < 4 and image.has_transparency_data:
        image = image.convert("RGBA")
        under = Image.new("RGBA", image.size, (*frame.background, 255))
        image = Image.alpha_composite(under, image)
    image = image.convert({1: "L", 3: "RGB", 4: "RGBA"}[frame.channels])
    shape = (*frame.image_size, frame.channels)
    return np.asarray(_fitted(image, frame)).reshape(shape)


def _fitted(image, frame):
    from PIL import Image
    from PIL import ImageOps

    size = frame.image_size[::-1]
    if frame.crop == "center":
        return ImageOps.fit(image, size, Image.BICUBIC)
    if frame.crop == "squeeze":
        return image.resize(size, Image.BICUBIC)
    ratio = min(a / b for a, b in zip(size, image.size))
    inner = [min(max(round(ratio * b), 1), a) for a, b in zip(size, image.size)]
    padded = Image.new(image.mode, size, frame.shade(frame.channels))
    corner = [(a - b) // 2 for a, b in zip(size, inner)]
    padded.paste(image.resize(inner, Image.BICUBIC), corner)
    return padded


def _eight_bits(image, file):
    """Pictures of more bits a channel, of which Pillow would lose some."""
    from PIL import Image

    if image.mode == "F":
        raise ValueError("floating point values have no known range")
    if image.mode.startswith("I"):
        values = _bytes(np.asarray(image))
        clear = image.info.get("transparency")
        if isinstance(clear, int):  # The grey that is seen through.
            seen = np.where(np.asarray(image) == clear, 0, 255)
            values = np.stack([values, seen.astype("uint8")], axis=-1)
    elif image.format == "PNG" and str(image.tile[0][3]).endswith(";16B"):
        values = _sixteen_bit_colours(file)
    else:
        return image
    eight = Image.fromarray(values)
    eight.info = {k: v for k, v in image.info.items() if k == "exif"}
    return eight


def _sixteen_bit_colours(file):
    """A PNG of which Pillow would read the upper byte of each value."""
    import tensorflow as tf

    values = tf.io.decode_png(tf.io.read_file(str(file)), dtype=tf.uint16)
    values = values.numpy()
    if values.shape[-1] == 3:
        return _bytes(values)
    parts = _bytes(values[..., :-1]), _bytes(values[..., -1:])
    return np.concatenate(parts, axis=-1)


def _bytes(values):
    """Whole numbers as uint8, scaled by the depth that holds the largest."""
    low, high = values.min(), values.max()
    if low < 0 or high > 65535:
        raise ValueError(
            f"whole numbers from {low} to {high} are not of 16 bits"
        )
    depth = next(bits for bits in _DEPTHS if high < 2**bits)
    return np.round(values / (2**depth - 1) * 255).astype("uint8")
