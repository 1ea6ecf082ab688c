"""Pictures in folders, as the world keeps them."""

import warnings

import numpy as np
import pytest

import keras_gans
from keras_gans.data import pipeline

pytestmark = pytest.mark.tensorflow


def arrays(dataset):
    return [
        np.array(b) if not isinstance(b, tuple) else tuple(map(np.array, b))
        for b in dataset
    ]


def save(file, pixels, mode=None, **options):
    """Writes an array as a picture, in folders that are made."""
    from PIL import Image

    file.parent.mkdir(parents=True, exist_ok=True)
    image = Image.fromarray(np.asarray(pixels))
    (image.convert(mode) if mode else image).save(file, **options)


def grey(value, side=16):
    return np.full((side, side), value, "uint8")


def bytes_of(folder, size=16, channels=3, **options):
    """The pictures of a folder in the order of their names, as bytes."""
    options = {"batch_size": 1, "shuffle": False, **options}
    data = keras_gans.data.from_directory(
        folder, size, channels=channels, **options
    )
    images = np.concatenate(arrays(data))
    return np.round((images + 1) * 127.5).astype(int)


def warnings_of(function):
    """What a call returns, and all that it says, in one string."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        returned = function()
    return returned, " ".join(str(w.message) for w in caught)


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


def test_what_is_hidden_is_no_picture_and_no_class(folder):
    pixels = np.zeros((16, 16, 3), "uint8")
    for name in (
        ".ipynb_checkpoints/1.png",
        "__MACOSX/cats/1.png",
        "cats/.ipynb_checkpoints/1.png",
        "cats/deep/@eaDir/1.png",
        "cats/._1.png",
        ".1.png",
        "._2.png",
    ):
        save(folder / name, pixels)
    (folder / "cats" / "Thumbs.db").write_bytes(b"thumbs")
    (folder / "dogs" / ".DS_Store").write_bytes(b"store")
    (folder / "._cats").mkdir()
    read, said = warnings_of(
        lambda: keras_gans.data.from_directory(folder, 16, 9, labels=True)
    )
    assert sorted(arrays(read)[0][1]) == [0] * 4 + [1] * 5
    assert read.class_names == ["cats", "dogs"]
    assert len(bytes_of(folder)) == 9
    assert not said


def test_a_hidden_folder_may_be_asked_for(tmp_path):
    save(tmp_path / ".cache" / "faces" / "0.png", grey(9))
    assert len(bytes_of(tmp_path / ".cache" / "faces")) == 1


def test_a_folder_without_pictures_is_no_class_and_named(folder):
    (folder / "ants").mkdir()
    (folder / "bees").mkdir()
    (folder / "bees" / "0.png").write_bytes(b"no picture")
    data, said = warnings_of(
        lambda: keras_gans.data.from_directory(
            folder, 16, 9, labels=True, shuffle=False
        )
    )
    assert data.class_names == ["cats", "dogs"]
    np.testing.assert_array_equal(arrays(data)[0][1], [0] * 4 + [1] * 5)
    assert "ants, bees" in said and "no class" in said


def test_endings_may_be_upper_case(tmp_path):
    for name in ("0.PNG", "1.Jpg", "2.JPEG", "3.TIF", "4.WebP"):
        save(tmp_path / name, np.zeros((20, 20, 3), "uint8"))
    assert len(bytes_of(tmp_path)) == 5


def test_links_are_followed_and_a_picture_comes_once(tmp_path):
    root, elsewhere = tmp_path / "root", tmp_path / "elsewhere"
    save(elsewhere / "1.png", grey(10))
    save(elsewhere / "store" / "2.png", grey(20))
    save(root / "a" / "3.png", grey(30))
    (root / "a" / "1.png").symlink_to(elsewhere / "1.png")
    (root / "b").symlink_to(elsewhere / "store")
    (root / "a" / "again.png").symlink_to(root / "a" / "3.png")
    (root / "b2").symlink_to(root / "b")
    (root / "a" / "up").symlink_to(root)
    (root / "a" / "self").symlink_to(root / "a" / "self")
    (elsewhere / "store" / "back").symlink_to(root / "a")
    (root / "a" / "gone.png").symlink_to(tmp_path / "nowhere.png")
    pictures, said = warnings_of(lambda: bytes_of(root))
    assert sorted(pictures[:, 0, 0, 0]) == [10, 20, 30]
    assert "gone.png leads nowhere" in said and "self leads nowhere" in said


def test_a_linked_picture_comes_once_in_each_class(tmp_path):
    save(tmp_path / "pool" / "1.png", grey(10))
    save(tmp_path / "pool" / "2.png", grey(20))
    root = tmp_path / "root"
    for name in ("glasses/1.png", "smiling/1.png", "smiling/2.png"):
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.symlink_to(tmp_path / "pool" / file.name)
    (root / "smiling" / "all").symlink_to(root)
    data = keras_gans.data.from_directory(
        root, 16, 3, labels=True, shuffle=False
    )
    ((images, labels),) = arrays(data)
    shades = np.round((images[:, 0, 0, 0] + 1) * 127.5)
    np.testing.assert_array_equal(shades, [10, 10, 20])
    np.testing.assert_array_equal(labels, [0, 1, 1])


def test_what_cannot_be_read_is_left_out_and_named(tmp_path, monkeypatch):
    from PIL import Image

    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 1000)
    for name in ("0.png", "1.png"):
        save(tmp_path / name, grey(7))
    save(tmp_path / "large.png", grey(7, 40))  # Pillow would warn.
    save(tmp_path / "huge.png", grey(7, 80))  # And here raise.
    (tmp_path / "page.jpg").write_text("<html>404</html>")
    (tmp_path / "empty.gif").write_bytes(b"")
    (tmp_path / "folder.png").mkdir()
    for ending in ("jpg", "png", "bmp", "gif", "webp", "tif"):
        file = tmp_path / f"cut.{ending}"
        pixels = np.random.default_rng(0).integers(0, 256, (24, 24, 3))
        save(file, pixels.astype("uint8"))
        file.write_bytes(file.read_bytes()[:-100])
    for limit in (pipeline._CACHED_BYTES, 100):
        monkeypatch.setattr(pipeline, "_CACHED_BYTES", limit)
        pictures, said = warnings_of(lambda: bytes_of(tmp_path))
        assert (pictures == 7).all()
        for name in ("large.png", "huge.png", "page.jpg", "empty.gif"):
            assert f"{name} was left out" in said
        for ending in ("jpg", "png", "bmp", "gif", "webp", "tif"):
            assert f"cut.{ending} was left out" in said


def test_a_large_folder_has_a_length_whatever_is_damaged(folder, monkeypatch):
    whole = (folder / "dogs" / "0.png").read_bytes()
    (folder / "dogs" / "cut.png").write_bytes(whole[: len(whole) // 2])
    (folder / "cats" / "broken.jpg").write_bytes(b"no picture")
    monkeypatch.setattr(pipeline, "_CACHED_BYTES", 3000)

    def read():
        data = keras_gans.data.from_directory(folder, 16, 5, labels=True)
        assert int(data.cardinality()) == 2
        return arrays(data)

    batches, said = warnings_of(read)
    assert [len(images) for images, _ in batches] == [5, 5]
    # The next file, in a circle of the sorted ones, stands in for it.
    labels = np.concatenate([labels for _, labels in batches])
    assert sorted(labels) == [0] * 5 + [1] * 5
    assert "broken.jpg was left out" in said
    assert "cut.png was left out" in said


def test_a_large_folder_is_shuffled_as_a_whole_anew_in_every_pass(
    tmp_path, monkeypatch
):
    for number in range(60):
        save(tmp_path / f"{number:02}.png", grey(number))
    monkeypatch.setattr(pipeline, "_CACHED_BYTES", 3000)

    def passes(seed):
        data = keras_gans.data.from_directory(tmp_path, 16, 10, seed=seed)
        return [
            np.round((np.concatenate(arrays(data))[:, 0, 0, 0] + 1) * 127.5)
            for _ in range(2)
        ]

    first, second = passes(1)
    assert sorted(first) == sorted(second) == list(range(60))
    assert (first != second).any()
    np.testing.assert_array_equal([first, second], passes(1))
    assert (first != passes(2)[0]).any()
    # A buffer of three pictures, as many as fit, would let none come early.
    assert first[:10].max() > 30


def test_a_large_folder_of_damaged_pictures_is_no_data(folder, monkeypatch):
    for file in folder.rglob("*.*g"):
        file.write_bytes(file.read_bytes()[:-200])
    monkeypatch.setattr(pipeline, "_CACHED_BYTES", 3000)
    with pytest.warns(UserWarning, match="left out"):
        with pytest.raises(ValueError, match="None of the pictures"):
            keras_gans.data.from_directory(folder, 16, 1)


SPRITE = np.zeros((16, 16, 4), "uint8")
SPRITE[..., 0] = 255  # Red, but transparent.
SPRITE[4:12, 4:12] = (0, 255, 0, 255)
COLOURS = {
    "white": (255, 255, 255),
    "black": (0, 0, 0),
    "#804020": (128, 64, 32),
    100: (100, 100, 100),
    (1, 2, 3): (1, 2, 3),
}


@pytest.mark.parametrize("background", COLOURS)
def test_what_is_transparent_shows_the_background(tmp_path, background):
    save(tmp_path / "sprite.png", SPRITE)
    (image,) = bytes_of(tmp_path, background=background)
    np.testing.assert_array_equal(image[0, 0], COLOURS[background])
    np.testing.assert_array_equal(image[8, 8], (0, 255, 0))


def test_every_way_to_be_transparent(tmp_path):
    """Alpha of colours and greys, a palette's entry, a colour as the key."""
    from PIL import Image

    save(tmp_path / "0.png", SPRITE)
    save(tmp_path / "1.png", SPRITE[..., [1, 3]])  # LA
    save(tmp_path / "2.gif", SPRITE)
    key = np.where(SPRITE[..., 3:] > 0, SPRITE[..., :3], (255, 0, 0))
    key = Image.fromarray(key.astype("uint8"))
    key.save(tmp_path / "3.png", transparency=(255, 0, 0))
    key.convert("P").save(
        tmp_path / "4.png", transparency=key.convert("P").getpixel((0, 0))
    )
    save(tmp_path / "5.webp", SPRITE, lossless=True)
    save(tmp_path / "6.tif", SPRITE)
    write_sixteen(tmp_path / "7.png", SPRITE.astype("uint16") * 257)
    for image in bytes_of(tmp_path):
        np.testing.assert_array_equal(image[0, 0], (255, 255, 255))
        assert image[8, 8, 1] > 250


