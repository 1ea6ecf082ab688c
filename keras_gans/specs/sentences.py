"""What is told in words."""

import numpy as np

from keras_gans.specs.base import Spec
from keras_gans.specs.base import register


@register
class Sentences(Spec):
    """Sentences, as an encoder of text has them: tokens, or vectors.

    Where there is an encoder, `generate` takes the sentences themselves.

    Args:
        shape: tuple, (T,) of tokens or (E,) of vectors.
        dtype: str, "int32" of tokens or "float32" of vectors.
        encoder: `text.Encoder`, or `text.Sentences`, or None.
    """

    kind = "sentences"
    told = True

    def __init__(self, shape, dtype="float32", encoder=None):
        super().__init__(shape)
        self.dtype = dtype
        self.encoder = encoder

    @property
    def of_tokens(self):
        return "int" in self.dtype

    def check_type(self, x):
        if self.of_tokens and not np.issubdtype(x.dtype, np.integer):
            raise ValueError(
                "The sentences are tokens, as `encoder.tokens` gives them. "
                f"Received: dtype={x.dtype}"
            )
        if not self.of_tokens:
            super().check_type(x)

    def check_values(self, x, first=True):
        if not self.of_tokens:
            super().check_values(x, first)
            return
        size = self.encoder and len(self.encoder.vocabulary)
        if x.min() < 0 or (size and x.max() >= size):
            raise ValueError(
                f"The tokens are of a vocabulary of {size}, 0 ... {size - 1}. "
                f"Received: tokens from {x.min()} to {x.max()}"
            )

    def check_told_values(self, x, name):
        self.check_type(x)
        self.check_values(x)

    def spread(self, x, n, name, told=None):
        words = written(x)
        if words is not None:
            if self.encoder is None:
                raise ValueError(
                    "A model that has no `encoder` is told vectors of its "
                    f"sentences. Received: {name}={words[0]!r}"
                )
            if len(words) not in (1, n):
                raise ValueError(
                    f"There is one sentence for all of {n} samples, or one "
                    f"each. Received: {len(words)} sentences"
                )
            x = np.asarray(self.encoder.tokens(words))
            x = np.repeat(x, n, axis=0) if len(x) < n else x
        return super().spread(x, n, name, told)

    @property
    def served(self):
        if self.of_tokens and hasattr(self.encoder, "vectorized"):
            return (), "string", self.encoder.vectorized
        return super().served

    def said(self, x):
        if self.served[1] == "string":
            return np.array(self.encoder.sentences(x))
        return x

    def example(self, n, seed=0):
        if not self.of_tokens:
            return super().example(n, seed)
        shape = [4 if side is None else side for side in self.shape]
        highest = len(self.encoder.vocabulary) if self.encoder else 2
        generator = np.random.default_rng(seed)
        return generator.integers(1, highest, (n, *shape)).astype("int32")

    def draw(self, samples, columns=None):
        if not self.of_tokens:
            return super().draw(samples, columns)
        from keras_gans.pictures import text

        return text.table(samples, columns)


def written(x):
    """Sentences as a list of str; None for what is none."""
    if isinstance(x, str):
        return [x]
    if isinstance(x, np.ndarray) and x.dtype.kind in "US":
        return [str(one) for one in x.ravel()]
    if isinstance(x, (list, tuple, np.ndarray)) and len(x):
        if all(isinstance(one, (str, bytes)) for one in x):
            return [
                one.decode() if isinstance(one, bytes) else one for one in x
            ]
    return None
