"""What single variants and options promise, beyond the contract of all."""

import keras
import numpy as np
import pytest
from keras import ops

import keras_gans
from keras_gans.core import backend
from keras_gans.optimizers import DecayingSGD

from conftest import VARIANTS
from conftest import GivenNoise
from conftest import difference
from conftest import elements
from conftest import judge_of
from conftest import make
from conftest import toy_images


def array(x):
    return ops.convert_to_numpy(x).copy()


def some_of(variants, same):
    """Cases of variants; `same` do what another does, and are slow."""
    return pytest.mark.parametrize(
        "variant",
        [
            pytest.param(v, marks=[pytest.mark.slow] * (v in same))
            for v in variants
        ],
    )


# Averaged weights.


@some_of(VARIANTS, ["WGAN", "LSGAN", "SNGAN", "EBGAN", "ACGAN"])
def test_averages_are_what_is_sampled(variant, images):
    gan = make(variant, ema_momentum=0.9)
    gan.compile(g_optimizer=keras.optimizers.Adam(1e-2))
    gan.fit(*elements(variant, images), batch_size=4, verbose=0)
    average = gan.averaged(gan.generator)
    assert average is not gan.generator
    weights = average.get_weights()
    assert difference(weights, gan.generator.get_weights()) > 1e-6
    told = {"labels": [0, 1, 2]} if gan.conditional else {}
    found = gan.generate(3, seed=5, **told)
    latents = gan.latents(3, backend.FixedSeed(5))
    if told:
        latents = [latents, ops.convert_to_tensor([0, 1, 2], "int32")]
    expected = np.clip(array(average(latents, training=False)), -1, 1)
    np.testing.assert_allclose(found, expected, atol=1e-5)
    # Training plays with the raw weights, and the discriminator has averages
    # only where it is used as a classifier.
    averaged = gan.averaged(gan.discriminator) is not gan.discriminator
    assert averaged == (variant == "SemiSupervisedGAN")


def test_averages_move_by_the_rule(images):
    gan = make("DCGAN", ema_momentum=0.5)
    gan.compile()
    start = [w.copy() for w in gan.generator.get_weights()]
    gan.fit(images[:4], batch_size=4, verbose=0)
    end = gan.generator.get_weights()
    # One round has been played: momentum is min(0.5, 2 / 11).
    expected = [2 / 11 * a + 9 / 11 * b for a, b in zip(start, end)]
    average = gan.averaged(gan.generator).get_weights()
    assert difference(average, expected) < 1e-6


def test_averages_are_saved(images, tmp_path):
    gan = make("DCGAN", ema_momentum=0.9)
    gan.compile()
    gan.fit(images, batch_size=4, verbose=0)
    gan.save(tmp_path / "gan.keras")
    twin = keras.saving.load_model(tmp_path / "gan.keras")
    for model in (gan, twin):
        model.fit(images, batch_size=4, verbose=0)
    averages = [m.averaged(m.generator).get_weights() for m in (gan, twin)]
    assert difference(*averages) == 0
    with pytest.raises(ValueError, match="Received: ema_momentum=1"):
        make("DCGAN", ema_momentum=1)


def test_evaluate_uses_the_averages(images):
    gan = make("DCGAN", ema_momentum=0.9)
    gan.compile()
    gan.fit(images, batch_size=4, verbose=0)
    with_average = gan.evaluate(images, verbose=0, return_dict=True)
    average = gan.averaged(gan.generator)
    gan.generator.set_weights(average.get_weights())
    average.set_weights([w + 0.5 for w in average.get_weights()])
    without = gan.evaluate(images, verbose=0, return_dict=True)
    assert with_average["g_loss"] != pytest.approx(without["g_loss"], rel=1e-6)


# Packing.


def test_packs_hold_samples_side_by_side():
    gan = make("DCGAN", packing=3)
    samples = toy_images(7)
    packed = array(gan.pack(ops.convert_to_tensor(samples)))
    assert packed.shape == (2, 16, 16, 3)
    for row in range(2):
        for place in range(3):
            np.testing.assert_array_equal(
                packed[row, ..., place], samples[3 * row + place, ..., 0]
            )
    assert gan.sample_shape == (16, 16, 1)
    few = array(gan.pack(ops.convert_to_tensor(samples[:2])))
    assert few.shape == (1, 16, 16, 3)
    np.testing.assert_array_equal(few[0, ..., 2], samples[0, ..., 0])


def test_packs_of_colours_and_of_points():
    gan = keras_gans.DCGAN.for_images(
        (16, 16, 3), latent_dim=4, width=2, packing=2
    )
    samples = toy_images(4, (16, 16, 3))
    packed = array(gan.pack(ops.convert_to_tensor(samples)))
    np.testing.assert_array_equal(packed[1, ..., :3], samples[2])
    np.testing.assert_array_equal(packed[1, ..., 3:], samples[3])
    mlp = keras_gans.networks.mlp
    gan = keras_gans.GAN(
        mlp.generator((2,), 2, width=4),
        mlp.discriminator((6,), width=4),
        latent_dim=2,
        packing=3,
    )
    gan.compile()
    gan.fit(samples.reshape(-1, 2).astype("float32"), batch_size=10, verbose=0)
    points = np.arange(12, dtype="float32").reshape(6, 2)
    packed = array(gan.pack(ops.convert_to_tensor(points)))
    np.testing.assert_array_equal(packed, points.reshape(2, 6))


