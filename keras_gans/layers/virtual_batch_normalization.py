import keras
from keras import ops

from keras_gans.arguments import check_count
from keras_gans.arguments import check_number


@keras.saving.register_keras_serializable("keras_gans")
class VirtualBatchNormalization(keras.layers.Layer):
    """Normalises each sample by a fixed reference batch and itself.

    Batch normalization makes a sample depend on the others of its batch; here
    it depends on the same ones always. The reference runs through the network
    in front of the batch, where `Reference` puts it; `networks.virtual` does
    so for any network.

    ```
    m_i = (R mean(reference) + mean(x_i)) / (R + 1)      a channel
    s_i = (R mean(reference^2) + mean(x_i^2)) / (R + 1)
    y_i = gamma (x_i - m_i) / sqrt(s_i - m_i^2 + epsilon) + beta
    ```

    Args:
        reference_size: int, R, samples at the front that are the reference.
        epsilon: float.
        **kwargs: of `keras.layers.Layer`.

    Input and output shape: (R + B, ..., C).

    Reference: Salimans et al., 2016, section 3.5,
        https://arxiv.org/abs/1606.03498
    """

    def __init__(self, reference_size, epsilon=1e-5, **kwargs):
        super().__init__(**kwargs)
        self.reference_size = check_count(reference_size, "reference_size")
        if self.reference_size < 2:
            raise ValueError(
                "`reference_size` is a whole number from 2. Received: "
                f"reference_size={reference_size}"
            )
        self.epsilon = check_number(
            epsilon, "epsilon", 0, words="a number from 0"
        )

    def build(self, input_shape):
        self.gamma = self.add_weight(
            shape=(input_shape[-1],), initializer="ones", name="gamma"
        )
        self.beta = self.add_weight(
            shape=(input_shape[-1],), initializer="zeros", name="beta"
        )

    def call(self, x, training=None, mask=None):
        # The arguments are those of BatchNormalization, which it replaces.
        size = self.reference_size
        inner = tuple(range(1, x.ndim - 1))
        # Moments are taken in float32 at least.
        wide = ops.cast(x, keras.backend.result_type(x.dtype, "float32"))
        mean = ops.mean(wide, axis=inner, keepdims=True)
        square = ops.mean(ops.square(wide), axis=inner, keepdims=True)
        own = ops.reshape(
            ops.arange(ops.shape(x)[0], dtype="int32") >= size,
            (-1,) + (1,) * (x.ndim - 1),
        )
        # Samples of the reference are normalised by the reference alone.
        weight = ops.cast(own, wide.dtype) / (size + 1)
        mean = _mix(mean, weight, size)
        # Rounding may bring it below 0.
        variance = ops.maximum(
            _mix(square, weight, size) - ops.square(mean), 0.0
        )
        wide = (wide - mean) / ops.sqrt(variance + self.epsilon)
        return ops.cast(wide, x.dtype) * self.gamma + self.beta

    def compute_output_shape(self, input_shape):
        return input_shape

    def get_config(self):
        return {
            **super().get_config(),
            "reference_size": self.reference_size,
            "epsilon": self.epsilon,
        }


def _mix(moment, weight, size):
    reference = ops.mean(moment[:size], axis=0, keepdims=True)
    return weight * moment + (1 - weight) * reference


@keras.saving.register_keras_serializable("keras_gans")
class Reference(keras.layers.Layer):
    """Puts a fixed batch in front of what comes, or takes it away.

    Args:
        batch_shape: tuple (R, ...), of the reference.
        remove: bool: take the first R samples away instead.
        **kwargs: of `keras.layers.Layer`.

    The reference is the weight `batch`, saved with the model; assign samples
    of the data (or latents, for a generator) to it.
    """

    def __init__(self, batch_shape, remove=False, **kwargs):
        super().__init__(**kwargs)
        self.batch_shape = tuple(map(int, batch_shape))
        self.remove = bool(remove)

    def build(self, input_shape):
        if not self.remove:
            self.batch = self.add_weight(
                shape=self.batch_shape,
                initializer=keras.initializers.RandomNormal(stddev=1.0),
                trainable=False,
                name="batch",
            )

    def call(self, x):
        if self.remove:
            return x[self.batch_shape[0] :]
        return ops.concatenate([ops.cast(self.batch, x.dtype), x], axis=0)

    def compute_output_shape(self, input_shape):
        return input_shape

    def get_config(self):
        return {
            **super().get_config(),
            "batch_shape": self.batch_shape,
            "remove": self.remove,
        }
