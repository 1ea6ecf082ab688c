"""Laws of latents: what a generator makes samples from.

A law is called to draw: `Normal(100)(64, seed)` are 64 latents. What is drawn
and what the generator takes may differ: of a category the number is drawn and
the one-hot row taken. A law that a discriminator is to find again (InfoGAN)
also says how likely a draw is for what the discriminator believes.
"""

import math

import keras
import numpy as np
from keras import ops

from keras_gans import arguments
from keras_gans.core import backend
from keras_gans.specs import base


class Law:
    """Base class of laws of vectors (B, dim).

    A subclass says `dim` and draws in `sample`; what else it has to say
    depends on who asks: `encode` if the generator takes something else than is
    drawn, `walk` if the way between two draws is not a straight line.

    Attributes:
        dim: int, length of what the generator takes.
        columns: int, numbers that are drawn, 1 for a category.
    """

    @property
    def columns(self):
        return self.dim

    @property
    def shapes(self):
        """A dict: the shape of each of the generator's inputs, by name."""
        return {"latents": (self.dim,)}

    def __call__(self, n, seed=None):
        """Draws what the generator takes: floats (n, dim).

        Args:
            n: int.
            seed: int, or a `keras.random.SeedGenerator`.
        """
        return self.encode(self.sample(n, backend.seeds(seed)))

    def inputs(self, n, seed=None):
        """The same as a list, one for each of the generator's inputs."""
        return [self(n, seed)]

    def sample(self, n, seed):
        """Draws, floats (n, columns)."""
        raise NotImplementedError

    def encode(self, drawn):
        """Draws (B, columns) as the generator takes them, (B, dim)."""
        return ops.reshape(ops.cast(drawn, "float32"), (-1, self.columns))

    def walk(self, first, last, share):
        """The way from some latents to others, as the law has it.

        Args:
            first, last: arrays (B, ...).
            share: array (S,) from 0 to 1.

        Returns:
            An array (B, S, ...).
        """
        share = share.reshape(1, -1, *[1] * (first.ndim - 1))
        return (1 - share) * first[:, None] + share * last[:, None]

    def near(self, encoded):
        """What may be drawn nearest to tensors (B, dim), encoded."""
        return encoded

    def resized(self, dim):
        """The same law of latents of another length."""
        return type(self)(**{**self.get_config(), "dim": dim})

    def check(self, drawn):
        """Refuses an array of draws of which the law has none."""

    def __repr__(self):
        said = ", ".join(f"{k}={v}" for k, v in self.get_config().items())
        return f"{type(self).__name__}({said})"

    def get_config(self):
        return {"dim": self.dim}

    @classmethod
    def from_config(cls, config):
        return cls(**config)


@base.register
class Normal(Law):
    """The standard normal.

    Args:
        dim: int.
    """

    def __init__(self, dim):
        self.dim = arguments.check_count(dim, "latent_dim")

    def sample(self, n, seed):
        return keras.random.normal((n, self.dim), seed=seed)

    def encode(self, drawn):
        return drawn

    def walk(self, first, last, share):
        """Along the great circle: normal latents have much the same length."""
        share = share.reshape(1, -1, *[1] * (first.ndim - 1)) * np.pi / 2
        return np.cos(share) * first[:, None] + np.sin(share) * last[:, None]


@base.register
class Uniform(Law):
    """Numbers between two bounds.

    As a code, Q is a normal law of variance 1 whose mean the discriminator
    gives, as in InfoGAN's code.

    Args:
        dim: int.
        low, high: floats.
    """

    def __init__(self, dim=1, low=-1.0, high=1.0):
        if not low < high:
            raise ValueError(
                f"`low` is less than `high`. Received: low={low}, high={high}"
            )
        self.dim = self.outputs = arguments.check_count(dim, "latent_dim")
        self.low = float(low)
        self.high = float(high)
        self.entropy = self.dim * math.log(high - low)

    def sample(self, n, seed):
        shape = (n, self.dim)
        return keras.random.uniform(shape, self.low, self.high, seed=seed)

    def near(self, encoded):
        return ops.clip(encoded, self.low, self.high)

    def log_likelihood(self, drawn, outputs):
        """log Q(code | sample), (B,), for outputs (B, dim) as means."""
        means = ops.cast(outputs, "float32")
        apart = ops.square(self.encode(drawn) - means) + math.log(2 * math.pi)
        return -0.5 * ops.sum(apart, axis=-1)

    def guess(self, outputs):
        """The most likely code, (B, dim)."""
        return ops.clip(outputs, self.low, self.high)

    def get_config(self):
        return {"dim": self.dim, "low": self.low, "high": self.high}


