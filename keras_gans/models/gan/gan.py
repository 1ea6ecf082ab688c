"""GAN, Goodfellow et al., 2014."""

import keras

from keras_gans.core.paper import Paper
from keras_gans.latents import Uniform
from keras_gans.models.gan import gan_networks
from keras_gans.models.generative_model import GenerativeModel
from keras_gans.optimizers import DecayingSGD


@keras.saving.register_keras_serializable("keras_gans")
class GAN(GenerativeModel):
    """The original game: tell real from generated, and deceive.

    The discriminator learns whether a sample came from the data, the
    generator to make it say yes. `loss` is "minimax" for the paper's value;
    the default is what the authors train with.

    ```
    d_loss = -E[log D(x)] - E[log(1 - D(G(z)))]
    g_loss = -E[log D(G(z))]
    ```

    Args:
        generator: built `keras.Model`, latents (B, latent_dim) to samples.
        discriminator: built `keras.Model`, samples to logits (B, 1).
        **kwargs: of `GenerativeModel`; `critic_steps` is the paper's k.

    Example:

    ```python
    gan = keras_gans.GAN.for_images((28, 28, 1))
    gan.compile()
    gan.fit(keras_gans.data.load("mnist"), epochs=50)
    ```

    Reference: https://arxiv.org/abs/1406.2661; settings of the authors' code,
        goodfeli/adversarial, mnist.yaml, which updates both players at once;
        here the generator follows.
    """

    paper = Paper(
        networks=gan_networks,
        latents=Uniform(100, -(3**0.5), 3**0.5),
        # The authors' d_loss is half of ours.
        optimizer={
            "discriminator": lambda: DecayingSGD(0.05),
            "generator": lambda: DecayingSGD(0.1),
        },
    )

    def discriminator_loss(self, batch):
        real, fake = self.logits(batch)
        return {"d_loss": self.adversarial_loss.discriminator(real, fake)}

    def generator_loss(self, batch):
        real, fake = self.logits(batch)
        return {"g_loss": self.adversarial_loss.generator(real, fake)}

    def logits(self, batch):
        """What the discriminator says of a batch and of as many fakes."""
        real, fake, judge = self.sides(batch)
        return judge(real), judge(fake)
