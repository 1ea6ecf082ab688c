"""ProGAN, Karras et al., 2018."""

import keras
import numpy as np
from keras import ops

from keras_gans import arguments
from keras_gans import penalties
from keras_gans import terms
from keras_gans.core import backend
from keras_gans.core.paper import Paper
from keras_gans.latents import Normal
from keras_gans.models import checks
from keras_gans.models import endings
from keras_gans.models.generative_model import GenerativeModel
from keras_gans.models.progan import bar
from keras_gans.models.progan import progan_networks
from keras_gans.models.progan import schedule as schedules


@keras.saving.register_keras_serializable("keras_gans")
class ProGAN(GenerativeModel):
    """Both networks grow together, from 4x4 to the whole picture.

    Each resolution is faded in, in both networks and in the real pictures,
    and then trained; at either the optimizers begin anew. One `fit` on
    pictures of the whole size goes through all of them: they are scaled in
    the pipeline, and put into batches of the resolution's size. The game is
    WGAN-GP's with one update of the critic f a round, and f's drift is held.

    ```
    d_loss = E[f(G(z))] - E[f(x)] + w E[(|grad f(y)| - t)^2] / t^2
             + drift_weight E[f(x)^2]
    g_loss = -E[f(G(z))]          y = e x + (1 - e) G(z),  e ~ U(0, 1)
    ```

    With `num_classes` f also says the class, as in ACGAN, and both players
    minimise its cross-entropy.

    Args:
        generator, discriminator: of `networks.progan`, or any that grow: see
            `models.progan.growing`.
        schedule: str or `Schedule`, images of each resolution and a batch's.
        penalty_weight: float, w.
        penalty_target: float, t: the paper's 1, or its 750 for CIFAR-10.
        drift_weight: float.
        class_weight: float, of the cross-entropy of the classes.
        ema_momentum: float, or None for no averages.
        **kwargs: of `GenerativeModel`, `augmentation` among them, but for
            `packing`.

    `fit` plays as many epochs as the schedule has images for, where it is not
    told; the last resolution goes on where it is told more. An epoch has as
    many rounds as the data have batches, each of the schedule's batch size, so
    give the data in batches of that size (16) and an epoch is one pass.
    Callbacks of `standard` and others work at epochs; each phase begins with
    some seconds of tracing. What is logged of `resolution`, `alpha`, the share
    that is faded in, and `kimg`, thousands of images shown, is what they are
    at the epoch's end.

    `for_images` takes `base` beside `width`, by which networks are thinner
    where pictures are larger: see `networks.progan`.

    Raises:
        ValueError: networks do not grow, the schedule is for other sides, or
            `packing` is asked for.

    Example:

    ```python
    data = keras_gans.data.from_directory("pictures", 64, batch_size=16)
    gan = keras_gans.ProGAN.for_images(
        (64, 64, 3), width=128, base=512, schedule="cpu"
    )
    gan.compile()
    gan.fit(data, callbacks=keras_gans.callbacks.standard("runs/faces"))
    ```

    Reference: https://arxiv.org/abs/1710.10196
    """

    paper = Paper(
        networks=progan_networks,
        latents=Normal(512),
        loss="wasserstein",
        optimizer=lambda: keras.optimizers.Adam(1e-3, 0.0, 0.99, 1e-8),
    )
    standing = ("resolution", "alpha", "kimg")
    settled = ("augmentation", "schedule")
    without = {"packing": "its discriminator compares the samples of a batch"}

    def __init__(
        self,
        generator,
        discriminator,
        schedule="paper",
        penalty_weight=10.0,
        penalty_target=1.0,
        drift_weight=1e-3,
        class_weight=1.0,
        ema_momentum=0.999,
        **kwargs,
    ):
        super().__init__(
            generator, discriminator, ema_momentum=ema_momentum, **kwargs
        )
        for network in (generator, discriminator):
            if not hasattr(network, "at"):
                raise ValueError(
                    "Networks of ProGAN grow: they are of networks.progan, or "
                    f"have its methods. Received: {network.name} without `at`"
                )
        if self.num_classes:
            checks.check_heads(discriminator, self.num_classes)
        self.schedule = schedules.get(schedule, self.sample_shape[0])
        self.phases = tuple(self.schedule.phases(generator.levels))
        self.penalty_weight = arguments.check_number(
            penalty_weight, "penalty_weight"
        )
        self.penalty_target = arguments.check_number(
            penalty_target, "penalty_target", 1e-9, words="a positive number"
        )
        self.drift_weight = arguments.check_number(drift_weight, "drift_weight")
        self.class_weight = arguments.check_number(class_weight, "class_weight")
        # Images shown in all, and when the phase that lasts began.
        self.shown = self._counter((), "shown")
        self.begun = self._counter((), "begun")

    @classmethod
    def networks_for(
        cls,
        image_shape,
        law,
        packing,
        size,
        num_classes=0,
        base=None,
        **settings,
    ):
        """The paper's; `base` as of `networks.progan`."""
        told = {"num_classes": num_classes, **size}
        if base is not None:
            told["base"] = arguments.check_count(base, "base")
        networks = cls.paper.networks
        return (
            networks.generator(image_shape, law.dim, **told),
            networks.discriminator(image_shape, **told),
        )

    def check_endings(self):
        endings.warn_of_generator(self.generator, self.sample_spec)

    @property
    def log_names(self):
        told = ("class_loss",) * bool(self.num_classes)
        return ("gradient_norm", *told, *self.standing)

    # Growth.

    @property
    def phase(self):
        """The `Phase` that lasts."""
        return self.phases[self.stage]

    @property
    def stage_batch_size(self):
        return self.phase.batch_size

    @property
    def samples_read(self):
        return _number(self.shown)

    @property
    def begun_with(self):
        """The images that had been shown when the phase began: an int."""
        return _number(self.begun)

    def due_stage(self):
        self._check_growth()
        stage = _number(self.reached)
        done = self.samples_read - self.begun_with
        over = done >= self.phases[stage].images
        return min(stage + over, len(self.phases) - 1)

    def enter(self, stage):
        self.begun.assign(self.samples_read)  # JAX would share a buffer.
        self.optimizer.reset()

    def epochs_due(self, rounds):
        if rounds is None:
            raise ValueError(
                "How many epochs the schedule takes follows from the rounds "
                "of one: say `epochs` or `steps_per_epoch`. Received: data "
                "of unknown length"
            )
        done = self.samples_read - self.begun_with
        epochs = 0
        for phase in self.phases[self.stage :]:
            images = rounds * phase.batch_size * self.critic_steps
            epochs += max(-(-(phase.images - done) // images), 0)
            done = 0
        return epochs

    def own_callbacks(self):
        return [bar.GrowthBar()]

    def turn_to(self, stage):
        if not 0 <= stage < len(self.phases):
            self._refuse(stage)
        super().turn_to(stage)

    def _check_growth(self):
        """Refuses weights that have grown further, or less far, than the
        phase says that lasts."""
        fade = getattr(self.discriminator, "fade", None)
        if fade is not None and self.samples_read:
            level = self.phases[_number(self.reached)].level
            if not level - 1 <= _number(fade.grown, float) <= level + 1e-6:
                self._refuse(_number(self.reached))

    def _refuse(self, stage):
        """Says that weights were grown by another schedule."""
        raise ValueError(
            "The weights are of a game with another schedule, in which their "
            "phase is another: make the model with theirs. To go on by a new "
            "one, make a model of the trained networks: ProGAN(gan.generator, "
            "gan.discriminator, schedule=...). Received: phase "
            f"{stage} of {len(self.phases)} with {self.schedule}"
        )

    def part_of(self, network):
        if not hasattr(network, "at"):
            return network
        return network.at(self.phase.level, self.phase.fading)

    def scaled(self, batch):
        real = np.asarray(batch["real"], "float32")
        factor = real.shape[1] // self.phase.side
        return {**batch, "real": _shrunk(np, real, factor)}

    def prepare(self, batch):
        real, side = ops.cast(batch["real"], "float32"), self.phase.side
        if real.shape[1] != side:  # Data that were not scaled already.
            real = _shrunk(ops, real, ops.shape(real)[1] // side, side)
        if self.phase.fading:
            old = progan_networks.enlarged(_shrunk(ops, real, 2))
            real = old + self.alpha() * (real - old)
        return {**batch, "real": real}

    def alpha(self):
        """How much of the resolution that lasts is in: a method, a scalar
        tensor in [0, 1]."""
        if not self.phase.fading:
            return ops.ones(())
        done = ops.cast(self.shown - self.begun, "float32")
        return ops.clip(done / self.phase.images, 0.0, 1.0)

    def fakes(self, batch):
        """Generated samples as large as those of the batch: the resolution's,
        for the losses, or whole ones."""
        inputs = self.inputs_of(batch)
        if batch["real"].shape[1] != self.phase.side:
            return self.call(inputs)
        made = self.play(self.generator, inputs)
        return made if self.in_training else self.sample_spec.clip(made)

    def judge(self, samples, *told):
        """What the discriminator says of samples as large as the resolution
        that lasts, or of whole ones."""
        if samples.shape[1] != self.phase.side:
            samples = self.prepare({"real": samples})["real"]
        return super().judge(samples, *told)

    # The game.

    def judged_classes(self, judge, samples):
        """(logits (B, 1), logits of the classes) of samples."""
        judged = judge(samples)
        return judged if self.num_classes else (judged, None)

    def discriminator_loss(self, batch):
        real, fake, judge = self.sides(batch)
        logits, classes = self.judged_classes(judge, real)
        fake_logits, fake_classes = self.judged_classes(judge, fake)
        points = penalties.interpolate(real, fake, self.noise_seed())
        norm = penalties.gradient_norm(
            lambda x: self.judged_classes(judge, x)[0], points
        )
        target = self.penalty_target
        loss = self.adversarial_loss.discriminator(logits, fake_logits)
        loss += self.penalty_weight * ops.mean(ops.square(norm / target - 1))
        loss += self.drift_weight * ops.mean(ops.square(logits))
        logs = {"gradient_norm": ops.mean(norm)}
        if self.num_classes:
            error = terms.class_error(batch["labels"], classes)
            logs["class_loss"] = error
            error = error + terms.class_error(batch["labels"], fake_classes)
            loss += self.class_weight * error
        return {"d_loss": loss, **logs}

    def generator_loss(self, batch):
        _, fake, judge = self.sides(batch)
        logits, classes = self.judged_classes(judge, fake)
        loss = self.adversarial_loss.generator(None, logits)
        if self.num_classes:
            loss += self.class_weight * terms.class_error(
                batch["labels"], classes
            )
        return {"g_loss": loss}

    def adversarial_step(self, batches, when=None):
        grown = self.phase.level + self.alpha() - 1
        for network in (self.generator, self.discriminator):
            network.grow(grown)
            self.averaged(network).grow(grown)
        logs = super().adversarial_step(batches, when)
        shown = sum(ops.shape(batch["real"])[0] for batch in batches)
        shown = ops.cast(shown, "float32")
        everywhere = backend.replica_mean(shown) * backend.replicas()
        self.shown.assign(self.shown + ops.cast(ops.round(everywhere), "int32"))
        told = {
            "resolution": ops.full((), float(self.phase.side)),
            "alpha": self.alpha(),
            "kimg": ops.cast(self.shown, "float32") / 1000,
        }
        self._log(told, batches[-1])
        return logs | told


def _shrunk(numbers, images, factor, side=None):
    """The mean of each square of pixels, (B, H / factor, W / factor, C).

    Args:
        numbers: `numpy` or `keras.ops`.
        images: (B, H, W, C).
        factor: int, of the sides.
        side: int, of what comes, where it is not known before.
    """
    *_, height, width, channels = images.shape
    if side is None:
        side, width = height // factor, width // factor
    else:
        width = side
    shape = (-1, side, factor, width, factor, channels)
    return numbers.mean(numbers.reshape(images, shape), axis=(2, 4))


def _number(variable, kind=int):
    return kind(ops.convert_to_numpy(variable))
