"""Five small games of other kinds, as a stranger would write them."""

import functools
import math

import keras
from keras import ops
from keras.optimizers import Adam

from keras_gans import AdversarialModel
from keras_gans import GenerativeModel
from keras_gans import Paper
from keras_gans import latents
from keras_gans import penalties
from keras_gans import specs
from keras_gans.core import backend
from keras_gans.terms import gaussian_divergence
from keras_gans.terms import reconstruction

layers = keras.layers
register = keras.saving.register_keras_serializable("games")


def adam():
    return Adam(2e-4, 0.5)


def pooled(images, factor):
    return ops.average_pool(images, factor, factor)


def enlarged(images, factor):
    return ops.repeat(ops.repeat(images, factor, axis=1), factor, axis=2)


# Two domains, no pairs.


class ImagePool(layers.Layer):
    """Earlier fakes, of which a judge sees one in two again."""

    def __init__(self, size, shape, **kwargs):
        super().__init__(**kwargs)
        keep = {"initializer": "zeros", "trainable": False}
        keep["aggregation"] = "only_first_replica"
        self.images = self.add_weight(shape=(size, *shape), **keep)
        self.count = self.add_weight(shape=(), dtype="int32", **keep)
        self.built = True

    def mixed(self, fakes, seed):
        places = (ops.shape(fakes)[0],)
        size = self.images.shape[0]
        rows = keras.random.randint(places, 0, size, seed=seed)
        again = keras.random.uniform(places, seed=seed) < 0.5
        again = ops.logical_and(again, rows < self.count)[:, None, None, None]
        return ops.where(again, ops.take(self.images, rows, axis=0), fakes)

    def keep(self, fakes):
        size = self.images.shape[0]
        kept = ops.concatenate([fakes, self.images.value], axis=0)
        self.images.assign(kept[:size])
        count = ops.minimum(self.count + ops.shape(fakes)[0], size)
        self.count.assign(count)


@register
class CycleGAN(AdversarialModel):
    """Pictures of `a` become pictures of `b`, and back again."""

    paper = Paper(loss="least_squares", optimizer=adam)
    log_names = ("cycle", "identity")
    handed = ("fakes",)

    def __init__(
        self,
        a_to_b,
        b_to_a,
        judge_a,
        judge_b,
        cycle_weight=10.0,
        identity_weight=5.0,
        pool_size=50,
        **kwargs,
    ):
        super().__init__(**kwargs)
        self.a_to_b, self.b_to_a = a_to_b, b_to_a
        self.judge_a, self.judge_b = judge_a, judge_b
        self.cycle_weight = cycle_weight
        self.identity_weight = identity_weight
        self.pool_size = pool_size
        shapes = judge_a.input_shape[1:], judge_b.input_shape[1:]
        self.pools = [ImagePool(pool_size, shape) for shape in shapes]
        self.keep_averages(a_to_b, b_to_a)

    @property
    def element_spec(self):
        return {
            "a": specs.Images(self.judge_a.input_shape[1:]),
            "b": specs.Images(self.judge_b.input_shape[1:]),
        }

    @property
    def players(self):
        return {
            "discriminator": [self.judge_a, self.judge_b],
            "generator": [self.a_to_b, self.b_to_a],
        }

    @property
    def given(self):
        return {"a": self.element_spec["a"]}

    @property
    def sample_spec(self):
        return self.element_spec["b"]

    def call(self, images):
        return self.play(self.a_to_b, images)

    def reals(self, batch):
        return batch["b"]

    def sides(self, batch):
        a, b = batch["a"], batch["b"]
        return (
            (a, self.play(self.b_to_a, b), self.judge_a),
            (b, self.play(self.a_to_b, a), self.judge_b),
        )

    def discriminator_loss(self, batch):
        loss = 0.0
        for pool, (real, fake, judge) in zip(self.pools, self.sides(batch)):
            fake = pool.mixed(fake, self.noise_seed())
            logits = self.play(judge, real), self.play(judge, fake)
            loss += self.adversarial_loss.discriminator(*logits)
        return {"d_loss": loss}

    def generator_loss(self, batch):
        (a, fake_a, judge_a), (b, fake_b, judge_b) = self.sides(batch)
        logits = self.play(judge_a, fake_a), self.play(judge_b, fake_b)
        loss = sum(self.adversarial_loss.generator(None, x) for x in logits)
        cycle = reconstruction(a, self.play(self.b_to_a, fake_b))
        cycle += reconstruction(b, self.play(self.a_to_b, fake_a))
        identity = reconstruction(a, self.play(self.b_to_a, a))
        identity += reconstruction(b, self.play(self.a_to_b, b))
        loss += self.cycle_weight * cycle + self.identity_weight * identity
        terms = {"cycle": cycle, "identity": identity}
        return {"g_loss": loss, **terms, "fakes": [fake_a, fake_b]}

    def adversarial_step(self, batches, when=None):
        logs = super().adversarial_step(batches, when)
        for pool, fakes in zip(self.pools, logs["fakes"]):
            pool.keep(fakes)
        return logs

    def endpoints(self):
        a_to_b, arguments = super().endpoints()["serving_default"]
        b = {"b": ((None, *self.judge_a.input_shape[1:]), "float32")}
        back = functools.partial(self.averaged(self.b_to_a), training=False)
        ends = {"a_to_b": (a_to_b, arguments), "b_to_a": (back, b)}
        return super().endpoints() | ends


