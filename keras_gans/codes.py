"""Laws of the codes that InfoGAN finds meanings for.

A code is one number a sample. It goes into the generator as `dim` numbers of
the latents; the discriminator says of a sample the `outputs` numbers that
describe its belief about the code.
"""

import math

import keras
from keras import ops

from keras_gans import arguments

_PACKAGE = "keras_gans"


@keras.saving.register_keras_serializable(_PACKAGE)
class Categorical:
    """One of `n` categories, each as likely as the others.

    Args:
        n: int, categories; a code is 0 ... n - 1.
    """

    def __init__(self, n):
        n = arguments.check_count(n)
        if n < 2:
            raise ValueError(f"`n` is a whole number from 2. Received: n={n}")
        self.n = self.dim = self.outputs = n
        self.entropy = math.log(n)

    def sample(self, count, seed):
        """Draws codes, floats (count,)."""
        drawn = keras.random.randint((count,), 0, self.n, seed=seed)
        return ops.cast(drawn, "float32")

    def check(self, codes):
        """Refuses an array of codes in which some is no category."""
        if ((codes != codes.round()) | (codes < 0) | (codes >= self.n)).any():
            raise ValueError(
                f"Categories are whole numbers 0 ... {self.n - 1}. Received: "
                f"codes from {codes.min()} to {codes.max()}"
            )

    def encode(self, codes):
        """Codes (B,) as the generator takes them, one-hot (B, n)."""
        return ops.one_hot(ops.cast(codes, "int32"), self.n)

    def log_likelihood(self, codes, outputs):
        """log Q(code | sample), (B,), for outputs (B, n) as logits."""
        logits = ops.cast(outputs, "float32")
        chosen = ops.sum(self.encode(codes) * logits, axis=-1)
        return chosen - ops.logsumexp(logits, axis=-1)

    def guess(self, outputs):
        """The most likely code, (B,)."""
        return ops.cast(ops.argmax(outputs, axis=-1), "float32")

    def get_config(self):
        return {"n": self.n}

    @classmethod
    def from_config(cls, config):
        return cls(**config)


@keras.saving.register_keras_serializable(_PACKAGE)
class Uniform:
    """A number between two bounds.

    Q is a normal law of variance 1 whose mean the discriminator gives, as in
    the authors' code.

    Args:
        low, high: floats.
    """

    dim = outputs = 1

    def __init__(self, low=-1.0, high=1.0):
        if not low < high:
            raise ValueError(
                f"`low` is less than `high`. Received: low={low}, high={high}"
            )
        self.low = low
        self.high = high
        self.entropy = math.log(high - low)

    def sample(self, count, seed):
        """Draws codes, floats (count,)."""
        return keras.random.uniform((count,), self.low, self.high, seed=seed)

    def check(self, codes):
        """Any number may be asked for, also beyond the bounds."""

    def encode(self, codes):
        """Codes (B,) as the generator takes them, (B, 1)."""
        return ops.cast(codes, "float32")[:, None]

    def log_likelihood(self, codes, outputs):
        """log Q(code | sample), (B,), for outputs (B, 1) as means."""
        apart = codes - ops.cast(outputs, "float32")[:, 0]
        return -0.5 * (ops.square(apart) + math.log(2 * math.pi))

    def guess(self, outputs):
        """The most likely code, (B,)."""
        return ops.clip(outputs[:, 0], self.low, self.high)

    def get_config(self):
        return {"low": self.low, "high": self.high}

    @classmethod
    def from_config(cls, config):
        return cls(**config)
