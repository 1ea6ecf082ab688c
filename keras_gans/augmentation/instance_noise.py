import keras
from keras import ops

from keras_gans import arguments
from keras_gans.augmentation.base import Augmentation


@keras.saving.register_keras_serializable("keras_gans")
class InstanceNoise(Augmentation):
    """Noise on all samples, less and less of it.

    Real and generated samples of few dimensions do not overlap, and a
    discriminator that tells them apart for sure teaches nothing. With noise on
    both they do, however far apart they are.

    ```
    x + s n,  n ~ N(0, 1) for each number
    s = start + (end - start) min(rounds / steps, 1)
    ```

    Args:
        start: float from 0, the standard deviation s in the first round, in
            units of the samples (images have values in [-1, 1]).
        end: float from 0, the same after `steps` rounds.
        steps: int, rounds until then.
        seed: int, start of the noise. Default: random.
        **kwargs: of `keras.layers.Layer`.

    Samples may have any shape. s is logged as `noise_deviation`.

    Example:

    ```python
    noise = keras_gans.augmentation.InstanceNoise(0.2, steps=5000)
    gan = keras_gans.GAN.for_images((28, 28, 1), augmentation=noise)
    ```

    References: Sonderby et al., 2017, section 2.4,
        https://arxiv.org/abs/1610.04490; Arjovsky and Bottou, 2017,
        https://arxiv.org/abs/1701.04862
    """

    def __init__(self, start=0.1, end=0.0, steps=10_000, seed=None, **kwargs):
        super().__init__(seed, **kwargs)
        self.start = arguments.check_number(
            start, "start", 0, words="a number from 0"
        )
        self.end = arguments.check_number(
            end, "end", 0, words="a number from 0"
        )
        self.steps = arguments.check_count(steps, "steps")
        self.rounds = self.add_weight(
            shape=(),
            dtype="int32",
            initializer="zeros",
            trainable=False,
            aggregation="only_first_replica",
            name="rounds",
        )
        self.built = True

    def changed(self, samples):
        noise = keras.random.normal(
            ops.shape(samples), dtype=samples.dtype, seed=self.seed_generator
        )
        return samples + ops.cast(self.deviation(), samples.dtype) * noise

    def deviation(self):
        """The standard deviation as it is now, a scalar."""
        share = ops.cast(self.rounds, "float32") / self.steps
        return self.start + (self.end - self.start) * ops.minimum(share, 1.0)

    def advance(self, signs, count):
        self.rounds.assign(self.rounds + 1)

    def standing(self):
        return {"noise_deviation": self.deviation()}

    def get_config(self):
        return {
            **super().get_config(),
            "start": self.start,
            "end": self.end,
            "steps": self.steps,
        }
