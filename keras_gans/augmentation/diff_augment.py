import keras
from keras import ops

from keras_gans.augmentation import geometry
from keras_gans.augmentation.base import ImageAugmentation
from keras_gans.augmentation.draws import Draws
from keras_gans.augmentation.draws import wide


@keras.saving.register_keras_serializable("keras_gans")
class DiffAugment(ImageAugmentation):
    """Changes that a picture survives, on all that the discriminator sees.

    On few pictures a discriminator soon knows each of them by heart. It does
    not where both real and generated ones are changed at random, and the
    generator learns through the changes, whose derivative is exact.

    | policy        | what is drawn for each image                          |
    |---------------|-------------------------------------------------------|
    | `color`       | brightness: + U(-0.5, 0.5); then saturation: the      |
    |               | distance from the pixel's mean over channels times    |
    |               | U(0, 2); then contrast: the distance from the image's |
    |               | mean times U(0.5, 1.5)                                |
    | `translation` | a shift of up to 1/8 of each side, black (0) behind   |
    | `cutout`      | a square of half of each side set to 0, which may     |
    |               | hang over the border                                  |

    Args:
        policy: str, names of the table with commas between, in the order in
            which they are done: "color,translation,cutout" for small sets,
            "translation,cutout" for all of CIFAR-10.
        seed: int, start of the noise. Default: random.
        **kwargs: of `keras.layers.Layer`.

    Input shape: (B, H, W, C), images in [-1, 1] of any number of channels,
    which are all treated alike (grey ones have no saturation). Colours may
    leave that range. Real and generated images, and each player's step, have
    draws of their own.

    Example:

    ```python
    augmentation = keras_gans.augmentation.DiffAugment()
    gan = keras_gans.DCGAN.for_images((64, 64, 3), augmentation=augmentation)
    ```

    Raises:
        ValueError: the policy names something else.

    Reference: Zhao et al., 2020, https://arxiv.org/abs/2006.10738; ranges of
        the authors' code.
    """

    def __init__(self, policy="color,translation,cutout", seed=None, **kwargs):
        super().__init__(seed, **kwargs)
        known = isinstance(policy, str)
        if not known or not set(policy.split(",")) <= set(_CHANGES):
            raise ValueError(
                f"`policy` is some of {', '.join(_CHANGES)}, with commas "
                f"between them and no spaces. Received: policy={policy!r}"
            )
        self.policy = policy

    def changed(self, images):
        draws = Draws(images, self.seed_generator)
        for name in self.policy.split(","):
            images = _CHANGES[name](images, draws)
        return images

    def get_config(self):
        return {**super().get_config(), "policy": self.policy}


def _color(images, draws):
    images += wide(draws.uniform(-0.5, 0.5))
    if images.shape[-1] != 1:  # A grey pixel is the mean of its channels.
        images = _from_mean(images, draws.uniform(0.0, 2.0), -1)
    return _from_mean(images, draws.uniform(0.5, 1.5), (1, 2, 3))


def _from_mean(images, factor, axes):
    mean = ops.mean(images, axis=axes, keepdims=True)
    return (images - mean) * wide(factor) + mean


def _translation(images, draws):
    """Shifts by whole pixels: a pixel comes from `shift` pixels before it."""
    places, inside = [], True
    for axis, length in enumerate(ops.shape(images)[1:3]):
        most = (length + 4) // 8
        shift = draws.whole(-most, most + 1)[:, None]
        place = ops.arange(length, dtype="int32")[None] - shift
        place = ops.expand_dims(place, 2 - axis)
        inside = inside & (place >= 0) & (place < length)
        places.append(ops.clip(place, 0, length - 1))
    shifted = geometry.pixels(images, *places)
    return shifted * ops.cast(inside[..., None], images.dtype)


def _cutout(images, draws):
    within = True
    for axis, length in enumerate(ops.shape(images)[1:3]):
        side = (length + 1) // 2
        # The middle, from one border to the other.
        middle = draws.whole(0, length + 1 - side % 2)[:, None]
        place = ops.arange(length, dtype="int32")[None] - middle + side // 2
        place = ops.expand_dims(place, 2 - axis)
        within = within & (place >= 0) & (place < side)
    return images * ops.cast(~within[..., None], images.dtype)


_CHANGES = {"color": _color, "translation": _translation, "cutout": _cutout}
