"""GAN-CLS with GAN-INT, Reed et al., 2016."""

import keras

from keras_gans import arguments
from keras_gans.core.paper import Paper
from keras_gans.latents import Normal
from keras_gans.models import describing
from keras_gans.models.generative_model import GenerativeModel
from keras_gans.models.text_to_image_gan import text_to_image_gan_networks


@keras.saving.register_keras_serializable("keras_gans")
class TextToImageGAN(describing.Describing, GenerativeModel):
    """Pictures of sentences; the discriminator sees what does not match, too.

    A real picture with the sentence of another is as wrong as a fake, so the
    discriminator learns what a sentence says (GAN-CLS). The generator is also
    told sentences that nobody wrote, between two of the batch (GAN-INT).

    ```
    d_loss = -E[log D(x, t)] - c E[log(1 - D(x, t'))]
             - (1 - c) E[log(1 - D(G(z, t), t))]
    g_loss = -E[log D(G(z, s), s)]      s: t, and for each second one (t + t')/2
    ```

    An element of the data is (images, text), of vectors or, with a
    `text.Encoder`, of tokens: see `data.captioned`.

    Args:
        generator: built `keras.Model`, [latents (B, latent_dim), text (B, E)]
            to images.
        discriminator: built `keras.Model`, [images, text (B, E)] to logits.
        encoder: `text.Encoder`, which is frozen and saved with the model; or
            `text.sentences(function)`; or None, where the text is vectors.
        mismatch_weight: float, c.
        interpolation: float from 0 to 1, texts between two that the generator
            is told, for each of the batch; 0 for GAN-CLS alone.
        **kwargs: of `GenerativeModel`, but for `packing` and `num_classes`.

    Example:

    ```python
    encoder = keras.saving.load_model("encoder.keras")
    data = keras_gans.data.captioned(
        "birds/", 64, captions="birds.json", encoder=encoder
    )
    gan = keras_gans.TextToImageGAN.for_images((64, 64, 3), encoder=encoder)
    gan.compile()
    gan.fit(data, epochs=600)
    birds = gan.generate(["a small yellow bird with black wings"] * 8)
    ```

    Reference: https://arxiv.org/abs/1605.05396. The authors halve the rates
        every 100 epochs.
    """

    paper = Paper(
        networks=text_to_image_gan_networks,
        latents=Normal(100),
        optimizer=lambda: keras.optimizers.Adam(2e-4, beta_1=0.5),
    )
    log_names = ("mismatch",)
    without = {
        "packing": "pictures of different sentences are not packed",
        "num_classes": "what is told is a sentence",
    }

    def __init__(
        self,
        generator,
        discriminator,
        encoder=None,
        mismatch_weight=0.5,
        interpolation=0.5,
        **kwargs,
    ):
        super().__init__(generator, discriminator, **kwargs)
        self.encoder = encoder
        self.mismatch_weight = arguments.check_number(
            mismatch_weight, "mismatch_weight", 0, 1, "a number from 0 to 1"
        )
        self.interpolation = arguments.check_number(
            interpolation, "interpolation", 0, 1, "a number from 0 to 1"
        )

    @classmethod
    def networks_for(
        cls,
        image_shape,
        law,
        packing,
        size,
        encoder=None,
        text_dim=None,
        **settings,
    ):
        text_dim = describing.dim_of(encoder, text_dim)
        networks = cls.paper.networks
        return (
            networks.generator(image_shape, text_dim, law.dim, **size),
            networks.discriminator(image_shape, text_dim, **size),
        )

    @property
    def vectors(self):
        return describing.dim_of_input(self.generator)

    @property
    def given(self):
        return {**super().given, "text": self.text_spec}

    def call(self, inputs):
        return super().call(self.vectors_in(inputs))

    def discriminator_loss(self, batch):
        real, fake, judge = self.sides(batch)
        wrong = self.judged_with(describing.mismatched(batch), real)
        right = judge(real)
        loss, share = self.adversarial_loss.discriminator, self.mismatch_weight
        mismatch = loss(right, wrong)
        return {
            "d_loss": share * mismatch + (1 - share) * loss(right, judge(fake)),
            "mismatch": mismatch,
        }

    def judge(self, samples, *told):
        place = list(self.given).index("text")
        told = [
            self.read_words(x) if i == place else x for i, x in enumerate(told)
        ]
        return super().judge(samples, *told)

    def judged_with(self, batch, samples):
        """Logits of samples with what a batch is told."""
        told = [batch[name] for name in self.given]
        return self.judge(self.augmented(samples), *told)

    def generator_loss(self, batch):
        told = {name: batch[name] for name in ("text", *self.given)}
        if self.in_training and self.interpolation:
            told = describing.interpolated(told, self.interpolation)
        _, fake, judge = self.sides(
            {**told, "real": batch["real"]}, self.fakes(told)
        )
        return {"g_loss": self.adversarial_loss.generator(None, judge(fake))}
