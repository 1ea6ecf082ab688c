import keras
import numpy as np
import pytest
from keras import ops

from keras_gans import penalties

X = np.random.default_rng(0).normal(size=(6, 3)).astype("float32")
Y = np.random.default_rng(1).normal(size=(6, 3)).astype("float32")
SLOPE = np.array([[3.0], [0.0], [4.0]], "float32")


def plane(x):
    """A plane of slope 5: its gradient is (3, 0, 4) everywhere."""
    return ops.matmul(x, ops.convert_to_tensor(SLOPE))


def bowl(x):
    """|x|^2 / 2: its gradient at x is x."""
    return ops.sum(ops.square(x), axis=1) / 2


def test_gradient_norm():
    tensor = ops.convert_to_tensor(X)
    for function, norms in (
        (plane, np.full(6, 5)),
        (bowl, np.linalg.norm(X, axis=1)),
    ):
        found = penalties.gradient_norm(function, tensor)
        np.testing.assert_allclose(
            ops.convert_to_numpy(found), norms, rtol=1e-6
        )


def test_gradient_penalty_of_a_plane():
    value = penalties.gradient_penalty(
        plane, ops.convert_to_tensor(X), ops.convert_to_tensor(Y), seed=0
    )
    assert float(value) == pytest.approx((5 - 1) ** 2, 1e-6)
    value = penalties.gradient_penalty(
        plane,
        ops.convert_to_tensor(X),
        ops.convert_to_tensor(Y),
        target=2.0,
        seed=0,
    )
    assert float(value) == pytest.approx((5 - 2) ** 2, 1e-6)


def test_zero_centered_penalty():
    value = penalties.zero_centered_penalty(bowl, ops.convert_to_tensor(X))
    assert float(value) == pytest.approx((X**2).sum(1).mean(), 1e-6)


def test_interpolation_is_one_number_a_sample():
    real = ops.ones((64, 4, 4, 2))
    mixed = np.array(penalties.interpolate(real, -real, seed=0))
    per_sample = mixed.reshape(64, -1)
    assert np.ptp(per_sample, axis=1).max() == 0
    assert len(np.unique(per_sample[:, 0])) == 64
    assert -1 <= per_sample.min() < -0.8 and 0.8 < per_sample.max() <= 1


def test_no_nan_where_the_gradient_vanishes():
    weight = keras.Variable(0.0)

    def flat(x):
        return weight * ops.sum(x, axis=1)

    from keras_gans.core import backend

    def objective():
        penalty = penalties.gradient_penalty(
            flat, ops.convert_to_tensor(X), ops.convert_to_tensor(Y), seed=0
        )
        return penalty, penalty

    _, gradients, _ = backend.value_and_grad(objective, [weight], [])
    assert np.isfinite(float(gradients[0]))


@pytest.mark.tensorflow
def test_parity_with_tfgan():
    import tensorflow as tf

    from keras_gans.metrics import tfgan

    weights = tf.constant(
        np.random.default_rng(2).normal(size=(3, 5)).astype("float32")
    )

    def critic(x, *_, **__):
        return tf.reduce_sum(tf.tanh(x @ weights), axis=1)

    @tf.function
    def theirs(x):
        # Where real and generated agree, so do all points between them.
        return tfgan.load().losses.wargs.wasserstein_gradient_penalty(
            real_data=x,
            generated_data=x,
            generator_inputs=None,
            discriminator_fn=critic,
            discriminator_scope="critic",
            epsilon=1e-12,
        )

    x = tf.constant(X)
    ours = penalties.gradient_penalty(critic, x, x, seed=0)
    assert float(ours) == pytest.approx(float(theirs(x)), rel=1e-6)


def test_pulling_away():
    same = ops.convert_to_tensor(np.ones((4, 3), "float32"))
    assert float(penalties.pulling_away(same)) == pytest.approx(1, 1e-6)
    apart = ops.convert_to_tensor(3 * np.eye(4, dtype="float32"))
    assert float(penalties.pulling_away(apart)) == pytest.approx(0, abs=1e-6)
    # One pair of three at 60 degrees, the others at a right angle.
    codes = np.array([[1, 0, 0], [0.5, 0.75**0.5, 0], [0, 0, 2]], "float32")
    found = penalties.pulling_away(ops.convert_to_tensor(codes))
    assert float(found) == pytest.approx(0.25 / 3, 1e-5)
    none = penalties.pulling_away(ops.zeros((2, 3)))
    assert np.isfinite(float(none))
