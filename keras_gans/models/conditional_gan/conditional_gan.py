"""Conditional GAN, Mirza and Osindero, 2014."""

import keras

from keras_gans import arguments
from keras_gans.models import checks
from keras_gans.models.conditional_gan import conditional_gan_networks
from keras_gans.models.gan.gan import GAN
from keras_gans.optimizers import DecayingSGD


@keras.saving.register_keras_serializable("keras_gans")
class ConditionalGAN(GAN):
    """Both players are told what the sample is to be.

    The discriminator learns whether a sample is real and fits its label, the
    generator makes samples of a label. Labels are class numbers, or vectors,
    or images (a picture with a hole): whatever the networks' second inputs
    take.

    ```
    d_loss = -E[log D(x | y)] - E[log(1 - D(G(z | y) | y))]
    g_loss = -E[log D(G(z | y) | y)]
    ```

    Args:
        generator: built `keras.Model`, [latents (B, latent_dim), labels] to
            samples.
        discriminator: built `keras.Model`, [samples, labels] to logits (B, 1).
        latent_dim: int, length of z.
        latent_range: pair of floats, bounds of the uniform law of z; None for
            the standard normal. Default: the paper's.
        num_classes: int, where labels are classes.
        **kwargs: `critic_steps`, `ema_momentum`, `seed`, `name`.

    Example:

    ```python
    from keras_gans.networks import conditional_dcgan

    gan = keras_gans.ConditionalGAN(
        conditional_dcgan.generator((28, 28, 1), 10),
        conditional_dcgan.discriminator((28, 28, 1), 10),
        latent_range=(-1.0, 1.0),
        num_classes=10,
    )
    gan.compile(*(keras.optimizers.Adam(2e-4, 0.5) for _ in range(2)))
    gan.fit(keras_gans.data.load("mnist", labels=True), epochs=20)
    sevens = gan.generate(20, labels=7)
    ```

    `for_images` has the paper's dense networks and `compile` the paper's rates;
    on MNIST they drew one picture a class (recipes/cgan_mnist.py).

    Reference: https://arxiv.org/abs/1411.1784
    """

    networks = conditional_gan_networks

    def __init__(
        self,
        generator,
        discriminator,
        latent_dim=100,
        latent_range=(0.0, 1.0),
        num_classes=None,
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
        if not self.conditional:
            raise ValueError(
                "Both networks have a second input, the labels. Received: "
                f"generator.input_shape={generator.input_shape}"
            )

    @classmethod
    def for_images(
        cls, image_shape, num_classes, latent_dim=100, width=None, **kwargs
    ):
        """The paper's networks for images of one shape and some classes.

        Args:
            image_shape: tuple (H, W, C).
            num_classes: int.
            latent_dim: int, length of z.
            width: int, see `networks.cgan`. Default: the paper's.
            **kwargs: as for the constructor.
        """
        image_shape, size = checks.check_sizes(image_shape, width)
        latent_dim = arguments.check_count(latent_dim, "latent_dim")
        num_classes = arguments.check_count(num_classes, "num_classes")
        return cls(
            cls.networks.generator(
                image_shape, num_classes, latent_dim, **size
            ),
            cls.networks.discriminator(image_shape, num_classes, **size),
            latent_dim,
            num_classes=num_classes,
            **kwargs,
        )

    def default_optimizers(self):
        # Like GAN's, whose code the authors used.
        return [DecayingSGD(rate, decay=1.00004) for rate in (0.05, 0.1)]
