"""LSGAN, Mao et al., 2017."""

import dataclasses

import keras

from keras_gans.models.dcgan.dcgan import DCGAN


@keras.saving.register_keras_serializable("keras_gans")
class LSGAN(DCGAN):
    """The game of `DCGAN`, on squared distances to labels.

    A sample that is on the right side but far away is still drawn in, so that
    the generator's gradient does not vanish.

    ```
    d_loss = 1/2 E[(D(x) - 1)^2] + 1/2 E[D(G(z))^2]
    g_loss = 1/2 E[(D(G(z)) - 1)^2]
    ```

    Args:
        generator: built `keras.Model`, latents (B, latent_dim) to images.
        discriminator: built `keras.Model`, images to raw outputs (B, 1).
        **kwargs: of `GenerativeModel`.

    Other labels are an argument of the loss:
    `compile(loss=losses.LeastSquares(fake_label=-1, target_label=0))`.

    Example:

    ```python
    gan = keras_gans.LSGAN.for_images((28, 28, 1))
    gan.compile()
    gan.fit(keras_gans.data.load("mnist"), epochs=20)
    ```

    Reference: https://arxiv.org/abs/1611.04076
    """

    paper = dataclasses.replace(DCGAN.paper, loss="least_squares")
