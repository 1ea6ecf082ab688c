"""StyleGAN2: its layers, what its losses reckon, and what styles do."""

import keras
import numpy as np
import pytest
from keras import ops

import keras_gans
from keras_gans import layers
from keras_gans import penalties
from keras_gans.networks import stylegan2

from conftest import make
from conftest import toy_images

SMALL = {
    "latent_dim": 6,
    "width": 4,
    "base": 64,
    "mapping_layers": 1,
    "seed": 1,
}
TAPS = np.array([1, 3, 3, 1]) / 8


def array(x):
    return ops.convert_to_numpy(x)


def normal(*shape, seed=0):
    values = np.random.default_rng(seed).normal(size=shape)
    return values.astype("float32")


@pytest.fixture(scope="module")
def small():
    """A small model with its own networks, for images (16, 16, 1)."""
    keras.utils.set_random_seed(0)
    gan = keras_gans.StyleGAN2.for_images((16, 16, 1), **SMALL)
    gan.mean_style.assign(normal(6, seed=5) / 4)
    return gan


# Layers.


def test_demodulated_outputs_have_a_variance_of_one():
    scales = 1 + normal(4, 32, seed=1)
    y = array(layers.ModulatedConv2D(64, 3)([normal(4, 24, 24, 32), scales]))
    assert y[:, 1:-1, 1:-1].var() == pytest.approx(1, abs=0.1)


@pytest.mark.parametrize(
    "kernel_size, demodulate, gain",
    [(3, True, 1.0), (3, False, 2.0), (1, False, 0.5), (1, True, 1.5)],
)
def test_scaling_maps_is_scaling_kernels(kernel_size, demodulate, gain):
    convolution = layers.ModulatedConv2D(
        5, kernel_size, demodulate=demodulate, gain=gain
    )
    x, scales = normal(3, 6, 7, 4), normal(3, 4, seed=1)
    found = array(convolution([x, scales]))
    kernel = array(convolution.kernel) * (kernel_size**2 * 4) ** -0.5
    for sample in range(3):
        own = kernel * scales[sample][:, None]
        if demodulate:
            own /= np.sqrt(np.square(own).sum(axis=(0, 1, 2)) + 1e-8)
        expected = gain * array(
            ops.conv(x[sample : sample + 1], own, padding="same")
        )
        np.testing.assert_allclose(found[sample], expected[0], atol=1e-4)


def test_upsampling_filters_what_lies_between_zeros():
    convolution = layers.ModulatedConv2D(3, 3, upsample=True)
    x, scales = normal(2, 5, 5, 4), normal(2, 4, seed=1)
    found = array(convolution([x, scales]))
    kernel = array(convolution.kernel) / 6
    for sample in range(2):
        own = kernel * scales[sample][:, None]
        own /= np.sqrt(np.square(own).sum(axis=(0, 1, 2)) + 1e-8)
        wide = np.zeros((11, 11, 3))
        for i, j in np.ndindex(5, 5):
            wide[2 * i : 2 * i + 3, 2 * j : 2 * j + 3] += np.einsum(
                "c,klcf->klf", x[sample, i, j], own
            )
        expected = 4 * filtered(np.pad(wide, ((1, 1), (1, 1), (0, 0))))
        np.testing.assert_allclose(found[sample], expected, atol=1e-4)


def filtered(x):
    """One map (H, W, C), filtered where the filter fits."""
    for axis in (0, 1):
        count = x.shape[axis] - 3
        x = sum(
            tap * np.take(x, range(i, i + count), axis)
            for i, tap in enumerate(TAPS)
        )
    return x


def test_resampling_is_its_reference():
    x = normal(1, 6, 8, 2)
    zeros = ((2, 1), (2, 1), (0, 0))
    wide = np.zeros((12, 16, 2))
    wide[::2, ::2] = x[0]
    double = 4 * filtered(np.pad(wide, zeros))
    np.testing.assert_allclose(array(layers.Resample(2)(x))[0], double, 1e-4)
    edges = ((1, 1), (1, 1), (0, 0))
    half = filtered(np.pad(x[0], edges))[::2, ::2]
    found = array(layers.Resample(0.5)(x))[0]
    np.testing.assert_allclose(found, half, atol=1e-5)
    edges = ((2, 2), (2, 2), (0, 0))
    found = array(layers.Blur(2)(x))[0]
    np.testing.assert_allclose(found, filtered(np.pad(x[0], edges)), atol=1e-5)


