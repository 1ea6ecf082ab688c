import numpy as np
import pytest
from keras import tree

import keras_gans
from keras_gans.data import feed as feeding
from keras_gans.data import pipeline
from keras_gans.data.frame import Frame

from conftest import anything
from conftest import run_python

pytestmark = pytest.mark.tensorflow


def arrays(dataset):
    return [
        np.array(b) if not isinstance(b, tuple) else tuple(map(np.array, b))
        for b in dataset
    ]


def test_load_mnist(tfds_data):
    data = keras_gans.data.load("mnist", batch_size=100, split="train[:1050]")
    batches = arrays(data)
    assert [b.shape for b in batches] == [(100, 28, 28, 1)] * 10
    every = np.concatenate(batches)
    assert every.dtype == np.float32
    assert every.min() == -1 and every.max() == 1
    assert 0.1 < (every.mean() + 1) / 2 < 0.16  # MNIST's mean grey is 0.13


def test_an_order_follows_from_the_seed(tfds_data):
    def epochs(seed):
        data = keras_gans.data.load("mnist", split="train[:256]", seed=seed)
        return [np.concatenate(arrays(data)) for _ in range(2)]

    first, second = epochs(1), epochs(1)
    assert (first[0] == second[0]).all() and (first[1] == second[1]).all()
    assert (first[0] != first[1]).any()
    assert (first[0] != epochs(2)[0]).any()
    assert sorted(first[0].sum((1, 2, 3))) == sorted(first[1].sum((1, 2, 3)))


def test_load_options(tfds_data):
    images, labels = next(
        iter(
            keras_gans.data.load(
                "cifar10",
                image_size=16,
                batch_size=10,
                labels=True,
                split="test",
                shuffle=False,
            )
        )
    )
    assert images.shape == (10, 16, 16, 3) and labels.shape == (10,)
    assert labels.numpy().max() <= 9
    ragged = keras_gans.data.load(
        "mnist", batch_size=40, split="test[:50]", drop_remainder=False
    )
    assert [len(b) for b in arrays(ragged)] == [40, 10]
    faces, gender = next(
        iter(keras_gans.data.load("utkface_64", labels="gender", split="test"))
    )
    assert faces.shape == (64, 64, 64, 3)
    assert set(gender.numpy()) == {0, 1}
    photos = keras_gans.data.load(
        "pix2pix_facades",
        image_size=64,
        batch_size=2,
        split="val",
        feature="target_image",
    )
    assert next(iter(photos)).shape == (2, 64, 64, 3)
    horses = keras_gans.data.load(
        "cycle_gan/horse2zebra", image_size=32, split="testA"
    )
    assert next(iter(horses)).shape == (64, 32, 32, 3)


def test_load_refuses_features_that_are_not_there(tfds_data):
    with pytest.raises(ValueError, match="'label'.*Received: age"):
        keras_gans.data.load("mnist", labels="age")
    with pytest.raises(ValueError, match="target_image.*Received: image"):
        keras_gans.data.load("pix2pix_facades")
    with pytest.raises(ValueError, match="name an image_size"):
        keras_gans.data.load("cycle_gan/horse2zebra", split="trainA")


def test_load_knows_the_names_of_classes(tfds_data):
    load = keras_gans.data.load
    data = load("cifar10", labels=True, split="test[:64]")
    assert data.class_names[:2] == ["airplane", "automobile"]
    data = load("utkface_64", labels="gender", split="test[:64]")
    assert len(data.class_names) == 2
    data = load("utkface_64", labels="age", split="test[:64]")
    assert not hasattr(data, "class_names")
    data = keras_gans.data.semi_supervised(
        "mnist", 1, batch_size=5, split="test[:100]"
    )
    assert data.class_names == list("0123456789")
    data = keras_gans.data.digits(labels=True)
    assert data.class_names == list("0123456789")


@pytest.mark.parametrize("size", [np.int64(8), (40, 24), (16, 1024)])
@pytest.mark.parametrize("crop", ["center", "pad", "squeeze"])
def test_load_brings_pictures_to_any_shape(tfds_data, size, crop):
    data = keras_gans.data.load(
        "cycle_gan/horse2zebra", size, np.int64(2), "testA[:4]", crop=crop
    )
    height, width = np.broadcast_to(size, 2)
    assert next(iter(data)).shape == (2, height, width, 3)


