"""Conditional GAN, Mirza and Osindero, 2014."""

import keras

from keras_gans import arguments
from keras_gans.core.paper import Paper
from keras_gans.latents import Uniform
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
        num_classes: int, where labels are classes.
        **kwargs: of `GenerativeModel`, but for `packing`.

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

    paper = Paper(
        networks=conditional_gan_networks,
        latents=Uniform(100, 0.0, 1.0),
        # Like GAN's, whose code the authors used.
        optimizer={
            "discriminator": lambda: DecayingSGD(0.05, decay=1.00004),
            "generator": lambda: DecayingSGD(0.1, decay=1.00004),
        },
    )

    def __init__(self, *networks, **kwargs):
        super().__init__(*networks, **kwargs)
        checks.check_told(self)

    @classmethod
    def networks_for(cls, image_shape, law, packing, size, num_classes=None):
        num_classes = arguments.check_count(num_classes, "num_classes")
        networks = cls.paper.networks
        return (
            networks.generator(image_shape, num_classes, law.dim, **size),
            networks.discriminator(image_shape, num_classes, **size),
        )
