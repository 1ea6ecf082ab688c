import keras
from keras import ops

from keras_gans import arguments
from keras_gans.layers import fir


@keras.saving.register_keras_serializable("keras_gans")
class ModulatedConv2D(keras.layers.Layer):
    """A convolution whose kernel each sample scales for itself.

    ```
    w'_ijk  = s_i w_ijk                          modulated, eq. 1
    w''_ijk = w'_ijk / sqrt(sum_ik w'_ijk^2)     demodulated, eq. 3
    y       = gain (x * w'') + b                 i inputs, j outputs, k places
    ```

    Kernels of its own for each sample are not made: the input is scaled by s,
    convolved with the one kernel, and the output scaled by the root, which is
    the same. Of 1x1 they are, as a product of small matrices. Stored is a
    kernel of variance 1, which 1 / sqrt(fan_in) scales as it is called
    (`EqualizedLearningRate`).

    Args:
        filters: int, j.
        kernel_size: int.
        upsample: bool, double the sides: a transposed convolution, then the
            filter of `Resample`. For a `kernel_size` of 3.
        demodulate: bool.
        gain: float, e.g. sqrt(2) where a leaky ReLU follows.
        **kwargs: of `keras.layers.Layer`.

    Call arguments:
        inputs: [x, s], maps (B, H, W, C) and their scales (B, C).

    Output shape: (B, H, W, filters), or (B, 2 H, 2 W, filters).

    Reference: Karras et al., 2020, section 2.2,
        https://arxiv.org/abs/1912.04958
    """

    def __init__(
        self,
        filters,
        kernel_size,
        upsample=False,
        demodulate=True,
        gain=1.0,
        **kwargs,
    ):
        # The scales are reckoned in float32.
        super().__init__(autocast=False, **kwargs)
        self.filters = arguments.check_count(filters, "filters")
        self.kernel_size = arguments.check_count(kernel_size, "kernel_size")
        self.upsample = bool(upsample)
        self.demodulate = bool(demodulate)
        self.gain = arguments.check_number(gain, "gain")
        if self.upsample and self.kernel_size != 3:
            raise ValueError(
                "With `upsample` the kernel is of 3x3. Received: kernel_size="
                f"{kernel_size}"
            )

    def build(self, input_shape):
        channels = input_shape[0][-1]
        if channels != input_shape[1][-1]:
            raise ValueError(
                "There is a scale for each channel, (B, C) for maps "
                f"(B, H, W, C). Received: input_shape={input_shape}"
            )
        self.scale = (self.kernel_size**2 * channels) ** -0.5
        self.kernel = self.add_weight(
            shape=(self.kernel_size, self.kernel_size, channels, self.filters),
            initializer=keras.initializers.RandomNormal(stddev=1.0),
            name="kernel",
        )
        self.bias = self.add_weight(
            shape=(self.filters,), initializer="zeros", name="bias"
        )

    def call(self, inputs):
        x, scales = inputs
        kernel = self.scale * self.kernel.value
        scales = ops.cast(scales, kernel.dtype)
        after = self.gain
        if self.demodulate:
            squares = ops.sum(ops.square(kernel), axis=(0, 1))  # (C, filters)
            squares = ops.matmul(ops.square(scales), squares)
            after = self.gain * ops.rsqrt(squares + 1e-8)  # (B, filters)
        x = ops.cast(x, self.compute_dtype)
        if self.kernel_size == 1:
            x = self._product(x, kernel, scales, after)
        else:
            x = self._convolution(x, kernel, scales, after)
        return x + ops.cast(self.bias.value, x.dtype)

    def _product(self, x, kernel, scales, after):
        """With the kernels of all samples, (B, C, filters)."""
        kernels = scales[:, :, None] * kernel[0, 0]
        if self.demodulate:
            after = after[:, None]
        count, (height, width, channels) = ops.shape(x)[0], x.shape[1:]
        rows = ops.reshape(x, (count, height * width, channels))
        rows = ops.matmul(rows, ops.cast(after * kernels, x.dtype))
        return ops.reshape(rows, (count, height, width, self.filters))

    def _convolution(self, x, kernel, scales, after):
        if not self.demodulate:  # The gain is no pass over maps.
            scales, after = after * scales, None
        x = x * ops.cast(scales, x.dtype)[:, None, None]
        kernel = ops.cast(kernel, x.dtype)
        if self.upsample:
            x = ops.conv_transpose(
                x,
                ops.transpose(kernel, (0, 1, 3, 2)),
                strides=2,
                padding="valid",
                data_format="channels_last",
            )
            x = fir.blur(x, padding=1, gain=4.0)
        else:
            x = ops.conv(x, kernel, padding="same", data_format="channels_last")
        if after is None:
            return x
        return x * ops.cast(after, x.dtype)[:, None, None]

    def compute_output_shape(self, input_shape):
        batch, *sides, _ = input_shape[0]
        sides = [(1 + self.upsample) * n if n else n for n in sides]
        return (batch, *sides, self.filters)

    def get_config(self):
        return {
            **super().get_config(),
            "filters": self.filters,
            "kernel_size": self.kernel_size,
            "upsample": self.upsample,
            "demodulate": self.demodulate,
            "gain": self.gain,
        }
