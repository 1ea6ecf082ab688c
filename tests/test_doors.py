"""One rule holds at every door: each way to give data, settings and orders."""

import inspect
import sys
import warnings

import keras
import numpy as np
import pytest
from keras import ops

import keras_gans

from conftest import difference
from conftest import toy_images
from conftest import weights

POINTS = np.random.default_rng(0).normal(size=(64, 2)).astype("float32")
LABELS = np.array([0, 1] * 28 + [2] * 8)


def network(size, outputs):
    return keras.Sequential(
        [
            keras.Input((size,)),
            keras.layers.Dense(8, "relu"),
            keras.layers.Dense(outputs),
        ]
    )


def game(cls=keras_gans.GAN, compiled=None, **settings):
    """A game of points in the plane."""
    keras.utils.set_random_seed(0)
    networks = settings.pop("networks", None) or (network(4, 2), network(2, 1))
    if "latents" not in settings:
        settings["latent_dim"] = 4
    gan = cls(*networks, seed=1, **settings)
    gan.compile(**(compiled or {}))
    return gan


def told(**settings):
    """A game of images of three classes."""
    keras.utils.set_random_seed(0)
    gan = keras_gans.GAN.for_images(
        (16, 16, 1), width=4, num_classes=3, latent_dim=4, seed=1, **settings
    )
    gan.compile()
    return gan


