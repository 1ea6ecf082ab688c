"""BEGAN, Berthelot et al., 2017."""

import keras
from keras import ops

from keras_gans import arguments
from keras_gans.core.paper import Paper
from keras_gans.latents import Uniform
from keras_gans.models import checks
from keras_gans.models import endings
from keras_gans.models.began import began_networks
from keras_gans.models.generative_model import GenerativeModel


@keras.saving.register_keras_serializable("keras_gans")
class BEGAN(GenerativeModel):
    """An auto-encoder against a generator, kept at a chosen balance.

    L is the error with which the discriminator gives a sample back. It learns
    to do so for real samples and, weighted by k, not for generated ones; k
    moves after every round so that E[L(G(z))] = gamma E[L(x)]. Less gamma is
    better pictures and fewer of them.

    ```
    L(v)   = |D(v) - v|, mean over the values of a sample
    d_loss = E[L(x)] - k E[L(G(z))]
    g_loss = E[L(G(z))]
    k      = clip(k + gain (gamma E[L(x)] - E[L(G(z))]), 0, 1)
    convergence = E[L(x)] + |gamma E[L(x)] - E[L(G(z))]|
    ```

    Args:
        generator: built `keras.Model`, latents (B, latent_dim) to samples.
        discriminator: built `keras.Model`, samples to samples.
        gamma: float in (0, 1], diversity: 0.3 to 0.7 in the paper.
        gain: float, proportional gain of k.
        **kwargs: of `GenerativeModel`, but for `num_classes`.

    Watch `convergence`; the paper lowers the rates where it stalls:
    `ReduceLROnPlateau("convergence", mode="min")`.

    Example:

    ```python
    gan = keras_gans.BEGAN.for_images((32, 32, 3), width=64)
    gan.compile()
    gan.fit(keras_gans.data.from_directory("faces", 32, batch_size=16))
    ```

    Reference: https://arxiv.org/abs/1703.10717; settings of
        carpedm20/BEGAN-tensorflow.
    """

    paper = Paper(
        networks=began_networks,
        latents=Uniform(64),
        loss=None,
        optimizer=lambda: keras.optimizers.Adam(8e-5),
    )
    log_names = ("real_error", "fake_error", "convergence", "k")

    def __init__(self, *networks, gamma=0.5, gain=1e-3, **kwargs):
        super().__init__(*networks, **kwargs)
        checks.check_autoencoder(self.discriminator)
        self.gamma = arguments.check_number(
            gamma, "gamma", 1e-9, 1, "a number in (0, 1]"
        )
        self.gain = arguments.check_number(gain, "gain")
        self.k = self.add_weight(
            shape=(),
            initializer="zeros",
            trainable=False,
            aggregation="mean",
            name="k",
        )

    def check_endings(self):
        endings.warn_of_generator(self.generator, self.sample_spec)

    def judge(self, samples, *told):
        """The errors (B,) with which packed samples are given back."""
        again = self.play(self.discriminator, samples)
        error = ops.abs(ops.cast(again, samples.dtype) - samples)
        return ops.mean(error, axis=tuple(range(1, error.ndim)))

    def discriminator_loss(self, batch):
        real, fake, judge = self.sides(batch)
        real, fake = ops.mean(judge(real)), ops.mean(judge(fake))
        return {
            "d_loss": real - self.k * fake,
            "real_error": real,
            "fake_error": fake,
            "convergence": real + ops.abs(self.gamma * real - fake),
            "k": ops.convert_to_tensor(self.k),
        }

    def generator_loss(self, batch):
        _, fake, judge = self.sides(batch)
        return {"g_loss": ops.mean(judge(fake))}

    def adversarial_step(self, batches):
        logs = super().adversarial_step(batches)
        balance = self.gamma * logs["real_error"] - logs["g_loss"]
        self.k.assign(ops.clip(self.k + self.gain * balance, 0.0, 1.0))
        return logs
