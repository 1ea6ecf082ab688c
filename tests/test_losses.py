"""Losses against numbers worked out by hand, TF-GAN, and the Dirac-GAN."""

import math

import keras
import numpy as np
import pytest

from keras_gans import losses

REAL = np.array([[1.0], [-2.0], [0.5], [3.0]], "float32")
FAKE = np.array([[0.3], [-1.0], [2.0], [-0.2]], "float32")
NAMES = [
    "minimax",
    "non_saturating",
    "least_squares",
    "wasserstein",
    "hinge",
    "relativistic",
    "margin",
]


def softplus(x):
    return np.log1p(np.exp(x)).mean()


BY_HAND = {
    "minimax": (softplus(-REAL) + softplus(FAKE), -softplus(FAKE)),
    "non_saturating": (softplus(-REAL) + softplus(FAKE), softplus(-FAKE)),
    # 1/2 (0 + 9 + .25 + 4) / 4 + 1/2 (.09 + 1 + 4 + .04) / 4
    "least_squares": (13.25 / 8 + 5.13 / 8, (0.49 + 4 + 1 + 1.44) / 8),
    "wasserstein": (0.275 - 0.625, -0.275),
    # (0 + 3 + .5 + 0) / 4 + (1.3 + 0 + 3 + .8) / 4
    "hinge": (3.5 / 4 + 5.1 / 4, -0.275),
    "relativistic": (softplus(FAKE - REAL), softplus(REAL - FAKE)),
    # 2.5 / 4 + (9.7 + 11 + 8 + 10.2) / 4
    "margin": (0.625 + 38.9 / 4, 0.275),
}


@pytest.mark.parametrize("name", NAMES)
def test_by_hand(name):
    loss = losses.get(name)
    d_loss, g_loss = BY_HAND[name]
    assert float(loss.discriminator(REAL, FAKE)) == pytest.approx(d_loss, 1e-6)
    assert float(loss.generator(REAL, FAKE)) == pytest.approx(g_loss, 1e-6)


@pytest.mark.parametrize("name", NAMES)
def test_extreme_logits_stay_finite(name):
    loss = losses.get(name)
    big = np.array([[1e4], [-1e4]], "float32")
    for value in (loss.discriminator(big, -big), loss.generator(big, -big)):
        assert np.isfinite(float(value))


def test_equilibrium():
    zeros = np.zeros((8, 1), "float32")
    value = losses.Minimax().discriminator(zeros, zeros)
    assert float(value) == pytest.approx(2 * math.log(2), 1e-6)
    value = losses.LeastSquares().discriminator(zeros + 0.5, zeros + 0.5)
    assert float(value) == pytest.approx(0.25, 1e-6)


def test_smoothing_is_one_sided():
    plain = losses.NonSaturating()
    smooth = losses.NonSaturating(label_smoothing=0.1)
    # -E[.9 log D + .1 log(1 - D)], fakes as before
    expected = 0.9 * softplus(-REAL) + 0.1 * softplus(REAL) + softplus(FAKE)
    value = float(smooth.discriminator(REAL, FAKE))
    assert value == pytest.approx(expected, 1e-6)
    assert float(smooth.generator(REAL, FAKE)) == float(
        plain.generator(REAL, FAKE)
    )


@pytest.mark.parametrize("name", NAMES)
def test_get_takes_name_instance_class_and_config(name):
    loss = losses.get(name)
    assert losses.get(loss) is loss
    assert type(losses.get(type(loss))) is type(loss)
    config = keras.saving.serialize_keras_object(loss)
    twin = losses.get(config)
    assert type(twin) is type(loss) and vars(twin) == vars(loss)


def test_arguments_survive_a_round_trip():
    loss = losses.LeastSquares(-1.0, 1.0, 0.0)
    twin = losses.get(keras.saving.serialize_keras_object(loss))
    assert vars(twin) == vars(loss)


@pytest.mark.parametrize("wrong", ["wasserstien", 3, None, object()])
def test_an_unknown_loss_is_refused(wrong):
    with pytest.raises(ValueError, match="minimax, non_saturating.*Received"):
        losses.get(wrong)


@pytest.mark.parametrize("wrong", [-0.1, 1.0, 2])
def test_smoothing_out_of_range_is_refused(wrong):
    with pytest.raises(ValueError, match="Received: label_smoothing"):
        losses.NonSaturating(label_smoothing=wrong)


