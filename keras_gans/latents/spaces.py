"""Where the samples of a model lie: points that it makes samples of."""

import keras
import numpy as np
from keras import ops

from keras_gans import arguments
from keras_gans.core import backend
from keras_gans.latents import laws


class Space:
    """The points that a model makes samples of: its latents.

    `walk`, `directions` and `invert` look for samples here. A variant whose
    samples lie better elsewhere says so with a method `space`: those of
    `StyleGAN2` are styles.

    Args:
        model: of a law of vectors (`model.latents`).

    Attributes:
        dim: int, of what one direction has.

    Raises:
        ValueError: the model draws none.
    """

    def __init__(self, model):
        law = getattr(model, "latents", None)
        shapes = list(law.shapes.values()) if law is not None else []
        if len(shapes) != 1 or len(shapes[0]) != 1:
            drawn = f"draws {shapes}" if shapes else "draws nothing"
            raise ValueError(
                "A model is looked through whose samples are made of one "
                f"vector each. Received: {type(model).__name__}, which {drawn}"
            )
        self.model = model
        (self.dim,) = shapes[0]

    def draw(self, n, seed=0, **given):
        """Points of `n` samples, those of `generate`: floats (n, ...).

        Args:
            n: int.
            seed: int.
            **given: as of `generate`.
        """
        seed = backend.FixedSeed(arguments.check_seed(seed))
        return ops.convert_to_numpy(self.model.latents(n, seed))

    def make(self, points, told=()):
        """Samples of points, tensors that can be differentiated.

        Args:
            points: float tensor (B, ...).
            told: list of tensors (B, ...), what the generator is told.
        """
        return self.model([points, *told] if told else points)

    def near(self, points):
        """Points (B, ...) nearest to these that the law may draw."""
        return self.model.latents.near(points)

    def walk(self, first, last, share):
        """The way between points: arrays (B, S, ...) of (B, ...)."""
        return self.model.latents.walk(first, last, share)


class Styles(Space):
    """The styles of `StyleGAN2`, one for each layer: points (n, L, dim)."""

    def __init__(self, model):
        self.model = model
        self.dim = model.mean_style.shape[0]

    def draw(self, n, seed=0, **given):
        return self.model.styles(n, arguments.check_seed(seed), **given)

    def make(self, points, told=()):
        generator = self.model.averaged(self.model.generator)
        made = generator.get_layer("synthesis")(points, training=False)
        return self.model.sample_spec.clip(made)

    def near(self, points):
        return points

    def walk(self, first, last, share):
        return laws.Law().walk(first, last, share)


def of(model):
    """The `Space` of a model.

    Raises:
        ValueError: it has none.
    """
    own = getattr(model, "space", None)
    return own() if own is not None else Space(model)


def samples_of(space, points, given, batch_size=128):
    """Samples (n, ...) of points (n, ...), arrays, a batch at a time.

    Args:
        given: dict of arrays (n, ...), what the generator is told.
    """
    points = np.asarray(points, "float32")
    made = []
    for start in range(0, len(points), batch_size):
        rows = slice(start, start + batch_size)
        told = [ops.convert_to_tensor(x[rows]) for x in given.values()]
        part = space.make(ops.convert_to_tensor(points[rows]), told)
        made.append(keras.tree.map_structure(ops.convert_to_numpy, part))
    return np.concatenate(made).astype("float32")
