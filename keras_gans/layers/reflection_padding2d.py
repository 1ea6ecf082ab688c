import keras
from keras import ops

from keras_gans import arguments


@keras.saving.register_keras_serializable("keras_gans")
class ReflectionPadding2D(keras.layers.Layer):
    """Maps with a border in which they are mirrored, edges not repeated.

    Args:
        padding: int, pixels on each side; a map is larger than that.
        **kwargs: of `keras.layers.Layer`.

    Input shape: (B, H, W, C). Output shape: (B, H + 2 padding, W + 2 padding,
        C).

    Example:

    >>> x = np.arange(3.0).reshape(1, 1, 3, 1).repeat(3, axis=1)
    >>> keras_gans.layers.ReflectionPadding2D(1)(x)[0, 0, :, 0]
    [1., 0., 1., 2., 1.]

    Reference: Johnson et al., 2016, supplement,
        https://arxiv.org/abs/1603.08155
    """

    def __init__(self, padding=1, **kwargs):
        super().__init__(**kwargs)
        self.padding = arguments.check_count(padding, "padding")
        self.input_spec = keras.layers.InputSpec(ndim=4)

    def call(self, x):
        edges = (self.padding, self.padding)
        return ops.pad(x, ((0, 0), edges, edges, (0, 0)), mode="reflect")

    def compute_output_shape(self, input_shape):
        batch, *sides, channels = input_shape
        sides = [n and n + 2 * self.padding for n in sides]
        return (batch, *sides, channels)

    def get_config(self):
        return {**super().get_config(), "padding": self.padding}