def test_a_frame_does_to_tensors_what_it_does_to_files():
    """Each crop and number of channels, on a picture of flat parts."""
    import tensorflow as tf

    def apply(image, size, channels=None, crop="center", background="white"):
        frame = Frame(size, channels, crop, background)
        return frame.apply(tf.constant(image)).numpy()

    portrait = np.zeros((40, 20, 3), "uint8")
    portrait[:20], portrait[20:] = 100, 200
    center = apply(portrait, 20)
    assert (center[:10] == 100).all() and (center[10:] == 200).all()
    pad = apply(portrait, 40, crop="pad", background=(1, 2, 3))
    np.testing.assert_array_equal(pad[:, 10:30], portrait)
    assert (pad[:, :10] == (1, 2, 3)).all() and (pad[:, 30:] == pad[0, 0]).all()
    squeeze = apply(portrait, (20, 40), crop="squeeze")
    assert (squeeze[:8] == 100).all() and (squeeze[12:] == 200).all()
    sprite = np.full((4, 4, 4), (200, 100, 0, 128), "uint8")
    laid = apply(sprite, None, 3, background="black")
    np.testing.assert_array_equal(laid[0, 0], (100, 50, 0))
    np.testing.assert_allclose(apply(sprite, None, 1)[0, 0], 186, atol=1)
    np.testing.assert_array_equal(apply(sprite, None, 4), sprite)
    clear = apply(sprite, (4, 8), 4, "pad")
    assert (clear[:, :2, 3] == 0).all() and (clear[:, 2:6] == sprite).all()
    shade = apply(portrait[..., :1], 40, 4, "pad")
    assert shade.shape == (40, 40, 4) and (shade[:, 10:30, 3] == 255).all()


def mirrored(images, of):
    """Which of some images are those of others, left to right."""
    same = (images == of).all((1, 2, 3))
    turned = (images == of[:, :, ::-1]).all((1, 2, 3))
    assert (same | turned).all()
    return ~same


def test_flips_follow_from_the_seed_and_the_pass(tfds_data):
    def passes(count, flip=True, seed=1):
        data = keras_gans.data.load(
            "cifar10",
            batch_size=48,
            split="test[:500]",
            labels=True,
            seed=seed,
            flip=flip,
            drop_remainder=False,
        )
        assert int(data.cardinality()) == 11
        columns = [zip(*arrays(data)) for _ in range(count)]
        return [tuple(map(np.concatenate, c)) for c in columns]

    straight, turned, again = passes(2, False), passes(2), passes(2)
    flips = [mirrored(t[0], s[0]) for t, s in zip(turned, straight)]
    for k in range(2):
        np.testing.assert_array_equal(turned[k][1], straight[k][1])
        np.testing.assert_array_equal(turned[k][0], again[k][0])
        assert 0.4 < flips[k].mean() < 0.6
    assert (flips[0] != flips[1]).any()
    other = passes(1, False, 2), passes(1, True, 2)
    assert (flips[0] != mirrored(other[1][0][0], other[0][0][0])).any()


def flipping_folder(path):
    from PIL import Image

    generator = np.random.default_rng(0)
    for i in range(12):
        pixels = generator.integers(0, 256, (8, 8, 3)).astype("uint8")
        Image.fromarray(pixels).save(path / f"{i}.png")
    return keras_gans.data.from_directory(path, 6, 3, flip=True, crop_from=8)


@pytest.mark.parametrize("flip", [False, True])
def test_windows_follow_from_the_seed_and_the_pass(tfds_data, flip):
    def passes(count, seed=1, **settings):
        data = keras_gans.data.load(
            "cifar10",
            batch_size=48,
            split="test[:200]",
            labels=True,
            seed=seed,
            flip=flip,
            drop_remainder=False,
            **settings,
        )
        assert int(data.cardinality()) == 5
        columns = [zip(*arrays(data)) for _ in range(count)]
        return [tuple(map(np.concatenate, c)) for c in columns]

    window = {"image_size": (28, 30), "crop_from": 32}
    whole, cut, again = passes(2), passes(2, **window), passes(2, **window)
    found = [places(c[0], w[0]) for c, w in zip(cut, whole)]
    for k in range(2):
        np.testing.assert_array_equal(cut[k][1], whole[k][1])
        np.testing.assert_array_equal(cut[k][0], again[k][0])
        rows, columns = found[k].T
        assert set(rows) == set(range(5)) and set(columns) == set(range(3))
        assert abs(rows.mean() - 2) < 0.3 and abs(columns.mean() - 1) < 0.2
    assert (found[0] != found[1]).any()
    other = places(passes(1, 2, **window)[0][0], passes(1, 2)[0][0])
    assert (found[0] != other).any()


