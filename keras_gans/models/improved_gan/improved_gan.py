"""Improved GAN, Salimans et al., 2016."""

import keras
import numpy as np
from keras import ops

from keras_gans import arguments
from keras_gans.models import checks
from keras_gans.models.gan.gan import GAN
from keras_gans.models.improved_gan import improved_gan_networks


@keras.saving.register_keras_serializable("keras_gans")
class ImprovedGAN(GAN):
    """Feature matching, and a discriminator that is a classifier.

    The generator matches the mean of the discriminator's features instead of
    deceiving it. With `num_classes` the discriminator learns classes from few
    labels, and from all other samples that they are real: it has K logits,
    and D(x) = Z / (Z + 1), Z = sum_k exp l_k.

    ```
    d_loss = E_labelled[log Z - l_y] + 1/2 V           with classes, else V
             V = -E_other[log D(x)] - E[log(1 - D(G(z)))]
    g_loss = mean (E f(x) - E f(G(z)))^2          a feature f of D
             or -E[log D(G(z))], without feature matching
    ```

    The other techniques of the paper go with any variant:
    `layers.MinibatchDiscrimination`, `networks.virtual` (virtual batch
    normalization), `optimizers.HistoricalAveraging`,
    `NonSaturating(label_smoothing=0.1)`, `layers.WeightNormalization`.

    Args:
        generator: built `keras.Model`, latents (B, latent_dim) to samples.
        discriminator: built `keras.Model`, samples to [logits (B, K),
            features (B, N)]; K is 1 without classes. `networks.heads` shows
            the features of any.
        latent_dim: int, length of z.
        latent_range: pair of floats, bounds of the uniform law of z; None for
            the standard normal. Default: the paper's.
        num_classes: int, K. An element of the data then is (samples, labels),
            -1 where a label is not known. A batch's labelled samples teach
            the classes, its others what is real (any, if there are none). It
            is joined by half as many generated samples: the authors have 100
            labelled, 100 others and 100 generated.
        feature_matching: bool.
        **kwargs: `critic_steps`, `ema_momentum` (of both networks: what
            `predict_classes` uses), `seed`, `name`.

    With classes `accuracy` is logged, of each batch's labelled samples (0
    where a batch has none). Means of features are those of a replica's part of
    the batch.

    Example:

    ```python
    data = keras_gans.data.semi_supervised("mnist", labels_per_class=10)
    gan = keras_gans.ImprovedGAN.for_images((28, 28, 1), num_classes=10)
    gan.compile()
    gan.fit(data, epochs=100)
    digits = gan.predict_classes(images)
    ```

    Reference: https://arxiv.org/abs/1606.03498; settings of
        openai/improved-gan, mnist_svhn_cifar10, where the generator without
        feature matching has `loss="minimax"`.
    """

    networks = improved_gan_networks

    def __init__(
        self,
        generator,
        discriminator,
        latent_dim=100,
        latent_range=(0.0, 1.0),
        num_classes=None,
        feature_matching=True,
        **kwargs,
    ):
        super().__init__(
            generator, discriminator, latent_dim, latent_range, **kwargs
        )
        checks.check_unpacked(self)
        checks.check_untold(self)
        if num_classes is not None:
            num_classes = arguments.check_count(num_classes, "num_classes")
        checks.check_classes(discriminator, num_classes or 1)
        self.num_classes = num_classes
        self.feature_matching = feature_matching
        self.log_names = ("d_loss", "g_loss") + ("accuracy",) * bool(
            num_classes
        )
        self.keep_averages(discriminator)

    @classmethod
    def for_images(
        cls,
        image_shape,
        latent_dim=100,
        width=None,
        num_classes=None,
        **kwargs,
    ):
        """The authors' networks for images of one shape.

        Args:
            image_shape: tuple (H, W, C).
            latent_dim: int, length of z.
            width: int, see `networks.improved`. Default: the authors'.
            num_classes: int, as for the constructor.
            **kwargs: as for the constructor.
        """
        image_shape, size = checks.check_sizes(image_shape, width)
        latent_dim = arguments.check_count(latent_dim, "latent_dim")
        classes = 1
        if num_classes is not None:
            classes = arguments.check_count(num_classes, "num_classes")
        return cls(
            cls.networks.generator(image_shape, latent_dim, **size),
            cls.networks.discriminator(image_shape, classes, **size),
            latent_dim,
            num_classes=num_classes,
            **kwargs,
        )

    def default_optimizers(self):
        # The authors add 1e-8 under Adam's root: small gradients make small
        # steps.
        return [
            keras.optimizers.Adam(3e-3, beta_1=0.5, epsilon=1e-4)
            for _ in range(2)
        ]

    @property
    def takes_labels(self):
        return self.num_classes is not None

    def check_labels(self, labels, n):
        arguments.check_labels(labels, n, (), self.num_classes, unknown=True)

    def predict_classes(self, samples, batch_size=128):
        """The class of each sample, ints (N,), by the discriminator.

        Args:
            samples: array (N, ...).
            batch_size: int.
        """
        discriminator = self.averaged(self.discriminator)
        logits = discriminator.predict(samples, batch_size, verbose=0)[0]
        return np.argmax(logits, axis=-1)

    def discriminator_loss(self, batch):
        samples, labels = self.divide(batch)
        logits, _ = self.judge(samples)
        fake, _ = self.judge(self.fakes(self.others(batch)))
        real, fake = _evidence(logits), _evidence(fake)
        if labels is None:
            return {"d_loss": self.adversarial_loss.discriminator(real, fake)}
        labels = ops.cast(labels, "int32")
        places = _unknown(labels, ops.shape(samples)[0])
        real = ops.take(real, places, axis=0)
        loss = self.adversarial_loss.discriminator(real, fake)
        known = ops.cast(labels >= 0, "float32")
        chosen = ops.maximum(labels, 0)
        errors = keras.losses.sparse_categorical_crossentropy(
            chosen, logits, from_logits=True
        )
        right = ops.cast(ops.argmax(logits, axis=-1), "int32") == chosen
        return {
            "d_loss": _mean_where(known, errors) + 0.5 * loss,
            "accuracy": _mean_where(known, right),
        }

    def generator_loss(self, batch):
        batch = self.others(batch)
        samples, _ = self.divide(batch)
        logits, features = self.judge(samples)
        fake, fake_features = self.judge(self.fakes(batch))
        if not self.feature_matching:
            real, fake = _evidence(logits), _evidence(fake)
            return {"g_loss": self.adversarial_loss.generator(real, fake)}
        apart = _mean(features) - _mean(fake_features)
        return {"g_loss": ops.mean(ops.square(apart))}

    def others(self, batch):
        """With classes, half of the batch, of those without a label; else the
        batch."""
        samples, labels = self.divide(batch)
        if labels is None:
            return batch
        places = _unknown(labels, (ops.shape(samples)[0] + 1) // 2)
        return [ops.take(x, places, axis=0) for x in batch]


def _unknown(labels, count):
    """Places (count,) of the samples without a label, again and again if they
    are fewer; of any, where each has one."""
    known = ops.cast(ops.cast(labels, "int32") >= 0, "int32")
    total = ops.shape(labels)[0]
    unknown = total - ops.sum(known)
    turns = ops.where(unknown > 0, unknown, total)
    return ops.take(
        ops.argsort(known), ops.arange(count, dtype="int32") % turns
    )


def _evidence(logits):
    """log Z, (B,): the logit of D where it has K classes or one."""
    return ops.logsumexp(ops.cast(logits, "float32"), axis=-1)


def _mean(features):
    return ops.mean(ops.cast(features, "float32"), axis=0)


def _mean_where(known, values):
    total = ops.sum(known * ops.cast(values, "float32"))
    return total / ops.maximum(ops.sum(known), 1.0)