@pytest.mark.tensorflow
@pytest.mark.parametrize(
    "name, theirs",
    [
        ("minimax", "minimax"),
        ("non_saturating", "modified"),
        ("least_squares", "least_squares"),
        ("wasserstein", "wasserstein"),
        ("hinge", "wasserstein_hinge"),
    ],
)
def test_parity_with_tfgan(name, theirs):
    from keras_gans.metrics import tfgan

    functions = tfgan.load().losses.wargs
    ours = losses.get(name)
    d_theirs = getattr(functions, f"{theirs}_discriminator_loss")
    g_theirs = getattr(functions, f"{theirs}_generator_loss")
    plain = {}
    if theirs in ("minimax", "modified"):
        plain["label_smoothing"] = 0.0
    assert float(ours.discriminator(REAL, FAKE)) == pytest.approx(
        float(d_theirs(REAL, FAKE, **plain)), 1e-6
    )
    expected = float(g_theirs(FAKE, **plain))
    if theirs == "minimax":
        # Their value holds the real term too, for logits that are all 1.
        expected += softplus(-1.0)
    assert float(ours.generator(REAL, FAKE)) == pytest.approx(expected, 1e-6)


@pytest.mark.tensorflow
def test_smoothing_agrees_with_tfgan():
    from keras_gans.metrics import tfgan

    theirs = tfgan.load().losses.wargs.modified_discriminator_loss
    ours = losses.NonSaturating(label_smoothing=0.2)
    # TF-GAN lowers a target of 1 to 1 - s / 2: s moves towards 1/2.
    assert float(ours.discriminator(REAL, FAKE)) == pytest.approx(
        float(theirs(REAL, FAKE, label_smoothing=0.4)), 1e-5
    )


# Radius sqrt(theta^2 + psi^2) after 100 and 500 steps of size 0.2, where the
# data are at 0, the generator makes theta and D(x) = psi x (Mescheder et al.,
# 2018, https://arxiv.org/abs/1801.04406). Their D is high on fakes: their
# start (1, 1) is (1, -1) here.
DIRAC = [
    ("minimax", "simultaneous", 0.0, 1.963, 3.097),
    ("minimax", "simultaneous", 0.3, 0.0990, 2.64e-6),
    ("minimax", "simultaneous", 1.0, 3.79e-4, 9.5e-22),
    ("minimax", "alternating", 0.0, 1.404, 1.421),
    ("minimax", "alternating", 0.3, 0.0610, 2.3e-7),
    ("wasserstein", "simultaneous", 0.0, 10.05, 2.56e4),
    ("wasserstein", "simultaneous", 0.3, 0.450, 9.1e-3),
    ("wasserstein", "alternating", 0.0, 1.299, 1.398),
]


def _dirac_path(name, order, gamma, steps=500, h=0.2):
    import tensorflow as tf

    loss = losses.get(name)
    theta, psi = tf.Variable(1.0), tf.Variable(-1.0)

    def gradient(variable, value):
        with tf.GradientTape() as tape:
            result = value()
        return tape.gradient(result, variable)

    def d_value():
        # R1 of D(x) = psi x is psi^2, whatever x.
        penalty = gamma / 2 * psi**2
        return loss.discriminator(psi * 0.0, psi * theta) + penalty

    def g_value():
        return loss.generator(psi * 0.0, psi * theta)

    @tf.function
    def step():
        if order == "alternating":
            theta.assign_sub(h * gradient(theta, g_value))
            psi.assign_sub(h * gradient(psi, d_value))
        else:
            moves = gradient(theta, g_value), gradient(psi, d_value)
            theta.assign_sub(h * moves[0])
            psi.assign_sub(h * moves[1])

    radius = {}
    for number in range(1, steps + 1):
        step()
        if number in (100, 500):
            radius[number] = math.hypot(float(theta), float(psi))
    return radius


@pytest.mark.tensorflow
@pytest.mark.parametrize("name, order, gamma, after_100, after_500", DIRAC)
def test_dirac_gan(name, order, gamma, after_100, after_500):
    radius = _dirac_path(name, order, gamma)
    assert radius[100] == pytest.approx(after_100, rel=5e-3)
    # Below float32's resolution of the logits only the order is left.
    tolerance = 2e-2 if after_500 > 1e-12 else None
    if tolerance:
        assert radius[500] == pytest.approx(after_500, rel=tolerance)
    else:
        assert radius[500] < 1e-12