@base.register
class Sphere(Normal):
    """Directions: the uniform law on the sphere of radius sqrt(dim).

    Args:
        dim: int.

    Reference: Karras et al., 2018, https://arxiv.org/abs/1710.10196
    """

    def encode(self, drawn):
        length = ops.mean(ops.square(drawn), axis=-1, keepdims=True)
        return drawn / ops.sqrt(length + 1e-8)

    def near(self, encoded):
        return self.encode(encoded)

    def walk(self, first, last, share):
        """Along the great circle of each pair."""
        way = super().walk(first, last, share)
        length = np.square(way).mean(axis=-1, keepdims=True)
        return way / np.sqrt(length + 1e-8)


@base.register
class Truncated(Law):
    """The standard normal without its tails: better samples, fewer kinds.

    Args:
        dim: int.
        threshold: float, no number is beyond it.

    Reference: Brock et al., 2019, section 3.1,
        https://arxiv.org/abs/1809.11096
    """

    def __init__(self, dim, threshold=2.0):
        self.dim = arguments.check_count(dim, "latent_dim")
        self.threshold = arguments.check_number(
            threshold, "threshold", 1e-6, words="a positive number"
        )

    def sample(self, n, seed):
        edge = math.erf(self.threshold / math.sqrt(2))
        shares = keras.random.uniform((n, self.dim), -edge, edge, seed=seed)
        return math.sqrt(2) * ops.erfinv(shares)

    def near(self, encoded):
        return ops.clip(encoded, -self.threshold, self.threshold)

    def get_config(self):
        return {"dim": self.dim, "threshold": self.threshold}


@base.register
class Categorical(Law):
    """One of `n` categories, each as likely as the others.

    Args:
        n: int, categories; a draw is 0 ... n - 1.
    """

    columns = 1

    def __init__(self, n):
        n = arguments.check_count(n)
        if n < 2:
            raise ValueError(f"`n` is a whole number from 2. Received: n={n}")
        self.n = self.dim = self.outputs = n
        self.entropy = math.log(n)

    def sample(self, n, seed):
        drawn = keras.random.randint((n, 1), 0, self.n, seed=seed)
        return ops.cast(drawn, "float32")

    def check(self, drawn):
        wrong = (drawn != drawn.round()) | (drawn < 0) | (drawn >= self.n)
        if wrong.any():
            raise ValueError(
                f"Categories are whole numbers 0 ... {self.n - 1}. Received: "
                f"codes from {drawn.min()} to {drawn.max()}"
            )

    def encode(self, drawn):
        """Categories (B, 1) as the generator takes them, one-hot (B, n)."""
        return ops.one_hot(
            ops.reshape(ops.cast(drawn, "int32"), -1), self.n, dtype="float32"
        )

    def near(self, encoded):
        return ops.one_hot(
            ops.argmax(encoded, axis=-1), self.n, dtype="float32"
        )

    def log_likelihood(self, drawn, outputs):
        """log Q(code | sample), (B,), for outputs (B, n) as logits."""
        logits = ops.cast(outputs, "float32")
        chosen = ops.sum(self.encode(drawn) * logits, axis=-1)
        return chosen - ops.logsumexp(logits, axis=-1)

    def guess(self, outputs):
        """The most likely category, (B, 1)."""
        return ops.cast(ops.argmax(outputs, axis=-1), "float32")[:, None]

    def get_config(self):
        return {"n": self.n}


