"""ACGAN, InfoGAN, ImprovedGAN: their losses by hand, and what they refuse."""

import math

import keras
import numpy as np
import pytest
from keras import ops

import keras_gans
from keras_gans import codes
from keras_gans import networks
from keras_gans.networks import mlp

from conftest import elements
from conftest import make
from conftest import toy_images


def array(x):
    return ops.convert_to_numpy(x).astype("float64")


def softplus(x):
    return np.log1p(np.exp(x))


def log_softmax(x):
    return x - np.log(np.exp(x).sum(axis=-1, keepdims=True))


def still(gan, fake):
    """Puts the first of these samples in the place of all it generates."""

    def fakes(batch):
        return ops.convert_to_tensor(fake[: len(batch["real"])])

    gan.fakes = fakes


def test_acgan_by_hand(images):
    gan = make("ACGAN", class_weight=0.5)
    gan.compile()
    real, labels = elements("ACGAN", images[:6])
    still(gan, images[6:12])
    batch = gan.named((real, labels))
    batch = {k: ops.convert_to_tensor(x) for k, x in batch.items()}
    d_logs, g_logs = gan.discriminator_loss(batch), gan.generator_loss(batch)
    judged = [
        [array(x) for x in gan.discriminator(part, training=True)]
        for part in (real, images[6:12])
    ]
    (real_logits, real_classes), (fake_logits, fake_classes) = judged
    errors = [
        -log_softmax(x)[np.arange(6), labels].mean()
        for x in (real_classes, fake_classes)
    ]
    d_loss = softplus(-real_logits).mean() + softplus(fake_logits).mean()
    assert float(d_logs["d_loss"]) == pytest.approx(
        d_loss + 0.5 * sum(errors), rel=1e-4
    )
    assert float(d_logs["class_loss"]) == pytest.approx(errors[0], rel=1e-4)
    g_loss = softplus(-fake_logits).mean()
    assert float(g_logs["g_loss"]) == pytest.approx(
        g_loss + 0.5 * errors[1], rel=1e-4
    )


def test_codes_by_hand():
    category = codes.Categorical(4)
    logits = np.array([[1.0, 2.0, 3.0, 4.0], [0.0, 0.0, 0.0, 0.0]], "float32")
    found = array(category.log_likelihood(np.array([2.0, 1.0]), logits))
    expected = log_softmax(logits)[[0, 1], [2, 1]]
    np.testing.assert_allclose(found, expected, rtol=1e-5)
    assert category.entropy == pytest.approx(math.log(4))
    np.testing.assert_array_equal(
        array(category.encode(np.array([1.0, 3.0]))), np.eye(4)[[1, 3]]
    )
    np.testing.assert_array_equal(array(category.guess(logits))[:, 0], [3, 0])
    number = codes.Uniform(-2.0, 2.0)
    found = array(
        number.log_likelihood(np.array([0.5]), np.array([[2.0]], "float32"))
    )
    density = math.exp(-0.5 * 1.5**2) / math.sqrt(2 * math.pi)
    assert found[0] == pytest.approx(math.log(density), rel=1e-5)
    assert number.entropy == pytest.approx(math.log(4))
    drawn = array(number.sample(1000, keras.random.SeedGenerator(0)))
    assert -2 <= drawn.min() < -1.9 and 1.9 < drawn.max() <= 2
    drawn = array(category.sample(1000, keras.random.SeedGenerator(0)))
    assert set(drawn[:, 0]) == {0, 1, 2, 3}
    with pytest.raises(ValueError, match="Received: n=1"):
        codes.Categorical(1)
    with pytest.raises(ValueError, match="Received: low=1"):
        codes.Uniform(1, 0)


def test_a_sure_q_knows_all_information(images):
    """Where Q names the category for certain, L is its entropy."""
    gan = make("InfoGAN")
    gan.compile()
    chosen = np.array([[0, 0.5], [2, -0.5], [1, 0.0]], "float32")
    sure = 50 * np.eye(3, dtype="float32")[[0, 2, 1]]
    gan.draw_codes = lambda n, seed=None: ops.convert_to_tensor(chosen)
    gan.judge = lambda samples, *told: [
        ops.zeros((3, 1)),
        ops.convert_to_tensor(sure),
        ops.convert_to_tensor(chosen[:, 1:]),
    ]
    real = ops.convert_to_tensor(images[:3])
    logs = gan.discriminator_loss({"real": real})
    assert float(logs["information_0"]) == pytest.approx(math.log(3), rel=1e-5)
    number = math.log(2) - 0.5 * math.log(2 * math.pi)
    assert float(logs["information_1"]) == pytest.approx(number, rel=1e-4)
    loss = 2 * math.log(2) - math.log(3) - number
    assert float(logs["d_loss"]) == pytest.approx(loss, rel=1e-4)


