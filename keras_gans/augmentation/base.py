"""What the augmentations share."""

import keras
from keras import ops

from keras_gans import arguments
from keras_gans.core import backend


class Augmentation(keras.layers.Layer):
    """A layer that changes samples in training, and moves with the game.

    A subclass says `changed`. What it keeps (`add_weight`) moves in `advance`,
    which `GenerativeModel` calls after each round, and is logged as `standing`
    says.

    Args:
        seed: int, start of the noise. Default: random.
        **kwargs: of `keras.layers.Layer`.
    """

    needs_signs = False  # Whether `advance` wants what D says of reals.

    def __init__(self, seed=None, **kwargs):
        # Coordinates and colours are reckoned in no less than `floatx`.
        super().__init__(autocast=False, **kwargs)
        self.seed = seed if seed is None else arguments.check_seed(seed)
        self.seed_generator = backend.SeedGenerator(self.seed)

    def call(self, samples, training=False):
        if not training:
            return samples
        changed = self.changed(backend.widened(samples))
        return ops.cast(changed, samples.dtype)

    def changed(self, samples):
        """Samples as training shows them to the discriminator."""
        raise NotImplementedError

    def advance(self, signs, count):
        """Moves on by a round.

        Args:
            signs: scalar, the mean of sign(D(x)) over the round's last real
                samples; None where it is not asked for.
            count: scalar, the real samples of the round.
        """

    def standing(self):
        """What is logged of its state, a dict of scalars."""
        return {}

    def compute_output_shape(self, input_shape):
        return input_shape

    def get_config(self):
        return {**super().get_config(), "seed": self.seed}


class ImageAugmentation(Augmentation):
    """An augmentation of images (B, H, W, C)."""

    def build(self, input_shape):
        if len(input_shape) != 4:
            raise ValueError(
                f"{type(self).__name__} is for images (B, H, W, C). Received: "
                f"samples of the shape {tuple(input_shape)}"
            )
