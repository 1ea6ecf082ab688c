"""The shape that all pictures of a data set are brought to."""

import dataclasses

import numpy as np

from keras_gans import arguments
from keras_gans.data import pipeline

_CROPS = ("center", "pad", "squeeze")


def sides(size, name="image_size"):
    """(height, width) of what is one side, or such a pair.

    Args:
        size: int or pair.
        name: str, of the argument.

    Raises:
        ValueError: it is neither.
    """
    if np.shape(size) == ():
        return (arguments.check_count(size, name),) * 2
    if np.shape(size) != (2,):
        raise ValueError(
            f"`{name}` is a side in pixels, or (height, width). Received: "
            f"{name}={size!r}"
        )
    return tuple(arguments.check_count(n, name) for n in size)


def frame_and_window(image_size, crop_from):
    """The size that pictures are scaled to, and that of what is cut out of
    them, None for all of them.

    Args:
        image_size: int, (height, width) or None.
        crop_from: the same, at least as large, or None to cut nothing.

    Raises:
        ValueError: there is nothing to cut, or nothing to cut it from.
    """
    if crop_from is None:
        return image_size, None
    if image_size is None:
        raise ValueError(
            "What is cut from pictures has the size `image_size`. Received: "
            f"image_size=None, crop_from={crop_from}"
        )
    whole, window = sides(crop_from, "crop_from"), sides(image_size)
    if whole[0] < window[0] or whole[1] < window[1]:
        raise ValueError(
            "`crop_from` is at least as large as `image_size`. Received: "
            f"image_size={image_size}, crop_from={crop_from}"
        )
    return whole, window


@dataclasses.dataclass
class Frame:
    """Arguments of `data.load`, checked, and what they do to tensors.

    Attributes:
        image_size: (height, width), or None for pictures as they are.
        channels: 1, 3 or 4, or None for as many as there are.
        crop: one of `_CROPS`.
        background: (red, green, blue), bytes.
    """

    image_size: int | tuple | None
    channels: int | None
    crop: str
    background: str | int | tuple

    def __post_init__(self):
        if self.image_size is not None:
            self.image_size = sides(self.image_size)
        if self.channels not in (None, 1, 3, 4):
            raise ValueError(
                "Pictures have 1, 3 or 4 channels. Received: "
                f"channels={self.channels}"
            )
        if self.channels is not None:
            self.channels = int(self.channels)
        if self.crop not in _CROPS:
            raise ValueError(
                f"`crop` is one of {', '.join(_CROPS)}. Received: "
                f"crop={self.crop!r}"
            )
        self.background = _colour(self.background)

    def apply(self, image):
        """A uint8 tensor (H, W, C) as one of the frame's shape."""
        return self._fit(self._recolour(image))

    def _recolour(self, image):
        stored = image.shape[-1]
        if self.channels in (None, stored):
            return image
        tf = pipeline.tensorflow("keras_gans.data")
        if stored in (2, 4):
            image = _lay(image, self.shade(stored - 1))
            stored -= 1
        if stored == 1 and self.channels > 1:
            image = tf.image.grayscale_to_rgb(image)
        if stored == 3 and self.channels == 1:
            image = tf.image.rgb_to_grayscale(image)
        if self.channels == 4:
            image = tf.concat([image, 255 * tf.ones_like(image[..., :1])], -1)
        return image

    def _fit(self, image):
        if self.image_size is None:
            return image
        tf = pipeline.tensorflow("keras_gans.data")
        found, wanted = tf.shape(image)[:2], tf.constant(self.image_size)
        # The longest sides of the frame's proportions within the picture.
        across = found[::-1] * wanted // wanted[::-1]
        if self.crop == "center":
            kept = tf.maximum(tf.minimum(found, across), 1)
            start = (found - kept) // 2
            corners = tf.unstack(start) + tf.unstack(kept)
            image = tf.image.crop_to_bounding_box(image, *corners)
        if self.crop != "pad":
            return _resize(image, self.image_size)
        ratio = tf.reduce_min(wanted / found)
        inner = tf.cast(tf.round(ratio * tf.cast(found, ratio.dtype)), tf.int32)
        inner = tf.clip_by_value(inner, 1, wanted)
        image = _resize(image, inner)
        shade = tf.constant(self.shade(image.shape[-1]), tf.int32)
        image = tf.cast(image, tf.int32) - shade
        corners = tf.unstack((wanted - inner) // 2) + tf.unstack(wanted)
        image = tf.image.pad_to_bounding_box(image, *corners)
        return tf.cast(image + shade, tf.uint8)

    def shade(self, channels):
        """The background in so many channels; beside alpha it is clear."""
        if channels in (2, 4):
            return (0,) * channels
        if channels == 3:
            return self.background
        red, green, blue = self.background
        return (round(0.299 * red + 0.587 * green + 0.114 * blue),) * channels


def _resize(image, size):
    tf = pipeline.tensorflow("keras_gans.data")
    image = tf.image.resize(image, size, "bilinear", antialias=True)
    return tf.cast(tf.round(image), tf.uint8)


def _lay(image, shade):
    """The colours of a picture, whose last channel is alpha, over one."""
    tf = pipeline.tensorflow("keras_gans.data")
    image = tf.cast(image, tf.float32)
    colours, alpha = image[..., :-1], image[..., -1:] / 255
    laid = alpha * colours + (1 - alpha) * tf.constant(shade, tf.float32)
    return tf.cast(tf.round(laid), tf.uint8)


def _colour(background):
    """(red, green, blue) of a name, a grey or such a triple."""
    from PIL import ImageColor

    try:
        if isinstance(background, str):
            return ImageColor.getrgb(background)[:3]
        values = np.broadcast_to(np.asarray(background), 3)
        if np.issubdtype(values.dtype, np.integer):
            if values.min() >= 0 and values.max() <= 255:
                return tuple(map(int, values))
    except (ValueError, TypeError):
        pass
    raise ValueError(
        "`background` is a colour's name, a grey or (red, green, blue) in "
        f"0 ... 255. Received: background={background!r}"
    )
