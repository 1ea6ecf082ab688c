"""A folder of pictures."""

import pathlib
import warnings
from concurrent import futures

import numpy as np

from keras_gans.data import pipeline

_ENDINGS = (".jpg", ".jpeg", ".png", ".bmp", ".gif", ".webp", ".tif", ".tiff")
_CHUNK = 64


def from_directory(
    path,
    image_size=64,
    batch_size=64,
    channels=3,
    labels=False,
    seed=0,
    shuffle=True,
    drop_remainder=True,
):
    """All pictures in a folder and the folders below it.

    Pictures of any size: the middle square is scaled to `image_size`. A file
    that cannot be read is named in a warning and left out; a last warning
    counts them.

    Args:
        path: str or path.
        image_size: int, side in pixels.
        batch_size: int.
        channels: int, 3 for colour (grey pictures are made so), 1 for grey.
        labels: bool, also give the number of the folder at the first level,
            in alphabetical order, as a class label.
        seed, shuffle, drop_remainder: as in `data.load`.

    Returns:
        A `tf.data.Dataset` of float32 images (B, H, H, channels) in [-1, 1],
        or of (images, labels (B,)).

    Raises:
        ValueError: the folder does not exist or holds no picture.
    """
    tf = pipeline.tensorflow("data.from_directory")
    root = pathlib.Path(path)
    if channels not in (1, 3):
        raise ValueError(
            f"Pictures have 1 or 3 channels. Received: channels={channels}"
        )
    if not root.is_dir():
        raise ValueError(
            f"`path` is a folder of pictures. Received: path={path}, which is "
            f"{'a file' if root.exists() else 'not there'}"
        )
    files = sorted(p for p in root.rglob("*") if p.suffix.lower() in _ENDINGS)
    if not files:
        raise ValueError(
            f"There is no picture ({', '.join(_ENDINGS)}) in the folder. "
            f"Received: path={path}"
        )
    spec = tf.TensorSpec((image_size, image_size, channels), tf.uint8)
    if labels:
        names = [p.relative_to(root).parts[0] for p in files]
        classes = {name: i for i, name in enumerate(sorted(set(names)))}
        numbers = [classes[name] for name in names]
        spec = (spec, tf.TensorSpec((), tf.int32))

    def pictures():
        broken = 0
        for index, image in _read_all(files, image_size, channels):
            if image is None:
                broken += 1
            else:
                yield (image, numbers[index]) if labels else image
        if broken:
            warnings.warn(
                f"{broken} of {len(files)} files in {path} could not be read "
                "and were left out.",
                stacklevel=2,
            )

    return pipeline.finish(
        tf.data.Dataset.from_generator(pictures, output_signature=spec),
        (image_size, image_size, channels),
        len(files),
        batch_size,
        seed,
        shuffle,
        drop_remainder,
    )


def _read_all(files, image_size, channels):
    """Pairs of index and picture, in order, decoded by several threads."""
    with futures.ThreadPoolExecutor() as pool:
        for start in range(0, len(files), _CHUNK):
            chunk = files[start : start + _CHUNK]
            images = pool.map(
                _read, chunk, [image_size] * len(chunk), [channels] * len(chunk)
            )
            yield from enumerate(images, start)


def _read(file, image_size, channels):
    from PIL import Image
    from PIL import ImageOps

    try:
        with Image.open(file) as image:
            image = ImageOps.exif_transpose(image)
            image = image.convert("L" if channels == 1 else "RGB")
            image = ImageOps.fit(image, (image_size,) * 2, Image.BICUBIC)
    except (OSError, ValueError, SyntaxError) as error:
        warnings.warn(f"{file} was left out: {error}", stacklevel=2)
        return None
    return np.asarray(image).reshape(image_size, image_size, channels)
