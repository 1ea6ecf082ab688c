import keras
import numpy as np

from keras_gans.metrics.rows import ImageMetric

WEIGHTS = (0.0448, 0.2856, 0.3001, 0.2363, 0.1333)
_WINDOW = 11
_DEVIATION = 1.5


@keras.saving.register_keras_serializable("keras_gans")
class MultiscaleSSIM(ImageMetric):
    """How alike two generated images are, from 0 to 1: high means collapse.

    The mean over pairs of neighbours in the order in which they come. It
    never looks at real images: `compare(fake=real)` says what theirs is.

    Args:
        image_shape: tuple (H, W, C). Where an image is too small for the
            window of 11 pixels, the window shrinks with it.
        samples: int, generated images; half as many pairs.
        name: str.

    Reference: Wang et al., 2003; as a measure of a GAN's diversity
        https://arxiv.org/abs/1610.09585
    """

    quantities = ("ms_ssim",)
    sides = ("fake",)

    def __init__(self, image_shape, samples=2_000, name=None):
        super().__init__(image_shape, samples, name=name)

    def _reckon(self):
        images = (self.rows()[0] + 1) / 2
        half = len(images) // 2
        pairs = zip(
            np.array_split(images[: 2 * half : 2], half // 256 + 1),
            np.array_split(images[1 : 2 * half : 2], half // 256 + 1),
        )
        return np.concatenate([multiscale_ssim(*pair) for pair in pairs]).mean()


def multiscale_ssim(first, second):
    """Structural similarity over five scales, (N,).

    Args:
        first, second: float arrays (N, H, W, C) with values in [0, 1].
    """
    found = 1.0
    for scale, weight in enumerate(WEIGHTS):
        similar, contrast = _ssim(first, second)
        last = scale == len(WEIGHTS) - 1
        part = np.maximum(similar if last else contrast, 0) ** weight
        found = found * part
        first, second = _halved(first), _halved(second)
    return found.mean(axis=-1)


def _ssim(first, second):
    """SSIM and its contrast-structure part, each (N, C)."""
    from scipy import ndimage

    size = min(_WINDOW, *first.shape[1:3])
    offsets = np.arange(size) - (size - 1) / 2
    window = np.exp(-0.5 * (offsets / (_DEVIATION * size / _WINDOW)) ** 2)
    window /= window.sum()

    def blur(images):
        for axis in (1, 2):
            images = ndimage.correlate1d(images, window, axis)
            room = images.shape[axis] - size + 1
            start = size // 2
            images = images.take(range(start, start + room), axis)
        return images

    means = blur(first), blur(second)
    power = blur(first**2) + blur(second**2)
    product = blur(first * second)
    c1, c2 = 0.01**2, 0.03**2
    squares = means[0] ** 2 + means[1] ** 2
    joint = means[0] * means[1]
    contrast = (2 * (product - joint) + c2) / (power - squares + c2)
    luminance = (2 * joint + c1) / (squares + c1)
    return (luminance * contrast).mean((1, 2)), contrast.mean((1, 2))


def _halved(images):
    """Means of 2x2 pixels; a last odd row or column is taken twice."""
    odd = [(0, n % 2) for n in images.shape[1:3]]
    images = np.pad(images, [(0, 0), *odd, (0, 0)], mode="symmetric")
    count, height, width, channels = images.shape
    shape = (count, height // 2, 2, width // 2, 2, channels)
    return images.reshape(shape).mean((2, 4))
