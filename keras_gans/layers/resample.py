import keras

from keras_gans.layers import fir


@keras.saving.register_keras_serializable("keras_gans")
class Resample(keras.layers.Layer):
    """Maps of twice or half the sides, filtered by [1, 3, 3, 1] / 8.

    Doubling puts zeros between the pixels before the filter, halving takes
    every second pixel after it. Within the maps constants stay as they are;
    beyond the edges there are zeros.

    Args:
        scale: 2 or 0.5.
        **kwargs: of `keras.layers.Layer`.

    Input shape: (B, H, W, C). Output shape: (B, scale H, scale W, C).

    Reference: Karras et al., 2020, https://arxiv.org/abs/1912.04958
    """

    def __init__(self, scale=2, **kwargs):
        super().__init__(**kwargs)
        self.input_spec = keras.layers.InputSpec(ndim=4)
        if scale not in (2, 0.5):
            raise ValueError(f"`scale` is 2 or 0.5. Received: scale={scale!r}")
        self.scale = scale

    def call(self, x):
        return fir.double(x) if self.scale == 2 else fir.halve(x)

    def compute_output_shape(self, input_shape):
        batch, *sides, channels = input_shape
        return (batch, *(int(self.scale * n) for n in sides), channels)

    def get_config(self):
        return {**super().get_config(), "scale": self.scale}