def places(cut, whole):
    """Where in each picture the window lies that was cut out of it."""
    height, width = cut.shape[1:3]
    windows = np.lib.stride_tricks.sliding_window_view(
        whole, (height, width), (1, 2)
    )  # (N, rows, columns, C, H, W)
    windows = np.moveaxis(windows, 3, -1)
    # What is mirrored whole is cut mirrored: from the other side.
    same = (windows == cut[:, None, None]).all((3, 4, 5))
    assert same.any((1, 2)).all()
    return np.array([np.argwhere(places)[0] for places in same])


def test_a_window_is_cut_out_of_scaled_pictures(tfds_data):
    load = keras_gans.data.load
    cut = load("mnist", 24, 8, "test[:8]", shuffle=False, crop_from=32)
    whole = load("mnist", 32, 8, "test[:8]", shuffle=False)
    assert next(iter(cut)).shape == (8, 24, 24, 1)
    places(arrays(cut)[0], arrays(whole)[0])
    with pytest.raises(ValueError, match="at least as large.*crop_from=20"):
        load("mnist", 24, crop_from=20)
    with pytest.raises(ValueError, match="at least as.*crop_from=\\(64, 16\\)"):
        load("mnist", 24, crop_from=(64, 16))
    with pytest.raises(ValueError, match="`image_size`.*crop_from=20"):
        load("mnist", crop_from=20)
    with pytest.raises(ValueError, match="`crop_from` is a whole number"):
        load("mnist", 24, crop_from=32.5)


@pytest.mark.parametrize("door", ["folder", "large folder", "load", "semi"])
def test_a_resumed_run_sees_the_same_flips_and_windows(
    tfds_data, tmp_path, monkeypatch, door
):
    if door == "large folder":
        monkeypatch.setattr(pipeline, "_CACHED_BYTES", 1000)

    def feed():
        data = {
            "load": lambda: keras_gans.data.load(
                *("mnist", 8, 8, "test[:32]"),
                labels=True,
                flip=True,
                crop_from=(10, 8),
            ),
            "semi": lambda: keras_gans.data.semi_supervised(
                "mnist", 1, 8, 8, "test[:100]", flip=True
            ),
        }.get(door, lambda: flipping_folder(tmp_path))()
        return feeding.Feed(data, None, True, anything(), 1)

    straight, resumed = feed(), feed()
    passes = [arrays(straight.data) for _ in range(3)]
    resumed.open(2)
    for a, b in zip(passes[2], arrays(resumed.data), strict=True):
        for x, y in zip(tree.flatten(a), tree.flatten(b), strict=True):
            np.testing.assert_array_equal(x, y)


def test_too_few_pictures_for_a_batch_are_refused(tfds_data):
    data = keras_gans.data
    refused = {
        "batch_size=64 and 10 pictures": lambda: data.load(
            "mnist", split="test[:10]"
        ),
        "batch_size=2000 and 1797 pictures": lambda: data.digits(
            batch_size=2000
        ),
        "batch_size=128 and 20 pictures": lambda: data.stacked_mnist(
            split="test[:20]"
        ),
        "batch_size=200 and 100 pictures": lambda: data.semi_supervised(
            "mnist", 1, batch_size=200, split="test[:100]"
        ),
    }
    for message, make in refused.items():
        with pytest.raises(ValueError, match=f"Received: {message}"):
            make()
    rest = data.load("mnist", split="test[:10]", drop_remainder=False)
    assert [len(b) for b in arrays(rest)] == [10]


def test_load_refuses_features_that_are_no_pictures(tfds_data):
    with pytest.raises(ValueError, match="8 bits. Received: feature='label'"):
        keras_gans.data.load("mnist", feature="label")


