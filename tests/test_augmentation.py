"""What the discriminator sees samples through in training."""

import functools
import math

import keras
import numpy as np
import pytest
from keras import ops

import keras_gans
from keras_gans.augmentation import Adaptive
from keras_gans.augmentation import DiffAugment
from keras_gans.augmentation import InstanceNoise
from keras_gans.augmentation import adaptive
from keras_gans.augmentation import geometry
from keras_gans.augmentation.draws import Draws
from keras_gans.core import backend
from keras_gans.testing.subject import tensors

from conftest import VARIANTS
from conftest import difference
from conftest import element
from conftest import elements
from conftest import make
from conftest import run_python
from conftest import toy_images
from conftest import weights

QUICK = ["DCGAN", "WGANGP", "BEGAN", "ACGAN", "InfoGAN"]

COUNT = 6  # Images of most tests.


def pictures(channels=3, count=COUNT):
    return toy_images(count, (12, 16, channels))


def through(layer, images):
    """Images as a layer shows them in training."""
    images = ops.convert_to_tensor(images)
    return ops.convert_to_numpy(layer(images, training=True))


class Given:
    """Numbers in the place of what augmentations draw, row by row."""

    def __init__(self, monkeypatch, count=COUNT):
        generator = np.random.default_rng(0)
        shape = (24, count)
        self.uniform = generator.uniform(0, 1, shape).astype("float32")
        self.normal = generator.normal(0, 1, shape).astype("float32")
        for name in ("uniform", "normal"):
            given = ops.convert_to_tensor(getattr(self, name))
            monkeypatch.setattr(
                keras.random, name, lambda *a, given=given, **k: given
            )

    def draws(self):
        return Draws(ops.zeros((COUNT, 1)), None)


# DiffAugment.


@pytest.mark.parametrize("channels", [1, 2, 3, 4])
def test_colours_are_those_of_given_numbers(monkeypatch, channels):
    given, x = Given(monkeypatch), pictures(channels)
    numbers = iter(given.uniform[:, :, None, None, None])
    expected = x + next(numbers) - 0.5
    if channels > 1:
        mean = expected.mean(-1, keepdims=True)
        expected = (expected - mean) * 2 * next(numbers) + mean
    mean = expected.mean((1, 2, 3), keepdims=True)
    expected = (expected - mean) * (0.5 + next(numbers)) + mean
    found = through(DiffAugment("color"), x)
    np.testing.assert_allclose(found, expected, atol=1e-5)


def test_translations_are_those_of_given_numbers(monkeypatch):
    given, x = Given(monkeypatch), pictures()
    # 12 pixels move by at most 2, 16 by at most 2, all shifts alike.
    down, right = np.floor(given.uniform[:2] * 5).astype(int) - 2
    expected = np.zeros_like(x)
    padded = np.pad(x, ((0, 0), (2, 2), (2, 2), (0, 0)))
    for i in range(COUNT):
        rows, columns = 2 - down[i], 2 - right[i]
        expected[i] = padded[i, rows : rows + 12, columns : columns + 16]
    found = through(DiffAugment("translation"), x)
    np.testing.assert_array_equal(found, expected)


def test_cutouts_are_those_of_given_numbers(monkeypatch):
    given, x = Given(monkeypatch), pictures()
    expected = x.copy()
    for i in range(COUNT):
        # Squares of 6 x 8; of an even side the middle has a place more.
        top = int(given.uniform[0, i] * 13) - 3
        left = int(given.uniform[1, i] * 17) - 4
        expected[i, max(top, 0) : top + 6, max(left, 0) : left + 8] = 0
    found = through(DiffAugment("cutout"), x)
    np.testing.assert_array_equal(found, expected)


def test_translations_reach_their_limits_and_no_further():
    ones = np.ones((400, 32, 32, 1), "float32")
    found = through(DiffAugment("translation", seed=1), ones)
    lost = 32 - found[:, 16:18].any((1, 3)).sum(-1)
    assert set(lost) == {0, 1, 2, 3, 4}
    assert abs((lost == 0).mean() - 1 / 9) < 0.06


def test_a_policy_is_done_in_its_order():
    x = np.zeros((8, 16, 16, 1), "float32")
    first = through(DiffAugment("color,cutout", seed=1), x)
    last = through(DiffAugment("cutout,color", seed=1), x)
    assert (first == 0).any((1, 2, 3)).all() and (first != 0).any()
    assert not (last == 0).any()


# The moves of Adaptive.


