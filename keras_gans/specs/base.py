"""What one part of an element of the data is."""

import inspect
import math

import keras
import numpy as np

PACKAGE = "keras_gans"


class Spec:
    """One named part of an element: its shape, its values, its picture.

    `fit`, `evaluate`, `generate`, `export`, callbacks and tests all ask the
    same object, so that a rule about a part holds at every door.

    A subclass says `kind`, the word for several of them, and what differs
    among: `check_values`, `clip`, `encode`, `example`, `draw`.

    Args:
        shape: tuple, of one of them; None for a side of any length.

    Attributes:
        dtype: str, as the networks take it.
        bounds: (low, high) of all values; None where any finite number may
            be.
    """

    kind = "samples"
    dtype = "float32"
    bounds = None
    told = False  # Whether it is said of samples, as labels are.
    any_side = 8  # Of examples, where any is right.

    def __init__(self, shape):
        self.shape = tuple(None if n is None else int(n) for n in shape)

    def check(self, x, name="real", first=True):
        """Refuses a batch that is none of these.

        Args:
            x: a batch, tensor or array.
            name: str, of the part.
            first: bool, whether to suspect aloud what is only suspect.

        Raises:
            ValueError: with what was expected and what came.
        """
        if not hasattr(x, "shape") or not hasattr(x, "dtype"):
            raise ValueError(
                f"An element of the data is a batch of {self.kind}, a tuple "
                "that begins with one, or a dictionary that names it "
                f"{name!r}. Received: element={describe(x)}"
            )
        x = np.asarray(x)
        self.check_type(x)
        if not fits(x.shape[1:], self.shape):
            raise ValueError(
                f"A batch of {self.kind} has the shape {batch(self.shape)}, "
                f"that of the networks. Received: shape={batch(x.shape[1:])}"
                + (" (a batch axis is missing)" * (x.shape == self.shape))
            )
        if x.size == 0:
            raise ValueError(
                f"A batch holds at least one sample. Received: shape={x.shape}"
            )
        self.check_values(x, first)

    def check_type(self, x):
        """Refuses an array of another type."""
        if not is_float(x):
            raise ValueError(
                f"The {self.kind} are floating point numbers{self.hint}. "
                f"Received: dtype={x.dtype}"
            )

    hint = ""  # How to make them such.

    def check_values(self, x, first=True):
        """Refuses an array with values that none of them has."""
        low, high = float(np.min(x)), float(np.max(x))
        if not math.isfinite(low) or not math.isfinite(high):
            raise ValueError(
                f"The {self.kind} are finite numbers. Received: NaN or "
                f"infinity among shape={x.shape}"
            )
        if self.bounds is not None:
            self.check_bounds(low, high, first)

    def check_bounds(self, low, high, first):
        """Refuses values from `low` to `high`."""

    def spread(self, x, n, name, told=None):
        """What `generate` tells the networks: an array (n, *shape).

        Args:
            x: one for all, or one each; None for the default.
            n: int.
            name: str, of the part.
            told: array of such as the data have, taken in turn by default.

        Raises:
            ValueError: there are none, or they do not fit.
        """
        if x is None:
            x = self.default(n)
        if x is None and told is not None:
            x = told[np.arange(n) % len(told)]
        if x is None:
            raise ValueError(
                f"The generator is told {name} of the shape {self.shape}: pass "
                f"`{name}`. Received: {name}=None"
            )
        x = np.asarray(x)
        if fits(x.shape, self.shape):
            x = np.broadcast_to(x, (n, *x.shape))
        self.check_told(x, n, name)
        whole = x.dtype.kind in "iub" and "float" in self.dtype
        return x.astype(self.dtype) if whole else x

    def default(self, n):
        """What is told where nothing is said: an array (n, ...) or None."""

    def check_told(self, x, n, name):
        """Refuses what networks are told of `n` samples, if it does not fit."""
        if x.shape[:1] != (n,) or not fits(x.shape[1:], self.shape):
            raise ValueError(
                f"There is one of `{name}` of the shape "
                f"{written(self.shape)} for each of {n} "
                f"samples{self.told_hint(x.shape, n)}. Received: "
                f"{name} of shape={x.shape}"
            )
        self.check_told_values(x, name)

    def told_hint(self, found, n):
        """What to do about labels of such a shape, in words."""
        if self.shape != () or found[:1] != (n,) or len(found) != 2:
            return ""
        if found[1] == 1:
            return ": take labels[:, 0]"
        return ", a number: np.argmax(labels, axis=-1) of one-hot rows"

    def check_told_values(self, x, name):
        """Refuses values that networks cannot be told."""
        if not np.issubdtype(x.dtype, np.number) or not np.isfinite(x).all():
            raise ValueError(
                f"`{name}` are finite numbers. Received: "
                f"dtype={x.dtype}, or NaN or infinity among them"
            )

    def clip(self, samples):
        """Generated ones as they are served."""
        return samples

    def encode(self, samples):
        """The same as an exported model gives them."""
        return samples

    @property
    def served(self):
        """How an exported `generate` takes them: (shape, dtype, function of a
        tensor that gives what the networks take)."""
        return self.shape, self.dtype, lambda x: x

    def said(self, x):
        """What one passes to an exported `generate` to say `x`."""
        return x

    def example(self, n, seed=0):
        """Some that are all different, for tests: an array (n, *shape)."""
        shape = [self.any_side if n is None else n for n in self.shape]
        generator = np.random.default_rng(seed)
        return generator.uniform(-1, 1, (n, *shape)).astype("float32")

    def draw(self, samples, columns=None):
        """A picture of them, uint8 (H, W, 3)."""
        from keras_gans.pictures import charts

        return charts.curves(samples)

    def __repr__(self):
        return f"{type(self).__name__}({written(self.shape)})"

    def get_config(self):
        names = inspect.signature(type(self).__init__).parameters
        return {n: getattr(self, n) for n in names if n != "self"}

    @classmethod
    def from_config(cls, config):
        return cls(**config)


def register(cls):
    return keras.saving.register_keras_serializable(PACKAGE)(cls)


def is_float(x):
    return np.issubdtype(x.dtype, np.floating) or x.dtype.name == "bfloat16"


def fits(found, wanted):
    """Whether a shape is one that is wanted, in which None is any side."""
    return len(found) == len(wanted) and all(
        want in (None, have) for want, have in zip(wanted, found)
    )


def batch(shape):
    return written(("B", *shape))


def written(shape):
    sides = ["any" if n is None else str(n) for n in shape]
    return f"({', '.join(sides)}{',' * (len(sides) == 1)})"


def shown(value):
    """A value in an error; of an array its shape."""
    return describe(value) if hasattr(value, "shape") else repr(value)


def describe(element):
    """What an element of the data is, in words."""
    if isinstance(element, dict):
        return f"dict of {sorted(element)}"
    if isinstance(element, (tuple, list)):
        return f"({', '.join(map(describe, element))})"
    if hasattr(element, "shape"):
        return f"array {written(element.shape)}"
    return type(element).__name__
