"""What is drawn for the samples of a batch, a number each."""

import keras
from keras import ops

_AHEAD = 24


class Draws:
    """Draws one number for each sample of a batch, of their type.

    Many are drawn at once: of two dozen small draws XLA takes longer to
    compile each than to compile the rest of a step.

    Args:
        samples: float tensor (B, ...).
        seed: `keras.random.SeedGenerator`.
    """

    def __init__(self, samples, seed):
        self.shape = (_AHEAD, ops.shape(samples)[0])
        self.dtype = samples.dtype
        self.seed = seed
        self._uniform, self._normal = [], []

    def _next(self, rows, draw):
        if not rows:
            drawn = draw(self.shape, dtype=self.dtype, seed=self.seed)
            rows += [drawn[i] for i in range(_AHEAD)]
        return rows.pop(0)

    def uniform(self, low, high):
        """U(low, high), (B,)."""
        drawn = self._next(self._uniform, keras.random.uniform)
        return low + (high - low) * drawn

    def normal(self, deviation):
        """N(0, deviation^2), (B,)."""
        return deviation * self._next(self._normal, keras.random.normal)

    def whole(self, low, high):
        """Whole numbers from `low` to below `high`, int32 (B,)."""
        drawn = self.uniform(0.0, 1.0) * ops.cast(high - low, self.dtype)
        return low + ops.cast(ops.floor(drawn), "int32")

    def where(self, probability, value, otherwise):
        """`value` with a probability, each sample by its own chance."""
        probability = ops.cast(probability, self.dtype)
        happens = self.uniform(0.0, 1.0) < probability
        value, otherwise = (ops.cast(x, self.dtype) for x in (value, otherwise))
        return ops.where(happens, value, otherwise)


def wide(values):
    """Numbers (B,) as they meet images, (B, 1, 1, 1)."""
    return values[:, None, None, None]
