"""A warning points to the line of whoever called the package."""

import warnings

import keras
import numpy as np
import pytest

import keras_gans
from keras_gans.core.warning import warn

from conftest import make
from conftest import toy_images


def _here(record):
    return [w.filename for w in record] == [__file__]


def test_the_line_that_calls_is_named():
    with pytest.warns(UserWarning, match="^said$") as record:
        warn("said")
    assert _here(record)


def test_a_constructor_is_where_it_is_called():
    judge = keras.Sequential(
        [
            keras.Input((16, 16, 1)),
            keras.layers.Flatten(),
            keras.layers.Dense(1, "sigmoid"),
        ]
    )
    generator = make("DCGAN").generator
    with pytest.warns(UserWarning, match="take logits") as record:
        keras_gans.DCGAN(generator, judge, latent_dim=6)
    assert _here(record)


def test_fit_is_where_it_is_called():
    gan = make("DCGAN")
    gan.compile()
    with pytest.warns(UserWarning, match="is negative") as record:
        gan.fit(np.abs(toy_images(8)), batch_size=4, verbose=0)
    assert _here([w for w in record if "negative" in str(w.message)])


def test_warnings_are_of_their_own_class():
    with warnings.catch_warnings(record=True) as record:
        warnings.simplefilter("always")
        warn("said", FutureWarning)
    assert record[0].category is FutureWarning
