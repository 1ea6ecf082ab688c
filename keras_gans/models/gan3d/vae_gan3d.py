"""3D-VAE-GAN, Wu et al., 2016."""

import dataclasses

import keras
import numpy as np
from keras import ops

from keras_gans import arguments
from keras_gans import latents as laws
from keras_gans import specs
from keras_gans.models import checks
from keras_gans.models.gan3d.gan3d import GAN3D
from keras_gans.terms import gaussian_divergence


@keras.saving.register_keras_serializable("keras_gans")
class VAEGAN3D(GAN3D):
    """A picture in, a solid out: 3D-GAN with an encoder of pictures.

    The encoder says of which law the latents of a picture are; the generator
    makes solids of them, and of latents that nothing is known of.

    ```
    d_loss, g_loss = those of GAN3D; g_loss + v reconstruction
    encoder_loss   = w divergence + v reconstruction
    divergence     = KL(N(mean(y), variance(y)), N(0, 1))
    reconstruction = E|G(z_y) - x|      z_y ~ N(mean(y), variance(y))
    ```

    |.| is the length of the difference of all cells. An element of the data is
    (images, solids), or a dict by the names "image" and "real".

    Args:
        generator, discriminator: as of `GAN3D`.
        encoder: built `keras.Model`, images to a dict of "mean" and
            "log_variance" (B, latent_dim).
        divergence_weight: float, w.
        reconstruction_weight: float, v.
        **kwargs: of `GAN3D`.

    Example:

    ```python
    pairs = keras_gans.data.voxels("furniture_voxels_32", views="views")
    gan = keras_gans.VAEGAN3D.for_volumes(
        (32, 32, 32, 1), image_shape=(64, 64, 1)
    )
    gan.compile()
    gan.fit(pairs, epochs=100)
    solids = gan.reconstruct(pictures) > 0
    ```

    Reference: https://arxiv.org/abs/1610.07584
    """

    paper = dataclasses.replace(
        GAN3D.paper,
        latents=laws.Normal(200),
        optimizer={
            **GAN3D.paper.optimizer,
            "encoder": GAN3D.paper.optimizer["generator"],
        },
    )
    log_names = ("accuracy", "divergence", "reconstruction")

    def __init__(
        self,
        generator,
        discriminator,
        encoder,
        divergence_weight=5.0,
        reconstruction_weight=1e-4,
        **kwargs,
    ):
        if kwargs.get("latents") is None:
            kwargs["latents"] = laws.Normal(generator.inputs[0].shape[-1])
        super().__init__(generator, discriminator, **kwargs)
        checks.check_built(encoder, "encoder")
        self.encoder = encoder
        self._check_encoder()
        self.divergence_weight = arguments.check_number(
            divergence_weight, "divergence_weight", 0
        )
        self.reconstruction_weight = arguments.check_number(
            reconstruction_weight, "reconstruction_weight", 0
        )

    @classmethod
    def networks_of(cls, volume_shape, law, size, settings):
        image_shape = settings.pop("image_shape", None)
        if image_shape is None:
            raise TypeError(
                "The encoder is made for pictures of one shape: "
                "for_volumes(volume_shape, image_shape=(64, 64, 1))"
            )
        networks = super().networks_of(volume_shape, law, size, settings)
        encoder = cls.paper.networks.encoder(image_shape, law.dim, **size)
        return *networks, encoder

    def _check_encoder(self):
        """Refuses an encoder that says nothing of these latents."""
        made = self.encoder.output
        names = set(made) if isinstance(made, dict) else set()
        dims = {tuple(x.shape[1:]) for x in self.encoder.outputs}
        if {"mean", "log_variance"} - names or dims != {(self.latent_dim,)}:
            raise ValueError(
                'The encoder gives a dict of "mean" and "log_variance", as '
                f"long as the latents, {self.latent_dim}. Received: "
                f"{sorted(names)} of shapes {sorted(dims)}"
            )

    @property
    def players(self):
        return {**super().players, "encoder": [self.encoder]}

    @property
    def element_spec(self):
        shape = checks.sample_shape(self.encoder)
        return {"image": specs.Images(shape), **super().element_spec}

    @property
    def sample_spec(self):
        return self._sample_spec

    def reals(self, batch):
        return batch["real"]

    def again(self, batch):
        """What comes of the pictures of a batch, and the law of its latents."""
        law = self.play(self.encoder, batch["image"])
        spread = ops.exp(0.5 * law["log_variance"])
        noise = keras.random.normal(ops.shape(spread), seed=self.noise_seed())
        latents = law["mean"] + spread * noise
        made = self.play(self.generator, latents)
        return checks.samples_of(made), law

    def reconstruction(self, batch, made):
        """The mean length of what sets solids apart from those made."""
        apart = ops.cast(batch["real"], "float32") - made
        axes = tuple(range(1, len(apart.shape)))
        return ops.mean(ops.sqrt(ops.sum(ops.square(apart), axis=axes) + 1e-8))

    def generator_loss(self, batch):
        logs = super().generator_loss(batch)
        made, _ = self.again(batch)
        loss = self.reconstruction_weight * self.reconstruction(batch, made)
        return {**logs, "g_loss": logs["g_loss"] + loss}

    def encoder_loss(self, batch):
        made, law = self.again(batch)
        divergence = gaussian_divergence(law["mean"], law["log_variance"])
        reconstruction = self.reconstruction(batch, made)
        loss = self.reconstruction_weight * reconstruction
        return {
            "encoder_loss": loss + self.divergence_weight * divergence,
            "divergence": divergence,
            "reconstruction": reconstruction,
        }

    def codes(self, images, batch_size=32):
        """The most likely latents of pictures, an array (N, latent_dim)."""
        images = np.asarray(images)
        specs.Images(checks.sample_shape(self.encoder)).check(images, "images")
        found = self.encoder.predict(images, batch_size=batch_size, verbose=0)
        return np.asarray(found["mean"], "float32")

    def reconstruct(self, images, batch_size=32):
        """The solids of pictures, an array (N, D, H, W, C) in [-1, 1].

        Args:
            images: float array (N, H, W, C) in [-1, 1].
            batch_size: int, how many at once.
        """
        codes = self.codes(images, batch_size)
        return self.predict(codes, batch_size=batch_size, verbose=0)

    def interpolate(self, first, last, steps=8, batch_size=32):
        """The solids between those of two pictures, (steps, D, H, W, C).

        Args:
            first, last: float arrays (H, W, C) in [-1, 1].
            steps: int, the first and the last are those of the pictures.
        """
        steps = arguments.check_count(steps, "steps")
        ends = self.codes(np.stack([first, last]), batch_size)
        share = np.linspace(0, 1, steps, dtype="float32")[:, None]
        codes = (1 - share) * ends[:1] + share * ends[1:]
        return self.predict(codes, batch_size=batch_size, verbose=0)

    def endpoints(self):
        shape = checks.sample_shape(self.encoder)

        def reconstruct(images):
            with self._inferring():
                law = self.play(self.encoder, images)
                return self.call(law["mean"])

        images = {"images": ((None, *shape), "float32")}
        return super().endpoints() | {"reconstruct": (reconstruct, images)}
