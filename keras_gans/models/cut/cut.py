"""CUT, Park et al., 2020."""

import keras
from keras import ops

from keras_gans import arguments
from keras_gans.core.paper import Paper
from keras_gans.losses import LeastSquares
from keras_gans.models import checks
from keras_gans.models.cut import cut_networks
from keras_gans.models.translating import TranslationModel


@keras.saving.register_keras_serializable("keras_gans")
class CUT(TranslationModel):
    """Pictures of one domain become those of another, without a way back.

    What is at a place of the source is to be found again at that place of what
    is made of it: of 256 patches of the source its own is the most like it, in
    the generator's own maps.

    ```
    d_loss = E[(D(y) - 1)^2] + E[D(G(x))^2]
    g_loss = E[(D(G(x)) - 1)^2] + w/2 (nce(x, G(x)) + nce(y, G(y)))
    nce    = -E[log(exp(q k+ / t) / sum_i exp(q k_i / t))]
    ```

    q are patches of what is made, k those of what it is made of, as unit
    vectors, by the generator's maps and a dense network; k+ is the one at q's
    place. Half the networks of `CycleGAN`.

    An element of the data is (source, real), of which neither belongs to the
    other: see `data.unpaired`.

    Args:
        generator: built `keras.Model`, source to a dict: "samples", images,
            and maps (B, h, w, C) of any names.
        discriminator: built `keras.Model`, images to logits, one an image or
            a map of them.
        projector: built `keras.Model`, a dict of pixels of these maps
            (B, N, C) to one of vectors (B, N, units).
        nce_weight: float, w.
        nce_identity: bool, whether pictures y of the domain count too. The
            paper's FastCUT is `nce_weight=20.0, nce_identity=False`.
        temperature: float, t.
        patches: int, how many of each map are compared.
        **kwargs: `image_size`, the sides in training where the networks take
            any; and of `GenerativeModel`, but for `packing` and the latents.

    Example:

    ```python
    gan = keras_gans.CUT.for_images((128, 128, 3))
    gan.compile()
    gan.fit(keras_gans.data.unpaired(horses, zebras), epochs=400)
    made = gan.translate(horses)
    ```

    Reference: https://arxiv.org/abs/2007.15651
    """

    paper = Paper(
        networks=cut_networks,
        loss=LeastSquares(weight=1.0),
        optimizer=lambda: keras.optimizers.Adam(2e-4, beta_1=0.5),
    )
    log_names = ("nce", "identity_nce")

    def __init__(
        self,
        generator,
        discriminator,
        projector,
        nce_weight=1.0,
        nce_identity=True,
        temperature=0.07,
        patches=256,
        **kwargs,
    ):
        super().__init__(generator, discriminator, **kwargs)
        checks.check_built(projector, "projector")
        self.projector = projector
        self.nce_weight = arguments.check_number(nce_weight, "nce_weight")
        self.nce_identity = nce_identity
        self.temperature = arguments.check_number(
            temperature, "temperature", 1e-6, words="a number above 0"
        )
        self.patches = arguments.check_count(patches, "patches", 2)
        cut_networks.maps(generator.output)

    @classmethod
    def for_images(
        cls,
        image_shape,
        width=None,
        residual_blocks=9,
        units=256,
        antialias=True,
        **settings,
    ):
        """The paper's networks, which translate pictures of other sizes too.

        Args:
            image_shape: tuple (H, W, C), of the pictures in training; both
                sides are multiples of 4.
            width: int, filters of the first convolutions. Default: 64.
            residual_blocks: int.
            units: int, length of the vectors that are compared.
            antialias: bool, whether the generator has a blur where it halves
                and doubles sides, as the authors' has.
            **settings: as for the constructor.
        """
        arguments.check_image_shape(image_shape)
        size = arguments.size_of(width)
        networks = cls.paper.networks
        generator = networks.generator(
            image_shape,
            residual_blocks=residual_blocks,
            antialias=antialias,
            **size,
        )
        return cls(
            generator,
            networks.discriminator(image_shape, **size),
            networks.projector(generator, units),
            image_size=image_shape[:2],
            **settings,
        )

    @property
    def players(self):
        generator = [self.generator, self.projector]
        return {**super().players, "generator": generator}

    def discriminator_loss(self, batch):
        real, fake, judge = self.sides(batch)
        logits = judge(real), judge(fake)
        return {"d_loss": self.adversarial_loss.discriminator(*logits)}

    def generator_loss(self, batch):
        made = self.play(self.generator, self.inputs_of(batch))
        real, fake, judge = self.sides(batch, made["samples"])
        loss = self.adversarial_loss.generator(None, judge(fake))
        logs = {"nce": self.contrast(made)}
        if self.nce_identity:
            again = self.play(self.generator, real)
            logs["identity_nce"] = self.contrast(again)
        loss += 0.5 * self.nce_weight * sum(logs.values())
        return {"g_loss": loss, **logs}

    def contrast(self, made):
        """How hard it is to find patches of a source again, a scalar: nce.

        Args:
            made: dict, what the generator gave for the source.
        """
        keys = cut_networks.maps(made)
        again = self.play(self.generator, made["samples"])
        queries = cut_networks.maps(again)
        places = {name: self._places(x) for name, x in keys.items()}
        queries, keys = (
            self.play(
                self.projector,
                {name: _pixels(x, places[name]) for name, x in maps.items()},
            )
            for maps in (queries, keys)
        )
        losses = [
            self._contrast(queries[name], ops.stop_gradient(keys[name]))
            for name in places
        ]
        return sum(losses) / len(losses)

    def _places(self, x):
        """Some pixels of a map (B, h, w, C), different ones: (N,)."""
        _, height, width, _ = ops.shape(x)
        size = height * width
        known = isinstance(size, int)
        count = min(self.patches, size) if known else self.patches
        order = keras.random.uniform((size,), seed=self.noise_seed())
        return ops.top_k(order, count)[1]

    def _contrast(self, queries, keys):
        """The cross-entropy of finding each query's key, (B, N, units)."""
        queries, keys = _directions(queries), _directions(keys)
        alike = ops.einsum("bnu,bmu->bnm", queries, keys) / self.temperature
        own = ops.sum(queries * keys, axis=-1) / self.temperature
        return ops.mean(ops.logsumexp(alike, axis=-1) - own)


def _directions(x):
    """Vectors (..., units) of the length 1; of 0 where they are 0."""
    square = ops.sum(ops.square(x), axis=-1, keepdims=True)
    return x * ops.rsqrt(ops.maximum(square, 1e-12))


def _pixels(x, places):
    """Pixels (B, N, C) of maps (B, h, w, C)."""
    _, height, width, channels = ops.shape(x)
    x = ops.reshape(x, (-1, height * width, channels))
    return ops.take(x, places, axis=1)
