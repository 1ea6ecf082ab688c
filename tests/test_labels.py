"""What a network is told beside its samples: classes, vectors, images."""

import keras
import numpy as np
import pytest

import keras_gans
from keras_gans import metrics
from keras_gans.data import feed as feeding
from keras_gans.networks import labelled
from keras_gans.networks import mlp

from conftest import anything
from conftest import difference
from conftest import make
from conftest import weights

LABELS = np.arange(48) % 3


def told(variant="WGANGP", **kwargs):
    """Of dense networks, which are traced quickly."""
    generator = mlp.generator((16, 16, 1), 6 + 3, 8, 1)
    judge = mlp.discriminator((16, 16, 1 + 3), 8, 1)
    kwargs = {"critic_steps": 2, "seed": 1, "latent_dim": 6, **kwargs}
    gan = getattr(keras_gans, variant)(
        labelled.generator(generator, 3),
        labelled.discriminator(judge, 3),
        num_classes=3,
        **kwargs,
    )
    gan.compile()
    return gan


def test_labels_reach_both_networks(images):
    gan = told()
    first, second, third = gan.generate(3, seed=5, labels=[0, 1, 2])
    again = gan.generate(3, seed=5, labels=0)
    np.testing.assert_array_equal(again[0], first)
    assert np.abs(again[1] - second).max() > 1e-3
    judge = gan.discriminator.predict
    as_zero = judge([images[:2], np.array([0, 0])], verbose=0)
    as_one = judge([images[:2], np.array([0, 1])], verbose=0)
    assert as_zero[0] == as_one[0] and as_zero[1] != as_one[1]


def test_maps_by_hand():
    images = keras.Input((2, 3, 1))
    labels = keras.Input((), dtype="int32")
    model = keras.Model([images, labels], labelled.maps(images, labels, 2))
    out = model.predict(
        [np.full((2, 2, 3, 1), 7.0), np.array([0, 1])], verbose=0
    )
    assert out.shape == (2, 2, 3, 3)
    np.testing.assert_array_equal(out[0, 1, 2], [7, 1, 0])
    np.testing.assert_array_equal(out[1, 0, 0], [7, 0, 1])


def test_a_label_is_learnt():
    """Class 0 is dark, class 1 bright; a generator told so makes them so."""
    labels = np.arange(512) % 2
    images = np.where(labels, 0.8, -0.8)[:, None] + np.zeros((512, 4))
    gan = keras_gans.WGANGP(
        labelled.generator(mlp.generator((4,), 3 + 2, 16, 1), 2),
        _told_vectors(mlp.discriminator((4 + 2,), 16, 1)),
        latent_dim=3,
        critic_steps=2,
        num_classes=2,
        seed=0,
    )
    gan.compile(*(keras.optimizers.Adam(5e-3, beta_1=0.0) for _ in range(2)))
    gan.fit(
        images.astype("float32"), labels, batch_size=32, epochs=40, verbose=0
    )
    dark, bright = (
        gan.generate(64, seed=1, labels=label).mean() for label in (0, 1)
    )
    assert dark < -0.4 and bright > 0.4


def _told_vectors(inner):
    samples = keras.Input((4,))
    labels = keras.Input((), dtype="int32")
    flags = keras.ops.one_hot(labels, 2)
    both = keras.layers.Concatenate()([samples, flags])
    return keras.Model([samples, labels], inner(both))


def test_save_load_fit_equals_fit(tmp_path, images):
    gan = told(ema_momentum=0.9)
    gan.fit(images, LABELS, batch_size=8, verbose=0)
    gan.save(tmp_path / "gan.keras")
    again = keras.saving.load_model(tmp_path / "gan.keras")
    for model in (gan, again):
        model.fit(images, LABELS, batch_size=8, shuffle=False, verbose=0)
    assert difference(weights(gan), weights(again)) == 0
    assert again.num_classes == 3


def test_metrics_see_samples_of_the_labels(images):
    gan = told()
    seen = []

    class Spy(metrics.FrechetDistance):
        def update_state(self, real=None, fake=None, **kwargs):
            seen.append(fake)
            return super().update_state(real, fake, **kwargs)

    gan.compile(metrics=[Spy((16, 16, 1), 48)], run_eagerly=True)
    found = gan.evaluate(
        images, LABELS, batch_size=16, verbose=0, return_dict=True
    )
    assert sum(len(part) for part in seen) == 48
    assert np.isfinite(list(found.values())).all()


