import keras
import numpy as np
import pytest

import keras_gans
from keras_gans import networks
from keras_gans.networks.sizes import halvings

from conftest import DEEP
from conftest import LABELLED
from conftest import elements

SHAPES = [
    (16, 16, 1),
    (17, 17, 2),
    (28, 28, 1),
    (32, 32, 3),
    (48, 48, 4),
    (100, 100, 3),
    (256, 256, 3),
]


FAMILIES = ["dcgan", "resnet", "sngan", "r3gan", "began"]


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("shape", SHAPES)
def test_any_square_image(family, shape):
    module = getattr(networks, family)
    generator = module.generator(shape, latent_dim=3, width=2)
    discriminator = module.discriminator(shape, width=2)
    images = generator(np.ones((2, 3), "float32"))
    assert images.shape == (2, *shape)
    if family not in ("r3gan", "began"):  # Theirs end without a tanh.
        assert np.abs(images).max() <= 1
    judged = (2, *shape) if family == "began" else (2, 1)
    assert discriminator(images).shape == judged


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize(
    "shape", [(28, 32, 1), (8, 8, 1), (512, 512, 3), (28, 28)]
)
def test_other_images_are_refused(family, shape):
    with pytest.raises(ValueError, match="side of 16 to 256.*Received: image"):
        getattr(networks, family).generator(shape)
    with pytest.raises(ValueError, match="side of 16 to 256.*Received: image"):
        getattr(networks, family).discriminator(shape)


def test_sizes():
    assert halvings((28, 28, 1)) == [28, 14, 7]
    assert halvings((64, 64, 3)) == [64, 32, 16, 8, 4]
    assert halvings((100, 100, 3)) == [100, 50, 25, 13, 7]


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


@pytest.mark.parametrize("policy", ["mixed_float16", "mixed_bfloat16"])
@pytest.mark.parametrize(
    "family", ["mlp", "maxout", "dcgan", "resnet", "sngan", "r3gan"]
)
def test_outputs_are_float32(family, policy):
    keras.config.set_dtype_policy(policy)
    family = getattr(networks, family)
    for model in (
        family.generator((16, 16, 1), 4),
        family.discriminator((16, 16, 1)),
    ):
        assert model.output.dtype == "float32"


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


@pytest.mark.parametrize("variant", DEEP)
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
