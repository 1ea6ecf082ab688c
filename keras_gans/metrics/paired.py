"""Metrics of what was made of a source beside its target."""

import keras
import numpy as np
from keras import ops

from keras_gans import arguments

# Of BT.601 as papers on super-resolution reckon it: from 16 to 235 of 255.
LUMA = (65.481 / 255, 128.553 / 255, 24.966 / 255)
_WINDOW = 11
_DEVIATION = 1.5


class PairedMetric(keras.metrics.MeanMetricWrapper):
    """The mean over images of a number that each has beside its target.

    Args:
        border: int, pixels on each side that do not count.
        luma: bool, whether the luma of red, green and blue is compared.
        name: str.
    """

    def __init__(self, border=0, luma=False, name=None):
        super().__init__(self.each, name=name or self.quantity)
        self.border = arguments.check_count(border, "border", 0)
        self.luma = bool(luma)

    def each(self, real, fake):
        """The number of each image, (N,).

        Args:
            real, fake: float tensors (N, H, W, C) in [-1, 1].

        Raises:
            ValueError: they are no images of one shape, or too small.
        """
        pair = [ops.cast(x, "float32") for x in (real, fake)]
        shapes = [tuple(x.shape) for x in pair]
        sides = [n - 2 * self.border for n in shapes[0][1:3] if n is not None]
        fits = len(shapes[0]) == 4 and shapes[0][1:] == shapes[1][1:]
        if not fits or (sides and min(sides) < self.smallest):
            raise ValueError(
                "Images (N, H, W, C) are compared with as many of the same "
                f"shape, sides from {self.smallest} without the border. "
                f"Received: real {shapes[0]}, fake {shapes[1]}, "
                f"border={self.border}"
            )
        if self.luma:
            pair = [_luma(x) for x in pair]
        kept = slice(self.border, -self.border or None)
        return self.compared(*(x[:, kept, kept] for x in pair))

    smallest = 1

    def compared(self, real, fake):
        raise NotImplementedError

    def compare(self, real, fake, batch_size=64):
        """The metric of two arrays, a float.

        Args:
            real, fake: arrays (N, H, W, C) in [-1, 1], which belong together.
            batch_size: int, how many at once.

        Raises:
            ValueError: there are none, they do not belong together, or values
                are outside of [-1, 1].
        """
        real, fake = np.asarray(real), np.asarray(fake)
        _check_values(real=real, fake=fake)
        if len(real) != len(fake) or not len(real):
            raise ValueError(
                "There is a target for each of at least one image. Received: "
                f"{len(real)} real, {len(fake)} made"
            )
        found = [
            ops.convert_to_numpy(self.each(real[i:j], fake[i:j]))
            for i, j in (
                (i, i + batch_size) for i in range(0, len(real), batch_size)
            )
        ]
        return float(np.concatenate(found).mean())

    def get_config(self):
        return {"border": self.border, "luma": self.luma, "name": self.name}


@keras.saving.register_keras_serializable("keras_gans")
class PeakSignalToNoiseRatio(PairedMetric):
    """How near images are to their targets, in dB: the mean over images of
    10 log10(2^2 / mean square error), 126 where they are equal. Higher is
    nearer.

    Args:
        border: int, pixels on each side that do not count.
        luma: bool, whether the luma of red, green and blue is compared: Y of
            BT.601, from 16 to 235 of 255, as papers on super-resolution do.
        name: str.
    """

    quantity = "psnr"

    def compared(self, real, fake):
        error = ops.mean(ops.square(real - fake), axis=(1, 2, 3))
        return 10 * ops.log10(4 / ops.maximum(error, 1e-12))


@keras.saving.register_keras_serializable("keras_gans")
class StructuralSimilarity(PairedMetric):
    """How alike images are to their targets in structure, up to 1: SSIM.

    Args:
        border, luma, name: as of `PeakSignalToNoiseRatio`.

    Reference: Wang et al., 2004, with its window of 11 pixels, 1.5 wide.
    """

    quantity = "ssim"
    smallest = _WINDOW

    def compared(self, real, fake):
        first, second = (real + 1) / 2, (fake + 1) / 2
        means = _blurred(first), _blurred(second)
        power = _blurred(ops.square(first)) + _blurred(ops.square(second))
        joint = means[0] * means[1]
        squares = ops.square(means[0]) + ops.square(means[1])
        c1, c2 = 0.01**2, 0.03**2
        contrast = 2 * (_blurred(first * second) - joint) + c2
        alike = (2 * joint + c1) / (squares + c1)
        return ops.mean(
            alike * contrast / (power - squares + c2), axis=(1, 2, 3)
        )


def _check_values(**arrays):
    """Refuses values beyond [-1, 1], and those that are no numbers."""
    for name, x in arrays.items():
        if x.size and not np.abs(x).max() <= 1.001:
            raise ValueError(
                "Images have values in [-1, 1] (bytes / 127.5 - 1). Received: "
                f"{name} from {x.min():.4g} to {x.max():.4g}"
            )


def _luma(images):
    if images.shape[-1] != 3:
        raise ValueError(
            "Luma is that of red, green and blue. Received: images of shape="
            f"{tuple(images.shape)}"
        )
    weights = ops.convert_to_tensor(np.array(LUMA, "float32"))
    return ops.sum(images * weights, axis=-1, keepdims=True)


def _blurred(images):
    """Weighted means over the window, where it fits."""
    offsets = np.arange(_WINDOW) - _WINDOW // 2
    window = np.exp(-0.5 * (offsets / _DEVIATION) ** 2)
    window = np.outer(window, window) / window.sum() ** 2
    kernel = np.tile(window[:, :, None, None], (1, 1, images.shape[-1], 1))
    return ops.depthwise_conv(
        images,
        ops.convert_to_tensor(kernel.astype("float32")),
        padding="valid",
        data_format="channels_last",
    )
