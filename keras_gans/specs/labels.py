"""What is told in whole numbers: classes, words."""

import numpy as np

from keras_gans import arguments
from keras_gans.specs.base import Spec
from keras_gans.specs.base import register


@register
class Labels(Spec):
    """The class of each sample, a whole number 0 ... num_classes - 1.

    Args:
        num_classes: int.
        unknown: bool, whether -1 stands for a class that is not known.
    """

    kind = "labels"
    dtype = "int32"
    told = True

    def __init__(self, num_classes, unknown=False):
        super().__init__(())
        self.num_classes = arguments.check_count(num_classes, "num_classes")
        self.unknown = unknown
        self.bounds = (-int(unknown), self.num_classes - 1)

    def check(self, x, name="labels", first=True):
        x = np.asarray(x)
        self.check_told(x, len(x), name)

    def check_told_values(self, x, name):
        if not np.issubdtype(x.dtype, np.integer):
            raise ValueError(
                "Class labels are whole numbers. Received: labels of "
                f"dtype={x.dtype}"
            )
        low, high = self.bounds
        if x.size and (x.min() < low or x.max() > high):
            unknown = ", or are -1 where unknown" * self.unknown
            raise ValueError(
                f"Class labels lie in 0 ... {high} (`num_classes` is "
                f"{self.num_classes}){unknown}. Received: labels from "
                f"{x.min()} to {x.max()}"
            )

    def default(self, n):
        """The classes in turn."""
        return (np.arange(n) % self.num_classes).astype("int32")

    def example(self, n, seed=0):
        labels = self.default(n)
        if self.unknown:
            labels = np.where(np.arange(n) % 2, labels, -1).astype("int32")
        return labels

    def draw(self, samples, columns=None):
        """A table of them."""
        from keras_gans.pictures import text

        return text.table(samples, columns)

    def __repr__(self):
        return f"Labels({self.num_classes})"

    def get_config(self):
        return {"num_classes": self.num_classes, "unknown": self.unknown}


@register
class Tokens(Spec):
    """Words or tags as whole numbers, of any meaning.

    Args:
        shape: tuple (N,), how many a sample.
    """

    kind = "tokens"
    dtype = "int32"

    def check_type(self, x):
        if not np.issubdtype(x.dtype, np.integer):
            raise ValueError(
                f"The tokens are whole numbers. Received: dtype={x.dtype}"
            )

    def check_told_values(self, x, name):
        self.check_type(x)

    def example(self, n, seed=0):
        shape = [4 if side is None else side for side in self.shape]
        generator = np.random.default_rng(seed)
        return generator.integers(0, 2, (n, *shape)).astype("int32")

    def draw(self, samples, columns=None):
        """A table of them, a row a sample."""
        from keras_gans.pictures import text

        return text.table(samples, columns)
