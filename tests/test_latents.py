"""Ways, directions and searches through the latents of a model."""

import keras
import numpy as np
import pytest

import keras_gans
from keras_gans import latents
from keras_gans.core.backend import FixedSeed

from conftest import make

layers = keras.layers


def linear(matrix, **kwargs):
    """A model whose samples are the products of latents and a matrix."""
    dim, values = matrix.shape
    z = keras.Input((dim,))
    product = layers.Dense(values, use_bias=False)
    generator = keras.Model(z, product(z))
    product.set_weights([matrix])
    x = keras.Input((values,))
    judge = keras.Model(x, layers.Dense(1)(x))
    return keras_gans.GAN(generator, judge, latent_dim=dim, **kwargs)


def drawn(model, n, seed=0):
    return keras.ops.convert_to_numpy(model.latents(n, FixedSeed(seed)))


def test_an_open_walk_goes_from_latent_to_latent():
    gan = make("DCGAN")
    films = latents.walk(gan, 2, steps=9, stops=3, seed=4, closed=False)
    assert films.shape == (2, 9, 16, 16, 1) and films.dtype == "float32"
    stops = gan.predict(drawn(gan, 6, 4), verbose=0).reshape(3, 2, 16, 16, 1)
    np.testing.assert_allclose(films[:, ::4], stops.swapaxes(0, 1), atol=1e-5)


def test_a_closed_walk_comes_back_and_repeats_nothing():
    gan = make("R3GAN", latents=latents.Sphere(6))
    films = latents.walk(gan, 1, steps=12, stops=3)
    stops = gan.predict(drawn(gan, 3), verbose=0)
    np.testing.assert_allclose(films[0, ::4], stops, atol=1e-5)
    steps = np.abs(np.diff(films[0], axis=0)).mean(axis=(1, 2, 3))
    home = np.abs(films[0, -1] - films[0, 0]).mean()
    assert 0 < home < 2 * steps.max()


def test_a_walk_is_told_the_same_all_the_way():
    gan = make("ConditionalGAN")
    films = latents.walk(gan, 2, steps=4, stops=2, labels=[2, 0], closed=False)
    first = drawn(gan, 4)[:2]
    inputs = [first, np.array([2, 0])]
    np.testing.assert_allclose(
        films[:, 0], gan.predict(inputs, verbose=0), atol=1e-5
    )


@pytest.mark.parametrize(
    "settings, words",
    [
        ({"n": 0}, "n=0"),
        ({"stops": 1}, "int from 2. Received: stops=1"),
        ({"steps": 0}, "steps=0"),
        ({"labels": 3}, "takes no labels"),
    ],
)
def test_a_walk_refuses(settings, words):
    with pytest.raises(ValueError, match=words):
        latents.walk(make("DCGAN"), **settings)


def test_directions_of_a_linear_generator_are_its_singular_vectors():
    """Which is what SeFa and the principal components of GANSpace are."""
    matrix = np.random.default_rng(0).normal(size=(5, 12)).astype("float32")
    gan = linear(matrix, latents=latents.Normal(5))
    found = latents.directions(gan, 5)
    vectors, _, _ = np.linalg.svd(matrix)
    length = np.linalg.norm(found, axis=1)
    alike = np.abs(np.sum(found / length[:, None] * vectors.T, axis=1))
    np.testing.assert_allclose(alike, 1, atol=1e-3)
    np.testing.assert_allclose(length, 1, atol=0.1)  # Deviations of N(0, 1).


def test_samples_along_a_direction():
    gan = make("DCGAN")
    way = latents.directions(gan, 2, samples=2)[0]
    made = latents.along(gan, way, n=3, steps=5, seed=2)
    assert made.shape == (3, 5, 16, 16, 1)
    np.testing.assert_allclose(made[:, 2], gan.generate(3, 2), atol=1e-5)
    ends = np.abs(made[:, 0] - made[:, 4]).mean()
    assert ends > 2 * np.abs(made[:, 1] - made[:, 2]).mean() > 0
    with pytest.raises(ValueError, match="6 numbers. Received: shape=\\(3,\\)"):
        latents.along(gan, way[:3])


