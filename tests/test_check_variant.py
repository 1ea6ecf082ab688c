"""The public contract holds for the variants, and finds what is broken."""

import keras
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
