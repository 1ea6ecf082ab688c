"""GAN, Goodfellow et al., 2014."""

import random

import keras
from keras import ops

from keras_gans import serving
from keras_gans.adversarial import AdversarialModel
from keras_gans.backend import FixedSeed
from keras_gans.data import contract
from keras_gans.networks import maxout


@keras.saving.register_keras_serializable("keras_gans")
class GAN(AdversarialModel):
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
        latent_dim: int, length of z.
        latent_range: pair of floats, bounds of the uniform law of z; None for
            the standard normal. Default: the paper's.
        **kwargs: `critic_steps` (the paper's k), `seed`, `name`.

    Example:

    ```python
    gan = keras_gans.GAN.for_images((28, 28, 1))
    gan.compile()
    gan.fit(keras_gans.data.load("mnist"), epochs=50)
    ```

    Reference: https://arxiv.org/abs/1406.2661; settings of the authors' code,
        goodfeli/adversarial, mnist.yaml.
    """

    networks = maxout

    def __init__(
        self, generator, discriminator, latent_dim=100,
        latent_range=(-(3**0.5), 3**0.5), **kwargs
    ):  # fmt: skip
        super().__init__(**kwargs)
        contract.check_networks(generator, discriminator, latent_dim)
        self.generator = generator
        self.discriminator = discriminator
        self.latent_dim = latent_dim
        self.latent_range = latent_range and tuple(latent_range)

    @classmethod
    def for_images(cls, image_shape, latent_dim=100, width=None, **kwargs):
        """The paper's networks for images of one shape.

        Args:
            image_shape: tuple (H, W, C).
            latent_dim: int, length of z.
            width: int, scales all layers; see the variant's networks.
                Default: the paper's.
            **kwargs: as for the constructor.
        """
        size = {} if width is None else {"width": width}
        return cls(
            cls.networks.generator(image_shape, latent_dim, **size),
            cls.networks.discriminator(image_shape, **size),
            latent_dim=latent_dim,
            **kwargs,
        )

    @property
    def players(self):
        return {
            "discriminator": [self.discriminator],
            "generator": [self.generator],
        }

    def default_optimizers(self):
        return [keras.optimizers.SGD(0.1, momentum=0.5) for _ in range(2)]

    # From noise to samples.

    def latents(self, n, seed=None):
        """Draws z: floats (n, latent_dim)."""
        seed = self.noise_seed() if seed is None else seed
        shape = (n, self.latent_dim)
        if self.latent_range is None:
            return keras.random.normal(shape, seed=seed)
        return keras.random.uniform(shape, *self.latent_range, seed=seed)

    def call(self, latents):
        return self.generator(latents, training=False)

    def generate(self, n, seed=None, batch_size=128):
        """Draws samples as they are after training.

        Args:
            n: int, how many.
            seed: int; one seed gives one set of samples, and the exported
                `generate` gives the same. Default: new ones every time.
            batch_size: int, how many at once.

        Returns:
            A float array (n, ...); images have values in [-1, 1].
        """
        contract.check_count(n)
        seed = random.randrange(2**31) if seed is None else seed
        latents = self.latents(n, FixedSeed(seed))
        return self.predict(latents, batch_size=batch_size, verbose=0)

    # The game.

    def read(self, data):
        """The samples of an element: of a tuple the first."""
        return data[0] if isinstance(data, (tuple, list)) else data

    def check(self, data):
        contract.check_samples(
            self.read(data), self.discriminator.input_shape[1:]
        )

    def fakes(self, batch):
        """As many generated samples as `batch` has."""
        latents = self.latents(ops.shape(batch)[0])
        return self.play(self.generator, latents)

    def judge(self, samples):
        """Logits of the discriminator."""
        return self.play(self.discriminator, samples)

    def discriminator_loss(self, batch):
        real, fake = self.judge(batch), self.judge(self.fakes(batch))
        return {"d_loss": self.adversarial_loss.discriminator(real, fake)}

    def generator_loss(self, batch):
        real, fake = self.judge(batch), self.judge(self.fakes(batch))
        return {"g_loss": self.adversarial_loss.generator(real, fake)}

    def endpoints(self):
        shape = self.discriminator.input_shape

        def generate(n, seed):
            samples = self.call(self.latents(n, FixedSeed(seed)))
            return serving.to_bytes(samples) if len(shape) == 4 else samples

        def discriminate(images):
            return self.discriminator(images, training=False)

        latents = {"latents": ((None, self.latent_dim), "float32")}
        return {
            "serving_default": (self.call, latents),
            "generate": (generate, {"n": ((), "int32"), "seed": ((), "int64")}),
            "discriminate": (discriminate, {"images": (shape, "float32")}),
        }