def test_resampling_keeps_constants_within():
    x = np.full((1, 12, 12, 3), 2.5, "float32")
    for layer in (layers.Resample(2), layers.Resample(0.5), layers.Blur(2)):
        y = array(layer(x))
        assert y.shape[1:] == layer.compute_output_shape(x.shape)[1:]
        assert np.abs(y[:, 2:-2, 2:-2] - 2.5).max() < 1e-5


def test_noise_is_one_map_in_inference_and_new_ones_in_training():
    layer, x = layers.Noise(seed=1), normal(2, 4, 4, 3)
    np.testing.assert_array_equal(array(layer(x, training=True)), x)
    layer.strength.assign(0.5)
    added = array(layer(x, training=False)) - x
    assert np.abs(added - 0.5 * array(layer.map)).max() < 1e-5
    first, again = (array(layer(x, training=True)) - x for _ in range(2))
    assert (first[0] != first[1]).any() and (first != again).any()
    np.testing.assert_allclose(first[..., 0], first[..., 2], atol=1e-6)


# Networks.


def test_parameters_are_as_many_as_the_authors():
    networks = (
        stylegan2.generator((1024, 1024, 3)),
        stylegan2.discriminator((1024, 1024, 3)),
    )
    counts = [
        sum(np.prod(v.shape) for v in network.trainable_variables)
        for network in networks
    ]
    assert counts == [30_370_060, 29_012_513]


@pytest.mark.parametrize("shape", [(17, 17, 1), (16, 32, 1), (4, 4, 3)])
def test_only_squares_of_powers_of_two_are_made(shape):
    with pytest.raises(ValueError, match="8, 16, 32.*Received: image_shape"):
        keras_gans.StyleGAN2.for_images(shape)


def test_late_styles_leave_early_maps_alone(small):
    synthesis = small.synthesis
    (early,) = {
        layer.output.shape[1:]: layer
        for layer in synthesis.layers
        if layer.output.shape[1] == 8 and "leaky" in layer.name
    }.values()
    maps = keras.Model(synthesis.input, early.output)
    assert small.num_layers == 6
    styles, other = normal(2, 6, 6), normal(2, 6, 6, seed=1)
    mixed = array(small.mixed(styles, other, 3))
    np.testing.assert_array_equal(array(maps(mixed)), array(maps(styles)))
    assert (array(synthesis(mixed)) != array(synthesis(styles))).any()
    mixed = array(small.mixed(styles, other, 2))
    assert (array(maps(mixed)) != array(maps(styles))).any()


# The game.


def test_path_lengths_are_those_of_the_jacobian():
    kernel = normal(3 * 2, 4 * 4 * 1)

    def function(styles):
        x = ops.matmul(ops.reshape(styles, (-1, 6)), kernel)
        return ops.reshape(ops.sin(x), (-1, 4, 4, 1))

    styles, noise = normal(2, 3, 2), normal(2, 4, 4, 1, seed=1)
    found = array(penalties.path_lengths(function, styles, noise))
    for sample in range(2):
        moved = np.zeros((3, 2))
        for place in np.ndindex(3, 2):
            ends = []
            for step in (-1e-2, 1e-2):
                w = styles[sample : sample + 1].copy()
                w[0][place] += step
                ends.append((array(function(w))[0] * noise[sample]).sum())
            moved[place] = (ends[1] - ends[0]) / 2e-2 / 4
        length = np.sqrt(np.square(moved).sum(axis=1).mean())
        assert found[sample] == pytest.approx(length, rel=1e-3)


def test_the_mean_length_follows_where_it_is_reckoned():
    gan = make("StyleGAN2", path_length_interval=2)
    gan.compile(run_eagerly=True)
    batch = gan.named(ops.convert_to_tensor(toy_images(4)))
    mean = 0.0
    for due in (True, False, True):
        logs = gan.adversarial_step([batch])
        length = float(logs["path_length"]) / 2
        assert (length > 0) == due
        mean += due * 0.01 * (length - mean)
        found = float(array(gan.mean_path_length))
        assert found == pytest.approx(mean, rel=1e-5)
        if due:
            penalty = float(logs["path_length_penalty"])
            assert penalty / 4 >= np.square(length - mean) * (1 - 1e-5)


