"""Semi-supervised GAN, Salimans et al., 2016."""

import keras
import numpy as np
from keras import ops

from keras_gans import arguments
from keras_gans import specs
from keras_gans import terms
from keras_gans.models import checks
from keras_gans.models import endings
from keras_gans.models.gan.gan import GAN
from keras_gans.models.improved_gan.improved_gan import ImprovedGAN


@keras.saving.register_keras_serializable("keras_gans")
class SemiSupervisedGAN(GAN):
    """A discriminator that learns classes from few labels.

    From all other samples it learns that they are real: it has K logits, and
    D(x) = Z / (Z + 1), Z = sum_k exp l_k. The generator matches features.

    ```
    d_loss = E_labelled[log Z - l_y] + 1/2 V
             V = -E_other[log D(x)] - E[log(1 - D(G(z)))]
    g_loss = mean (E f(x) - E f(G(z)))^2          a feature f of D
    ```

    Args:
        generator: built `keras.Model`, latents (B, latent_dim) to samples.
        discriminator: built `keras.Model`, samples to [logits (B, K),
            features (B, N)]. `networks.heads` shows the features of any.
        num_classes: int, K. An element of the data is (samples, labels), -1
            where a label is not known. A batch's labelled samples teach the
            classes, its others what is real (any, if there are none). It is
            joined by half as many generated samples: the authors have 100
            labelled, 100 others and 100 generated.
        **kwargs: of `GenerativeModel`, but for `packing`. `ema_momentum` is of
            both networks: what `predict_classes` uses.

    `accuracy` is logged, of each batch's labelled samples (0 where a batch has
    none). Means of features are those of a replica's part of the batch.

    Example:

    ```python
    data = keras_gans.data.semi_supervised("mnist", labels_per_class=10)
    gan = keras_gans.SemiSupervisedGAN.for_images((28, 28, 1), num_classes=10)
    gan.compile()
    gan.fit(data, epochs=100)
    digits = gan.predict_classes(images)
    ```

    Reference: https://arxiv.org/abs/1606.03498, section 5; settings of
        openai/improved-gan, mnist_svhn_cifar10.
    """

    paper = ImprovedGAN.paper
    log_names = ("accuracy",)

    without = {"packing": "its discriminator says the class of each sample"}

    def __init__(self, *networks, num_classes, **kwargs):
        super().__init__(*networks, **kwargs)
        checks.check_untold(self)
        self.num_classes = arguments.check_count(num_classes, "num_classes")
        checks.check_classes(self.discriminator, self.num_classes)
        self.keep_averages(self.discriminator)

    @classmethod
    def networks_for(cls, image_shape, law, packing, size, num_classes=None):
        num_classes = arguments.check_count(num_classes, "num_classes")
        networks = cls.paper.networks
        return (
            networks.generator(image_shape, law.dim, **size),
            networks.discriminator(image_shape, num_classes, **size),
        )

    def check_endings(self):
        endings.warn_of_judge(self.discriminator, units=None)
        endings.warn_of_generator(self.generator, self.sample_spec)

    @property
    def element_spec(self):
        labels = specs.Labels(self.num_classes, unknown=True)
        return {"real": self.sample_spec, "labels": labels}

    def predict_classes(self, samples, batch_size=128):
        """The class of each sample, ints (N,), by the discriminator.

        Args:
            samples: array (N, ...).
            batch_size: int.
        """
        samples = self.looked_at(samples)
        discriminator = self.averaged(self.discriminator)
        logits = discriminator.predict(samples, batch_size, verbose=0)[0]
        return np.argmax(logits, axis=-1)

    def logits_of(self, judged):
        return _evidence(judged[0])

    def discriminator_loss(self, batch):
        labels = ops.cast(batch["labels"], "int32")
        fakes = self.fakes(self.others(batch))
        real, fake, judge = self.sides(batch, fakes)
        (logits, _), (fake, _) = judge(real), judge(fake)
        places = _unknown(labels, ops.shape(real)[0])
        real = ops.take(_evidence(logits), places, axis=0)
        loss = self.adversarial_loss.discriminator(real, _evidence(fake))
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
        real, fake, judge = self.sides(batch, self.fakes(batch))
        (_, features), (_, fake_features) = judge(real), judge(fake)
        return {"g_loss": terms.feature_matching(features, fake_features)}

    def others(self, batch):
        """Half of the batch, of those without a label."""
        count = (ops.shape(batch["real"])[0] + 1) // 2
        places = _unknown(batch["labels"], count)
        return {n: ops.take(x, places, axis=0) for n, x in batch.items()}


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


def _mean_where(known, values):
    total = ops.sum(known * ops.cast(values, "float32"))
    return total / ops.maximum(ops.sum(known), 1.0)
