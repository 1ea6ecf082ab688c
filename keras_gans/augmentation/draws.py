"""What is drawn for the samples of a batch, a number each."""

import keras
from keras import ops


class Draws:
    """Draws one number for each sample of a batch, of their type.

    Args:
        samples: float tensor (B, ...).
        seed: `keras.random.SeedGenerator`.
    """

    def __init__(self, samples, seed):
        self.count = ops.shape(samples)[0]
        self.dtype = samples.dtype
        self.seed = seed

    def uniform(self, low, high):
        """U(low, high), (B,)."""
        shape = (self.count,)
        return keras.random.uniform(
            shape, low, high, dtype=self.dtype, seed=self.seed
        )

    def normal(self, deviation):
        """N(0, deviation^2), (B,)."""
        shape = (self.count,)
        return keras.random.normal(
            shape, 0.0, deviation, dtype=self.dtype, seed=self.seed
        )

    def whole(self, low, high):
        """Whole numbers from `low` to below `high`, int32 (B,)."""
        return keras.random.randint(
            (self.count,), low, high, dtype="int32", seed=self.seed
        )

    def where(self, probability, value, otherwise):
        """`value` with a probability, each sample by its own chance."""
        chance = self.uniform(0.0, 1.0)
        probability = ops.cast(probability, self.dtype)
        return ops.where(
            chance < probability, value, ops.cast(otherwise, self.dtype)
        )


def wide(values):
    """Numbers (B,) as they meet images, (B, 1, 1, 1)."""
    return values[:, None, None, None]
