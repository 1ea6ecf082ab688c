"""The steps that all image pipelines share."""

import math

# A set of at most this many bytes is kept decoded; shuffling is over at most
# as much.
_CACHED_BYTES = 256 * 2**20


def tensorflow(what):
    """TensorFlow, or a sentence that says what needs it."""
    try:
        import tensorflow
    except ImportError:
        raise ImportError(
            f"{what} makes a tf.data.Dataset, which needs TensorFlow: "
            "pip install tensorflow. Without it, `fit` takes numpy arrays."
        ) from None
    return tensorflow


def parallel():
    return tensorflow("keras_gans.data").data.AUTOTUNE


def square(image, size):
    """The middle square of a picture, scaled to `size`; uint8 as it was.

    Args:
        image: uint8 tensor (H, W, C).
        size: int, or None for the picture as it is.
    """
    if size is None:
        return image
    tf = tensorflow("keras_gans.data")
    height, width = tf.shape(image)[0], tf.shape(image)[1]
    side = tf.minimum(height, width)
    image = tf.image.crop_to_bounding_box(
        image, (height - side) // 2, (width - side) // 2, side, side
    )
    image = tf.image.resize(image, (size, size), "bilinear", antialias=True)
    return tf.cast(tf.round(image), tf.uint8)


def fits_in_memory(count, image_shape):
    """Whether so many uint8 pictures are kept decoded."""
    return 0 <= count * math.prod(image_shape) <= _CACHED_BYTES


def finish(
    data,
    image_shape,
    count,
    batch_size,
    seed,
    shuffle,
    drop_remainder,
    cache=True,
):
    """Caches, shuffles, batches and scales single uint8 pictures.

    Args:
        data: `tf.data.Dataset` of images (H, W, C) or (image, label).
        image_shape: tuple, for the decision what fits in memory.
        count: int, pictures.
        batch_size, seed, shuffle, drop_remainder: as in `data.load`.
        cache: bool, keep a set that fits in memory.
    """
    tf = tensorflow("keras_gans.data")

    def scale(images, *labels):
        images = tf.ensure_shape(images, (None, *image_shape))
        images = tf.cast(images, tf.float32) / 127.5 - 1
        return (images, *labels) if labels else images

    room = _CACHED_BYTES // math.prod(image_shape)
    if cache and fits_in_memory(count, image_shape):
        data = data.cache()
    # One place more than there are pictures lets the cache see the end.
    buffer = min(count + 1, room) if count >= 0 else room
    data = batches(data, buffer, batch_size, seed, shuffle, drop_remainder)
    return data.map(scale, tf.data.AUTOTUNE).prefetch(tf.data.AUTOTUNE)


def batches(data, buffer, batch_size, seed, shuffle, drop_remainder):
    """Shuffles anew in every pass, and batches."""
    if shuffle:
        data = data.shuffle(buffer, seed, reshuffle_each_iteration=True)
    return data.batch(batch_size, drop_remainder=drop_remainder)
