import keras
import numpy as np
import pytest
from keras import ops

import keras_gans
from keras_gans import networks
from keras_gans.networks import efficientnet_lite0
from keras_gans.networks.sizes import halvings

from conftest import DEEP
from conftest import LABELLED
from conftest import elements

SHAPES = [
    (8, 8, 1),
    (17, 17, 2),
    (28, 28, 1),
    (256, 256, 3),
    (64, 96, 3),
    (28, 112, 1),
    (9, 13, 5),
    (40, 1024, 2),
]
# What the builders take beside the shape.
CONVOLUTIONAL = {
    "dcgan": [],
    "conditional_dcgan": [3],
    "resnet": [],
    "sngan": [],
    "r3gan": [],
    "began": [],
    "infogan": [[2, 3]],
}
DENSE = {"mlp": [], "maxout": [], "cgan": [3], "ebgan": [], "improved": []}
FAMILIES = CONVOLUTIONAL | DENSE


def pair(family, shape, width=2, whole=lambda n: n):
    """(generator, discriminator); `whole` makes each number another's."""
    module, own = getattr(networks, family), FAMILIES[family]
    own = keras.tree.map_structure(whole, own)
    shape, width = tuple(map(whole, shape)), whole(width)
    told = own if family in ("conditional_dcgan", "cgan") else []
    return (
        module.generator(shape, *told, width=width),
        module.discriminator(shape, *own, width=width),
    )


def played(generator, discriminator, n=2):
    """Samples and all that the discriminator says of them, as arrays."""
    length = generator.inputs[0].shape[-1]
    told = [np.arange(n) % 3] if len(generator.inputs) > 1 else []
    latents = np.random.default_rng(0).normal(size=(n, length))
    inputs = [ops.convert_to_tensor(x) for x in (latents, *told)]
    made = generator(inputs if told else inputs[0])
    judged = discriminator([made, *inputs[1:]] if told else made)
    outputs = [made, *keras.tree.flatten(judged)]
    return [ops.convert_to_numpy(x) for x in outputs]


@pytest.fixture
def channels_first():
    keras.config.set_image_data_format("channels_first")
    yield
    keras.config.set_image_data_format("channels_last")


@pytest.mark.parametrize("family", CONVOLUTIONAL)
@pytest.mark.parametrize("shape", SHAPES)
def test_images_of_any_sides(family, shape):
    images, judged, *_ = played(*pair(family, shape))
    assert images.shape == (2, *shape)
    if family not in ("r3gan", "began"):  # Theirs end without a tanh.
        assert np.abs(images).max() <= 1
    assert judged.shape == (images.shape if family == "began" else (2, 1))


@pytest.mark.parametrize("family", CONVOLUTIONAL)
def test_other_images_are_refused(family):
    for shape in [(7, 8, 1), (8, 1025, 1)]:
        with pytest.raises(ValueError, match="8 to 1024.*Received: image"):
            pair(family, shape)
    for shape in [(28, 28), (28, 28, 0)]:
        with pytest.raises(ValueError, match="Received: image_shape="):
            pair(family, shape)


@pytest.mark.parametrize("family", DENSE)
@pytest.mark.parametrize("shape", [(5,), (6, 2), (2, 3, 4, 1)])
def test_samples_of_any_rank(family, shape):
    made, judged, *_ = played(*pair(family, shape))
    assert made.shape == (2, *shape)
    assert judged.shape == {
        "ebgan": (2, *shape),
        "improved": (2, 10),
    }.get(family, (2, 1))


def test_sizes():
    def rows(shape, until=7):
        return [size[0] for size in halvings(shape, until)]

    assert rows((28, 28, 1)) == [28, 14, 7]
    assert rows((64, 64, 3)) == [64, 32, 16, 8, 4]
    assert rows((64, 64, 3), until=8) == [64, 32, 16, 8]
    assert rows((100, 100, 3)) == [100, 50, 25, 13, 7]
    assert halvings((40, 1024, 3))[-1] == (5, 128)
    assert halvings((1024, 9, 3)) == [(1024, 9), (512, 5)]
    assert halvings((8, 1024, 3), until=8)[-1] == (4, 512)


