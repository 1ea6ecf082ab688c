"""Networks that read: convolutions over neighbours, then a recurrence.

Reed et al., 2016, https://arxiv.org/abs/1605.05395: a convolution sees a few
words or characters, a recurrent layer what came before, and what it says is
averaged over the sentence. Tokens of 0 are none: a sentence has one vector,
however many of them follow it.
"""

import keras
from keras import layers
from keras import ops

from keras_gans.networks.building import builder


@builder
def word_network(words, length, dim, width=256):
    """Tokens (B, length) to vectors (B, dim), by words.

    Args:
        words: int, of the vocabulary, none and unknown among them.
        length: int.
        dim: int.
        width: int, of the embedding, the convolution and the recurrence.
    """
    tokens = keras.Input((length,), dtype="int32", name="tokens")
    there = Known()(tokens)
    x = layers.Multiply()([layers.Embedding(words, width)(tokens), there])
    x = layers.Conv1D(width, 3, padding="same", activation="relu")(x)
    return _read(tokens, x, there, width, dim)


@builder
def character_network(characters, length, dim, width=384):
    """Tokens (B, length) to vectors (B, dim), by characters.

    Two convolutions, each of which leaves a third of the places.

    Args:
        characters: int, of the vocabulary, none and unknown among them.
        length: int.
        dim: int.
        width: int, of the convolutions and the recurrence.
    """
    tokens = keras.Input((length,), dtype="int32", name="tokens")
    there = Known()(tokens)
    x = layers.Embedding(characters, 64)(tokens)
    # Nothing is to hang on where the thirds begin.
    x, there = (layers.ZeroPadding1D((0, -length % 9))(y) for y in (x, there))
    for _ in range(2):
        x = layers.Multiply()([x, there])
        x = layers.Conv1D(width, 4, padding="same", activation="relu")(x)
        # What is not there is 0 and what is there is not less.
        x = layers.Multiply()([x, there])
        x, there = (layers.MaxPooling1D(3)(y) for y in (x, there))
    return _read(tokens, x, there, width, dim)


def _read(tokens, x, there, width, dim):
    """The end of both: a recurrence over what is there, and its mean."""
    x = layers.Multiply()([x, there])
    x = layers.GRU(width, return_sequences=True)(x)
    x = MeanOfKnown()([x, there])
    vectors = layers.Dense(dim, dtype="float32", name="vectors")(x)
    return keras.Model(tokens, vectors, name="encoder")


@keras.saving.register_keras_serializable("keras_gans")
class Known(layers.Layer):
    """1 where there is a token and 0 where there is none, (B, T, 1)."""

    def call(self, tokens):
        return ops.cast(tokens != 0, self.compute_dtype)[..., None]

    def compute_output_shape(self, shape):
        return (*shape, 1)

    def compute_output_spec(self, tokens):
        return keras.KerasTensor((*tokens.shape, 1), self.compute_dtype)


@keras.saving.register_keras_serializable("keras_gans")
class MeanOfKnown(layers.Layer):
    """The mean over time of what is there: [(B, T, D), (B, T, 1)] to (B, D)."""

    def call(self, inputs):
        x, there = inputs
        count = ops.maximum(ops.sum(there, axis=1), 1)
        return ops.sum(x * there, axis=1) / count

    def compute_output_shape(self, shapes):
        (batch, _, dim), _ = shapes
        return (batch, dim)
