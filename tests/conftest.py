import json
import os
import pathlib
import socket
import subprocess
import sys
import types

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import keras
import numpy as np
import pytest
from keras import ops

import keras_gans
from keras_gans.data.feed import Guard
from keras_gans.latents import Law
from keras_gans.models.stylegan2.stylegan2_networks import joined
from keras_gans.networks import labelled
from keras_gans.networks import mlp

BACKEND = keras.backend.backend()
VARIANTS = [
    "GAN",
    "DCGAN",
    "WGAN",
    "WGANGP",
    "LSGAN",
    "SNGAN",
    "R3GAN",
    "EBGAN",
    "BEGAN",
    "ConditionalGAN",
    "ACGAN",
    "InfoGAN",
    "ImprovedGAN",
    "SemiSupervisedGAN",
    "StyleGAN2",
]
# An element of their data is (images, labels).
LABELLED = ["ConditionalGAN", "ACGAN", "SemiSupervisedGAN"]
# Their own networks take long to trace, or draw noise; test_networks.py has
# them.
DEEP = [
    "WGANGP",
    "SNGAN",
    "R3GAN",
    "BEGAN",
    "ConditionalGAN",
    "InfoGAN",
    "ImprovedGAN",
    "SemiSupervisedGAN",
    "StyleGAN2",
]
ROOT = pathlib.Path(__file__).parent.parent


def pytest_collection_modifyitems(items):
    """Skips what a backend cannot do: tf.data, tf.distribute, SavedModel."""
    skip = pytest.mark.skip(reason="needs the TensorFlow backend")
    for item in items:
        if item.get_closest_marker("tensorflow") and BACKEND != "tensorflow":
            item.add_marker(skip)
        refused = item.get_closest_marker("not_on_torch")
        if refused and BACKEND == "torch":
            item.add_marker(pytest.mark.skip(reason=refused.args[0]))


@pytest.fixture(autouse=True)
def _seeded():
    keras.utils.set_random_seed(0)
    yield
    keras.config.set_dtype_policy("float32")


@pytest.fixture
def images():
    """48 images (16, 16, 1) in [-1, 1], all different."""
    return toy_images(48)


@pytest.fixture
def tfds_data():
    """The folder of prepared data sets, or a skip with the reason."""
    folder = os.environ.get("TFDS_DATA_DIR", "")
    if not pathlib.Path(folder, "mnist").is_dir():
        pytest.skip("needs MNIST prepared in the folder TFDS_DATA_DIR names")
    return folder


def toy_images(n, shape=(16, 16, 1), seed=0):
    generator = np.random.default_rng(seed)
    return generator.uniform(-1, 1, (n, *shape)).astype("float32")


def check_it_trains_and_comes_back(gan, folder):
    """Two epochs of examples, and the same samples after save and load."""
    gan.compile()
    element = {n: s.example(8) for n, s in gan.element_spec.items()}
    logs = gan.fit(element, batch_size=4, epochs=2, verbose=0).history
    assert all(np.isfinite(x).all() for x in logs.values())
    told = {name: element[name][:3] for name in gan.given}
    made = gan.generate(3, seed=1, **told)
    gan.save(folder / "gan.keras")
    again = keras.saving.load_model(folder / "gan.keras")
    np.testing.assert_array_equal(again.generate(3, seed=1, **told), made)
    again.fit(element, batch_size=4, verbose=0)


def elements(variant, images):
    """What `fit` of a variant takes: (images,) or (images, labels)."""
    if variant not in LABELLED:
        return (images,)
    labels = np.arange(len(images), dtype="int32") % 3
    if variant == "SemiSupervisedGAN":
        labels = np.where(np.arange(len(images)) % 2, labels, -1)
    return images, labels.astype("int32")


def element(variant, images):
    """The same as one object: images or a pair."""
    data = elements(variant, images)
    return data if len(data) > 1 else images


def make(variant, **kwargs):
    """A small model of a variant, for images (16, 16, 1)."""
    cls = getattr(keras_gans, variant)
    small = {"latent_dim": 6, "seed": 1}
    if variant in LABELLED:
        small["num_classes"] = 3
    if variant == "InfoGAN":
        codes = keras_gans.codes
        small["codes"] = [codes.Categorical(3), codes.Uniform()]
    if variant.startswith("WGAN"):
        small["critic_steps"] = 2  # Tracing takes a while for each.
    if variant == "WGAN":
        small["long_phase"] = 4
    settings = {**small, **kwargs}
    if variant in DEEP:
        hidden = keras.layers.Dense(8, "tanh")
        if variant == "SNGAN":
            hidden = keras_gans.layers.SpectralNormalization(hidden)
        return cls(
            generator_of(variant),
            judge_of(variant, [hidden], settings.get("packing", 1)),
            **settings,
        )
    return cls.for_images((16, 16, 1), width=4, **settings)


def generator_of(variant):
    """A dense generator of images (16, 16, 1) for any variant."""
    told = 3 if variant == "ConditionalGAN" else 0
    made = mlp.generator((16, 16, 1), 6 + told, 8, 1, output_activation="tanh")
    if told:
        return labelled.generator(made, told)
    return as_taken(variant, made)