def test_of_stylegan2_it_is_the_styles_that_move():
    gan = make("StyleGAN2")
    points = latents.draw(gan, 2, seed=3)
    assert points.shape == (2, gan.num_layers, gan.mean_style.shape[0])
    np.testing.assert_allclose(
        latents.make(gan, points), gan.generate(2, 3), atol=1e-5
    )
    way = latents.directions(gan, 2, samples=2)
    assert way.shape == (2, points.shape[-1])
    made = latents.along(gan, way[0], n=2, steps=3, seed=3)
    np.testing.assert_allclose(made[:, 1], gan.generate(2, 3), atol=1e-5)


@pytest.mark.parametrize("variant", ["DCGAN", "StyleGAN2", "ACGAN"])
def test_own_samples_are_found_again(variant):
    gan = make(variant)
    told = {"labels": [1, 2, 1, 0]} if variant == "ACGAN" else {}
    samples = gan.generate(4, seed=5, **told)
    found = latents.invert(gan, samples, 200, 4, perceptual_weight=0, **told)
    assert np.median(found.psnr) >= 25
    np.testing.assert_allclose(
        latents.make(gan, found.points, **told), found.samples, atol=1e-5
    )
    error = np.square(found.samples - samples).mean(axis=(1, 2, 3))
    error = np.maximum(error, 1e-12)
    np.testing.assert_allclose(found.psnr, 10 * np.log10(4 / error), rtol=1e-4)


@pytest.mark.slow
@pytest.mark.parametrize("preset", ["dcgan_mnist", "faces_64"])
def test_own_samples_of_trained_models_are_found_again(preset):
    gan = keras_gans.from_preset(preset)
    found = latents.invert(gan, gan.generate(8, seed=5))
    assert np.median(found.psnr) >= 25


@pytest.mark.slow
def test_digits_that_nobody_generated_are_found(tfds_data):
    digits = keras_gans.data.load(
        "mnist", split="test[:16]", batch_size=None, shuffle=False
    )
    found = latents.invert(keras_gans.from_preset("dcgan_mnist"), digits)
    assert np.median(found.psnr) >= 15


def test_what_is_found_could_have_been_drawn():
    gan = make("InfoGAN")
    found = latents.invert(
        gan, np.ones((2, 16, 16, 1), "float32"), 20, 2, 1.0, 0.0
    )
    noise, category, code = np.split(found.points, [2, 5], axis=1)
    assert ((category == 0) | (category == 1)).all()
    np.testing.assert_array_equal(category.sum(axis=1), 1)
    assert np.abs(code).max() <= 1


def test_the_perceptual_term_counts():
    gan = make("DCGAN")
    samples = np.clip(gan.generate(1, seed=5) + 0.3, -1, 1)
    settings = {"steps": 4, "starts": 1}
    plain = latents.invert(gan, samples, perceptual_weight=0, **settings)
    other = latents.invert(gan, samples, perceptual_weight=1, **settings)
    assert np.abs(plain.points - other.points).max() > 1e-4


@pytest.mark.parametrize(
    "images, settings, words",
    [
        (np.zeros((1, 8, 8, 1)), {}, "Received"),
        (np.full((1, 16, 16, 1), 9.0), {}, "Received"),
        (np.zeros((1, 16, 16, 1)), {"steps": 0}, "steps=0"),
        (np.zeros((1, 16, 16, 1)), {"starts": 0}, "starts=0"),
        (np.zeros((1, 16, 16, 1)), {"rate": 0.0}, "positive number"),
        (np.zeros((1, 16, 16, 1)), {"perceptual_weight": -1}, "from 0"),
    ],
)
def test_a_search_refuses(images, settings, words):
    with pytest.raises(ValueError, match=words):
        latents.invert(make("DCGAN"), images.astype("float32"), **settings)


def test_models_without_latents_of_their_own_are_refused():
    gan = keras_gans.CycleGAN.for_images((16, 16, 1), width=4)
    for look in (latents.walk, latents.directions):
        with pytest.raises(ValueError, match="Received: CycleGAN"):
            look(gan)
    films = keras_gans.MoCoGAN.for_films((10, 16, 16, 1), width=2)
    with pytest.raises(ValueError, match="one vector each. Received: MoCoGAN"):
        latents.directions(films)