@pytest.mark.tensorflow
def test_export_takes_labels(tmp_path):
    import tensorflow as tf

    gan = told()
    gan.export(tmp_path / "served", verbose=False)
    served = tf.saved_model.load(tmp_path / "served")
    labels = np.array([2, 0, 1], "int32")
    drawn = served.generate(tf.constant(labels), tf.constant(7, tf.int64))
    images = gan.generate(3, seed=7, labels=labels)
    assert np.abs(drawn.numpy() / 127.5 - 1 - images).max() < 1 / 127
    judged = served.discriminate(tf.constant(images), tf.constant(labels))
    expected = gan.discriminator([images, labels], training=False)
    np.testing.assert_allclose(judged, expected, atol=1e-5)
    assert set(
        served.signatures["serving_default"].structured_input_signature[1]
    ) == {"latents", "labels"}


@pytest.mark.parametrize(
    "labels, message",
    [
        (None, "is \\(real, labels\\).*Received: array \\(48, 16"),
        (LABELS + 1, "0 ... 2.*Received: labels from 1 to 3"),
        (LABELS - 1, "0 ... 2.*Received: labels from -1 to 1"),
        (LABELS.astype("float32"), "whole numbers.*Received: .*float32"),
        (LABELS[:, None], "labels\\[:, 0\\].*Received: .*\\(48, 1\\)"),
        (np.eye(3)[LABELS], "argmax.*one-hot.*Received: .*\\(48, 3\\)"),
        (LABELS[:30], "of 48 samples.*Received: .*\\(30,\\)|same length"),
    ],
)
def test_wrong_labels_of_data(labels, message, images):
    gan = told()
    with pytest.raises(ValueError, match=message):
        gan.fit(images, labels, verbose=0)
    with pytest.raises(ValueError, match=message):
        gan.evaluate(images, labels, verbose=0)


def test_weights_of_samples_are_refused(images):
    gan, ones = told(), np.ones(48)
    with pytest.raises(ValueError, match="one weight.*Received: class_weight"):
        gan.fit(images, LABELS, class_weight={0: 1.0, 1: 0.0, 2: 0.0})
    with pytest.raises(ValueError, match="one weight.*Received: sample_weight"):
        gan.fit(images, LABELS, sample_weight=ones)
    with pytest.raises(
        ValueError, match="Received: \\(array.*array \\(48,\\)\\)"
    ):
        gan.fit((images, LABELS, ones))


@pytest.mark.parametrize(
    "variant", ["ConditionalGAN", "ACGAN", "SemiSupervisedGAN"]
)
def test_sizes_may_be_numpy_numbers(variant, tmp_path):
    size = np.int64(LABELS.max() + 1)
    gan = getattr(keras_gans, variant).for_images(
        tuple(np.array([16, 16, 1])),
        num_classes=size,
        latent_dim=np.int64(6),
        width=np.int64(4),
    )
    gan.save(tmp_path / "gan.keras")
    assert keras.saving.load_model(tmp_path / "gan.keras").num_classes == 3


@pytest.mark.parametrize(
    "labels, message",
    [
        ([0, 1], "each of 4 samples.*Received: .*2"),
        (3, "0 ... 2.*Received: labels from 3 to 3"),
        (1.0, "whole numbers.*Received: .*float"),
        ("cat", "whole numbers.*Received: .*dtype"),
    ],
)
def test_wrong_labels_of_generate(labels, message):
    with pytest.raises(ValueError, match=message):
        told().generate(4, labels=labels)


def test_labels_where_none_are_taken():
    with pytest.raises(ValueError, match="takes no labels.*Received"):
        keras_gans.DCGAN.for_images((16, 16, 1), width=4).generate(2, labels=1)