def test_digits():
    images, labels = keras_gans.data.digits(batch_size=None, labels=True)
    assert images.shape == (1797, 16, 16, 1) and images.dtype == np.float32
    assert images.min() == -1 and images.max() > 0.95
    assert set(labels) == set(range(10))
    batch = next(iter(keras_gans.data.digits(image_size=28, batch_size=10)))
    assert batch.shape == (10, 28, 28, 1)
    data = keras_gans.data.digits((8, np.int64(24)), np.int32(10))
    assert next(iter(data)).shape == (10, 8, 24, 1)


def test_toy_distributions():
    centers = keras_gans.data.ring_centers()
    assert len(np.unique(centers.round(9), axis=0)) == 8
    points = keras_gans.data.ring(4000)
    nearest = np.linalg.norm(points[:, None] - centers, axis=-1)
    assert set(nearest.argmin(1)) == set(range(8))
    # 1 - exp(-9 / 2) of a Gaussian in the plane is within 3 std.
    share = (nearest.min(1) <= 3 * 0.01).mean()
    assert share == pytest.approx(0.9889, abs=0.006)
    points = keras_gans.data.grid(20_000)
    assert points.std() == pytest.approx(1.0, abs=0.01)  # (2 / sqrt 8) sqrt 2
    assert len(keras_gans.data.grid_centers()) == 25
    rows = keras_gans.data.sine(5000)
    curve = np.sin(np.pi * np.linspace(-1, 1, 15))
    np.testing.assert_allclose(rows.mean(0), curve, atol=0.002)
    assert (rows - curve).std() == pytest.approx(0.02, rel=0.02)
    roll = keras_gans.data.swiss_roll(5000)
    radius = np.linalg.norm(roll, axis=1) * 7.5
    assert 4 < radius.min() < 5.5 and 13 < radius.max() < 15.5
    same = keras_gans.data.swiss_roll(5000)
    np.testing.assert_array_equal(roll, same)


def test_a_resumed_fit_reads_on_where_it_stopped(tfds_data, tmp_path):
    """`data.load` and BackupAndRestore in fresh processes."""
    code = """
import sys, numpy as np, keras, keras_gans
from conftest import weights
keras.utils.set_random_seed(0)
data = keras_gans.data.load("mnist", image_size=16, split="train[:256]")
gan = keras_gans.DCGAN.for_images((16, 16, 1), 4, width=4, seed=1)
gan.compile()
class Crash(keras.callbacks.Callback):
    def on_epoch_begin(self, epoch, logs=None):
        if epoch == {crash}:
            raise SystemExit(0)
gan.fit(data, epochs=4, verbose=0, callbacks=[
    keras.callbacks.BackupAndRestore({backup!r}), Crash()])
print("sum", repr(sum(float(np.abs(w).sum()) for w in weights(gan))))
"""

    def run(crash, backup):
        return run_python(code.format(crash=crash, backup=str(backup)))

    straight = run(-1, tmp_path / "a")
    assert "sum" not in run(2, tmp_path / "b")
    resumed = run(-1, tmp_path / "b")
    assert straight.split()[-1] == resumed.split()[-1]


def test_take():
    images = np.arange(10, dtype="float32").reshape(10, 1)
    data = tf_dataset((images, np.arange(10)), 4)
    np.testing.assert_array_equal(keras_gans.data.take(data, 6), images[:6])
    np.testing.assert_array_equal(keras_gans.data.take(images, 7), images[:7])
    np.testing.assert_array_equal(keras_gans.data.take(data, 99), images)


def test_the_tuning_thread_stays_out_of_fit_unless_asked_for():
    """It may hold the end of a pass for as long as the pass took."""
    import tensorflow as tf

    images = np.zeros((8, 4, 4, 1), "float32")

    def tuned(data, group=1):
        feed = feeding.Feed(data, 2, True, anything(), group)
        assert len(list(feed.data)) == 4 // group
        return feed.data.options().autotune.enabled

    for group in (1, 2):
        assert tuned(images, group) is False
        assert tuned(tf_dataset(images, 2), group) is False
    asking = tf.data.Options()
    asking.autotune.enabled = True
    assert tuned(tf_dataset(images, 2).with_options(asking)) is True


def tf_dataset(arrays, batch_size):
    import tensorflow as tf

    return tf.data.Dataset.from_tensor_slices(arrays).batch(batch_size)
