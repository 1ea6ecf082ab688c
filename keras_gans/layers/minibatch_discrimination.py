import keras
from keras import ops

from keras_gans.arguments import check_count


@keras.saving.register_keras_serializable("keras_gans")
class MinibatchDiscrimination(keras.layers.Layer):
    """Tells each sample how close the others of its batch are.

    A discriminator that sees it can tell a batch of samples that are alike
    from a real one, so that the generator cannot collapse unpunished.

    ```
    M_i = x_i T                                     (kernels, dims)
    o_ik = sum_{j != i} exp(-|M_ik - M_jk|_1) + b_k
    output_i = [x_i, o_i]
    ```

    Args:
        kernels: int, numbers that are appended to each sample.
        dims: int, length of the rows that are compared.
        **kwargs: of `keras.layers.Layer`.

    Input shape: (B, N). Output shape: (B, N + kernels). Real and generated
    samples are judged in batches of their own, as in the paper.

    Example:

    >>> keras_gans.layers.MinibatchDiscrimination(100)(features).shape
    (64, 1124)

    Reference: Salimans et al., 2016, section 3.2,
        https://arxiv.org/abs/1606.03498; sizes of openai/improved-gan.
    """

    def __init__(self, kernels=100, dims=5, **kwargs):
        super().__init__(**kwargs)
        self.kernels = check_count(kernels, "kernels")
        self.dims = check_count(dims, "dims")

    def build(self, input_shape):
        self.kernel = self.add_weight(
            shape=(input_shape[-1], self.kernels * self.dims),
            initializer=keras.initializers.RandomNormal(stddev=0.05),
            name="kernel",
        )
        # The authors' scale of each row, exp(s), at 1 in the beginning.
        self.log_scale = self.add_weight(
            shape=(self.kernels, self.dims), initializer="zeros", name="scale"
        )
        self.bias = self.add_weight(
            shape=(self.kernels,),
            initializer=keras.initializers.Constant(-1.0),
            name="bias",
        )

    def call(self, x):
        kernel = self.kernel / (
            ops.norm(self.kernel, axis=0, keepdims=True) + 1e-12
        )
        rows = ops.reshape(
            ops.matmul(x, kernel), (-1, self.kernels, self.dims)
        ) * ops.exp(self.log_scale)
        apart = ops.sum(ops.abs(rows[:, None] - rows[None]), axis=-1)
        # Each sample is at distance 0 from itself, which counts as 1.
        near = ops.sum(ops.exp(-apart), axis=1) - 1 + self.bias
        return ops.concatenate([x, ops.cast(near, x.dtype)], axis=-1)

    def compute_output_shape(self, input_shape):
        return (*input_shape[:-1], input_shape[-1] + self.kernels)

    def get_config(self):
        return {
            **super().get_config(),
            "kernels": self.kernels,
            "dims": self.dims,
        }
