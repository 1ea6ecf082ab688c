"""DCGAN, Radford et al., 2015."""

import keras

from keras_gans.core.paper import Paper
from keras_gans.latents import Uniform
from keras_gans.models.dcgan import dcgan_networks
from keras_gans.models.gan.gan import GAN


@keras.saving.register_keras_serializable("keras_gans")
class DCGAN(GAN):
    """The game of `GAN` between convolutional networks.

    What the paper adds is how to build them: strided instead of pooled,
    BatchNorm in both players, no hidden dense layers.

    ```
    d_loss = -E[log D(x)] - E[log(1 - D(G(z)))]
    g_loss = -E[log D(G(z))]
    ```

    Args:
        generator: built `keras.Model`, latents (B, latent_dim) to images.
        discriminator: built `keras.Model`, images to logits (B, 1).
        **kwargs: of `GenerativeModel`.

    Example:

    ```python
    gan = keras_gans.DCGAN.for_images((28, 28, 1))
    gan.compile()
    gan.fit(keras_gans.data.load("mnist"), epochs=20)
    ```

    Reference: https://arxiv.org/abs/1511.06434
    """

    paper = Paper(
        networks=dcgan_networks,
        latents=Uniform(100),
        optimizer=lambda: keras.optimizers.Adam(2e-4, beta_1=0.5),
    )
