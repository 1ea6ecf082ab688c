"""What networks end in, and what is said of it."""

import warnings

import keras
import pytest
from keras import layers
from keras import ops

from keras_gans import networks
from keras_gans import specs
from keras_gans.layers import SpectralNormalization
from keras_gans.layers import WeightNormalization
from keras_gans.models import endings

IMAGES = specs.Images((8, 8, 1))


def said(function, *args):
    """What a function warns of, joined."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        function(*args)
    return " ".join(str(w.message) for w in caught)


def ended(*last, shape=(4,)):
    """A network of vectors that ends in these layers or functions."""
    inputs = x = keras.Input(shape)
    for layer in last:
        x = layer(x)
    return keras.Model(inputs, x)


def dense(units, activation=None):
    return layers.Dense(units, activation)


def inner(*last):
    return keras.Sequential([keras.Input((4,)), *last])


BOUNDED = {
    "dense": [dense(1, "sigmoid")],
    "activation": [dense(1), layers.Activation("sigmoid")],
    "operation": [dense(1), ops.sigmoid],
    "tanh": [dense(1, "tanh")],
    "layer as activation": [dense(1, layers.ReLU())],
    "softmax": [dense(1), layers.Softmax()],
    "log": [dense(1), ops.log_sigmoid],
    "relu": [dense(1), layers.ReLU()],
    "clipped": [dense(1, "sigmoid"), lambda x: ops.clip(x, 1e-3, 0.999)],
    "linear": [dense(1, "sigmoid"), layers.Activation("linear")],
    "scaled": [dense(1, "sigmoid"), layers.Rescaling(2, -1)],
    "arithmetic": [dense(1, "sigmoid"), lambda x: 1 - 2 * x],
    "shape": [dense(4, "tanh"), layers.Reshape((2, 2, 1)), layers.Cropping2D()],
    "mean": [dense(4, "tanh"), lambda x: ops.mean(x, axis=-1, keepdims=True)],
    "sequential": [inner(dense(3), dense(1, "sigmoid"))],
    "nested": [keras.Sequential([inner(inner(dense(1, "sigmoid")))])],
    "before": [dense(4, "sigmoid"), inner(layers.Identity())],
    "spectral": [SpectralNormalization(dense(1, "sigmoid"))],
    "kerases": [layers.SpectralNormalization(dense(1, "sigmoid"))],
    "weight": [WeightNormalization(dense(1, "sigmoid"))],
    "in time": [
        layers.Reshape((2, 2)),
        layers.TimeDistributed(dense(1, "sigmoid")),
    ],
}


@pytest.mark.parametrize("kind", BOUNDED)
def test_a_judge_of_bounded_values_is_warned_of(kind):
    network = ended(*BOUNDED[kind])
    with pytest.warns(UserWarning, match="take logits.*activation="):
        endings.warn_of_judge(network, units=None)


class Mine(layers.Layer):
    def __init__(self):
        super().__init__()
        self.activation = keras.activations.sigmoid
        self.last = layers.Dense(1)

    def call(self, x):
        return self.last(self.activation(x))


class Network(keras.Model):
    def __init__(self):
        super().__init__()
        self.last = layers.Dense(1, "sigmoid")

    def call(self, x):
        return self.last(x)


FREE = {
    "dense": [dense(1)],
    "leaky": [dense(1), layers.LeakyReLU()],
    "hidden": [dense(3, "sigmoid"), dense(1)],
    "normalized": [dense(1, "sigmoid"), layers.BatchNormalization()],
    "clipped": [dense(1), lambda x: ops.clip(x, -50, 50)],
    "slope": [dense(1), layers.ReLU(negative_slope=0.2)],
    "own": [Mine()],
    "own network": [Network()],
    "lambda": [dense(1, lambda x: x)],
    "nested": [dense(4, "sigmoid"), inner(dense(1))],
}


@pytest.mark.parametrize("kind", FREE)
def test_logits_are_not_warned_of(kind):
    assert not said(endings.warn_of_judge, ended(*FREE[kind]))


def test_the_warning_names_layer_and_activation():
    network = ended(layers.Dense(1, "sigmoid", name="verdict"))
    words = said(endings.warn_of_judge, network)
    assert "leave out the sigmoid at the end of the discriminator" in words
    assert words.endswith("Received: verdict with activation=sigmoid")


def test_of_several_outputs_the_first_is_judged():
    inputs = keras.Input((4,))
    logits, classes = dense(1)(inputs), dense(3, "softmax")(inputs)
    judge = keras.Model(inputs, [logits, classes])
    assert not said(endings.warn_of_judge, judge)
    swapped = keras.Model(inputs, [classes, logits])
    assert "softmax" in said(endings.warn_of_judge, swapped, None)


def test_a_network_called_twice_is_read_by_its_own_graph():
    inputs = keras.Input((4,))
    judge = keras.Sequential([inputs, dense(1, "sigmoid")])
    judge(inputs)
    assert "sigmoid" in said(endings.warn_of_judge, judge)
    shared = layers.Activation("linear")
    free = keras.Model(inputs, shared(dense(1)(inputs)))
    shared(dense(1, "sigmoid")(inputs))
    assert not said(endings.warn_of_judge, free)


def test_two_logits_a_sample_are_warned_of():
    two = ended(dense(2))
    with pytest.warns(UserWarning, match=r"one logit a sample.*\(B, 2\)"):
        endings.warn_of_judge(two)
    assert not said(endings.warn_of_judge, two, 2)
    assert not said(endings.warn_of_judge, two, None)
    assert "3 logits" in said(endings.warn_of_judge, two, 3)
    patches = ended(layers.Conv2D(1, 3), shape=(8, 8, 1))
    assert not said(endings.warn_of_judge, patches)


@pytest.mark.parametrize(
    "last",
    [
        [dense(64, "sigmoid")],
        [dense(64), layers.ReLU()],
        [dense(64), layers.ReLU(max_value=1)],
        [dense(64), ops.softmax],
        [dense(64, "softplus")],
        [dense(64, "exponential")],
        [dense(64, "tanh"), lambda x: x / 2 + 0.5],
        [dense(64, "sigmoid"), layers.Rescaling(255)],
    ],
)
def test_a_generator_that_makes_no_negative_values_is_warned_of(last):
    network = ended(*last, layers.Reshape((8, 8, 1)))
    with pytest.warns(UserWarning, match=r"tanh.*values from (0|-0)"):
        endings.warn_of_generator(network, IMAGES)
    assert not said(endings.warn_of_generator, network, specs.Points((2,)))
    assert not said(endings.warn_of_generator, network, specs.Boxes((3, 4)))


@pytest.mark.parametrize(
    "last",
    [
        [dense(64)],
        [dense(64, "tanh")],
        [dense(64, "elu")],
        [dense(64, "sigmoid"), layers.Rescaling(2.0, -1.0)],
        [dense(64, "sigmoid"), lambda x: 2 * x - 1],
        [dense(64, "relu"), dense(64)],
    ],
)
def test_a_generator_of_all_values_is_not(last):
    network = ended(*last, layers.Reshape((8, 8, 1)))
    for spec in (
        IMAGES,
        specs.Video((1, 8, 8, 1)),
        specs.Volumes((1, 8, 8, 1)),
        specs.Audio((64, 1)),
    ):
        assert not said(endings.warn_of_generator, network, spec)


def test_of_named_outputs_the_samples_are_meant():
    inputs = keras.Input((4,))
    x, mask = dense(64, "tanh")(inputs), dense(64, "sigmoid")(inputs)
    fine = keras.Model(inputs, {"samples": x, "mask": mask})
    wrong = keras.Model(inputs, {"samples": mask, "x": x})
    assert not said(endings.warn_of_generator, fine, IMAGES)
    alone = keras.Model(inputs, [mask])
    assert "sigmoid" in said(endings.warn_of_generator, alone, IMAGES)
    assert "sigmoid" in said(endings.warn_of_generator, wrong, IMAGES)


def test_layers_without_spectral_normalization_are_named():
    network = ended(
        SpectralNormalization(layers.Dense(3)),
        layers.Dense(3, name="plain"),
        keras.Sequential([layers.Dense(2, name="hidden"), layers.ReLU()]),
        layers.SpectralNormalization(layers.Dense(1)),
    )
    words = said(endings.warn_unnormalized, network)
    assert words.endswith("Received: layers without it: plain, hidden")
    assert not said(
        endings.warn_unnormalized, networks.sngan.discriminator((16, 16, 1))
    )
    convolutions = ended(
        layers.SeparableConv2D(2, 3, name="apart"),
        WeightNormalization(layers.Conv2D(2, 3, name="weighted")),
        shape=(8, 8, 1),
    )
    words = said(endings.warn_unnormalized, convolutions)
    assert words.endswith(": apart, weighted")


VARIANTS = ["gan", "dcgan", "resnet", "sngan", "r3gan", "conditional_dcgan"]


@pytest.mark.parametrize("family", VARIANTS + ["cgan", "mlp", "infogan"])
def test_our_own_networks_end_well(family):
    own = {"conditional_dcgan": [3], "cgan": [3]}.get(family, [])
    family = getattr(networks, {"gan": "maxout"}.get(family, family))
    generator = family.generator((16, 16, 1), *own, width=8)
    judge = family.discriminator(
        (16, 16, 1), *(own or [[2]] * (family is networks.infogan)), width=8
    )
    assert not said(endings.warn_of_judge, judge)
    assert not said(endings.warn_of_generator, generator, IMAGES)
