"""Each metric against a second implementation and against known values."""

import keras
import numpy as np
import pytest

from keras_gans import data
from keras_gans import metrics
from keras_gans.metrics import frechet
from keras_gans.metrics import kernel
from keras_gans.metrics import score
from keras_gans.metrics import sliced_wasserstein
from keras_gans.metrics import ssim

from conftest import BACKEND
from conftest import make
from conftest import toy_images

RNG = np.random.default_rng(0)
REAL = RNG.normal(size=(240, 6)).astype("float32")
FAKE = (1.2 * RNG.normal(size=(240, 6)) + 0.3).astype("float32")
REAL_IMAGES = toy_images(24, (32, 32, 3), seed=1)
FAKE_IMAGES = np.clip(
    toy_images(24, (32, 32, 3), seed=2) * 0.5 + 0.2, -1, 1
).astype("float32")


def small_classifier():
    keras.utils.set_random_seed(0)
    inputs = keras.Input((32, 32, 3))
    x = keras.layers.Flatten()(inputs)
    x = keras.layers.Dense(4, activation="tanh", name="features")(x)
    outputs = keras.layers.Dense(5)(x)
    model = keras.Model(inputs, outputs, name="small")
    return metrics.from_model(model, "features")


VECTORS = {
    "frechet": lambda: metrics.FrechetDistance(6, 240),
    "kernel": lambda: metrics.KernelDistance(6, 240, 3, 100),
    "precision": lambda: metrics.PrecisionRecall(6, 240),
    "density": lambda: metrics.DensityCoverage(6, 240),
    "neighbor": lambda: metrics.NearestNeighborAccuracy(6, 240),
    "parzen": lambda: metrics.ParzenLogLikelihood(6, 240, 40, 200),
    "wasserstein": lambda: metrics.WassersteinDistance(6, 240),
    "modes": lambda: metrics.ModeCoverage(REAL[:5], 0.3, 240),
}
IMAGES = {
    "score": lambda: metrics.ClassifierScore(small_classifier(), 24, 2),
    "sliced": lambda: metrics.SlicedWassersteinDistance((32, 32, 3), 24),
    "ssim": lambda: metrics.MultiscaleSSIM((32, 32, 3), 24),
    "classes": lambda: metrics.ClassCoverage(small_classifier(), 1, 24),
    "frechet of a network": lambda: metrics.FrechetDistance(
        small_classifier(), 24
    ),
}
PLANE = {
    "js": lambda: metrics.JensenShannonDivergence(2, (-3, 3), 8, 240),
    "kl": lambda: metrics.KullbackLeiblerDivergence(2, (-3, 3), 2, 240),
}
ALL = {
    **{name: (make_it, REAL, FAKE) for name, make_it in VECTORS.items()},
    **{name: (m, REAL_IMAGES, FAKE_IMAGES) for name, m in IMAGES.items()},
    **{name: (m, REAL[:, :2], FAKE[:, :2]) for name, m in PLANE.items()},
}
each_metric = pytest.mark.parametrize("name", ALL)


def numbers(result):
    return np.array(
        list(result.values()) if isinstance(result, dict) else [result]
    )


# What all promise.


@each_metric
@pytest.mark.parametrize("batch", [1000, 7])
def test_streaming_equals_one_shot(name, batch):
    make_it, real, fake = ALL[name]
    whole = make_it()
    whole.update_state(real, fake)
    parts = make_it()
    for start in range(0, len(real), batch):
        stop = start + batch
        parts.update_state(real[start:stop], fake[start:stop])
    rtol = 1e-6 if BACKEND == "tensorflow" else 1e-3
    np.testing.assert_allclose(
        numbers(parts.result()), numbers(whole.result()), rtol, 1e-9
    )
    np.testing.assert_array_equal(
        numbers(parts.compare(real, fake)), numbers(whole.compare(real, fake))
    )


@each_metric
def test_only_the_named_samples_count(name):
    make_it, real, fake = ALL[name]
    metric, exact = make_it(), make_it()
    exact.update_state(real, fake)
    metric.update_state(real, fake)
    metric.update_state(fake, -real)
    np.testing.assert_allclose(
        numbers(metric.result()), numbers(exact.result()), 1e-5
    )
    metric.reset_state()
    metric.update_state(fake, -real)
    assert (numbers(metric.result()) != numbers(exact.result())).any()