def as_taken(variant, network):
    """A network of latents as the variant takes it: that of styles has a
    mapping before it."""
    if variant != "StyleGAN2":
        return network
    length = network.input_shape[-1]
    w = keras.Sequential([keras.Input((length,)), keras.layers.Dense(length)])
    styles = keras.Input((3, length))
    x = keras.layers.Dense(length)(keras.layers.Flatten()(styles))
    return joined(w, keras.Model(styles, network(x)))


def preceded(network, layer):
    """The same network, the first of whose inputs goes through a layer."""
    if {"mapping", "synthesis"} <= {part.name for part in network.layers}:
        mapping, synthesis = map(network.get_layer, ("mapping", "synthesis"))
        return joined(preceded(mapping, layer), synthesis)
    inputs = [keras.Input(x.shape[1:], dtype=x.dtype) for x in network.inputs]
    first, *told = inputs
    if not told:
        return keras.Model(first, network(layer(first)))
    return keras.Model(inputs, network([layer(first), *told]))


class Same(Law):
    """A law whose draws are the same everywhere, in the place of another's.

    Args:
        law: the other.
        draw: function of a shape, (n, dim). Default: ones.
    """

    def __init__(self, law, draw=ops.ones):
        self.dim = law.dim
        self.laws = getattr(law, "laws", None)
        self.draw = draw

    def __call__(self, n, seed=None, codes=None):
        return self.draw((n, self.dim))


class GivenNoise:
    """Replaces what a model draws by numbers that are the same everywhere."""

    def __init__(self, gan, monkeypatch):
        def draw(shape):
            values = ops.reshape(ops.arange(shape[0] * shape[1]), shape)
            return ops.sin(ops.cast(values, "float32"))

        def uniform(shape, *args, **kwargs):
            return ops.full(shape, 0.25)

        def whole(shape, low, high, *args, **kwargs):
            return ops.full(shape, low, dtype="int32")

        gan.latents = Same(gan.latents, draw)
        gan.draw_codes = lambda n, seed=None: ops.ones((n, 2))
        monkeypatch.setattr(keras.random, "uniform", uniform)
        monkeypatch.setattr(keras.random, "normal", uniform)
        monkeypatch.setattr(keras.random, "randint", whole)


def rebuilt(gan, **changes):
    """The same model but for some arguments."""
    names = [name for name in gan.get_config() if name != "name"]
    return type(gan)(**{n: getattr(gan, n) for n in names} | changes)


def judge_of(variant, hidden, channels=1):
    """A dense discriminator of images (16, 16, channels) for any variant.

    Args:
        variant: str.
        hidden: list of layers for vectors.
        channels: int.
    """
    inputs = keras.Input((16, 16, channels))
    x = codes = keras.Sequential([keras.layers.Flatten(), *hidden])(inputs)
    heads = {"ACGAN": [3], "InfoGAN": [3, 1]}.get(variant, [])
    if variant in ("ImprovedGAN", "SemiSupervisedGAN"):
        units = 3 if variant == "SemiSupervisedGAN" else 1
        return keras.Model(inputs, [_dense(units)(x), codes])
    if variant == "ConditionalGAN":
        labels = keras.Input((), dtype="int32")
        told = keras.layers.Embedding(3, 2)(labels)
        x = keras.layers.Concatenate()([x, told])
        return keras.Model([inputs, labels], _dense(1)(x))
    if variant not in ("EBGAN", "BEGAN"):
        last = _dense(1)
        if variant == "SNGAN":
            last = keras_gans.layers.SpectralNormalization(last)
        logits = last(x)
        outputs = [logits, *(_dense(n)(x) for n in heads)]
        return keras.Model(inputs, outputs if heads else logits)
    x = keras.layers.Dense(256 * channels, dtype="float32")(x)
    x = keras.layers.Reshape((16, 16, channels), dtype="float32")(x)
    return keras.Model(inputs, [x, codes] if variant == "EBGAN" else x)


def _dense(units):
    return keras.layers.Dense(units, dtype="float32")


def anything():
    """A guard of `data.feed.Feed` that takes all data."""
    model = types.SimpleNamespace(
        element_spec={},
        named=lambda data: {},
        read=lambda data: data,
        check=lambda element, first=True: None,
    )
    return Guard(model)


def weights(model):
    """Every number that training moves, the optimizers' included."""
    variables = model.variables + model.optimizer.variables
    return [ops.convert_to_numpy(v).astype("float64") for v in variables]


def difference(first, second):
    """The largest difference between two lists of arrays."""
    assert len(first) == len(second)
    return max(np.abs(a - b).max() for a, b in zip(first, second))


def run_python(code, timeout=300, **environment):
    """Runs code in a fresh process; fails with its output."""
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        timeout=timeout,
        cwd=ROOT / "tests",
        env={**os.environ, **environment},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def two_worker_configs():
    """TF_CONFIG of each of two workers on this machine."""
    sockets = [socket.socket() for _ in range(2)]
    for s in sockets:
        s.bind(("127.0.0.1", 0))
    hosts = [f"127.0.0.1:{s.getsockname()[1]}" for s in sockets]
    for s in sockets:
        s.close()
    tasks = [{"type": "worker", "index": index} for index in range(2)]
    return [
        json.dumps({"cluster": {"worker": hosts}, "task": task})
        for task in tasks
    ]
