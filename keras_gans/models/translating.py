"""Models that make samples of samples: their common base."""

import fractions
import types

import keras
import numpy as np
from keras import ops

from keras_gans import latents as laws
from keras_gans import specs
from keras_gans.data import frame
from keras_gans.models import checks
from keras_gans.models.generative_model import GenerativeModel

LARGEST_STEP = 1024


def step_of(network):
    """The number that both sides of a network's pictures are multiples of.

    Args:
        network: built `keras.Model`, whose last input is pictures.

    Returns:
        An int, a power of two. 1 where the sides of the pictures are settled.
    """
    shape = network.inputs[-1].shape
    if len(shape) != 4 or None not in shape[1:3]:
        return 1
    step = 1
    while step < LARGEST_STEP:
        # Of sides that fit, what comes is in proportion.
        sides = 3 * step, 5 * step
        made = [_made_side(network, side) for side in sides]
        if None not in made and made[0] * sides[1] == made[1] * sides[0]:
            return step
        step *= 2
    return step


def scale_of(network, step):
    """How many times as long the sides are of what a network makes; `step` as
    `step_of` says."""
    shape = network.inputs[-1].shape
    if len(shape) != 4:
        return 1
    if None in shape[1:3]:
        side = 3 * step
        made = _made_side(network, side)
    else:
        side, made = shape[1], checks.made_shape(network)[0]
    return fractions.Fraction(made or side, side)


def _made_side(network, side):
    """The side of what a network makes of a picture, None for an error."""
    inputs = [
        keras.KerasTensor((1, *x.shape[1:]), x.dtype) for x in network.inputs
    ]
    last = network.inputs[-1]
    inputs[-1] = keras.KerasTensor((1, side, side, last.shape[-1]), last.dtype)
    try:
        made = network.compute_output_spec(
            inputs if len(inputs) > 1 else inputs[0]
        )
    except ValueError:
        return None
    return checks.samples_of(made).shape[1]


