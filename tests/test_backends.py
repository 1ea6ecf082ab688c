"""The same game on TensorFlow, JAX and torch; without TensorFlow, too."""

import importlib.util

import numpy as np
import pytest

from conftest import BACKEND
from conftest import run_python

OTHERS = [
    pytest.param(
        name,
        marks=pytest.mark.skipif(
            importlib.util.find_spec(name) is None,
            reason=f"needs the extra: pip install keras_gans[{name}]",
        ),
    )
    for name in ("jax", "torch")
]

_ROUNDS = """
import numpy as np, keras, keras_gans
from keras import ops
from conftest import Same, toy_images
rng = np.random.default_rng(0)
# A generator without BatchNorm: a bias before one has the gradient 0, and
# Adam makes whole steps of its rounding error.
gan = keras_gans.WGANGP(
    keras_gans.networks.mlp.generator((16, 16, 1), 6, width=32),
    keras_gans.WGANGP.for_images((16, 16, 1), width=4).discriminator,
    critic_steps=2, latent_dim=6)
for v in gan.generator.weights + gan.discriminator.weights:
    v.assign(rng.normal(size=v.shape) / max(v.shape[0], 9) ** 0.5)
gan.latents = Same(gan.latents, lambda shape: ops.sin(
    ops.cast(ops.reshape(ops.arange(shape[0] * 6), shape), "float32")))
keras.random.uniform = lambda shape, *a, **k: ops.full(shape, 0.25)
gan.compile()
gan.fit(toy_images(60), batch_size=4, shuffle=False, verbose=0)
np.savez({path!r}, *gan.get_weights())
"""


@pytest.mark.parametrize("other", OTHERS)
def test_three_rounds_of_wgan_gp_agree(other, tmp_path):
    files = {}
    for backend in ("tensorflow", other):
        files[backend] = str(tmp_path / f"{backend}.npz")
        run_python(_ROUNDS.format(path=files[backend]), KERAS_BACKEND=backend)
    first, second = (np.load(path) for path in files.values())
    assert first.files == second.files and len(first.files) > 20
    worst = max(np.abs(first[k] - second[k]).max() for k in first.files)
    assert worst < 1e-6


_WITHOUT_TENSORFLOW = """
import sys
sys.modules["tensorflow"] = None  # as if it were not installed
import numpy as np, keras_gans
gan = keras_gans.DCGAN.for_images((16, 16, 1), latent_dim=4, width=4)
gan.compile()
digits = keras_gans.data.digits(batch_size=None)
gan.fit(digits[:64], batch_size=16, epochs=2, verbose=0,
        callbacks=keras_gans.callbacks.standard({out!r}, samples=4))
assert gan.generate(3).shape == (3, 16, 16, 1)
gan.save({out!r} + "/gan.keras")
for act, error, words in [
    (lambda: keras_gans.data.digits(), ImportError, "pip install tensorflow"),
    (lambda: gan.export({out!r} + "/x"), RuntimeError, "KERAS_BACKEND"),
]:
    try:
        act()
    except error as caught:
        assert words in str(caught), caught
    else:
        raise AssertionError(words)
"""


@pytest.mark.parametrize("other", OTHERS)
def test_without_tensorflow(other, tmp_path):
    run_python(
        _WITHOUT_TENSORFLOW.format(out=str(tmp_path)), KERAS_BACKEND=other
    )


def test_another_backend_is_refused_in_one_sentence():
    code = """
import sys, types
import keras
keras.backend.backend = lambda: "numpy"
try:
    import keras_gans
except ImportError as error:
    assert "Received: backend=numpy" in str(error)
else:
    raise AssertionError
"""
    run_python(code, KERAS_BACKEND=BACKEND)


def test_import_is_light():
    """No plotting, data set or learning library before it is asked for."""
    code = """
import sys
import keras
before = set(sys.modules)
import keras_gans
loaded = {name.split(".")[0] for name in set(sys.modules) - before}
assert not loaded & {"matplotlib", "sklearn", "tensorflow_datasets",
                     "tensorflow_gan", "PIL", "scipy"}, loaded
"""
    run_python(code)


_TWO_DEVICES = """
import keras, numpy as np, jax
import keras_gans
from conftest import toy_images
assert len(jax.devices()) == 2
if {parallel}:
    keras.distribution.set_distribution(keras.distribution.DataParallel())
keras.utils.set_random_seed(0)
gan = keras_gans.GAN.for_images((16, 16, 1), latent_dim=6, width=4, seed=1)
gan.compile()
gan.fit(toy_images(32), batch_size=8, epochs=2, verbose=0)
first = gan.generator.weights[0].value
assert len(first.sharding.device_set) == (2 if {parallel} else 1)
np.savez({path!r}, *gan.get_weights())
"""


@pytest.mark.skipif(
    importlib.util.find_spec("jax") is None, reason="needs the extra jax"
)
def test_two_devices_of_jax_are_as_one(tmp_path):
    """`keras.distribution.DataParallel`, with `fit`."""
    found = []
    for parallel in (False, True):
        path = str(tmp_path / f"{parallel}.npz")
        run_python(
            _TWO_DEVICES.format(path=path, parallel=parallel),
            KERAS_BACKEND="jax",
            XLA_FLAGS="--xla_force_host_platform_device_count=2",
        )
        found.append(np.load(path))
    one, two = found
    for name in one.files:
        np.testing.assert_allclose(one[name], two[name], atol=1e-4)
