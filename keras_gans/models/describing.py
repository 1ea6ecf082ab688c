"""What models have in common that are told in words."""

import keras
from keras import ops

from keras_gans import arguments
from keras_gans import specs
from keras_gans import text


class Describing:
    """A model of which one condition is "text".

    Its networks take vectors (B, E). Without an encoder so does the model;
    with a `text.Encoder` it is told tokens (B, T), which the encoder, frozen,
    turns into vectors; `generate` takes sentences where there is an encoder of
    any kind.

    Losses are given a batch whose "text" is vectors.
    """

    def __setattr__(self, name, value):
        if name == "encoder":
            _check(value, self.vectors)
            if isinstance(value, keras.Model):
                value.trainable = False
        super().__setattr__(name, value)

    @property
    def vectors(self):
        """E, length of the vectors that the networks take: an int."""
        raise NotImplementedError

    @property
    def lookups(self):
        encoder = self.encoder
        return [encoder.layer] if isinstance(encoder, text.Encoder) else []

    @property
    def text_spec(self):
        """The spec of what is told of "text"."""
        encoder = getattr(self, "encoder", None)
        if isinstance(encoder, text.Encoder):
            return specs.Sentences((encoder.length,), "int32", encoder)
        return specs.Sentences((self.vectors,), encoder=encoder)

    def read_words(self, told):
        """Vectors (B, E) of what is told of "text", tokens or vectors."""
        if "int" not in keras.backend.standardize_dtype(told.dtype):
            return told
        return ops.cast(self.encoder(told, training=False), "float32")

    def embedded(self, batch):
        """A batch with vectors for its "text"."""
        return {**batch, "text": self.read_words(batch["text"])}

    def prepare(self, batch):
        return self.embedded(super().prepare(batch))

    def inputs_of(self, batch, seed=None):
        return super().inputs_of(self.embedded(batch), seed)

    def vectors_in(self, inputs):
        """The inputs of `call`, with vectors for what is told of "text"."""
        place = list(self.given).index("text") - len(self.given)
        inputs = list(inputs)
        inputs[place] = self.read_words(inputs[place])
        return inputs

    def fit(self, x=None, *args, **kwargs):
        """See `AdversarialModel.fit`.

        Raises:
            ValueError: the data have tokens of another encoder.
        """
        other = getattr(x, "encoder", None)
        ours = getattr(self.encoder, "vocabulary", None)
        theirs = getattr(other, "vocabulary", None)
        if ours != theirs and other is not None:
            raise ValueError(
                "The data are made with the encoder of the model, `captioned("
                "..., encoder=gan.encoder)`. Received: tokens of another one, "
                f"of {len(theirs or [])} words for {len(ours or [])}"
            )
        return super().fit(x, *args, **kwargs)


def mismatched(batch):
    """A batch in which each sample is told its neighbour's text."""
    return {**batch, "text": ops.roll(batch["text"], 1, axis=0)}


def interpolated(told, share):
    """Conditions with further ones, whose texts lie between two of them.

    Args:
        told: dict by name, arrays (B, ...), vectors as "text".
        share: float, how many are added for each; at most 1.

    Returns:
        The same, (B + share * B, ...); what else is told is that of the first
        of the two.
    """
    count = ops.shape(told["text"])[0]
    added = ops.cast(share * ops.cast(count, "float32"), "int32")
    if isinstance(count, int):
        added = int(share * count)
    beside = ops.roll(told["text"], -added, axis=0)
    between = 0.5 * (told["text"] + beside)
    grown = {**told, "text": between}
    return {
        name: ops.concatenate([told[name], x[:added]])
        for name, x in grown.items()
    }


def dim_of(encoder, text_dim=None):
    """E, of an encoder, or as it was said.

    Raises:
        ValueError: neither says it.
    """
    if encoder is not None and not hasattr(encoder, "dim"):
        raise ValueError(
            "`encoder` is a text.Encoder, or text.sentences(function). "
            f"Received: encoder={encoder!r}"
        )
    if encoder is None and text_dim is None:
        raise ValueError(
            "The networks are made for text of one length: pass `encoder`, or "
            "`text_dim` where the text is vectors. Received: text_dim=None"
        )
    return arguments.check_count(
        text_dim if encoder is None else encoder.dim, "text_dim"
    )


def dim_of_input(network):
    """The length of a network's input "text".

    Raises:
        ValueError: it has none.
    """
    for x in network.inputs:
        if x.name.split(":")[0] == "text":
            return x.shape[-1]
    raise ValueError(
        'A network that is told in words has an input named "text", of '
        f"vectors. Received: {[x.name for x in network.inputs]}"
    )


def _check(encoder, dim):
    """Refuses an encoder of other vectors than the networks take."""
    if encoder is None:
        return
    if not isinstance(encoder, (text.Encoder, text.Sentences)):
        raise ValueError(
            "`encoder` is a text.Encoder, or text.sentences(function). "
            f"Received: encoder={encoder!r}"
        )
    if encoder.dim != dim:
        raise ValueError(
            "The encoder gives vectors as long as the networks take them. "
            f"Received: {encoder.dim} of the encoder, {dim} of the networks"
        )
