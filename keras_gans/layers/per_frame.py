import keras
from keras import ops


@keras.saving.register_keras_serializable("keras_gans")
class PerFrame(keras.layers.Layer):
    """A network for each time of a series, of any number of times.

    All times of all samples go through it as one batch, which is faster than
    one after the other, and one normalization for all.

    Args:
        network: built `keras.Model`, (B, ...) to (B, ...).
        **kwargs: of `keras.layers.Layer`.

    Input shape: (B, T, ...). Output shape: (B, T, ...).

    Example:

    >>> frames = keras.Input((None, 60))
    >>> films = keras_gans.layers.PerFrame(image_generator)(frames)
    """

    def __init__(self, network, **kwargs):
        super().__init__(**kwargs)
        self.network = network

    def build(self, input_shape):
        pass

    def call(self, x, training=None):
        count, times, *_ = ops.shape(x)
        made = self.network(
            ops.reshape(x, (-1, *x.shape[2:])), training=training
        )
        return ops.reshape(made, (count, times, *made.shape[1:]))

    def compute_output_shape(self, input_shape):
        return (*input_shape[:2], *self.network.output_shape[1:])

    def get_config(self):
        return {
            **super().get_config(),
            "network": keras.saving.serialize_keras_object(self.network),
        }

    @classmethod
    def from_config(cls, config):
        network = keras.saving.deserialize_keras_object(config["network"])
        return cls(**{**config, "network": network})
