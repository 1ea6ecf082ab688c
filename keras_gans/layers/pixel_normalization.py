import keras
from keras import ops


@keras.saving.register_keras_serializable("keras_gans")
class PixelNormalization(keras.layers.Layer):
    """Gives the channels of each pixel a mean square of 1.

    ```
    y = x / sqrt(mean(x^2) + epsilon)       over the last axis
    ```

    Args:
        epsilon: float.
        **kwargs: of `keras.layers.Layer`.

    Input shape: (B, ..., C). Output shape: the same.

    Reference: Karras et al., 2018, section 4.2,
        https://arxiv.org/abs/1710.10196
    """

    def __init__(self, epsilon=1e-8, **kwargs):
        super().__init__(**kwargs)
        self.epsilon = epsilon

    def call(self, x):
        squares = ops.square(ops.cast(x, "float32"))
        mean = ops.mean(squares, axis=-1, keepdims=True)
        return x * ops.cast(ops.rsqrt(mean + self.epsilon), x.dtype)

    def compute_output_shape(self, input_shape):
        return input_shape

    def get_config(self):
        return {**super().get_config(), "epsilon": self.epsilon}
