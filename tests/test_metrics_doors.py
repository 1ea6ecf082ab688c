"""What metrics take, at every door, and what they say to all else."""

import functools
import json

import keras
import numpy as np
import pytest

import keras_gans
from keras_gans import metrics
from keras_gans.metrics import compiled
from keras_gans.metrics import sliced_wasserstein

from conftest import BACKEND
from conftest import make
from conftest import toy_images

IMAGES = toy_images(24, (16, 16, 1))
LABELS = np.arange(24) % 3
COLOUR = (32, 32, 3)


def classifier(shape=(16, 16, 1)):
    inputs = keras.Input(shape)
    x = keras.layers.Flatten()(inputs)
    x = keras.layers.Dense(4, name="features")(x)
    model = keras.Model(inputs, keras.layers.Dense(3)(x), name="small")
    return metrics.from_model(model, "features")


# What `compile(metrics=)` takes.


def mean_gap(real, fake):
    return keras.ops.mean(real - fake, axis=(1, 2, 3))


def test_functions_keep_their_names(images):
    gan = make("DCGAN")
    gan.compile(metrics=[mean_gap, "mse", keras.metrics.mean_absolute_error])
    found = gan.evaluate(images, verbose=0, return_dict=True)
    assert set(found) == {
        "d_loss",
        "g_loss",
        "mean_gap",
        "mse",
        "mean_absolute_error",
    }
    partial = functools.partial(mean_gap)
    assert compiled.get(partial)[0].name == "mean_gap"
    assert compiled.get(keras.losses.Huber())[0].name == "huber_loss"
    assert compiled.get(None) == []


def test_two_metrics_of_one_name_are_refused():
    with pytest.raises(ValueError, match="name of its own.*<lambda>"):
        compiled.get([lambda real, fake: real, lambda real, fake: fake])
    with pytest.raises(ValueError, match="name=fid24_pixels"):
        compiled.get([metrics.FrechetDistance((16, 16, 1), 24)] * 2)


@pytest.mark.parametrize(
    "metric",
    [
        "accuracy",
        "acc",
        "crossentropy",
        "binary_accuracy",
        "sparse_categorical_accuracy",
        "categorical_crossentropy",
        "auc",
        keras.metrics.BinaryAccuracy(),
        keras.metrics.Mean(),
        keras.metrics.F1Score,
        keras.metrics.binary_crossentropy,
        keras.losses.BinaryCrossentropy(),
        "no such metric",
        5,
    ],
)
def test_metrics_of_labels_are_refused(metric):
    said = r"not labels with.*NearestNeighborAccuracy\(.*Received: metrics="
    with pytest.raises(ValueError, match=said):
        make("DCGAN").compile(metrics=[metric])


@pytest.mark.parametrize(
    "name, example",
    {
        "fid": r'FrechetDistance\("mnist", ',
        "FID": "FrechetDistance",
        "fid5k_mnist": "FrechetDistance",
        "frechet_distance": "FrechetDistance",
        "kid": "KernelDistance",
        "is": "ClassifierScore",
        "inception_score": "ClassifierScore",
        "precision": "PrecisionRecall",
        "recall": "PrecisionRecall",
        "swd": r"SlicedWassersteinDistance\(\(32, 32, 3\), ",
        "ms_ssim": "MultiscaleSSIM",
    }.items(),
)
def test_names_of_ours_are_answered_with_the_object(name, example):
    said = rf"keras_gans\.metrics\.{example}.*Received: metrics='{name}'"
    with pytest.raises(ValueError, match=said):
        make("DCGAN").compile(metrics=[name])


def test_a_class_is_answered_with_the_object():
    with pytest.raises(ValueError, match=r"KernelDistance\(.*Received"):
        compiled.get([metrics.KernelDistance])


def test_what_models_call_is_not_public():
    for name in ("check_count", "get", "told", "results", "result_names"):
        assert not hasattr(keras_gans.metrics, name)


# Samples.

WRONG = {
    "whole numbers": ((IMAGES + 1).astype("uint8"), "dtype=uint8"),
    "bytes": ((IMAGES + 1) * 127.5, r"values in \[-1, 1\].*255"),
    "NaN": (np.where(IMAGES > 0.9, np.nan, IMAGES), "finite.*Received: NaN"),
    "nothing": (IMAGES[:0], "at least one sample"),
}
DOORS = {
    "frechet": lambda: metrics.FrechetDistance((16, 16, 1), 24),
    "of a network": lambda: metrics.KernelDistance(classifier(), 24, 2, 9),
    "neighbor error": lambda: metrics.NearestNeighborError((16, 16, 1), 24),
    "ssim": lambda: metrics.MultiscaleSSIM((16, 16, 1), 24),
    "agreement": lambda: metrics.LabelAgreement(classifier(), 24),
    "classes": lambda: metrics.ClassCoverage(classifier(), 1, 24),
}


