import keras
from keras import ops

from keras_gans.arguments import check_count


@keras.saving.register_keras_serializable("keras_gans")
class Maxout(keras.layers.Layer):
    """The largest of several linear pieces a unit.

    ```
    output_i = max_j (x W_ij + b_ij)        j = 1 ... pieces
    ```

    Args:
        units: int, outputs.
        pieces: int, linear maps of which each output is the largest.
        kernel_initializer: as in `keras.layers.Dense`.
        **kwargs: of `keras.layers.Layer`.

    Input shape: (B, N). Output shape: (B, units).

    Example:

    >>> keras_gans.layers.Maxout(240, pieces=5)(images).shape
    (64, 240)

    Reference: Goodfellow et al., 2013, https://arxiv.org/abs/1302.4389
    """

    def __init__(
        self, units, pieces=5, kernel_initializer="glorot_uniform", **kwargs
    ):
        super().__init__(**kwargs)
        self.units = check_count(units, "units")
        self.pieces = check_count(pieces, "pieces")
        self.kernel_initializer = keras.initializers.get(kernel_initializer)

    def build(self, input_shape):
        count = self.units * self.pieces
        self.kernel = self.add_weight(
            shape=(input_shape[-1], count),
            initializer=self.kernel_initializer,
            name="kernel",
        )
        self.bias = self.add_weight(
            shape=(count,), initializer="zeros", name="bias"
        )

    def call(self, x):
        x = ops.matmul(x, self.kernel) + self.bias
        return ops.max(ops.reshape(x, (-1, self.units, self.pieces)), axis=-1)

    def compute_output_shape(self, input_shape):
        return (*input_shape[:-1], self.units)

    def get_config(self):
        return {
            **super().get_config(),
            "units": self.units,
            "pieces": self.pieces,
            "kernel_initializer": keras.initializers.serialize(
                self.kernel_initializer
            ),
        }
