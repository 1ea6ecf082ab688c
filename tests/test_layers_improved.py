"""The layers and the optimizer of Improved Techniques for Training GANs."""

import keras
import numpy as np
import pytest
from keras import ops

from keras_gans import layers
from keras_gans import networks
from keras_gans.layers.virtual_batch_normalization import Reference
from keras_gans.networks.virtualized import virtual
from keras_gans.optimizers import HistoricalAveraging


def array(x):
    return ops.convert_to_numpy(x).astype("float64")


def again(layer, x):
    """The output of the layer that its config describes, with its weights."""
    twin = type(layer).from_config(layer.get_config())
    twin(x)
    twin.set_weights(layer.get_weights())
    return twin(x)


def test_minibatch_discrimination_by_hand():
    x = np.random.default_rng(0).normal(size=(4, 3)).astype("float32")
    layer = layers.MinibatchDiscrimination(kernels=2, dims=5)
    out = array(layer(x))
    assert out.shape == (4, 5) == layer.compute_output_shape((4, 3))
    kernel = array(layer.kernel)
    kernel /= np.linalg.norm(kernel, axis=0)
    rows = (x @ kernel).reshape(4, 2, 5)
    for i in range(4):
        for k in range(2):
            near = sum(
                np.exp(-np.abs(rows[i, k] - rows[j, k]).sum())
                for j in range(4)
                if j != i
            )
            assert out[i, 3 + k] == pytest.approx(near - 1, rel=1e-4)
    np.testing.assert_allclose(out[:, :3], x, rtol=1e-6)
    np.testing.assert_allclose(again(layer, x), out, rtol=1e-6)


def test_samples_that_are_alike_are_seen():
    layer = layers.MinibatchDiscrimination(7)
    alike = array(layer(np.ones((5, 3), "float32")))[:, 3:]
    np.testing.assert_allclose(alike, 4 - 1, rtol=1e-5)  # each other: 1
    with pytest.raises(ValueError, match="Received: kernels=0"):
        layers.MinibatchDiscrimination(0)


def test_weight_normalization_by_hand():
    x = np.random.default_rng(0).normal(size=(6, 3)).astype("float32")
    layer = layers.WeightNormalization(keras.layers.Dense(4))
    out = array(layer(x))
    kernel = array(layer.layer.kernel)
    np.testing.assert_allclose(
        out, x @ (kernel / np.linalg.norm(kernel, axis=0)), rtol=1e-4
    )
    layer.scale.assign([1.0, 2.0, 3.0, 4.0])
    np.testing.assert_allclose(layer(x), out * [1, 2, 3, 4], rtol=1e-4)
    np.testing.assert_allclose(again(layer, x), layer(x), rtol=1e-5)
    assert len(layer.trainable_variables) == 3
    fixed = layers.WeightNormalization(keras.layers.Dense(4), train_scale=False)
    fixed(x)
    assert len(fixed.trainable_variables) == 2


@pytest.mark.parametrize("dtype", ["float32", "mixed_bfloat16"])
@pytest.mark.parametrize("rank", [2, 4])
def test_adapt_gives_mean_0_and_variance_1(rank, dtype):
    shape = {2: (500, 7), 4: (50, 6, 6, 3)}[rank]
    x = 3 + np.random.default_rng(0).normal(size=shape).astype("float32")
    inner = {
        2: keras.layers.Dense(4, activation="relu", dtype=dtype),
        4: keras.layers.Conv2D(4, 3, activation="relu", dtype=dtype),
    }[rank]
    layer = layers.WeightNormalization(inner, dtype=dtype)
    layer(x)
    layer.adapt(x)
    inner.activation = keras.activations.linear
    out = array(keras.ops.cast(layer(x), "float32")).reshape(-1, 4)
    # bfloat16 has eight bits, and biases here are of the size of 10.
    atol = {"float32": 1e-3, "mixed_bfloat16": 5e-2}[dtype]
    np.testing.assert_allclose(out.mean(0), 0, atol=atol)
    np.testing.assert_allclose(out.std(0), 1, atol=atol)


def test_virtual_batch_normalization_by_hand():
    rng = np.random.default_rng(0)
    reference = rng.normal(2, 3, size=(5, 4, 4, 2))
    sample = rng.normal(size=(1, 4, 4, 2))
    layer = layers.VirtualBatchNormalization(5)
    out = array(layer(np.concatenate([reference, sample]).astype("float32")))
    axes = (0, 1, 2)
    mean, square = reference.mean(axes), (reference**2).mean(axes)
    plain = (reference - mean) / np.sqrt(square - mean**2 + 1e-5)
    np.testing.assert_allclose(out[:5], plain, atol=1e-4)
    mean = (5 * mean + sample.mean(axes)) / 6
    square = (5 * square + (sample**2).mean(axes)) / 6
    own = (sample - mean) / np.sqrt(square - mean**2 + 1e-5)
    np.testing.assert_allclose(out[5:], own, atol=1e-4)
    # E x^2 - (E x)^2 is below 0 here by rounding.
    narrow = rng.normal(1000, 1e-3, size=(6, 4, 4, 2)).astype("float32")
    assert np.isfinite(array(layer(narrow))).all()