def test_networks_that_are_told_different_things():
    generator = mlp.generator((16, 16, 1), 6, 8, 1)
    judge = mlp.discriminator((16, 16, 1 + 3), 8, 1)
    told_judge = labelled.discriminator(judge, 3)
    with pytest.raises(ValueError, match="the generator is told too.*Received"):
        keras_gans.DCGAN(generator, told_judge, latent_dim=6)
    both = (
        labelled.generator(mlp.generator((16, 16, 1), 9, 8, 1), 3),
        told_judge,
    )
    with pytest.raises(
        ValueError, match="`num_classes` goes.*Received: .*None"
    ):
        keras_gans.DCGAN(*both, latent_dim=6)
    with pytest.raises(ValueError, match="not packed.*Received: packing=2"):
        keras_gans.DCGAN.for_images(
            (16, 16, 1), width=4, num_classes=3, packing=2
        )
    for variant in ("EBGAN", "BEGAN"):
        with pytest.raises(ValueError, match="auto-encoder.*Received"):
            getattr(keras_gans, variant).for_images(
                (16, 16, 1), width=4, num_classes=3
            )


def test_vectors_as_labels(images):
    """Any numbers may be told, not classes alone."""
    latents, facts = keras.Input((6,)), keras.Input((2,))
    x = keras.layers.Concatenate()([latents, facts])
    generator = keras.Model(
        [latents, facts], mlp.generator((16, 16, 1), 8, 8, 1)(x)
    )
    gan = keras_gans.DCGAN(
        generator, mlp.discriminator((16, 16, 1), 8, 1), latent_dim=6
    )
    gan.compile()
    with pytest.raises(ValueError, match="pass `labels`.*Received"):
        gan.generate(3)
    facts = np.random.default_rng(0).normal(size=(48, 2)).astype("float32")
    history = gan.fit(images, facts, batch_size=8, verbose=0).history
    assert np.isfinite(history["g_loss"]).all()
    assert gan.generate(3, labels=facts[:3]).shape == (3, 16, 16, 1)
    assert gan.generate(3, labels=facts[0]).shape == (3, 16, 16, 1)
    # Without them it is told what the first batch of training had.
    np.testing.assert_array_equal(
        gan.generate(3, seed=1), gan.generate(3, seed=1, labels=facts[:3])
    )
    facts[0, 0] = np.nan
    with pytest.raises(ValueError, match="finite numbers.*Received"):
        gan.fit(images, facts, verbose=0)


def by_pictures():
    """Both networks are told a picture of any size."""
    latents, picture = keras.Input((6,)), keras.Input((None, None, 1))
    seen = keras.layers.GlobalAveragePooling2D()(picture)
    x = keras.layers.Concatenate()([latents, seen])
    made = mlp.generator((16, 16, 1), 7, 8, 1)(x)
    images = keras.Input((16, 16, 1))
    judged = mlp.discriminator((16, 16, 1), 8, 1)(images)
    gan = keras_gans.ConditionalGAN(
        keras.Model([latents, picture], made),
        keras.Model([images, picture], judged + keras.layers.Dense(1)(seen)),
        latent_dim=6,
    )
    gan.compile()
    return gan


def test_pictures_as_labels(images):
    gan = by_pictures()
    halves = images[:, :8, ::2]
    logs = gan.fit(images, halves, batch_size=8, verbose=0).history
    assert np.isfinite(logs["g_loss"]).all()
    assert gan.generate(3, labels=halves[0]).shape == (3, 16, 16, 1)
    with pytest.raises(ValueError, match="shape \\(any, any, 1\\).*Received"):
        gan.fit(images, halves[..., 0], verbose=0)
    bytes_ = ((halves + 1) * 127.5).astype("uint8")
    with pytest.raises(ValueError, match="bytes / 127.5 - 1.*dtype=uint8"):
        gan.fit(images, bytes_, batch_size=8, verbose=0)


@pytest.mark.parametrize("kind", ["standard", "CollapseWatch"])
def test_callbacks_tell_what_the_data_have(kind, images, tmp_path):
    gan, pictures = by_pictures(), images[:, ::2, ::2]

    def fit(**kwargs):
        if kind == "standard":
            callbacks = keras_gans.callbacks.standard(tmp_path, **kwargs)
        else:
            watch = keras_gans.callbacks.CollapseWatch
            callbacks = [watch(images, every=2, samples=8, **kwargs)]
        gan.fit(images, pictures, batch_size=8, callbacks=callbacks, verbose=0)
        return callbacks

    with pytest.raises(ValueError, match="each of .* samples.*Received"):
        fit(labels=pictures[:2])
    assert int(gan.optimizer.iterations) == 0
    fit()
    callbacks = fit(labels=pictures[0])
    if kind == "CollapseWatch":
        assert len(callbacks[0].looks) == 3


