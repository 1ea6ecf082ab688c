"""Pictures of pictures: networks, parts and the three games."""

import keras
import numpy as np
import pytest
from keras import ops

import keras_gans
from keras_gans import layers
from keras_gans import networks
from keras_gans.core import backend
from keras_gans.models import translating
from keras_gans.models.cycle_gan import cycle_gan_networks
from keras_gans.testing import check_variant

from conftest import run_python
from conftest import toy_images

SHAPE = (16, 16, 3)


def pix2pix(**settings):
    return keras_gans.Pix2Pix.for_images(SHAPE, width=4, seed=1, **settings)


def cycle_gan(**settings):
    settings = {"residual_blocks": 1, "pool_size": 3, "seed": 1} | settings
    return keras_gans.CycleGAN.for_images(SHAPE, width=4, **settings)


def cut(**settings):
    settings = {"residual_blocks": 1, "units": 8, "seed": 1} | settings
    return keras_gans.CUT.for_images(SHAPE, width=4, **settings)


@pytest.fixture
def pictures():
    return toy_images(8, SHAPE)


# Networks.


@pytest.mark.parametrize(
    "network, parameters",
    [
        (networks.pix2pix.generator((256, 256, 3)), 54_419_459),
        (networks.pix2pix.generator((128, 128, 3)), 41_833_475),
        (networks.pix2pix.discriminator((256, 256, 3)), 2_769_601),
        (networks.pix2pix.discriminator((256, 256, 3), depth=1), 139_713),
        (networks.pix2pix.discriminator((256, 256, 3), depth=5), 11_161_281),
        (networks.cycle_gan.generator((256, 256, 3)), 11_378_179),
        (networks.cut.generator((256, 256, 3)), 11_378_179),
        (networks.cycle_gan.generator((128, 128, 3)), 7_837_699),
        (networks.cycle_gan.discriminator((128, 128, 3)), 2_764_737),
    ],
    ids=lambda x: x if isinstance(x, int) else x.name,
)
def test_parameters_are_the_papers(network, parameters):
    assert network.count_params() == parameters


