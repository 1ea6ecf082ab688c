import keras
from keras import ops

from keras_gans.layers import kernels


@keras.saving.register_keras_serializable("keras_gans")
class WeightNormalization(keras.layers.Wrapper):
    """Gives each output of a layer weights of a length of its own.

    ```
    W_o = g_o V_o / |V_o|        an output o, all its inputs
    ```

    V is what the layer inside stores as its kernel.

    Args:
        layer: a `keras.layers.Layer` with a `kernel` whose last axis are the
            outputs: Dense, Conv2D.
        train_scale: bool, whether g is trained; at first it is 1.
        **kwargs: of `keras.layers.Layer`.

    `adapt(inputs)` chooses g and the bias so that the outputs for one batch
    have mean 0 and variance 1, the paper's initialisation.

    Input and output shapes: those of `layer`.

    Example:

    >>> dense = keras_gans.layers.WeightNormalization(keras.layers.Dense(250))
    >>> dense(images).shape
    (100, 250)

    Reference: Salimans and Kingma, 2016, https://arxiv.org/abs/1602.07868
    """

    def __init__(self, layer, train_scale=True, **kwargs):
        super().__init__(layer, autocast=False, **kwargs)
        self.train_scale = bool(train_scale)

    def build(self, input_shape):
        super().build(input_shape)
        self.scale = self.add_weight(
            shape=(kernels.stored_kernel(self.layer).shape[-1],),
            initializer="ones",
            trainable=self.train_scale,
            name="scale",
        )

    def call(self, inputs):
        kernel = kernels.stored_kernel(self.layer).value
        axes = tuple(range(len(kernel.shape) - 1))
        length = ops.sqrt(
            ops.sum(ops.square(kernel), axis=axes, keepdims=True) + 1e-12
        )
        normalized = ops.cast(self.scale, kernel.dtype) * kernel / length
        return kernels.call_with_kernel(self.layer, normalized, inputs)

    def adapt(self, inputs):
        """Chooses scale and bias from a batch of inputs; returns the outputs,
        before the layer's activation."""
        activation, self.layer.activation = (
            self.layer.activation,
            keras.activations.linear,
        )
        outputs = ops.cast(self(inputs), self.scale.dtype)
        first = getattr(self.layer, "data_format", "") == "channels_first"
        channels = 1 if first else outputs.ndim - 1
        axes = tuple(i for i in range(outputs.ndim) if i != channels)
        mean = ops.mean(outputs, axis=axes)
        deviation = ops.std(outputs, axis=axes) + 1e-8
        self.scale.assign(self.scale / deviation)
        if self.layer.bias is not None:
            self.layer.bias.assign((self.layer.bias - mean) / deviation)
        outputs = self(inputs)
        self.layer.activation = activation
        return outputs

    def compute_output_shape(self, input_shape):
        return self.layer.compute_output_shape(input_shape)

    def get_config(self):
        return {**super().get_config(), "train_scale": self.train_scale}