def test_the_mean_style_follows_w():
    gan = make("StyleGAN2", style_momentum=0.75, path_length_weight=0)
    gan.compile(run_eagerly=True)
    batch = gan.named(ops.convert_to_tensor(toy_images(4)))
    inputs = []
    draw = gan.inputs_of
    gan.inputs_of = lambda *x: inputs.append(draw(*x)) or inputs[-1]
    gan.adversarial_step([batch])
    w = array(gan.mapping(inputs[-1]))
    expected = 0.25 * w.mean(axis=0)
    np.testing.assert_allclose(array(gan.mean_style), expected, rtol=1e-4)


def test_what_is_reckoned_lazily_has_the_same_mean():
    means = []
    for interval in (1, 4):
        keras.utils.set_random_seed(0)
        gan = make("StyleGAN2", penalty_interval=interval, gamma=2.0)
        still = [keras.optimizers.SGD(0.0) for _ in range(2)]
        gan.compile(*still)
        images = np.concatenate([toy_images(4)] * 8)
        logs = gan.fit(images, batch_size=4, shuffle=False, verbose=0).history
        means.append(logs["r1"][0])
    assert means[1] == pytest.approx(means[0], rel=1e-4) and means[0] > 0


def test_lazy_adam_moves_as_far():
    gan = make("StyleGAN2", path_length_interval=3)
    gan.compile()
    for optimizer, share in [
        (gan.d_optimizer, 16 / 17),
        (gan.g_optimizer, 3 / 4),
    ]:
        rate = float(array(optimizer.learning_rate))
        assert rate == pytest.approx(0.0025 * share)
        assert optimizer.beta_1 == 0 and optimizer.epsilon == 1e-8
        assert optimizer.beta_2 == pytest.approx(0.99**share)
    gan = make("StyleGAN2", gamma=0, path_length_weight=0)
    gan.compile()
    assert float(array(gan.d_optimizer.learning_rate)) == pytest.approx(0.0025)


def test_what_weighs_nothing_is_not_reckoned(images):
    gan = make("StyleGAN2", gamma=0, path_length_weight=0)
    gan.compile()
    logs = gan.fit(images[:8], batch_size=4, verbose=0).history
    assert sorted(logs) == ["d_loss", "g_loss"]


def test_gamma_follows_pixels_and_batch():
    gan = make("StyleGAN2")
    gamma = float(gan._gamma(ops.zeros((32, 16, 16, 1))))
    assert gamma == pytest.approx(0.0002 * 256 / 32)


@pytest.mark.parametrize("probability", [0.0, 1.0])
def test_mixed_styles_change_once(small, probability):
    before, small.mixing_probability = small.mixing_probability, probability
    batch = small.named(ops.convert_to_tensor(toy_images(32)))
    styles = array(small.styles_of(batch))
    small.mixing_probability = before
    changes = (styles[:, 1:] != styles[:, :-1]).any(axis=-1)
    assert (changes.sum(axis=1) == probability).all()
    if probability:  # At each of the layers but the first.
        assert changes.any(axis=0).all()


# Sampling.


def test_truncation_draws_samples_together(small):
    full = small.generate(4, seed=1)
    np.testing.assert_array_equal(full, small.generate(4, 1, truncation=1))
    none = small.generate(4, seed=1, truncation=0)
    np.testing.assert_allclose(none, none[:1].repeat(4, axis=0), atol=1e-6)
    half, mean = small.styles(4, 1, truncation=0.5), array(small.mean_style)
    np.testing.assert_allclose(half, (small.styles(4, 1) + mean) / 2, atol=1e-6)
    found = small.generate(4, seed=1, truncation=0.5)
    np.testing.assert_array_equal(found, small.synthesize(half))


def test_mix_takes_coarse_layers_from_rows(small):
    made = small.mix([1, 2], [3, 1, 4], cut=4)
    assert made.shape == (2, 3, 16, 16, 1)
    one = small.generate(1, seed=1)[0]
    np.testing.assert_allclose(made[0, 1], one, atol=1e-5)
    whole = small.mix([1, 2], [3, 1], cut=6)
    np.testing.assert_allclose(whole[0, 0], one, atol=1e-5)
    np.testing.assert_allclose(whole[:, 0], whole[:, 1], atol=1e-5)
    none = small.mix([2, 5], [3, 1], cut=0)
    np.testing.assert_allclose(none[0, 1], one, atol=1e-5)
    np.testing.assert_allclose(none[0], none[1], atol=1e-5)


