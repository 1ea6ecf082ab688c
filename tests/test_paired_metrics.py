"""PSNR and SSIM of pairs, as TensorFlow reckons them."""

import keras
import numpy as np
import pytest

from keras_gans import metrics

from conftest import make
from conftest import toy_images

SHAPE = (24, 20, 3)
REAL = toy_images(5, SHAPE)
FAKE = (0.7 * REAL + 0.3 * toy_images(5, SHAPE, seed=1)).astype("float32")


@pytest.mark.tensorflow
@pytest.mark.parametrize(
    "metric, name, at_most",
    [
        (metrics.PeakSignalToNoiseRatio(), "psnr", 1e-4),
        (metrics.StructuralSimilarity(), "ssim", 1e-5),
    ],
)
def test_tensorflow_says_the_same(metric, name, at_most):
    import tensorflow as tf

    expected = getattr(tf.image, name)((REAL + 1) / 2, (FAKE + 1) / 2, 1.0)
    expected = expected.numpy().mean()
    assert metric.compare(REAL, FAKE) == pytest.approx(expected, abs=at_most)
    assert metric.compare(REAL, FAKE, batch_size=2) == pytest.approx(
        expected, abs=at_most
    )


@pytest.mark.parametrize("x", [REAL * 127, np.full_like(REAL, np.nan)])
def test_other_values_are_refused(x):
    with pytest.raises(ValueError, match=r"values in \[-1, 1\].*fake"):
        metrics.PeakSignalToNoiseRatio().compare(REAL, x)


def test_border_and_luma():
    near = REAL.copy()
    near[:, :4] = 0
    near[:, -4:] = 0
    near[:, :, :4] = 0
    near[:, :, -4:] = 0
    assert metrics.PeakSignalToNoiseRatio(4).compare(REAL, near) > 100
    assert metrics.PeakSignalToNoiseRatio(3).compare(REAL, near) < 40
    # What changes the luma of no pixel.
    dim = 0.9 * REAL
    other = dim + np.array([128.553, -65.481, 0], "float32") / 2000
    psnr = metrics.PeakSignalToNoiseRatio(luma=True).compare(dim, other)
    assert psnr > 100


@pytest.mark.parametrize("wrong", [127.5 * REAL + 127.5, np.nan * REAL])
def test_values_of_other_ranges_are_refused(wrong):
    for pair in ((REAL, wrong), (wrong, REAL)):
        with pytest.raises(ValueError, match=r"values in \[-1, 1\]"):
            metrics.StructuralSimilarity().compare(*pair)
    # A gradient may lead beyond.
    assert np.isfinite(
        metrics.StructuralSimilarity().each(REAL, 1.1 * REAL)
    ).all()


def test_luma_is_of_16_to_235():
    grey = np.full((1, *SHAPE), 0.25, "float32")
    psnr = metrics.PeakSignalToNoiseRatio(luma=True).compare(grey, grey + 0.1)
    expected = 10 * np.log10(4 / (0.1 * 219 / 255) ** 2)
    assert psnr == pytest.approx(expected, abs=1e-3)


def test_they_are_metrics_of_a_model(images):
    gan = make("DCGAN")
    gan.compile(metrics=[metrics.PeakSignalToNoiseRatio(), "mae"])
    found = gan.evaluate(images, verbose=0, return_dict=True)
    assert 0 < found["psnr"] < 20


def test_a_config_comes_back():
    metric = metrics.StructuralSimilarity(2, luma=True)
    again = keras.metrics.deserialize(keras.metrics.serialize(metric))
    assert (again.border, again.luma, again.name) == (2, True, "ssim")


@pytest.mark.parametrize(
    "metric, real, fake, words",
    [
        (metrics.StructuralSimilarity(8), REAL, FAKE, "sides from 11"),
        (metrics.PeakSignalToNoiseRatio(), REAL, FAKE[:, :8], "same shape"),
        (metrics.PeakSignalToNoiseRatio(), REAL, FAKE[:2], "5 real, 2 made"),
        (
            metrics.PeakSignalToNoiseRatio(luma=True),
            REAL[..., :1],
            FAKE[..., :1],
            "red, green and blue",
        ),
    ],
)
def test_what_does_not_belong_together_is_refused(metric, real, fake, words):
    with pytest.raises(ValueError, match=words):
        metric.compare(real, fake)