def test_an_int_seeds_each_code_apart():
    gan = keras_gans.InfoGAN(
        mlp.generator((16, 16, 1), 9, 8, 1),
        networks.heads.add(mlp.discriminator((16, 16, 1), 8, 1), 1, 1),
        [codes.Uniform(), codes.Uniform()],
        latent_dim=9,
    )
    drawn = array(gan.draw_codes(4, seed=1))
    assert (drawn[:, 0] != drawn[:, 1]).all()
    for seed in (1, np.int64(1)):
        again = array(gan.draw_codes(4, seed=seed))
        np.testing.assert_array_equal(drawn, again)
    latents = array(gan.latents(4, seed=1))
    assert len(np.unique(latents)) == latents.size


MORE = ["InfoGAN", "ImprovedGAN", "SemiSupervisedGAN"]


@pytest.mark.parametrize("variant", MORE)
def test_networks_that_are_told_labels_are_refused(variant):
    fine = make(variant)
    told = {"num_classes": 3} if variant == "SemiSupervisedGAN" else {}
    latents = keras.Input((fine.latent_dim,))
    labels = keras.Input((2,))
    generator = keras.Model([latents, labels], fine.generator(latents))
    with pytest.raises(ValueError, match="told no labels.*Received: gen"):
        type(fine)(generator, fine.discriminator, latents=fine.latents, **told)


def test_codes_go_into_the_latents():
    gan = make("InfoGAN")
    chosen = np.array([[2, 0.25]] * 4, "float32")
    latents = array(gan.latents(4, codes=chosen))
    assert latents.shape == (4, 6)
    np.testing.assert_allclose(latents[:, 2:], [[0, 0, 1, 0.25]] * 4)
    assert np.unique(latents[:, :2]).size == 8
    sample = gan.generate(2, seed=3, codes=[2, 0.25])
    assert sample.shape == (2, 16, 16, 1)
    np.testing.assert_array_equal(
        sample, gan.generate(2, seed=3, codes=[[2, 0.25]] * 2)
    )
    assert gan.predict_codes(sample).shape == (2, 2)
    with pytest.raises(ValueError, match="each of 2 samples.*Received"):
        gan.generate(2, codes=[1, 2, 3])
    with pytest.raises(ValueError, match="latent_dim without codes"):
        keras_gans.InfoGAN.for_images((16, 16, 1), latent_dim=12)


def test_semi_supervised_gan_by_hand(images):
    gan = make("SemiSupervisedGAN")
    gan.compile()
    labels = np.array([0, -1, 2, -1, -1, 1], "int32")
    still(gan, images[6:12])
    batch = gan.named((images[:6], labels))
    batch = {k: ops.convert_to_tensor(x) for k, x in batch.items()}
    d_logs, g_logs = gan.discriminator_loss(batch), gan.generator_loss(batch)
    (logits, features), (fake_logits, fake_features) = [
        [array(x) for x in gan.discriminator(part, training=True)]
        for part in (images[:6], images[6:9])
    ]
    known = np.flatnonzero(labels >= 0)
    others = np.flatnonzero(labels < 0)
    error = -log_softmax(logits)[known, labels[known]].mean()
    evidence, fake = (
        np.log(np.exp(x).sum(axis=1)) for x in (logits, fake_logits)
    )
    unlabelled = softplus(-evidence[others]).mean() + softplus(fake).mean()
    assert float(d_logs["d_loss"]) == pytest.approx(
        error + unlabelled / 2, rel=1e-4
    )
    right = (logits.argmax(axis=1) == labels)[known].mean()
    assert float(d_logs["accuracy"]) == pytest.approx(right)
    apart = features[others].mean(axis=0) - fake_features.mean(axis=0)
    assert float(g_logs["g_loss"]) == pytest.approx((apart**2).mean(), rel=1e-4)


@pytest.mark.parametrize(
    "labels, expected",
    [
        ([-1, -1, 0, 0], [0, 1]),
        ([0, 1, 2, 0], [0, 1]),
        ([0, 1, -1, 0], [2, 2]),
        ([-1, -1, -1, -1], [0, 1]),
    ],
)
def test_what_generated_samples_are_held_against(labels, expected, images):
    gan = make("SemiSupervisedGAN")
    labels = np.array(labels, "int32")
    others = gan.others(gan.named((images[:4], labels)))
    np.testing.assert_array_equal(array(others["real"]), images[expected])
    np.testing.assert_array_equal(array(others["labels"]), labels[expected])