def whole(network, inputs, step):
    """What a network makes of pictures of any size.

    Pictures whose sides are no multiples of `step` are mirrored at their lower
    and right edges, and what comes of it is cut to their proportion.

    Args:
        network: function of the inputs.
        inputs: pictures (B, H, W, C), or a list whose last are such.
        step: int.
    """
    if step == 1:
        return network(inputs)
    *others, images = inputs if isinstance(inputs, (list, tuple)) else [inputs]
    _, *sides, _ = ops.shape(images)
    larger = [-(-side // step) * step for side in sides]
    for axis, side, wanted in zip((1, 2), sides, larger):
        places = ops.arange(wanted, dtype="int32") % (2 * side)
        places = ops.minimum(places, 2 * side - 1 - places)
        images = ops.take(images, places, axis=axis)
    made = network([*others, images] if others else images)
    _, *found, _ = ops.shape(made)
    height, width = (
        n * side // wanted for n, side, wanted in zip(found, sides, larger)
    )
    return made[:, :height, :width]


class Translator(keras.Model):
    """A network that makes pictures of pictures, of any size.

    Args:
        network: built `keras.Model`, whose last input is pictures.
        spec: of what it makes.
    """

    def __init__(self, network, spec):
        super().__init__()
        self.network, self.spec = network, spec
        self.step = step_of(network)
        self.built = True

    def call(self, inputs):
        def made(x):
            return checks.samples_of(self.network(x, training=False))

        return self.spec.clip(whole(made, inputs, self.step))


class Translating:
    """What models have in common that make pictures of pictures."""

    def through(self, network):
        """A `Translator` of the network with averaged weights."""
        network = self.averaged(network)
        # No part of the model, which would save it.
        known = vars(self).setdefault("_translators", types.SimpleNamespace())
        name = f"of_{id(network)}"
        if not hasattr(known, name):
            setattr(known, name, Translator(network, self.sample_spec))
        return getattr(known, name)


class TranslationModel(Translating, GenerativeModel):
    """Samples in, samples out: a generator that is told a source.

    An element of the data is (source, target), a batch of both; or a dict by
    the names "source" and "real".

    Args:
        generator: built `keras.Model`, source (B, ...) to samples, or
            [noise (B, 1), source] to samples.
        discriminator: built `keras.Model`, samples, or [samples, source], to
            logits.
        image_size: int, or (height, width), of the samples in training, where
            the networks take any. Default: any that they divide.
        **kwargs: of `GenerativeModel`.
    """

    without = {
        "packing": "samples of different sources are not packed",
        "num_classes": "what is told is a sample",
        "latent_dim": "its noise is one number",
        "latent_range": "its noise is one number",
    }

    def __init__(
        self,
        generator,
        discriminator,
        image_size=None,
        latents=None,
        sample_spec=None,
        **kwargs,
    ):
        checks.check_built(generator, "generator")
        checks.check_built(discriminator, "discriminator")
        if latents is None and len(generator.inputs) > 1:
            latents = laws.Uniform(1, 0.0, 1.0)
        self.step = step_of(generator)
        self.scale = scale_of(generator, self.step)
        shape = checks.sample_shape(discriminator)
        if image_size is not None:
            image_size = frame.sides(image_size)
            shape = (*image_size, *shape[2:])
        self.image_size = image_size
        if sample_spec is None and len(shape) == 3:
            sample_spec = specs.Images(shape, int(self.step * self.scale))
        super().__init__(
            generator,
            discriminator,
            latents=latents,
            sample_spec=sample_spec,
            **kwargs,
        )

    @property
    def conditions_taken(self):
        told = super().conditions_taken
        source = list(told)[-1]
        spec = told.pop(source)
        if isinstance(spec, specs.Images):
            spec = specs.Images(spec.shape, self.step)
        return {**told, "source": spec}

    @property
    def element_spec(self):
        given, real = self.given, self.sample_spec
        source = given["source"]
        if len(source.shape) == len(real.shape) == 3:
            sides = [n and int(n / self.scale) for n in real.shape[:2]]
            sides = [a or b for a, b in zip(source.shape, sides)]
            given["source"] = specs.Images(
                (*sides, source.shape[-1]), self.step
            )
        return {**given, "real": real}

    def check_pairs(self, data):
        """Refuses a batch whose targets are not as large as what is made."""
        batch = self.named(self.read(data))
        source, real = batch["source"], batch["real"]
        found, wanted = real.shape[1:-1], source.shape[1:-1]
        if any(n != self.scale * side for n, side in zip(found, wanted)):
            raise ValueError(
                "The targets are as large as what the generator makes of the "
                f"sources, {float(self.scale):g} times their size. Received: "
                f"sources {tuple(source.shape)}, targets {tuple(real.shape)}"
            )

    def reals(self, batch):
        return batch["real"]

    def call(self, inputs):
        """Samples of sources, or of [noise, sources], of any size."""
        return self.through(self.generator)(inputs)

    def columns_of(self, source, target=None, seed=0):
        """What `TranslationGrid` draws: sources, translations, and targets."""
        made = self.translate(source, seed)
        return [source, made] + [target] * (target is not None)

    def translate(self, source, seed=None, batch_size=8):
        """What becomes of some samples.

        Args:
            source: array (N, ...), of any size.
            seed: int, of the noise, where there is some.
            batch_size: int, how many at once.

        Returns:
            A float array (N, ...).

        Raises:
            ValueError: the samples do not fit.
        """
        ranks = len(self.given["source"].shape) + 1
        if np.ndim(source) != ranks:
            raise ValueError(
                f"`source` is several samples, (N, ...) of {ranks} axes. "
                f"Received: shape={np.shape(source)}"
            )
        return self.generate(
            len(source), seed, batch_size=batch_size, source=source
        )