def test_maps_of_labels_by_hand():
    images = np.zeros((2, 3, 5, 1), "float32")
    maps = networks.labelled.maps(images, np.array([2, 0]), 3)
    assert maps.shape == (2, 3, 5, 4)
    for sample, flags in zip(maps, ([0, 0, 1], [1, 0, 0])):
        assert (ops.convert_to_numpy(sample)[..., 1:] == flags).all()


@pytest.mark.parametrize("family", FAMILIES)
def test_the_global_data_format_changes_nothing(
    family, channels_first, tmp_path
):
    keras.utils.set_random_seed(0)
    first = pair(family, (9, 12, 2))
    assert keras.config.image_data_format() == "channels_first"
    for network in first:
        network.save(tmp_path / "network.keras")
        keras.saving.load_model(tmp_path / "network.keras")
        for layer in network.layers:
            formats = layer.get_config().get("data_format", "channels_last")
            assert formats == "channels_last", layer.name
    keras.config.set_image_data_format("channels_last")
    keras.utils.set_random_seed(0)
    last = pair(family, (9, 12, 2))
    for a, b in zip(played(*first), played(*last)):
        np.testing.assert_array_equal(a, b)


def test_the_global_data_format_outlives_an_error(channels_first):
    with pytest.raises(ValueError):
        networks.dcgan.generator((1, 1, 1))
    assert keras.config.image_data_format() == "channels_first"


def test_other_builders_are_channels_last(channels_first):
    judge = networks.dcgan.discriminator((9, 12, 5), width=2)
    made = [
        networks.labelled.discriminator(judge, 3),
        networks.classifier.resnet((16, 8, 3), 2, 4),
        efficientnet_lite0.network(2),
    ]
    for network in made:
        for layer in network._flatten_layers():
            formats = layer.get_config().get("data_format", "channels_last")
            assert formats == "channels_last", layer.name
    images = np.zeros((2, 9, 12, 2), "float32")
    assert made[0]([images, np.zeros(2, "int32")]).shape == (2, 1)


@pytest.mark.parametrize("family", FAMILIES)
def test_numbers_from_numpy_are_taken_and_saved(family, tmp_path):
    made = pair(family, (9, 12, 2), whole=np.int64)
    before = played(*made)
    twins = []
    for i, network in enumerate(made):
        network.save(tmp_path / f"{i}.keras")
        twins.append(keras.saving.load_model(tmp_path / f"{i}.keras"))
    for a, b in zip(before, played(*twins)):
        np.testing.assert_allclose(a, b, rtol=1e-5)


def test_rates_from_numpy_are_saved(tmp_path):
    judge = networks.cgan.discriminator(
        (4, 4, 1), np.int32(3), np.int16(24), dropout=np.float32(0.25)
    )
    judge = networks.heads.add(judge, np.int64(3))
    judge.save(tmp_path / "judge.keras")
    twin = keras.saving.load_model(tmp_path / "judge.keras")
    rates = [x.rate for x in twin.layers if isinstance(x, keras.layers.Dropout)]
    assert rates == [0.0, 0.25, 0.25] and twin.output_shape[1] == (None, 3)


def parameters(model):
    return sum(int(np.prod(v.shape)) for v in model.trainable_variables)


def test_resnet_has_the_authors_parameters():
    assert parameters(networks.resnet.generator((32, 32, 3))) == 1_204_483
    assert parameters(networks.resnet.discriminator((32, 32, 3))) == 1_053_825


def test_dcgan_has_the_layers_of_figure_1():
    """100 -> 4x4x1024 -> 8x8x512 -> 16x16x256 -> 32x32x128 -> 64x64x3."""
    model = networks.dcgan.generator((64, 64, 3), width=128)
    maps = [
        layer.output.shape[1:]
        for layer in model.layers
        if isinstance(
            layer, (keras.layers.Reshape, keras.layers.Conv2DTranspose)
        )
    ]
    assert maps == [
        (4, 4, 1024),
        (8, 8, 512),
        (16, 16, 256),
        (32, 32, 128),
        (64, 64, 3),
    ]
    kinds = [type(layer).__name__ for layer in model.layers]
    assert kinds.count("BatchNormalization") == 4  # all but the output


def test_dcgan_discriminator_leaves_its_input_without_batchnorm():
    model = networks.dcgan.discriminator((64, 64, 3))
    kinds = [type(layer).__name__ for layer in model.layers]
    assert kinds[1:4] == ["Conv2D", "LeakyReLU", "Conv2D"]
    assert kinds.count("BatchNormalization") == 3