@each_metric
def test_too_few_samples_are_refused(name):
    make_it, real, fake = ALL[name]
    metric = make_it()
    metric.update_state(real[:-1], fake[:-1])
    with pytest.raises(ValueError, match=r"reckoned from .*Received: \d+"):
        metric.result()


@each_metric
def test_another_shape_is_refused(name):
    make_it, real, fake = ALL[name]
    with pytest.raises(ValueError, match=r"Received: shape=\(2, 9\)"):
        make_it().update_state(real, np.zeros((2, 9), "float32"))


@each_metric
def test_config_makes_the_same_metric(name):
    metric = ALL[name][0]()
    config = metric.get_config()
    if "missing" in str(config):
        with pytest.raises(ValueError, match="compile it anew"):
            type(metric).from_config(config)
        return
    twin = type(metric).from_config(config)
    assert twin.result_names == metric.result_names
    assert twin.protocol() == metric.protocol()


def test_names_say_the_protocol():
    assert metrics.FrechetDistance(6).name == "fid10k_values"
    assert metrics.KernelDistance(6, 5000).result_names[0] == "kid5k_values"
    assert metrics.PrecisionRecall(6, 240, k=4).result_names == (
        "precision240_k4_values",
        "recall240_k4_values",
    )
    assert metrics.MultiscaleSSIM((32, 32, 3)).name == "ms_ssim2k_pixels"
    assert metrics.FrechetDistance(6, name="mine").result_names == ("mine",)
    own = metrics.FrechetDistance(small_classifier(), 24).protocol()
    assert own["features"]["name"] == "small"
    assert len(own["features"]["weights"]) == 12


def test_values_that_do_not_fit_are_refused():
    metric = metrics.MultiscaleSSIM((32, 32, 3), 24)
    with pytest.raises(ValueError, match=r"values in \[-1, 1\]"):
        metric.compare(fake=FAKE_IMAGES * 255)
    with pytest.raises(ValueError, match="dtype=uint8"):
        metric.compare(fake=(FAKE_IMAGES + 1).astype("uint8"))
    with pytest.raises(ValueError, match="2 samples at least"):
        metrics.FrechetDistance(6, 1)
    with pytest.raises(ValueError, match="classifier is needed"):
        metrics.ClassifierScore((32, 32, 3))
    with pytest.raises(ValueError, match="`features` is one of"):
        metrics.FrechetDistance("image-net")
    with pytest.raises(ValueError, match="from 2 to `samples`"):
        metrics.KernelDistance(6, 240)


# Against a second implementation.


def moments(rows):
    return rows.mean(axis=0), np.cov(rows, rowvar=False)


def test_frechet_of_two_gaussians():
    """Diagonal covariances: |m1 - m2|^2 + sum (s1 - s2)^2."""
    s1, s2 = np.linspace(0.5, 2, 32), np.linspace(1, 1.5, 32)
    shift = np.full(32, 0.1)
    expected = 0.32 + np.square(s1 - s2).sum()
    rotation, _ = np.linalg.qr(RNG.normal(size=(32, 32)))
    turned = [rotation @ np.diag(s**2) @ rotation.T for s in (s1, s2)]
    found = frechet.frechet_distance(
        np.zeros(32), turned[0], rotation @ shift, turned[1]
    )
    assert found == pytest.approx(expected, rel=1e-5)
    rows = [RNG.normal(size=(200_000, 32)) * s for s in (s1, s2)]
    metric = metrics.FrechetDistance(32, 200_000)
    found = metric.compare(
        rows[0].astype("float32"), (rows[1] + shift).astype("float32"), 10_000
    )
    assert found == pytest.approx(expected, rel=0.02)


def test_frechet_against_scipy():
    from scipy import linalg

    (m1, c1), (m2, c2) = moments(REAL), moments(FAKE)
    root = linalg.sqrtm(c1 @ c2).real
    expected = ((m1 - m2) ** 2).sum() + np.trace(c1 + c2 - 2 * root)
    found = metrics.FrechetDistance(6, 240).compare(REAL, FAKE)
    rel = 1e-5 if BACKEND == "tensorflow" else 1e-3
    assert found == pytest.approx(expected, rel=rel)