class Batches(keras.utils.PyDataset):
    def __init__(self, *arrays, size=8):
        super().__init__()
        self.arrays, self.size = arrays, size

    def __len__(self):
        return -(-len(self.arrays[0]) // self.size)

    def __getitem__(self, index):
        rows = slice(index * self.size, (index + 1) * self.size)
        parts = tuple(array[rows] for array in self.arrays)
        return parts if len(parts) > 1 else parts[0]


def dataset(*arrays):
    import tensorflow as tf

    data = arrays if len(arrays) > 1 else arrays[0]
    return tf.data.Dataset.from_tensor_slices(data).batch(8)


def generator(*arrays):
    batches = Batches(*arrays)
    return (batches[i] for i in range(len(batches)))


def loader(*arrays):
    torch = pytest.importorskip("torch")
    parts = [torch.tensor(array) for array in arrays]
    data = torch.utils.data.TensorDataset(*parts)
    return torch.utils.data.DataLoader(data, batch_size=8)


# Ways to give data; arrays are told apart from the rest in batch_size.
DOORS = [
    pytest.param(dataset, id="tf.data"),
    pytest.param(Batches, id="PyDataset"),
    pytest.param(generator, id="generator"),
    pytest.param(loader, id="DataLoader"),
]


# What a later batch brings.


@pytest.mark.parametrize("give", DOORS)
@pytest.mark.parametrize("wrong", [3, -1])
def test_a_label_out_of_range_in_a_later_batch(give, wrong):
    images, labels = toy_images(24), np.arange(24) % 3
    labels[20] = wrong
    said = f"labels lie in 0 ... 2 .*Received: labels from .*{wrong}"
    with pytest.raises(Exception, match=said):
        told().fit(give(images, labels), verbose=0)


@pytest.mark.parametrize("give", DOORS)
@pytest.mark.parametrize("wrong", [np.nan, np.inf, 300.0])
def test_a_value_out_of_range_in_a_later_batch(give, wrong):
    images, labels = toy_images(24), np.arange(24) % 3
    images[20, 3, 3] = wrong
    with pytest.raises(Exception, match=r"\[-1, 1\]|[Nn]a[Nn]|finite"):
        told().fit(give(images, labels), verbose=0)


@pytest.mark.parametrize("give", DOORS)
def test_the_same_at_evaluate_and_validation(give):
    images, labels = toy_images(24), np.arange(24) % 3
    labels[20] = 3
    gan = told()
    with pytest.raises(Exception, match="lie in 0 ... 2 .*to 3"):
        gan.evaluate(give(images, labels), verbose=0)
    good = np.arange(24) % 3
    with pytest.raises(Exception, match="lie in 0 ... 2 .*to 3"):
        gan.fit(
            give(images, good),
            validation_data=give(images, labels),
            verbose=0,
        )


def test_arrays_are_looked_at_whole():
    images, labels = toy_images(24), np.arange(24) % 3
    labels[20] = 3
    with pytest.raises(ValueError, match="lie in 0 ... 2 .*to 3"):
        told().fit(images, labels, batch_size=4, verbose=0)


@pytest.mark.parametrize("door", ["predict", "predict_on_batch"])
def test_a_label_that_there_is_not_is_not_drawn(door):
    inputs = [np.zeros((3, 4), "float32"), np.array([0, 1, 3])]
    with pytest.raises(ValueError, match="lie in 0 ... 2 .*to 3"):
        getattr(told(), door)(inputs)


# Kinds of data.


def test_lists_of_labels():
    images, labels = toy_images(12), np.arange(12) % 3
    first, second = told(), told()
    first.fit(images, labels, batch_size=4, verbose=0)
    second.fit(images, labels.tolist(), batch_size=4, verbose=0)
    assert difference(weights(first), weights(second)) == 0


class Table:
    """As much of a DataFrame as matters: columns by name, rows of numbers."""

    def __init__(self, values):
        self.values, self.iloc = values, values
        self.columns, self.shape = ["x", "y"], values.shape

    def __array__(self, dtype=None, copy=None):
        return np.asarray(self.values, dtype)

    def __len__(self):
        return len(self.values)

    def __iter__(self):
        return iter(self.columns)


def _table(values):
    try:
        import pandas
    except ImportError:
        return Table(values)
    return pandas.DataFrame(values, columns=["x", "y"])


@pytest.mark.parametrize("table", [Table, _table])
def test_a_table_trains_as_its_numbers_do(table):
    first, second = game(), game()
    first.fit(POINTS, batch_size=8, verbose=0)
    second.fit(table(POINTS), batch_size=8, verbose=0)
    assert difference(weights(first), weights(second)) == 0


def test_data_that_fill_no_round_are_refused_with_their_count():
    gan = game(critic_steps=5)
    with pytest.raises(ValueError, match="5 .*Received: 3 batches"):
        gan.fit(POINTS[:3], batch_size=1, verbose=0)
    with pytest.raises(ValueError, match="at least one.*an empty ndarray"):
        gan.fit(POINTS[:0], batch_size=1, verbose=0)


@pytest.mark.tensorflow
def test_an_empty_dataset_is_refused():
    data = dataset(POINTS).filter(lambda batch: False)
    with pytest.raises(ValueError, match="no|empty"):
        game().fit(data, verbose=0)


@pytest.mark.tensorflow
def test_data_without_an_end_need_steps_per_epoch():
    data = dataset(POINTS).repeat()
    gan = game()
    with pytest.raises(ValueError, match="steps_per_epoch"):
        gan.fit(data, epochs=2, verbose=0)
    with pytest.raises(ValueError, match="steps"):
        gan.evaluate(data, verbose=0)
    gan.fit(data, epochs=2, steps_per_epoch=3, verbose=0)


def test_a_generator_for_several_epochs_needs_steps_per_epoch():
    with pytest.raises(ValueError, match="steps_per_epoch"):
        game().fit(generator(POINTS), epochs=2, verbose=0)


def test_a_generator_that_ends_with_the_epochs_is_not_warned_of():
    with warnings.catch_warnings():
        warnings.filterwarnings("error", message=".*ran out of data.*")
        history = game().fit(
            generator(POINTS), epochs=2, steps_per_epoch=4, verbose=0
        )
    assert history.epoch == [0, 1]


# `fit` again.


def test_fit_in_a_loop_goes_on_through_the_data():
    rows = np.arange(64, dtype="float32")[:, None].repeat(2, axis=1)
    seen = []

    class Watched(keras_gans.GAN):
        def read(self, data):
            read = super().read(data)
            if len(read) == 8:
                seen.append(np.asarray(ops.convert_to_numpy(read))[:, 0])
            return read

    gan = game(Watched, {"run_eagerly": True})
    calls = []
    for _ in range(4):
        seen.clear()
        gan.fit(rows, batch_size=8, steps_per_epoch=2, verbose=0)
        calls.append(np.concatenate(seen).astype(int).tolist())
    assert len({tuple(call) for call in calls}) == 4
    assert len({row for call in calls for row in call}) > 40


def test_one_fit_of_four_epochs_is_four_fits_of_one():
    first, second = game(), game()
    first.fit(POINTS, batch_size=8, epochs=4, verbose=0)
    for _ in range(4):
        second.fit(POINTS, batch_size=8, verbose=0)
    for name in ("generator", "discriminator"):
        pair = [getattr(gan, name).get_weights() for gan in (first, second)]
        assert difference(*pair) == 0


def test_an_initial_epoch_beyond_the_epochs_is_said():
    with pytest.warns(UserWarning, match="Nothing is played.*epochs=2"):
        game().fit(POINTS, epochs=2, initial_epoch=2, verbose=0)


# Freezing, at compile and after.


@pytest.mark.parametrize("name", ["generator", "discriminator"])
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_frozen_network_is_refused(name, when):
    gan = game()
    getattr(gan, name).trainable = False
    with pytest.raises(ValueError, match=f"{name}.*trainable"):
        if when == "before":
            gan.compile()
        gan.fit(POINTS, verbose=0)


def test_a_layer_frozen_after_compile_needs_a_new_compile():
    gan = game()
    gan.discriminator.layers[0].trainable = False
    with pytest.raises(ValueError, match="compile"):
        gan.fit(POINTS, verbose=0)
    gan.compile()
    before = gan.discriminator.layers[0].get_weights()
    gan.fit(POINTS, verbose=0)
    for old, new in zip(before, gan.discriminator.layers[0].get_weights()):
        np.testing.assert_array_equal(old, new)


def test_a_generator_without_a_gradient_is_named():
    if keras.backend.backend() == "jax":
        pytest.skip("a gradient that nothing reaches is 0 there, not None")
    latents = keras.Input((4,))
    chosen = ops.argmax(keras.layers.Dense(10)(latents), axis=-1, keepdims=True)
    networks = keras.Model(latents, ops.cast(chosen, "float32"))
    gan = game(networks=(networks, network(1, 1)))
    with pytest.raises(ValueError, match="generator.*gradient|gradient.*gener"):
        gan.fit(np.ones((16, 1), "float32"), verbose=0)


# Keras's arguments and settings.


@pytest.mark.parametrize(
    "argument",
    [
        {"loss_weights": {"d_loss": 2.0}},
        {"weighted_metrics": ["accuracy"]},
    ],
)
def test_what_compile_would_ignore_is_refused(argument):
    (name,) = argument
    with pytest.raises((TypeError, ValueError), match=name):
        game(compiled=argument)


def test_an_optimizer_that_is_none_is_named_with_its_player():
    with pytest.raises(ValueError, match="of the generator.*Received: 0.001"):
        game(compiled={"d_optimizer": "adam", "g_optimizer": 1e-3})


def test_a_network_of_two_players_is_refused():
    both = network(4, 4)
    with pytest.raises(ValueError, match="belongs to one player"):
        game(networks=(both, both))


@pytest.mark.parametrize("shape", [[16, 16, 1], np.array([16, 16, 1])])
def test_a_shape_is_any_three_numbers(shape):
    gan = keras_gans.DCGAN.for_images(shape, width=2)
    assert gan.sample_spec.shape == (16, 16, 1)


@pytest.mark.parametrize(
    "argument", [{"class_weight": {0: 1.0}}, {"sample_weight": np.ones(64)}]
)
def test_what_fit_would_ignore_is_refused(argument):
    (name,) = argument
    with pytest.raises((TypeError, ValueError), match=name):
        game().fit(POINTS, verbose=0, **argument)


def test_floatx_of_64_bits():
    keras.config.set_floatx("float64")
    try:
        gan = game()
        gan.fit(POINTS, verbose=0)
        assert np.isfinite(gan.generate(3, seed=1)).all()
    finally:
        keras.config.set_floatx("float32")


@pytest.mark.parametrize("format", ["channels_first", "channels_last"])
def test_image_data_format_changes_nothing(format):
    keras.config.set_image_data_format(format)
    try:
        gan = told()
        gan.fit(toy_images(8), np.arange(8) % 3, batch_size=4, verbose=0)
        assert gan.generate(2, seed=1).shape == (2, 16, 16, 1)
    finally:
        keras.config.set_image_data_format("channels_last")


def test_an_argument_that_is_changed_counts_at_once():
    """As it does for a model that is made with it."""
    gan, other = (game(keras_gans.WGANGP) for _ in range(2))
    for model in (gan, other):
        model.fit(POINTS, batch_size=8, verbose=0)
    gan.penalty_weight = 0.0
    again = {"epochs": 2, "initial_epoch": 1, "batch_size": 8, "verbose": 0}
    changed, kept = (
        model.fit(POINTS, **again).history["d_loss"][0]
        for model in (gan, other)
    )
    assert changed < kept - 0.1


@pytest.mark.tensorflow
def test_validation_that_reads_the_training_data_is_pointed_out(recwarn):
    import tensorflow as tf

    data = tf.data.Dataset.from_tensor_slices(POINTS)
    own = data.batch(8)
    game().fit(data.shuffle(9).batch(8), validation_data=own, verbose=0)
    said = [str(w.message) for w in recwarn]
    assert not any("call of its own" in x for x in said)
    data = data.shuffle(9, 1).batch(8)
    with pytest.warns(UserWarning, match="call of its own"):
        game().fit(data, validation_data=data.take(1), verbose=0)


@pytest.mark.tensorflow
def test_export_takes_the_format_of_keras(tmp_path):
    import tensorflow as tf

    gan = game()
    gan.export(tmp_path / "model", format="tf_saved_model", verbose=False)
    model = tf.saved_model.load(str(tmp_path / "model"))
    made = model.generate(3, 7)
    np.testing.assert_allclose(made, gan.generate(3, seed=7), atol=1e-6)


@pytest.mark.slow
@pytest.mark.tensorflow
def test_export_for_small_devices(tmp_path):
    import tensorflow as tf

    gan = game()
    gan.export(tmp_path / "model.tflite", format="litert", verbose=False)
    model = tf.lite.Interpreter(str(tmp_path / "model.tflite"))
    (takes,), (gives,) = model.get_input_details(), model.get_output_details()
    model.allocate_tensors()
    latents = np.full((1, 4), 0.5, "float32")
    model.set_tensor(takes["index"], latents)
    model.invoke()
    made = model.get_tensor(gives["index"])
    expected = gan.predict(latents, verbose=0)
    np.testing.assert_allclose(made, expected, atol=1e-5)


def test_a_converter_is_asked_for_in_words(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "tf2onnx", None)
    monkeypatch.setitem(sys.modules, "onnx", None)
    with pytest.raises(ImportError, match="pip install.*format='onnx'"):
        game().export(tmp_path / "model.onnx", format="onnx")


def test_a_misspelt_format_is_refused(tmp_path):
    with pytest.raises(ValueError, match="savedmodel.*tf_saved_model"):
        game().export(tmp_path / "model", format="savedmodel")


@pytest.mark.parametrize(
    "metrics, said", [([], r"\[\]"), (["fid"], "'fid'"), (POINTS, "array")]
)
def test_evaluate_names_what_is_no_metric(metrics, said):
    with pytest.raises(ValueError, match=f"such as .*Received: {said}"):
        keras_gans.callbacks.Evaluate(POINTS, metrics)


@pytest.mark.parametrize("shape", [(4, 8, 8, 1), (8, 8, 2), (8,)])
def test_what_is_no_picture_is_not_saved(shape, tmp_path):
    for dtype in ("float32", "uint8"):
        with pytest.raises(ValueError, match="bytes.*pictures.draw.*Received"):
            keras_gans.pictures.save(tmp_path / "a.png", np.ones(shape, dtype))


@pytest.mark.parametrize("shape", [(8, 9), (8, 9, 1), (8, 9, 3), (8, 9, 4)])
def test_a_picture_is_saved(shape, tmp_path):
    from PIL import Image

    picture = np.arange(np.prod(shape)).reshape(shape).astype("uint8")
    keras_gans.pictures.save(tmp_path / "a.png", picture)
    found = np.asarray(Image.open(tmp_path / "a.png")).reshape(shape)
    np.testing.assert_array_equal(found, picture)


# What a variant takes.


@pytest.mark.parametrize("door", ["__init__", "for_images"])
@pytest.mark.parametrize(
    "variant, own",
    [
        ("DCGAN", "packing num_classes"),
        ("WGAN", "clip long_phase"),
        ("WGANGP", "penalty_weight penalty_interval"),
        ("InfoGAN", "codes information_weight"),
        ("ACGAN", "num_classes class_weight"),
    ],
)
def test_signatures_show_all_arguments(variant, own, door):
    cls = getattr(keras_gans, variant)
    door = cls if door == "__init__" else cls.for_images
    shown = inspect.signature(door).parameters
    usual = "latent_dim latents augmentation critic_steps ema_momentum seed"
    assert set(usual.split()) | set(own.split()) <= set(shown)
    assert "kwargs" not in shown and "settings" not in shown
    assert ("packing" in shown) == (variant != "InfoGAN")


def test_a_misspelt_argument_is_answered_with_the_nearest():
    with pytest.raises(TypeError, match="DCGAN.*widht=8, which is near width"):
        keras_gans.DCGAN.for_images((16, 16, 1), widht=8)


@pytest.mark.parametrize(
    "variant, argument, reason",
    [
        ("InfoGAN", {"packing": 2}, "codes of each sample"),
        ("InfoGAN", {"num_classes": 2}, "not told"),
        ("ImprovedGAN", {"num_classes": 10}, "is SemiSupervisedGAN"),
        ("ImprovedGAN", {"packing": 2}, "features of each"),
    ],
)
def test_what_a_variant_has_no_use_for_is_refused(variant, argument, reason):
    cls = getattr(keras_gans, variant)
    (name,) = argument
    with pytest.raises(ValueError, match=f"takes no `{name}`.*{reason}"):
        cls.for_images((16, 16, 1), width=4, **argument)


@pytest.mark.parametrize("wrong", [20, "normal", keras_gans.latents.Normal])
def test_latents_that_are_no_law_are_refused(wrong):
    for door in (
        lambda: game(latents=wrong),
        lambda: keras_gans.InfoGAN.for_images((16, 16, 1), latents=wrong),
    ):
        with pytest.raises(ValueError, match="such as Normal.*Received"):
            door()


@pytest.mark.parametrize("wrong", ["images", keras_gans.specs.Images, (2,)])
def test_a_spec_that_is_none_is_refused(wrong):
    for door in (
        lambda: game(sample_spec=wrong),
        lambda: keras_gans.pictures.draw(POINTS, spec=wrong),
        lambda: keras_gans.plots.real_and_fake(POINTS, POINTS, spec=wrong),
    ):
        with pytest.raises(ValueError, match="keras_gans.specs.*Received"):
            door()


@pytest.mark.parametrize("name", ["default_loss", "divide", "takes_labels"])
def test_what_a_variant_of_the_first_version_said_is_refused(name):
    with pytest.raises(TypeError, match=f"What was `{name}` is now"):
        type("Old", (keras_gans.DCGAN,), {name: "hinge"})


# Forms of data.


@pytest.mark.parametrize("form", [list, np.ndarray.tolist])
def test_samples_may_be_a_list(form):
    first, second = game(), game()
    first.fit(POINTS, batch_size=8, verbose=0)
    second.fit(form(POINTS), batch_size=8, verbose=0)
    assert difference(weights(first), weights(second)) == 0
    assert told().evaluate(form(toy_images(4)), [0, 1, 2, 0], verbose=0)


@pytest.mark.parametrize(
    "batches",
    [
        list(POINTS.reshape(8, 8, 2)),
        [POINTS, POINTS],
        [POINTS[:5], POINTS[5:]],
    ],
)
def test_a_list_of_batches_is_refused(batches):
    said = f"np.concatenate.*a list of {len(batches)}, the first array"
    for door in ("fit", "evaluate", "train_on_batch"):
        with pytest.raises(ValueError, match=said):
            getattr(game(), door)(batches)


def test_an_iterator_is_read_as_a_generator_is():
    first, second = game(), game()
    first.fit(generator(POINTS), steps_per_epoch=8, verbose=0)
    second.fit(iter(list(generator(POINTS))), steps_per_epoch=8, verbose=0)
    assert difference(weights(first), weights(second)) == 0


# Numbers.


@pytest.mark.parametrize(
    "argument, wrong",
    [
        ("batch_size", 0),
        ("batch_size", -3),
        ("batch_size", 8.0),
        ("batch_size", "8"),
        ("batch_size", True),
        ("epochs", "3"),
        ("epochs", 1.5),
        ("initial_epoch", -1),
        ("steps_per_epoch", 0),
        ("steps_per_epoch", -1),
        ("validation_steps", 0),
        ("validation_batch_size", 0),
        ("validation_split", 1.5),
        ("validation_split", "a"),
        ("validation_split", 0.999),
    ],
)
def test_numbers_of_fit_that_are_none(argument, wrong):
    with pytest.raises(ValueError, match=f"`{argument}`.*{argument}={wrong!r}"):
        game().fit(POINTS, verbose=0, **{argument: wrong})


@pytest.mark.parametrize("argument", ["batch_size", "steps"])
@pytest.mark.parametrize("wrong", [0, -1, 2.0])
def test_numbers_of_evaluate_that_are_none(argument, wrong):
    with pytest.raises(ValueError, match=f"`{argument}`.*{argument}={wrong}"):
        game().evaluate(POINTS, verbose=0, **{argument: wrong})


@pytest.mark.parametrize(
    "make",
    [
        lambda: keras_gans.R3GAN.for_images((16, 16, 1), width=4, gamma=-1),
        lambda: game(keras_gans.WGANGP, penalty_weight=np.inf),
        lambda: keras_gans.metrics.ModeCoverage(POINTS, "a"),
        lambda: keras_gans.metrics.ModeCoverage(POINTS * np.nan, 0.1),
        lambda: keras_gans.metrics.ClassifierScore("mnist", samples=8),
        lambda: keras_gans.callbacks.CollapseWatch(POINTS, every=2.0),
        lambda: keras_gans.callbacks.CollapseWatch(dataset(POINTS)),
        lambda: evaluation(samples=8.0),
        lambda: evaluation(samples=0),
        lambda: evaluation(time_budget="1"),
        lambda: evaluation(time_budget=0),
        lambda: evaluation(seed="x"),
        lambda: evaluation(several=2),
        lambda: keras_gans.InfoGAN.for_images((16, 16, 1), codes=3),
        lambda: game(sample_spec=keras_gans.specs.Images((16, 16, 1))),
        lambda: game(compiled={"optimizers": ["adam", "sgd"]}),
        lambda: keras_gans.data.from_directory(None, image_size=16),
        lambda: keras_gans.pictures.draw(dataset(POINTS)),
        lambda: keras_gans.plots.loss_curves({}),
        lambda: keras_gans.plots.loss_curves([]),
        lambda: keras_gans.plots.metric_curves(None),
        lambda: keras_gans.plots.nearest_neighbors(
            toy_images(4), toy_images(4, (8, 8, 1))
        ),
    ],
)
def test_nonsense_is_refused_in_a_sentence(make):
    with pytest.raises(ValueError, match="Received: "):
        make()


def evaluation(several=1, **settings):
    metrics = [
        keras_gans.metrics.WassersteinDistance(2, samples=8)
        for _ in range(several)
    ]
    return keras_gans.callbacks.Evaluate(POINTS, metrics, **settings)


@pytest.mark.parametrize("name", ["d_loss", "g_loss"])
def test_a_metric_of_a_losses_name_is_refused(name):
    metric = keras.metrics.MeanSquaredError(name=name)
    with pytest.raises(ValueError, match=f"a name of its own.*{name}"):
        game(compiled={"metrics": [metric]})


def test_weights_of_samples_are_refused_at_every_door():
    weights, gan = np.ones(64), game()
    for door in (
        lambda: gan.evaluate(POINTS, sample_weight=weights),
        lambda: gan.fit(POINTS, validation_data=(POINTS, POINTS, weights)),
        lambda: gan.test_on_batch(POINTS, sample_weight=weights),
    ):
        with pytest.raises(ValueError, match="sample_weight"):
            door()


def test_a_layer_of_two_players_is_refused():
    layer = keras.layers.Dense(4)
    both = [
        keras.Sequential([keras.Input((4,)), layer, keras.layers.Dense(n)])
        for n in (4, 1)
    ]
    with pytest.raises(ValueError, match="each of its layers.*kernel"):
        game(networks=both)


@pytest.mark.parametrize("wrong", ["range", "dtype", "nan", "shape"])
def test_what_is_classified_is_looked_at(wrong):
    gan = keras_gans.SemiSupervisedGAN.for_images(
        (16, 16, 1), width=4, num_classes=3
    )
    images = {
        "range": toy_images(4) * 100,
        "dtype": (toy_images(4) > 0).astype("uint8"),
        "nan": toy_images(4) * np.nan,
        "shape": toy_images(4, (8, 8, 1)),
    }[wrong]
    with pytest.raises(ValueError, match="Received: "):
        gan.predict_classes(images)
    assert gan.predict_classes(toy_images(4).tolist()).shape == (4,)


@pytest.mark.tensorflow
def test_labels_of_a_dataset_and_a_dict_are_looked_at_by_predict():
    import tensorflow as tf

    gan, latents = told(), np.zeros((4, 4), "float32")
    labels = np.array([0, 1, 2, 7])
    data = tf.data.Dataset.from_tensor_slices(((latents, labels),)).batch(4)
    with pytest.raises(Exception, match="labels.*from 0 to 2.*7"):
        gan.predict(data, verbose=0)
    names = [x.name for x in gan.generator.inputs]
    with pytest.raises(ValueError, match="lie in 0 ... 2.*to 7"):
        gan.predict(dict(zip(names, (latents, labels))), verbose=0)


@pytest.mark.parametrize("floatx", ["float16", "float64"])
def test_metrics_in_any_floatx(floatx):
    metrics = keras_gans.metrics
    keras.config.set_floatx(floatx)
    try:
        gan = game(
            compiled={
                "metrics": [
                    metrics.WassersteinDistance(2, samples=16),
                    metrics.ModeCoverage(np.eye(2), 0.1, samples=16),
                ]
            }
        )
        found = gan.evaluate(POINTS[:16], verbose=0, return_dict=True)
        kept = [v for k, v in found.items() if not k.startswith("reverse_kl")]
        assert np.isfinite(kept).all()  # No mode is met at the start.
    finally:
        keras.config.set_floatx("float32")
    assert set(found) > {"d_loss", "g_loss"}


@pytest.mark.tensorflow
def test_served_networks_refuse_what_is_not_finite(tmp_path):
    import tensorflow as tf

    gan = game()
    gan.export(tmp_path / "model", verbose=False)
    model = tf.saved_model.load(str(tmp_path / "model"))
    with pytest.raises(Exception, match="finite numbers.*Received"):
        model.discriminate(POINTS[:2] * np.nan)
    assert model.discriminate(POINTS[:2]).shape == (2, 1)


def test_the_defaults_of_keras_are_taken(tmp_path):
    gan = game(compiled={"weighted_metrics": [], "loss_weights": None})
    assert gan.compiled
    if keras.backend.backend() == "tensorflow":
        gan.export(tmp_path / "m", input_signature=None, verbose=False)
        assert (tmp_path / "m" / "saved_model.pb").exists()


def test_fit_in_a_loop_says_that_the_log_begins_anew(tmp_path):
    gan = game()

    def fit(**settings):
        log = keras_gans.callbacks.LossLog(tmp_path / "losses.csv")
        gan.fit(POINTS, verbose=0, callbacks=[log], **settings)

    fit()
    with pytest.warns(UserWarning, match="initial_epoch=1.*after 1 epochs"):
        fit()
    with warnings.catch_warnings():
        warnings.filterwarnings("error", message=".*begun anew")
        fit(epochs=3, initial_epoch=2)