def test_maxout_networks_of_2014():
    generator = networks.maxout.generator((28, 28, 1))
    # 100 -> 1200 -> 1200 -> 784
    assert parameters(generator) == 101 * 1200 + 1201 * 1200 + 1201 * 784
    discriminator = networks.maxout.discriminator((28, 28, 1))
    # 784 -> 240 x 5 -> 240 x 5 -> 1
    assert parameters(discriminator) == 785 * 1200 + 241 * 1200 + 241
    images = generator(np.ones((2, 100), "float32"))
    assert -1 <= np.min(images) < 0 < np.max(images) <= 1


def test_maxout_layer_by_hand():
    from keras_gans.layers import Maxout

    layer = Maxout(2, pieces=2)
    layer.build((None, 1))
    layer.set_weights(
        [np.array([[1.0, -1.0, 2.0, 0.0]]), np.array([0.0, 0.0, 0.0, 3.0])]
    )
    # |x| and max(2 x, 3)
    out = layer(np.array([[-2.0], [5.0]], "float32"))
    np.testing.assert_array_equal(out, [[2, 3], [5, 10]])
    twin = Maxout.from_config(layer.get_config())
    assert (twin.units, twin.pieces) == (2, 2)
    with pytest.raises(ValueError, match="Received: units=0"):
        Maxout(0)


@pytest.mark.parametrize(
    "policy",
    ["float64", "float16", "bfloat16", "mixed_float16", "mixed_bfloat16"],
)
@pytest.mark.parametrize("family", FAMILIES)
def test_outputs_are_float32(family, policy):
    keras.config.set_dtype_policy(policy)
    for x in played(*pair(family, (8, 8, 1), width=8)):
        assert x.dtype == "float32" and np.isfinite(x).all()


@pytest.mark.parametrize("family", FAMILIES)
def test_outputs_are_float32_where_floatx_is_not(family):
    keras.config.set_floatx("float64")
    try:
        made = pair(family, (8, 8, 1), width=8)
        for x in played(*made):
            assert x.dtype == "float32"
    finally:
        keras.config.set_floatx("float32")


@pytest.mark.parametrize(
    "variant",
    ["GAN", "DCGAN", "WGANGP", "SNGAN", "EBGAN", "ConditionalGAN", "InfoGAN"]
    + ["ImprovedGAN"],
)
def test_the_ends_of_pictures_are_float32(variant):
    """In bfloat16 a sigmoid is 1 from 6.3 on, and has no gradient there."""
    keras.config.set_dtype_policy("mixed_bfloat16")
    own = {"num_classes": 3} if variant in LABELLED else {}
    gan = getattr(keras_gans, variant).for_images(
        (16, 16, 1), latent_dim=14, width=4, **own
    )
    ends = [
        layer
        for layer in gan.generator._flatten_layers()
        if getattr(layer, "activation", None)
        in (keras.activations.sigmoid, keras.activations.tanh)
    ]
    assert [layer.compute_dtype for layer in ends] == ["float32"]


@pytest.mark.parametrize(
    "variant",
    [
        pytest.param(v, marks=[pytest.mark.slow] * (v == "StyleGAN2"))
        for v in DEEP
    ],
)
def test_deep_networks_train(variant, images):
    own = {"num_classes": 3} if variant in LABELLED else {}
    # Of two features, which a width of 4 has there, both may be 0 for all.
    width = 16 if variant == "ImprovedGAN" else 4
    gan = getattr(keras_gans, variant).for_images(
        (16, 16, 1), latent_dim=14, width=width, **own
    )
    gan.critic_steps = 1  # Tracing takes a while for each.
    networks = (gan.generator, gan.discriminator)
    kernels = [v for n in networks for v in n.trainable_weights if v.ndim > 1]
    before = [keras.ops.copy(v) for v in kernels]
    # Adam moves whatever has a gradient, however small.
    gan.compile(*(keras.optimizers.Adam(1e-3) for _ in range(2)))
    data = elements(variant, images[:8])
    history = gan.fit(*data, batch_size=4, verbose=0).history
    assert np.isfinite(list(history.values())).all()
    for kernel, old in zip(kernels, before):
        assert np.abs(keras.ops.convert_to_numpy(kernel - old)).max() > 0, (
            kernel.path
        )