def test_a_half_transparent_pixel_is_half_background(tmp_path):
    pixels = np.full((16, 16, 4), (200, 100, 0, 128), "uint8")
    save(tmp_path / "0.png", pixels)
    (image,) = bytes_of(tmp_path, background="black")
    np.testing.assert_allclose(image[3, 3], (100, 50, 0), atol=1)
    (image,) = bytes_of(tmp_path, channels=1, background="white")
    np.testing.assert_allclose(image[3, 3], 186, atol=2)


def test_alpha_may_be_kept(tmp_path):
    save(tmp_path / "0.png", SPRITE)
    save(tmp_path / "1.png", SPRITE[..., :3])
    save(tmp_path / "2.png", SPRITE[..., 1])
    sprite, opaque, grey = bytes_of(tmp_path, channels=4)
    np.testing.assert_array_equal(sprite[..., 3], SPRITE[..., 3])
    np.testing.assert_array_equal(opaque[..., :3], SPRITE[..., :3])
    assert (opaque[..., 3] == 255).all() and (grey[..., 3] == 255).all()


@pytest.mark.parametrize("bits", [8, 10, 12, 14, 16])
def test_bits_in_sixteen_are_scaled_by_as_many(tmp_path, bits):
    ramp = np.linspace(0, 2**bits - 1, 16).astype("uint16")
    pixels = np.tile(ramp, (16, 1))
    save(tmp_path / "0.png", pixels)
    save(tmp_path / "1.tif", pixels)
    save(tmp_path / "2.tif", pixels.astype("int32"))
    write_sixteen(tmp_path / "3.png", np.stack([pixels] * 3, axis=-1))
    alpha = np.full_like(pixels, 65535)
    write_sixteen(tmp_path / "4.png", np.stack([*[pixels] * 3, alpha], -1))
    for image in bytes_of(tmp_path):
        np.testing.assert_allclose(
            image[8], np.linspace([0] * 3, [255] * 3, 16), atol=1
        )


