import keras
from keras import ops

from keras_gans.arguments import check_count
from keras_gans.layers import kernels


@keras.saving.register_keras_serializable("keras_gans")
class SpectralNormalization(keras.layers.Wrapper):
    """Divides a layer's kernel by its largest singular value.

    ```
    W / sigma(W),   sigma(W) = v' W u
    v = W u / |W u|,   u = W' v / |W' v|        one step a training call
    ```

    W is the kernel as a matrix (inputs, outputs). The stored kernel is left
    alone, and the derivative goes through sigma(W) while u and v are held
    fixed, as in the paper: the gradient is orthogonal to the kernel. (The
    layer of that name in Keras overwrites the kernel and has no such term.)

    Args:
        layer: a `keras.layers.Layer` with a `kernel`: Dense, Conv, ...
        power_iterations: int, steps of the power iteration a training call.
        **kwargs: of `keras.layers.Layer`.

    Input and output shapes: those of `layer`.

    Example:

    >>> conv = keras.layers.Conv2D(64, 3, padding="same")
    >>> keras_gans.layers.SpectralNormalization(conv)(images).shape
    (8, 32, 32, 64)

    Reference: Miyato et al., 2018, https://arxiv.org/abs/1802.05957
    """

    def __init__(self, layer, power_iterations=1, **kwargs):
        # The layer inside casts what it is given; sigma stays in float32.
        super().__init__(layer, autocast=False, **kwargs)
        self.power_iterations = check_count(
            power_iterations, "power_iterations"
        )

    def build(self, input_shape):
        super().build(input_shape)
        self.vector = self.add_weight(
            shape=(kernels.stored_kernel(self.layer).shape[-1],),
            initializer=keras.initializers.RandomNormal(),
            trainable=False,
            name="vector",
        )

    def call(self, inputs, training=False):
        kernel = kernels.stored_kernel(self.layer).value
        matrix = ops.reshape(kernel, (-1, kernel.shape[-1]))
        normalized = kernel / self._sigma(matrix, training)
        return kernels.call_with_kernel(self.layer, normalized, inputs)

    def _sigma(self, matrix, training):
        fixed = ops.stop_gradient(matrix)
        u = _normalized(ops.cast(self.vector, matrix.dtype))
        for _ in range(self.power_iterations if training else 0):
            v = _normalized(ops.matmul(fixed, u))
            u = _normalized(ops.matmul(v, fixed))
        v = _normalized(ops.matmul(fixed, u))
        if training:
            self.vector.assign(u)
        return ops.sum(v * ops.matmul(matrix, u))

    def compute_output_shape(self, input_shape):
        return self.layer.compute_output_shape(input_shape)

    def get_config(self):
        return {
            **super().get_config(),
            "power_iterations": self.power_iterations,
        }


def _normalized(vector):
    return vector / (ops.norm(vector) + 1e-12)
