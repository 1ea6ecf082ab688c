"""Models that make samples from noise."""

import random

import keras
from keras import ops

from keras_gans import serving
from keras_gans.adversarial import AdversarialModel
from keras_gans.backend import FixedSeed
from keras_gans.data import contract


class LatentModel(AdversarialModel):
    """One generator from latents to samples, one discriminator of samples.

    What such a variant needs beside its losses: the law of z, `call`,
    `generate`, the checks of its data, and the endpoints of its export. The
    class attribute `networks` is the module that builds the paper's.

    Args:
        generator: built `keras.Model`, latents (B, latent_dim) to samples.
        discriminator: built `keras.Model`, samples to logits (B, 1).
        latent_dim: int, length of z.
        latent_range: pair of floats, bounds of the uniform law of z; None for
            the standard normal.
        packing: int, samples that the discriminator judges together, along
            the last axis (PacGAN, https://arxiv.org/abs/1712.04086).
        **kwargs: of `AdversarialModel`.
    """

    networks = None

    def __init__(
        self,
        generator,
        discriminator,
        latent_dim=100,
        latent_range=None,
        packing=1,
        **kwargs,
    ):
        super().__init__(**kwargs)
        contract.check_count(latent_dim, "latent_dim")
        contract.check_count(packing, "packing")
        if latent_range is not None:
            contract.check_range(latent_range, "latent_range")
        contract.check_networks(generator, discriminator, latent_dim, packing)
        self.generator = generator
        self.discriminator = discriminator
        self.latent_dim = latent_dim
        self.latent_range = latent_range and tuple(latent_range)
        self.packing = packing
        self.keep_averages(generator)

    @classmethod
    def for_images(
        cls, image_shape, latent_dim=100, width=None, packing=1, **kwargs
    ):
        """The paper's networks for images of one shape.

        Args:
            image_shape: tuple (H, W, C).
            latent_dim: int, length of z.
            width: int, scales all layers; see the variant's networks.
                Default: the paper's.
            packing: int, as for the constructor.
            **kwargs: as for the constructor.
        """
        contract.check_image_shape(image_shape)
        contract.check_count(latent_dim, "latent_dim")
        contract.check_count(packing, "packing")
        size = {} if width is None else {"width": width}
        packed = (*image_shape[:-1], packing * image_shape[-1])
        return cls(
            cls.networks.generator(image_shape, latent_dim, **size),
            cls.networks.discriminator(packed, **size),
            latent_dim=latent_dim,
            packing=packing,
            **kwargs,
        )

    @property
    def players(self):
        return {
            "discriminator": [self.discriminator],
            "generator": [self.generator],
        }

    def latents(self, n, seed=None):
        """Draws z: floats (n, latent_dim)."""
        seed = self.noise_seed() if seed is None else seed
        shape = (n, self.latent_dim)
        if self.latent_range is None:
            return keras.random.normal(shape, seed=seed)
        return keras.random.uniform(shape, *self.latent_range, seed=seed)

    def call(self, latents):
        samples = self.averaged(self.generator)(latents, training=False)
        # Not every generator ends in a tanh; a picture ends at its range.
        return ops.clip(samples, -1, 1) if samples.ndim == 4 else samples

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
        seed = random.randrange(2**31) if seed is None else seed
        contract.check_count(n)
        contract.check_count(batch_size, "batch_size")
        contract.check_seed(seed)
        latents = self.latents(n, FixedSeed(seed))
        return self.predict(latents, batch_size=batch_size, verbose=0)

    def read(self, data):
        """The samples of an element: of a tuple the first."""
        return data[0] if isinstance(data, (tuple, list)) else data

    @property
    def sample_shape(self):
        """The shape of one sample; None for what may have any size."""
        *sides, last = self.discriminator.input_shape[1:]
        return (*sides, last and last // self.packing)

    def check(self, data):
        contract.check_samples(self.read(data), self.sample_shape)
        contract.check_packing(self.read(data), self.packing)

    def fakes(self, batch):
        """As many generated samples as `batch` has."""
        latents = self.latents(ops.shape(batch)[0])
        if self._in_training:
            return self.play(self.generator, latents)
        return self.call(latents)

    def pack(self, samples):
        """Samples (B, ..., C) as the discriminator takes them: groups of
        `packing`, (B // packing, ..., packing * C)."""
        if self.packing == 1:
            return samples
        groups = ops.shape(samples)[0] // self.packing
        samples = samples[: groups * self.packing]
        shape = samples.shape[1:]
        samples = ops.reshape(samples, (groups, self.packing, *shape))
        samples = ops.moveaxis(samples, 1, -2)
        return ops.reshape(
            samples, (groups, *shape[:-1], self.packing * shape[-1])
        )

    def judge(self, samples):
        """Logits of the discriminator, for samples as `pack` returns them."""
        return self.play(self.discriminator, samples)

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
