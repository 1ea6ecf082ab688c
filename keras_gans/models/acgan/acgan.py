"""ACGAN, Odena et al., 2016."""

import keras
from keras import ops

from keras_gans import arguments
from keras_gans.models import checks
from keras_gans.models.dcgan import dcgan_networks
from keras_gans.models.dcgan.dcgan import DCGAN
from keras_gans.networks import heads
from keras_gans.networks import labelled


@keras.saving.register_keras_serializable("keras_gans")
class ACGAN(DCGAN):
    """The discriminator is not told the class, it says it.

    The generator is told a class. Both players lower the classification error
    of a second head of the discriminator, on real and on generated samples.

    ```
    d_loss = -E[log D(x)] - E[log(1 - D(G(z, c)))] + w C
    g_loss = -E[log D(G(z, c))] + w C_fake
    C      = -E[log P(c | x)] - E[log P(c | G(z, c))],  C_fake its second term
    ```

    Args:
        generator: built `keras.Model`, [latents (B, latent_dim), labels (B,)]
            to samples.
        discriminator: built `keras.Model`, samples to [logits (B, 1), class
            logits (B, num_classes)]; `networks.heads` adds the second.
        num_classes: int.
        latent_dim: int, length of z.
        latent_range: pair of floats, bounds of the uniform law of z; None for
            the standard normal, the paper's.
        class_weight: float, w.
        **kwargs: `critic_steps`, `ema_momentum`, `seed`, `name`.

    Example:

    ```python
    gan = keras_gans.ACGAN.for_images((28, 28, 1), num_classes=10)
    gan.compile()
    gan.fit(keras_gans.data.load("mnist", labels=True), epochs=20)
    sevens = gan.generate(20, labels=7)
    ```

    Reference: https://arxiv.org/abs/1610.09585; networks of DCGAN's kind.
    """

    log_names = ("d_loss", "g_loss", "class_loss", "fake_class_loss")

    def __init__(
        self,
        generator,
        discriminator,
        num_classes,
        latent_dim=100,
        latent_range=None,
        class_weight=1.0,
        **kwargs,
    ):
        super().__init__(
            generator,
            discriminator,
            latent_dim,
            latent_range,
            num_classes=num_classes,
            **kwargs,
        )
        checks.check_heads(discriminator, num_classes)
        self.class_weight = class_weight

    @classmethod
    def for_images(
        cls, image_shape, num_classes, latent_dim=100, width=None, **kwargs
    ):
        """DCGAN's networks for images of one shape and some classes.

        Args:
            image_shape: tuple (H, W, C).
            num_classes: int.
            latent_dim: int, length of z.
            width: int, see `networks.dcgan`.
            **kwargs: as for the constructor.
        """
        image_shape, size = checks.check_sizes(image_shape, width)
        latent_dim = arguments.check_count(latent_dim, "latent_dim")
        num_classes = arguments.check_count(num_classes, "num_classes")
        generator = dcgan_networks.generator(
            image_shape, latent_dim + num_classes, **size
        )
        discriminator = dcgan_networks.discriminator(image_shape, **size)
        return cls(
            labelled.generator(generator, num_classes),
            heads.add(discriminator, num_classes),
            num_classes,
            latent_dim,
            **kwargs,
        )

    def discriminator_loss(self, batch):
        real, fake, judge = self.sides(batch)
        (real, real_classes), (fake, fake_classes) = judge(real), judge(fake)
        real_error = self.class_loss(batch, real_classes)
        fake_error = self.class_loss(batch, fake_classes)
        loss = self.adversarial_loss.discriminator(real, fake)
        return {
            "d_loss": loss + self.class_weight * (real_error + fake_error),
            "class_loss": real_error,
        }

    def generator_loss(self, batch):
        real, fake, judge = self.sides(batch)
        fake, fake_classes = judge(fake)
        error = self.class_loss(batch, fake_classes)
        loss = self.adversarial_loss.generator(judge(real)[0], fake)
        return {
            "g_loss": loss + self.class_weight * error,
            "fake_class_loss": error,
        }

    def class_loss(self, batch, logits):
        """The cross-entropy of the batch's classes, a scalar."""
        _, labels = self.divide(batch)
        return ops.mean(
            keras.losses.sparse_categorical_crossentropy(
                labels, logits, from_logits=True
            )
        )
