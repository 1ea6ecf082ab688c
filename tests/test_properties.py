"""Whatever is asked for works, or is refused in a sentence."""

import collections
import warnings

import hypothesis
import keras
import numpy as np
import pytest
from hypothesis import strategies as st

import keras_gans

from conftest import LABELLED
from conftest import VARIANTS

RANGES = {
    "right": (-1, 1),
    "bytes": (0, 255),
    "units": (0, 1),
    "nothing": (0, 0),
}
usual = st.sampled_from


@st.composite
def cases(draw):
    """A variant, its options, its data; most of them right, many not."""
    variant = draw(usual(VARIANTS))
    side = draw(usual([16] * 14 + [17, 19, 20, 28, 32, 1, 15]))
    case = {
        "variant": variant,
        "shape": (
            side,
            side if draw(st.integers(0, 19)) else side + 1,
            draw(usual([1, 3, 1, 3, 2, 4])),
        ),
        "count": draw(usual([12] * 6 + [0, 1, 2, 5, 7])),
        "batch_size": draw(usual([2, 3, 4])),
        "dtype": draw(
            usual(
                ["float32"] * 14
                + ["float64", "float16", "uint8", "int32", "bool", "complex64"]
            )
        ),
        "range": draw(usual(["right"] * 14 + list(RANGES))),
        "labels": draw(
            usual(["right"] * 14 + ["none", "wrong", "floats", "few", "rows"])
        ),
        "policy": draw(
            usual(["float32"] * 3 + ["mixed_bfloat16", "mixed_float16"])
        ),
        "options": {},
    }
    some = {
        "latent_dim": ([1, 2, 5], [0, -1, 2.5]),
        "packing": ([1, 2, 3], [0, "two"]),
        "critic_steps": ([1, 2, 3], [0, None]),
        "ema_momentum": ([None, 0.0, 0.9], [1.0, -1.0]),
        "seed": ([None, 0, 7], [2**40, "a"]),
        "width": ([1, 2, 4], [0, 1.5]),
        "latent_range": ([None, (-1.0, 1.0)], [(1.0, -1.0), 3]),
        "num_classes": ([2, 3, 10], [1, 0, "ten"]),
    }
    for name, (right, wrong) in some.items():
        needed = name == "num_classes" and variant in LABELLED
        if needed or draw(st.integers(0, 5)) == 0:
            values = wrong if draw(st.integers(0, 11)) == 11 else right
            case["options"][name] = draw(usual(values))
    return case


def data_of(case):
    random = np.random.default_rng(0)
    low, high = RANGES[case["range"]]
    images = random.uniform(low, high, (case["count"], *case["shape"]))
    if case["range"] == "nothing":
        images += np.nan
    with warnings.catch_warnings(action="ignore"):
        images = images.astype(case["dtype"])
    classes = case["options"].get("num_classes")
    if classes is None or case["labels"] == "none":
        return (images,)
    labels = np.arange(case["count"]) % max(classes, 1)
    labels = {
        "wrong": labels + 99,
        "floats": labels + 0.5,
        "few": labels[:-1],
        "rows": labels[:, None],
    }.get(case["labels"], labels)
    return images, labels


def play(case):
    keras.config.set_dtype_policy(case["policy"])
    try:
        cls = getattr(keras_gans, case["variant"])
        gan = cls.for_images(case["shape"], **{"width": 2, **case["options"]})
        gan.compile(run_eagerly=True)
        data = data_of(case)
        logs = gan.fit(*data, batch_size=case["batch_size"], verbose=0).history
        told = {"labels": 1} if gan.conditional else {}
        samples = gan.generate(3, seed=1, **told)
        assert samples.shape == (3, *case["shape"]), samples.shape
        assert samples.dtype == "float32"
        assert np.isfinite(samples).all()
        assert np.isfinite(list(logs.values())).all(), logs
        assert (gan.generate(3, seed=1, **told) == samples).all()
    finally:
        keras.config.set_dtype_policy("float32")


def outcome(case):
    """What became of it: "played", or the sentence that refused it.

    Raises:
        AssertionError: neither.
    """
    try:
        play(case)
    except (ValueError, TypeError) as error:
        if "Received:" not in str(error):
            raise AssertionError(f"{case}: {error}") from error
        return str(error).partition("Received:")[0]
    except AssertionError:
        raise
    except Exception as error:
        raise AssertionError(f"{case}: {error!r}") from error
    return "played"


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    "examples", [10, pytest.param(600, marks=pytest.mark.slow)]
)
def test_every_case_plays_or_is_refused_in_a_sentence(examples):
    seen = collections.Counter()

    @hypothesis.settings(
        max_examples=examples,
        deadline=None,
        derandomize=examples < 100,
        database=None,
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    @hypothesis.given(cases())
    def ask(case):
        seen[outcome(case)] += 1

    ask()
    print(seen)
    assert seen["played"] > 0.2 * examples and len(seen) > examples**0.5 / 2
