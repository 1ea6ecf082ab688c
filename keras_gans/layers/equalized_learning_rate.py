import math

import keras

from keras_gans import arguments
from keras_gans.layers import kernels


@keras.saving.register_keras_serializable("keras_gans")
class EqualizedLearningRate(keras.layers.Wrapper):
    """Scales a layer's weights as it is called, not as it begins.

    ```
    W = V gain multiplier / sqrt(n)      V ~ N(0, 1 / multiplier^2)
    b = multiplier b'                    n inputs of an output
    ```

    V is what the layer inside stores, and what the optimizer moves: Adam's
    steps then mean as much for each layer, whatever its size.

    Args:
        layer: a `keras.layers.Layer` with a `kernel`: Dense, Conv2D,
            Conv2DTranspose. Its kernel begins as said above.
        gain: float, He's for a (leaky) ReLU by default; 1 where none follows.
        multiplier: float, of the learning rate.
        **kwargs: of `keras.layers.Layer`.

    Raises:
        ValueError: the layer has no kernel of its own.

    Input and output shapes: those of `layer`.

    Example:

    >>> convolution = keras.layers.Conv2D(64, 3, padding="same")
    >>> keras_gans.layers.EqualizedLearningRate(convolution)(images).shape
    (16, 32, 32, 64)

    Reference: Karras et al., 2018, section 4.1,
        https://arxiv.org/abs/1710.10196
    """

    def __init__(self, layer, gain=2**0.5, multiplier=1.0, **kwargs):
        super().__init__(layer, autocast=False, **kwargs)
        positive = {"low": 1e-9, "words": "a positive number"}
        self.gain = arguments.check_number(gain, "gain", **positive)
        self.multiplier = arguments.check_number(
            multiplier, "multiplier", **positive
        )
        normal = keras.initializers.RandomNormal(stddev=1 / self.multiplier)
        try:
            layer.kernel_initializer = normal
        except AttributeError as error:
            raise ValueError(
                "The layer is Dense or a convolution, with one `kernel`. "
                f"Received: layer={layer}"
            ) from error

    def build(self, input_shape):
        super().build(input_shape)
        *places, inputs, outputs = kernels.stored_kernel(self.layer).shape
        if isinstance(self.layer, keras.layers.Conv2DTranspose):
            inputs = outputs
        self.fan_in = math.prod(places) * inputs

    def call(self, inputs):
        scale = self.gain * self.multiplier * self.fan_in**-0.5
        kernel = scale * kernels.stored_kernel(self.layer).value
        others = []
        if self.layer.bias is not None and self.multiplier != 1:
            bias = self.layer.bias
            others = [(bias, self.multiplier * bias.value)]
        return kernels.call_with_kernel(self.layer, kernel, inputs, others)

    def compute_output_shape(self, input_shape):
        return self.layer.compute_output_shape(input_shape)

    def get_config(self):
        return {
            **super().get_config(),
            "gain": self.gain,
            "multiplier": self.multiplier,
        }
