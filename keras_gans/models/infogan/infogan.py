"""InfoGAN, Chen et al., 2016."""

import keras
import numpy as np
from keras import ops

from keras_gans import arguments
from keras_gans import codes as codes_module
from keras_gans.core import serving
from keras_gans.core.backend import FixedSeed
from keras_gans.models import checks
from keras_gans.models.gan.gan import GAN
from keras_gans.models.infogan import infogan_networks


@keras.saving.register_keras_serializable("keras_gans")
class InfoGAN(GAN):
    """Codes among the latents that must be found again in the sample.

    A second head of the discriminator, Q, says of each sample which codes made
    it. Both players raise a lower bound of the information that samples carry
    about codes, so that codes come to mean something, without any labels.

    ```
    d_loss = -E[log D(x)] - E[log(1 - D(G(z, c)))] - w L
    g_loss = -E[log D(G(z, c))] - w L
    L      = sum over codes of E[log Q(c | G(z, c))] + H(c)
    ```

    Args:
        generator: built `keras.Model`, latents (B, latent_dim) to samples;
            the codes are the last numbers of the latents.
        discriminator: built `keras.Model`, samples to [logits (B, 1), what it
            believes of each code (B, code.outputs), ...].
        codes: list of `keras_gans.codes.Categorical` and `Uniform`. Default:
            the paper's for MNIST, ten categories and two numbers.
        latent_dim: int, length of the latents, codes included.
        latent_range: pair of floats, bounds of the uniform law of z; None for
            the standard normal.
        information_weight: float, w.
        **kwargs: `critic_steps`, `ema_momentum`, `seed`, `name`.

    `information_0`, ... are logged: the bound L of each code in nats. For n
    categories it is at most their entropy, ln n (2.303 for ten); for a number
    in [-1, 1] at most ln 2 - 1/2 ln(2 pi) = -0.226, as Q's variance is fixed.

    Example:

    ```python
    gan = keras_gans.InfoGAN.for_images((28, 28, 1))
    gan.compile()
    gan.fit(keras_gans.data.load("mnist", batch_size=128), epochs=11)
    tilted = gan.generate(5, seed=1, codes=[3, 0.0, -1.0])
    ```

    Reference: https://arxiv.org/abs/1606.03657; weights and rates of
        openai/InfoGAN.
    """

    networks = infogan_networks

    def __init__(
        self,
        generator,
        discriminator,
        codes=None,
        latent_dim=74,
        latent_range=(-1.0, 1.0),
        information_weight=1.0,
        **kwargs,
    ):
        super().__init__(
            generator, discriminator, latent_dim, latent_range, **kwargs
        )
        checks.check_unpacked(self)
        checks.check_untold(self)
        self.codes = list(codes or default_codes())
        self.information_weight = information_weight
        checks.check_heads(discriminator, *(c.outputs for c in self.codes))
        self.noise_dim = latent_dim - sum(c.dim for c in self.codes)
        arguments.check_count(self.noise_dim, "latent_dim without codes")
        self.log_names = ("d_loss", "g_loss") + tuple(
            f"information_{i}" for i in range(len(self.codes))
        )

    @classmethod
    def for_images(
        cls, image_shape, latent_dim=74, codes=None, width=None, **kwargs
    ):
        """The paper's networks for images of one shape.

        Args:
            image_shape: tuple (H, W, C).
            latent_dim: int, length of the latents, codes included.
            codes: list, as for the constructor.
            width: int, see `networks.infogan`. Default: the paper's.
            **kwargs: as for the constructor.
        """
        image_shape, size = checks.check_sizes(image_shape, width)
        latent_dim = arguments.check_count(latent_dim, "latent_dim")
        codes = list(codes or default_codes())
        return cls(
            cls.networks.generator(image_shape, latent_dim, **size),
            cls.networks.discriminator(
                image_shape, [code.outputs for code in codes], **size
            ),
            codes,
            latent_dim,
            **kwargs,
        )

    def default_optimizers(self):
        return [
            keras.optimizers.Adam(rate, beta_1=0.5) for rate in (2e-4, 1e-3)
        ]

    # Codes in latents.

    def draw_codes(self, n, seed=None):
        """Draws codes, floats (n, len(codes)), a column a code."""
        seed = self._seeds(seed)
        columns = [code.sample(n, seed) for code in self.codes]
        return ops.stack(columns, axis=-1)

    def latents(self, n, seed=None, codes=None):
        """Draws z and codes: floats (n, latent_dim), the codes encoded last.

        Args:
            n: int.
            seed: int, or a `keras.random.SeedGenerator`. Default: the model's.
            codes: floats (n, len(codes)). Default: drawn.
        """
        seed = self._seeds(seed)
        shape = (n, self.noise_dim)
        if self.latent_range is None:
            noise = keras.random.normal(shape, seed=seed)
        else:
            noise = keras.random.uniform(shape, *self.latent_range, seed=seed)
        codes = self.draw_codes(n, seed) if codes is None else codes
        columns = [c.encode(codes[:, i]) for i, c in enumerate(self.codes)]
        return ops.concatenate([noise, *columns], axis=-1)

    def _seeds(self, seed):
        """A seed for each of several draws: one int would draw one thing."""
        if seed is None:
            return self.noise_seed()
        whole = isinstance(seed, (int, np.integer))
        return FixedSeed(seed) if whole else seed

    def generate(self, n, seed=None, codes=None, batch_size=128):
        """Draws samples as they are after training.

        Args:
            n: int, how many.
            seed: int, as of every model's `generate`.
            codes: numbers (len(codes),) for all or (n, len(codes)), a column
                a code: category numbers, values. Default: drawn.
            batch_size: int, how many at once.

        Returns:
            A float array (n, ...); images have values in [-1, 1].
        """
        if codes is None:
            return super().generate(n, seed, batch_size=batch_size)
        codes = np.asarray(codes, "float32")
        shape = (len(self.codes),)
        codes = arguments.spread_labels(codes, n, shape)
        self.check_codes(codes, n)
        return self.predict(
            self.latents(n, self.fixed_seed(n, seed), codes),
            batch_size=batch_size,
            verbose=0,
        )

    def check_codes(self, codes, n):
        """Refuses codes of `n` samples that are not (n, len(codes))."""
        arguments.check_labels(codes, n, (len(self.codes),), what="code")
        for code, column in zip(self.codes, codes.T):
            code.check(column)

    def predict_codes(self, samples, batch_size=128):
        """The most likely codes of samples, an array (N, len(codes))."""
        discriminator = self.averaged(self.discriminator)
        outputs = discriminator.predict(samples, batch_size, verbose=0)[1:]
        guesses = [c.guess(out) for c, out in zip(self.codes, outputs)]
        return ops.convert_to_numpy(ops.stack(guesses, axis=-1))

    # The game.

    def fakes_and_codes(self, batch):
        """Generated samples and the codes (B, len(codes)) that made them."""
        count = ops.shape(batch)[0]
        codes = self.draw_codes(count)
        latents = self.latents(count, codes=codes)
        return self.play(self.generator, latents), codes

    def losses_of(self, batch):
        """Logits of real and generated samples, and the bound of each code."""
        fake, codes = self.fakes_and_codes(batch)
        real = self.judge(batch)[0]
        fake, *beliefs = self.judge(fake)
        information = [
            ops.mean(code.log_likelihood(codes[:, i], belief)) + code.entropy
            for i, (code, belief) in enumerate(zip(self.codes, beliefs))
        ]
        return real, fake, information

    def discriminator_loss(self, batch):
        real, fake, information = self.losses_of(batch)
        loss = self.adversarial_loss.discriminator(real, fake)
        return {
            "d_loss": loss - self.information_weight * sum(information),
            **{f"information_{i}": x for i, x in enumerate(information)},
        }

    def generator_loss(self, batch):
        real, fake, information = self.losses_of(batch)
        loss = self.adversarial_loss.generator(real, fake)
        return {"g_loss": loss - self.information_weight * sum(information)}

    def endpoints(self):
        endpoints = super().endpoints()
        to_bytes = len(self.sample_shape) == 3

        def generate(codes, seed):
            count = ops.shape(codes)[0]
            samples = self.call(self.latents(count, FixedSeed(seed), codes))
            return serving.to_bytes(samples) if to_bytes else samples

        codes = {"codes": ((None, len(self.codes)), "float32")}
        endpoints["generate"] = generate, codes | {"seed": ((), "int64")}
        return endpoints


def default_codes():
    """The paper's codes for MNIST."""
    uniform = codes_module.Uniform
    return [codes_module.Categorical(10), uniform(), uniform()]