def test_label_agreement_by_hand(images):
    inputs = keras.Input((16, 16, 1))
    # Logits: the sum of the picture and 0, class 0 where it is bright.
    total = keras.ops.sum(inputs, axis=(1, 2, 3))[:, None]
    model = keras.Model(
        inputs, keras.layers.Concatenate()([total, keras.ops.zeros_like(total)])
    )
    features = metrics.from_model(model)
    metric = metrics.LabelAgreement(features, 48)
    dark = (images.sum(axis=(1, 2, 3)) < 0).astype("int32")
    assert metric.compare(fake=images, fake_labels=dark) == 1
    dark[:12] = 1 - dark[:12]
    assert metric.compare(fake=images, fake_labels=dark) == 0.75
    assert metric.name == f"agreement48_{features.name}"
    with pytest.raises(ValueError, match="\\[-1, 1\\].*Received"):
        metric.compare(fake=images * 100, fake_labels=dark)
    with pytest.raises(ValueError, match="labels\\[:, 0\\].*Received"):
        metric.compare(fake=images, fake_labels=dark[:, None])
    with pytest.raises(ValueError, match="needs the labels.*Received"):
        metric.update_state(None, images)


def test_evaluate_tells_the_labels_of_the_data(images):
    gan = told()
    seen = []
    generate = gan.generate

    def spy(n, seed=None, labels=None, batch_size=128):
        seen.append(np.array(labels))
        return generate(n, seed, labels, batch_size)

    gan.generate = spy
    labels = np.repeat([0, 2], 24)
    error = metrics.NearestNeighborError((16, 16, 1), 48)
    evaluate = keras_gans.callbacks.Evaluate(
        (images, labels), [error], batch_size=20
    )
    history = gan.fit(
        images, LABELS, batch_size=8, verbose=0, callbacks=[evaluate]
    ).history
    np.testing.assert_array_equal(np.concatenate(seen), labels)
    assert 0 <= history[f"val_{error.name}"][0] <= 1


def test_compiled_metrics_see_labels(images):
    gan = told()
    error = metrics.NearestNeighborError((16, 16, 1), 48)
    gan.compile(metrics=[error])
    found = gan.evaluate(images, LABELS, verbose=0, return_dict=True)
    assert 0 <= found[error.name] <= 1


def test_a_sheet_has_a_label_a_column(tmp_path, images):
    gan = told()
    sheet = keras_gans.callbacks.ConditionSheet(tmp_path, rows=2, seed=4)
    gan.fit(images, LABELS, batch_size=8, verbose=0, callbacks=[sheet])
    from PIL import Image

    drawn = np.asarray(Image.open(tmp_path / "epoch_0001.png"))
    assert drawn.shape == (2 * 17 + 1, 3 * 17 + 1, 3)
    first = gan.generate(2, seed=4, labels=[1, 1])
    again = keras_gans.pictures.grid(first, 1)
    np.testing.assert_array_equal(drawn[:, 17:35], again)
    with pytest.raises(ValueError, match="0 ... 2.*Received: .*from -1 to 7"):
        keras_gans.pictures.label_sheet(gan, [7, -1])
    other = keras_gans.DCGAN.for_images((16, 16, 1), width=4)
    other.compile()
    with pytest.raises(ValueError, match="takes labels.*Received: DCGAN"):
        other.fit(images, verbose=0, callbacks=[sheet])


def test_a_sheet_of_codes(images):
    gan = make("InfoGAN")
    sheet = keras_gans.pictures.code_sheet(gan, 0, [0, 1, 2], rows=2)
    assert sheet.shape == (2 * 17 + 1, 3 * 17 + 1, 3)
    assert (sheet[:17, :17] != sheet[:17, 17:34]).any()
    with pytest.raises(ValueError, match="0 ... 2.*Received: codes"):
        keras_gans.pictures.code_sheet(gan, 0, [3])