# The others are told or say more of a sample than whether it is real.
@some_of(VARIANTS[: VARIANTS.index("BEGAN") + 1], ["WGAN", "LSGAN", "SNGAN"])
def test_variants_pack(variant, images):
    gan = make(variant, packing=2)
    gan.compile()
    history = gan.fit(images, batch_size=4, verbose=0).history
    assert np.isfinite(list(history.values())).all()
    assert gan.generate(3).shape == (3, 16, 16, 1)
    with pytest.raises(ValueError, match="2 samples together.*Received: "):
        gan.fit(images[:1], verbose=0)


def test_a_discriminator_that_does_not_pack_is_refused():
    gan = make("DCGAN")
    with pytest.raises(ValueError, match="2 samples together. Received"):
        keras_gans.DCGAN(gan.generator, gan.discriminator, 6, packing=2)


# Single variants.


def test_wgan_clips_every_weight(images):
    gan = make("WGAN", clip=0.003)
    weights = gan.discriminator.trainable_variables
    assert max(np.abs(array(w)).max() for w in weights) <= 0.003 + 1e-9
    gan.compile(d_optimizer=keras.optimizers.RMSprop(0.1))
    gan.fit(images, batch_size=4, verbose=0)
    found = max(np.abs(array(w)).max() for w in weights)
    assert found == pytest.approx(0.003)


def test_wgan_trains_the_critic_longer_at_first(images):
    gan = make("WGAN", critic_steps=2, long_phase=6)
    gan.compile()
    start = array(gan.generator.trainable_variables[0])

    class Spy(keras.callbacks.Callback):
        updates = []
        moved = []

        def on_train_batch_end(self, batch, logs=None):
            backend.sync(gan)
            self.updates.append(int(gan.g_optimizer.iterations))
            now = array(gan.generator.trainable_variables[0])
            self.moved.append(bool((now != start).any()))

    gan.fit(images, batch_size=3, verbose=0, callbacks=[Spy()])
    # A generator update is due after every third round of two.
    assert Spy.updates == [0, 0, 1, 1, 1, 2, 2, 2]
    assert Spy.moved == [False, False] + 6 * [True]
    # After 25 updates each round has one, but for every 500th.
    for updates, rounds in ((24, 3), (25, 1), (499, 1), (500, 3), (501, 1)):
        gan.g_optimizer.iterations.assign(updates)
        assert int(gan._rounds_due()) == rounds


def test_began_holds_the_balance(images):
    gan = make("BEGAN", gamma=0.5, gain=0.25)
    gan.compile(g_optimizer=keras.optimizers.SGD(0.0))
    logs = gan.fit(images[:4], batch_size=4, verbose=0).history
    balance = 0.5 * logs["real_error"][0] - logs["g_loss"][0]
    assert float(gan.k) == pytest.approx(np.clip(0.25 * balance, 0, 1), 1e-4)
    assert float(gan.k) > 0
    real, fake = logs["real_error"][0], logs["fake_error"][0]
    expected = real + abs(0.5 * real - fake)
    assert logs["convergence"][0] == pytest.approx(expected, rel=1e-5)
    with pytest.raises(ValueError, match="are its own. Received: loss=hinge"):
        gan.compile(loss="hinge")
    with pytest.raises(ValueError, match="Received: gamma=0"):
        make("BEGAN", gamma=0)


def test_ebgan_energy_is_the_distance():
    gan = make("EBGAN")
    x = np.random.default_rng(0).normal(size=(3, 16, 16, 1)).astype("float32")
    again, codes = gan.discriminator(x)
    energy, judged = gan.judge(ops.convert_to_tensor(x))
    expected = np.linalg.norm((array(again) - x).reshape(3, -1), axis=1)
    np.testing.assert_allclose(array(energy), expected, rtol=1e-5)
    np.testing.assert_allclose(array(judged), array(codes), atol=1e-6)


def test_r3gan_adds_both_penalties(images):
    gan = make("R3GAN", gamma=3.0)
    gan.compile()
    x = ops.convert_to_tensor(images[:6])
    x = {"real": x}
    logs = {k: float(v) for k, v in gan.discriminator_loss(x).items()}
    assert logs["r1"] > 0 and logs["r2"] > 0
    gan.gamma = 6.0
    twice = {k: float(v) for k, v in gan.discriminator_loss(x).items()}
    assert twice["r1"] == pytest.approx(2 * logs["r1"], rel=1e-4)


