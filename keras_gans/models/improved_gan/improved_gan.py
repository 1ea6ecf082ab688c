"""Improved GAN, Salimans et al., 2016."""

import keras

from keras_gans import terms
from keras_gans.core.paper import Paper
from keras_gans.latents import Uniform
from keras_gans.models import checks
from keras_gans.models.gan.gan import GAN
from keras_gans.models.improved_gan import improved_gan_networks


@keras.saving.register_keras_serializable("keras_gans")
class ImprovedGAN(GAN):
    """Feature matching: the generator has another aim than to deceive.

    It matches the mean of the discriminator's features of real samples.

    ```
    d_loss = -E[log D(x)] - E[log(1 - D(G(z)))]
    g_loss = mean (E f(x) - E f(G(z)))^2          a feature f of D
    ```

    The other techniques of the paper go with any variant:
    `layers.MinibatchDiscrimination`, `networks.virtual` (virtual batch
    normalization), `optimizers.HistoricalAveraging`,
    `NonSaturating(label_smoothing=0.1)`, `layers.WeightNormalization`; its
    classes from few labels are `SemiSupervisedGAN`.

    Args:
        generator: built `keras.Model`, latents (B, latent_dim) to samples.
        discriminator: built `keras.Model`, samples to [logits (B, 1),
            features (B, N)]. `networks.heads` shows the features of any.
        **kwargs: of `GenerativeModel`, but for `packing` and `num_classes`.

    Means of features are those of a replica's part of the batch.

    Example:

    ```python
    gan = keras_gans.ImprovedGAN.for_images((28, 28, 1))
    gan.compile()
    gan.fit(keras_gans.data.load("mnist"), epochs=20)
    ```

    Reference: https://arxiv.org/abs/1606.03498; settings of
        openai/improved-gan, mnist_svhn_cifar10.
    """

    paper = Paper(
        networks=improved_gan_networks,
        latents=Uniform(100, 0.0, 1.0),
        # The authors add 1e-8 under Adam's root: small gradients make small
        # steps.
        optimizer=lambda: keras.optimizers.Adam(3e-3, 0.5, epsilon=1e-4),
    )

    without = {
        "packing": "it matches the features of each sample",
        "num_classes": "the game with classes is SemiSupervisedGAN",
    }

    def __init__(self, *networks, **kwargs):
        super().__init__(*networks, **kwargs)
        checks.check_untold(self)
        checks.check_classes(self.discriminator, 1)

    @classmethod
    def networks_for(cls, image_shape, law, packing, size, **settings):
        networks = cls.paper.networks
        return (
            networks.generator(image_shape, law.dim, **size),
            networks.discriminator(image_shape, 1, **size),
        )

    def discriminator_loss(self, batch):
        real, fake, judge = self.sides(batch)
        real, fake = judge(real)[0], judge(fake)[0]
        return {"d_loss": self.adversarial_loss.discriminator(real, fake)}

    def generator_loss(self, batch):
        real, fake, judge = self.sides(batch)
        loss = terms.feature_matching(judge(real)[1], judge(fake)[1])
        return {"g_loss": loss}
