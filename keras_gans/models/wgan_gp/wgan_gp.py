"""WGAN-GP, Gulrajani et al., 2017."""

import keras
from keras import ops

from keras_gans import arguments
from keras_gans import penalties
from keras_gans.core.paper import Paper
from keras_gans.latents import Normal
from keras_gans.models import endings
from keras_gans.models.gan.gan import GAN
from keras_gans.models.wgan_gp import wgan_gp_networks


@keras.saving.register_keras_serializable("keras_gans")
class WGANGP(GAN):
    """A critic that estimates a distance, kept Lipschitz by a penalty.

    The critic f is trained `critic_steps` times a round, so that its loss
    follows the Wasserstein distance; the norm of its gradient is held to 1 on
    the lines between real and generated samples.

    ```
    d_loss = E[f(G(z))] - E[f(x)] + w E[(|grad f(y)| - 1)^2]
    g_loss = -E[f(G(z))]          y = e x + (1 - e) G(z),  e ~ U(0, 1)
    ```

    Args:
        generator: built `keras.Model`, latents (B, latent_dim) to samples.
        discriminator: built `keras.Model`, the critic f: samples to (B, 1),
            without BatchNorm.
        critic_steps: int, critic updates a round.
        penalty_weight: float, w: 10 for images, 0.1 in the paper's toys.
        penalty_interval: int, reckon the penalty once in so many updates of
            the critic, with as many times the weight; what is logged of it
            then is right in the mean of an epoch. See `penalties.lazily`.
        **kwargs: of `GenerativeModel`.

    Example:

    ```python
    gan = keras_gans.WGANGP.for_images((32, 32, 3))
    gan.compile()
    gan.fit(keras_gans.data.load("cifar10"), epochs=100)
    ```

    Reference: https://arxiv.org/abs/1704.00028; rates of its algorithm 1,
        networks of the authors' gan_cifar_resnet.py.
    """

    paper = Paper(
        networks=wgan_gp_networks,
        latents=Normal(128),
        loss="wasserstein",
        optimizer=lambda: keras.optimizers.Adam(1e-4, beta_1=0, beta_2=0.9),
        critic_steps=5,
    )
    log_names = ("gradient_norm",)

    def __init__(
        self, *networks, penalty_weight=10.0, penalty_interval=1, **kwargs
    ):
        super().__init__(*networks, **kwargs)
        endings.warn_of_batch_norm(self.discriminator)
        self.penalty_weight = arguments.check_number(
            penalty_weight, "penalty_weight"
        )
        self.penalty_interval = arguments.check_count(
            penalty_interval, "penalty_interval"
        )

    def discriminator_loss(self, batch):
        real, fake, judge = self.sides(batch)
        loss = self.adversarial_loss.discriminator(judge(real), judge(fake))
        points = penalties.interpolate(real, fake, self.noise_seed())

        def penalty():
            norm = penalties.gradient_norm(judge, points)
            return [ops.mean(ops.square(norm - 1)), ops.mean(norm)]

        penalty, norm = self.lazily(penalty, 2, self.penalty_interval)
        return {
            "d_loss": loss + self.penalty_weight * penalty,
            "gradient_norm": norm,
        }