@pytest.mark.parametrize("rows, dim", [(240, 6), (50, 300)])
def test_frechet_of_a_set_and_itself(rows, dim):
    """Also where the covariance has not full rank."""
    same = RNG.uniform(size=(rows, dim)).astype("float32")
    found = metrics.FrechetDistance(dim, rows).compare(same, same)
    assert abs(found) < (1e-6 if BACKEND == "tensorflow" else 1e-3)


def test_kernel_against_scikit_learn():
    from sklearn.metrics.pairwise import polynomial_kernel

    a, b = REAL.astype("float64"), FAKE.astype("float64")[:200]
    aa, bb, ab = (
        polynomial_kernel(x, y, degree=3, gamma=1 / 6, coef0=1)
        for x, y in ((a, a), (b, b), (a, b))
    )
    expected = -2 * ab.mean()
    for k in (aa, bb):
        off = k[~np.eye(len(k), dtype=bool)]
        expected += off.mean()
    assert kernel.kernel_distance(a, b) == pytest.approx(expected, 1e-9)


def test_score_of_known_predictions():
    sure = 1e3 * np.eye(4)[RNG.permutation(np.arange(40) % 4)]
    assert score.classifier_score(sure) == pytest.approx(4)
    assert score.classifier_score(np.ones((40, 4))) == pytest.approx(1)


@pytest.mark.tensorflow
def test_parity_with_tfgan():
    import tensorflow as tf

    from keras_gans.metrics import tfgan

    theirs = tfgan.load().eval
    frechet_found = metrics.FrechetDistance(6, 240).compare(REAL, FAKE)
    real, fake = tf.constant(REAL), tf.constant(FAKE)
    expected = theirs.frechet_classifier_distance_from_activations(real, fake)
    assert frechet_found == pytest.approx(float(expected), rel=1e-4)
    expected = theirs.kernel_classifier_distance_from_activations(
        real, fake, max_block_size=240
    )
    found = kernel.kernel_distance(
        REAL.astype("float64"), FAKE.astype("float64")
    )
    assert found == pytest.approx(float(expected), rel=1e-4)
    logits = 2 * FAKE
    expected = theirs.classifier_score_from_logits(2 * fake)
    assert score.classifier_score(logits) == pytest.approx(
        float(expected), rel=1e-4
    )


@pytest.mark.tensorflow
def test_sliced_wasserstein_against_tfgan(monkeypatch):
    """Pyramid and distance are TF-GAN's; its patches are brought to mean 0
    one by one, where the paper does so for each channel of the set."""
    import tensorflow as tf

    from keras_gans.metrics import tfgan

    tfgan.load()
    from tensorflow_gan.python.eval import sliced_wasserstein as theirs

    for ours, expected in zip(
        sliced_wasserstein.pyramid(FAKE_IMAGES, 2),
        theirs.laplacian_pyramid(tf.constant(FAKE_IMAGES), 2),
    ):
        np.testing.assert_allclose(ours, expected, atol=1e-6)
    lines = np.random.default_rng(3).normal(size=(6, 64))
    monkeypatch.setattr(
        tf.random, "normal", lambda shape: tf.constant(lines, tf.float32)
    )
    expected = theirs._sliced_wasserstein(
        tf.constant(REAL), tf.constant(FAKE), 1, 64
    )
    found = sliced_wasserstein.sliced_distance(
        REAL, FAKE, np.random.default_rng(3), 64
    )
    assert found == pytest.approx(float(expected), rel=1e-4)


def test_sliced_wasserstein_sees_what_differs():
    from scipy import ndimage

    metric = metrics.SlicedWassersteinDistance((32, 32, 3), 200)
    real, more = (toy_images(200, (32, 32, 3), seed=i) for i in range(2))
    same = metric.compare(real, more)
    other = metric.compare(real, ndimage.uniform_filter(more, (0, 5, 5, 0)))
    assert numbers(other)[0] > 2 * numbers(same)[0]
    assert len(numbers(same)) == 3