@pytest.mark.parametrize("wrong", WRONG)
@pytest.mark.parametrize("door", DOORS)
def test_wrong_values_are_refused_at_every_door(door, wrong):
    metric = DOORS[door]()
    samples, said = WRONG[wrong]
    for side in metric.sides:
        told = {s: IMAGES for s in metric.sides} | {side: samples}
        if metric.takes_labels:
            count = {s: len(told[s]) for s in metric.sides}
            told |= {f"{s}_labels": LABELS[:n] for s, n in count.items()}
        for enter in (metric.update_state, metric.compare):
            metric.reset_state()
            with pytest.raises(ValueError, match=said):
                enter(**told)


def test_wrong_labels_are_refused_at_every_door():
    for door in ("neighbor error", "agreement"):
        metric = DOORS[door]()
        for labels, said in (
            (LABELS[:5], "for each of 24"),
            (np.eye(3)[LABELS], "argmax"),
            (None, "needs the labels of"),
        ):
            told = {s: IMAGES for s in metric.sides}
            told |= {f"{s}_labels": labels for s in metric.sides}
            for enter in (metric.update_state, metric.compare):
                with pytest.raises(ValueError, match=said):
                    enter(**told)


def test_only_a_first_batch_is_asked_for_negative_values(recwarn):
    metric = metrics.FrechetDistance((16, 16, 1), 48)
    metric.update_state(IMAGES, IMAGES)
    metric.update_state(abs(IMAGES), abs(IMAGES))
    assert not [w for w in recwarn if "negative" in str(w.message)]
    metric.reset_state()
    with pytest.warns(UserWarning, match="No value is negative"):
        metric.update_state(real=abs(IMAGES))


@pytest.mark.skipif(BACKEND == "torch", reason="has no compiled step")
def test_in_a_compiled_step_values_are_not_asked_for():
    metric = metrics.FrechetDistance((16, 16, 1), 24)
    gan = make("DCGAN")
    gan.compile(metrics=[metric])
    found = gan.evaluate(IMAGES, batch_size=7, verbose=0, return_dict=True)
    assert np.isfinite(found["fid24_pixels"])


# Numbers.


@pytest.mark.parametrize(
    "made",
    [
        lambda n: metrics.FrechetDistance(n(6), n(24)),
        lambda n: metrics.FrechetDistance((n(16), n(16), n(1)), n(24)),
        lambda n: metrics.PrecisionRecall(6, n(24), n(3)),
        lambda n: metrics.DensityCoverage(6, n(24), n(3)),
        lambda n: metrics.KernelDistance(6, n(24), n(2), n(9)),
        lambda n: metrics.NearestNeighborError(6, n(24), n(12)),
        lambda n: metrics.ParzenLogLikelihood(6, n(24), n(4), n(20)),
        lambda n: metrics.JensenShannonDivergence(
            n(2), np.float32([-1, 1]), n(8), n(24)
        ),
        lambda n: metrics.ModeCoverage(
            np.zeros((2, 2)), np.float32(0.5), n(24)
        ),
        lambda n: metrics.SlicedWassersteinDistance((n(32), n(32), 3), n(24)),
        lambda n: metrics.MultiscaleSSIM((n(32), n(32), 3), n(24)),
    ],
)
def test_numbers_of_numpy_are_saved_as_numbers(made):
    metric = made(np.int64)
    config = json.loads(json.dumps(metric.get_config()))
    twin = type(metric).from_config(config)
    assert twin.result_names == made(int).result_names
    assert twin.protocol() == metric.protocol() == made(int).protocol()


def test_numbers_of_numpy_for_classifiers():
    score = metrics.ClassifierScore(classifier(), np.int32(24), np.int32(2))
    assert json.dumps(score.protocol())
    classes = metrics.ClassCoverage(classifier(), np.int32(1), np.int32(24))
    assert json.dumps(classes.protocol())


@pytest.mark.parametrize("samples", [0, 2.5, "5k", True])
def test_what_is_no_number_of_samples_is_refused(samples):
    for made in (metrics.FrechetDistance, metrics.PrecisionRecall):
        with pytest.raises(ValueError, match="whole number.*Received"):
            made(6, samples)


# Samples of any kind.


@pytest.mark.parametrize(
    "shape", [(12, 20, 3), (5, 8, 6, 1), (6, 6, 6, 1), (30, 2), (7,)], ids=str
)
def test_metrics_of_any_shape(shape):
    real, fake = (toy_images(24, shape, seed=i) for i in range(2))
    for metric in (
        metrics.FrechetDistance(shape, 24),
        metrics.KernelDistance(shape, 24, 2, 9),
        metrics.PrecisionRecall(shape, 24),
        metrics.NearestNeighborAccuracy(shape, 24),
        metrics.WassersteinDistance(shape, 24),
        metrics.ParzenLogLikelihood(shape, 12, 4, 20),
    ):
        found = metric.compare(real, fake)
        found = found if isinstance(found, dict) else {metric.name: found}
        assert set(found) == set(metric.result_names)
        assert np.isfinite(list(found.values())).all()
        with pytest.raises(ValueError, match="looks at batches of shape"):
            metric.update_state(real[:, :2])