def test_semi_supervised_gan_classifies(images):
    gan = make("SemiSupervisedGAN", ema_momentum=0.5)
    gan.compile()
    labels = np.repeat([0, 1, 2], 16).astype("int32")
    pictures = images * 0.3
    for number in range(3):
        pictures[labels == number, 4 * number : 4 * number + 5] += 0.6
    known = np.where(np.arange(48) % 3, -1, labels).astype("int32")
    gan.compile(*(keras.optimizers.Adam(5e-3) for _ in range(2)))
    gan.fit(pictures, known, batch_size=16, epochs=40, verbose=0)
    assert (gan.predict_classes(pictures) == labels).mean() > 0.9
    found = gan.evaluate(pictures, labels, verbose=0, return_dict=True)
    assert found["accuracy"] > 0.9


def test_improved_gan_without_classes(images):
    discriminator = networks.heads.show_features(
        networks.dcgan.discriminator((16, 16, 1), width=4)
    )
    gan = keras_gans.ImprovedGAN(
        networks.dcgan.generator((16, 16, 1), 6, width=4),
        discriminator,
        latent_dim=6,
    )
    gan.compile()
    history = gan.fit(images, batch_size=8, verbose=0).history
    assert set(history) == {"d_loss", "g_loss"}


def test_adapted_layers_have_unit_variance():
    images = toy_images(500)
    discriminator = networks.improved.discriminator((16, 16, 1), width=32)
    networks.improved.adapt(discriminator, images)
    _, features = discriminator(images, training=True)
    # Rectified normals of variance 1: mean square 1/2.
    assert 0.3 < (array(features) ** 2).mean() < 0.7
    # Without the noise there is less of it.
    _, still = discriminator(images, training=False)
    assert (array(still) ** 2).mean() < (array(features) ** 2).mean()


@pytest.mark.parametrize("variant", ["ACGAN", *MORE])
def test_discriminators_without_heads_are_refused(variant):
    gan = make(variant)
    plain = mlp.discriminator((16, 16, 1), 8, 1)
    told = {"num_classes": 3} if gan.num_classes else {}
    with pytest.raises(ValueError, match="networks.heads.*Received"):
        type(gan)(gan.generator, plain, latents=gan.latents, **told)


@pytest.mark.parametrize("variant", MORE)
def test_more_than_real_is_not_packed(variant):
    gan = make(variant)
    judge = mlp.discriminator((16, 16, 2), 8, 1)
    told = {"num_classes": 3} if variant == "SemiSupervisedGAN" else {}
    with pytest.raises(
        ValueError, match="takes no `packing`.*Received: packing=2"
    ):
        type(gan)(gan.generator, judge, latents=gan.latents, packing=2, **told)


def test_conditional_gan_wants_labels():
    with pytest.raises(ValueError, match="second input, the labels.*Received"):
        keras_gans.ConditionalGAN(
            mlp.generator((16, 16, 1), 6, 8, 1),
            mlp.discriminator((16, 16, 1), 8, 1),
            latent_dim=6,
        )


def test_a_picture_with_a_hole(images):
    """What is told may be a picture, to be completed."""
    latents, told = keras.Input((6,)), keras.Input((16, 16, 1))
    x = keras.layers.Concatenate()([latents, keras.layers.Flatten()(told)])
    x = keras.layers.Dense(256, activation="tanh")(x)
    generator = keras.Model(
        [latents, told], keras.layers.Reshape((16, 16, 1))(x)
    )
    samples, again = keras.Input((16, 16, 1)), keras.Input((16, 16, 1))
    both = keras.layers.Concatenate()([samples, again])
    judge = keras.Model(
        [samples, again], mlp.discriminator((16, 16, 2), 8, 1)(both)
    )
    gan = keras_gans.ConditionalGAN(generator, judge, latent_dim=6)
    gan.compile()
    holes = images.copy()
    holes[:, 8:] = 0
    history = gan.fit(images, holes, batch_size=8, verbose=0).history
    assert np.isfinite(history["g_loss"]).all()
    assert gan.generate(3, labels=holes[:3]).shape == (3, 16, 16, 1)


def test_tagged_digits():
    from keras_gans import data

    images, tags = data.tagged_digits(50, seed=3)
    assert images.shape == (50, 32, 32, 3) and tags.shape == (50, 3)
    assert images.min() == -1 and images.max() == 1
    for image, (digit, colour, place) in zip(images, tags):
        assert digit < 10 <= colour < 16 <= place < 20
        shade = data.tagged.COLOURS[data.TAGS[colour]]
        ink = (image + 1).sum(axis=(0, 1))
        np.testing.assert_array_equal(ink > 0, np.array(shade) > 0)
        top, left = data.tagged.PLACES[data.TAGS[place]]
        inside = (image + 1)[top : top + 16, left : left + 16].sum()
        assert inside == pytest.approx((image + 1).sum(), rel=1e-5)
    other, _ = data.tagged_digits(50, "test", seed=3)
    assert not (images == other).all(axis=(1, 2, 3)).any()
    with pytest.raises(ValueError, match="Received: split='valid'"):
        data.tagged_digits(split="valid")