# Three players.


@register
class VAEGAN(GenerativeModel):
    """An encoder beside the generator; D's features say what is alike."""

    paper = Paper(latents=latents.Normal(6), optimizer=adam)
    log_names = ("divergence", "likeness")

    def __init__(self, generator, discriminator, encoder, **kwargs):
        super().__init__(generator, discriminator, **kwargs)
        self.encoder = encoder

    @property
    def players(self):
        return {"encoder": [self.encoder], **super().players}

    def judge(self, samples):
        return super().judge(samples)["logits"]

    def again(self, batch):
        """What comes of a batch, and what the encoder said of it."""
        code = self.play(self.encoder, batch["real"])
        spread = ops.exp(0.5 * code["log_variance"])
        noise = self.latents(ops.shape(spread)[0], self.noise_seed())
        latents = code["mean"] + spread * noise
        return self.play(self.generator, latents), code

    def likeness(self, batch, again):
        found = [
            self.play(self.discriminator, x) for x in (batch["real"], again)
        ]
        return reconstruction(*(x["features"] for x in found))

    def encoder_loss(self, batch):
        again, code = self.again(batch)
        divergence = gaussian_divergence(code["mean"], code["log_variance"])
        likeness = self.likeness(batch, again)
        return {
            "encoder_loss": divergence + likeness,
            "divergence": divergence,
            "likeness": likeness,
        }

    def discriminator_loss(self, batch):
        real, fake, judge = self.sides(batch)
        logits = judge(real), judge(fake)
        return {"d_loss": self.adversarial_loss.discriminator(*logits)}

    def generator_loss(self, batch):
        _, fake, judge = self.sides(batch)
        loss = self.adversarial_loss.generator(None, judge(fake))
        again, _ = self.again(batch)
        return {"g_loss": loss + self.likeness(batch, again)}


# Two stages.


