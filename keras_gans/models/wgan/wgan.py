"""WGAN, Arjovsky et al., 2017."""

import keras
from keras import ops

from keras_gans import arguments
from keras_gans.constraints import ClipWeights
from keras_gans.core.paper import Paper
from keras_gans.latents import Normal
from keras_gans.models.dcgan import dcgan_networks
from keras_gans.models.gan.gan import GAN


@keras.saving.register_keras_serializable("keras_gans")
class WGAN(GAN):
    """A critic that estimates a distance, kept Lipschitz by small weights.

    Every weight of the critic is clipped to [-clip, clip] after each of its
    updates. It is trained `critic_steps` times a round, and `long_phase` times
    before each of the first 25 generator updates and before every 500th, so
    that minus `d_loss` follows the Wasserstein distance (up to a factor).

    ```
    d_loss = E[f(G(z))] - E[f(x)]
    g_loss = -E[f(G(z))]
    ```

    Args:
        generator: built `keras.Model`, latents (B, latent_dim) to samples.
        discriminator: built `keras.Model`, the critic f: samples to (B, 1).
            Its weights take the constraint, but where they have one.
        critic_steps: int, critic updates a round.
        clip: float, bound of the critic's weights.
        long_phase: int, critic updates before a generator update where the
            authors' code takes many; a multiple of `critic_steps`, rounded up.
            None: never more than `critic_steps`.
        **kwargs: of `GenerativeModel`.

    Example:

    ```python
    gan = keras_gans.WGAN.for_images((64, 64, 3))
    gan.compile()
    gan.fit(keras_gans.data.from_directory("faces", 64), epochs=100)
    ```

    Reference: https://arxiv.org/abs/1701.07875; phases and weights of the
        authors' code, martinarjovsky/WassersteinGAN, main.py; the networks'
        kernels are DCGAN's 5x5, theirs 4x4.
    """

    paper = Paper(
        networks=dcgan_networks,
        latents=Normal(100),
        loss="wasserstein",
        optimizer=lambda: keras.optimizers.RMSprop(5e-5, rho=0.99),
        critic_steps=5,
    )

    def __init__(self, *networks, clip=0.01, long_phase=100, **kwargs):
        super().__init__(*networks, **kwargs)
        self.clip = arguments.check_number(clip, "clip")
        if long_phase is not None:
            long_phase = arguments.check_count(long_phase, "long_phase")
        self.long_phase = long_phase
        for variable in self.discriminator.trainable_variables:
            if variable.constraint is None:
                variable.constraint = ClipWeights(self.clip)
            variable.assign(variable.constraint(variable))
        # Rounds since the generator's last update.
        self.waited = self._counter((), "waited")

    def adversarial_step(self, batches):
        if self.long_phase is None:
            return super().adversarial_step(batches)
        played = self.waited + 1
        due = played >= self._rounds_due()
        logs = super().adversarial_step(batches, when=due)
        self.waited.assign(ops.where(due, 0, played))
        return logs

    def _rounds_due(self):
        """Rounds of the critic before the next update of the generator."""
        updates = ops.cast(self.optimizer.iterations, "int32")
        long = ops.logical_or(updates < 25, updates % 500 == 0)
        return ops.where(long, -(-self.long_phase // self.critic_steps), 1)
