"""Pictures with their targets, of two kinds, and made worse."""

import numpy as np
import pytest

import keras_gans
from keras_gans import data

from conftest import toy_images

pytestmark = pytest.mark.tensorflow
SHAPE = (16, 16, 3)


@pytest.fixture
def folders(tmp_path):
    """Two folders of six pictures of equal names, and one of both."""
    from PIL import Image

    generator = np.random.default_rng(0)
    for name in ("a", "b", "both"):
        (tmp_path / name).mkdir()
    for i in range(6):
        picture = generator.integers(0, 256, (20, 20, 3)).astype("uint8")
        other = 255 - picture
        Image.fromarray(picture).save(tmp_path / "a" / f"{i}.png")
        Image.fromarray(other).save(tmp_path / "b" / f"{i}.bmp")
        both = np.concatenate([picture, other], axis=1)
        Image.fromarray(both).save(tmp_path / "both" / f"{i}.png")
    return tmp_path


def made_of(folders, kind, **settings):
    settings = {"image_size": 16, "crop_from": 20, "flip": True} | settings
    if kind == "two folders":
        return data.pairs(folders / "a", folders / "b", **settings)
    return data.pairs(folders / "both", left="source", **settings)


@pytest.mark.parametrize("kind", ["two folders", "halves"])
def test_pairs_are_cut_and_mirrored_alike(folders, kind):
    pairs, seen = made_of(folders, kind), set()
    for _ in range(2):
        for source, target in pairs:
            assert source.shape == target.shape == (1, *SHAPE)
            np.testing.assert_allclose(source, -target, atol=1e-6)
            seen.add(source.numpy().tobytes())
    assert len(seen) == 12  # Anew in every pass.


@pytest.mark.parametrize("kind", ["two folders", "halves"])
def test_large_sets_are_read_as_they_are_asked_for(folders, kind, monkeypatch):
    kept = [x.numpy() for x, _ in made_of(folders, kind)]
    monkeypatch.setattr(data.columns, "LARGEST", 0)
    asked = [x.numpy() for x, _ in made_of(folders, kind)]
    np.testing.assert_array_equal(asked, kept)


def test_halves_may_lie_the_other_way(folders):
    first, other = (
        next(
            iter(data.pairs(folders / "both", image_size=20, left=left, seed=1))
        )
        for left in ("source", "target")
    )
    np.testing.assert_array_equal(first[0], other[1])


def test_channels_are_as_they_are_asked_for(folders):
    for kind in ("two folders", "halves"):
        source, target = next(iter(made_of(folders, kind, source_channels=1)))
        assert source.shape[-1] == 1 and target.shape[-1] == 3


def test_arrays_are_pairs_too():
    x, y = toy_images(6, SHAPE), toy_images(6, SHAPE, seed=1)
    pairs = data.pairs(x, y, batch_size=2)
    for source, target in pairs:
        rows = [np.abs(x - s).sum((1, 2, 3)).argmin() for s in source.numpy()]
        np.testing.assert_array_equal(source, x[rows])
        np.testing.assert_array_equal(target, y[rows])
    assert int(pairs.cardinality()) == 3
    cut, _ = next(iter(data.pairs(x, y, image_size=12)))
    assert cut.shape == (1, 12, 12, 3)
    small = data.pairs(x[:, ::4, ::4], y)
    assert [z.shape[1] for z in next(iter(small))] == [4, 16]


def test_features_of_a_set_are_pairs(tfds_data):
    pairs = data.pairs(
        "pix2pix_facades",
        features=("input_image", "target_image"),
        split="val[:20]",
        image_size=32,
        batch_size=4,
    )
    assert int(pairs.cardinality()) == 5
    assert [x.shape for x in next(iter(pairs))] == [(4, 32, 32, 3)] * 2


def rows_of(pairs, *arrays):
    """The rows of each side's samples in their arrays, pass by pass."""
    return [
        [
            int(np.abs(x - y.numpy()).sum((1, 2, 3)).argmin())
            for x, y in zip(arrays, pair)
        ]
        for pair in pairs
    ]


def test_each_kind_has_an_order_of_its_own():
    a, b = toy_images(5, SHAPE), toy_images(12, SHAPE, seed=1)
    pairs = data.unpaired(a, b, seed=3)
    first, second = (rows_of(pairs, a, b) for _ in range(2))
    assert len(first) == 12 and first != second
    for rows in (first, second):
        assert sorted(row for _, row in rows) == list(range(12))
        for start in (0, 5):  # All, before one comes again.
            part = [row for row, _ in rows[start : start + 5]]
            assert sorted(part) == list(range(5))
    # A run that goes on draws the orders of the passes that are over.
    again = data.unpaired(a, b, seed=3)
    iter(again)
    assert rows_of(again, a, b) == second


def test_an_epoch_is_as_long_as_is_said():
    a, b = toy_images(5, SHAPE), toy_images(3, SHAPE)
    assert int(data.unpaired(a, b).cardinality()) == 5
    assert int(data.unpaired(a, b, length=2).cardinality()) == 2
    assert len(rows_of(data.unpaired(a, b, length=13), a, b)) == 13


def test_kinds_are_mirrored_each_for_itself():
    x = toy_images(1, SHAPE)
    pairs = data.unpaired(x, x, length=60, flip=True)
    flips = [
        [bool((side.numpy() != x).any()) for side in pair] for pair in pairs
    ]
    assert len(set(map(tuple, flips))) == 4


def test_folders_are_kinds_too(folders):
    pairs = data.unpaired(folders / "a", folders / "b", 16, batch_size=2)
    assert [x.shape for x in next(iter(pairs))] == [(2, *SHAPE)] * 2


