"""ACGAN, Odena et al., 2016."""

import dataclasses

import keras

from keras_gans import arguments
from keras_gans import terms
from keras_gans.latents import Normal
from keras_gans.models import checks
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
        class_weight: float, w.
        **kwargs: of `GenerativeModel`, but for `packing`.

    Example:

    ```python
    gan = keras_gans.ACGAN.for_images((28, 28, 1), num_classes=10)
    gan.compile()
    gan.fit(keras_gans.data.load("mnist", labels=True), epochs=20)
    sevens = gan.generate(20, labels=7)
    ```

    Reference: https://arxiv.org/abs/1610.09585; networks of DCGAN's kind.
    """

    paper = dataclasses.replace(DCGAN.paper, latents=Normal(100))
    log_names = ("class_loss", "fake_class_loss")

    def __init__(
        self,
        generator,
        discriminator,
        num_classes,
        *law,
        class_weight=1.0,
        **kwargs,
    ):
        kwargs["num_classes"] = num_classes
        super().__init__(generator, discriminator, *law, **kwargs)
        checks.check_told(self)
        checks.check_heads(discriminator, self.num_classes)
        self.class_weight = arguments.check_number(class_weight, "class_weight")

    @classmethod
    def networks_for(
        cls, image_shape, law, packing, size, num_classes=None, **settings
    ):
        num_classes = arguments.check_count(num_classes, "num_classes")
        networks = cls.paper.networks
        generator = networks.generator(
            image_shape, law.dim + num_classes, **size
        )
        discriminator = networks.discriminator(image_shape, **size)
        return (
            labelled.generator(generator, num_classes),
            heads.add(discriminator, num_classes),
        )

    def discriminator_loss(self, batch):
        real, fake, judge = self.sides(batch)
        (real, real_classes), (fake, fake_classes) = judge(real), judge(fake)
        real_error = terms.class_error(batch["labels"], real_classes)
        fake_error = terms.class_error(batch["labels"], fake_classes)
        loss = self.adversarial_loss.discriminator(real, fake)
        return {
            "d_loss": loss + self.class_weight * (real_error + fake_error),
            "class_loss": real_error,
        }

    def generator_loss(self, batch):
        real, fake, judge = self.sides(batch)
        fake, fake_classes = judge(fake)
        error = terms.class_error(batch["labels"], fake_classes)
        loss = self.adversarial_loss.generator(judge(real)[0], fake)
        return {
            "g_loss": loss + self.class_weight * error,
            "fake_class_loss": error,
        }