@pytest.mark.parametrize("variant", ["WGANGP", "R3GAN"])
def test_a_lazy_penalty_counts_once_for_all(variant, images):
    weight = "gamma" if variant == "R3GAN" else "penalty_weight"
    lazy = make(variant, penalty_interval=3, **{weight: 2.0})
    lazy.compile()
    twin = make(variant, **{weight: 2.0})
    twin.compile(run_eagerly=True)
    step, updates = twin.discriminator_loss, iter(range(100))

    def weighted(batch):
        setattr(twin, weight, 0.0 if next(updates) % 3 else 6.0)
        return step(batch)

    twin.discriminator_loss = weighted
    free = make(variant, **{weight: 0.0})
    free.compile()
    part, begin = 4 * twin.critic_steps, lazy.get_weights()
    for gan in (lazy, twin, free):
        gan.set_weights(begin)
        for start in range(0, 3 * part, part):
            gan.train_on_batch(images[start : start + part])
    assert next(updates) == 3 * twin.critic_steps
    assert difference(lazy.get_weights(), twin.get_weights()) < 1e-5
    # The weight matters, or equal weights would say nothing.
    assert difference(lazy.get_weights(), free.get_weights()) > 1e-4
    # Validation always reckons it.
    logs = lazy.evaluate(images[:4], verbose=0, return_dict=True)
    name = "r1" if variant == "R3GAN" else "gradient_norm"
    assert logs[name] > 0
    with pytest.raises(ValueError, match="penalty_interval=0"):
        make(variant, penalty_interval=0)


def test_sngan_has_no_free_layer():
    gan = keras_gans.SNGAN.for_images((16, 16, 1), width=2)
    for layer in gan.discriminator.layers:
        assert layer.count_params() == 0 or isinstance(
            layer, keras_gans.layers.SpectralNormalization
        )


def test_judge_of_is_what_each_variant_takes(images):
    for variant in VARIANTS:
        judge = judge_of(variant, [keras.layers.Dense(3)])
        assert judge.inputs[0].shape == (None, 16, 16, 1)


def test_decaying_sgd_by_hand():
    variable = keras.Variable([1.0])
    optimizer = DecayingSGD(
        0.1, decay=2.0, momentum=0.5, final_momentum=0.7, ramp=2
    )
    optimizer.build([variable])
    value, velocity = 1.0, 0.0
    for step, momentum in enumerate([0.5, 0.6, 0.7, 0.7]):
        backend.apply(optimizer, [ops.convert_to_tensor([3.0])], [variable])
        velocity = momentum * velocity - 0.1 / 2**step * 3.0
        value += velocity
        assert float(variable.value[0]) == pytest.approx(value, rel=1e-5)
    twin = DecayingSGD.from_config(optimizer.get_config())
    assert twin.final_momentum == 0.7 and twin.ramp == 2


# Both players at once.


def trained(variant, how, monkeypatch):
    """The players' trainable weights after one round of plain SGD."""
    keras.utils.set_random_seed(5)
    gan = make(variant, critic_steps=1)
    if variant == "WGAN":
        gan.long_phase = None
    optimizers = [keras.optimizers.SGD(0.1) for _ in range(2)]
    gan.compile(*optimizers, simultaneous=how == "at once")
    GivenNoise(gan, monkeypatch)
    if how == "generator alone":
        gan.adversarial_step = lambda batches: gan.update(
            "generator", batches[-1]
        )
    gan.fit(*elements(variant, toy_images(4)), batch_size=4, verbose=0)
    return [
        [array(v) for n in gan.players[player] for v in n.trainable_variables]
        for player in ("discriminator", "generator")
    ]


# In one pass Dropout, which GAN has, draws once.
@some_of(
    [v for v in VARIANTS if v != "GAN"], ["DCGAN", "WGAN", "LSGAN", "SNGAN"]
)
def test_players_who_move_at_once(variant, monkeypatch):
    """Each moves as it would if the other stood still."""
    discriminator, generator = trained(variant, "at once", monkeypatch)
    first, second = trained(variant, "in turn", monkeypatch)
    _, alone = trained(variant, "generator alone", monkeypatch)
    assert difference(discriminator, first) < 1e-6
    assert difference(generator, alone) < 1e-6
    assert difference(generator, second) > 1e-7


def passes(variant, simultaneous):
    """How often a round runs the generator and the discriminator."""
    gan = make(variant, critic_steps=1)
    gan.compile(simultaneous=simultaneous, run_eagerly=True)
    play, seen = gan.play, []

    def counted(network, x):
        seen.append(network)
        return play(network, x)

    gan.play = counted
    gan.fit(toy_images(4), batch_size=4, verbose=0)
    return [
        sum(network is n for n in seen)
        for network in (gan.generator, gan.discriminator)
    ]


@pytest.mark.parametrize("variant", ["DCGAN", "WGANGP", "BEGAN"])
def test_one_pass_through_each_network(variant):
    once, twice = passes(variant, True), passes(variant, False)
    assert once[0] == 1 and twice[0] == 2
    assert once[1] < twice[1]
