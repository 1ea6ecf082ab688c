"""StackGAN, Zhang et al., 2017."""

import keras
import numpy as np
from keras import ops

from keras_gans import arguments
from keras_gans import latents as laws
from keras_gans import specs
from keras_gans.core.adversarial_model import AdversarialModel
from keras_gans.core.averages import copied
from keras_gans.core.paper import Paper
from keras_gans.models import checks
from keras_gans.models import describing
from keras_gans.models.stackgan import stackgan_networks
from keras_gans.terms import gaussian_divergence


@keras.saving.register_keras_serializable("keras_gans")
class StackGAN(describing.Describing, AdversarialModel):
    """Pictures of sentences in two stages: a sketch, then a picture of it.

    In one `fit`: for the first epochs a small generator and its discriminator
    play, then they stay as they are and the second two play on sketches. What
    the generators are told is drawn around the text (conditioning
    augmentation), from a law that is kept near the normal.

    ```
    d_loss = -E[log D(x, t)] - 1/2 E[log(1 - D(x, t'))]
             - 1/2 E[log(1 - D(G(s, t), t))]
    g_loss = -E[log D(G(s, t), t)] + w KL(N(mean(t), variance(t)), N(0, 1))
    ```

    s is what is drawn and, in the second stage, a sketch; KL is the mean over
    the numbers of the code. The first stage's losses are the same of its own
    networks, and its real pictures are scaled down.

    Args:
        sketch_generator, sketch_discriminator, generator, discriminator: built
            `keras.Model`s, see `networks.stackgan`.
        encoder: as of `TextToImageGAN`.
        sketch_epochs: int, of the first stage. Default: the paper's.
        divergence_weight: float, w.
        mismatch_weight: float, share of pictures with another's text among
            what is wrong.
        **kwargs: of `AdversarialModel`.

    Example:

    ```python
    gan = keras_gans.StackGAN.for_images((256, 256, 3), encoder=encoder)
    gan.compile()
    gan.fit(data, epochs=1200)
    birds = gan.generate(["a small yellow bird with black wings"] * 8)
    ```

    Reference: https://arxiv.org/abs/1612.03242. The authors halve the rates
        every 50 epochs of the first stage, every 100 of the second.
    """

    paper = Paper(
        networks=stackgan_networks,
        optimizer=lambda: keras.optimizers.Adam(2e-4, beta_1=0.5),
    )
    log_names = ("divergence",)
    stages = (
        ("sketch_discriminator", "sketch_generator"),
        ("discriminator", "generator"),
    )

    def __init__(
        self,
        sketch_generator,
        sketch_discriminator,
        generator,
        discriminator,
        encoder=None,
        sketch_epochs=600,
        divergence_weight=2.0,
        mismatch_weight=0.5,
        **kwargs,
    ):
        super().__init__(**kwargs)
        self.sketch_generator = sketch_generator
        self.sketch_discriminator = sketch_discriminator
        self.generator, self.discriminator = generator, discriminator
        self._check_networks()
        self.encoder = encoder
        self.sketch_epochs = int(
            arguments.check_number(sketch_epochs, "sketch_epochs", 0)
        )
        self.divergence_weight = arguments.check_number(
            divergence_weight, "divergence_weight", 0
        )
        self.mismatch_weight = arguments.check_number(
            mismatch_weight, "mismatch_weight", 0, 1, "a number from 0 to 1"
        )
        self.latents = _law(sketch_generator, generator)
        self.sketched = self._counter((), "sketched")
        self.keep_averages(sketch_generator, generator)

    @classmethod
    def for_images(
        cls,
        image_shape,
        encoder=None,
        text_dim=None,
        scale=4,
        width=None,
        condition_dim=128,
        **settings,
    ):
        """The paper's networks for images of one shape.

        Args:
            image_shape: tuple (H, W, C), of the pictures; H = W = 4 * 2**n.
            encoder: as for the constructor.
            text_dim: int, E, where there is no encoder.
            scale: int, 2 or 4, sides of a picture over those of its sketch.
            width: int, filters of the generators. Default: the paper's, 128;
                the discriminators begin with half as many.
            condition_dim: int, numbers drawn around the text; 0 for none.
            **settings: as for the constructor.
        """
        height, width_of_image, channels = arguments.check_image_shape(
            image_shape
        )
        if scale not in (2, 4) or height % scale:
            raise ValueError(
                "Pictures have 2 or 4 times the sides of their sketches. "
                f"Received: scale={scale}, image_shape={image_shape}"
            )
        small = (height // scale, width_of_image // scale, channels)
        dim = describing.dim_of(encoder, text_dim)
        width = 128 if width is None else arguments.check_count(width, "width")
        half = {"width": max(1, width // 2)}
        told = {"width": width, "condition_dim": condition_dim}
        networks = cls.paper.networks
        return cls(
            networks.sketch_generator(small, dim, **told),
            networks.discriminator(small, dim, **half),
            networks.generator(image_shape, dim, scale=scale, **told),
            networks.discriminator(image_shape, dim, **half),
            encoder=encoder,
            **settings,
        )

    @classmethod
    def upon(cls, model, generator, discriminator, **settings):
        """A game whose first stage is over: that of a trained `StackGAN`.

        Args:
            model: `StackGAN` that has played its first stage.
            generator, discriminator: built `keras.Model`s, of the second.
            **settings: as for the constructor.

        Raises:
            ValueError: the model has not learnt sketches.
        """
        if not int(ops.convert_to_numpy(model.sketched)):
            raise ValueError(
                "The second stage is played on sketches that are learnt: "
                "`fit` the model first. Received: a model of 0 rounds"
            )
        settings = {"encoder": model.encoder, **settings, "sketch_epochs": 0}
        sketch_generator = copied(model.sketch_generator)
        sketch_generator.set_weights(
            model.averaged(model.sketch_generator).get_weights()
        )
        made = cls(
            sketch_generator,
            model.sketch_discriminator,
            generator,
            discriminator,
            **settings,
        )
        made.sketched.assign(model.sketched)
        return made

    def _check_networks(self):
        """Refuses networks that do not fit each other."""
        for names in self.stages:
            for name in names:
                checks.check_built(getattr(self, name), name)
        sketch = checks.made_shape(self.sketch_generator)
        pairs = {
            "sketch_discriminator": sketch,
            "generator": sketch,
            "discriminator": checks.made_shape(self.generator),
        }
        for name, made in pairs.items():
            taken = checks.sample_shape(getattr(self, name))
            if taken != made:
                raise ValueError(
                    "Sketches are what the first two networks and the second "
                    "generator agree on, pictures what the second two do. "
                    f"Received: {name} takes {taken}, not {made}"
                )
        if {describing.dim_of_input(x) for x in self._networks()} != {
            self.vectors
        }:
            raise ValueError(
                "All networks are told text of one length. Received: "
                f"{[describing.dim_of_input(x) for x in self._networks()]}"
            )

    def _networks(self):
        return [getattr(self, name) for names in self.stages for name in names]

    @property
    def vectors(self):
        return describing.dim_of_input(self.generator)

    @property
    def element_spec(self):
        shape = checks.sample_shape(self.discriminator)
        return {"real": specs.Images(shape), "text": self.text_spec}

    @property
    def given(self):
        return {"text": self.text_spec}

    @property
    def players(self):
        return {
            name: [getattr(self, name)]
            for names in self.stages
            for name in names
        }

    @property
    def playing(self):
        return self.stages[self.stage]

    def due_stage(self):
        due = int(self.epochs_played >= self.sketch_epochs)
        if due and not int(ops.convert_to_numpy(self.sketched)):
            raise ValueError(
                "The second stage is played on sketches that are learnt: "
                "`sketch_epochs` from 1, or StackGAN.upon(a trained one). "
                f"Received: sketch_epochs={self.sketch_epochs}"
            )
        return due

    def adversarial_step(self, batches, when=None):
        logs = super().adversarial_step(batches, when)
        if self.stage == 0:
            self.sketched.assign(self.sketched + 1)
        return logs

    def told_of(self, batch, network):
        """What a generator takes beside its first input, of `inputs_of`."""
        drawn = dict(zip(self.latents.shapes, batch))
        names = [x.name.split(":")[0] for x in network.inputs[1:-1]]
        return [*(drawn[name] for name in names), batch[-1]]

    def made_of(self, inputs):
        """What the stage that lasts makes of [drawn ..., text]: a dict."""
        sketch = self.play(
            self.sketch_generator,
            [inputs[0], *self.told_of(inputs, self.sketch_generator)],
        )
        if self.stage == 0:
            return sketch
        told = self.told_of(inputs, self.generator)
        return self.play(self.generator, [sketch["samples"], *told])

    def call(self, inputs):
        """Pictures of [drawn ..., text]; in the first stage sketches, scaled
        to their size."""
        samples = self.made_of(self.vectors_in(inputs))["samples"]
        scale = self.sample_spec.shape[0] // samples.shape[1]
        for axis in (1, 2):
            samples = ops.repeat(samples, scale, axis=axis)
        return self.sample_spec.clip(samples)

    def real_of(self, batch):
        """The real pictures as large as those of the stage that lasts."""
        scale = self.sample_spec.shape[0] // self.small
        real = ops.cast(batch["real"], keras.config.floatx())
        if self.stage or scale == 1:
            return real
        return ops.average_pool(real, scale, scale, data_format="channels_last")

    @property
    def small(self):
        """The side of a sketch."""
        return checks.sample_shape(self.sketch_discriminator)[0]

    def _discriminator_loss(self, batch, judge):
        real, text = self.real_of(batch), batch["text"]
        fake = self.made_of(self.inputs_of(batch))["samples"]
        wrong = describing.mismatched(batch)["text"]
        right, wrong, fake = (
            self.play(judge, pair)
            for pair in ([real, text], [real, wrong], [fake, text])
        )
        loss, share = self.adversarial_loss.discriminator, self.mismatch_weight
        return share * loss(right, wrong) + (1 - share) * loss(right, fake)

    def _generator_loss(self, batch, judge):
        made = self.made_of(self.inputs_of(batch))
        logits = self.play(judge, [made["samples"], batch["text"]])
        loss = self.adversarial_loss.generator(None, logits)
        divergence = ops.zeros(())
        if "mean" in made:
            divergence = (
                gaussian_divergence(made["mean"], made["log_variance"])
                / made["mean"].shape[-1]
            )
        return loss + self.divergence_weight * divergence, divergence

    def sketch_discriminator_loss(self, batch):
        loss = self._discriminator_loss(batch, self.sketch_discriminator)
        return {"sketch_discriminator_loss": loss}

    def sketch_generator_loss(self, batch):
        loss, divergence = self._generator_loss(
            batch, self.sketch_discriminator
        )
        return {"sketch_generator_loss": loss, "divergence": divergence}

    def discriminator_loss(self, batch):
        return {"d_loss": self._discriminator_loss(batch, self.discriminator)}

    def generator_loss(self, batch):
        loss, divergence = self._generator_loss(batch, self.discriminator)
        return {"g_loss": loss, "divergence": divergence}


def _law(sketch_generator, generator):
    """What is drawn, by the names of the generators' inputs."""
    drawn = {"noise": laws.Normal(sketch_generator.inputs[0].shape[-1])}
    for network in (sketch_generator, generator):
        for x in network.inputs[1:-1]:
            law = laws.Truncated(int(np.prod(x.shape[1:])))
            drawn[x.name.split(":")[0]] = law
    return laws.Named(**drawn)
