"""SNGAN, Miyato et al., 2018."""

import keras

from keras_gans.core.paper import Paper
from keras_gans.latents import Normal
from keras_gans.models import endings
from keras_gans.models.gan.gan import GAN
from keras_gans.models.sngan import sngan_networks


@keras.saving.register_keras_serializable("keras_gans")
class SNGAN(GAN):
    """A discriminator whose every layer is divided by its largest gain.

    What the paper adds is a layer, `layers.SpectralNormalization`, which keeps
    the discriminator Lipschitz and needs no penalty; it goes with any loss.

    ```
    d_loss = E[max(0, 1 - D(x))] + E[max(0, 1 + D(G(z)))]
    g_loss = -E[D(G(z))]
    ```

    Args:
        generator: built `keras.Model`, latents (B, latent_dim) to samples.
        discriminator: built `keras.Model` of spectrally normalized layers,
            samples to (B, 1).
        **kwargs: of `GenerativeModel`; `critic_steps` is 5 in the paper's
            settings A, D, E and F, 1 in B and C, the default.

    Example:

    ```python
    gan = keras_gans.SNGAN.for_images((32, 32, 3))
    gan.compile()
    gan.fit(keras_gans.data.load("cifar10"), epochs=100)
    ```

    Reference: https://arxiv.org/abs/1802.05957; `compile()` takes setting C of
        its table 1.
    """

    paper = Paper(
        networks=sngan_networks,
        latents=Normal(128),
        loss="hinge",
        optimizer=lambda: keras.optimizers.Adam(2e-4, beta_1=0.5),
    )

    def check_endings(self):
        super().check_endings()
        endings.warn_unnormalized(self.discriminator)
