"""EBGAN, Zhao et al., 2016."""

import keras
from keras import ops

from keras_gans import arguments
from keras_gans import penalties
from keras_gans.core.paper import Paper
from keras_gans.latents import Normal
from keras_gans.models import checks
from keras_gans.models import endings
from keras_gans.models.ebgan import ebgan_networks
from keras_gans.models.generative_model import GenerativeModel


@keras.saving.register_keras_serializable("keras_gans")
class EBGAN(GenerativeModel):
    """An auto-encoder gives low energy to real samples, high to others.

    The discriminator's energy of a sample is the distance to what it makes of
    it; it pushes generated samples up to a margin and no further. The
    generator lowers the energy, and the pulling-away term keeps its samples'
    codes apart.

    ```
    E(x)   = |Dec(Enc(x)) - x|
    d_loss = E[E(x)] + E[max(0, m - E(G(z)))]
    g_loss = E[E(G(z))] + w pulling_away(Enc(G(z)))
    ```

    Args:
        generator: built `keras.Model`, latents (B, latent_dim) to samples.
        discriminator: built `keras.Model`, samples to [samples, codes (B, N)].
        pulling_away_weight: float, w; 0 for EBGAN without the term.
        **kwargs: of `GenerativeModel`, but for `num_classes`.

    The pulling-away term is that of a replica's part of the batch. The margin m
    is an argument of the loss: `compile(loss=losses.Margin(10))`,
    in units of the energy.

    Example:

    ```python
    gan = keras_gans.EBGAN.for_images((28, 28, 1))
    gan.compile()
    gan.fit(keras_gans.data.load("mnist"), epochs=20)
    ```

    Reference: https://arxiv.org/abs/1609.03126
    """

    paper = Paper(
        networks=ebgan_networks,
        latents=Normal(100),
        loss="margin",
        optimizer=lambda: keras.optimizers.Adam(1e-3),
    )
    log_names = ("real_energy", "fake_energy", "pulling_away")

    def __init__(self, *networks, pulling_away_weight=0.1, **kwargs):
        super().__init__(*networks, **kwargs)
        checks.check_autoencoder(self.discriminator)
        self.pulling_away_weight = arguments.check_number(
            pulling_away_weight, "pulling_away_weight"
        )

    def check_endings(self):
        endings.warn_of_generator(self.generator, self.sample_spec)

    def judge(self, samples, *told):
        """The energies (B,) and the codes (B, N) of packed samples."""
        again, codes = self.play(self.discriminator, samples)
        error = ops.cast(again, samples.dtype) - samples
        error = ops.reshape(error, (ops.shape(samples)[0], -1))
        # The root's derivative is infinite at 0.
        energy = ops.sqrt(ops.sum(ops.square(error), axis=-1) + 1e-12)
        return energy, codes

    def discriminator_loss(self, batch):
        real, fake, judge = self.sides(batch)
        real, fake = judge(real)[0], judge(fake)[0]
        return {
            "d_loss": self.adversarial_loss.discriminator(real, fake),
            "real_energy": ops.mean(real),
            "fake_energy": ops.mean(fake),
        }

    def generator_loss(self, batch):
        real, fake, judge = self.sides(batch)
        energies, codes = judge(fake)
        pulling_away = penalties.pulling_away(codes)
        loss = self.adversarial_loss.generator(judge(real)[0], energies)
        return {
            "g_loss": loss + self.pulling_away_weight * pulling_away,
            "pulling_away": pulling_away,
        }
