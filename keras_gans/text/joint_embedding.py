"""How an encoder learns: pictures and sentences in one space."""

import keras
from keras import ops

from keras_gans import arguments


@keras.saving.register_keras_serializable("keras_gans")
class JointEmbedding(keras.Model):
    """Pictures and their sentences, near each other.

    Of all sentences of a batch a picture's own is to be the nearest, and of
    all pictures a sentence's own:

    ```
    loss = mean max(0, m + F(v, t') - F(v, t)) + max(0, m + F(v', t) - F(v, t))
    F(v, t) = v . t
    ```

    v' and t' are those of the batch that are not its own. An element of the
    data is (images, tokens); it is compiled with an optimizer alone.

    Args:
        encoder: `text.Encoder`, tokens (B, T) to vectors (B, E).
        image_encoder: built `keras.Model`, images to vectors (B, E).
        margin: float, m.

    Example:

    ```python
    both = keras_gans.text.JointEmbedding(encoder, image_encoder)
    both.compile("adam")
    data = keras_gans.data.captioned("captioned_avatars", encoder=encoder)
    both.fit(data, epochs=12)
    ```

    Reference: Reed et al., 2016, https://arxiv.org/abs/1605.05395
    """

    def __init__(self, encoder, image_encoder, margin=1.0, **kwargs):
        super().__init__(**kwargs)
        self.encoder, self.image_encoder = encoder, image_encoder
        self.margin = arguments.check_number(margin, "margin", 0)
        made = image_encoder.outputs[0].shape[1:]
        if tuple(made) != (encoder.dim,):
            raise ValueError(
                "Both encoders give vectors of one length. Received: "
                f"{encoder.dim} of sentences, {tuple(made)} of images"
            )
        self.found = keras.metrics.Mean("found")
        self.built = True

    def call(self, inputs, training=None):
        images, tokens = inputs
        return (
            self.image_encoder(images, training=training),
            self.encoder(tokens, training=training),
        )

    def train_step(self, *args):
        return super().train_step(*self._as_inputs(args))

    def test_step(self, *args):
        return super().test_step(*self._as_inputs(args))

    @staticmethod
    def _as_inputs(args):
        """Keras's arguments with (images, tokens) as the inputs; on JAX the
        state comes before."""
        *state, data = args
        return [*state, (tuple(x for x in data if x is not None),)]

    def compute_loss(
        self, x=None, y=None, y_pred=None, sample_weight=None, training=True
    ):
        images, texts = (ops.cast(v, "float32") for v in y_pred)
        alike = ops.matmul(images, ops.transpose(texts))
        count = ops.shape(alike)[0]
        own = ops.diagonal(alike)
        others = 1 - ops.eye(count, dtype="float32")
        loss = 0.0
        for scores in (alike, ops.transpose(alike)):
            beyond = ops.relu(self.margin + scores - own[:, None]) * others
            loss += ops.sum(beyond) / ops.sum(others)
        right = ops.argmax(alike, axis=1) == ops.arange(count)
        self.found.update_state(ops.cast(right, "float32"))
        return loss

    def get_config(self):
        return {
            "name": self.name,
            "encoder": keras.saving.serialize_keras_object(self.encoder),
            "image_encoder": keras.saving.serialize_keras_object(
                self.image_encoder
            ),
            "margin": self.margin,
        }

    @classmethod
    def from_config(cls, config):
        networks = {
            name: keras.saving.deserialize_keras_object(config[name])
            for name in ("encoder", "image_encoder")
        }
        return cls(**{**config, **networks})
