"""Models of one generator and one discriminator."""

import difflib
import functools
import inspect

import keras
from keras import ops

from keras_gans import arguments
from keras_gans import latents as laws
from keras_gans import specs
from keras_gans.core import serving
from keras_gans.core.adversarial_model import AdversarialModel
from keras_gans.models import augmenting
from keras_gans.models import checks
from keras_gans.models import endings
from keras_gans.networks import labelled

PAPERS = "paper"


class GenerativeModel(augmenting.Augmenting, AdversarialModel):
    """One generator of samples, one discriminator of samples.

    What such a variant needs beside its losses: what is drawn (a law of
    latents), what both networks are told (any number of conditions), the
    checks of its data, `generate`, and the endpoints of its export.

    A network of further inputs is told something: class labels (B,), vectors
    or images. An element of the data then is (samples, labels), or a dict by
    the names of the inputs.

    Args:
        generator: built `keras.Model`, latents (B, latent_dim) to samples;
            or [latents, labels, ...] to samples.
        discriminator: built `keras.Model`, samples to logits (B, 1); or
            [samples, labels, ...] to logits.
        latent_dim: int, length of z. Default: the paper's.
        latent_range: pair of floats, bounds of the uniform law of z; None for
            the standard normal. Default: the paper's law.
        packing: int, samples that the discriminator judges together, along
            the last axis (PacGAN, https://arxiv.org/abs/1712.04086). Not with
            labels.
        num_classes: int, where labels are classes 0 ... num_classes - 1.
        latents: law of `keras_gans.latents`, instead of the two above.
        augmentation: `keras.layers.Layer`, or a list of them that are applied
            in turn, through which in training the discriminator sees all
            samples, real and generated, in both players' losses: those of
            `keras_gans.augmentation`, Keras's (of which those that have a
            `value_range` are told it, (-1, 1) for images; they draw the same
            noise on all replicas of a `tf.distribute` strategy), or your own.
            They keep the shape, and a gradient flows through them. A penalty
            is reckoned through them too: of the gradient with respect to the
            samples as they were (R1, R2), or to points between those (WGAN-GP).
            Packed samples are changed one by one.
        sample_spec: `keras_gans.specs`, what samples are. Default: by their
            shape, see `specs.of`.
        critic_steps: int, discriminator updates a round. Default: the paper's.
        ema_momentum: float in (0, 1): average the generator's weights.
            Default: none are kept.
        seed: int, start of the noise drawn in training. Default: random.
        name: str.
    """

    derived = ("latent_dim", "latent_range")
    settled = ("augmentation", "packing")
    without = {}  # Arguments for which a variant has no use, and why.

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        parameters = dict(cls.__signature__.parameters)
        for name in cls.without:
            parameters.pop(name, None)
        cls.__signature__ = inspect.Signature(parameters.values())
        build = inspect.unwrap(cls.for_images.__func__)
        cls.for_images = classmethod(_explicit(cls, build, parameters))

    def __init__(
        self,
        generator,
        discriminator,
        latent_dim=None,
        latent_range=PAPERS,
        packing=1,
        num_classes=None,
        latents=None,
        augmentation=None,
        sample_spec=None,
        critic_steps=None,
        ema_momentum=None,
        seed=None,
        name=None,
    ):
        super().__init__(critic_steps, ema_momentum, seed, name)
        self.check_without(
            packing=packing,
            num_classes=num_classes,
            latent_dim=latent_dim,
            latent_range=latent_range,
        )
        self.latents = self.law(latent_dim, latent_range, latents)
        self.packing = arguments.check_count(packing, "packing")
        if num_classes is not None:
            num_classes = arguments.check_count(num_classes, "num_classes")
        self.num_classes = num_classes
        checks.check_networks(
            generator, discriminator, self.latents, self.packing
        )
        self.generator = generator
        self.discriminator = discriminator
        *sides, last = checks.sample_shape(discriminator)
        shape = (*sides, last and last // self.packing)
        self._sample_spec = specs.guess.chosen(sample_spec, shape)
        checks.check_spec(self._sample_spec, shape)
        checks.check_conditional(self)
        self.check_endings()
        self.see_through(augmentation, self._sample_spec)
        self.keep_averages(generator)

    @classmethod
    def check_without(cls, **values):
        """Refuses what the variant has no use for."""
        usual = {"packing": 1, "latent_range": PAPERS}
        for name, reason in cls.without.items():
            value = values.get(name, usual.get(name))
            if value != usual.get(name):
                raise ValueError(
                    f"{cls.__name__} takes no `{name}`: {reason}. Received: "
                    f"{name}={value}"
                )

    def check_endings(self):
        """Warns of networks whose ends the game does not mean."""
        endings.warn_of_judge(self.discriminator)
        endings.warn_of_generator(self.generator, self.sample_spec)

    @classmethod
    def law(cls, latent_dim=None, latent_range=PAPERS, latents=None):
        """The law of the latents that these arguments name."""
        if latents is not None:
            return checks.check_law(latents)
        law = cls.paper.latents if cls.paper else laws.Normal(100)
        if latent_dim is not None:
            law = law.resized(arguments.check_count(latent_dim, "latent_dim"))
        if isinstance(latent_range, str) and latent_range == PAPERS:
            return law
        return laws.of_range(law.dim, latent_range)

    @classmethod
    def for_images(
        cls,
        image_shape,
        latent_dim=None,
        width=None,
        packing=1,
        num_classes=None,
        latent_range=PAPERS,
        latents=None,
        augmentation=None,
        critic_steps=None,
        ema_momentum=None,
        seed=None,
        name=None,
        **settings,
    ):
        """The paper's networks for images of one shape.

        Args:
            image_shape: tuple (H, W, C).
            latent_dim: int, length of z. Default: the paper's.
            width: int, scales all layers; see the variant's networks.
                Default: the paper's.
            packing: int, as for the constructor.
            num_classes: int; both networks are told class labels, the
                generator beside z, the discriminator as maps.
            latent_range, latents, augmentation, critic_steps, ema_momentum,
                seed, name: as for the constructor.
            **settings: what the variant takes beside.
        """
        image_shape = arguments.check_image_shape(image_shape)
        cls.check_without(
            packing=packing,
            num_classes=num_classes,
            latent_dim=latent_dim,
            latent_range=latent_range,
        )
        size = arguments.size_of(width)
        if num_classes is not None:
            num_classes = arguments.check_count(num_classes, "num_classes")
            settings["num_classes"] = num_classes
        packing = arguments.check_count(packing, "packing")
        law = cls.law(latent_dim, latent_range, latents)
        generator, discriminator = cls.networks_for(
            image_shape, law, packing, size, **settings
        )
        for name in _of_networks(cls):
            settings.pop(name, None)
        return cls(
            generator,
            discriminator,
            latents=law,
            packing=packing,
            augmentation=augmentation,
            critic_steps=critic_steps,
            ema_momentum=ema_momentum,
            seed=seed,
            name=name,
            **settings,
        )

    @classmethod
    def networks_for(
        cls, image_shape, law, packing, size, num_classes=0, **settings
    ):
        """(generator, discriminator) as the paper has them.

        Args:
            image_shape: tuple (H, W, C).
            law: of the latents.
            packing: int.
            size: dict, {"width": int} or nothing.
            num_classes: int, 0 without labels.
            **settings: what the variant takes beside.
        """
        networks = cls.paper.networks
        *sides, channels = image_shape
        generator = networks.generator(
            image_shape, law.dim + num_classes, **size
        )
        discriminator = networks.discriminator(
            (*sides, packing * channels + num_classes), **size
        )
        if num_classes:
            generator = labelled.generator(generator, num_classes)
            discriminator = labelled.discriminator(discriminator, num_classes)
        return generator, discriminator

    @property
    def players(self):
        return {
            "discriminator": [self.discriminator],
            "generator": [self.generator],
        }

    # What is seen in training.

    def augmented(self, samples):
        """Packed samples as the discriminator sees them in this phase."""
        if not self.augmentations:
            return samples
        return self.pack(super().augmented(self.unpack(samples)))

    # What is drawn, told and made.

    @property
    def latent_dim(self):
        """The length of z; None where nothing is drawn."""
        return self.latents and self.latents.dim

    @property
    def latent_range(self):
        """The bounds of a uniform law of z; None for any other law."""
        law = self.latents
        return (law.low, law.high) if isinstance(law, laws.Uniform) else None

    @property
    def sample_spec(self):
        return self._sample_spec

    @property
    def sample_shape(self):
        """The shape of one sample; None for what may have any size."""
        return self.sample_spec.shape

    @property
    def given(self):
        """The specs of what the generator is told, by name."""
        return self.conditions_taken

    @property
    def conditions_taken(self):
        """The same as the networks take it: of sentences the vectors."""
        return checks.conditions(
            self.generator,
            len(checks.drawn_shapes(self.latents)),
            self.num_classes,
        )

    @property
    def judged(self):
        """The names of what the discriminator is told, in its inputs' order:
        its inputs have the names of the generator's, or their order."""
        return checks.judged(self.discriminator, self.conditions_taken)

    @property
    def element_spec(self):
        return {"real": self.sample_spec, **self.given}

    def check(self, data, first=True):
        super().check(data, first)
        samples = next(iter(self.named(self.read(data)).values()))
        checks.check_packing(samples, self.packing)

    def looked_at(self, samples):
        """Samples as an array, refused as `fit` refuses them."""
        samples = self._arrays(samples)
        self.sample_spec.check(samples, "samples")
        return samples

    def call(self, inputs):
        """Samples of latents, or of [latents, labels, ...]."""
        made = self.averaged(self.generator)(inputs, training=False)
        return self.sample_spec.clip(checks.samples_of(made))

    def fakes(self, batch):
        """As many generated samples as `batch` has, told the same."""
        inputs = self.inputs_of(batch)
        if self.in_training:
            return checks.samples_of(self.play(self.generator, inputs))
        return self.call(inputs)

    # What is judged.

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

    def unpack(self, samples):
        """The samples of packs, in their order: what `pack` put together."""
        if self.packing == 1:
            return samples
        groups, *sides, last = ops.shape(samples)
        shape = (*sides, last // self.packing)
        samples = ops.reshape(
            samples, (groups, *sides, self.packing, shape[-1])
        )
        samples = ops.moveaxis(samples, -2, 1)
        return ops.reshape(samples, (groups * self.packing, *shape))

    def judge(self, samples, *told):
        """Logits of the discriminator, for samples as `pack` returns them.

        What samples are told of is for a discriminator that takes it; others
        never see it. A loss asks the function that `sides` returns, which
        knows what is told, and shows the samples as training does.
        """
        names = list(self.given)
        told = [told[names.index(name)] for name in self.judged]
        return self.play(
            self.discriminator, [samples, *told] if told else samples
        )

    def logits_of(self, judged):
        """One number a sample, real or not, among what `judge` returns."""
        return judged[0] if isinstance(judged, (list, tuple)) else judged

    def sides(self, batch, fake=None):
        """What a loss compares: real samples, as many fakes, and D.

        Args:
            batch: dict by the names of `element_spec`.
            fake: generated samples of a loss that makes its own. Default:
                `fakes(batch)`, the same for all losses of one pass.

        Returns:
            (real, fake, judge): both packed, and the function that gives the
            logits of either, which knows what the batch is told and, in
            training, sees it through the augmentation.
        """
        shared = fake is None and self._pass is not None
        if shared and self._pass:
            return self._pass["sides"]
        samples = ops.cast(batch["real"], keras.config.floatx())
        fake = self.fakes(batch) if fake is None else fake
        real, fake = self.pack(samples), self.pack(fake)
        told = [batch[name] for name in self.given]

        def look(x):
            return self.judge(self.augmented(x), *told)

        if shared:
            look = _remembering(look)

        def judge(x):
            judged = look(x)
            if x is real:
                self.hear(judged)
            return judged

        if shared:
            self._pass["sides"] = real, fake, judge
        return real, fake, judge

    def endpoints(self):
        samples = {
            "images": (
                (None, *checks.sample_shape(self.discriminator)),
                "float32",
            )
        }
        taken = self.conditions_taken
        told = [(name, taken[name]) for name in self.judged]

        def discriminate(samples, *told_to):
            inputs = [serving.guard(samples, self.sample_spec, "images")]
            for value, (name, spec) in zip(told_to, told):
                inputs.append(serving.guard(value, spec, name))
            return self.averaged(self.discriminator)(
                inputs if len(inputs) > 1 else inputs[0], training=False
            )

        signature = {n: ((None, *s.shape), s.dtype) for n, s in told}
        return super().endpoints() | {
            "discriminate": (discriminate, samples | signature)
        }


def _of_networks(variant):
    """What `networks_for` of a variant takes beside, and its constructor does
    not: parameters by name."""
    usual = inspect.signature(GenerativeModel.networks_for).parameters
    taken = inspect.signature(variant.networks_for).parameters
    return {
        name: parameter
        for name, parameter in taken.items()
        if name not in (*usual, *variant.__signature__.parameters)
    }


def _explicit(variant, build, parameters):
    """`for_images` of a variant with all that it takes in its signature.

    Args:
        variant: class.
        build: function, the method.
        parameters: dict, those of the constructor by name.
    """
    own = inspect.signature(build).parameters
    rest = inspect.Parameter.VAR_KEYWORD
    taken = [
        parameter
        for name, parameter in own.items()
        if name not in variant.without and parameter.kind != rest
    ]
    known = {**_of_networks(variant), **parameters}
    taken += [
        parameter.replace(kind=parameter.KEYWORD_ONLY)
        for name, parameter in known.items()
        if name not in ("generator", "discriminator", *own)
    ]

    @functools.wraps(build)
    def for_images(cls, *args, **kwargs):
        known = list(inspect.signature(cls.for_images).parameters)
        for name in kwargs:
            if name not in known and name not in cls.without:
                nearest = difflib.get_close_matches(name, known, 1)
                raise TypeError(
                    f"{cls.__name__}.for_images takes {', '.join(known)}. "
                    f"Received: {name}={kwargs[name]!r}"
                    f"{''.join(f', which is near {n}' for n in nearest)}"
                )
        return build(cls, *args, **kwargs)

    for_images.__signature__ = inspect.Signature(taken)
    return for_images


def _remembering(function):
    """A function of tensors that is called once for each of them."""
    known = {}

    def remembered(x):
        if id(x) not in known:
            known[id(x)] = x, function(x)  # x lives on, and so does its id.
        return known[id(x)][1]

    return remembered