@pytest.mark.parametrize(
    "move, turned",
    [
        *(
            (
                lambda n, i=i: geometry.quarter_turns(n + i),
                lambda x, i=i: np.rot90(x, i, (1, 2)),
            )
            for i in range(4)
        ),
        (lambda n: geometry.scaling(n - 1, n + 1), lambda x: x[:, :, ::-1]),
        (
            lambda n: geometry.shift(n + 3, n - 2),
            lambda x: np.pad(x, ((0, 0), (2, 0), (0, 3), (0, 0)), "reflect")[
                :, :12, 3:
            ],
        ),
    ],
)
def test_moves_of_whole_pixels_are_exact(move, turned):
    x = toy_images(2, (12, 12, 3))
    found = geometry.warp(ops.convert_to_tensor(x), move(ops.zeros(2)))
    np.testing.assert_allclose(found, turned(x), atol=1e-6)


def looked_up(image, matrix):
    """`geometry.warp` of one image, pixel by pixel."""
    height, width, _ = image.shape
    made = np.zeros_like(image)
    middle = np.array([(width - 1) / 2, (height - 1) / 2, 0])
    for place in np.ndindex(height, width):
        x, y, _ = matrix @ (np.array([place[1], place[0], 1]) - middle) + middle
        left, top = math.floor(x), math.floor(y)
        for row, column in np.ndindex(2, 2):
            share = (1 - abs(y - top - row)) * (1 - abs(x - left - column))
            source = []
            for i, length in ((top + row, height), (left + column, width)):
                i %= 2 * length - 2
                source.append(min(i, 2 * length - 2 - i))
            made[place] += share * image[tuple(source)]
    return made


def matrices(affine):
    a, b, e, c, d, f = (ops.convert_to_numpy(x) for x in affine)
    zero, one = np.zeros_like(a), np.ones_like(a)
    rows = [[a, b, e], [c, d, f], [zero, zero, one]]
    return np.moveaxis(np.array(rows), -1, 0)


def test_a_warp_is_bilinear_and_mirrored_at_the_border(monkeypatch):
    x, draws = pictures(), Given(monkeypatch).draws()
    moves = adaptive._smooth_moves(draws, ops.ones(()), 12.0, 16.0)
    affine = functools.reduce(geometry.after, moves)
    found = geometry.warp(ops.convert_to_tensor(x), affine)
    expected = [looked_up(*pair) for pair in zip(x, matrices(affine))]
    np.testing.assert_allclose(found, expected, atol=1e-4)


def forward(angle):
    cosine, sine = np.cos(angle), np.sin(angle)
    return np.array([[cosine, -sine, 0], [sine, cosine, 0], [0, 0, 1]])


def moved_by(x, y):
    return np.array([[1, 0, x], [0, 1, y], [0, 0, 1]])


def test_moves_of_any_size_are_those_of_given_numbers(monkeypatch):
    given = Given(monkeypatch)
    moves = adaptive._smooth_moves(given.draws(), ops.ones(()), 12.0, 16.0)
    found = matrices(functools.reduce(geometry.after, moves))
    for i, back in enumerate(found):
        # A chance is drawn behind the number that it is for.
        _, first, _, _, second, *_ = given.uniform[:, i]
        whole, sides, right, down, *_ = given.normal[:, i]
        whole, sides = 2 ** (0.2 * whole), 2 ** (0.2 * sides)
        there = (
            moved_by(0.125 * 16 * right, 0.125 * 12 * down)
            @ forward(math.pi * (2 * second - 1))
            @ np.diag([sides, 1 / sides, 1])
            @ forward(math.pi * (2 * first - 1))
            @ np.diag([whole, whole, 1])
        )
        np.testing.assert_allclose(back @ there, np.eye(3), atol=1e-4)


def test_moves_onto_pixels_are_those_of_given_numbers(monkeypatch):
    given = Given(monkeypatch)
    moves = adaptive._exact_moves(given.draws(), ops.ones(()), 12.0, 16.0)
    found = matrices(functools.reduce(geometry.after, moves))
    for i, back in enumerate(found):
        mirror, turns, _, right, down, *_ = given.uniform[:, i]
        there = (
            moved_by(
                round(16 * (right - 0.5) / 4), round(12 * (down - 0.5) / 4)
            )
            @ np.linalg.inv(forward(int(4 * turns) * math.pi / 2))
            @ np.diag([-1 if mirror < 0.5 else 1, 1, 1])
        )
        np.testing.assert_allclose(back @ there, np.eye(3), atol=1e-6)


def test_either_turn_has_the_probability_of_the_others():
    draws = Draws(ops.zeros((20_000, 1)), 1)
    moves = adaptive._smooth_moves(draws, ops.full((), 0.3), 12.0, 16.0)
    angles = [np.array(moves[i][1]) for i in (1, 3)]
    turned = (angles[0] != 0) | (angles[1] != 0)
    assert abs(turned.mean() - 0.3) < 0.015
    scaled = np.array(moves[0][0]) != 1
    shifted = (np.array(moves[4][2]) != 0) & (np.array(moves[4][5]) != 0)
    assert abs(scaled.mean() - 0.3) < 0.015
    assert abs(shifted.mean() - 0.3) < 0.015


