"""The kind of samples, from their shape alone."""

from keras_gans.specs.base import Spec
from keras_gans.specs.numbers import Points
from keras_gans.specs.numbers import Series
from keras_gans.specs.numbers import Vectors
from keras_gans.specs.pictures import Images
from keras_gans.specs.pictures import Video


def of(shape):
    """The spec that samples of a shape most likely have.

    (2,) and (3,) are points, other (D,) vectors, (T, C) series, (H, W, C)
    images and (T, H, W, C) films. Where they are something else (sounds,
    volumes, maps of any values) the model is told: `sample_spec=`.

    Args:
        shape: tuple, of one sample.
    """
    if len(shape) == 1:
        return Points(shape) if shape[0] in (2, 3) else Vectors(shape)
    kinds = {2: Series, 3: Images, 4: Video}
    return kinds.get(len(shape), Vectors)(shape)


def chosen(spec, shape):
    """The spec that was passed, or where none was the most likely.

    Raises:
        ValueError: what was passed is none.
    """
    if spec is None:
        return of(shape)
    if not isinstance(spec, Spec):
        raise ValueError(
            "A spec is one of keras_gans.specs with the shape of a sample, "
            f"such as {of(shape)}. Received: {spec!r}"
        )
    return spec
