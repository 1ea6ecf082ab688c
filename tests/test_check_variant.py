"""The public contract holds for the variants, and finds what is broken."""

import keras
import numpy as np
import pytest
from keras import ops

import keras_gans

from conftest import VARIANTS

# What a variant adds to the game it extends is asked for in every run of some.
QUICK = ["DCGAN"]


@pytest.mark.parametrize(
    "variant",
    [
        pytest.param(v, marks=[pytest.mark.slow] * (v not in QUICK))
        for v in VARIANTS
    ],
)
def test_a_variant_keeps_the_contract(variant):
    keras_gans.testing.check_variant(getattr(keras_gans, variant))


@pytest.mark.slow
@pytest.mark.parametrize("classes", [None, 3])
def test_a_game_that_grows_keeps_the_contract(classes):
    schedule = keras_gans.Schedule(8, 8, 4)  # Another stage in each epoch.
    keras_gans.testing.check_variant(
        keras_gans.ProGAN, schedule=schedule, num_classes=classes
    )


class Forgetful(keras_gans.GAN):
    """Keeps a number in a loss, and none of its argument."""

    def __init__(self, *networks, pull=1.0, **kwargs):
        super().__init__(*networks, **kwargs)
        self.weight = pull

    def generator_loss(self, batch):
        (loss,) = super().generator_loss(batch).values()
        return {"g_loss": loss + self.weight * ops.mean(ops.square(loss))}


def test_a_broken_promise_is_named():
    check = next(
        check
        for check in keras_gans.testing.checks(Forgetful)
        if "config" in check.__name__
    )
    with pytest.raises(AssertionError, match="Forgetful breaks.*pull"):
        check()
    assert keras.config.dtype_policy().name == "float32"


def test_an_argument_that_is_not_kept_is_named(tmp_path):
    gan = keras_gans.testing.subject.small(Forgetful)
    gan.compile()
    with pytest.raises(ValueError, match="Forgetful without .*'pull'"):
        gan.save(tmp_path / "gan.keras")


@keras.saving.register_keras_serializable("tests")
class Staged(keras_gans.GAN):
    """Its discriminator rests in the first stage."""

    @property
    def playing(self):
        rest = ["generator"], ["discriminator", "generator"]
        return rest[self.stage]

    def due_stage(self):
        return int(self.epochs_played >= 1)


def points(cls=Staged):
    generator = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2)])
    judge = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    return cls(generator, judge, latent_dim=4, seed=1)


def test_metrics_are_reckoned_in_every_stage():
    gan = points()
    gan.compile(metrics=["mean_absolute_error"])
    data = np.random.default_rng(0).normal(size=(16, 2)).astype("float32")
    first = gan.evaluate(data, verbose=0, return_dict=True)
    assert set(first) == {"g_loss", "mean_absolute_error"}
    assert np.isfinite(list(first.values())).all()
    logs = gan.fit(data, epochs=2, validation_data=data, verbose=0).history
    assert np.isfinite(logs["val_mean_absolute_error"]).all()
    assert set(gan.evaluate(data, verbose=0, return_dict=True)) == {
        "d_loss",
        "g_loss",
        "mean_absolute_error",
    }


class Moving(keras_gans.GAN):
    """Keeps count in a loss, where nothing moves."""

    def __init__(this, *networks, **kwargs):
        super().__init__(*networks, **kwargs)
        this.count = this.add_weight(shape=(), trainable=False, name="count")

    def generator_loss(self, batch):
        self.count.assign(self.count + 1)
        return super().generator_loss(batch)


def test_state_that_a_loss_moves_is_named():
    checks = keras_gans.testing.checks(lambda: points(Moving))
    (check,) = [c for c in checks if "validation" in c.__name__]
    with pytest.raises(AssertionError, match="Moving.*count.*adversarial_step"):
        check()


@pytest.mark.parametrize("policy", ["mixed_float16", "float64"])
def test_samples_are_float32_whatever_the_policy(policy):
    keras.config.set_dtype_policy(policy)
    gan = points(keras_gans.GAN)
    assert gan.generate(2).dtype == "float32"


@pytest.mark.parametrize("wrong", ["DCGAN", 3])
def test_what_is_no_variant_is_refused(wrong):
    with pytest.raises(ValueError, match="`variant` is.*Received"):
        keras_gans.testing.check_variant(wrong)


def test_a_model_in_the_place_of_a_variant_is_refused():
    with pytest.raises(ValueError, match="`variant` is.*Received: variant=<"):
        keras_gans.testing.check_variant(points())


def test_networks_are_new_each_time():
    networks = points().generator, points().discriminator
    checks = keras_gans.testing.checks(
        lambda: keras_gans.GAN(*networks, latent_dim=4)
    )
    with pytest.raises(AssertionError, match="new networks each time"):
        checks[0]()


class Lonely(keras_gans.GAN):
    """Has a layer that nobody trains."""

    def __init__(self, *networks, **kwargs):
        super().__init__(*networks, **kwargs)
        self.layer = keras.layers.Dense(2)
        self.layer.build((2,))


def test_what_nobody_trains_breaks_the_contract():
    checks = keras_gans.testing.checks(lambda: points(Lonely))
    with pytest.raises(AssertionError, match="Lonely.*No player owns"):
        checks[0]()
