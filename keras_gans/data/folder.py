"""A folder of pictures."""

import pathlib
import warnings
from concurrent import futures

import numpy as np

from keras_gans.data import contract
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

    Pictures of any size: the middle square is scaled to `image_size`; 16 bits
    a channel become 8. A file that cannot be read is named in a warning and
    left out; a last warning counts them. Up to 256 MiB of scaled pictures are
    read at once, more are read as they are asked for.

    Args:
        path: str or path.
        image_size: int, side in pixels.
        batch_size: int.
        channels: int, 3 for colour (grey pictures are made so), 1 for grey.
        labels: bool, also give the number of the folder at the first level,
            in alphabetical order, as a class label. Every picture then lies
            in such a folder.
        seed, shuffle, drop_remainder: as in `data.load`.

    Returns:
        A `tf.data.Dataset` of float32 images (B, H, H, channels) in [-1, 1],
        or of (images, labels (B,)).

    Raises:
        ValueError: the folder does not exist, or holds no picture that can be
            read.
    """
    tf = pipeline.tensorflow("data.from_directory")
    contract.check_count(image_size, "image_size")
    contract.check_count(batch_size, "batch_size")
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
    numbers = _class_numbers(root, files) if labels else None
    shape = (image_size, image_size, channels)

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

    if pipeline.fits_in_memory(len(files), shape):
        elements = list(pictures())
        if not elements:
            raise ValueError(
                f"None of the pictures can be read. Received: path={path}"
            )
        columns = zip(*elements) if labels else [elements]
        arrays = tuple(np.stack(column) for column in columns)
        data = tf.data.Dataset.from_tensor_slices(
            arrays if labels else arrays[0]
        )
    else:
        spec = tf.TensorSpec(shape, tf.uint8)
        data = tf.data.Dataset.from_generator(
            pictures,
            output_signature=(spec, tf.TensorSpec((), tf.int32))
            if labels
            else spec,
        )
    return pipeline.finish(
        data,
        shape,
        int(data.cardinality()),
        batch_size,
        seed,
        shuffle,
        drop_remainder,
        cache=False,
    )


def _class_numbers(root, files):
    parts = [file.relative_to(root).parts for file in files]
    for file, part in zip(files, parts):
        if len(part) == 1:
            raise ValueError(
                "With `labels`, each picture lies in the folder of its class. "
                f"Received: {file}, in no folder below {root}"
            )
    classes = sorted({part[0] for part in parts})
    return [np.int32(classes.index(part[0])) for part in parts]


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
            image = _eight_bits(ImageOps.exif_transpose(image))
            image = image.convert("L" if channels == 1 else "RGB")
            image = ImageOps.fit(image, (image_size,) * 2, Image.BICUBIC)
    except (OSError, ValueError, SyntaxError) as error:
        warnings.warn(f"{file} was left out: {error}", stacklevel=2)
        return None
    return np.asarray(image).reshape(image_size, image_size, channels)


def _eight_bits(image):
    """Pictures of 16 bits a channel, which Pillow would cut off at 255."""
    from PIL import Image

    if image.mode == "F":
        raise ValueError("floating point values have no known range")
    if not image.mode.startswith("I"):
        return image
    values = np.asarray(image).astype("float32") / 257
    return Image.fromarray(np.clip(values, 0, 255).round().astype("uint8"))