@pytest.mark.parametrize(
    "wrong, said",
    [
        (lambda gan: gan.generate(2, truncation=1.5), "truncation=1.5"),
        (lambda gan: gan.mix([], [1]), r"\[\]"),
        (lambda gan: gan.mix(1, [1]), "1"),
        (lambda gan: gan.mix([1], [2], cut=7), "cut=7"),
        (lambda gan: gan.mix([1], [0.5]), "seed=0.5"),
        (lambda gan: gan.synthesize(np.zeros((2, 5, 6))), r"\(2, 5, 6\)"),
        (lambda gan: make("StyleGAN2", mixing_probability=2), "=2"),
        (lambda gan: make("StyleGAN2", gamma=-1), "gamma=-1"),
        (lambda gan: layers.Resample(3), "scale=3"),
        (lambda gan: layers.ModulatedConv2D(4, 1, True), "kernel_size=1"),
        (
            lambda gan: keras_gans.StyleGAN2(
                make("DCGAN").generator, gan.discriminator, latent_dim=6
            ),
            "with the layers",
        ),
    ],
)
def test_what_has_no_sense_is_refused(small, wrong, said):
    with pytest.raises(ValueError, match=f"(?s)Received: .*{said}"):
        wrong(small)


def test_labels_are_told_to_both():
    gan = keras_gans.StyleGAN2.for_images((16, 16, 1), num_classes=3, **SMALL)
    z, labels = ops.ones((3, 6)), ops.arange(3)
    w = array(gan.mapping([z, labels]))
    assert np.abs(np.diff(w, axis=0)).max() > 1e-4
    images = ops.convert_to_tensor(toy_images(1).repeat(4, axis=0))
    logits = array(
        gan.discriminator([images, ops.convert_to_tensor([0, 1, 1, 2])])
    )
    assert logits.shape == (4, 1) and logits[1] == logits[2] != logits[0]
    assert gan.generate(3, seed=1, labels=2).shape == (3, 16, 16, 1)
    made = gan.mix([1], [2, 3], labels=1, truncation=0.5)
    assert made.shape == (1, 2, 16, 16, 1)


def test_a_saved_model_has_styles_noise_and_means(small, tmp_path):
    small.save(tmp_path / "gan.keras")
    twin = keras.saving.load_model(tmp_path / "gan.keras")
    for truncation in (None, 0.5):
        np.testing.assert_array_equal(
            small.generate(3, seed=2, truncation=truncation),
            twin.generate(3, seed=2, truncation=truncation),
        )


@pytest.mark.slow
def test_networks_that_are_told_labels_keep_the_contract():
    keras_gans.testing.check_variant(
        keras_gans.StyleGAN2, num_classes=3, path_length_interval=2, **SMALL
    )


@pytest.mark.tensorflow
def test_truncated_samples_are_served(small, tmp_path):
    import tensorflow as tf

    small.export(tmp_path / "model", verbose=False)
    served = tf.saved_model.load(str(tmp_path / "model"))
    latents = tf.constant(small.inputs_for(2, seed=1))
    found = served.truncated(latents, tf.constant([0.5, 0.5]))
    expected = small.generate(2, seed=1, truncation=0.5)
    np.testing.assert_allclose(found, expected, atol=1e-5)


def test_for_images_takes_what_the_networks_take():
    shape = (16, 16, 3)
    small = {"latent_dim": 8, "width": 8, "seed": 1}
    gan = keras_gans.StyleGAN2.for_images(
        shape, base=64, mapping_layers=3, num_classes=3, **small
    )
    dense = [x for x in gan.mapping.layers if "Equalized" in type(x).__name__]
    assert len(dense) >= 3 and gan.num_classes == 3
    thin, thick = (
        keras_gans.ProGAN.for_images(shape, base=base, **small)
        for base in (32, 128)
    )
    assert thin.generator.count_params() < thick.generator.count_params()
    with pytest.raises(TypeError, match="base"):
        keras_gans.DCGAN.for_images(shape, base=64)
