"""Models that make samples from noise."""

import random

import keras
import numpy as np
from keras import ops

from keras_gans import arguments
from keras_gans.core import serving
from keras_gans.core.adversarial_model import AdversarialModel
from keras_gans.core.backend import FixedSeed
from keras_gans.models import checks
from keras_gans.networks import labelled


class GenerativeModel(AdversarialModel):
    """One generator from latents to samples, one discriminator of samples.

    What such a variant needs beside its losses: the law of z, `call`,
    `generate`, the checks of its data, and the endpoints of its export. The
    class attribute `networks` is the module that builds the paper's.

    A network of two inputs is told something beside the first: class labels
    (B,), vectors or images. An element of the data then is (samples, labels);
    a variant that learns from labels in another way says `takes_labels`.

    Args:
        generator: built `keras.Model`, latents (B, latent_dim) to samples;
            or [latents, labels] to samples.
        discriminator: built `keras.Model`, samples to logits (B, 1); or
            [samples, labels] to logits.
        latent_dim: int, length of z.
        latent_range: pair of floats, bounds of the uniform law of z; None for
            the standard normal.
        packing: int, samples that the discriminator judges together, along
            the last axis (PacGAN, https://arxiv.org/abs/1712.04086). Not with
            labels.
        num_classes: int, where labels are classes 0 ... num_classes - 1.
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
        num_classes=None,
        **kwargs,
    ):
        super().__init__(**kwargs)
        latent_dim = arguments.check_count(latent_dim, "latent_dim")
        packing = arguments.check_count(packing, "packing")
        if num_classes is not None:
            num_classes = arguments.check_count(num_classes, "num_classes")
        if latent_range is not None:
            arguments.check_range(latent_range, "latent_range")
        checks.check_networks(generator, discriminator, latent_dim, packing)
        checks.check_conditional(generator, discriminator, num_classes, packing)
        self.generator = generator
        self.discriminator = discriminator
        self.latent_dim = latent_dim
        self.latent_range = latent_range and tuple(latent_range)
        self.packing = packing
        self.num_classes = num_classes
        self.keep_averages(generator)

    @classmethod
    def for_images(
        cls,
        image_shape,
        latent_dim=100,
        width=None,
        packing=1,
        num_classes=None,
        **kwargs,
    ):
        """The paper's networks for images of one shape.

        Args:
            image_shape: tuple (H, W, C).
            latent_dim: int, length of z.
            width: int, scales all layers; see the variant's networks.
                Default: the paper's.
            packing: int, as for the constructor.
            num_classes: int; both networks are told class labels, the
                generator beside z, the discriminator as maps.
            **kwargs: as for the constructor.
        """
        image_shape, size = checks.check_sizes(image_shape, width)
        latent_dim = arguments.check_count(latent_dim, "latent_dim")
        packing = arguments.check_count(packing, "packing")
        if num_classes is not None:
            num_classes = arguments.check_count(num_classes, "num_classes")
        told = num_classes or 0
        packed = (*image_shape[:-1], packing * image_shape[-1] + told)
        generator = cls.networks.generator(
            image_shape, latent_dim + told, **size
        )
        discriminator = cls.networks.discriminator(packed, **size)
        if told:
            generator = labelled.generator(generator, told)
            discriminator = labelled.discriminator(discriminator, told)
        return cls(
            generator,
            discriminator,
            latent_dim=latent_dim,
            packing=packing,
            num_classes=num_classes,
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

    def call(self, inputs):
        """Samples of latents, or of [latents, labels]."""
        samples = self.averaged(self.generator)(inputs, training=False)
        # Not every generator ends in a tanh; a picture ends at its range.
        return ops.clip(samples, -1, 1) if samples.ndim == 4 else samples

    def generate(self, n, seed=None, labels=None, batch_size=128):
        """Draws samples as they are after training.

        Args:
            n: int, how many.
            seed: int; one seed gives one set of samples, and the exported
                `generate` gives the same. Default: new ones every time.
            labels: what the generator is told, one for all or one each.
                Default: the classes in turn.
            batch_size: int, how many at once.

        Returns:
            A float array (n, ...); images have values in [-1, 1].
        """
        arguments.check_count(batch_size, "batch_size")
        inputs = self.latents(n, self.fixed_seed(n, seed))
        if self.conditional:
            inputs = [inputs, self.labels_for(n, labels)]
        elif labels is not None:
            raise ValueError(
                f"The generator takes no labels. Received: labels={labels!r}"
            )
        return self.predict(inputs, batch_size=batch_size, verbose=0)

    def fixed_seed(self, n, seed):
        """What `generate` draws `n` samples from; any seed for None."""
        seed = random.randrange(2**31) if seed is None else seed
        arguments.check_count(n)
        arguments.check_seed(seed)
        return FixedSeed(seed)

    def labels_for(self, n, labels=None):
        """What `generate` tells the generator, an array (n, ...).

        Args:
            n: int, samples.
            labels: one for all or one each. Default: the classes in turn.

        Raises:
            ValueError: they do not fit, or there are neither labels nor
                classes.
        """
        shape = checks.label_shape(self.generator)
        if labels is None and self.num_classes:
            labels = np.arange(n) % self.num_classes
        labels = arguments.spread_labels(labels, n, shape)
        self.check_labels(labels, n)
        return labels

    @property
    def conditional(self):
        """Whether the generator takes labels, of any kind."""
        return checks.is_conditional(self.generator)

    def read(self, data):
        """The samples of an element: of a tuple the first. With labels
        (samples, labels)."""
        if not isinstance(data, (tuple, list)):
            data = (data,)
        if not self.takes_labels:
            return data[0]
        parts = [x for x in data if x is not None]
        if len(parts) != 2:
            raise ValueError(
                "An element of the data is (samples, labels) for "
                f"{type(self).__name__} with labels. Received: "
                f"{arguments.describe(parts)}"
            )
        return tuple(parts)

    @property
    def takes_labels(self):
        """Whether an element of the data is (samples, labels)."""
        return self.conditional

    def divide(self, batch):
        """(samples, labels) of what `read` returned; labels may be None."""
        return batch if self.takes_labels else (batch, None)

    @property
    def sample_shape(self):
        """The shape of one sample; None for what may have any size."""
        *sides, last = checks.sample_shape(self.discriminator)
        return (*sides, last and last // self.packing)

    def check(self, data):
        samples, labels = self.divide(self.read(data))
        arguments.check_samples(samples, self.sample_shape)
        arguments.check_packing(samples, self.packing)
        if labels is not None:
            self.check_labels(labels, len(samples))

    def check_labels(self, labels, n):
        """Refuses labels of `n` samples that do not fit."""
        shape = checks.label_shape(self.generator)
        arguments.check_labels(labels, n, shape, self.num_classes)

    def fakes(self, batch):
        """As many generated samples as `batch` has, with its labels."""
        samples, labels = self.divide(batch)
        inputs = self.latents(ops.shape(samples)[0])
        if self.conditional:
            inputs = [inputs, labels]
        if self._in_training:
            return self.play(self.generator, inputs)
        return self.call(inputs)

    def pack(self, samples):
        """Samples (B, ..., C) as the discriminator takes them: groups of
        `packing`, (B // packing, ..., packing * C). A last batch that is
        smaller than a group makes one, with samples repeated."""
        if self.packing == 1:
            return samples
        count = ops.shape(samples)[0]
        groups = count // self.packing
        # Where shapes are static, a tensor would hide the number.
        static = isinstance(count, int)
        groups = max(groups, 1) if static else ops.maximum(groups, 1)
        places = ops.arange(groups * self.packing, dtype="int32") % count
        samples = ops.take(samples, places, axis=0)
        shape = samples.shape[1:]
        samples = ops.reshape(samples, (groups, self.packing, *shape))
        samples = ops.moveaxis(samples, 1, -2)
        return ops.reshape(
            samples, (groups, *shape[:-1], self.packing * shape[-1])
        )

    def judge(self, samples, labels=None):
        """Logits of the discriminator, for samples as `pack` returns them.

        Labels are for a discriminator that takes them; others never see them.
        """
        told = checks.is_conditional(self.discriminator)
        return self.play(
            self.discriminator, [samples, labels] if told else samples
        )

    def sides(self, batch):
        """What a loss compares: real samples, as many fakes, and D.

        Returns:
            (real, fake, judge): both packed, and the function that gives the
            logits of either, which knows the labels of the batch.
        """
        if self._pass:
            return self._pass["sides"]
        samples, labels = self.divide(batch)
        samples = ops.cast(samples, "float32")
        real, fake = self.pack(samples), self.pack(self.fakes(batch))

        def judge(x):
            return self.judge(x, labels)

        sides = real, fake, judge
        if self._pass is not None:
            sides = real, fake, _remembering(judge)
            self._pass["sides"] = sides
        return sides

    def endpoints(self):
        shape = checks.sample_shape(self.discriminator)
        seed = {"seed": ((), "int64")}
        latents = {"latents": ((None, self.latent_dim), "float32")}
        images = {"images": ((None, *shape), "float32")}
        labels = {}
        if self.conditional:
            told = self.generator.inputs[1]
            labels = {"labels": (told.shape, told.dtype)}

        def draw(n, seed, *labels):
            latents = self.latents(n, FixedSeed(seed))
            samples = self.call([latents, *labels] if labels else latents)
            return serving.to_bytes(samples) if len(shape) == 3 else samples

        def draw_labelled(labels, seed):
            return draw(ops.shape(labels)[0], seed, labels)

        def call(latents, *labels):
            return self.call([latents, *labels] if labels else latents)

        def discriminate(*inputs):
            return self.averaged(self.discriminator)(
                inputs if len(inputs) > 1 else inputs[0], training=False
            )

        if checks.is_conditional(self.discriminator):
            images |= labels
        return {
            "serving_default": (call, latents | labels),
            "generate": (draw_labelled, labels | seed)
            if labels
            else (draw, {"n": ((), "int32")} | seed),
            "discriminate": (discriminate, images),
        }


def _remembering(function):
    """A function of tensors that is called once for each of them."""
    known = {}

    def remembered(x):
        if id(x) not in known:
            known[id(x)] = x, function(x)  # x lives on, and so does its id.
        return known[id(x)][1]

    return remembered
