"""MoCoGAN, Tulyakov et al., 2018."""

import keras
import numpy as np
from keras import ops

from keras_gans import arguments
from keras_gans import latents as laws
from keras_gans import specs
from keras_gans import terms
from keras_gans.core.paper import Paper
from keras_gans.models import checks
from keras_gans.models.generative_model import GenerativeModel
from keras_gans.models.mocogan import mocogan_networks


@keras.saving.register_keras_serializable("keras_gans")
class MoCoGAN(GenerativeModel):
    """Films of content and motion: one judge of films, and one of frames.

    What a film is of is drawn once, what moves for every frame, and a recurrent
    layer carries it on. With categories of motion the judge of films says which
    one a film has.

    ```
    d_loss = -E[log D(x)] - E[log(1 - D(G(z)))] + the same of single frames
             + w C_real
    g_loss = -E[log D(G(z))] - E[log F(frame of G(z))] + w C_fake
    ```

    C is the cross-entropy of the categories, of the films' labels for the
    discriminator and of those that were drawn for the generator.

    Args:
        generator: built `keras.Model`, [content, start, motion (B, T, M)], and
            with categories their one-hot rows, to films (B, T, H, W, C).
        discriminator: built `keras.Model`, films to logits; with categories to
            [logits, class logits].
        frame_discriminator: built `keras.Model`, frames to logits.
        categories: int, of motion; the data then are (films, labels). 0: none.
        category_weight: float, w.
        **kwargs: of `GenerativeModel`, but for `packing` and `num_classes`.

    Example:

    ```python
    films = keras_gans.data.moving_digits(frames=16, image_size=64)
    gan = keras_gans.MoCoGAN.for_films((16, 64, 64, 1))
    gan.compile()
    gan.fit(films, epochs=20)
    longer = gan.films(8, frames=32)
    ```

    Reference: https://arxiv.org/abs/1707.04993. The authors add a weight decay
        of 1e-5.
    """

    paper = Paper(
        networks=mocogan_networks,
        optimizer=lambda: keras.optimizers.Adam(2e-4, beta_1=0.5),
    )
    without = {
        "packing": "films are not packed",
        "num_classes": "what is told apart are categories of motion",
        "latent_dim": "content and motion have a law each",
        "latent_range": "content and motion have a law each",
    }

    def __init__(
        self,
        generator,
        discriminator,
        frame_discriminator,
        categories=0,
        category_weight=1.0,
        **kwargs,
    ):
        categories = arguments.check_count(categories, "categories", 0)
        if kwargs.get("latents") is None:
            frames = checks.sample_shape(discriminator)[0]
            kwargs["latents"] = _law(generator, frames, categories)
        super().__init__(generator, discriminator, **kwargs)
        checks.check_built(frame_discriminator, "frame_discriminator")
        if checks.sample_shape(frame_discriminator) != self.sample_shape[1:]:
            raise ValueError(
                "One discriminator judges films, the other their frames. "
                f"Received: films {self.sample_shape}, frames "
                f"{checks.sample_shape(frame_discriminator)}"
            )
        self.frame_discriminator = frame_discriminator
        self.categories = categories
        self.category_weight = arguments.check_number(
            category_weight, "category_weight", 0
        )

    @classmethod
    def for_films(cls, film_shape, width=None, categories=0, **settings):
        """The paper's networks.

        Args:
            film_shape: tuple (T, H, W, C); H = W = 4 * 2**n.
            width: int, filters of the outermost layers. Default: 64.
            categories: int, of motion.
            **settings: as for the constructor.
        """
        size = arguments.size_of(width)
        networks = cls.paper.networks
        categories = arguments.check_count(categories, "categories", 0)
        told = {"categories": categories}
        return cls(
            networks.generator(film_shape, **told, **size),
            networks.discriminator(film_shape, **told, **size),
            networks.frame_discriminator(tuple(film_shape[1:]), **size),
            **told,
            **settings,
        )

    @classmethod
    def for_images(cls, *args, **kwargs):
        raise TypeError("MoCoGAN makes films: for_films((16, 64, 64, 1))")

    def check_endings(self):
        """Its judges end as they like: in one logit, a map, or classes."""

    @property
    def element_spec(self):
        spec = super().element_spec
        if getattr(self, "categories", 0):
            spec["labels"] = specs.Labels(self.categories)
        return spec

    def logged(self):
        names = ["category_loss", "fake_category_loss"]
        return super().logged() + names * bool(self.categories)

    @property
    def players(self):
        judges = [self.discriminator, self.frame_discriminator]
        return {**super().players, "discriminator": judges}

    def drawn(self, batch):
        """Films for a batch, and the categories that were drawn for them."""
        inputs = self.inputs_of(batch)
        made = self.play(self.generator, inputs)
        return made, inputs[-1] if self.categories else None

    def frames_of(self, films):
        """A frame of each film, (B, H, W, C), one place for all."""
        place = keras.random.randint(
            (), 0, films.shape[1], seed=self.noise_seed()
        )
        return ops.take(films, place, axis=1)

    def discriminator_loss(self, batch):
        fake, _ = self.drawn(batch)
        real, fake, judge = self.sides(batch, fake)
        judged = judge(real), judge(fake)
        loss = self.adversarial_loss.discriminator
        d_loss = loss(*(self.logits_of(x) for x in judged))
        d_loss += loss(
            *(
                self.play(self.frame_discriminator, self.frames_of(x))
                for x in (real, fake)
            )
        )
        if not self.categories:
            return {"d_loss": d_loss}
        error = terms.class_error(batch["labels"], judged[0][1])
        d_loss += self.category_weight * error
        return {"d_loss": d_loss, "category_loss": error}

    def generator_loss(self, batch):
        fake, category = self.drawn(batch)
        _, fake, judge = self.sides(batch, fake)
        judged = judge(fake)
        loss = self.adversarial_loss.generator
        g_loss = loss(None, self.logits_of(judged))
        frames = self.frames_of(fake)
        g_loss += loss(None, self.play(self.frame_discriminator, frames))
        if not self.categories:
            return {"g_loss": g_loss}
        error = terms.class_error(ops.argmax(category, axis=-1), judged[1])
        g_loss += self.category_weight * error
        return {"g_loss": g_loss, "fake_category_loss": error}

    def generate(self, n, seed=None, labels=None, batch_size=128, **given):
        """Draws films as long as those of training, see `films`.

        Args:
            n, seed, batch_size: as of every model.
            labels: categories of motion, as of `films`.
        """
        if labels is None:
            return super().generate(n, seed, batch_size=batch_size, **given)
        return self.films(n, None, seed, batch_size, labels)

    def films(self, n, frames=None, seed=None, batch_size=32, labels=None):
        """Films of any length, also longer than those of training.

        Args:
            n: int, how many.
            frames: int, of each. Default: as in training.
            seed: int, as of `generate`.
            batch_size: int, how many at once.
            labels: int, the category of motion of all, or an array (n,).
                Default: drawn.

        Returns:
            A float array (n, frames, H, W, C) in [-1, 1].

        Raises:
            ValueError: there are no categories, or not these.
        """
        arguments.check_count(batch_size, "batch_size")
        law = self.latents
        if frames is not None:
            frames = arguments.check_count(frames, "frames")
            dim = law.laws["motion"].dim
            law = laws.Named(
                **{**law.laws, "motion": laws.Sequence(frames, dim)}
            )
        drawn = law.inputs(int(n), self.fixed_seed(n, seed))
        drawn = [ops.convert_to_numpy(x) for x in drawn]
        if labels is not None:
            if not self.categories:
                raise ValueError(
                    "The model has no categories of motion. Received: "
                    f"labels={labels}"
                )
            spec = specs.Labels(self.categories)
            told = spec.spread(labels, int(n), "labels")
            drawn[-1] = np.eye(self.categories, dtype="float32")[told]
        return self.predict(drawn, batch_size=batch_size, verbose=0)


def _law(generator, frames, categories):
    """What is drawn, by the names of the generator's inputs."""
    dims = {x.name.split(":")[0]: x.shape[-1] for x in generator.inputs}
    missing = {"content", "start", "motion"} - set(dims)
    if missing or bool(categories) != ("category" in dims):
        raise ValueError(
            'The generator takes "content", "start" and "motion", and where '
            'there are categories "category". Received: '
            f"{list(dims)}, categories={categories}"
        )
    law = {
        "content": laws.Normal(dims["content"]),
        "start": laws.Normal(dims["start"]),
        "motion": laws.Sequence(frames, dims["motion"]),
    }
    if categories:
        law["category"] = laws.Categorical(categories)
    return laws.Named(**law)
