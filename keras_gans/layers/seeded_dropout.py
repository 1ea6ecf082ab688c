import keras
from keras import ops

from keras_gans import arguments


@keras.saving.register_keras_serializable("keras_gans")
class SeededDropout(keras.layers.Layer):
    """Dropout as a generator's noise: what is drawn says what is dropped.

    It drops in training and in inference alike. One number a sample settles
    the sample's mask, whatever batch it is in, so that one seed of `generate`
    gives one picture, in a SavedModel too.

    ```
    y = x mask / (1 - rate)        mask = hash(noise, place) >= rate
    ```

    Args:
        rate: float in [0, 1), the share that is dropped.
        salt: int, by which layers that are told the same noise differ.
        **kwargs: of `keras.layers.Layer`.

    Call arguments:
        inputs: [x (B, ...), noise (B, 1)], the noise in [0, 1).

    Output shape: that of x.

    Reference: Isola et al., 2017, section 3.2.1,
        https://arxiv.org/abs/1611.07004. The hash is Wellons's lowbias32.
    """

    def __init__(self, rate=0.5, salt=0, **kwargs):
        # In 16 bits the noise would have 256 values.
        super().__init__(**kwargs, autocast=False)
        self.rate = arguments.check_number(
            rate, "rate", 0, 1 - 1e-6, "a number from 0 to 1, 1 not among them"
        )
        self.salt = int(salt)

    def call(self, inputs):
        x, noise = inputs
        x = ops.cast(x, self.compute_dtype)
        shape = ops.shape(x)[1:]
        size = 1
        for side in shape:
            size = size * side
        # Each sample counts on from a place of its own.
        start = _hashed(ops.cast(noise * 2**24, "int32") + 40_503 * self.salt)
        places = ops.arange(size, dtype="int32")
        shares = _shares(_hashed(start + places[None]))
        mask = ops.reshape(shares >= self.rate, (-1, *shape))
        return x * ops.cast(mask, x.dtype) / (1 - self.rate)

    def compute_output_shape(self, input_shape):
        return input_shape[0]

    def get_config(self):
        return {
            **super().get_config(),
            "rate": self.rate,
            "salt": self.salt,
        }


def _hashed(x):
    """int32 to int32, each bit of which depends on all."""
    for factor, shift in ((0x7FEB352D, 16), (-0x7B935975, 15), (1, 16)):
        x = ops.bitwise_xor(x, _shifted(x, shift))
        x = x * factor
    return x


def _shifted(x, bits):
    """The bits of int32 moved down, with zeros above; `bits` > 1."""
    # Without bitwise_and, which small devices have not.
    above = ops.where(x < 0, 2 ** (32 - bits), 0)
    return ops.right_shift(x, bits) + ops.cast(above, "int32")


def _shares(x):
    """int32 as numbers in [0, 1), from their upper 24 bits."""
    return ops.cast(_shifted(x, 8), "float32") / 2**24