@pytest.mark.parametrize("layer", [Adaptive, DiffAugment])
def test_first_and_second_derivatives_are_those_of_differences(
    layer, monkeypatch
):
    Given(monkeypatch)
    layer = layer("bgc", strength=1.0) if layer is Adaptive else layer()
    generator = np.random.default_rng(1)
    x = pictures()
    way = generator.normal(size=x.shape).astype("float32")
    way /= np.linalg.norm(way)

    def value(x):
        return ops.sum(ops.sin(2 * layer(x, training=True)), axis=(1, 2, 3))

    def penalty(x):
        return ops.sum(ops.square(backend.input_grad(value, x)))

    for function in (value, penalty):
        gradient = backend.input_grad(function, ops.convert_to_tensor(x))
        along = float((ops.convert_to_numpy(gradient) * way).sum())
        ends = [
            float(ops.sum(function(ops.convert_to_tensor(x + step * way))))
            for step in (0.05, -0.05)
        ]
        assert abs(along) > 0.1
        np.testing.assert_allclose((ends[0] - ends[1]) / 0.1, along, rtol=0.03)


# The colours of Adaptive.


def test_colours_are_one_affine_map_of_given_numbers(monkeypatch):
    given, x = Given(monkeypatch), pictures()
    found = through(Adaptive("c", strength=1.0), x)
    axis = np.array([[1, 1, 1]]) / math.sqrt(3)
    along, eye = axis.T @ axis, np.eye(3)
    a, b, c = axis[0]
    cross = np.array([[0, -c, b], [c, 0, -a], [-b, a, 0]])
    for i in range(COUNT):
        brightness, contrast, saturation, *_ = given.normal[:, i]
        _, _, negated, hue, *_ = given.uniform[:, i]
        angle = math.pi * (2 * hue - 1)
        turn = along + math.cos(angle) * (eye - along) + math.sin(angle) * cross
        colours = (x[i] + 0.2 * brightness) * 2 ** (0.5 * contrast)
        if negated < 0.5:
            colours = colours @ (eye - 2 * along).T
        colours = colours @ turn.T
        colours = colours @ (along + (eye - along) * 2**saturation).T
        np.testing.assert_allclose(found[i], colours, atol=1e-4)


@pytest.mark.parametrize("channels", [1, 2, 4])
def test_of_other_channels_brightness_and_contrast_change(
    monkeypatch, channels
):
    given, x = Given(monkeypatch), pictures(channels)
    found = through(Adaptive("c", strength=1.0), x)
    brightness, contrast = given.normal[:2, :, None, None, None]
    expected = (x + 0.2 * brightness) * 2 ** (0.5 * contrast)
    np.testing.assert_allclose(found, expected, atol=1e-5)


# Chances, and what stays as it is.


@pytest.mark.parametrize(
    "pipeline, share", [("n", 0.3), ("o", 0.3), ("c", 1 - 0.7**2)]
)
def test_changes_happen_to_the_share_of_the_strength(pipeline, share):
    x = toy_images(4000, (4, 4, 1))
    found = through(Adaptive(pipeline, strength=0.3, seed=1), x)
    changed = (found != x).any((1, 2, 3)).mean()
    assert abs(changed - share) < 0.03


def test_a_square_of_half_of_each_side_is_cut_out():
    ones = np.ones((400, 8, 8, 1))
    found = through(Adaptive("o", strength=1.0, seed=1), ones)
    rows = (found == 0).any((2, 3)).sum(-1)
    assert set(rows) == {2, 3, 4}
    inner = (found == 0).any((2, 3))[:, 2:6].sum(-1)
    assert inner.max() == 4


@pytest.mark.parametrize(
    "layer",
    [
        DiffAugment(),
        Adaptive("bgcno", strength=1.0),
        InstanceNoise(1.0),
    ],
)
@pytest.mark.parametrize("dtype", ["float32", "mixed_float16"])
def test_without_training_samples_stay(layer, dtype):
    keras.config.set_dtype_policy(dtype)
    layer = type(layer).from_config(layer.get_config())
    x = ops.convert_to_tensor(pictures())
    np.testing.assert_array_equal(layer(x), x)
    np.testing.assert_array_equal(layer(x, training=False), x)
    changed = layer(x, training=True)
    assert changed.dtype == x.dtype
    assert (np.array(changed) != np.array(x)).any((1, 2, 3)).all()


@pytest.mark.parametrize("dtype", ["float32", "mixed_float16"])
@pytest.mark.parametrize("channels", [1, 3])
def test_at_strength_0_images_stay_bit_for_bit(dtype, channels):
    keras.config.set_dtype_policy(dtype)
    x = pictures(channels)
    np.testing.assert_array_equal(through(Adaptive("bgcno"), x), x)