@base.register
class Joint(Law):
    """Several laws side by side in one vector, in that order.

    Args:
        *laws: laws of vectors.
    """

    def __init__(self, *laws):
        self.laws = list(laws)
        self.dim = sum(law.dim for law in laws)

    @property
    def columns(self):
        return sum(law.columns for law in self.laws)

    def __call__(self, n, seed=None, codes=None):
        """Draws what the generator takes: floats (n, dim).

        Args:
            n: int.
            seed: int, or a `keras.random.SeedGenerator`.
            codes: draws of all laws but the first, floats (n, columns).
                Default: drawn.
        """
        seed = backend.seeds(seed)
        first, *others = self.laws
        drawn = first.sample(n, seed)
        if codes is None:
            codes = Joint(*others).sample(n, seed)
        return self.encode(ops.concatenate([drawn, codes], axis=-1))

    def sample(self, n, seed):
        drawn = [law.sample(n, seed) for law in self.laws]
        return ops.concatenate(drawn, axis=-1)

    def encode(self, drawn):
        parts = zip(self.laws, self.divided(drawn))
        return ops.concatenate([law.encode(x) for law, x in parts], axis=-1)

    def divided(self, drawn):
        """Draws (B, columns) of each law, a list."""
        ends = np.cumsum([law.columns for law in self.laws])
        return [
            drawn[:, end - law.columns : end]
            for law, end in zip(self.laws, ends)
        ]

    def check(self, drawn):
        for law, part in zip(self.laws, self.divided(drawn)):
            law.check(part)

    def _parts(self, encoded):
        """What the generator takes of each law, a list of (B, dim)."""
        ends = np.cumsum([law.dim for law in self.laws])
        return [
            encoded[:, end - law.dim : end] for law, end in zip(self.laws, ends)
        ]

    def near(self, encoded):
        parts = zip(self.laws, self._parts(encoded))
        return ops.concatenate([law.near(x) for law, x in parts], axis=-1)

    def walk(self, first, last, share):
        ends = zip(self.laws, self._parts(first), self._parts(last))
        return np.concatenate(
            [law.walk(a, b, share) for law, a, b in ends], axis=-1
        )

    def resized(self, dim):
        """The first law takes up what the others leave."""
        first, *others = self.laws
        return Joint(first.resized(dim - self.dim + first.dim), *others)

    def __repr__(self):
        return f"Joint({', '.join(map(repr, self.laws))})"

    def get_config(self):
        return {"laws": keras.saving.serialize_keras_object(self.laws)}

    @classmethod
    def from_config(cls, config):
        return cls(*keras.saving.deserialize_keras_object(config["laws"]))


@base.register
class Sequence(Normal):
    """A standard normal at each of several times, (B, frames, dim).

    Args:
        frames: int.
        dim: int.
    """

    def __init__(self, frames, dim):
        super().__init__(dim)
        self.frames = arguments.check_count(frames, "frames")

    @property
    def shapes(self):
        return {"latents": (self.frames, self.dim)}

    def sample(self, n, seed):
        return keras.random.normal((n, self.frames, self.dim), seed=seed)

    def get_config(self):
        return {"frames": self.frames, "dim": self.dim}


@base.register
class Named(Law):
    """Several laws, each for an input of the generator of its own.

    Args:
        **laws: laws by name, in the order of the generator's inputs.
    """

    def __init__(self, **laws):
        self.laws = laws
        self.dim = None

    @property
    def shapes(self):
        return {
            name: shape
            for name, law in self.laws.items()
            for shape in law.shapes.values()
        }

    def __call__(self, n, seed=None):
        """Draws, a dict by name."""
        seed = backend.seeds(seed)
        return {name: law(n, seed) for name, law in self.laws.items()}

    def inputs(self, n, seed=None):
        return list(self(n, seed).values())

    def walk(self, first, last, share):
        """Of dicts by name, a dict."""
        return {
            name: law.walk(first[name], last[name], share)
            for name, law in self.laws.items()
        }

    def __repr__(self):
        said = ", ".join(f"{name}={law}" for name, law in self.laws.items())
        return f"Named({said})"

    def get_config(self):
        return {"laws": keras.saving.serialize_keras_object(self.laws)}

    @classmethod
    def from_config(cls, config):
        return cls(**keras.saving.deserialize_keras_object(config["laws"]))


def of_range(dim, bounds):
    """The uniform law between bounds; for None the standard normal."""
    if bounds is None:
        return Normal(dim)
    return Uniform(dim, *arguments.check_range(bounds, "latent_range"))
