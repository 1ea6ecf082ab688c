"""StackGAN++, Zhang et al., 2018."""

import keras
from keras import ops

from keras_gans import arguments
from keras_gans import latents as laws
from keras_gans import specs
from keras_gans.core.adversarial_model import AdversarialModel
from keras_gans.core.paper import Paper
from keras_gans.losses import LeastSquares
from keras_gans.losses import NonSaturating
from keras_gans.models import augmenting
from keras_gans.models import checks
from keras_gans.models import describing
from keras_gans.models.stackgan_plus_plus import stackgan_plus_plus_networks
from keras_gans.terms import gaussian_divergence


@keras.saving.register_keras_serializable("keras_gans")
class StackGANPlusPlus(
    describing.Describing, augmenting.Augmenting, AdversarialModel
):
    """Pictures of several sizes at once, each judged by itself, in words or
    without.

    A discriminator of each size says whether a picture is real, and, where
    there is text, whether it fits the text, too. For the first a picture with
    another's text is as real as any.

    ```
    d_loss = sum over sizes -2 E[log D(x)] - E[log(1 - D(G))]
             - E[log D(x, m)] - E[log(1 - D(x, m'))] - E[log(1 - D(G, m))]
    g_loss = sum over sizes -E[log D(G)] - E[log D(G, m)]
             + w KL(N(m, v), N(0, 1)) + c colour
    colour = |mu - mu'|^2 + 5 |S - S'|^2
    ```

    G draws what it is told from a law around the text, of mean m and variance
    v; KL is the mean over its numbers. `colour` compares the mean colour and
    the covariance of the colours of a picture with those of the next smaller
    one. Without text D(x) counts once, and the terms with m do not exist.

    Args:
        generator: built `keras.Model`, to a dict of pictures of several sizes,
            see `networks.stackgan_plus_plus`.
        discriminators: list of built `keras.Model`s, from the smallest size to
            the largest.
        encoder: as of `TextToImageGAN`.
        divergence_weight: float, w.
        color_weight: float, c. Default: the authors', 0 with text and 50
            without.
        augmentation: as of `GenerativeModel`, for pictures of every size.
        **kwargs: of `AdversarialModel`.

    Example:

    ```python
    gan = keras_gans.StackGANPlusPlus.for_images((64, 64, 3), encoder=encoder)
    gan.compile()
    gan.fit(data, epochs=600)
    birds = gan.generate(["a small yellow bird with black wings"] * 8)
    ```

    Reference: https://arxiv.org/abs/1710.10916
    """

    paper = Paper(
        networks=stackgan_plus_plus_networks,
        optimizer=lambda: keras.optimizers.Adam(2e-4, beta_1=0.5),
    )
    log_names = ("divergence", "color")
    settled = ("augmentation",)

    def __init__(
        self,
        generator,
        discriminators,
        encoder=None,
        divergence_weight=2.0,
        color_weight=None,
        augmentation=None,
        **kwargs,
    ):
        super().__init__(**kwargs)
        self.generator = generator
        self.discriminators = list(discriminators)
        self._check_networks()
        self.encoder = encoder
        self.divergence_weight = arguments.check_number(
            divergence_weight, "divergence_weight", 0
        )
        if color_weight is None:
            color_weight = 0.0 if self.in_words else 50.0
        self.color_weight = arguments.check_number(
            color_weight, "color_weight", 0
        )
        drawn = generator.inputs[: 2 if self.in_words else 1]
        law = {x.name.split(":")[0]: laws.Normal(x.shape[-1]) for x in drawn}
        self.latents = laws.Named(**law) if self.in_words else law["noise"]
        self.see_through(
            augmentation,
            *(specs.Images(checks.sample_shape(x)) for x in discriminators),
        )
        self.keep_averages(generator)

    @classmethod
    def for_images(
        cls,
        image_shape,
        encoder=None,
        text_dim=None,
        width=None,
        branches=3,
        **settings,
    ):
        """The paper's networks for images of one shape.

        Args:
            image_shape: tuple (H, W, C), of the largest pictures.
            encoder: as for the constructor.
            text_dim: int, E, where there is no encoder; None: without text.
            width: int, filters of the first branch. Default: the paper's, 64.
            branches: int, sizes of pictures.
            **settings: as for the constructor.
        """
        shape = arguments.check_image_shape(image_shape)
        size = arguments.size_of(width)
        told = encoder is not None or text_dim is not None
        dim = describing.dim_of(encoder, text_dim) if told else None
        networks = cls.paper.networks
        side = networks.smallest(shape, branches)
        return cls(
            networks.generator(shape, dim, branches=branches, **size),
            [
                networks.discriminator(
                    (side * 2**i, side * 2**i, shape[-1]),
                    128 if told else 0,
                    name=f"discriminator_{side * 2**i}",
                    **size,
                )
                for i in range(branches)
            ],
            encoder=encoder,
            **settings,
        )

    def _check_networks(self):
        """Refuses networks that do not fit each other."""
        checks.check_built(self.generator, "generator")
        checks.made_shape(self.generator)
        for judge in self.discriminators:
            checks.check_built(judge, "discriminator")
        made = sorted(
            tuple(x.shape[1:])
            for name, x in self.generator.output.items()
            if name.startswith("samples")
        )
        judged = [checks.sample_shape(judge) for judge in self.discriminators]
        if judged != made:
            raise ValueError(
                "There is a discriminator of each size of pictures that the "
                f"generator makes, the smallest first. Received: {made} made, "
                f"{judged} judged"
            )

    @property
    def in_words(self):
        """Whether there is text."""
        return len(self.generator.inputs) > 1

    @property
    def vectors(self):
        return (
            describing.dim_of_input(self.generator) if self.in_words else None
        )

    @property
    def sample_spec(self):
        return specs.Images(checks.sample_shape(self.discriminators[-1]))

    @property
    def given(self):
        return {"text": self.text_spec} if self.in_words else {}

    @property
    def element_spec(self):
        return {"real": self.sample_spec, **self.given}

    @property
    def players(self):
        return {
            "discriminator": self.discriminators,
            "generator": [self.generator],
        }

    def logits_of(self, judged):
        return judged["unconditional"] if self.in_words else judged

    def check_loss(self):
        super().check_loss()
        if not isinstance(self.adversarial_loss, (NonSaturating, LeastSquares)):
            raise ValueError(
                "Each of three kinds of pictures counts once, so the loss is "
                "one of which real and fake have a part each: "
                '"non_saturating" or "least_squares". Received: loss='
                f"{self.adversarial_loss}"
            )

    def embedded(self, batch):
        return super().embedded(batch) if self.in_words else batch

    def call(self, inputs):
        """The largest pictures of [noise, conditioning, text], or of noise."""
        if self.in_words:
            inputs = self.vectors_in(inputs)
        made = self.play(self.generator, inputs)
        return self.sample_spec.clip(made["samples"])

    def made_of(self, batch):
        """What the generator makes for a batch: a dict, and its pictures from
        the smallest to the largest."""

        def make():
            made = self.play(self.generator, self.inputs_of(batch))
            pictures = [x for n, x in made.items() if n.startswith("samples")]
            return made, sorted(pictures, key=lambda x: x.shape[1])

        return self.once("made", make)

    def reals_of(self, batch):
        """The real pictures of each size, from the smallest."""
        real = ops.cast(batch["real"], keras.config.floatx())
        sides = [x.inputs[0].shape[1] for x in self.discriminators]
        scales = [real.shape[1] // side for side in sides]
        return [
            ops.average_pool(real, scale, scale, data_format="channels_last")
            if scale > 1
            else real
            for scale in scales
        ]

    def discriminator_loss(self, batch):
        made, fakes = self.made_of(batch)
        loss = 0.0
        for judge, real, fake in zip(
            self.discriminators, self.reals_of(batch), fakes
        ):
            loss += self.one_size(judge, real, fake, made.get("mean"))
        return {"d_loss": loss}

    def one_size(self, judge, real, fake, told):
        """What the discriminator of one size minimises."""
        apart = self.adversarial_loss.discriminator
        real, fake = self.augmented(real), self.augmented(fake)
        if told is None:
            logits = self.play(judge, real), self.play(judge, fake)
            self.hear(logits[0], of=judge.name)
            return apart(*logits)
        told = ops.stop_gradient(told)
        wrong = ops.roll(told, 1, axis=0)
        right, wrong, fake = (
            self.play(judge, pair)
            for pair in ([real, told], [real, wrong], [fake, told])
        )
        self.hear(right, of=judge.name)
        # What is real counts for as much as each of the two that are not.
        as_real = self.adversarial_loss.generator
        loss = apart(right["conditional"], fake["conditional"])
        loss += apart(right["conditional"], wrong["conditional"])
        loss -= as_real(None, right["conditional"])
        loss += apart(right["unconditional"], fake["unconditional"])
        return loss + as_real(None, wrong["unconditional"])

    def generator_loss(self, batch):
        made, fakes = self.made_of(batch)
        as_real, loss = self.adversarial_loss.generator, 0.0
        for judge, fake in zip(self.discriminators, fakes):
            told = [made["mean"]] if self.in_words else []
            fake = self.augmented(fake)
            judged = self.play(judge, [fake, *told] if told else fake)
            for logits in judged.values() if told else [judged]:
                loss += as_real(None, logits)
        divergence, color = ops.zeros(()), ops.zeros(())
        if self.in_words:
            divergence = (
                gaussian_divergence(made["mean"], made["log_variance"])
                / made["mean"].shape[-1]
            )
        for smaller, larger in zip(fakes, fakes[1:]):
            color += color_distance(larger, ops.stop_gradient(smaller))
        loss += self.divergence_weight * divergence
        return {
            "g_loss": loss + self.color_weight * color,
            "divergence": divergence,
            "color": color,
        }


def color_distance(images, others):
    """How far the colours of pictures are from those of others, a scalar.

    The mean square between the mean colours, and five times that between the
    covariances of the colours, of each picture.

    Args:
        images, others: float tensors (B, h, w, C), of any two sizes.
    """
    (mean, spread), (mean_2, spread_2) = map(_colors, (images, others))
    apart = ops.mean(ops.square(mean - mean_2))
    return apart + 5 * ops.mean(ops.square(spread - spread_2))


def _colors(images):
    """The mean (B, C) and the covariance (B, C, C) of the pixels."""
    _, height, width, channels = images.shape
    pixels = ops.reshape(images, (-1, height * width, channels))
    mean = ops.mean(pixels, axis=1)
    apart = pixels - mean[:, None]
    return mean, ops.einsum("bpi,bpj->bij", apart, apart) / (height * width)
