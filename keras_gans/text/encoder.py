"""A network that reads, with its vocabulary."""

import collections
import string
import types

import keras
import numpy as np
from keras import ops

from keras_gans import arguments
from keras_gans.core.warning import warn
from keras_gans.text import networks

LEVELS = {"word": "whitespace", "character": "character"}
_PUNCTUATION = str.maketrans("", "", string.punctuation)


@keras.saving.register_keras_serializable("keras_gans")
class Encoder(keras.Model):
    """Sentences to vectors, by words or by characters.

    What it takes is tokens, whole numbers of its vocabulary, of which 0 is
    none and 1 is what is not in it; `tokens` makes them of sentences, small
    letters without punctuation. The vocabulary is saved with the model, and
    lies in what a model exports that is told by it.

    Args:
        network: built `keras.Model`, tokens (B, T) to vectors (B, E).
        vocabulary: list of str, words or characters, without the first two
            tokens.
        level: "word" or "character".

    Example:

    ```python
    encoder = keras_gans.text.Encoder.for_captions(captions)
    vectors = encoder.encode(["a person with red hair"])
    ```

    Reference: Reed et al., 2016, https://arxiv.org/abs/1605.05395
    """

    def __init__(self, network, vocabulary, level="word", **kwargs):
        super().__init__(**kwargs)
        _check_level(level)
        self.network = network
        self.level = level
        self.length = network.inputs[0].shape[-1]
        self.dim = network.outputs[0].shape[-1]
        layer = keras.layers.TextVectorization(
            split=LEVELS[level],
            output_sequence_length=self.length,
            vocabulary=list(vocabulary),
        )
        layer.build(())
        # No part of the model: what it holds is in the config.
        self._reading = types.SimpleNamespace(layer=layer)
        self.built = True

    @property
    def layer(self):
        """The `keras.layers.TextVectorization` that makes tokens."""
        return self._reading.layer

    @property
    def vocabulary(self):
        """The tokens' words, by number; the first is none, the second any
        that is not known."""
        return self.layer.get_vocabulary()

    @classmethod
    def for_captions(
        cls,
        captions,
        dim=256,
        level="word",
        length=None,
        width=None,
        least=1,
        name=None,
    ):
        """An untrained one of the words of some sentences.

        Args:
            captions: list of str, or nested lists of such.
            dim: int, E, length of the vectors.
            level: "word" or "character".
            length: int, T, tokens that are read. Default: those of the longest
                sentence, and a quarter beyond.
            width: int, scales the network's layers. Default: 256, or 384 by
                characters.
            least: int, how often a word comes that is taken up.
            name: str.
        """
        _check_level(level)
        captions = [str(x) for x in keras.tree.flatten(captions)]
        if not captions:
            raise ValueError(
                "An encoder is made of the words of sentences. Received: none"
            )
        parts = [_parts(sentence, level) for sentence in captions]
        counts = collections.Counter(x for part in parts for x in part)
        vocabulary = [x for x, n in counts.most_common() if n >= least]
        if not vocabulary:
            raise ValueError(
                "An encoder knows at least one word. Received: none that comes "
                f"least={least} times"
            )
        if length is None:
            length = int(1.25 * max(map(len, parts))) + 1
        network = getattr(networks, f"{level}_network")(
            len(vocabulary) + 2,
            arguments.check_count(length, "length"),
            arguments.check_count(dim, "dim"),
            **({} if width is None else {"width": width}),
        )
        return cls(network, vocabulary, level, name=name)

    def call(self, tokens, training=None):
        return self.network(tokens, training=training)

    def tokens(self, sentences):
        """Sentences as whole numbers, an array (N, T).

        Args:
            sentences: list of str.

        Raises:
            ValueError: one is empty, or no str.
            ImportError: TensorFlow, which reads them, is not installed.
        """
        if isinstance(sentences, str):
            sentences = [sentences]
        if not len(sentences):
            raise ValueError("There is at least one sentence. Received: none")
        known = set(self.vocabulary)
        for sentence in sentences:
            self._check(sentence, known)
        try:
            read = self.layer(np.asarray(sentences, dtype=object))
        except ImportError as error:
            raise ImportError(
                "Sentences are read by TensorFlow (pip install tensorflow); "
                "tokens need none."
            ) from error
        return ops.convert_to_numpy(read).astype("int32")

    def _check(self, sentence, known):
        """Refuses a sentence without a word; warns of one that says nothing
        to the encoder."""
        parts = _parts(sentence, self.level) if _is_str(sentence) else []
        if not parts:
            raise ValueError(
                "A sentence has at least one word. Received: "
                f"sentence={sentence!r}"
            )
        if not any(x in known for x in parts):
            warn(
                "No word of a sentence is known to the encoder, which has "
                f"{len(known) - 2}. Received: sentence={sentence!r}"
            )
        if len(parts) > self.length:
            warn(
                f"The encoder reads the first {self.length} "
                f"{self.level}s of a sentence. Received: {len(parts)} of them "
                f"in {sentence!r}"
            )

    def vectorized(self, sentences):
        """Sentences, a string tensor (B,), as tokens, in a graph."""
        return ops.cast(self.layer(sentences), "int32")

    def sentences(self, tokens):
        """What tokens (N, T) say, a list of str."""
        between = " " if self.level == "word" else ""
        words = self.vocabulary
        return [
            between.join(words[i] for i in row if i)
            for row in ops.convert_to_numpy(tokens)
        ]

    def encode(self, sentences, batch_size=256):
        """Sentences as vectors, a float array (N, E)."""
        return self.predict(
            self.tokens(sentences), batch_size=batch_size, verbose=0
        )

    def get_config(self):
        return {
            "name": self.name,
            "network": keras.saving.serialize_keras_object(self.network),
            "vocabulary": self.vocabulary[2:],
            "level": self.level,
        }

    @classmethod
    def from_config(cls, config):
        network = keras.saving.deserialize_keras_object(config["network"])
        return cls(**{**config, "network": network})


def _check_level(level):
    if level not in LEVELS:
        raise ValueError(
            f"`level` is one of {list(LEVELS)}. Received: level={level!r}"
        )


def _is_str(x):
    return isinstance(x, (str, np.str_))


def _parts(sentence, level):
    """The words or characters of a sentence, as the layer divides them."""
    sentence = sentence.lower().translate(_PUNCTUATION)
    return list(sentence) if level == "character" else sentence.split()