@pytest.mark.tensorflow
def test_few_labels(tfds_data):
    images, labels = keras_gans.data.labelled("mnist", 3)
    assert sorted(labels) == sorted(list(range(10)) * 3)
    data = keras_gans.data.semi_supervised("mnist", 3, batch_size=50)
    for _ in range(2):
        batch, names = next(iter(data))
        assert batch.shape == (100, 28, 28, 1) and names.shape == (100,)
        names = np.array(names)
        assert (names[1::2] == -1).all() and (names[::2] >= 0).all()
        assert len(set(names[::2])) > 5
        rows = np.array(batch[::2]).reshape(50, -1)
        known = images.reshape(30, -1)
        for row, name in zip(rows, names[::2]):
            match = np.abs(known - row).sum(axis=1).argmin()
            assert (known[match] == row).all() and labels[match] == name
    assert int(data.cardinality()) == 1200


@pytest.mark.tensorflow
def test_few_labels_go_on_where_a_run_stopped(tfds_data):
    def passes(opened, count):
        data = keras_gans.data.semi_supervised(
            "mnist", 3, batch_size=20, split="train[:400]", seed=5
        )
        feed = feeding.Feed(data, None, True, anything(), 1)
        feed.open(opened)
        return [
            [[np.array(x) for x in element] for element in feed.data]
            for _ in range(count)
        ]

    straight, resumed = passes(0, 3), passes(1, 2)
    np.testing.assert_equal(straight[1:], resumed)
    first, second = (np.concatenate([x[1] for x in p]) for p in straight[:2])
    assert (first != second).any()
    # Two turns of the thirty labelled images.
    known = np.concatenate([x[1][::2] for x in straight[0]])
    counts = np.bincount(known[:60], minlength=10)
    assert (counts == 6).all()


def several(order, names=("a", "b"), others=("a", "b")):
    """A game that is told two numbers, which D has in an order of its own."""
    latents = keras.Input((4,))
    told = {n: keras.Input((1,), name=n) for n in names}
    both = keras.layers.Concatenate()([latents, *told.values()])
    generator = keras.Model(
        [latents, *told.values()], keras.layers.Dense(2)(both)
    )
    points = keras.Input((2,))
    judged = {n: keras.Input((1,), name=n) for n in others}
    taken = [judged[n] for n in order]
    # Says what it is told first, whatever the points are.
    logit = judged[others[0]] + 0 * keras.layers.Dense(1)(points)
    for other in others[1:]:
        logit = logit + 0 * judged[other]
    return keras_gans.ConditionalGAN(
        generator, keras.Model([points, *taken], logit), latent_dim=4
    )


@pytest.mark.parametrize("order", [("a", "b"), ("b", "a"), ("a",)])
def test_conditions_meet_by_the_names_of_inputs(order):
    gan = several(order, others=order)
    gan.compile()
    told = {"a": np.full((8, 1), 3.0), "b": np.full((8, 1), -2.0)}
    told = {name: value.astype("float32") for name, value in told.items()}
    points = np.zeros((8, 2), "float32")
    logs = gan.evaluate({"real": points, **told}, verbose=0, return_dict=True)
    logit = float(told[order[0]][0, 0])
    # Both sides have the same logit.
    expected = np.logaddexp(0, -logit) + np.logaddexp(0, logit)
    assert logs["d_loss"] == pytest.approx(expected, rel=1e-5)


def test_conditions_of_other_names_meet_in_their_order():
    gan = several(("x", "y"), others=("x", "y"))
    assert gan.judged == ["a", "b"]


def test_a_condition_that_the_generator_is_not_told_is_refused():
    with pytest.raises(ValueError, match="of the same names.*'c'"):
        several(("a", "c"), others=("a", "c"))


@pytest.mark.tensorflow
def test_endpoints_take_conditions_by_name(tmp_path):
    import tensorflow as tf

    gan = several(("b", "a"))
    gan.compile()
    gan.export(tmp_path / "model", verbose=False)
    model = tf.saved_model.load(str(tmp_path / "model"))
    a, b = (np.full((3, 1), x, "float32") for x in (3.0, -2.0))
    made = model.generate(b=b, a=a, seed=7)
    np.testing.assert_allclose(
        made, gan.generate(3, seed=7, a=a, b=b), atol=1e-6
    )
    np.testing.assert_array_equal(made, model.generate(a, b, 7))
    logits = model.discriminate(images=np.zeros((3, 2), "float32"), a=a, b=b)
    np.testing.assert_array_equal(logits, a)