def write_sixteen(file, pixels):
    """A PNG of 16 bits a channel, which Pillow cannot write in colour."""
    import tensorflow as tf

    file.write_bytes(tf.io.encode_png(pixels).numpy())


def test_numbers_of_no_known_range_are_left_out(tmp_path):
    save(tmp_path / "0.png", grey(7))
    save(tmp_path / "floats.tif", np.ones((16, 16), "float32"))
    save(tmp_path / "below.tif", np.full((16, 16), -5, "int32"))
    save(tmp_path / "above.tif", np.full((16, 16), 70_000, "int32"))
    pictures, said = warnings_of(lambda: bytes_of(tmp_path))
    assert len(pictures) == 1
    for name in ("floats", "below", "above"):
        assert f"{name}.tif was left out" in said


@pytest.mark.parametrize("channels", [1, 3, 4])
def test_every_mode_of_files_is_read(tmp_path, channels):
    pixels = np.random.default_rng(0).integers(0, 256, (20, 24, 3))
    modes = {
        "1": "png",
        "L": "jpg",
        "LA": "png",
        "P": "gif",
        "RGB": "bmp",
        "RGBA": "webp",
        "CMYK": "jpg",
        "YCbCr": "tif",
        "PA": "tif",
    }
    for mode, ending in modes.items():
        file = tmp_path / f"{mode}.{ending}"
        save(file, pixels.astype("uint8"), mode)
    pictures, said = warnings_of(lambda: bytes_of(tmp_path, channels=channels))
    assert pictures.shape == (len(modes), 16, 16, channels)
    assert not said


