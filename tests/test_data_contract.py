"""What does not fit gets one sentence before the first step."""

import gc
import weakref

import keras
import numpy as np
import pytest

import keras_gans

from conftest import LABELLED
from conftest import VARIANTS
from conftest import make
from conftest import toy_images


def fit(x, variant="DCGAN", **kwargs):
    gan = make(variant, **kwargs)
    gan.compile()
    gan.fit(x, batch_size=4, verbose=0)


def bytes_of(images):
    return ((images + 1) * 127.5).astype("uint8")


GOOD = toy_images(8)
NAN = GOOD.copy()
NAN[3, 2, 1] = np.nan
INFINITE = GOOD.copy()
INFINITE[3, 2, 1] = np.inf

BAD_DATA = {
    "bytes": (bytes_of(GOOD), r"bytes / 127.5 - 1.*dtype=uint8"),
    "integers": (np.zeros((8, 16, 16, 1), "int64"), "dtype=int64"),
    "byte values as floats": (
        bytes_of(GOOD).astype("float32"),
        r"\[-1, 1\].*values from 0 to 25\d",
    ),
    "nan": (NAN, "finite.*Received: NaN"),
    "infinity": (INFINITE, "finite"),
    "no channel": (GOOD[..., 0], r"\(B, 16, 16, 1\).*\(B, 16, 16\)"),
    "flat": (GOOD.reshape(8, -1), r"\(B, 16, 16, 1\).*\(B, 256\)"),
    "channels": (np.zeros((8, 16, 16, 3), "float32"), r"\(B, 16, 16, 3\)"),
    "size": (np.zeros((8, 28, 28, 1), "float32"), r"\(B, 28, 28, 1\)"),
    "no batch axis": (GOOD[0], "batch axis is missing"),
    "nothing": (GOOD[:0], "at least one batch.*empty"),
    "strings": (np.full((8, 16, 16, 1), "a"), "dtype=<U1"),
    "a path": ("pictures/", "generator or arrays.*Received: x of type str"),
    "no data": (None, "Received: x of type NoneType"),
    "unequal lengths": (
        (GOOD, np.zeros(3, "float32")),
        r"one length.*\[8, 3\]",
    ),
    "an empty generator": ((b for b in []), "at least one batch"),
}


@pytest.mark.filterwarnings("ignore:No value is")
@pytest.mark.parametrize("name", BAD_DATA)
def test_bad_data_is_refused_before_the_first_step(name):
    data, message = BAD_DATA[name]
    with pytest.raises(ValueError, match=message) as caught:
        fit(data)
    assert "Received" in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.tensorflow
@pytest.mark.parametrize(
    "name, message",
    [
        ("empty", "at least one batch.*empty"),
        ("bytes", "dtype=uint8"),
        ("unbatched", "batch axis is missing"),
        ("dictionary", r"dictionary.*dict of \['image'\]"),
        ("few", "5 full batches.*Received: 2 batches"),
        ("few full", "5 full batches.*Received: 4 batches"),
    ],
)
def test_bad_datasets_are_refused(name, message):
    import tensorflow as tf

    rows = tf.data.Dataset.from_tensor_slices(GOOD)
    many = tf.data.Dataset.from_tensor_slices(toy_images(18))
    data = {
        "empty": rows.take(0).batch(4),
        "bytes": tf.data.Dataset.from_tensor_slices(bytes_of(GOOD)).batch(4),
        "unbatched": rows,
        "dictionary": rows.batch(4).map(lambda x: {"image": x}),
        "few": rows.batch(4),
        "few full": many.batch(4),
    }[name]
    with pytest.raises(ValueError, match=message):
        fit(data, **({"critic_steps": 5} if "few" in name else {}))


def test_too_few_arrays_for_the_critic():
    with pytest.raises(ValueError, match="5 full batches.*Received: 2"):
        fit(GOOD, "WGANGP", critic_steps=5)
    gan = make("WGANGP", critic_steps=5)
    gan.compile()
    with pytest.raises(ValueError, match="5 batches.*Received: batch of 3"):
        gan.train_on_batch(GOOD[:3])


def test_images_in_0_1_are_suspected():
    with pytest.warns(UserWarning, match=r"2 \* images - 1"):
        fit((GOOD + 1) / 2)


def test_evaluate_and_validation_are_checked_too():
    gan = make("DCGAN")
    gan.compile()
    with pytest.raises(ValueError, match="dtype=uint8"):
        gan.evaluate(bytes_of(GOOD), verbose=0)
    with pytest.raises(ValueError, match="dtype=uint8"):
        gan.fit(GOOD, validation_data=bytes_of(GOOD), verbose=0)


