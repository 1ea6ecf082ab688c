"""GAWWN, Reed et al., 2016."""

import dataclasses

import keras
from keras import ops

from keras_gans import arguments
from keras_gans import specs
from keras_gans.models import describing
from keras_gans.models.gawwn import gawwn_networks
from keras_gans.models.text_to_image_gan.text_to_image_gan import TextToImageGAN


@keras.saving.register_keras_serializable("keras_gans")
class GAWWN(TextToImageGAN):
    """What and where: pictures of sentences, at a place that one names.

    The game is that of `TextToImageGAN`, whose networks are told a place too:
    a box in which the thing is, or a point for each of its parts. With another
    picture's text it is the picture's own place that the discriminator is told.

    Of parts some may be unknown. In training each is hidden with some
    probability, from both players, so that the generator draws what fits
    those that it is told. (The authors have a second, small game that guesses
    the hidden ones.)

    An element of the data is (images, text, boxes), boxes (top, left, bottom,
    right) in shares of the sides; or (images, text, parts), parts (B, K, 3),
    of each (top, left, known).

    Args:
        generator: built `keras.Model`, [latents, text, boxes or parts] to
            images.
        discriminator: built `keras.Model`, [images, text, boxes or parts] to
            logits. Its inputs have the names "text", and "boxes" or "parts".
        hidden_share: float, probability that a part is hidden in training.
        **kwargs: of `TextToImageGAN`.

    Example:

    ```python
    data = keras_gans.data.captioned(
        "captioned_avatars",
        split="placed_train",
        encoder=encoder,
        boxes="boxes/head",
    )
    gan = keras_gans.GAWWN.for_images((64, 64, 3), encoder=encoder)
    gan.compile()
    gan.fit(data, epochs=100)
    above = gan.generate(
        ["a person with red hair"] * 8, boxes=[0.0, 0.25, 0.5, 0.75]
    )
    ```

    Reference: https://arxiv.org/abs/1610.02454
    """

    paper = dataclasses.replace(TextToImageGAN.paper, networks=gawwn_networks)

    def __init__(
        self, generator, discriminator, *law, hidden_share=0.5, **kwargs
    ):
        # What lies between two texts has no place of its own.
        kwargs.setdefault("interpolation", 0.0)
        super().__init__(generator, discriminator, *law, **kwargs)
        self.hidden_share = arguments.check_number(
            hidden_share, "hidden_share", 0, 1, "a number from 0 to 1"
        )
        if len({"boxes", "parts"} & set(self.given)) != 1:
            raise ValueError(
                'The networks are told a place, by an input named "boxes" or '
                f'"parts". Received: inputs {list(self.given)}'
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
        parts=None,
        **settings,
    ):
        dim = describing.dim_of(encoder, text_dim)
        networks = cls.paper.networks
        if parts is None:
            return (
                networks.generator(image_shape, dim, law.dim, **size),
                networks.discriminator(image_shape, dim, **size),
            )
        parts = arguments.check_count(parts, "parts")
        return (
            networks.parts_generator(image_shape, dim, parts, law.dim, **size),
            networks.parts_discriminator(image_shape, dim, parts, **size),
        )

    @property
    def conditions_taken(self):
        kinds = {"boxes": specs.Boxes, "parts": specs.Parts}
        return {
            name: kinds[name](spec.shape) if name in kinds else spec
            for name, spec in super().conditions_taken.items()
        }

    def prepare(self, batch):
        batch = super().prepare(batch)
        if "parts" not in batch or not self.in_training:
            return batch
        parts = batch["parts"]
        drawn = keras.random.uniform(
            ops.shape(parts)[:2], seed=self.noise_seed()
        )
        shown = ops.cast(drawn >= self.hidden_share, parts.dtype)
        # Where a hidden part lies is not told either.
        return {**batch, "parts": parts * shown[..., None]}
