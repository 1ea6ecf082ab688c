"""A folder of pictures."""

import pathlib
import warnings
from concurrent import futures

import numpy as np

from keras_gans import arguments
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
    arguments.check_count(image_size, "image_size")
    arguments.check_count(batch_size, "batch_size")
    if channels not in (1, 3):
        raise ValueError(
            f"Pictures have 1 or 3 channels. Received: channels={channels}"
        )
    root = pathlib.Path(path)
    files = _find(root)
    numbers = _class_numbers(root, files) if labels else None
    shape = (image_size, image_size, channels)
    data = _decoded(root, files, numbers, shape)
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


def _find(root):
    """The files in a folder that may be pictures, in a fixed order."""
    if not root.is_dir():
        raise ValueError(
            f"`path` is a folder of pictures. Received: path={root}, which is "
            f"{'a file' if root.exists() else 'not there'}"
        )
    files = sorted(p for p in root.rglob("*") if p.suffix.lower() in _ENDINGS)
    if not files:
        raise ValueError(
            f"There is no picture ({', '.join(_ENDINGS)}) in the folder. "
            f"Received: path={root}"
        )
    return files


def _decoded(root, files, numbers, shape):
    """A dataset of uint8 pictures, or of (pictures, numbers)."""
    tf = pipeline.tensorflow("data.from_directory")

    def elements():
        broken = 0
        for index, image in _read_all(files, shape):
            if image is None:
                broken += 1
            else:
                yield image if numbers is None else (image, numbers[index])
        if broken:
            warnings.warn(
                f"{broken} of {len(files)} files in {root} could not be read "
                "and were left out.",
                stacklevel=2,
            )

    if not pipeline.fits_in_memory(len(files), shape):
        spec = tf.TensorSpec(shape, tf.uint8)
        if numbers is not None:
            spec = (spec, tf.TensorSpec((), tf.int32))
        return tf.data.Dataset.from_generator(elements, output_signature=spec)
    read = list(elements())
    if not read:
        raise ValueError(
            f"None of the pictures can be read. Received: path={root}"
        )
    if numbers is None:
        return tf.data.Dataset.from_tensor_slices(np.stack(read))
    columns = tuple(np.stack(column) for column in zip(*read))
    return tf.data.Dataset.from_tensor_slices(columns)


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


def _read_all(files, shape):
    """Pairs of index and picture, in order, decoded by several threads."""
    with futures.ThreadPoolExecutor() as pool:
        for start in range(0, len(files), _CHUNK):
            chunk = files[start : start + _CHUNK]
            images = pool.map(_read, chunk, [shape] * len(chunk))
            yield from enumerate(images, start)


def _read(file, shape):
    """One picture as uint8 of that shape, or None and a warning."""
    from PIL import Image
    from PIL import ImageOps

    try:
        with Image.open(file) as image:
            image = _eight_bits(ImageOps.exif_transpose(image))
            image = image.convert("L" if shape[-1] == 1 else "RGB")
            image = ImageOps.fit(image, shape[:2], Image.BICUBIC)
    except (OSError, ValueError, SyntaxError) as error:
        warnings.warn(f"{file} was left out: {error}", stacklevel=2)
        return None
    return np.asarray(image).reshape(shape)


def _eight_bits(image):
    """Pictures of 16 bits a channel, which Pillow would cut off at 255."""
    from PIL import Image

    if image.mode == "F":
        raise ValueError("floating point values have no known range")
    if not image.mode.startswith("I"):
        return image
    values = np.asarray(image).astype("float32") / 257
    return Image.fromarray(np.clip(values, 0, 255).round().astype("uint8"))
