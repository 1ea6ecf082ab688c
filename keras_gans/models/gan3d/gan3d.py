"""3D-GAN, Wu et al., 2016."""

import keras
from keras import ops

from keras_gans import arguments
from keras_gans import specs
from keras_gans.core import backend
from keras_gans.core.paper import Paper
from keras_gans.latents import Uniform
from keras_gans.models import checks
from keras_gans.models.gan3d import gan3d_networks
from keras_gans.models.generative_model import GenerativeModel


@keras.saving.register_keras_serializable("keras_gans")
class GAN3D(GenerativeModel):
    """Solids out of cells; the discriminator waits where it knows too much.

    ```
    d_loss = -E[log D(x)] - E[log(1 - D(G(z)))]
    g_loss = -E[log D(G(z))]
    ```

    The discriminator moves only while it was right of at most 80 % of the last
    batch.

    Args:
        generator: built `keras.Model`, latents to volumes (B, D, H, W, C) in
            [-1, 1].
        discriminator: built `keras.Model`, volumes to logits (B, 1).
        accuracy_limit: float, the share above which it waits; 1: never.
        **kwargs: of `GenerativeModel`.

    Example:

    ```python
    solids = keras_gans.data.voxels("furniture_voxels_32")
    gan = keras_gans.GAN3D.for_volumes((32, 32, 32, 1))
    gan.compile()
    gan.fit(solids, epochs=100)
    chairs = gan.generate(8) > 0
    ```

    Reference: https://arxiv.org/abs/1610.07584
    """

    paper = Paper(
        networks=gan3d_networks,
        latents=Uniform(200, 0.0, 1.0),
        optimizer={
            "discriminator": lambda: keras.optimizers.Adam(1e-5, beta_1=0.5),
            "generator": lambda: keras.optimizers.Adam(2.5e-3, beta_1=0.5),
        },
    )
    log_names = ("accuracy",)

    def __init__(
        self, generator, discriminator, *law, accuracy_limit=0.8, **kwargs
    ):
        shape = checks.sample_shape(discriminator)
        if kwargs.get("sample_spec") is None and len(shape) == 4:
            packing = kwargs.get("packing", 1)
            kwargs["sample_spec"] = specs.Volumes(
                (*shape[:3], shape[3] // packing)
            )
        super().__init__(generator, discriminator, *law, **kwargs)
        self.accuracy_limit = arguments.check_number(
            accuracy_limit, "accuracy_limit", 0, 1, "a number from 0 to 1"
        )
        # Of the last batch.
        self.accuracy = self.add_weight(
            shape=(),
            initializer="zeros",
            trainable=False,
            autocast=False,
            aggregation="mean",
            name="accuracy",
        )

    @classmethod
    def for_volumes(cls, volume_shape, latent_dim=None, width=None, **settings):
        """The paper's networks.

        Args:
            volume_shape: tuple (D, H, W, C), a cube with a side of 4 * 2**n.
            latent_dim: int. Default: the paper's, 200.
            width: int, filters at half the side. Default: the paper's, 64.
            **settings: as for the constructor.
        """
        for name in ("packing", "num_classes"):
            if settings.get(name, 1) not in (None, 1):
                raise ValueError(
                    f"The paper's networks take no `{name}`: make networks "
                    f"that do. Received: {name}={settings[name]}"
                )
        size = arguments.size_of(width)
        law = cls.law(latent_dim)
        return cls(
            *cls.networks_of(tuple(volume_shape), law, size, settings),
            latents=law,
            **settings,
        )

    @classmethod
    def networks_of(cls, volume_shape, law, size, settings):
        """The networks as the constructor takes them; what is meant for them
        is taken out of `settings`."""
        networks = cls.paper.networks
        return (
            networks.generator(volume_shape, law.dim, **size),
            networks.discriminator(volume_shape, **size),
        )

    @classmethod
    def for_images(cls, *args, **kwargs):
        raise TypeError(
            f"{cls.__name__} makes solids: {cls.__name__}.for_volumes((32, 32, "
            "32, 1))"
        )

    def discriminator_loss(self, batch):
        real, fake, judge = self.sides(batch)
        real, fake = judge(real), judge(fake)
        right = [
            ops.mean(ops.cast(x, "float32")) for x in (real >= 0, fake < 0)
        ]
        return {
            "d_loss": self.adversarial_loss.discriminator(real, fake),
            "accuracy": sum(right) / 2,
        }

    def generator_loss(self, batch):
        real, fake, judge = self.sides(batch)
        logits = judge(real), judge(fake)
        return {"g_loss": self.adversarial_loss.generator(*logits)}

    def update_each(self, players, batch, when=None):
        # Whoever waits is the last of those who move at once.
        others = [x for x in players if x != "discriminator"]
        moves = backend.value(self.accuracy) <= self.accuracy_limit
        if when is not None:
            moves = ops.logical_and(moves, when)
        if self.simultaneous:
            logs = self._move([*others, "discriminator"], batch, moves)
        else:
            logs = self.update("discriminator", batch, moves)
            for player in others:
                logs |= self.update(player, batch, when)
        self.accuracy.assign(backend.replica_mean(logs["accuracy"]))
        return logs