def test_a_virtual_network_judges_one_by_one(tmp_path):
    plain = networks.dcgan.discriminator((16, 16, 1), width=4)
    rng = np.random.default_rng(0)
    reference = rng.uniform(-1, 1, (6, 16, 16, 1)).astype("float32")
    network = virtual(plain, reference)
    x = rng.uniform(-1, 1, (3, 16, 16, 1)).astype("float32")
    whole = array(network(x, training=True))
    alone = [array(network(x[i : i + 1], training=True)) for i in range(3)]
    np.testing.assert_allclose(whole, np.concatenate(alone), atol=1e-5)
    assert np.abs(whole - array(plain(x, training=True))).max() > 1e-6
    kinds = {type(layer).__name__ for layer in network._flatten_layers()}
    assert "BatchNormalization" not in kinds
    network.save(tmp_path / "network.keras")
    twin = keras.saving.load_model(tmp_path / "network.keras")
    np.testing.assert_allclose(twin(x), network(x), atol=1e-6)
    nested = keras.Sequential([keras.Input((16, 16, 1)), plain])
    told = keras.Model([plain.inputs[0], keras.Input(())], plain.outputs)
    for other, words in [(nested, "'discriminator'"), (told, "2 inputs")]:
        with pytest.raises(ValueError, match=f"Received: .*{words}"):
            virtual(other, reference)


def test_channels_that_are_not_last_are_refused():
    inputs = keras.Input((4, 8, 8))
    plain = keras.Model(inputs, keras.layers.BatchNormalization(1)(inputs))
    with pytest.raises(ValueError, match="last axis.*with axis=1"):
        virtual(plain, np.zeros((5, 4, 8, 8), "float32"))


@pytest.mark.tensorflow
def test_adapt_where_channels_are_first():
    x = np.random.default_rng(0).normal(3, 2, size=(50, 3, 6, 6))
    inner = keras.layers.Conv2D(5, 3, data_format="channels_first")
    layer = layers.WeightNormalization(inner)
    layer(x)
    out = array(layer.adapt(x))
    np.testing.assert_allclose(out.mean((0, 2, 3)), 0, atol=1e-3)
    np.testing.assert_allclose(out.std((0, 2, 3)), 1, atol=1e-3)


MADE = {
    "Maxout": lambda whole: layers.Maxout(whole(4), whole(2)),
    "MinibatchDiscrimination": lambda whole: layers.MinibatchDiscrimination(
        whole(3), whole(2)
    ),
    "VirtualBatchNormalization": lambda whole: layers.VirtualBatchNormalization(
        whole(2), np.float32(1e-3)
    ),
    "Reference": lambda whole: Reference((whole(2), whole(6))),
    "Dropped": lambda whole: Reference((whole(2), 6), np.bool_(True)),
    "WeightNormalization": lambda whole: layers.WeightNormalization(
        keras.layers.Dense(4), train_scale=np.bool_(False)
    ),
}


@pytest.mark.parametrize("kind", MADE)
def test_numbers_from_numpy_are_saved(kind, tmp_path):
    inputs = keras.Input((6,))
    model = keras.Model(inputs, MADE[kind](np.int64)(inputs))
    model.save(tmp_path / "model.keras")
    twin = keras.saving.load_model(tmp_path / "model.keras")
    x = np.random.default_rng(0).normal(size=(5, 6)).astype("float32")
    np.testing.assert_allclose(twin(x), model(x), rtol=1e-5)


@pytest.mark.parametrize("policy", ["float64", "float16", "bfloat16"])
@pytest.mark.parametrize("kind", MADE)
def test_layers_in_other_precisions(kind, policy):
    keras.config.set_dtype_policy(policy)
    x = np.random.default_rng(0).normal(size=(5, 6)).astype("float32")
    out = MADE[kind](int)(x)
    assert out.dtype == ops.zeros((), policy).dtype  # JAX may lack float64.
    assert np.isfinite(array(out)).all()


def test_historical_averaging_by_hand():
    variable = keras.Variable([1.0])
    optimizer = HistoricalAveraging(keras.optimizers.SGD(0.1), 0.25)
    optimizer.build([variable])
    value, past = 1.0, []
    for _ in range(4):
        past.append(value)
        value -= 0.1 * (3.0 + 2 * 0.25 * (value - np.mean(past)))
        optimizer.apply([ops.convert_to_tensor([3.0])], [variable])
        assert float(variable.value[0]) == pytest.approx(value, rel=1e-5)
    optimizer.learning_rate = 0.5
    assert float(array(optimizer.optimizer.learning_rate)) == 0.5
    twin = HistoricalAveraging.from_config(optimizer.get_config())
    assert twin.weight == 0.25 and isinstance(
        twin.optimizer, keras.optimizers.SGD
    )