def test_images_to_which_nothing_happens_stay_bit_for_bit():
    x = toy_images(300, (12, 12, 3))
    found = through(Adaptive("bgc", strength=0.05, seed=1), x)
    same = (found == x).all((1, 2, 3))
    near = np.abs(found - x).max((1, 2, 3)) < 1e-6
    assert 0.4 < same.mean() < 0.8 and (same == near).all()


def test_two_layers_draw_their_own_and_a_seed_repeats():
    x = pictures()
    for layer in (DiffAugment, Adaptive, InstanceNoise):
        settings = {"strength": 1.0} if layer is Adaptive else {}
        first, again, other = (
            layer(seed=seed, **settings) for seed in (1, 1, 2)
        )
        made = through(first, x)
        np.testing.assert_array_equal(made, through(again, x))
        assert (made != through(first, x)).any()
        assert (made != through(other, x)).any()


@pytest.mark.parametrize("shape", [(2,), (16, 3), (4, 4, 3), (3, 4, 4, 2)])
def test_instance_noise_is_normal_for_any_shape(shape):
    found = through(InstanceNoise(0.5, seed=1), np.zeros((2000, *shape)))
    assert abs(found.std() - 0.5) < 0.02 and abs(found.mean()) < 0.03
    assert len(np.unique(found.round(7))) > 0.9 * found.size


# The state.


def flat_judge(bias):
    """A discriminator that says one thing of all images."""
    judge = keras.Sequential(
        [
            keras.Input((16, 16, 1)),
            keras.layers.Flatten(),
            keras.layers.Dense(
                1, kernel_initializer="zeros", bias_initializer=bias
            ),
        ]
    )
    return judge


def game(augmentation, judge=None, compiled=None, cls=None, **settings):
    keras.utils.set_random_seed(0)
    networks = keras_gans.networks.mlp
    generator = networks.generator(
        (16, 16, 1), 6, 8, 1, output_activation="tanh"
    )
    gan = (cls or keras_gans.GAN)(
        generator,
        judge or flat_judge("ones"),
        latent_dim=6,
        seed=1,
        augmentation=augmentation,
        **settings,
    )
    gan.compile("sgd", "sgd", **compiled or {})
    for optimizer in gan.optimizer.players.values():
        optimizer.learning_rate = 0.0
    return gan


def strength(layer):
    return float(ops.convert_to_numpy(layer.probability))


@pytest.mark.parametrize("simultaneous", [False, True])
@pytest.mark.parametrize("critic_steps", [1, 2])
def test_strength_rises_by_the_images_shown(simultaneous, critic_steps):
    layer = Adaptive("n", images=1000, interval=4)
    gan = game(
        layer,
        compiled={"simultaneous": simultaneous},
        critic_steps=critic_steps,
    )
    # 9 rounds are two steps of four, and one that waits.
    history = gan.fit(
        toy_images(36 * critic_steps), batch_size=4, verbose=0, shuffle=False
    ).history
    np.testing.assert_allclose(strength(layer), 32e-3 * critic_steps, rtol=1e-5)
    assert history["real_signs"] == [1.0]
    mean = (0 * 4 + 16 * 4 + 32) / 9 * 1e-3 * critic_steps
    np.testing.assert_allclose(
        history["augmentation_strength"], [mean], rtol=1e-4
    )


def test_strength_falls_and_ends_at_0_and_1():
    for bias, values in ((-1, [0.3, 0.1, 0, 0]), (1, [0.7, 0.9, 1, 1])):
        layer = Adaptive("n", images=20, interval=1, strength=0.5)
        gan = game(layer, flat_judge(keras.initializers.Constant(bias)))
        for value in values:
            gan.adversarial_step([tensors({"real": toy_images(4)})])
            np.testing.assert_allclose(strength(layer), value, atol=1e-6)


def by_mean():
    """A discriminator that says the sum of an image."""
    return keras.Sequential(
        [
            keras.Input((16, 16, 1)),
            keras.layers.Flatten(),
            keras.layers.Dense(1, kernel_initializer="ones"),
        ]
    )


@pytest.mark.parametrize("loss", ["non_saturating", "hinge", "least_squares"])
def test_signs_are_those_of_what_is_said_of_real_images(loss):
    images = np.full((8, 16, 16, 1), -0.5, "float32")
    images[:6] = 0.5
    images[:2] = 0.001  # A sum of 0.256, under the half of least squares.
    gan = game(Adaptive("n", images=10), by_mean(), {"loss": loss})
    logs = gan.adversarial_step([tensors({"real": images})])
    expected = 0.0 if loss == "least_squares" else 0.5
    np.testing.assert_allclose(logs["real_signs"], expected)


