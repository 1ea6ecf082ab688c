"""StyleGAN2, Karras et al., 2020."""

import keras
import numpy as np
from keras import ops

from keras_gans import arguments
from keras_gans import penalties
from keras_gans.core import backend
from keras_gans.core import serving
from keras_gans.core.paper import Paper
from keras_gans.latents import Normal
from keras_gans.latents.spaces import Styles
from keras_gans.models.gan.gan import GAN
from keras_gans.models.stylegan2 import stylegan2_networks

# How fast the length that a path shall have follows those that paths have.
PATH_LENGTH_SHARE = 0.01


@keras.saving.register_keras_serializable("keras_gans")
class StyleGAN2(GAN):
    """Latents become styles w, which scale each layer's features.

    A mapping network makes w of z; each convolution of the synthesis network
    is modulated by a w of its own, so that styles of several samples can be
    mixed. A step in w shall change the picture by as much wherever it is made
    (path length), and the discriminator's gradient is held near 0 at real
    samples (R1); both are reckoned lazily.

    ```
    d_loss = E[softplus(D(G(z)))] + E[softplus(-D(x))] + r1
    g_loss = E[softplus(-D(G(z)))] + path_length_penalty
    r1     = gamma / 2 E[|grad D(x)|^2]
    path_length_penalty = path_length_weight E[(|J' y| - a)^2]
    J = d G / d w,  y ~ N(0, 1) / sqrt(H W),  a the running mean of |J' y|
    ```

    Args:
        generator: built `keras.Model`, latents (B, latent_dim) to samples,
            of the parts `mapping` and `synthesis`; see
            `networks.stylegan2.joined`.
        discriminator: built `keras.Model`, samples to logits (B, 1).
        gamma: float, weight of R1; 0: none. Default: that of the authors'
            later code, 0.0002 H W / batch size; 10 in the paper, for 1024x1024.
        penalty_interval: int, reckon R1 once in so many updates of the
            discriminator, with as many times the weight.
        path_length_weight: float; 0: none.
        path_length_interval: int, the same of the path length, in updates of
            the generator. Of these each draws half a batch beside.
        mixing_probability: float, share of the samples in training whose
            layers from a random one on have the style of another z; 0: none.
        style_momentum: float, of the mean w towards which `truncation` goes.
        ema_momentum: float; half of the average is of the last 10,000 samples
            of the paper's batches of 32.
        **kwargs: of `GenerativeModel`, `augmentation` among them, without
            which a few thousand pictures are soon known by heart.

    `for_images` takes `base` and `mapping_layers` beside `width`: see
    `networks.stylegan2`.

    Raises:
        ValueError: the generator has no such parts, or a number is out of its
            range.

    What is logged of `r1`, `path_length_penalty` and `path_length`, the mean
    of |J' y|, is right in the mean of as many rounds as lie between two
    reckonings; in an epoch of fewer it may be 0. See `penalties.lazily`.

    Example:

    ```python
    gan = keras_gans.StyleGAN2.for_images(
        (64, 64, 3), latent_dim=128, width=128, base=2048, mapping_layers=2
    )
    gan.compile()
    gan.fit(keras_gans.data.from_directory("faces", image_size=(64, 64)))
    faces = gan.generate(16, seed=1, truncation=0.7)
    ```

    Reference: https://arxiv.org/abs/1912.04958; rates of the authors' later
        code for pictures below 1024x1024.
    """

    paper = Paper(
        networks=stylegan2_networks,
        latents=Normal(512),
        optimizer=lambda: keras.optimizers.Adam(
            0.0025, beta_1=0, beta_2=0.99, epsilon=1e-8
        ),
    )

    def __init__(
        self,
        *networks,
        gamma=None,
        penalty_interval=16,
        path_length_weight=2.0,
        path_length_interval=4,
        mixing_probability=0.9,
        style_momentum=0.995,
        ema_momentum=0.998,
        **kwargs,
    ):
        super().__init__(*networks, ema_momentum=ema_momentum, **kwargs)
        _check_parts(self.generator)
        number, count = arguments.check_number, arguments.check_count
        weight = {"low": 0, "words": "a number from 0"}
        share = {"low": 0, "high": 1, "words": "a number from 0 to 1"}
        self.gamma = gamma
        if gamma is not None:
            self.gamma = number(gamma, "gamma", **weight)
        self.penalty_interval = count(penalty_interval, "penalty_interval")
        self.path_length_weight = number(
            path_length_weight, "path_length_weight", **weight
        )
        self.path_length_interval = count(
            path_length_interval, "path_length_interval"
        )
        self.mixing_probability = number(
            mixing_probability, "mixing_probability", **share
        )
        self.style_momentum = number(style_momentum, "style_momentum", **share)
        self.log_names = ("r1",) * (gamma != 0)
        if self.path_length_weight:
            self.log_names += ("path_length_penalty", "path_length")
        width = self.synthesis.inputs[0].shape[-1]
        self.mean_style = self._mean((width,), "mean_style")
        self.mean_path_length = self._mean((), "mean_path_length")

    def _mean(self, shape, name):
        return self.add_weight(
            shape=shape,
            initializer="zeros",
            trainable=False,
            aggregation="mean",
            name=name,
        )

    @classmethod
    def networks_for(
        cls,
        image_shape,
        law,
        packing,
        size,
        num_classes=0,
        base=None,
        mapping_layers=None,
        **settings,
    ):
        """The paper's, for square images with sides of 8, 16, ... 1024; `base`
        and `mapping_layers` as of `networks.stylegan2`."""
        *sides, channels = image_shape
        if base is not None:
            size = {**size, "base": arguments.check_count(base, "base")}
        if num_classes:
            size = {**size, "num_classes": num_classes}
        depth = {}
        if mapping_layers is not None:
            depth["mapping_layers"] = arguments.check_count(
                mapping_layers, "mapping_layers"
            )
        networks = cls.paper.networks
        return (
            networks.generator(image_shape, law.dim, **size, **depth),
            networks.discriminator((*sides, packing * channels), **size),
        )

    def default_optimizers(self):
        """The paper's; where a player is regularised lazily its Adam moves
        as far in as many rounds as if that step were one of its own."""
        made = super().default_optimizers()
        if self.gamma != 0:
            made["discriminator"] = _lazy(
                made["discriminator"], self.penalty_interval
            )
        if self.path_length_weight:
            made["generator"] = _lazy(
                made["generator"], self.path_length_interval
            )
        return made

    # Parts of the generator.

    @property
    def mapping(self):
        """The network from latents to w (B, latent_dim)."""
        return self._part("mapping")

    @property
    def synthesis(self):
        """The network from styles (B, L, latent_dim) to samples."""
        return self._part("synthesis")

    def _part(self, name):
        generator = self.generator
        if not self.in_training:
            generator = self.averaged(generator)
        return generator.get_layer(name)

    @property
    def num_layers(self):
        """L, how many layers take a w of their own."""
        return self.synthesis.inputs[0].shape[1]

    # Sampling.

    def space(self):
        """Where its samples are looked for, see `keras_gans.latents`."""
        return Styles(self)

    def generate(
        self,
        n,
        seed=None,
        labels=None,
        batch_size=128,
        truncation=None,
        **given,
    ):
        """Draws samples as they are after training.

        Args:
            n: int, how many.
            seed: int; one seed gives one set of samples.
            labels, batch_size, **given: as of every model.
            truncation: float from 0 to 1, psi: how far w goes from the mean
                w, w' = mean + psi (w - mean). Less is better and more alike,
                0 is one sample. Default: as far as it goes, as with 1.

        Returns:
            A float array (n, ...); images have values in [-1, 1].
        """
        if truncation in (None, 1):
            return super().generate(n, seed, labels, batch_size, **given)
        styles = self.styles(n, seed, labels, truncation, **given)
        return self.synthesize(styles, batch_size)

    def styles(self, n, seed=None, labels=None, truncation=None, **given):
        """The styles of what `generate` makes: w of each sample, once for
        each layer.

        Args:
            n, seed, labels, truncation, **given: as of `generate`.

        Returns:
            A float array (n, L, latent_dim).
        """
        inputs = self.inputs_for(n, seed, **self.told(labels, given))
        inputs = keras.tree.map_structure(ops.convert_to_tensor, inputs)
        with self._inferring():
            w = self.play(self.mapping, inputs)
        if truncation is not None:
            truncation = arguments.check_number(
                truncation, "truncation", 0, 1, "a number from 0 to 1, or None"
            )
            w = self.truncated(w, truncation)
        return np.repeat(ops.convert_to_numpy(w)[:, None], self.num_layers, 1)

    def truncated(self, w, truncation):
        """w (B, latent_dim), nearer to the mean w."""
        mean = ops.cast(self.mean_style, "float32")
        return mean + truncation * (w - mean)

    def synthesize(self, styles, batch_size=128):
        """Samples of styles.

        Args:
            styles: float array (n, L, latent_dim), from `styles`, mixed or
                moved as one likes.
            batch_size: int, how many at once.

        Returns:
            A float array (n, ...).

        Raises:
            ValueError: they have another shape, or are no finite numbers.
        """
        arguments.check_count(batch_size, "batch_size")
        styles = np.asarray(styles, "float32")
        shape = (len(styles), self.num_layers, self.mean_style.shape[0])
        if styles.shape != shape or not len(styles):
            raise ValueError(
                "Styles are (n, L, latent_dim), a w for each of the L layers. "
                f"Received: {np.shape(styles)} for L={shape[1]}, "
                f"latent_dim={shape[2]}"
            )
        if not np.isfinite(styles).all():
            raise ValueError(
                "Styles are finite numbers. Received: NaN or infinity among "
                f"shape={styles.shape}"
            )
        with self._inferring():
            made = self.synthesis.predict(styles, batch_size, verbose=0)
        return ops.convert_to_numpy(self.sample_spec.clip(made))

    def mix(
        self,
        coarse,
        fine,
        cut=4,
        truncation=None,
        labels=None,
        batch_size=128,
        **given,
    ):
        """Samples with the coarse features of some and the fine ones of others.

        Args:
            coarse: list of ints, seeds of the rows, whose styles the first
                `cut` layers have.
            fine: list of ints, seeds of the columns, whose styles the layers
                from `cut` on have.
            cut: int from 0 to L: 4 are those up to 8x8. With L a row is one
                sample, `generate(1, seed)` of its seed; with 0 a column.
            truncation, labels, batch_size, **given: as of `generate`, the
                same for all.

        Returns:
            A float array (len(coarse), len(fine), ...).
        """
        cut = arguments.check_count(cut, "cut", 0)
        if cut > self.num_layers:
            raise ValueError(
                f"The layers with styles are {self.num_layers}. Received: "
                f"cut={cut}"
            )
        rows, columns = (
            self._styles_of_seeds(
                seeds, truncation=truncation, labels=labels, **given
            )
            for seeds in (coarse, fine)
        )
        styles = self.mixed(rows[:, None], columns[None], cut)
        styles = ops.convert_to_numpy(styles)
        made = self.synthesize(
            styles.reshape(-1, *styles.shape[2:]), batch_size
        )
        return made.reshape(*styles.shape[:2], *made.shape[1:])

    def _styles_of_seeds(self, seeds, **told):
        if np.ndim(seeds) != 1 or not len(seeds):
            raise ValueError(
                "`mix` takes two lists of seeds, those of the rows and those "
                f"of the columns. Received: {seeds!r}"
            )
        return np.concatenate([self.styles(1, s, **told) for s in seeds])

    def endpoints(self):
        """The usual ones, and `truncated`: of serving_default's inputs and a
        truncation for each sample."""
        ends = super().endpoints()
        signature = ends["serving_default"][1]

        def truncated(*inputs):
            *inputs, truncation = inputs
            drawn = len(self.latents.shapes)
            for i, (name, spec) in enumerate(self.given.items(), drawn):
                inputs[i] = serving.guard(inputs[i], spec, name)
            inputs = inputs if len(inputs) > 1 else inputs[0]
            with self._inferring():
                w = self.play(self.mapping, inputs)
                w = self.truncated(w, truncation[:, None])
                made = self.play(self.synthesis, self._for_each_layer(w))
            return self.sample_spec.clip(made)

        truncation = {"truncation": ((None,), "float32")}
        return ends | {"truncated": (truncated, signature | truncation)}

    def _for_each_layer(self, w):
        return ops.repeat(w[:, None], self.num_layers, axis=1)

    # The game.

    def styles_of(self, batch):
        """Styles (B, L, latent_dim) of as many samples as `batch` has, told
        the same; in training mixed."""
        styles = self._drawn(batch)
        if not self.in_training or not self.mixing_probability:
            return styles
        seed, shape = self.noise_seed(), (ops.shape(styles)[0], 1, 1)
        cut = keras.random.randint(shape, 1, self.num_layers, seed=seed)
        mixed = keras.random.uniform(shape, seed=seed) < self.mixing_probability
        cut = ops.where(mixed, cut, self.num_layers)
        return self.mixed(styles, self._drawn(batch), cut)

    def _drawn(self, batch):
        w = self.play(self.mapping, self.inputs_of(batch))
        return self._for_each_layer(w)

    def mixed(self, coarse, fine, cut):
        """The first `cut` layers of some styles, the others of others."""
        layer = ops.arange(self.num_layers, dtype="int32")[:, None]
        return ops.where(layer < cut, coarse, fine)

    def fakes(self, batch):
        if not self.in_training:
            return super().fakes(batch)
        return self.play(self.synthesis, self.styles_of(batch))

    def discriminator_loss(self, batch):
        real, fake, judge = self.sides(batch)
        loss = self.adversarial_loss.discriminator(judge(real), judge(fake))
        if self.gamma == 0:
            return {"d_loss": loss}
        gamma = self._gamma(real)

        def penalty():
            return [gamma / 2 * penalties.zero_centered_penalty(judge, real)]

        (r1,) = self.lazily(penalty, 1, self.penalty_interval)
        return {"d_loss": loss + r1, "r1": r1}

    def _gamma(self, real):
        if self.gamma is not None:
            return self.gamma
        count = ops.cast(ops.shape(real)[0] * backend.replicas(), "float32")
        return 0.0002 * real.shape[1] * real.shape[2] / count

    def generator_loss(self, batch):
        loss = super().generator_loss(batch)["g_loss"]
        if not self.path_length_weight:
            return {"g_loss": loss}
        half = (ops.shape(batch["real"])[0] + 1) // 2
        styles = self.styles_of({k: x[:half] for k, x in batch.items()})
        noise = keras.random.normal(
            (half, *self.synthesis.output_shape[1:]), seed=self.noise_seed()
        )

        def penalty():
            lengths = penalties.path_lengths(
                lambda styles: self.play(self.synthesis, styles), styles, noise
            )
            mean = ops.mean(lengths)
            apart = ops.square(lengths - self._moved_length(mean))
            return [self.path_length_weight * ops.mean(apart), mean]

        penalty, length = self.lazily(
            penalty, 2, self.path_length_interval, "generator"
        )
        return {
            "g_loss": loss + penalty,
            "path_length_penalty": penalty,
            "path_length": length,
        }

    def _moved_length(self, length):
        mean = ops.cast(self.mean_path_length, "float32")
        return mean + PATH_LENGTH_SHARE * (length - mean)

    def adversarial_step(self, batches, when=None):
        # Before the round, whose updates count on.
        due = self.optimizer.steps("generator") % self.path_length_interval == 0
        logs = super().adversarial_step(batches, when)
        if self.path_length_weight:
            mean = backend.value(self.mean_path_length)
            length = logs["path_length"] / self.path_length_interval
            moved = self._moved_length(length)
            self.mean_path_length.assign(ops.where(due, moved, mean))
        self._follow_styles(batches[-1])
        return logs

    def _follow_styles(self, batch):
        w = self.play(self.mapping, self.inputs_of(batch))
        mean = ops.cast(self.mean_style, w.dtype)
        apart = ops.mean(w, axis=0) - mean
        self.mean_style.assign(mean + (1 - self.style_momentum) * apart)


def _check_parts(generator):
    """Refuses a generator of which the styles cannot be reached.

    Raises:
        ValueError: it has no mapping and synthesis.
    """
    names = [layer.name for layer in generator.layers]
    if not {"mapping", "synthesis"} <= set(names):
        raise ValueError(
            "A generator of styles is made by `networks.stylegan2.joined` of "
            "its mapping and its synthesis, which it has as layers of these "
            f"names. Received: {generator.name} with the layers {names}"
        )


def _lazy(optimizer, interval):
    """An Adam for steps of which one in `interval` counts twice: appendix B.

    Args:
        optimizer: `keras.optimizers.Adam`.
        interval: int; for 1 it is as it was.
    """
    if interval == 1:
        return optimizer
    share = interval / (interval + 1)
    config = optimizer.get_config()
    config["learning_rate"] *= share
    config["beta_1"] **= share
    config["beta_2"] **= share
    return type(optimizer).from_config(config)