def test_cmyk_is_colour(tmp_path):
    save(
        tmp_path / "0.jpg", np.full((16, 16, 3), (250, 128, 5), "uint8"), "CMYK"
    )
    (image,) = bytes_of(tmp_path)
    np.testing.assert_allclose(image[8, 8], (250, 128, 5), atol=6)


def test_an_animation_gives_its_first_picture(tmp_path):
    from PIL import Image

    frames = [Image.fromarray(grey(v)) for v in (10, 200)]
    for ending in ("gif", "webp", "png", "tif"):
        options = {"lossless": True} if ending == "webp" else {}
        frames[0].save(
            tmp_path / f"0.{ending}",
            save_all=True,
            append_images=frames[1:],
            **options,
        )
    pictures = bytes_of(tmp_path)
    assert len(pictures) == 4 and (pictures == 10).all()


@pytest.mark.parametrize("ending", ["jpg", "png", "tif", "webp"])
def test_pictures_are_held_upright(tmp_path, ending):
    """Orientation 6: what lies at the left was up."""
    from PIL import Image

    pixels = np.zeros((16, 32, 3), "uint8")
    pixels[:, :8] = 255
    exif = Image.Exif()
    exif[0x0112] = 6
    save(tmp_path / f"0.{ending}", pixels, exif=exif)
    (image,) = bytes_of(tmp_path, (32, 16))
    assert image[2].mean() > 250 and image[-2].mean() < 5


