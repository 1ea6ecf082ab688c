import keras

from keras_gans.arguments import check_count
from keras_gans.layers import fir


@keras.saving.register_keras_serializable("keras_gans")
class Blur(keras.layers.Layer):
    """Filters each channel by [1, 3, 3, 1] / 8 along both sides.

    Args:
        padding: int, zeros on each side.
        **kwargs: of `keras.layers.Layer`.

    Input shape: (B, H, W, C). Output shape: H and W become
    H + 2 * padding - 3. A convolution of 3x3 that halves follows `Blur(2)`,
    which makes 2n + 1 pixels of 2n.

    Reference: Zhang, 2019, https://arxiv.org/abs/1904.11486, as in Karras et
        al., 2020, https://arxiv.org/abs/1912.04958
    """

    def __init__(self, padding=2, **kwargs):
        super().__init__(**kwargs)
        self.input_spec = keras.layers.InputSpec(ndim=4)
        self.padding = check_count(padding, "padding", 0)

    def call(self, x):
        return fir.blur(x, self.padding)

    def compute_output_shape(self, input_shape):
        batch, *sides, channels = input_shape
        sides = [n and n + 2 * self.padding - 3 for n in sides]
        return (batch, *sides, channels)

    def get_config(self):
        return {**super().get_config(), "padding": self.padding}