@register
class StackGAN(AdversarialModel):
    """A text becomes a sketch; when sketches are learnt, a picture."""

    paper = Paper(optimizer=adam)
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
        sketch_epochs=600,
        divergence_weight=2.0,
        **kwargs,
    ):
        super().__init__(**kwargs)
        self.sketch_generator = sketch_generator
        self.sketch_discriminator = sketch_discriminator
        self.generator, self.discriminator = generator, discriminator
        self.sketch_epochs = sketch_epochs
        self.divergence_weight = divergence_weight
        self.latents = latents.Normal(sketch_generator.inputs[0].shape[-1])

    @property
    def element_spec(self):
        real, text = (x.shape[1:] for x in self.discriminator.inputs)
        return {"real": specs.Images(real), "text": specs.Vectors(text)}

    @property
    def given(self):
        return {"text": self.element_spec["text"]}

    @property
    def players(self):
        names = self.stages[0] + self.stages[1]
        return {name: [getattr(self, name)] for name in names}

    @property
    def playing(self):
        return self.stages[self.stage]

    def due_stage(self):
        return int(self.epochs_played >= self.sketch_epochs)

    def picture(self, latents, text):
        """What the stage that lasts makes of a text, and of which law."""
        sketch = self.play(self.sketch_generator, [latents, text])
        if self.stage == 0:
            return sketch["samples"], sketch
        return self.play(self.generator, [sketch["samples"], text]), sketch

    def call(self, inputs):
        samples, _ = self.picture(*inputs)
        return enlarged(samples, self.sample_spec.shape[0] // samples.shape[1])

    def told_apart(self, batch):
        """Right pictures of a text from wrong ones and from fakes."""
        (judge,) = self.players[self.playing[0]]
        text, wrong = batch["text"], ops.roll(batch["text"], 1, axis=0)
        fake, _ = self.picture(*self.inputs_of(batch))
        real = pooled(batch["real"], batch["real"].shape[1] // fake.shape[1])
        pairs = [real, text], [real, wrong], [fake, text]
        right, *others = (self.play(judge, pair) for pair in pairs)
        loss = self.adversarial_loss.discriminator
        return 0.5 * sum(loss(right, other) for other in others)

    def taken_in(self, batch):
        """What a generator minimises, and how far its law of text is from
        the normal."""
        (judge,) = self.players[self.playing[0]]
        fake, sketch = self.picture(*self.inputs_of(batch))
        logits = self.play(judge, [fake, batch["text"]])
        divergence = gaussian_divergence(sketch["mean"], sketch["log_variance"])
        return self.adversarial_loss.generator(None, logits), divergence

    def sketch_discriminator_loss(self, batch):
        return {"sketch_discriminator_loss": self.told_apart(batch)}

    def sketch_generator_loss(self, batch):
        loss, divergence = self.taken_in(batch)
        loss += self.divergence_weight * divergence
        return {"sketch_generator_loss": loss, "divergence": divergence}

    def discriminator_loss(self, batch):
        return {"d_loss": self.told_apart(batch)}

    def generator_loss(self, batch):
        return {"g_loss": self.taken_in(batch)[0]}


# Films.


@register
class MoCoGAN(GenerativeModel):
    """One judge of films, and one of single frames."""

    paper = Paper(
        latents=latents.Named(
            content=latents.Normal(50), motion=latents.Sequence(16, 10)
        ),
        optimizer=adam,
    )

    def __init__(self, generator, discriminator, frame_judge, **kwargs):
        super().__init__(generator, discriminator, **kwargs)
        self.frame_judge = frame_judge

    @property
    def players(self):
        judges = {"discriminator": [self.discriminator, self.frame_judge]}
        return super().players | judges

    def logits(self, batch):
        """Of each judge: what it says of real and of generated."""
        real, fake, judge = self.sides(batch)
        frame = keras.random.randint(
            (), 0, real.shape[1], seed=self.noise_seed()
        )
        frames = [ops.take(films, frame, axis=1) for films in (real, fake)]
        return [
            (judge(real), judge(fake)),
            [self.play(self.frame_judge, x) for x in frames],
        ]

    def discriminator_loss(self, batch):
        loss = self.adversarial_loss.discriminator
        return {"d_loss": sum(loss(*pair) for pair in self.logits(batch))}

    def generator_loss(self, batch):
        loss = self.adversarial_loss.generator
        return {"g_loss": sum(loss(*pair) for pair in self.logits(batch))}


# Growth.


def faded(alpha, new, old):
    alpha = alpha[:, None, None, None]
    return alpha * new + (1 - alpha) * old


class Growing(keras.Model):
    """Levels, each of pictures twice as large as those of the one below."""

    def __init__(self, levels, channels, width=4, **kwargs):
        super().__init__(**kwargs)
        self.levels, self.width = levels, width
        self.built = True  # What is called at each level is made there.
        conv = functools.partial(layers.Conv2D, padding="same")
        self.blocks = [conv(width, 3) for _ in range(levels)]
        self.colours = [conv(channels, 1) for _ in range(levels)]

    def at(self, level):
        """The network of that level."""
        return functools.partial(self, level=level)

    def get_config(self):
        return {"levels": self.levels, "width": self.width, "name": self.name}


@register
class GrowingGenerator(Growing):
    latent_dim = 6

    def __init__(self, levels, width=4, **kwargs):
        super().__init__(levels, 1, width, **kwargs)
        self.first = layers.Dense(16 * width)
        for level in range(levels):
            self.at(level)([ops.zeros((1, self.latent_dim)), ops.ones(1)])

    def call(self, inputs, level):
        latents, alpha = inputs
        x = ops.reshape(self.first(latents), (-1, 4, 4, self.width))
        below, x = None, ops.relu(self.blocks[0](x))
        for block in self.blocks[1 : level + 1]:
            below, x = x, ops.relu(block(enlarged(x, 2)))
        made = self.colours[level](x)
        if below is not None:
            below = enlarged(self.colours[level - 1](below), 2)
            made = faded(alpha, made, below)
        return ops.tanh(made)


@register
class GrowingDiscriminator(Growing):
    def __init__(self, levels, width=4, **kwargs):
        super().__init__(levels, width, width, **kwargs)
        self.last = layers.Dense(1)
        for level in range(levels):
            size = 4 * 2**level
            self.at(level)([ops.zeros((1, size, size, 1)), ops.ones(1)])

    def call(self, inputs, level):
        images, alpha = inputs
        x = self.colours[level](images)
        for i in range(level, 0, -1):
            x = pooled(ops.relu(self.blocks[i](x)), 2)
            if i == level:
                below = self.colours[i - 1](pooled(images, 2))
                x = faded(alpha, x, below)
        x = ops.relu(self.blocks[0](x))
        return self.last(ops.reshape(x, (-1, 16 * self.width)))


@register
class ProGAN(AdversarialModel):
    """Both networks grow together; a new level is faded in."""

    paper = Paper(loss="wasserstein", optimizer=lambda: Adam(1e-3, 0.0, 0.99))
    log_names = ("gradient_norm",)

    def __init__(
        self,
        generator,
        discriminator,
        phase_images=600_000,
        penalty_weight=10.0,
        drift_weight=1e-3,
        **kwargs,
    ):
        super().__init__(**kwargs)
        self.generator, self.discriminator = generator, discriminator
        self.phase_images = phase_images
        self.penalty_weight = penalty_weight
        self.drift_weight = drift_weight
        self.latents = latents.Sphere(generator.latent_dim)
        self.shown = self.add_weight(
            initializer="zeros",
            trainable=False,
            aggregation="only_first_replica",
            name="shown",
        )

    @property
    def element_spec(self):
        size = 4 * 2 ** (self.generator.levels - 1)
        return {"real": specs.Images((size, size, 1))}

    @property
    def players(self):
        return {
            "discriminator": [self.discriminator],
            "generator": [self.generator],
        }

    @property
    def coarser(self):
        """How often a side of the stage's pictures goes into a whole one's."""
        return 2 ** (self.generator.levels - 1 - self.stage)

    def due_stage(self):
        phase = int(self.shown // self.phase_images)
        return min((phase + 1) // 2, self.generator.levels - 1)

    def enter(self, stage):
        self.optimizer.reset()

    def prepare(self, batch):
        return {"real": pooled(batch["real"], self.coarser)}

    def alpha(self, samples):
        share = self.shown / self.phase_images - (2 * self.stage - 1)
        return ops.broadcast_to(ops.clip(share, 0, 1), ops.shape(samples)[:1])

    def call(self, latents):
        generator = self.averaged(self.generator).at(self.stage)
        made = generator([latents, self.alpha(latents)], training=False)
        return enlarged(made, self.coarser)

    def sides(self, batch):
        latents, alpha = self.inputs_of(batch), self.alpha(batch["real"])
        generator = self.generator.at(self.stage)
        discriminator = self.discriminator.at(self.stage)
        return (
            batch["real"],
            self.play(generator, [latents, alpha]),
            lambda x: self.play(discriminator, [x, alpha]),
        )

    def discriminator_loss(self, batch):
        real, fake, judge = self.sides(batch)
        logits = judge(real)
        points = penalties.interpolate(real, fake, self.noise_seed())
        norm = penalties.gradient_norm(judge, points)
        loss = self.adversarial_loss.discriminator(logits, judge(fake))
        loss += self.penalty_weight * ops.mean(ops.square(norm - 1))
        loss += self.drift_weight * ops.mean(ops.square(logits))
        return {"d_loss": loss, "gradient_norm": ops.mean(norm)}

    def generator_loss(self, batch):
        _, fake, judge = self.sides(batch)
        return {"g_loss": self.adversarial_loss.generator(None, judge(fake))}

    def adversarial_step(self, batches, when=None):
        logs = super().adversarial_step(batches, when)
        count = ops.shape(batches[-1]["real"])[0] * backend.replicas()
        self.shown.assign(self.shown + ops.cast(count, "float32"))
        return logs


# Each of them, small.


def network(inputs, **outputs):
    """A dense network, noisy in training.

    Args:
        inputs: dict, shapes by the inputs' names.
        **outputs: a shape or (shape, activation) by the outputs' names; one
            alone is called "it".
    """
    taken = [keras.Input(shape, name=name) for name, shape in inputs.items()]
    x = [layers.Flatten()(one) for one in taken]
    x = layers.Concatenate()(x) if len(x) > 1 else x[0]
    x = layers.Dropout(0.1)(layers.BatchNormalization()(layers.Dense(8)(x)))
    made = {}
    for name, (*shape, activation) in outputs.items():
        y = layers.Dense(math.prod(shape), activation, dtype="float32")(x)
        made[name] = layers.Reshape(shape, dtype="float32")(y)
    taken = taken if len(taken) > 1 else taken[0]
    return keras.Model(taken, made.get("it", made))


PICTURE = (8, 8, 1)
FILM = (4, 4, 4, 1)
LOGIT = (1, None)


def cyclegan(**settings):
    def translator():
        return network({"x": PICTURE}, it=(*PICTURE, "tanh"))

    def judge():
        return network({"x": PICTURE}, it=LOGIT)

    return CycleGAN(
        translator(),
        translator(),
        judge(),
        judge(),
        pool_size=12,
        **settings,
    )


def vaegan(**settings):
    code = (6, None)
    return VAEGAN(
        network({"latents": (6,)}, it=(*PICTURE, "tanh")),
        network({"x": PICTURE}, logits=LOGIT, features=(5, "relu")),
        network({"x": PICTURE}, mean=code, log_variance=code),
        **settings,
    )


def stackgan(**settings):
    text, sketch = (5,), (4, 4, 1)
    code = (6, None)
    return StackGAN(
        network(
            {"latents": (6,), "text": text},
            samples=(*sketch, "tanh"),
            mean=code,
            log_variance=code,
        ),
        network({"x": sketch, "text": text}, it=LOGIT),
        network({"x": sketch, "text": text}, it=(*PICTURE, "tanh")),
        network({"x": PICTURE, "text": text}, it=LOGIT),
        sketch_epochs=1,
        **settings,
    )


def mocogan(**settings):
    law = latents.Named(
        content=latents.Normal(6), motion=latents.Sequence(4, 3)
    )
    return MoCoGAN(
        network(law.shapes, it=(*FILM, "tanh")),
        network({"x": FILM}, it=LOGIT),
        network({"x": FILM[1:]}, it=LOGIT),
        latents=law,
        **settings,
    )


def progan(**settings):
    return ProGAN(
        GrowingGenerator(2),
        GrowingDiscriminator(2),
        phase_images=26,
        **settings,
    )


GAMES = {
    "CycleGAN": cyclegan,
    "VAEGAN": vaegan,
    "StackGAN": stackgan,
    "MoCoGAN": mocogan,
    "ProGAN": progan,
}


def game(name, **settings):
    """A small game, compiled; the same weights each time."""
    keras.utils.set_random_seed(0)
    made = GAMES[name](seed=1, **settings)
    made.compile()
    return made


def example(made, n=48, seed=0):
    """Data of a game, a dict of arrays by name."""
    return {
        name: spec.example(n, seed + i)
        for i, (name, spec) in enumerate(made.element_spec.items())
    }
