import warnings

import numpy as np
import pytest

import keras_gans
from keras_gans.data import feed as feeding

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


@pytest.fixture
def folder(tmp_path):
    from PIL import Image

    generator = np.random.default_rng(0)
    for i in range(9):
        shape = (20 + i, 30) if i % 3 == 0 else (25, 18 + i, 3)
        pixels = generator.integers(0, 256, shape).astype("uint8")
        below = tmp_path / ("cats" if i % 2 else "dogs")
        below.mkdir(exist_ok=True)
        ending = "jpg" if i % 2 else "png"
        Image.fromarray(pixels).save(below / f"{i}.{ending}")
    (tmp_path / "cats" / "notes.txt").write_text("no picture")
    return tmp_path


@pytest.mark.parametrize("channels", [1, 3])
def test_from_directory(folder, channels):
    data = keras_gans.data.from_directory(
        folder, image_size=16, batch_size=3, channels=channels
    )
    batches = arrays(data)
    assert [b.shape for b in batches] == [(3, 16, 16, channels)] * 3
    every = np.concatenate(batches)
    assert -1 <= every.min() < -0.5 and 0.5 < every.max() <= 1
    again = keras_gans.data.from_directory(
        folder, image_size=16, batch_size=3, channels=channels
    )
    np.testing.assert_array_equal(every, np.concatenate(arrays(again)))


def test_from_directory_labels(folder):
    data = keras_gans.data.from_directory(
        folder, image_size=16, batch_size=9, labels=True, shuffle=False
    )
    ((images, labels),) = arrays(data)
    # cats: 1 3 5 7, dogs: 0 2 4 6 8
    np.testing.assert_array_equal(labels, [0] * 4 + [1] * 5)


def test_a_broken_file_is_named_and_counted(folder):
    (folder / "cats" / "broken.jpg").write_bytes(b"\xff\xd8 not a picture")
    whole = (folder / "dogs" / "0.png").read_bytes()
    (folder / "dogs" / "cut.png").write_bytes(whole[: len(whole) // 2])
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        data = keras_gans.data.from_directory(
            folder, image_size=16, batch_size=3
        )
        count = sum(len(b) for b in arrays(data))
    said = " ".join(str(w.message) for w in caught)
    assert count == 9
    assert "broken.jpg was left out" in said
    assert "cut.png was left out" in said
    assert "2 of 11 files" in said


def test_a_folder_without_pictures_is_refused(tmp_path):
    with pytest.raises(ValueError, match="no picture.*Received: path"):
        keras_gans.data.from_directory(tmp_path)
    with pytest.raises(ValueError, match="which is not there"):
        keras_gans.data.from_directory(tmp_path / "nowhere")
    file = tmp_path / "file"
    file.write_text("")
    with pytest.raises(ValueError, match="which is a file"):
        keras_gans.data.from_directory(file)
    with pytest.raises(ValueError, match="Received: channels=2"):
        keras_gans.data.from_directory(tmp_path, channels=2)


def test_a_folder_of_broken_pictures_is_no_data(tmp_path):
    (tmp_path / "a.png").write_bytes(b"nothing")
    with pytest.warns(UserWarning, match="1 of 1 files"):
        with pytest.raises(ValueError, match="None of the pictures"):
            keras_gans.data.from_directory(tmp_path, 16, 1, channels=1)


def test_sixteen_bits_become_eight(tmp_path):
    from PIL import Image

    ramp = np.linspace(0, 65535, 16).astype("uint16")
    Image.fromarray(np.tile(ramp, (16, 1))).save(tmp_path / "ramp.png")
    data = keras_gans.data.from_directory(tmp_path, 16, 1, channels=1)
    image = next(iter(data)).numpy()[0, 0, :, 0]
    np.testing.assert_allclose(image, np.linspace(-1, 1, 16), atol=0.005)
    floats = Image.fromarray(np.ones((16, 16), "float32"))
    floats.save(tmp_path / "floats.tiff")
    with pytest.warns(UserWarning, match="no known range"):
        keras_gans.data.from_directory(tmp_path, 16, 1, channels=1)


def test_labels_need_folders(folder):
    (folder / "0.png").write_bytes((folder / "dogs" / "0.png").read_bytes())
    with pytest.raises(ValueError, match="the folder of its class.*0.png"):
        keras_gans.data.from_directory(folder, labels=True)


def test_a_large_folder_is_read_as_it_is_asked_for(folder, monkeypatch):
    from keras_gans.data import pipeline

    def read(labels):
        return arrays(
            keras_gans.data.from_directory(
                folder, 16, 9, labels=labels, shuffle=False
            )
        )

    whole, with_labels = read(False), read(True)
    monkeypatch.setattr(pipeline, "_CACHED_BYTES", 3000)
    np.testing.assert_array_equal(whole, read(False))
    np.testing.assert_array_equal(with_labels[0][1], read(True)[0][1])


def test_digits():
    images, labels = keras_gans.data.digits(batch_size=None, labels=True)
    assert images.shape == (1797, 16, 16, 1) and images.dtype == np.float32
    assert images.min() == -1 and images.max() > 0.95
    assert set(labels) == set(range(10))
    batch = next(iter(keras_gans.data.digits(image_size=28, batch_size=10)))
    assert batch.shape == (10, 28, 28, 1)


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
        feed = feeding.Feed(data, 2, True, lambda _: None, group)
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
