"""Layers of the networks that grow, and of those with styles."""

import keras
import numpy as np
import pytest
from keras import ops

from keras_gans import layers

rows = np.random.default_rng(0).normal


def array(x):
    return ops.convert_to_numpy(x).astype("float64")


@pytest.mark.parametrize(
    "layer, shape",
    [
        (keras.layers.Dense(400), (300, 200)),
        (keras.layers.Conv2D(40, 3, padding="same"), (30, 9, 9, 20)),
        # Each place of the map is reached by one of the kernel's.
        (keras.layers.Conv2DTranspose(40, 4), (300, 1, 1, 20)),
    ],
)
def test_equalized_layers_keep_the_variance(layer, shape):
    transposed = isinstance(layer, keras.layers.Conv2DTranspose)
    equalized = layers.EqualizedLearningRate(layer, gain=1.0)
    made = array(equalized(rows(size=shape).astype("float32")))
    if made.ndim == 4 and not transposed:
        made = made[:, 1:-1, 1:-1]
    assert made.var() * (16 if transposed else 1) == pytest.approx(1, abs=0.1)
    assert array(layer.kernel).var() == pytest.approx(1, abs=0.1)


def test_a_multiplier_changes_the_rate_and_not_what_is_made():
    x = rows(size=(5, 7)).astype("float32")
    one, hundredth = (
        layers.EqualizedLearningRate(keras.layers.Dense(4), multiplier=m)
        for m in (1.0, 0.01)
    )
    one(x), hundredth(x)
    hundredth.layer.kernel.assign(100 * one.layer.kernel.value)
    hundredth.layer.bias.assign(100 * one.layer.bias.value + 3.0)
    np.testing.assert_allclose(hundredth(x), array(one(x)) + 0.03, atol=1e-5)


@pytest.mark.parametrize("name", ["gain", "multiplier"])
@pytest.mark.parametrize("value", [0, -1.0, "two", float("nan")])
def test_equalized_layers_refuse_what_is_no_scale(name, value):
    with pytest.raises(ValueError, match=f"`{name}` is a positive number"):
        layers.EqualizedLearningRate(keras.layers.Dense(4), **{name: value})


def test_pixels_have_a_mean_square_of_one():
    x = 5 * rows(size=(2, 3, 3, 8)).astype("float32")
    expected = x / np.sqrt((x**2).mean(-1, keepdims=True) + 1e-8)
    found = layers.PixelNormalization()(x)
    np.testing.assert_allclose(found, expected, rtol=1e-5)
    assert (array(layers.PixelNormalization()(0 * x)) == 0).all()


def deviation(x, group, features):
    """As the paper says it, one group after the other."""
    count = len(x) // group
    told = np.zeros((len(x), *x.shape[1:3], features))
    each = x.shape[-1] // features
    for start in range(count):
        members = np.arange(start, len(x), count)
        for i in range(features):
            part = x[members][..., i * each : (i + 1) * each]
            told[members, ..., i] = np.sqrt(part.var(axis=0) + 1e-8).mean()
    return np.concatenate([x, told], axis=-1)


@pytest.mark.parametrize(
    "count, size, group, features",
    [(8, 4, 4, 1), (8, 4, 4, 2), (6, 4, 3, 1), (7, 4, 1, 1), (3, 8, 3, 1)],
)
def test_each_group_is_told_its_deviation(count, size, group, features):
    x = rows(size=(count, 2, 2, 6)).astype("float32")
    layer = layers.MinibatchStandardDeviation(size, features)
    expected = deviation(x, group, features)
    np.testing.assert_allclose(layer(x), expected, atol=1e-5)


@pytest.mark.tensorflow
def test_groups_follow_a_number_of_samples_that_is_not_known_before():
    import tensorflow as tf

    layer = layers.MinibatchStandardDeviation(4)
    unknown = tf.TensorSpec((None, 2, 2, 6), "float32")
    call = tf.function(layer, input_signature=[unknown])
    for count, group in ((8, 4), (6, 3), (1, 1)):
        x = rows(size=(count, 2, 2, 6)).astype("float32")
        found = call(tf.constant(x))
        np.testing.assert_allclose(found, deviation(x, group, 1), atol=1e-5)


def test_features_divide_the_channels():
    with pytest.raises(ValueError, match="divides the channels.*Received"):
        layers.MinibatchStandardDeviation(features=4)(np.zeros((4, 2, 2, 6)))


@pytest.mark.parametrize(
    "grown, level, share", [(0.0, 1, 0.0), (0.3, 1, 0.3), (1.3, 1, 1.0)]
)
def test_a_level_fades_in_where_it_is_its_turn(grown, level, share):
    new, old = rows(size=(2, 3, 4)).astype("float32")
    layer = layers.FadeIn(grown)
    found = layer([new, old], level=level)
    np.testing.assert_allclose(found, share * new + (1 - share) * old, 1e-5)


@pytest.mark.parametrize(
    "layer",
    [
        layers.Noise(),
        layers.MinibatchStandardDeviation(),
        layers.Blur(),
        layers.Resample(),
    ],
    ids=lambda x: type(x).__name__,
)
def test_layers_of_maps_refuse_rows(layer):
    with pytest.raises(ValueError, match="expected ndim=4, found ndim=2"):
        layer(np.ones((4, 8), "float32"))


def test_a_layer_of_several_kernels_is_not_scaled():
    with pytest.raises(ValueError, match="one `kernel`. Received: layer=<LSTM"):
        layers.EqualizedLearningRate(keras.layers.LSTM(4))
