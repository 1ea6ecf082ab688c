import keras
from keras import ops

from keras_gans import arguments


@keras.saving.register_keras_serializable("keras_gans")
class PartMaps(keras.layers.Layer):
    """Points as maps, of which each has a 1 where its point lies.

    Args:
        size: int, side of the maps.
        **kwargs: of `keras.layers.Layer`.

    Input shape: (B, K, 3), of each of K parts (top, left, known): shares of
        the sides, and 1 or 0. Output shape: (B, size, size, K), all 0 for a
        part that is not known.

    Example:

    >>> PartMaps(2)(np.array([[[0.1, 0.9, 1.0], [0.5, 0.5, 0.0]]])).shape
    (1, 2, 2, 2)

    Reference: Reed et al., 2016, https://arxiv.org/abs/1610.02454
    """

    def __init__(self, size, **kwargs):
        # In 16 bits places would be rounded.
        super().__init__(**kwargs, autocast=False)
        self.size = arguments.check_count(size, "size")

    def call(self, parts):
        places = ops.cast(parts[..., :2], "float32") * self.size
        places = ops.clip(ops.cast(places, "int32"), 0, self.size - 1)
        rows, columns = (
            ops.one_hot(places[..., axis], self.size) for axis in (0, 1)
        )
        known = ops.cast(parts[..., 2], "float32")
        maps = ops.einsum("bki,bkj,bk->bijk", rows, columns, known)
        return ops.cast(maps, self.compute_dtype)

    def compute_output_shape(self, shape):
        batch, count, _ = shape
        return (batch, self.size, self.size, count)

    def get_config(self):
        return {**super().get_config(), "size": self.size}
