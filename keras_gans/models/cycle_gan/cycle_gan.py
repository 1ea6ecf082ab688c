"""CycleGAN, Zhu et al., 2017."""

import keras
import numpy as np

from keras_gans import arguments
from keras_gans import specs
from keras_gans.core import serving
from keras_gans.core.adversarial_model import AdversarialModel
from keras_gans.core.paper import Paper
from keras_gans.data import frame
from keras_gans.layers import ImagePool
from keras_gans.losses import LeastSquares
from keras_gans.models import augmenting
from keras_gans.models import checks
from keras_gans.models import endings
from keras_gans.models.cycle_gan import cycle_gan_networks
from keras_gans.models.translating import Translating
from keras_gans.models.translating import step_of
from keras_gans.terms import reconstruction


@keras.saving.register_keras_serializable("keras_gans")
class CycleGAN(augmenting.Augmenting, Translating, AdversarialModel):
    """Pictures of two domains become each other's, learnt without pairs.

    G makes pictures of b out of those of a, F the other way round; a
    discriminator of each domain judges what comes of it. There and back again
    a picture is to be what it was, and what is of the domain already is to stay
    as it is.

    ```
    d_loss   = E[(D_b(b) - 1)^2] + E[D_b(G(a))^2]  and the same of D_a, F
    g_loss   = E[(D_b(G(a)) - 1)^2] + E[(D_a(F(b)) - 1)^2]
               + w cycle + v identity
    cycle    = E|F(G(a)) - a| + E|G(F(b)) - b|
    identity = E|G(b) - b| + E|F(a) - a|
    ```

    The discriminators see fakes of earlier rounds too, from a pool that is
    saved with the model.

    An element of the data is (a, b), a batch of both, or a dict of these
    names: see `data.unpaired`.

    Args:
        a_to_b: built `keras.Model`, pictures of a to pictures of b: G.
        b_to_a: built `keras.Model`, the other way round: F.
        judge_a, judge_b: built `keras.Model`s, pictures to logits, one a
            picture or a map of them.
        image_size: int, or (height, width), of the pictures in training.
        cycle_weight: float, w.
        identity_weight: float, v: half of w in the authors' code. 0 where the
            domains have channels of different number.
        pool_size: int, fakes of each domain that are kept; 0 for none.
        augmentation: as of `GenerativeModel`, for both domains.
        **kwargs: of `AdversarialModel`.

    Example:

    ```python
    a, b = (
        keras_gans.data.load(
            "cycle_gan/horse2zebra", 128, batch_size=None, split=split
        )
        for split in ("trainA", "trainB")
    )
    gan = keras_gans.CycleGAN.for_images((128, 128, 3))
    gan.compile()
    gan.fit(keras_gans.data.unpaired(a, b), epochs=200)
    zebras = gan.translate(horses)
    horses = gan.translate(zebras, to="a")
    ```

    Reference: https://arxiv.org/abs/1703.10593
    """

    paper = Paper(
        networks=cycle_gan_networks,
        loss=LeastSquares(weight=1.0),
        optimizer=lambda: keras.optimizers.Adam(2e-4, beta_1=0.5),
    )
    log_names = ("cycle", "identity")
    handed = ("pool_changes",)
    settled = ("augmentation", "pool_size")

    def __init__(
        self,
        a_to_b,
        b_to_a,
        judge_a,
        judge_b,
        image_size,
        cycle_weight=10.0,
        identity_weight=5.0,
        pool_size=50,
        augmentation=None,
        **kwargs,
    ):
        super().__init__(**kwargs)
        self.a_to_b, self.b_to_a = a_to_b, b_to_a
        self.judge_a, self.judge_b = judge_a, judge_b
        self.image_size = frame.sides(image_size)
        self.cycle_weight = arguments.check_number(
            cycle_weight, "cycle_weight", 0, words="a number from 0"
        )
        self.identity_weight = arguments.check_number(
            identity_weight, "identity_weight", 0, words="a number from 0"
        )
        self.pool_size = arguments.check_count(pool_size, "pool_size", 0)
        self._check()
        self.see_through(augmentation, *self.element_spec.values())
        self.pool_a, self.pool_b = (
            ImagePool(self.pool_size, spec.shape)
            for spec in self.element_spec.values()
        )
        self.keep_averages(a_to_b, b_to_a)

    @classmethod
    def for_images(
        cls,
        image_shape,
        width=None,
        residual_blocks=None,
        antialias=False,
        **settings,
    ):
        """The paper's networks, which translate pictures of other sizes too.

        Args:
            image_shape: tuple (H, W, C), of the pictures in training; both
                sides are multiples of 4.
            width: int, filters of the first convolutions. Default: 64.
            residual_blocks: int. Default: 6 for sides of up to 128, 9 above.
            antialias: bool, whether the generators halve and double sides
                without the convolutions that may leave a grid.
            **settings: as for the constructor.
        """
        *sides, _ = arguments.check_image_shape(image_shape)
        size = arguments.size_of(width)
        path = {"residual_blocks": residual_blocks, "antialias": antialias}
        networks = cls.paper.networks
        return cls(
            *(networks.generator(image_shape, **size, **path) for _ in "ab"),
            *(networks.discriminator(image_shape, **size) for _ in "ab"),
            image_size=sides,
            **settings,
        )

    def _check(self):
        """Refuses networks that do not fit each other or the pictures."""
        networks = (self.a_to_b, self.b_to_a, self.judge_a, self.judge_b)
        for network in networks:
            checks.check_built(network, "network")
        a, b = (
            checks.sample_shape(judge) for judge in (self.judge_a, self.judge_b)
        )
        ways = {
            "a_to_b": (self.a_to_b, a, b),
            "b_to_a": (self.b_to_a, b, a),
        }
        for name, (network, taken, made) in ways.items():
            found = checks.sample_shape(network), checks.made_shape(network)
            if (found[0][-1], found[1][-1]) != (taken[-1], made[-1]):
                raise ValueError(
                    "Each generator takes what one judge takes and makes what "
                    f"the other does. Received: {name} from {found[0]} to "
                    f"{found[1]}, judge_a of {a}, judge_b of {b}"
                )
        if a[-1] != b[-1] and self.identity_weight:
            raise ValueError(
                "A picture can stay as it is in the other domain only where "
                "both have as many channels: identity_weight=0. Received: "
                f"identity_weight={self.identity_weight}, channels {a[-1]} and "
                f"{b[-1]}"
            )
        for spec, judge, network in zip(
            self.element_spec.values(), networks[2:], networks[1::-1]
        ):
            endings.warn_of_judge(judge)
            endings.warn_of_generator(network, spec)
        step = max(step_of(network) for network in networks[:2])
        if any(side % step for side in self.image_size):
            raise ValueError(
                f"Both sides of the pictures are multiples of {step}, by which "
                f"the networks divide them. Received: image_size="
                f"{self.image_size}"
            )

    @property
    def element_spec(self):
        return {
            name: specs.Images((*self.image_size, judge.inputs[0].shape[-1]))
            for name, judge in (("a", self.judge_a), ("b", self.judge_b))
        }

    @property
    def given(self):
        return {"a": specs.Images(checks.sample_shape(self.a_to_b))}

    @property
    def sample_spec(self):
        return self.element_spec["b"]

    @property
    def players(self):
        return {
            "discriminator": [self.judge_a, self.judge_b],
            "generator": [self.a_to_b, self.b_to_a],
        }

    def sides(self, batch):
        """A pair (real, fake, judge, pool) for each domain."""

        def make():
            a, b = batch["a"], batch["b"]
            return (
                (a, self.play(self.b_to_a, b), self.judge_a, self.pool_a),
                (b, self.play(self.a_to_b, a), self.judge_b, self.pool_b),
            )

        return self.once("sides", make)

    def discriminator_loss(self, batch):
        loss, changes = 0.0, []
        for domain, side in zip("ab", self.sides(batch)):
            real, fake, judge, pool = side
            if self.in_training:
                fake, change = pool.mixed(fake, self.noise_seed())
                changes.append(change)
            logits = [self.play(judge, self.augmented(x)) for x in (real, fake)]
            self.hear(logits[0], of=domain)
            loss += self.adversarial_loss.discriminator(*logits)
        return {"d_loss": loss, "pool_changes": changes}

    def generator_loss(self, batch):
        (a, fake_a, judge_a, _), (b, fake_b, judge_b, _) = self.sides(batch)
        loss = sum(
            self.adversarial_loss.generator(
                None, self.play(judge, self.augmented(fake))
            )
            for judge, fake in ((judge_a, fake_a), (judge_b, fake_b))
        )
        cycle = reconstruction(a, self.play(self.b_to_a, fake_b))
        cycle += reconstruction(b, self.play(self.a_to_b, fake_a))
        logs = {"cycle": cycle}
        if self.identity_weight:
            identity = reconstruction(a, self.play(self.b_to_a, a))
            identity += reconstruction(b, self.play(self.a_to_b, b))
            logs["identity"] = identity
            loss += self.identity_weight * identity
        return {"g_loss": loss + self.cycle_weight * cycle, **logs}

    def adversarial_step(self, batches, when=None):
        logs = super().adversarial_step(batches, when)
        for pool, change in zip(
            (self.pool_a, self.pool_b), logs["pool_changes"]
        ):
            pool.keep(change)
        return logs

    # What it makes.

    def call(self, a):
        """Pictures of b out of those of a, of any size."""
        return self.through(self.a_to_b)(a)

    def back(self, b):
        """Pictures of a out of those of b, of any size."""
        return self.through(self.b_to_a)(b)

    def reals(self, batch):
        return batch["b"]

    def translate(self, images, to="b", batch_size=8):
        """What becomes of pictures in the other domain.

        Args:
            images: float array (N, H, W, C) in [-1, 1], of any size.
            to: "b" or "a", the domain of what is made.
            batch_size: int, how many at once.

        Returns:
            A float array (N, H, W, C) in [-1, 1].

        Raises:
            ValueError: there is no such domain, or the pictures are none.
        """
        if to not in ("a", "b"):
            raise ValueError(
                f'The domains are "a" and "b". Received: to={to!r}'
            )
        network = self.a_to_b if to == "b" else self.b_to_a
        images = np.asarray(images)
        spec = specs.Images(checks.sample_shape(network))
        spec.check(images, "images")
        return self.through(network).predict(
            images, batch_size=batch_size, verbose=0
        )

    def columns_of(self, source, target=None, seed=0):
        """What `TranslationGrid` draws: pictures, translations, and these
        translated back; of a, and below of b where there are some."""
        made = self.translate(source)
        columns = [[source], [made], [self.translate(made, "a")]]
        if target is not None:
            made = self.translate(target, "a")
            rows = [target, made, self.translate(made)]
            columns = [[*x, row] for x, row in zip(columns, rows)]
        return [np.concatenate(x) for x in columns]

    def endpoints(self):
        ends = super().endpoints()
        spec = specs.Images(checks.sample_shape(self.b_to_a))

        def b_to_a(b):
            with self._inferring():
                return self.back(serving.guard(b, spec, "b"))

        return ends | {
            "a_to_b": ends["serving_default"],
            "b_to_a": (b_to_a, {"b": ((None, *spec.shape), "float32")}),
        }