def test_vectors_may_have_any_range():
    mlp = keras_gans.networks.mlp
    gan = keras_gans.GAN(
        mlp.generator((2,), 2, width=4), mlp.discriminator((2,), width=4), 2
    )
    gan.compile()
    points = 50 * np.random.default_rng(0).normal(size=(16, 2))
    gan.fit(points.astype("float32"), batch_size=4, verbose=0)
    assert gan.generate(3).shape == (3, 2)


def _networks(latent_dim=3, made=(16, 16, 1), judged=(16, 16, 1)):
    mlp = keras_gans.networks.mlp
    return (
        mlp.generator(made, latent_dim, width=2, depth=1),
        mlp.discriminator(judged, width=2, depth=1),
    )


@pytest.mark.parametrize("variant", VARIANTS)
def test_networks_that_do_not_fit_are_refused(variant):
    cls = getattr(keras_gans, variant)
    told = {"num_classes": 3} if variant in LABELLED else {}
    if variant == "InfoGAN":
        told = {"codes": [keras_gans.latents.Categorical(2)]}
    with pytest.raises(ValueError, match="latent_dim=7"):
        cls(*_networks(), latent_dim=7, **told)
    with pytest.raises(ValueError, match="judges what the generator makes"):
        cls(*_networks(judged=(28, 28, 1)), latent_dim=3, **told)
    unbuilt = keras.Sequential([keras.layers.Dense(3)])
    with pytest.raises(ValueError, match="keras.Input"):
        cls(unbuilt, _networks()[1], latent_dim=3, **told)
    with pytest.raises(ValueError, match="Received: critic_steps=0"):
        cls(*_networks(), latent_dim=3, critic_steps=0, **told)
    with pytest.raises(ValueError, match="Received: image_shape"):
        cls.for_images(16, **told)
    with pytest.raises(ValueError, match="Received: latent_dim=2.5"):
        cls.for_images((16, 16, 1), latent_dim=2.5, **told)
    with pytest.raises(ValueError, match="the lower first.*latent_range=1"):
        cls(*_networks(), latent_dim=3, latent_range=1, **told)


def test_images_that_are_too_small_are_refused():
    with pytest.raises(ValueError, match="Received: image_shape"):
        keras_gans.DCGAN.for_images((4, 32, 1))


def test_networks_that_train_badly_are_suspected():
    generator, judge = _networks()
    layers = keras.layers
    sigmoid = keras.Sequential(
        [judge, layers.Activation("sigmoid")],
    )
    with pytest.warns(UserWarning, match="take logits.*activation"):
        keras_gans.DCGAN(generator, sigmoid, latent_dim=3)
    mixing = keras.Sequential([layers.BatchNormalization(), judge])
    mixing.build((None, 16, 16, 1))
    with pytest.warns(UserWarning, match="one by one.*batch_norm"):
        keras_gans.WGANGP(generator, mixing, latent_dim=3)


@pytest.mark.parametrize("variant", VARIANTS)
def test_a_compilation_that_does_not_fit_is_refused(variant):
    gan = make(variant)
    one = keras.optimizers.Adam()
    with pytest.raises(ValueError, match="optimizer of its own"):
        gan.compile(one, one)
    with pytest.raises(ValueError, match="`d_optimizer` and `g_optimizer`"):
        gan.compile(optimizer="adam")
    with pytest.raises(ValueError, match="`loss` is one of|are its own"):
        gan.compile(loss="mse")
    used = keras.optimizers.Adam()
    used.build(make(variant).discriminator.trainable_variables)
    with pytest.raises(ValueError, match="belongs to other variables"):
        gan.compile(d_optimizer=used)
    gan.discriminator.trainable = False
    with pytest.raises(ValueError, match="nothing to train"):
        gan.compile()


def test_use_before_compile_is_refused():
    with pytest.raises(ValueError, match="compile"):
        make("DCGAN").fit(GOOD, verbose=0)
    with pytest.raises(ValueError, match="compile"):
        make("DCGAN").evaluate(GOOD, verbose=0)


@pytest.mark.parametrize("n", [0, -1, 2.5, "four"])
def test_a_number_of_samples_is_a_number(n):
    gan = make("DCGAN")
    with pytest.raises(ValueError, match="Received: n="):
        gan.generate(n)


def test_a_file_of_another_model_is_refused(tmp_path):
    gan, other = make("DCGAN"), make("GAN")
    gan.compile()
    other.compile()
    other.save_weights(tmp_path / "other.weights.h5")
    with pytest.raises(ValueError):
        gan.load_weights(tmp_path / "other.weights.h5")


def test_fit_lets_go_of_arrays_and_models():
    images = toy_images(32)
    gan = make("DCGAN")
    gan.compile()
    gan.fit(images, batch_size=8, verbose=0)
    ends = [weakref.ref(x) for x in (gan, images)]
    del gan, images
    keras.utils.clear_session()
    gc.collect()
    assert all(end() is None for end in ends)
