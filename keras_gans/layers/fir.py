"""The filter with which StyleGAN2 resamples, [1, 3, 3, 1] / 8 along each side.

Beyond the edges there are zeros, as around a convolution.
"""

import numpy as np
from keras import ops

TAPS = np.array([1.0, 3.0, 3.0, 1.0]) / 8


def blur(x, padding, gain=1.0):
    """Maps (B, H, W, C), each channel filtered by itself.

    Args:
        x: float tensor (B, H, W, C).
        padding: int, zeros on each side; H + 2 * padding - 3 are left.
        gain: float, by which the filter is multiplied.
    """
    kernel = np.outer(TAPS, TAPS)[:, :, None, None]
    kernel = gain * np.tile(kernel, (1, 1, x.shape[-1], 1))
    edges = (padding, padding)
    return ops.depthwise_conv(
        ops.pad(x, ((0, 0), edges, edges, (0, 0))),
        ops.convert_to_tensor(kernel, x.dtype),
        padding="valid",
        data_format="channels_last",
    )


def halve(x):
    """Maps (B, H, W, C) as (B, H / 2, W / 2, C)."""
    # [1, 3, 3, 1] is [1, 1] three times. On CPUs the derivative of a strided
    # depthwise convolution takes ten times as long as that of three means.
    x = ops.pad(x, ((0, 0), (1, 1), (1, 1), (0, 0)))
    for strides in (1, 1, 2):
        x = ops.average_pool(x, 2, strides, data_format="channels_last")
    return x


def double(x):
    """Maps (B, H, W, C) as (B, 2 H, 2 W, C): zeros between, then the filter."""
    count, (height, width, channels) = ops.shape(x)[0], x.shape[1:]
    between = ops.zeros_like(x)
    x = ops.stack([x, between], axis=3)  # (B, H, W, 2, C)
    x = ops.stack([x, ops.zeros_like(x)], axis=2)  # (B, H, 2, W, 2, C)
    x = ops.reshape(x, (count, 2 * height, 2 * width, channels))
    # Each pixel is one of four, so the filter sums to four.
    x = ops.pad(x, ((0, 0), (1, 0), (1, 0), (0, 0)))
    return blur(x, padding=1, gain=4.0)
