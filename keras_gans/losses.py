"""The values of the game: what each player minimises, given the logits.

Each is an object with two methods that take logits of any equal shape (one a
sample, or a map of patches) and return a scalar, averaged over everything:

    loss.discriminator(real_logits, fake_logits)
    loss.generator(real_logits, fake_logits)

They work alone in any training loop, by name through `losses.get` and, once
given to `compile(loss=...)`, are saved with the model.
"""

import inspect

import keras
from keras import ops

_PACKAGE = "keras_gans"


class AdversarialLoss:
    """Base class: `get_config` from the arguments of `__init__`.

    Attributes:
        boundary: float, the output above which the discriminator says "real";
            None where a constant added to all outputs changes nothing, or
            they are energies.
    """

    boundary = 0.0

    def discriminator(self, real_logits, fake_logits):
        """What the discriminator minimises: a scalar."""
        raise NotImplementedError

    def generator(self, real_logits, fake_logits):
        """What the generator minimises: a scalar."""
        raise NotImplementedError

    def get_config(self):
        names = inspect.signature(type(self).__init__).parameters
        return {n: getattr(self, n) for n in names if n in vars(self)}

    @classmethod
    def from_config(cls, config):
        return cls(**config)


def _mean_softplus(logits):
    return ops.mean(ops.softplus(ops.cast(logits, "float32")))


def _mean(x):
    return ops.mean(ops.cast(x, "float32"))


@keras.saving.register_keras_serializable(_PACKAGE)
class Minimax(AdversarialLoss):
    """The original value, both players on the same number.

    ```
    d_loss = -E[log D(x)] - E[log(1 - D(G(z)))]
    g_loss =  E[log(1 - D(G(z)))]          D = sigmoid(logits)
    ```

    The equilibrium has `d_loss` = 2 log 2 = 1.386. The generator's gradient
    vanishes where the discriminator is sure; see `NonSaturating`.

    Reference: Goodfellow et al., 2014, eq. 1, https://arxiv.org/abs/1406.2661
    """

    def discriminator(self, real_logits, fake_logits):
        return _mean_softplus(-real_logits) + _mean_softplus(fake_logits)

    def generator(self, real_logits, fake_logits):
        return -_mean_softplus(fake_logits)


@keras.saving.register_keras_serializable(_PACKAGE)
class NonSaturating(AdversarialLoss):
    """The generator maximises log D(G(z)), as the authors' code does.

    ```
    d_loss = -E[(1 - s) log D(x) + s log(1 - D(x))] - E[log(1 - D(G(z)))]
    g_loss = -E[log D(G(z))]
    ```

    Args:
        label_smoothing: float in [0, 1), s above. One-sided: only the target
            of real samples is lowered (to 1 - s), never that of fakes.
            Default 0; Salimans et al. use 0.1.

    References: Goodfellow et al., 2014, section 3,
        https://arxiv.org/abs/1406.2661; Salimans et al., 2016, section 3.4,
        https://arxiv.org/abs/1606.03498
    """

    def __init__(self, label_smoothing=0.0):
        if not 0 <= label_smoothing < 1:
            raise ValueError(
                "`label_smoothing` is a number in [0, 1). Received: "
                f"label_smoothing={label_smoothing}"
            )
        self.label_smoothing = label_smoothing

    def discriminator(self, real_logits, fake_logits):
        real = (1 - self.label_smoothing) * _mean_softplus(-real_logits)
        if self.label_smoothing:
            real += self.label_smoothing * _mean_softplus(real_logits)
        return real + _mean_softplus(fake_logits)

    def generator(self, real_logits, fake_logits):
        return _mean_softplus(-fake_logits)


@keras.saving.register_keras_serializable(_PACKAGE)
class LeastSquares(AdversarialLoss):
    """Squared distance of the raw output to a label a side.

    ```
    d_loss = w E[(D(x) - b)^2] + w E[(D(G(z)) - a)^2]
    g_loss = w E[(D(G(z)) - c)^2]
    ```

    Args:
        fake_label: float, a. Default 0.
        real_label: float, b. Default 1.
        target_label: float, c, what the generator wants D to say. Default 1.
        weight: float, w. Default 1/2.

    Reference: Mao et al., 2017, eq. 2 and 9,
        https://arxiv.org/abs/1611.04076; with the weight 1 Zhu et al., 2017,
        section 4, https://arxiv.org/abs/1703.10593
    """

    def __init__(
        self, fake_label=0.0, real_label=1.0, target_label=1.0, weight=0.5
    ):
        self.fake_label = fake_label
        self.real_label = real_label
        self.target_label = target_label
        self.weight = weight

    @property
    def boundary(self):
        return (self.fake_label + self.real_label) / 2

    def discriminator(self, real_logits, fake_logits):
        return self.weight * (
            _mean_square(real_logits, self.real_label)
            + _mean_square(fake_logits, self.fake_label)
        )

    def generator(self, real_logits, fake_logits):
        return self.weight * _mean_square(fake_logits, self.target_label)