@pytest.mark.tensorflow
def test_ssim_against_tensorflow():
    import tensorflow as tf

    first = RNG.uniform(size=(3, 180, 178, 3)).cumsum(axis=1) / 180
    second = 0.8 * first + 0.2 * RNG.uniform(size=first.shape)
    expected = tf.image.ssim_multiscale(
        tf.constant(first, tf.float32), tf.constant(second, tf.float32), 1.0
    )
    np.testing.assert_allclose(
        ssim.multiscale_ssim(first, second), expected, rtol=1e-3
    )


def test_ssim_of_copies_is_one():
    metric = metrics.MultiscaleSSIM((32, 32, 3), 24)
    copies = np.repeat(REAL_IMAGES[:1], 24, axis=0)
    assert metric.compare(fake=copies) == pytest.approx(1)
    assert metric.compare(fake=REAL_IMAGES) < 0.2


def test_neighborhoods_against_distance_matrices():
    from scipy.spatial.distance import cdist

    rr, ff, rf = cdist(REAL, REAL), cdist(FAKE, FAKE), cdist(REAL, FAKE)
    r3 = [np.sort(d, axis=1)[:, 3] for d in (rr, ff)]
    r5 = np.sort(rr, axis=1)[:, 5]
    found = metrics.PrecisionRecall(6, 240).compare(REAL, FAKE)
    expected = [
        (rf <= r3[0][:, None]).any(axis=0).mean(),
        (rf <= r3[1]).any(axis=1).mean(),
    ]
    np.testing.assert_allclose(numbers(found), expected)
    found = metrics.DensityCoverage(6, 240).compare(REAL, FAKE)
    expected = [
        (rf < r5[:, None]).sum() / (5 * 240),
        (rf < r5[:, None]).any(axis=1).mean(),
    ]
    np.testing.assert_allclose(numbers(found), expected)
    np.fill_diagonal(rr, np.inf)
    np.fill_diagonal(ff, np.inf)
    right = [
        rr.min(axis=1) < rf.min(axis=1),
        ff.min(axis=1) < rf.min(axis=0),
    ]
    found = metrics.NearestNeighborAccuracy(6, 240).compare(REAL, FAKE)
    np.testing.assert_allclose(
        numbers(found), [np.mean(right), right[0].mean(), right[1].mean()]
    )


@pytest.mark.slow
def test_the_published_example_of_neighborhoods():
    """10,000 of N(0, I) in 1,000 dimensions; bands over four seeds."""
    found = []
    for seed in range(4):
        generator = np.random.default_rng(seed)
        real, fake = generator.normal(size=(2, 10_000, 1000)).astype("float32")
        precision = metrics.PrecisionRecall(1000, k=5).compare(real, fake)
        density = metrics.DensityCoverage(1000).compare(real, fake)
        found.append([*precision.values(), *density.values()])
    for row in found:
        assert row[0] == pytest.approx(0.475, abs=0.04)
        assert row[1] == pytest.approx(0.48, abs=0.03)
        assert row[2] == pytest.approx(0.99, abs=0.15)
        assert row[3] == pytest.approx(0.965, abs=0.02)


def test_parzen_against_scikit_learn():
    from sklearn.neighbors import KernelDensity

    metric = metrics.ParzenLogLikelihood(6, 240, 40, 200, sigmas=[0.3, 0.7, 2])
    found = metric.compare(REAL, FAKE)
    means = {}
    for sigma in (0.3, 0.7, 2):
        density = KernelDensity(bandwidth=sigma).fit(FAKE.astype("float64"))
        means[sigma] = density.score_samples(REAL.astype("float64"))
    sigma = max(means, key=lambda s: means[s][:40].mean())
    assert found["parzen_sigma240_values"] == sigma
    expected = means[sigma][40:].mean()
    assert found["parzen240_values"] == pytest.approx(expected, rel=1e-4)


def test_modes_of_a_perfect_sampler():
    centers = data.ring_centers()
    points = data.ring(2500, seed=3)
    found = metrics.ModeCoverage(centers, 0.01).compare(fake=points)
    assert found["modes2500_values"] == 8
    assert found["high_quality2500_values"] == pytest.approx(0.989, abs=0.01)
    assert found["reverse_kl2500_values"] == pytest.approx(0.0014, abs=0.002)
    one = np.repeat(points[:1], 2500, axis=0)
    found = metrics.ModeCoverage(centers, 0.01).compare(fake=one)
    assert found["modes2500_values"] == 1
    assert found["reverse_kl2500_values"] == pytest.approx(np.log(8))


