import keras
from keras import ops

from keras_gans.arguments import check_count


@keras.saving.register_keras_serializable("keras_gans")
class MinibatchStandardDeviation(keras.layers.Layer):
    """Tells each sample how much those of its group differ.

    The standard deviation of each feature over a group, averaged over all
    features and places, is appended as a constant map. Batches are judged
    apart, real and generated; of a batch that the group's size does not
    divide, groups are as large as divides it. On several replicas each has
    groups of its own samples.

    Args:
        group_size: int, samples compared with each other.
        features: int, maps that are appended, each of as many channels: it
            divides C.
        epsilon: float, under the root.
        **kwargs: of `keras.layers.Layer`.

    Input shape: (B, H, W, C). Output shape: (B, H, W, C + features).

    Raises:
        ValueError: `features` does not divide C.

    Reference: Karras et al., 2018, section 3,
        https://arxiv.org/abs/1710.10196; groups as in the authors' code.
    """

    def __init__(self, group_size=4, features=1, epsilon=1e-8, **kwargs):
        super().__init__(**kwargs)
        self.group_size = check_count(group_size, "group_size")
        self.features = check_count(features, "features")
        self.epsilon = epsilon
        self.input_spec = keras.layers.InputSpec(ndim=4)

    def build(self, input_shape):
        if input_shape[-1] % self.features:
            raise ValueError(
                "`features` divides the channels of the maps. Received: "
                f"features={self.features}, input_shape={input_shape}"
            )

    def call(self, x):
        count = ops.shape(x)[0]
        _, height, width, channels = x.shape
        sizes = ops.arange(1, self.group_size + 1)
        size = ops.max(ops.where(count % sizes == 0, sizes, 1))
        if isinstance(count, int):  # A tensor would hide the shape.
            fits = range(1, self.group_size + 1)
            size = max((n for n in fits if count % n == 0), default=1)
        each = channels // self.features
        groups = ops.reshape(
            ops.cast(x, "float32"),
            (size, count // size, height, width, self.features, each),
        )
        apart = groups - ops.mean(groups, axis=0, keepdims=True)
        variance = ops.mean(ops.square(apart), axis=0)
        deviation = ops.sqrt(variance + self.epsilon)
        told = ops.mean(deviation, axis=(1, 2, 4))  # (B / size, features)
        told = ops.reshape(told, (1, -1, 1, 1, self.features))
        told = ops.broadcast_to(
            told, (size, count // size, height, width, self.features)
        )
        told = ops.reshape(told, (count, height, width, self.features))
        return ops.concatenate([x, ops.cast(told, x.dtype)], axis=-1)

    def compute_output_shape(self, input_shape):
        return (*input_shape[:-1], input_shape[-1] + self.features)

    def get_config(self):
        return {
            **super().get_config(),
            "group_size": self.group_size,
            "features": self.features,
            "epsilon": self.epsilon,
        }