def test_a_target_is_held():
    images = np.full((8, 16, 16, 1), -0.5, "float32")
    images[:6] = 0.5
    for target, step in ((0.4, 8e-3), (0.6, -8e-3), (0.5, 0.0)):
        layer = Adaptive("n", target, images=1000, interval=1, strength=0.5)
        gan = game(layer, by_mean())
        gan.adversarial_step([tensors({"real": images})])
        np.testing.assert_allclose(strength(layer), 0.5 + step, rtol=1e-5)


def test_noise_falls_by_the_rounds():
    layer = InstanceNoise(0.2, 0.1, steps=4)
    gan = game(layer)
    deviations = []
    for _ in range(5):
        deviations.append(float(layer.deviation()))
        history = gan.fit(toy_images(4), batch_size=4, verbose=0).history
        np.testing.assert_allclose(history["noise_deviation"], deviations[-1:])
    np.testing.assert_allclose(deviations, [0.2, 0.175, 0.15, 0.125, 0.1])
    assert float(layer.deviation()) == pytest.approx(0.1)


def all_three():
    return [
        DiffAugment("color,cutout"),
        Adaptive("bc", images=100, interval=3, strength=0.2),
        InstanceNoise(steps=8),
    ]


def test_a_saved_game_goes_on_as_if_it_had_not_stopped(images, tmp_path):
    gan = make("GAN", augmentation=all_three())
    gan.compile()
    fit = {"batch_size": 4, "verbose": 0}
    gan.fit(images[:20], **fit)
    gan.save(tmp_path / "gan.keras")
    twin = keras.saving.load_model(tmp_path / "gan.keras")
    assert [type(x) for x in twin.augmentation] == [
        type(x) for x in gan.augmentation
    ]
    assert difference(weights(gan), weights(twin)) == 0
    for model in (gan, twin):
        model.fit(images, **fit)
    assert difference(weights(gan), weights(twin)) == 0
    noise = gan.augmentation[2]
    assert float(ops.convert_to_numpy(noise.rounds)) == 17


def test_building_a_model_leaves_the_noise_of_a_layer_alone():
    x, layers = pictures(1)[:, :, :12], [DiffAugment(seed=1) for _ in "ab"]
    layer = layers[0]
    keras_gans.DCGAN.for_images((12, 12, 1), width=2, augmentation=layer)
    np.testing.assert_array_equal(*(through(layer, x) for layer in layers))


# In a game.