@pytest.mark.slow
def test_a_run_on_two_kinds_goes_on_where_it_was(tmp_path):
    def run(epochs, folder):
        gan = keras_gans.CycleGAN.for_images(
            SHAPE, width=4, residual_blocks=1, pool_size=3, seed=1
        )
        gan.compile()
        pairs = data.unpaired(
            toy_images(5, SHAPE), toy_images(3, SHAPE), flip=True, seed=2
        )
        backup = keras_gans.callbacks.Backup(folder, delete_checkpoint=False)
        gan.fit(pairs, epochs=epochs, verbose=0, callbacks=[backup])
        return gan.get_weights()

    import keras

    keras.utils.set_random_seed(0)
    whole = run(3, tmp_path / "whole")
    keras.utils.set_random_seed(0)
    run(1, tmp_path / "cut")
    keras.utils.set_random_seed(5)
    for one, other in zip(whole, run(3, tmp_path / "cut")):
        np.testing.assert_array_equal(one, other)


def test_what_is_made_worse():
    x = toy_images(4, SHAPE)
    grey, same = data.degraded(x, "grey")
    luma = x @ np.array([0.2989, 0.587, 0.114])
    np.testing.assert_allclose(grey[..., 0], luma, atol=1e-3)
    np.testing.assert_array_equal(same, x)
    small, _ = data.degraded(x, "small x4")
    assert small.shape == (4, 4, 4, 3) and np.abs(small).max() <= 1
    hole, _ = data.degraded(x, "hole")
    assert (hole[:, 4:12, 4:12] == 0).all()
    hole[:, 4:12, 4:12] = x[:, 4:12, 4:12]
    np.testing.assert_array_equal(hole, x)
    other, _ = data.degraded(x, lambda images: -images)
    np.testing.assert_array_equal(other, -x)


def test_a_dataset_is_made_worse_as_it_is_read():
    import tensorflow as tf

    x = toy_images(4, SHAPE)
    worse = data.degraded(tf.data.Dataset.from_tensors(x), "small x2")
    source, target = next(iter(worse))
    np.testing.assert_allclose(source, data.degraded(x, "small x2")[0])
    np.testing.assert_array_equal(target, x)


def test_a_set_is_given_as_arrays(tfds_data):
    images, labels = data.load(
        "mnist", split="test[:300]", labels=True, batch_size=None
    )
    assert images.shape == (300, 28, 28, 1) and labels.shape == (300,)


X = toy_images(4, SHAPE)
REFUSED = [
    (lambda f: data.pairs(f / "a", image_size=16), "goes with a folder"),
    (lambda f: data.pairs(f / "a", f / "b"), "name an image_size"),
    (lambda f: data.pairs(f / "both", image_size=8, left="x"), "left='x'"),
    (lambda f: data.pairs(X, X[:3]), "4 sources, 3 targets"),
    (lambda f: data.pairs(X, X[:, :8]), "proportions"),
    (lambda f: data.pairs(X, X[:0]), "at least one"),
    (lambda f: data.pairs(X * 3, X), r"values in \[-1, 1\]"),
    (lambda f: data.pairs(X, None), "`target`"),
    (lambda f: data.pairs(X[:, ::2, ::2], X, image_size=8), "two sizes|larger"),
    (lambda f: data.pairs(X, X, batch_size=5), "batch_size=5 and 4"),
    (lambda f: data.unpaired(f / "a", f / "b"), "name an image_size"),
    (lambda f: data.unpaired(X, X[:0]), "at least one"),
    (lambda f: data.unpaired(X, f / "none", 16), "not there"),
    (lambda f: data.unpaired(X, X, length=0), "length"),
    (lambda f: data.unpaired(X, X, image_size=32), "at least as large"),
    (lambda f: data.pairs(X, X, seed=None), "seed=None"),
    (
        lambda f: data.unpaired(
            data.digits(8, 4), data.digits(8, 4), image_size=8
        ),
        "batch_size=None. gives one",
    ),
    (lambda f: data.degraded(X * 9, "hole"), r"\[-1, 1\]"),
    (
        lambda f: data.degraded(data.digits(8, 4, labels=True), "hole"),
        "without labels",
    ),
    (lambda f: data.degraded(X, "blue"), "how='blue'"),
    (lambda f: data.degraded(X, "small x3"), "multiples of 3"),
    (lambda f: data.degraded(X[..., :1], "grey"), "three channels"),
]


@pytest.mark.parametrize("action, words", REFUSED)
def test_what_makes_no_pairs_is_refused_in_words(folders, action, words):
    with pytest.raises(ValueError, match=words):
        action(folders)


def test_two_files_of_one_name_are_named(folders):
    (folders / "b" / "3.png").write_bytes(
        (folders / "b" / "3.bmp").read_bytes()
    )
    with pytest.raises(ValueError, match="3.bmp and .*3.png"):
        data.pairs(folders / "a", folders / "b", 16)


def test_names_without_a_partner_are_named(folders):
    (folders / "b" / "3.bmp").unlink()
    with pytest.raises(ValueError, match="1 in .*a, as 3"):
        data.pairs(folders / "a", folders / "b", 16)


def test_a_damaged_file_takes_its_partner_with_it(folders):
    (folders / "b" / "3.bmp").write_bytes(b"no picture")
    with pytest.warns(UserWarning, match="1 of 6 could not be read"):
        pairs = data.pairs(folders / "a", folders / "b", 16)
    assert int(pairs.cardinality()) == 5


def test_features_that_are_not_there_are_named(tfds_data):
    with pytest.raises(ValueError, match="no feature of that name.*photo"):
        data.pairs("pix2pix_facades", features=("input_image", "photo"))
    with pytest.raises(ValueError, match="`features`"):
        data.pairs("pix2pix_facades", features="input_image")