def test_a_broken_orientation_does_not_cost_the_picture(tmp_path):
    save(tmp_path / "0.jpg", grey(7), exif=b"Exif\0\0II*\0\xff\xff\xff")
    (pictures, _) = warnings_of(lambda: bytes_of(tmp_path))
    np.testing.assert_allclose(pictures, 7, atol=2)


PORTRAIT = np.zeros((40, 20, 3), "uint8")
PORTRAIT[:20] = 100
PORTRAIT[20:] = 200


def test_crops(tmp_path):
    save(tmp_path / "0.png", PORTRAIT)
    (center,) = bytes_of(tmp_path, 20, crop="center")
    assert (center[:10] == 100).all() and (center[10:] == 200).all()
    (pad,) = bytes_of(tmp_path, 40, crop="pad", background=(1, 2, 3))
    np.testing.assert_array_equal(pad[:, 10:30], PORTRAIT)
    assert (pad[:, :10] == (1, 2, 3)).all() and (pad[:, 30:] == (1, 2, 3)).all()
    (squeeze,) = bytes_of(tmp_path, 20, crop="squeeze")
    assert (squeeze[:8] == 100).all() and (squeeze[12:] == 200).all()
    (grey,) = bytes_of(tmp_path, 40, channels=1, crop="pad", background="red")
    assert (grey[:, :10] == 76).all()
    (clear,) = bytes_of(tmp_path, 40, channels=4, crop="pad")
    assert (clear[:, :10, 3] == 0).all() and (clear[:, 10:30, 3] == 255).all()


@pytest.mark.parametrize(
    "size", [8, 1024, (8, 24), (40, 20), np.int64(9), np.array([8, 12])]
)
def test_sizes(tmp_path, size):
    save(tmp_path / "0.png", PORTRAIT)
    height, width = np.broadcast_to(size, 2)
    for crop in ("center", "pad", "squeeze"):
        pictures = bytes_of(tmp_path, size, crop=crop)
        assert pictures.shape == (1, height, width, 3)


def test_a_line_is_a_picture_too(tmp_path):
    save(tmp_path / "0.png", np.zeros((1, 2000, 3), "uint8"))
    for crop in ("center", "pad", "squeeze"):
        (line,) = bytes_of(tmp_path, np.int64(16), np.int64(3), crop=crop)
        assert (line == 0).all(axis=(1, 2)).sum() == (
            1 if crop == "pad" else 16
        )


def test_a_folder_of_too_few_pictures_is_refused(folder):
    with pytest.raises(ValueError, match="batch_size=10 and 9 pictures"):
        keras_gans.data.from_directory(folder, 16, 10)
    data = keras_gans.data.from_directory(folder, 16, 10, drop_remainder=False)
    assert [len(b) for b in arrays(data)] == [9]


@pytest.mark.parametrize(
    "options, message",
    [
        ({"image_size": 0}, "Received: image_size=0"),
        (
            {"image_size": (8, 8, 3)},
            r"\(height, width\).*image_size=\(8, 8, 3\)",
        ),
        ({"image_size": (8, 2.5)}, "Received: image_size=2.5"),
        ({"image_size": None}, "Received: image_size=None"),
        ({"batch_size": 0}, "Received: batch_size=0"),
        ({"channels": 2}, "Received: channels=2"),
        ({"crop": "middle"}, "center, pad, squeeze.*crop='middle'"),
        ({"background": "whyte"}, "colour's name.*background='whyte'"),
        ({"background": 256}, "Received: background=256"),
        ({"background": (1.0, 0.5, 0)}, "Received: background="),
    ],
)
def test_arguments_that_are_refused(folder, options, message):
    with pytest.raises(ValueError, match=message):
        keras_gans.data.from_directory(folder, **options)
