"""R3GAN, Huang et al., 2024."""

import keras

from keras_gans import arguments
from keras_gans import penalties
from keras_gans.core.paper import Paper
from keras_gans.latents import Normal
from keras_gans.models import endings
from keras_gans.models.gan.gan import GAN
from keras_gans.models.r3gan import r3gan_networks


@keras.saving.register_keras_serializable("keras_gans")
class R3GAN(GAN):
    """Pairs of real and generated samples, and two penalties; no tricks.

    The discriminator says which of a pair is real, so that no mode can be
    left out unpunished; its gradient is held near 0 at real samples (R1) and
    at generated ones (R2), which makes the game converge locally.

    ```
    d_loss = E[softplus(D(G(z)) - D(x))] + r1 + r2
    g_loss = E[softplus(D(x) - D(G(z)))]
    r1 = gamma / 2 E[|grad D(x)|^2],  r2 = gamma / 2 E[|grad D(G(z))|^2]
    ```

    Args:
        generator: built `keras.Model`, latents (B, latent_dim) to samples.
        discriminator: built `keras.Model`, samples to logits (B, 1), without
            BatchNorm.
        gamma: float, weight of both penalties; the authors' runs begin
            between 1 and 10 and end ten times lower.
        penalty_interval: int, reckon the penalties once in so many updates
            of the discriminator, with as many times the weight; what is
            logged of them then is right in the mean of an epoch. See
            `penalties.lazily`.
        **kwargs: of `GenerativeModel`; the authors use an `ema_momentum`.

    Example:

    ```python
    gan = keras_gans.R3GAN.for_images((32, 32, 3), ema_momentum=0.999)
    gan.compile()
    gan.fit(keras_gans.data.load("cifar10"), epochs=100)
    ```

    Reference: https://arxiv.org/abs/2501.05441
    """

    paper = Paper(
        networks=r3gan_networks,
        latents=Normal(64),
        loss="relativistic",
        optimizer=lambda: keras.optimizers.Adam(2e-4, beta_1=0, beta_2=0.99),
    )
    log_names = ("r1", "r2")

    def __init__(self, *networks, gamma=1.0, penalty_interval=1, **kwargs):
        super().__init__(*networks, **kwargs)
        endings.warn_of_batch_norm(self.discriminator)
        self.gamma = arguments.check_number(
            gamma, "gamma", 0, words="a number from 0"
        )
        self.penalty_interval = arguments.check_count(
            penalty_interval, "penalty_interval"
        )

    def discriminator_loss(self, batch):
        real, fake, judge = self.sides(batch)
        loss = self.adversarial_loss.discriminator(judge(real), judge(fake))

        def both():
            return [
                self.gamma / 2 * penalties.zero_centered_penalty(judge, side)
                for side in (real, fake)
            ]

        r1, r2 = self.lazily(both, 2, self.penalty_interval)
        return {"d_loss": loss + r1 + r2, "r1": r1, "r2": r2}