@keras.saving.register_keras_serializable("tests")
class Watched(keras.layers.Layer):
    """Knows the shapes of what it is shown."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.seen = []

    def call(self, x, training=False):
        if training:
            self.seen.append(tuple(x.shape))
        return x * 0.5


@pytest.mark.parametrize(
    "variant",
    [
        # Others judge as one of these does.
        pytest.param(v, marks=[pytest.mark.slow] * (v not in QUICK))
        for v in VARIANTS
    ],
)
def test_every_variant_shows_both_sides_to_both_players(variant):
    layer = Watched()
    gan = make(variant, augmentation=layer, critic_steps=1)
    gan.compile()
    batch = gan.named(element(variant, toy_images(4)))
    batch = {name: ops.convert_to_tensor(x) for name, x in batch.items()}
    for player in ("discriminator", "generator"):
        layer.seen.clear()
        gan.losses(player, batch)
        real = player == "discriminator" or variant in (
            "R3GAN",
            "ImprovedGAN",
            "SemiSupervisedGAN",
        )
        assert len(layer.seen) >= 1 + real
        layer.seen.clear()
        with gan._inferring():
            gan.losses(player, batch)
        assert not layer.seen


@pytest.mark.parametrize(
    "variant",
    ["BEGAN", "ACGAN", "WGANGP", "R3GAN", "InfoGAN", "ConditionalGAN"],
)
def test_variants_play_a_round_with_all_of_ours(variant):
    layers = all_three()
    moves = variant in ("ACGAN", "InfoGAN", "ConditionalGAN")
    if not moves:
        layers[1] = Adaptive("bc", target=None, strength=0.5)
    gan = make(variant, augmentation=layers, critic_steps=1)
    gan.compile()
    batch = gan.named(element(variant, toy_images(4)))
    before = weights(gan)
    logs = gan.adversarial_step([tensors(batch)])
    assert all(np.isfinite(float(x)) for x in logs.values())
    assert difference(before, weights(gan)) > 0
    expected = {"augmentation_strength", "noise_deviation"}
    expected |= {"real_signs"} if moves else set()
    assert expected <= set(logs)
    assert ("real_signs" in logs) == moves


SHAPE = (16, 16, 3)
SEVERAL_JUDGES = {
    "CycleGAN": (
        lambda **settings: keras_gans.CycleGAN.for_images(
            SHAPE, width=4, residual_blocks=1, **settings
        ),
        ("a", "b"),
        # Real and fake of two domains; the fakes.
        (4 * [16], 2 * [16]),
    ),
    "StackGANPlusPlus": (
        lambda **settings: keras_gans.StackGANPlusPlus.for_images(
            SHAPE, width=2, branches=2, **settings
        ),
        ("real",),
        ([8, 8, 16, 16], [8, 16]),
    ),
    "StackGANPlusPlus, text": (
        lambda **settings: keras_gans.StackGANPlusPlus.for_images(
            SHAPE, width=2, branches=2, text_dim=5, **settings
        ),
        ("real", "text"),
        ([8, 8, 16, 16], [8, 16]),
    ),
}


def element_of(names):
    element = {name: toy_images(4, SHAPE) for name in names}
    if "text" in names:
        element["text"] = np.ones((4, 5), "float32")
    return tensors(element)


@pytest.mark.parametrize("variant", SEVERAL_JUDGES)
def test_several_judges_see_through_one_augmentation(variant):
    build, names, shown = SEVERAL_JUDGES[variant]
    layer = Watched()
    moving = Adaptive("b", images=100, interval=1, strength=0.5)
    gan = build(augmentation=[layer, moving], seed=1)
    gan.compile()
    batch = element_of(names)
    for player, sides in zip(("discriminator", "generator"), shown):
        layer.seen.clear()
        gan.losses(player, batch)
        assert sorted(shape[1] for shape in layer.seen) == sides
    with gan._inferring():
        layer.seen.clear()
        gan.losses("discriminator", batch)
        assert not layer.seen
    logs = gan.adversarial_step([batch])
    signs = float(logs["real_signs"])
    assert -1 <= signs <= 1
    moved = 4 / 100 * np.sign(signs - 0.6)
    assert strength(moving) == pytest.approx(0.5 + moved)


def test_signs_are_the_mean_over_all_judges():
    build, names, _ = SEVERAL_JUDGES["CycleGAN"]
    gan = build(augmentation=Adaptive(), seed=1)
    gan.compile()
    for judge, bias in ((gan.judge_a, 9.0), (gan.judge_b, -9.0)):
        *_, last = [x for x in judge.weights if x.path.endswith("bias")]
        last.assign(np.full(last.shape, bias, "float32"))
    logs = gan.losses("discriminator", element_of(names))
    assert float(logs["real_signs"]) == 0.0
    last.assign(np.full(last.shape, 9.0, "float32"))
    logs = gan.losses("discriminator", element_of(names))
    assert float(logs["real_signs"]) == 1.0


def test_evaluation_and_samples_know_nothing_of_it(images):
    plain = make("GAN")
    seen = make("GAN", augmentation=all_three())
    for network in ("generator", "discriminator"):
        values = getattr(plain, network).get_weights()
        getattr(seen, network).set_weights(values)
    found = []
    for gan in (plain, seen):
        gan.compile()
        found.append(gan.evaluate(images, verbose=0, return_dict=True))
    assert found[0] == found[1]
    made = [gan.generate(4, seed=1) for gan in (plain, seen)]
    np.testing.assert_array_equal(*made)


def test_packed_samples_are_changed_one_by_one():
    gan = make("DCGAN", packing=3, augmentation=Watched())
    x = ops.convert_to_tensor(toy_images(6))
    np.testing.assert_array_equal(gan.unpack(gan.pack(x)), x)
    half = gan.augmented(gan.pack(x))
    np.testing.assert_allclose(half, 0.5 * np.array(gan.pack(x)))
    assert set(gan.augmentation.seen) == {(2, 16, 16, 1), (6, 16, 16, 1)}
    gan.compile()
    gan.adversarial_step([tensors({"real": toy_images(6)})])


def test_penalties_are_reckoned_through_it():
    halved = make("R3GAN", augmentation=Watched())
    plain = make("R3GAN")
    plain.discriminator.set_weights(halved.discriminator.get_weights())
    plain.generator.set_weights(halved.generator.get_weights())
    found = []
    for gan, images in ((halved, toy_images(4)), (plain, toy_images(4) / 2)):
        gan.compile()
        batch = tensors({"real": images})
        found.append(float(gan.losses("discriminator", batch)["r1"]))
    # The derivative of D(x / 2) is half of that of D at x / 2.
    np.testing.assert_allclose(found[0], found[1] / 4, rtol=1e-4)


@pytest.mark.parametrize(
    "layer",
    [
        lambda: keras.layers.RandomTranslation(0.1, 0.1),
        lambda: keras.layers.RandomFlip("horizontal"),
        lambda: keras.layers.RandomZoom(0.2),
        lambda: keras.layers.GaussianNoise(0.1),
        lambda: keras.layers.Dropout(0.9),
        lambda: keras.layers.RandomBrightness(0.2, value_range=(-1, 1)),
        lambda: keras.Sequential(
            [
                keras.layers.Rescaling(127.5, 127.5),
                keras.layers.RandomContrast(0.2),
                keras.layers.Rescaling(1 / 127.5, -1),
            ]
        ),
    ],
)
def test_layers_of_keras_are_taken(layer):
    gan = make("GAN", augmentation=[layer(), layer()])
    gan.compile()
    logs = gan.adversarial_step([tensors({"real": toy_images(4)})])
    assert np.isfinite([float(logs["d_loss"]), float(logs["g_loss"])]).all()


def round_off(x):
    return ops.round(x)


def whole(x):
    return ops.cast(ops.cast(127 * x, "int32"), "float32")


def failing(x):
    raise RuntimeError("of no use")


@pytest.mark.parametrize(
    "make_layer, said",
    [
        (lambda: 3, "a keras.layers.Layer.*augmentation=3"),
        (lambda: "color", "a keras.layers.Layer.*augmentation='color'"),
        (lambda: DiffAugment, "a keras.layers.Layer.*Received"),
        (lambda: [DiffAugment(), None], "a list of such.*augmentation=None"),
        (lambda: keras.layers.RandomCrop(8, 8), r"shape.*\(2, 8, 8, 1\) of"),
        (lambda: keras.layers.Dense(3), r"shape.*\(2, 16, 16, 3\) of"),
        (lambda: keras.layers.Lambda(round_off), "no gradient flows"),
        (lambda: keras.layers.Lambda(whole), "no gradient flows"),
        (lambda: keras.layers.Lambda(failing), "which fails: .*of no use"),
        (
            lambda: keras.layers.RandomBrightness(0.2),
            r"RandomBrightness\(..., value_range=\(-1, 1\)\).*\(0, 255\)",
        ),
        (lambda: [InstanceNoise(), InstanceNoise()], "One augmentation of a"),
    ],
)
def test_what_cannot_stand_between_is_refused(make_layer, said):
    with pytest.raises(ValueError, match=said) as refused:
        make("GAN", augmentation=make_layer())
    assert "Received: " in str(refused.value)
    assert "\n" not in str(refused.value)


def test_image_changes_of_points_are_refused():
    networks = keras_gans.networks.mlp
    pair = networks.generator((2,), 4, 8, 1), networks.discriminator((2,), 8, 1)
    with pytest.raises(ValueError, match=r"images \(B, H, W, C\)"):
        keras_gans.GAN(*pair, latent_dim=4, augmentation=DiffAugment())
    gan = keras_gans.GAN(*pair, latent_dim=4, augmentation=InstanceNoise())
    assert gan.augmentations == [gan.augmentation]


@pytest.mark.parametrize("variant", ["WGANGP", "R3GAN", "EBGAN", "BEGAN"])
def test_a_sign_without_a_meaning_is_not_followed(variant):
    gan = make(variant, augmentation=Adaptive())
    with pytest.raises(ValueError, match="sign.*target=None.*Received: loss="):
        gan.compile()


@pytest.mark.parametrize(
    "make_layer",
    [
        lambda: DiffAugment("colour"),
        lambda: DiffAugment(""),
        lambda: DiffAugment(["color"]),
        lambda: Adaptive("bgf"),
        lambda: Adaptive(""),
        lambda: Adaptive(target=1.0),
        lambda: Adaptive(target=-1),
        lambda: Adaptive(images=0),
        lambda: Adaptive(interval=1.5),
        lambda: Adaptive(strength=1.1),
        lambda: Adaptive(strength=-0.1),
        lambda: InstanceNoise(-0.1),
        lambda: InstanceNoise(end=-1),
        lambda: InstanceNoise(steps=0),
        lambda: InstanceNoise(seed="x"),
    ],
)
def test_nonsense_is_refused_in_a_sentence(make_layer):
    with pytest.raises(ValueError, match="^`.*Received: "):
        make_layer()


@pytest.mark.parametrize(
    "layer",
    [
        DiffAugment("cutout", seed=3),
        Adaptive("bo", 0.5, 1000, 2, 0.3, 3),
        InstanceNoise(0.3, 0.1, 7, 3),
    ],
)
def test_a_config_holds_every_argument(layer):
    saved = keras.saving.serialize_keras_object(layer)
    twin = keras.saving.deserialize_keras_object(saved)
    assert twin.get_config() == layer.get_config()
    assert 3 in layer.get_config().values()


_REPLICAS = """
import numpy as np, tensorflow as tf, keras
from conftest import make, toy_images
from keras_gans import augmentation
tf.config.set_logical_device_configuration(
    tf.config.list_physical_devices("CPU")[0],
    [tf.config.LogicalDeviceConfiguration()] * 2)