def test_divergences_of_what_does_not_meet():
    """JS stays at ln 2; the Wasserstein distance is the shift."""
    line = np.linspace(0, 0.5, 240, dtype="float32")[:, None]
    js = metrics.JensenShannonDivergence(1, (0, 4), 80, 240)
    for shift in (1, 2, 3):
        assert js.compare(line, line + shift) == pytest.approx(np.log(2))
        found = metrics.WassersteinDistance(1, 240).compare(line, line + shift)
        assert found == pytest.approx(shift, rel=1e-5)
    assert js.compare(line, line) == 0


def test_wasserstein_in_two_dimensions_against_scipy():
    from scipy.stats import wasserstein_distance_nd

    a, b = REAL[:30, :2], FAKE[:30, :2]
    found = metrics.WassersteinDistance(2, 30).compare(a, b)
    assert found == pytest.approx(wasserstein_distance_nd(a, b), rel=1e-5)


def test_neighbor_error():
    labels = np.arange(60) % 3
    rows = labels[:, None] + 0.01 * RNG.normal(size=(60, 1))
    metric = metrics.NearestNeighborError(1, 60, 30)
    rows = rows.astype("float32")
    assert metric.compare(rows[:30], rows, labels[:30], labels) == 0
    wrong = np.where(np.arange(30) < 10, (labels[:30] + 1) % 3, labels[:30])
    found = metric.compare(rows[:30], rows, wrong, labels)
    assert found == pytest.approx(1 / 3)
    with pytest.raises(ValueError, match="needs the labels"):
        metric.update_state(rows, rows)


def test_the_shipped_classifier():
    fid = metrics.FrechetDistance("mnist", 5000)
    assert fid.name == "fid5k_mnist" and fid.features.dim == 64
    twin = metrics.FrechetDistance.from_config(fid.get_config())
    assert twin.protocol() == fid.protocol()
    # The embedded digits, from another hand and camera, are read as well.
    images, labels = data.digits(28, batch_size=None, labels=True)
    logits = np.array(fid.features.logits(images[:300]))
    assert (logits.argmax(axis=1) == labels[:300]).mean() > 0.6


def test_the_shipped_classifier_of_colour():
    kid = metrics.KernelDistance("cifar10", 100, subset_size=50)
    assert kid.features.dim == 128 and kid.features.classes == 10
    assert kid.name.endswith("_cifar10")
    grey = data.digits(16, batch_size=None)[:100]
    colour = np.repeat(grey, 3, axis=-1)
    # Grey images are read as colour ones, small ones are scaled up.
    np.testing.assert_allclose(
        kid.features(grey[:4]), kid.features(colour[:4]), atol=1e-5
    )


@pytest.mark.slow
@pytest.mark.tensorflow
def test_known_figure_of_cifar10(tfds_data):
    images, labels = arrays_of("cifar10", "test")
    features = metrics.get_features("cifar10")
    logits = [np.array(features.logits(part)) for part in np.split(images, 20)]
    right = np.concatenate(logits).argmax(axis=1) == labels
    assert right.mean() >= 0.85


def arrays_of(name, split):
    batches = data.load(
        name,
        split=split,
        labels=True,
        shuffle=False,
        drop_remainder=False,
        batch_size=1000,
    ).as_numpy_iterator()
    return [np.concatenate(column) for column in zip(*batches)]


@pytest.mark.slow
@pytest.mark.tensorflow
def test_known_figures_of_mnist(tfds_data):
    """What real images reach in the generator's place."""
    train, names = arrays_of("mnist", "train")
    test, test_names = arrays_of("mnist", "test")
    features = metrics.get_features("mnist")
    logits = [np.array(features.logits(part)) for part in np.split(test, 10)]
    right = np.concatenate(logits).argmax(axis=1) == test_names
    assert right.mean() >= 0.994

    real = np.concatenate([train[50_000:51_000], test])
    metric = metrics.ParzenLogLikelihood((28, 28, 1))
    found = metric.compare(real, train[:10_000])
    assert found["parzen10k_pixels"] == pytest.approx(242.1, abs=2.1)
    assert found["parzen_sigma10k_pixels"] == pytest.approx(0.167, abs=1e-3)
    metric = metrics.ParzenLogLikelihood((28, 28, 1), 1000)
    found = metric.compare(real, train[:1000])
    assert found["parzen1k_pixels"] == pytest.approx(120.6, abs=2)

    for count, error in ((50_000, 0.0329), (10_000, 0.0544)):
        metric = metrics.NearestNeighborError((28, 28, 1), count, 10_000)
        found = metric.compare(test, train[:count], test_names, names[:count])
        # Which images come first differs from the original files.
        assert found == pytest.approx(error, abs=0.003)


