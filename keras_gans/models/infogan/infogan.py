"""InfoGAN, Chen et al., 2016."""

import keras
from keras import ops

from keras_gans import arguments
from keras_gans import specs
from keras_gans.core import backend
from keras_gans.core.paper import Paper
from keras_gans.latents import Categorical
from keras_gans.latents import Joint
from keras_gans.latents import Uniform
from keras_gans.latents import of_range
from keras_gans.models import checks
from keras_gans.models.gan.gan import GAN
from keras_gans.models.generative_model import PAPERS
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
        codes: list of laws, `latents.Categorical` and `Uniform`. Default:
            the paper's for MNIST, ten categories and two numbers.
        latent_dim: int, length of the latents, codes included.
        information_weight: float, w.
        **kwargs: of `GenerativeModel`, but for `packing` and `num_classes`.

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

    paper = Paper(
        networks=infogan_networks,
        latents=Joint(Uniform(62), Categorical(10), Uniform(), Uniform()),
        optimizer={
            "discriminator": lambda: keras.optimizers.Adam(2e-4, beta_1=0.5),
            "generator": lambda: keras.optimizers.Adam(1e-3, beta_1=0.5),
        },
    )
    derived = ("latent_dim", "latent_range", "codes")

    without = {
        "packing": "its discriminator finds the codes of each sample",
        "num_classes": "its codes are found, not told",
    }

    def __init__(
        self,
        generator,
        discriminator,
        codes=None,
        latent_dim=None,
        latent_range=PAPERS,
        *,
        latents=None,
        information_weight=1.0,
        **kwargs,
    ):
        law = self.law(latent_dim, latent_range, latents, codes)
        super().__init__(generator, discriminator, latents=law, **kwargs)
        checks.check_untold(self)
        checks.check_heads(discriminator, *(c.outputs for c in self.codes))
        self.information_weight = arguments.check_number(
            information_weight, "information_weight"
        )
        self.log_names = tuple(
            f"information_{i}" for i in range(len(self.codes))
        )

    @classmethod
    def law(
        cls, latent_dim=None, latent_range=PAPERS, latents=None, codes=None
    ):
        """The law of z and, behind it, those of the codes."""
        if latents is not None:
            return checks.check_law(latents)
        paper = cls.paper.latents
        noise, *usual = paper.laws
        if codes is not None and not isinstance(codes, (list, tuple)):
            raise ValueError(
                "`codes` is a list of laws of keras_gans.latents, such as "
                f"[Categorical(10), Uniform()]. Received: codes={codes!r}"
            )
        codes = [checks.check_law(code) for code in codes or usual]
        dim = paper.dim if latent_dim is None else latent_dim
        dim = arguments.check_count(dim, "latent_dim")
        dim = arguments.check_count(
            dim - sum(code.dim for code in codes), "latent_dim without codes"
        )
        noise = noise.resized(dim)
        if latent_range != PAPERS:
            noise = of_range(dim, latent_range)
        return Joint(noise, *codes)

    @classmethod
    def for_images(
        cls,
        image_shape,
        latent_dim=None,
        codes=None,
        width=None,
        latent_range=PAPERS,
        latents=None,
        **settings,
    ):
        """The paper's networks for images of one shape.

        Args:
            image_shape: tuple (H, W, C).
            latent_dim: int, length of the latents, codes included.
            codes: list, as for the constructor.
            width: int, see `networks.infogan`. Default: the paper's.
            latent_range, latents, **settings: as for the constructor.
        """
        law = cls.law(latent_dim, latent_range, latents, codes)
        return super().for_images(
            image_shape, width=width, latents=law, **settings
        )

    @classmethod
    def networks_for(cls, image_shape, law, packing, size, **settings):
        outputs = [code.outputs for code in law.laws[1:]]
        networks = cls.paper.networks
        return (
            networks.generator(image_shape, law.dim, **size),
            networks.discriminator(image_shape, outputs, **size),
        )

    # Codes in latents.

    @property
    def codes(self):
        """The laws of the codes, a list."""
        return self.latents.laws[1:]

    @property
    def latent_range(self):
        noise = self.latents.laws[0]
        known = isinstance(noise, Uniform)
        return (noise.low, noise.high) if known else None

    def draw_codes(self, n, seed=None):
        """Draws codes, floats (n, columns), a column a code."""
        seed = self.noise_seed() if seed is None else backend.seeds(seed)
        return Joint(*self.codes).sample(n, seed)

    def inputs_for(self, n, seed=None, codes=None, **given):
        """What `predict` takes to make `n` samples: latents.

        Args:
            n: int.
            seed: int. Default: any.
            codes: numbers (columns,) for all or (n, columns), a column a
                code: category numbers, values. Default: drawn.
        """
        seed = self.fixed_seed(n, seed)
        self.conditions(n, **given)
        if codes is not None:
            codes = self._columns.spread(codes, n, "codes").astype("float32")
            self.check_codes(codes, n)
        return ops.convert_to_numpy(self.latents(int(n), seed, codes))

    @property
    def _columns(self):
        return specs.Vectors((Joint(*self.codes).columns,))

    def check_codes(self, codes, n):
        """Refuses codes of `n` samples that are not (n, columns)."""
        self._columns.check_told(codes, n, "codes")
        Joint(*self.codes).check(codes)

    def predict_codes(self, samples, batch_size=128):
        """The most likely codes of samples, an array (N, columns)."""
        samples = self.looked_at(samples)
        discriminator = self.averaged(self.discriminator)
        outputs = discriminator.predict(samples, batch_size, verbose=0)[1:]
        guesses = [c.guess(out) for c, out in zip(self.codes, outputs)]
        return ops.convert_to_numpy(ops.concatenate(guesses, axis=-1))

    # The game.

    def losses_of(self, batch):
        """Logits of real and generated samples, and the bound of each code."""
        count = ops.shape(batch["real"])[0]
        codes = self.draw_codes(count)
        latents = self.latents(count, self.noise_seed(), codes)
        fake = self.play(self.generator, latents)
        real, fake, judge = self.sides(batch, fake)
        real = judge(real)[0]
        fake, *beliefs = judge(fake)
        parts = zip(self.codes, Joint(*self.codes).divided(codes), beliefs)
        information = [
            ops.mean(code.log_likelihood(part, belief)) + code.entropy
            for code, part, belief in parts
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
        def generate(codes, seed):
            count = ops.shape(codes)[0]
            latents = self.latents(count, backend.FixedSeed(seed), codes)
            return self.sample_spec.encode(self.call(latents))

        codes = {"codes": ((None, *self._columns.shape), "float32")}
        return super().endpoints() | {
            "generate": (generate, codes | {"seed": ((), "int64")})
        }