strategy = tf.distribute.MirroredStrategy(
    ["CPU:0", "CPU:1"], cross_device_ops=tf.distribute.ReductionToOneDevice())
with strategy.scope():
    layers = [
        augmentation.DiffAugment("translation"),
        # No mean of so many signs is 0.05.
        augmentation.Adaptive("n", target=0.05, images=1000, interval=2,
            strength=0.5),
        augmentation.InstanceNoise(steps=100)]
    gan = make("DCGAN", augmentation=layers)
    gan.compile()
gan.fit(toy_images(48), batch_size=8, verbose=0)
for layer in layers:
    for variable in layer.weights:
        first, second = (v.numpy() for v in variable.value.values)
        assert first == second, variable.path
    draws = strategy.run(tf.function(
        lambda: layer(tf.ones((64, 8, 8, 1)), training=True)))
    first, second = (x.numpy() for x in draws.values)
    assert (first != second).any(), layer
strength = layers[1].probability.numpy()
# Three steps up or down, of the 16 images of both replicas each.
steps = (strength - 0.5) / 0.016
assert abs(steps - round(float(steps))) < 1e-3 and 0.9 < abs(steps) < 3.1, steps
assert layers[2].rounds.numpy() == 6
"""


@pytest.mark.tensorflow
def test_replicas_draw_different_noise_and_move_together():
    run_python(_REPLICAS)


# What shows it.


def watch(held_out, **settings):
    train = 0.3 + 0.5 * toy_images(16)
    watch = keras_gans.callbacks.OverfittingWatch(train, held_out, **settings)
    gan = game(DiffAugment(), by_mean())
    history = gan.fit(
        train, batch_size=8, epochs=3, verbose=0, callbacks=[watch]
    )
    return watch, history.history


def test_the_watch_says_once_that_samples_are_known_by_heart(capsys):
    found, logs = watch(toy_images(16, seed=9))
    (sentence,) = found.found
    assert "Epoch 1" in sentence and "DiffAugment" in sentence
    assert capsys.readouterr().out.count("by heart") == 1
    assert [look["epoch"] for look in found.looks] == [0, 1, 2]
    for look, logged in zip(found.looks, logs["overfitting"]):
        gap = look["train"] - look["held_out"]
        ratio = gap / (look["train"] - look["generated"])
        assert ratio == pytest.approx(look["overfitting"]) and ratio > 0.5
        assert logged == look["overfitting"]
        # What is said of images as they are: 256 pixels of 0.3.
        assert look["train"] == pytest.approx(256 * 0.3, rel=0.05)


def test_the_watch_is_silent_where_real_samples_are_alike(capsys):
    found, logs = watch(0.3 + 0.5 * toy_images(16, seed=9), every=2)
    assert not found.found and "by heart" not in capsys.readouterr().out
    assert [look["epoch"] for look in found.looks] == [0, 2]
    assert np.abs(logs["overfitting"]).max() < 0.1


@pytest.mark.parametrize(
    "variant", ["ConditionalGAN", "SemiSupervisedGAN", "EBGAN", "InfoGAN"]
)
def test_the_watch_looks_at_every_kind_of_game(variant):
    gan = make(variant)
    gan.compile()
    found = keras_gans.callbacks.OverfittingWatch(
        element(variant, toy_images(8)),
        element(variant, toy_images(6, seed=5)),
        samples=7,
        batch_size=4,
    )
    data = elements(variant, toy_images(8))
    gan.fit(*data, batch_size=4, verbose=0, callbacks=[found])
    assert np.isfinite([*found.looks[0].values()]).all()


def test_the_watch_refuses_what_it_cannot_look_at():
    images = toy_images(4)
    for settings in ({"every": 0}, {"limit": -1}):
        (name,) = settings
        with pytest.raises(ValueError, match=f"`{name}`.*Received"):
            keras_gans.callbacks.OverfittingWatch(images, images, **settings)
    with pytest.raises(ValueError, match="`held_out`.*held_out=None"):
        keras_gans.callbacks.OverfittingWatch(images, None)
    with pytest.raises(ValueError, match="At least 2.*Received"):
        watch(toy_images(1))


def test_what_is_said_is_drawn_by_epoch():
    looks = [
        {"epoch": i, "train": i, "held_out": -i, "generated": -2.0}
        for i in (0, 5, 9)
    ]
    (axes,) = keras_gans.plots.judge_curves(looks, title="D").axes
    train, held_out, generated = axes.get_lines()
    np.testing.assert_array_equal(train.get_xdata(), [1, 6, 10])
    np.testing.assert_array_equal(held_out.get_ydata(), [0, -5, -9])
    np.testing.assert_array_equal(generated.get_ydata(), [-2, -2, -2])
    for wrong in ([], None, [{"epoch": 0}]):
        with pytest.raises(ValueError, match="looks.*Received: looks="):
            keras_gans.plots.judge_curves(wrong)
