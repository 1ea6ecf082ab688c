import keras
import numpy as np

from keras_gans.metrics import features as features_module
from keras_gans.metrics.rows import ImageMetric

PATCHES = 128
SIDE = 7
DIRECTIONS = 512
_BINOMIAL = np.array([1, 4, 6, 4, 1], "float32") / 16


@keras.saving.register_keras_serializable("keras_gans")
class SlicedWassersteinDistance(ImageMetric):
    """Distance of the patches at each level of a Laplacian pyramid, x 1000.

    128 patches of 7x7 pixels an image and level, their channels brought to
    mean 0 and deviation 1 over the set, compared along 512 random directions;
    levels down to 16 pixels. Needs no network. Logs the mean and each level.

    Args:
        image_shape: tuple (H, W, C); levels are named by their height.
        samples: int, of each side: 16,384 in the paper, which takes minutes;
            2,000 of 32x32 take about a minute.
        name: str.

    Reference: https://arxiv.org/abs/1710.10196, section 5
    """

    def __init__(self, image_shape, samples=2_000, name=None):
        shape = features_module.get_features(image_shape).shape
        self.sizes = level_sizes(shape)
        self.quantities = ("swd", *(f"swd_{size}_" for size in self.sizes))
        super().__init__(shape, samples, name=name)

    def _reckon(self):
        patches = []
        for seed, images in enumerate(self.rows()):
            generator = np.random.default_rng(seed)
            patches.append(
                [
                    normalized(random_patches(level, generator))
                    for level in pyramid(images, len(self.sizes))
                ]
            )
        directions = np.random.default_rng(2)
        levels = [
            1e3 * sliced_distance(real, fake, directions)
            for real, fake in zip(*patches)
        ]
        return np.mean(levels), *levels


def level_sizes(shape):
    """Heights of the levels, halved as long as both sides keep 16 pixels."""
    if len(shape) != 3 or min(shape[:2]) < SIDE:
        raise ValueError(
            f"Patches of {SIDE}x{SIDE} pixels are taken from images (H, W, C) "
            f"of such sides at least. Received: image_shape={shape}"
        )
    sizes, shorter = [shape[0]], min(shape[:2])
    while shorter // 2 >= 16:
        sizes.append(sizes[-1] // 2)
        shorter //= 2
    return sizes


def pyramid(images, levels):
    """Laplacian pyramid, the finest level first.

    Args:
        images: float array (N, H, W, C).
        levels: int.

    Returns:
        A list of arrays (N, H / 2^i, W / 2^i, C).
    """
    found = [images.astype("float32")]
    for _ in range(1, levels):
        small = _blur(found[-1])[:, ::2, ::2]
        large = np.zeros_like(found[-1])
        large[:, ::2, ::2] = small
        found[-1] = found[-1] - 4 * _blur(large)
        found.append(small)
    return found


def _blur(images):
    from scipy import ndimage

    for axis in (1, 2):
        images = ndimage.correlate1d(images, _BINOMIAL, axis, mode="mirror")
    return images


def random_patches(images, generator):
    """PATCHES squares of each image: array (N, PATCHES, SIDE, SIDE, C)."""
    count, height, width, _ = images.shape
    windows = np.lib.stride_tricks.sliding_window_view(
        images, (SIDE, SIDE), axis=(1, 2)
    )
    top = generator.integers(height - SIDE + 1, size=(count, PATCHES))
    left = generator.integers(width - SIDE + 1, size=(count, PATCHES))
    chosen = windows[np.arange(count)[:, None], top, left]
    return np.moveaxis(chosen, 2, -1)


def normalized(patches):
    """Patches as rows, each channel of mean 0 and deviation 1 over the set."""
    axes = tuple(range(patches.ndim - 1))
    mean = patches.mean(axis=axes, dtype="float64")
    deviation = patches.std(axis=axes, dtype="float64")
    patches = (patches - mean) / np.maximum(deviation, 1e-12)
    rows = patches.shape[0] * patches.shape[1]
    return patches.reshape(rows, -1).astype("float32")


def sliced_distance(first, second, generator, directions=DIRECTIONS):
    """Mean W1 distance of two sets of rows along random directions.

    Args:
        first, second: arrays (n, d).
        generator: `numpy.random.Generator`, of the directions.
        directions: int.
    """
    lines = generator.normal(size=(first.shape[1], directions))
    lines = (lines / np.linalg.norm(lines, axis=0)).astype("float32")
    total = 0.0
    for some in np.array_split(lines, max(1, directions // 32), axis=1):
        ends = [np.sort(rows @ some, axis=0) for rows in (first, second)]
        total += np.abs(ends[0] - ends[1]).mean(axis=0).sum()
    return total / directions