def _mean_square(logits, label):
    return ops.mean(ops.square(ops.cast(logits, "float32") - label))


@keras.saving.register_keras_serializable(_PACKAGE)
class Wasserstein(AdversarialLoss):
    """The difference of the critic's means; minus `d_loss` estimates W1.

    ```
    d_loss = E[f(G(z))] - E[f(x)]
    g_loss = -E[f(G(z))]
    ```

    The critic f must be kept Lipschitz by other means (clipping, a gradient
    penalty, spectral normalisation).

    Reference: Arjovsky et al., 2017, https://arxiv.org/abs/1701.07875
    """

    boundary = None

    def discriminator(self, real_logits, fake_logits):
        return _mean(fake_logits) - _mean(real_logits)

    def generator(self, real_logits, fake_logits):
        return -_mean(fake_logits)


@keras.saving.register_keras_serializable(_PACKAGE)
class Hinge(AdversarialLoss):
    """The critic stops where a sample is beyond the margin 1.

    ```
    d_loss = E[max(0, 1 - D(x))] + E[max(0, 1 + D(G(z)))]
    g_loss = -E[D(G(z))]
    ```

    References: Lim and Ye, 2017, https://arxiv.org/abs/1705.02894;
        Miyato et al., 2018, eq. 16-17, https://arxiv.org/abs/1802.05957
    """

    def discriminator(self, real_logits, fake_logits):
        return _mean(ops.relu(1 - real_logits)) + _mean(
            ops.relu(1 + fake_logits)
        )

    def generator(self, real_logits, fake_logits):
        return -_mean(fake_logits)


@keras.saving.register_keras_serializable(_PACKAGE)
class Relativistic(AdversarialLoss):
    """Each fake is judged against one real sample (RpGAN).

    ```
    d_loss = E[softplus(D(G(z)) - D(x))]
    g_loss = E[softplus(D(x) - D(G(z)))]
    ```

    Pairs are made by position in the batch, so both logits have one shape.

    References: Jolicoeur-Martineau, 2018, https://arxiv.org/abs/1807.00734;
        Huang et al., 2024 (R3GAN), eq. 2, https://arxiv.org/abs/2501.05441
    """

    boundary = None

    def discriminator(self, real_logits, fake_logits):
        return _mean_softplus(fake_logits - real_logits)

    def generator(self, real_logits, fake_logits):
        return _mean_softplus(real_logits - fake_logits)


@keras.saving.register_keras_serializable(_PACKAGE)
class Margin(AdversarialLoss):
    """On energies, which are low where a sample is real.

    ```
    d_loss = E[E(x)] + E[max(0, m - E(G(z)))]
    g_loss = E[E(G(z))]
    ```

    Args:
        margin: float, m, in units of the energy: the discriminator does not
            push generated samples beyond it.

    Reference: Zhao et al., 2016, eq. 1-2, https://arxiv.org/abs/1609.03126
    """

    boundary = None

    def __init__(self, margin=10.0):
        if not margin > 0:
            raise ValueError(
                f"`margin` is a positive number. Received: margin={margin}"
            )
        self.margin = margin

    def discriminator(self, real_energies, fake_energies):
        return _mean(real_energies) + _mean(
            ops.relu(self.margin - fake_energies)
        )

    def generator(self, real_energies, fake_energies):
        return _mean(fake_energies)


_LOSSES = {
    "minimax": Minimax,
    "non_saturating": NonSaturating,
    "least_squares": LeastSquares,
    "wasserstein": Wasserstein,
    "hinge": Hinge,
    "relativistic": Relativistic,
    "margin": Margin,
}


def get(identifier):
    """The loss of that name, or the given loss itself.

    Args:
        identifier: one of "minimax", "non_saturating", "least_squares",
            "wasserstein", "hinge", "relativistic", "margin"; an instance with
            the two
            methods `discriminator` and `generator`; or such a one's config.

    Raises:
        ValueError: it is none of these.
    """
    if isinstance(identifier, str) and identifier in _LOSSES:
        return _LOSSES[identifier]()
    if isinstance(identifier, dict):
        identifier = keras.saving.deserialize_keras_object(identifier)
    if inspect.isclass(identifier) and issubclass(identifier, AdversarialLoss):
        identifier = identifier()
    methods = ("discriminator", "generator")
    if all(callable(getattr(identifier, name, None)) for name in methods):
        return identifier
    raise ValueError(
        f"`loss` is one of {', '.join(_LOSSES)}, or an object with the "
        f"methods `discriminator` and `generator`. Received: loss={identifier}"
    )