@pytest.mark.parametrize("shape", [(5, 8, 6, 1), (30, 2), (7,)], ids=str)
def test_networks_of_any_samples(shape):
    """These are not resized."""
    real, fake = (toy_images(24, shape, seed=i) for i in range(2))
    metric = metrics.FrechetDistance(classifier(shape), 24)
    assert np.isfinite(metric.compare(real, fake))
    assert "resize" not in metric.features.describe()
    with pytest.raises(ValueError, match="looks at batches of shape"):
        metric.update_state(real[:, :2])


def test_networks_of_images_take_other_sides():
    features = classifier()
    wide = toy_images(4, (20, 36, 1))
    assert features(features.checked(wide)).shape == (4, 4)
    with pytest.raises(ValueError, match=r"resized\. Received: shape=\(4, 8, "):
        features.checked(toy_images(4, (8, 8, 3)))


def test_a_network_of_any_size_sees_images_as_they_are():
    inputs = keras.Input((None, None, 3))
    x = keras.layers.GlobalAveragePooling2D(name="features")(inputs)
    model = keras.Model(inputs, keras.layers.Dense(2)(x))
    features = metrics.from_model(model, "features")
    images = toy_images(4, (9, 13, 3))
    np.testing.assert_allclose(
        features(images), images.mean(axis=(1, 2)), atol=1e-6
    )


def test_names_of_a_model_from_another_process_are_no_hindrance():
    inputs = keras.Input((4, 4, 1))
    x = keras.layers.Flatten(name="vectors")(inputs)
    keras.utils.clear_session()  # Here no layer has been named yet.
    x = keras.layers.Activation("relu", name="flatten")(x)
    model = keras.Model(inputs, keras.layers.Dense(2, name="dense")(x))
    features = metrics.from_model(model)
    images = toy_images(4, (4, 4, 1))
    np.testing.assert_allclose(
        features(images), np.maximum(images, 0).reshape(4, 16)
    )


@pytest.mark.parametrize("shape", [(32, 48, 3), (65, 20, 1), (16, 40, 2)])
def test_metrics_of_images_of_any_sides(shape):
    real, fake = (toy_images(24, shape, seed=i) for i in range(2))
    swd = metrics.SlicedWassersteinDistance(shape, 24).compare(real, fake)
    assert np.isfinite(list(swd.values())).all()
    levels = len(sliced_wasserstein.level_sizes(shape))
    assert len(swd) == levels + 1
    for level in sliced_wasserstein.pyramid(fake, levels):
        assert min(level.shape[1:3]) >= 16
    ssim = metrics.MultiscaleSSIM(shape, 24).compare(fake=fake)
    assert 0 <= ssim < 0.5


def test_metrics_of_images_refuse_all_else():
    for shape in ((5, 32, 32, 1), (32, 2), (7,), (6, 40, 1)):
        with pytest.raises(ValueError, match="Received: image_shape"):
            metrics.SlicedWassersteinDistance(shape, 24)
    for shape in ((5, 32, 32, 1), (32, 2), 7, "mnist"):
        with pytest.raises(ValueError, match="Received: image_shape"):
            metrics.MultiscaleSSIM(shape, 24)
    with pytest.raises(ValueError, match="`dim` is 1 or 2"):
        metrics.JensenShannonDivergence(3, (-1, 1))


def test_models_that_cannot_be_looked_through_are_refused():
    inputs = keras.Input((4,))
    two = keras.Model(inputs, [inputs + 1, inputs * 2])
    unbuilt = keras.Sequential([keras.layers.Dense(2), keras.layers.Dense(1)])
    for model in (two, unbuilt):
        with pytest.raises(ValueError, match="of one input and one.*Received"):
            metrics.from_model(model)


# Settings of Keras's that a user may have made.


def test_figures_do_not_depend_on_global_settings():
    real, fake = (toy_images(24, COLOUR, seed=i) for i in range(2))

    def figures():
        fid = metrics.FrechetDistance("cifar10", 24)
        return fid.compare(real, fake), fid.protocol()

    before = figures()
    keras.config.set_image_data_format("channels_first")
    keras.config.set_floatx("float16")
    keras.config.set_dtype_policy("mixed_float16")
    try:
        after = figures()
    finally:
        keras.config.set_image_data_format("channels_last")
        keras.config.set_floatx("float32")
        keras.config.set_dtype_policy("float32")
    assert after[0] == pytest.approx(before[0], rel=1e-6)
    assert after[1]["features"] == before[1]["features"]