@pytest.mark.slow
@pytest.mark.tensorflow
def test_stacked_mnist_of_real_triples(tfds_data):
    images, names = arrays_of("mnist", "train+test")
    generator = np.random.default_rng(0)
    by_name = [np.flatnonzero(names == name) for name in range(10)]
    digits = generator.integers(10, size=(26_000, 3))
    balanced = np.array(
        [[generator.choice(by_name[d]) for d in row] for row in digits]
    )
    drawn = generator.integers(len(images), size=(26_000, 3))
    metric = metrics.ClassCoverage("mnist", channels=3)
    for chosen, expected in ((balanced, 0.0193), (drawn, 0.0193 + 0.0043)):
        triples = np.moveaxis(images[chosen][..., 0], 1, -1)
        found = metric.compare(fake=triples, batch_size=1000)
        assert found["classes26k_c3_mnist"] == 1000
        assert found["class_kl26k_c3_mnist"] == pytest.approx(
            expected, abs=0.002
        )


# Inside Keras.


def test_in_evaluate_and_validation(images):
    gan = make("DCGAN")
    fid = metrics.FrechetDistance((16, 16, 1), 48)
    recall = metrics.PrecisionRecall((16, 16, 1), 48)
    gan.compile(metrics=[fid, recall])
    found = gan.evaluate(images, batch_size=7, verbose=0, return_dict=True)
    assert np.isfinite(list(found.values())).all()
    assert set(found) == {
        "d_loss",
        "g_loss",
        "fid48_pixels",
        "precision48_k3_pixels",
        "recall48_k3_pixels",
    }
    history = gan.fit(
        images, batch_size=16, verbose=0, validation_data=images
    ).history
    assert "val_recall48_k3_pixels" in history
    before = gan.generator.get_weights()
    with pytest.raises(ValueError, match="48 real samples.*Received: 40"):
        gan.fit(images, verbose=0, validation_data=images[:40])
    for old, new in zip(before, gan.generator.get_weights()):
        np.testing.assert_array_equal(old, new)


def test_evaluate_is_the_metric_alone(images):
    gan = make("DCGAN")
    gan.compile(metrics=[metrics.FrechetDistance((16, 16, 1), 48)])
    found = gan.evaluate(images, batch_size=16, verbose=0, return_dict=True)
    fakes, make_fakes = [], gan.fakes

    def spy(batch):
        made = make_fakes(batch)
        fakes.append(np.array(made))
        return made

    gan.fakes = spy
    gan.compile(
        run_eagerly=True, metrics=[metrics.FrechetDistance((16, 16, 1), 48)]
    )
    if BACKEND == "jax":
        pytest.skip("the values inside a JAX step are not concrete")
    gan.evaluate(images, batch_size=16, verbose=0)
    fakes = np.concatenate(fakes[-3:])
    alone = metrics.FrechetDistance((16, 16, 1), 48).compare(images, fakes)
    assert found["fid48_pixels"] == pytest.approx(alone, rel=1e-4)


def test_a_model_with_metrics_is_saved(images, tmp_path):
    gan = make("DCGAN")
    gan.compile(metrics=[metrics.FrechetDistance((16, 16, 1), 48)])
    gan.evaluate(images, verbose=0)
    gan.save(tmp_path / "gan.keras")
    twin = keras.models.load_model(tmp_path / "gan.keras")
    assert twin.metrics[-1].name == "fid48_pixels"
    bare = make("DCGAN")
    bare.compile()
    bare.save(tmp_path / "bare.keras")
    sizes = [(tmp_path / f).stat().st_size for f in ("gan.keras", "bare.keras")]
    assert sizes[0] < 1.2 * sizes[1]
