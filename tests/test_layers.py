import keras
import numpy as np
import pytest
from keras import ops

from keras_gans import constraints
from keras_gans.core import backend
from keras_gans.layers import SpectralNormalization

from conftest import BACKEND


def settled(layer, x, steps=60):
    """The wrapped layer, after as many steps of the power iteration."""
    wrapped = SpectralNormalization(layer)
    for _ in range(steps):
        wrapped(x, training=True)
    return wrapped


@pytest.mark.parametrize("kind", ["dense", "conv"])
def test_the_largest_singular_value_is_one(kind):
    layer, x = {
        "dense": (keras.layers.Dense(4), np.ones((2, 7), "float32")),
        "conv": (
            keras.layers.Conv2D(4, 3, use_bias=False),
            np.random.default_rng(0).normal(size=(2, 8, 8, 3)),
        ),
    }[kind]
    wrapped = settled(layer, x)
    stored = ops.convert_to_numpy(layer.kernel)
    matrix = stored.reshape(-1, stored.shape[-1])
    sigma = np.linalg.svd(matrix, compute_uv=False)[0]
    assert sigma != pytest.approx(1, abs=0.01)  # The stored one is left alone.
    plain = ops.convert_to_numpy(layer(x))
    np.testing.assert_allclose(wrapped(x), plain / sigma, atol=1e-4)


def test_the_gradient_is_orthogonal_to_the_kernel():
    x = np.random.default_rng(0).normal(size=(5, 7)).astype("float32")
    layer = keras.layers.Dense(4, use_bias=False)
    wrapped = settled(layer, x)

    def loss():
        return ops.sum(ops.square(wrapped(x))), None

    _, gradients, _ = backend.value_and_grad(
        loss, layer.trainable_variables, wrapped.non_trainable_variables
    )
    gradient = ops.convert_to_numpy(gradients[0])
    kernel = ops.convert_to_numpy(layer.kernel)
    scale = np.linalg.norm(gradient) * np.linalg.norm(kernel)
    assert abs((gradient * kernel).sum()) < 1e-4 * scale


def test_only_training_moves_the_vector():
    x = np.ones((2, 7), "float32")
    wrapped = SpectralNormalization(keras.layers.Dense(4))
    wrapped(x)
    before = ops.convert_to_numpy(wrapped.vector).copy()
    wrapped(x, training=False)
    assert (before == ops.convert_to_numpy(wrapped.vector)).all()
    wrapped(x, training=True)
    assert (before != ops.convert_to_numpy(wrapped.vector)).any()


def test_each_variable_is_there_once(tmp_path):
    inputs = keras.Input((8, 8, 3))
    conv = SpectralNormalization(keras.layers.Conv2D(4, 3))
    model = keras.Model(inputs, conv(inputs))
    assert len(model.weights) == 3 and len(model.trainable_weights) == 2
    model.save(tmp_path / "model.keras")
    twin = keras.saving.load_model(tmp_path / "model.keras")
    x = np.random.default_rng(0).normal(size=(2, 8, 8, 3))
    np.testing.assert_array_equal(model.predict(x), twin.predict(x))


def test_mixed_precision_keeps_sigma_in_float32():
    keras.config.set_dtype_policy("mixed_bfloat16")
    wrapped = SpectralNormalization(keras.layers.Dense(4))
    x = np.ones((2, 7), "float32")
    assert keras.backend.standardize_dtype(wrapped(x).dtype) == "bfloat16"
    assert wrapped.vector.dtype == "float32"


@pytest.mark.parametrize("policy", ["float64", "float16", "bfloat16"])
def test_normalization_in_other_precisions(policy):
    keras.config.set_dtype_policy(policy)
    wrapped = settled(keras.layers.Dense(4), np.ones((2, 7), "float32"), 3)
    out = wrapped(np.ones((2, 7), "float32"), training=True)
    assert out.dtype == ops.zeros((), policy).dtype  # JAX may lack float64.
    assert np.isfinite(ops.convert_to_numpy(out).astype("float32")).all()


def test_steps_from_numpy_are_saved():
    wrapped = SpectralNormalization(keras.layers.Dense(4), np.int64(2))
    twin = keras.saving.deserialize_keras_object(
        keras.saving.serialize_keras_object(wrapped)
    )
    assert type(wrapped.power_iterations) is int
    assert twin.power_iterations == 2


def test_refusals():
    with pytest.raises(ValueError, match="with a `kernel`.*Received: layer"):
        SpectralNormalization(keras.layers.ReLU())(np.ones((2, 3)))
    with pytest.raises(ValueError, match="Received: power_iterations=0"):
        SpectralNormalization(keras.layers.Dense(1), power_iterations=0)
    with pytest.raises(ValueError, match="Received: bound=0"):
        constraints.ClipWeights(0)


def test_clip_weights():
    layer = keras.layers.Dense(
        3, kernel_constraint=constraints.ClipWeights(0.05)
    )
    model = keras.Sequential([keras.Input((4,)), layer])
    model.compile(keras.optimizers.SGD(10.0), "mse")
    if BACKEND == "jax":
        model.jit_compile = False
    model.fit(np.ones((8, 4)), np.ones((8, 3)), verbose=0)
    kernel = ops.convert_to_numpy(layer.kernel)
    assert np.abs(kernel).max() == pytest.approx(0.05)