@pytest.mark.parametrize(
    "depth, field", [(0, 1), (1, 16), (2, 34), (3, 70), (4, 142)]
)
def test_a_logit_judges_as_many_pixels_as_is_said(depth, field):
    judge = networks.patch.discriminator(
        (160, 160, 1), width=2, depth=depth, normalization=None
    )
    for layer in judge.layers:  # So that every path counts.
        if layer.weights:
            layer.set_weights([np.ones_like(w) for w in layer.get_weights()])

    from keras_gans.core import backend

    def middle(x):
        logits = judge(x)
        return logits[:, logits.shape[1] // 2, logits.shape[2] // 2]

    slope = backend.input_grad(middle, ops.ones((1, 160, 160, 1)))
    seen = np.flatnonzero(np.abs(ops.convert_to_numpy(slope)).sum((0, 2, 3)))
    assert seen[-1] - seen[0] + 1 == field


@pytest.mark.parametrize("antialias", [True, False])
@pytest.mark.parametrize("made_by", [networks.cycle_gan, networks.cut])
def test_a_grid_comes_of_strides_alone(made_by, antialias):
    keras.utils.set_random_seed(0)
    network = made_by.generator(
        (64, 64, 3), width=4, residual_blocks=1, antialias=antialias
    )
    made = network.predict(np.full((1, 64, 64, 3), 0.3), verbose=0)
    made = made["samples"] if isinstance(made, dict) else made
    middle = made[0, 28:36, 28:36]  # Of one colour, far from all edges.
    assert (np.ptp(middle, axis=(0, 1)).max() < 1e-5) == antialias


def test_a_blur_halves_by_one_two_one():
    x = toy_images(2, (8, 12, 3))
    source = keras.Input((8, 12, 3))
    halved = keras.Model(source, cycle_gan_networks._halved(source))
    padded = np.pad(x, ((0, 0), (1, 0), (1, 0), (0, 0)), mode="reflect")
    down = (padded[:, :-2:2] + 2 * padded[:, 1:-1:2] + padded[:, 2::2]) / 4
    both = (down[:, :, :-2:2] + 2 * down[:, :, 1:-1:2] + down[:, :, 2::2]) / 4
    np.testing.assert_allclose(halved.predict(x, verbose=0), both, atol=1e-6)


def test_256_pixels_have_30_logits():
    judge = networks.pix2pix.discriminator((256, 256, 3), width=2)
    shape = judge.compute_output_shape([(1, 256, 256, 3)] * 2)
    assert tuple(shape) == (1, 30, 30, 1)


@pytest.mark.parametrize(
    "network, step",
    [
        (networks.pix2pix.generator((64, 64, 3), width=2), 64),
        (networks.pix2pix.generator((96, 96, 3), width=2), 32),
        (networks.cycle_gan.generator((64, 64, 3), width=2), 4),
    ],
    ids=lambda x: x if isinstance(x, int) else x.name,
)
def test_the_step_is_what_networks_divide_by(network, step):
    assert translating.step_of(network) == step
    assert translating.scale_of(network, step) == 1


def test_a_network_that_enlarges_has_a_scale():
    source = keras.Input((None, None, 3))
    x = keras.layers.Conv2DTranspose(3, 4, 4, "same")(source)
    network = keras.Model(source, x)
    assert translating.step_of(network) == 1
    assert translating.scale_of(network, 1) == 4
    made = translating.whole(network, ops.zeros((1, 5, 7, 3)), 2)
    assert made.shape == (1, 20, 28, 3)


def test_what_fits_is_not_padded(pictures):
    network = networks.cycle_gan.generator(SHAPE, width=2, residual_blocks=1)
    x = ops.convert_to_tensor(pictures)
    made = translating.whole(network, x, 4)
    np.testing.assert_allclose(made, network(x), atol=1e-6)
    # The part that is far from an edge does not know of it.
    cut = translating.whole(network, x[:, :14], 4)
    assert cut.shape == (8, 14, 16, 3)


def test_sides_that_cannot_be_halved_are_refused():
    with pytest.raises(ValueError, match=r"halves.*Received: sides 30 and 30"):
        networks.pix2pix.generator((30, 30, 3))
    with pytest.raises(ValueError, match="levels=7"):
        networks.pix2pix.generator((64, 64, 3), levels=7)


def test_normalization_is_named():
    with pytest.raises(ValueError, match="normalization='layer'"):
        networks.patch.discriminator(SHAPE, normalization="layer")


# Layers.


def test_reflection_repeats_no_edge():
    x = np.arange(12.0).reshape(1, 3, 4, 1)
    layer = layers.ReflectionPadding2D(2)
    expected = np.pad(x, ((0, 0), (2, 2), (2, 2), (0, 0)), mode="reflect")
    np.testing.assert_array_equal(layer(x), expected)
    assert layer.compute_output_shape((None, 3, None, 1)) == (None, 7, None, 1)


@pytest.mark.parametrize("learnt", [True, False])
@pytest.mark.parametrize("dtype", ["float32", "mixed_bfloat16"])
def test_instances_are_normalized_as_groups_of_one_channel(learnt, dtype):
    x = np.random.default_rng(0).normal(3, 2, (3, 5, 7, 4)).astype("float32")
    settings = {"epsilon": 1e-5, "center": learnt, "scale": learnt}
    ours, theirs = (
        layer(**settings, dtype=dtype)
        for layer in (
            layers.InstanceNormalization,
            lambda **kwargs: keras.layers.GroupNormalization(-1, **kwargs),
        )
    )
    ours(x), theirs(x)
    weights = [[0.5, 1, 2, 3], [1, -1, 0, 5]] if learnt else []
    ours.set_weights([np.array(w) for w in weights])
    theirs.set_weights([np.array(w) for w in weights])
    loose = 2e-2 if dtype == "mixed_bfloat16" else 1e-5
    numpy = [
        ops.convert_to_numpy(ops.cast(layer(x), "float32"))
        for layer in (ours, theirs)
    ]
    np.testing.assert_allclose(*numpy, atol=loose, rtol=loose)
    again = layers.InstanceNormalization.from_config(ours.get_config())
    assert again.get_config() == ours.get_config()
    # Of what is added to a channel nothing is left, nor of its gradient.
    slope = backend.input_grad(lambda x: ours(x) ** 3, ops.array(x))
    slope = ops.convert_to_numpy(ops.mean(slope, axis=(1, 2)))
    np.testing.assert_allclose(slope, 0, atol=100 * loose)


def test_seeded_dropout_drops_its_share():
    layer = layers.SeededDropout(0.3)
    x, noise = np.ones((4, 32, 32, 8), "float32"), np.linspace(0, 0.9, 4)
    made = np.array(layer([x, noise[:, None].astype("float32")]))
    np.testing.assert_allclose(np.unique(made), [0, 1 / 0.7], rtol=1e-6)
    assert np.abs((made == 0).mean((1, 2, 3)) - 0.3).max() < 0.02
    # Places, channels and samples have nothing to do with each other.
    kept = (made != 0).reshape(4, -1).astype("float64")
    assert np.abs(np.corrcoef(kept) - np.eye(4)).max() < 0.05
    along = [np.corrcoef(row[:-1], row[1:])[0, 1] for row in kept]
    assert np.abs(along).max() < 0.05


def test_seeded_dropout_knows_the_sample_alone():
    first, other = layers.SeededDropout(0.5), layers.SeededDropout(0.5, salt=1)
    x = np.ones((3, 8, 8, 2), "float32")
    noise = np.array([[0.1], [0.1], [0.7]], "float32")
    made = np.array(first([x, noise]))
    np.testing.assert_array_equal(made[0], made[1])
    np.testing.assert_array_equal(made[2:], first([x[2:], noise[2:]]))
    assert (made[0] != made[2]).any()
    assert (made != np.array(other([x, noise]))).any()


def test_seeded_dropout_in_16_bits_has_all_its_noise():
    layer = layers.SeededDropout(0.5, dtype="mixed_bfloat16")
    x = np.ones((2, 16, 16, 4), "float32")
    noise = np.array([[0.5], [0.5 + 2**-20]], "float32")
    made = ops.convert_to_numpy(ops.cast(layer([x, noise]), "float32"))
    assert (made[0] != made[1]).any()


def test_a_pool_shows_50_fakes_as_they_are():
    pool = layers.ImagePool(50, (1,))
    for i in range(50):
        fake = ops.full((1, 1), float(i))
        shown, change = pool.mixed(fake, seed=i)
        assert float(shown[0, 0]) == i
        pool.keep(change)
    assert int(pool.count) == 50
    kept = ops.convert_to_numpy(pool.images)[:, 0]
    np.testing.assert_array_equal(kept, np.arange(50))


def test_a_full_pool_swaps_half():
    pool = layers.ImagePool(10, (1,))
    seed = keras.random.SeedGenerator(0)
    pool.keep((ops.zeros((10, 1)), ops.arange(10, dtype="int32")))
    held, swapped = [0.0] * 10, 0
    for i in range(1, 401):
        before = ops.convert_to_numpy(pool.images)[:, 0].tolist()
        shown, change = pool.mixed(ops.full((1, 1), float(i)), seed)
        pool.keep(change)
        held = ops.convert_to_numpy(pool.images)[:, 0].tolist()
        value = float(shown[0, 0])
        if value == i:  # Shown itself, and not kept.
            assert held == before
        else:
            swapped += 1
            assert value in before and i in held
            assert len(set(before) - set(held)) <= 1
    assert 160 < swapped < 240


def test_a_pool_takes_batches():
    pool = layers.ImagePool(4, (2,))
    fakes = ops.reshape(ops.arange(6, dtype="float32"), (3, 2))
    for _ in range(2):
        shown, change = pool.mixed(fakes, seed=1)
        assert shown.shape == (3, 2)
        pool.keep(change)
    assert int(pool.count) == 4
    again = layers.ImagePool.from_config(pool.get_config())
    assert again.images.shape == (4, 2)


def test_a_pool_of_none_keeps_none():
    pool = layers.ImagePool(0, (2,))
    shown, change = pool.mixed(ops.ones((1, 2)), seed=1)
    pool.keep(change)
    assert float(shown[0, 0]) == 1 and not pool.weights


# The games.


@pytest.mark.slow
@pytest.mark.parametrize("make", [pix2pix, cycle_gan, cut])
def test_the_contract_holds(make):
    check_variant(make)


@pytest.mark.parametrize("make", [pix2pix, cycle_gan, cut])
def test_one_fit_trains_and_the_model_comes_back(make, pictures, tmp_path):
    gan = make(ema_momentum=0.9)
    gan.compile(metrics=["mean_absolute_error"])
    history = gan.fit(
        pictures,
        pictures[::-1],
        batch_size=2,
        verbose=0,
        validation_data=(pictures[:4], pictures[4:]),
    ).history
    for name, values in history.items():
        assert np.isfinite(values).all(), name
    made = gan.translate(pictures[:3], **_seed(gan))
    assert made.shape == (3, *SHAPE)
    gan.save(tmp_path / "gan.keras")
    again = keras.saving.load_model(tmp_path / "gan.keras")
    found = again.translate(pictures[:3], **_seed(gan))
    np.testing.assert_array_equal(found, made)


def _seed(gan):
    return {} if isinstance(gan, keras_gans.CycleGAN) else {"seed": 1}


@pytest.mark.parametrize("make", [pix2pix, cycle_gan, cut])
def test_pictures_of_any_size_are_translated(make):
    gan, odd = make(), toy_images(2, (21, 35, 3))
    made = gan.translate(odd, **_seed(gan))
    assert made.shape == odd.shape


def test_noise_makes_several_of_one(pictures):
    gan = pix2pix()
    first, again, other = (gan.translate(pictures, seed=s) for s in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert np.abs(first - other).mean() > 1e-3
    alone = gan.translate(pictures, seed=1, batch_size=3)
    np.testing.assert_allclose(alone, first, atol=1e-5)


def test_without_noise_there_is_one(pictures):
    gan = pix2pix(noise=False)
    assert gan.latents is None and gan.latent_dim is None
    first, other = (gan.translate(pictures, seed=s) for s in (1, 2))
    np.testing.assert_array_equal(first, other)
    np.testing.assert_array_equal(gan.predict(pictures, verbose=0), first)


def test_l1_is_what_the_paper_weighs_with_100(pictures):
    gan = pix2pix(noise=False)
    gan.compile()
    batch = {"source": pictures, "real": pictures[::-1].copy()}
    batch = {name: ops.convert_to_tensor(x) for name, x in batch.items()}
    logs = gan.generator_loss(batch)
    fake = gan.fakes(batch)
    l1 = np.abs(np.array(fake) - pictures[::-1]).mean()
    assert float(logs["l1"]) == pytest.approx(l1, rel=1e-4)
    _, fake, judge = gan.sides(batch)
    adversarial = gan.adversarial_loss.generator(None, judge(fake))
    expected = float(adversarial) + 100 * l1
    assert float(logs["g_loss"]) == pytest.approx(expected, rel=1e-4)


def test_cycle_and_identity_are_weighed_as_in_the_paper(pictures):
    gan = cycle_gan()
    gan.compile()
    a, b = (ops.convert_to_tensor(x) for x in (pictures, pictures[::-1].copy()))
    logs = gan.generator_loss({"a": a, "b": b})
    there, back = gan.a_to_b, gan.b_to_a

    def apart(x, y):
        return float(ops.mean(ops.abs(x - y)))

    cycle = apart(back(there(a)), a) + apart(there(back(b)), b)
    identity = apart(back(a), a) + apart(there(b), b)
    squares = [
        float(ops.mean(ops.square(judge(fake) - 1)))
        for judge, fake in ((gan.judge_a, back(b)), (gan.judge_b, there(a)))
    ]
    assert float(logs["cycle"]) == pytest.approx(cycle, rel=1e-4)
    assert float(logs["identity"]) == pytest.approx(identity, rel=1e-4)
    expected = sum(squares) + 10 * cycle + 5 * identity
    assert float(logs["g_loss"]) == pytest.approx(expected, rel=1e-4)


def test_the_pool_fills_and_is_saved(pictures, tmp_path):
    gan = cycle_gan()
    gan.compile()
    gan.fit(pictures, pictures, batch_size=2, verbose=0)
    assert int(gan.pool_a.count) == 3
    gan.save(tmp_path / "gan.keras")
    again = keras.saving.load_model(tmp_path / "gan.keras")
    for pool in ("pool_a", "pool_b"):
        kept, loaded = (getattr(x, pool).images for x in (gan, again))
        np.testing.assert_array_equal(
            ops.convert_to_numpy(kept), ops.convert_to_numpy(loaded)
        )


def test_equal_patches_have_the_closed_form():
    gan = cut(temperature=0.07)
    # One query is like its own key, and at right angles to all others.
    vectors = ops.convert_to_tensor(np.eye(4, 8, dtype="float32")[None])
    expected = np.log(1 + 3 * np.exp(-1 / 0.07))
    assert float(gan._contrast(vectors, vectors)) == pytest.approx(
        expected, abs=1e-6
    )
    alike = ops.ones((1, 256, 8)) / 8**0.5
    assert float(gan._contrast(alike, alike)) == pytest.approx(
        np.log(256), rel=1e-5
    )


def test_a_picture_is_found_again_in_itself_sooner_than_in_another(pictures):
    gan = cut()
    x = ops.convert_to_tensor(pictures)
    made = gan.generator(x)
    own = gan.contrast({**made, "samples": x})
    others = gan.contrast({**made, "samples": ops.roll(x, 1, axis=0)})
    assert float(own) < float(others)


@pytest.mark.tensorflow
def test_cycle_gan_serves_both_ways(pictures, tmp_path):
    import tensorflow as tf

    gan = cycle_gan()
    gan.export(tmp_path, verbose=False)
    served = tf.saved_model.load(str(tmp_path))
    odd = tf.constant(pictures[:2, :15, :13])
    for end, to in (("a_to_b", "b"), ("b_to_a", "a")):
        made = getattr(served, end)(odd)
        np.testing.assert_allclose(
            made, gan.translate(odd.numpy(), to), atol=1e-5
        )


@pytest.mark.slow
@pytest.mark.tensorflow
@pytest.mark.parametrize("make", [pix2pix, cycle_gan, cut])
def test_small_devices_translate_alike(make, pictures, tmp_path):
    import tensorflow as tf

    gan = make()
    gan.export(tmp_path / "model.tflite", format="litert", verbose=False)
    model = tf.lite.Interpreter(str(tmp_path / "model.tflite"))
    model.allocate_tensors()
    source = pictures[:1]
    inputs = gan.inputs_for(1, seed=3, **{list(gan.given)[-1]: source})
    taken = sorted(model.get_input_details(), key=lambda x: x["name"])
    for details, x in zip(taken, keras.tree.flatten(inputs)):
        model.set_tensor(details["index"], x)
    model.invoke()
    made = model.get_tensor(model.get_output_details()[0]["index"])
    expected = gan.predict(inputs, verbose=0)
    np.testing.assert_allclose(made, expected, atol=1e-5)


def test_small_devices_need_a_size(pictures, tmp_path):
    gan = pix2pix()
    gan = keras_gans.Pix2Pix(gan.generator, gan.discriminator)
    with pytest.raises(ValueError, match="image_size.*source of shape"):
        gan.export(tmp_path / "model.tflite", format="litert")


_REPLICAS = """
import numpy as np, tensorflow as tf, keras
tf.config.set_logical_device_configuration(
    tf.config.list_physical_devices("CPU")[0],
    [tf.config.LogicalDeviceConfiguration()] * 2)
from keras import ops
from conftest import difference, toy_images
import test_translation
keras.random.uniform = lambda shape, *a, **k: ops.full(shape, 0.75)

def run(make, strategy):
    keras.utils.set_random_seed(0)
    with strategy.scope():
        gan = make()
        gan.compile(keras.optimizers.SGD(0.01), keras.optimizers.SGD(0.01))
    pictures = toy_images(16, test_translation.SHAPE)
    data = tf.data.Dataset.from_tensor_slices((pictures[:8], pictures[8:]))
    logs = gan.fit(data.batch(4), epochs=2, verbose=0).history
    return gan.get_weights(), logs

for make in (test_translation.pix2pix, test_translation.cut,
             lambda: test_translation.cycle_gan(pool_size=0)):
    one, one_logs = run(make, tf.distribute.get_strategy())
    two, two_logs = run(make, tf.distribute.MirroredStrategy(
        ["CPU:0", "CPU:1"],
        cross_device_ops=tf.distribute.ReductionToOneDevice()))
    assert difference(one, two) < 5e-5, (make, difference(one, two))
    for name in one_logs:
        np.testing.assert_allclose(one_logs[name], two_logs[name], atol=1e-4)
with tf.distribute.MirroredStrategy(["CPU:0", "CPU:1"]).scope():
    gan = test_translation.cycle_gan()
    gan.compile()
pictures = toy_images(16, test_translation.SHAPE)
data = tf.data.Dataset.from_tensor_slices((pictures[:8], pictures[8:]))
gan.fit(data.batch(4), epochs=2, verbose=0)
assert gan.pool_a.count == 3
assert abs(gan.pool_a.images.numpy()).max() > 0
"""


@pytest.mark.slow
@pytest.mark.tensorflow
def test_two_replicas_equal_one_device():
    run_python(_REPLICAS)


def test_a_grid_shows_source_translation_and_target(pictures, tmp_path):
    from PIL import Image

    gan = pix2pix()
    gan.compile()
    grid = keras_gans.callbacks.TranslationGrid(
        tmp_path, pictures[:3], pictures[3:6], gif=True
    )
    data = {"batch_size": 4, "verbose": 0, "epochs": 2, "callbacks": [grid]}
    gan.fit(pictures, pictures, **data)
    with Image.open(tmp_path / "epoch_0002.png") as image:
        assert image.size == (3 * 17 + 1, 3 * 17 + 1)
        sheet = np.asarray(image)
    source = keras_gans.pictures.grid(pictures[:3], 1)
    np.testing.assert_array_equal(sheet[:, :18], source)
    assert (tmp_path / "samples.gif").exists()


def test_a_grid_of_a_cycle_goes_both_ways(pictures):
    columns = cycle_gan().columns_of(pictures[:2], pictures[2:5])
    assert [x.shape for x in columns] == [(5, *SHAPE)] * 3
    assert keras_gans.pictures.beside(*columns).shape[1] == 3 * 17 + 1


# What is refused.


def bad(make, words, **fit):
    def check():
        gan = make()
        gan.compile()
        gan.fit(**fit, verbose=0)

    return pytest.param(check, words)


PICTURES = toy_images(4, SHAPE)
REFUSED = [
    bad(pix2pix, "source", x=PICTURES),
    bad(pix2pix, "one length.*lengths=.4, 3", x=PICTURES, y=PICTURES[:3]),
    bad(pix2pix, "shape", x=PICTURES[..., :1], y=PICTURES),
    bad(pix2pix, "shape", x=PICTURES[:, :8, :8], y=PICTURES),
    bad(pix2pix, r"\[-1, 1\]", x=PICTURES * 9, y=PICTURES),
    bad(cycle_gan, "Received", x=PICTURES),
    bad(cycle_gan, "shape", x=PICTURES[:, :8], y=PICTURES),
    bad(cycle_gan, "least one", x=PICTURES[:0], y=PICTURES),
    bad(cut, "shape", x=PICTURES, y=PICTURES[..., :1]),
    pytest.param(lambda: pix2pix(packing=2), "takes no `packing`"),
    pytest.param(lambda: pix2pix(num_classes=2), "takes no `num_classes`"),
    pytest.param(lambda: pix2pix(latent_dim=9), "takes no `latent_dim`"),
    pytest.param(lambda: pix2pix(l1_weight="a"), "l1_weight='a'"),
    pytest.param(lambda: cycle_gan(pool_size=-1), "pool_size"),
    pytest.param(lambda: cycle_gan(cycle_weight=None), "cycle_weight"),
    pytest.param(
        lambda: cycle_gan().translate(PICTURES, to="c"), "Received: to='c'"
    ),
    pytest.param(
        lambda: cycle_gan().translate(PICTURES[..., :1]), "shape of|shape="
    ),
    pytest.param(lambda: cut(patches=1), "patches"),
    pytest.param(lambda: cut(temperature=0), "temperature"),
    pytest.param(
        lambda: keras_gans.CUT(
            networks.cycle_gan.generator(SHAPE, width=4),
            networks.cycle_gan.discriminator(SHAPE, width=4),
            networks.mlp.discriminator((4,)),
        ),
        '"samples" and the maps',
    ),
    pytest.param(
        lambda: keras_gans.callbacks.TranslationGrid("x", PICTURES[0, 0]),
        "at least one. Received: source=",
    ),
    pytest.param(
        lambda: keras_gans.callbacks.TranslationGrid("x", PICTURES * 9),
        r"values in \[-1, 1\]",
    ),
    pytest.param(
        lambda: pix2pix().translate(PICTURES[0]), "several samples.*shape"
    ),
    pytest.param(lambda: cycle_gan(cycle_weight=-1.0), "cycle_weight=-1"),
    pytest.param(
        lambda: pix2pix().predict({"source": PICTURES}), "latents, source"
    ),
    pytest.param(
        lambda: keras_gans.pictures.beside(PICTURES, PICTURES[:2]),
        r"columns of \[4, 2\]",
    ),
]


@pytest.mark.parametrize("action, words", REFUSED)
def test_what_does_not_fit_is_refused_in_words(action, words):
    with pytest.raises(ValueError, match=words):
        action()


def test_a_grid_that_does_not_fit_is_refused_before_the_first_step(tmp_path):
    gan = pix2pix()
    gan.compile()
    grid = keras_gans.callbacks.TranslationGrid(tmp_path, PICTURES[..., :1])
    with pytest.raises(ValueError, match="Received"):
        gan.fit(PICTURES, PICTURES, verbose=0, callbacks=[grid])
    assert int(gan.optimizer.iterations) == 0


def test_inputs_by_name_are_those_in_order():
    gan = pix2pix()
    noise, source = gan.inputs_for(4, seed=1, source=PICTURES)
    np.testing.assert_array_equal(
        gan.predict({"source": source, "latents": noise}, verbose=0),
        gan.predict([noise, source], verbose=0),
    )


def test_channels_of_two_numbers_have_no_identity():
    grey = networks.cycle_gan.discriminator((16, 16, 1), width=4)
    colour = networks.cycle_gan.discriminator(SHAPE, width=4)
    ways = (
        networks.cycle_gan.generator((16, 16, 3), 1, 4, 1),
        networks.cycle_gan.generator((16, 16, 1), 3, 4, 1),
    )
    with pytest.raises(ValueError, match="identity_weight=0"):
        keras_gans.CycleGAN(*ways, grey, colour, image_size=16)
    gan = keras_gans.CycleGAN(
        *ways, grey, colour, image_size=16, identity_weight=0.0
    )
    gan.compile()
    x = toy_images(4, (16, 16, 1))
    history = gan.fit(x, PICTURES, batch_size=2, verbose=0).history
    assert np.isfinite(history["cycle"]).all() and "identity" not in history
    with pytest.raises(ValueError, match="Each generator takes"):
        keras_gans.CycleGAN(*ways[::-1], grey, colour, image_size=16)
