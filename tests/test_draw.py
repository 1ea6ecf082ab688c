"""Every kind of sample has a picture, and no sample is without one."""

import numpy as np
import pytest
from keras import ops
from PIL import Image

from keras_gans import pictures
from keras_gans import specs
from keras_gans.core.backend import FixedSeed
from keras_gans.pictures import solids

GREY = [128, 128, 128]
PINK = [255, 0, 255]


def colour(*channels, sides=(4, 6), n=1):
    """Images of one colour."""
    return np.zeros((n, *sides, len(channels))) + channels


def inside(picture, row=2, column=2):
    return picture[row, column].tolist()


# Images.


def test_a_grid_by_hand():
    images = np.stack([np.full((2, 3, 1), x) for x in (-1.0, 0.0, 1.0)])
    sheet = pictures.grid(images, columns=2)
    assert sheet.dtype == np.uint8 and sheet.shape == (7, 9, 3)
    expected = np.full((7, 9), 128)
    expected[1:3, 1:4], expected[4:6, 1:4] = 0, 255
    np.testing.assert_array_equal(sheet, np.stack([expected] * 3, axis=-1))
    assert pictures.grid(images, 3, padding=0).shape == (2, 9, 3)


@pytest.mark.parametrize(
    "channels, expected",
    [
        ((1,), [255, 255, 255]),
        ((1, -1), [255, 0, 0]),
        ((1, -1, 0), [255, 0, 128]),
        ((1, -1, 0, 1), [255, 0, 128]),
        ((1, -1, 0, -1), [255, 255, 255]),  # Nothing but what is behind.
        ((1, -1, 0, 1, 1), [255, 0, 128]),
        ((5, -7, 0), [255, 0, 128]),
    ],
)
def test_any_number_of_channels(channels, expected):
    assert inside(pictures.grid(colour(*channels))) == expected


def test_what_is_clear_shows_a_checkerboard():
    sheet = pictures.grid(colour(0, 0, 0, -1, sides=(16, 16)), padding=0)
    assert inside(sheet, 0, 0) == inside(sheet, 8, 8) == [255] * 3
    assert inside(sheet, 0, 8) == inside(sheet, 8, 0) == [204] * 3
    half = pictures.grid(colour(-1, -1, -1, 0.0), padding=0)
    assert inside(half) == [127] * 3  # 128 / 255 of black.


@pytest.mark.parametrize("channels", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_what_is_not_finite_is_pink(channels, value):
    images = np.zeros((1, 4, 6, channels), "float32")
    images[0, 1, 2, -1] = value
    sheet = pictures.grid(images, padding=0)
    assert inside(sheet, 1, 2) == PINK
    assert (sheet == PINK).all(axis=-1).sum() == 1


def test_whole_numbers_are_bytes():
    images = colour(255, 0, 7)
    for dtype in ("uint8", "int32", "int64"):
        assert inside(pictures.grid(images.astype(dtype))) == [255, 0, 7]
    assert inside(pictures.grid(colour(1) > 0)) == [255] * 3
    floats = ops.cast(colour(1.0, -1.0, 0.0), "bfloat16")
    assert inside(pictures.grid(floats)) == [255, 0, 128]


@pytest.mark.parametrize(
    "n, sides, columns",
    [
        (64, (256, 1024), 8),
        (3, (2, 5000), None),
        (1, (9000, 3), None),
        (9000, (2, 2), 1),
        (1200, (16, 16), 1200),
        (3, (4, 4), 10**9),
    ],
)
def test_a_sheet_is_never_too_large(n, sides, columns):
    images = np.broadcast_to(np.float32(1), (n, *sides, 1))
    sheet = pictures.grid(images, columns)
    assert max(sheet.shape) <= 4096
    assert (sheet == 255).any()


def test_a_large_image_becomes_the_mean_of_it():
    image = np.ones((1, 2, 8192, 1), "float32")
    image[:, :, ::2] = -1
    sheet = pictures.grid(np.repeat(image, 2, axis=0), 1, padding=0)
    assert sheet.shape[1] <= 4096 and set(sheet[0, :, 0]) <= {127, 128}


@pytest.mark.parametrize(
    "images, told, message",
    [
        (np.zeros((0, 4, 4, 1)), {}, "no images.*Received: shape=\\(0, 4"),
        (
            np.zeros((4, 4, 1)),
            {},
            "\\(N, H, W, C\\).*Received: .*\\(4, 4, 1\\)",
        ),
        (np.array([["a"]]), {}, "numbers.*Received: dtype"),
        (colour(0), {"columns": 0}, "whole number.*Received: columns=0"),
        (colour(0), {"padding": -1}, "whole number.*Received: padding=-1"),
    ],
)
def test_what_is_no_image(images, told, message):
    with pytest.raises(ValueError, match=message):
        pictures.grid(images, **told)


# Films.


def film(times, n=2):
    """Films of 4 x 6 pixels that become brighter."""
    values = np.linspace(-1, 1, times)[:, None, None, None]
    return np.zeros((n, times, 4, 6, 1)) + values


def test_a_row_is_a_film():
    sheet = pictures.films(film(3))
    assert sheet.shape == (2 * 5 + 1, 3 * 7 + 1, 3)
    assert sheet[7, [2, 9, 16], 0].tolist() == [0, 128, 255]
    sheet = pictures.films(film(100))
    assert sheet.shape == (2 * 5 + 1, 12 * 7 + 1, 3)
    assert inside(sheet) == [0] * 3 and inside(sheet, 2, -3) == [255] * 3


def test_a_film_is_written_as_moving_picture(tmp_path):
    path = tmp_path / "film.gif"
    pictures.save_film(path, film(5), columns=1, rate=10)
    with Image.open(path) as moving:
        assert moving.n_frames == 5 and moving.size == (8, 11)
        assert moving.info["duration"] == 100
        found = []
        for time in range(5):
            moving.seek(time)
            found.append(inside(np.asarray(moving.convert("RGB")))[0])
    np.testing.assert_allclose(found, [0, 64, 128, 191, 255], atol=2)
    with pytest.raises(ValueError, match="frames a second.*Received: rate=0"):
        pictures.save_film(path, film(2), rate=0)


# Solids.


def solid(*cells, sides=(4, 4, 4)):
    found = -np.ones((1, *sides, 1), "float32")
    for cell in cells:
        found[(0, *cell, 0)] = 1
    return found


def seen(found):
    """The mean place (row, column) of what differs from the ground."""
    picture = pictures.volumes(found)[1:-1, 1:-1]
    return np.argwhere((picture != 244).any(axis=-1)).mean(axis=0)


def test_axes_go_right_up_and_to_the_front():
    row, column = seen(solid((1, 1, 1)))
    right = seen(solid((2, 1, 1)))
    high = seen(solid((1, 2, 1)))
    front = seen(solid((1, 1, 2)))
    assert right[1] > column and right[0] > row
    assert high[0] < row and abs(high[1] - column) < 0.1
    assert front[1] < column and front[0] > row


def test_what_is_near_hides_what_is_far():
    near = pictures.volumes(solid((3, 3, 3)))
    for place in range(3):
        far = pictures.volumes(solid((3, 3, 3), (place,) * 3))
        np.testing.assert_array_equal(far, near)
    beside = pictures.volumes(solid((3, 3, 3), (2, 2, 3)))
    assert (beside != near).any()


def test_hidden_cells_change_nothing(monkeypatch):
    cells = np.random.default_rng(0).normal(size=(9, 7, 8)) - 0.5
    picture = solids.render(cells)
    monkeypatch.setattr(solids, "_hidden", lambda full: False)
    np.testing.assert_array_equal(solids.render(cells), picture)


def test_faces_have_three_shades_and_no_gaps():
    full = np.ones((1, 8, 8, 8, 1), "float32")
    inner = full.copy()
    inner[:, 1:-1, 1:-1, 1:-1] = -1  # Which nobody can see.
    picture = pictures.volumes(full)[1:-1, 1:-1]
    np.testing.assert_array_equal(pictures.volumes(inner)[1:-1, 1:-1], picture)
    height, width, _ = picture.shape
    left, right, top = (
        picture[row, column].astype(int).sum()
        for row, column in (
            (height * 2 // 3, width // 4),
            (height * 2 // 3, width * 3 // 4),
            (height // 4, width // 2),
        )
    )
    assert top > left > right
    middle = (picture != 244).any(axis=-1)[:, width // 2]
    (rows,) = np.nonzero(middle)
    assert len(rows) == rows[-1] - rows[0] + 1


def test_solids_of_any_values():
    nothing = pictures.volumes(np.full((3, 2, 3, 5, 2), -1.0), 3)
    assert set(nothing[1:-1, 1].ravel()) == {244}
    lost = solid((1, 1, 1))
    lost[lost > 0] = np.nan
    assert (pictures.volumes(lost) == PINK).all(axis=-1).any()
    shape = pictures.volumes(np.ones((1, 200, 3, 40, 1)))
    assert max(shape.shape) <= 4096


# Sounds and series.


def test_a_tone_is_a_line_at_its_pitch():
    times = np.arange(8000) / 16_000
    tone = np.sin(2 * np.pi * 2000 * times)[None, :, None]
    picture = pictures.sounds(tone, 16_000)[4:, 4:204]
    spectrum = picture[48:144].astype(int).sum(axis=-1).mean(axis=1)
    # A quarter of the way from the lowest row to the highest.
    assert abs(spectrum.argmax() - 72) <= 2
    silent = pictures.sounds(np.zeros((1, 8000, 1)), 16_000)[4:, 4:204]
    assert silent[48:144].max() < 10
    (row,) = np.unique(np.argwhere(silent[:48, :, 0] < 200)[:, 0])
    assert row == 24


def test_sounds_of_any_length_and_kind():
    for shape in ((1, 1, 1), (2, 5, 2), (3, 100), (1, 300_000)):
        assert pictures.sounds(np.zeros(shape)).shape[2] == 3
    wave = np.sin(np.arange(4000) / 5)[None, :, None]
    bits = np.round(wave * 32767).astype("int16")
    difference = pictures.sounds(bits).astype(int) - pictures.sounds(wave)
    assert (np.abs(difference) > 40).mean() < 0.02
    wave[0, 2000:] = np.inf
    picture = pictures.sounds(wave)[4:148, 4:204]
    pink = (picture == PINK).all(axis=-1)
    assert pink[:, 101:].all() and not pink[:, :80].any()
    with pytest.raises(ValueError, match="a second.*Received: rate=0"):
        pictures.sounds(wave, 0)


def test_series_have_one_scale_and_a_line_a_channel():
    samples = np.zeros((2, 5, 2))
    samples[0, :, 0], samples[1, :, 0] = 3, np.linspace(-1, 3, 5)
    sheet = pictures.series(samples, 2)
    first, second = sheet[1:65, 1:97], sheet[1:65, 98:194]
    blue, orange = [31, 119, 180], [255, 127, 14]
    assert (first[0] == blue).all() and (first[47] == orange).all()
    assert inside(second, 63, 0) == inside(second, 0, 95) == blue
    rows = np.argwhere((second == blue).all(axis=-1))
    slope = np.polyfit(rows[:, 1], rows[:, 0], 1)[0]
    assert slope == pytest.approx(-63 / 95, rel=0.05)


def test_series_of_any_values():
    for shape in ((3, 1, 1), (1, 7), (2, 1000, 12)):
        assert pictures.series(np.zeros(shape)).shape[2] == 3
    samples = np.zeros((1, 9, 1))
    samples[0, 6:] = np.nan
    sheet = pictures.series(samples)[1:65, 1:97]
    pink = (sheet == PINK).all(axis=-1)
    assert pink[:, 70:].all() and not pink[:, :59].any()
    pictures.series(samples * np.nan)
    pictures.series(np.array([[1e300, -1e300]]))


# Numbers.


def test_points_and_curves():
    points = np.random.default_rng(0).normal(size=(50, 3))
    plane, space = pictures.scatter(points[:, :2]), pictures.scatter(points)
    assert plane.shape == space.shape == (400, 400, 3)
    assert (plane != space).any()
    for rows in (points, points[:, 0], points[:, :1], points[:, :, None]):
        assert pictures.curves(rows).shape == (400, 400, 3)
    np.testing.assert_array_equal(
        pictures.curves(points[:, 0]), pictures.curves(points[:, :1])
    )
    with pytest.raises(
        ValueError, match="two or three.*Received: .*\\(3, 5\\)"
    ):
        pictures.scatter(np.zeros((3, 5)))


@pytest.mark.parametrize("draw", [pictures.scatter, pictures.curves])
@pytest.mark.parametrize("value", [np.nan, np.inf, -1e300])
def test_numbers_that_are_not_finite_are_counted(draw, value, monkeypatch):
    from matplotlib.axes import Axes

    titles = []
    monkeypatch.setattr(
        Axes, "set_title", lambda _, title, **kwargs: titles.append(title)
    )
    for dim in (2, 3):
        rows = np.zeros((7, dim))
        rows[3, 1] = value
        assert draw(rows).shape == (400, 400, 3)
        draw(np.full((7, dim), value))
    assert titles == 2 * [f"{n} of 7 are not finite" for n in (1, 7)]


def test_a_box_by_hand():
    boxes = np.array([[[0, 0, 1, 1], [2 / 3, 1 / 3, 1, 2 / 3]]])
    picture = pictures.boxes(boxes)[1:65, 1:65]
    blue, orange = [31, 119, 180], [255, 127, 14]
    assert (picture[0] == blue).all() and (picture[:, 63] == blue).all()
    assert (picture[42, 21:43] == orange).all()
    assert (picture[43:63, [21, 42]] == orange).all()
    assert (picture[43:63, 22:42] == 255).all()
    picture = pictures.boxes([[0.5, 0.5, -1.0, 1e30], [np.nan, 0, 0, 0]])
    assert inside(picture, 5, 70) == PINK
    with pytest.raises(ValueError, match="bottom, right.*Received: .*\\(1, 3"):
        pictures.boxes(np.zeros((1, 3)))


def test_a_table_has_its_numbers_in_rows():
    once, twice = (pictures.table(np.zeros((n, 3), int)) for n in (1, 2))
    assert twice.shape[0] - once.shape[0] == 14
    np.testing.assert_array_equal(once[4:18], twice[18:32])
    assert (once < 128).any()
    np.testing.assert_array_equal(
        pictures.table(np.arange(5), 3)[:18],
        pictures.table(np.arange(6).reshape(2, 3))[:18],
    )
    assert pictures.table(np.full((500, 500), np.nan)).shape[0] < 4096


# One door.

KINDS = [
    specs.Images((8, 6, 4)),
    specs.Images((None, None, 3)),
    specs.Video((3, 4, 6, 1)),
    specs.Volumes((4, 4, 4, 1)),
    specs.Audio((500, 1)),
    specs.Points((2,)),
    specs.Points((3,)),
    specs.Vectors((5,)),
    specs.Vectors((1,)),
    specs.Series((9, 2)),
    specs.Boxes((4,)),
    specs.Boxes((2, 4)),
    specs.Labels(3),
    specs.Tokens((5,)),
]


@pytest.mark.parametrize("spec", KINDS, ids=repr)
def test_every_kind_is_drawn(spec, tmp_path):
    samples = spec.example(5)
    picture = pictures.draw(samples, spec=spec)
    assert picture.dtype == np.uint8 and picture.shape[2:] == (3,)
    np.testing.assert_array_equal(picture, spec.draw(ops.array(samples)))
    assert pictures.draw(samples[:1], 2, spec).shape[2:] == (3,)
    if spec.dtype == "float32":
        pictures.draw(samples * np.nan, spec=spec)
    pictures.save(tmp_path / "picture.png", picture)
    np.testing.assert_array_equal(
        np.asarray(Image.open(tmp_path / "picture.png")), picture
    )
    with pytest.raises(ValueError, match="There are no .*Received"):
        pictures.draw(samples[:0], spec=spec)


def test_kinds_are_guessed():
    images = colour(0.5, n=3)
    np.testing.assert_array_equal(pictures.draw(images), pictures.grid(images))
    np.testing.assert_array_equal(
        pictures.draw(images, 1), pictures.grid(images, 1)
    )
    for shape, drawn in {
        (5,): pictures.curves,
        (5, 1): pictures.curves,
        (5, 2): pictures.scatter,
        (5, 4, 2): pictures.series,
        (2, 3, 4, 4, 1): pictures.films,
        (2, 2, 2, 2, 2, 2): pictures.curves,
    }.items():
        samples = np.linspace(-1, 1, int(np.prod(shape))).reshape(shape)
        np.testing.assert_array_equal(pictures.draw(samples), drawn(samples))
    with pytest.raises(
        ValueError, match="\\(N, ...\\).*Received: shape=\\(\\)"
    ):
        pictures.draw(1.0)


# Sheets of conditions.


class Toy:
    """A generator of grey images: what it is told plus its latent."""

    sample_spec = specs.Images((2, 2, 1))

    def __init__(self, **given):
        self.given = given

    def latents(self, n, seed=None):
        return np.arange(n, dtype="float32")[:, None] / 100

    def conditions(self, n, **given):
        return {
            name: spec.spread(given.get(name), n, name)
            for name, spec in self.given.items()
        }

    def inputs_for(self, n, seed=None, **given):
        drawn = self.latents(n, FixedSeed(seed))
        return [drawn, *self.conditions(n, **given).values()]

    def predict(self, inputs, verbose=0):
        total = sum(x.reshape(len(x), -1).mean(axis=1) for x in inputs)
        return np.zeros((len(total), 2, 2, 1)) + total[:, None, None, None]

    def generate(self, n, seed=None, **given):
        return self.predict(self.inputs_for(n, seed, **given))


def test_a_sheet_has_a_condition_a_column():
    model = Toy(labels=specs.Labels(2))
    sheet = pictures.label_sheet(model, [1, 0, 1], rows=5)
    assert sheet.shape == (5 * 3 + 1, 3 * 3 + 1, 3)
    for column, label in enumerate([1, 0, 1]):
        alone = pictures.grid(model.generate(5, 0, labels=label), 1)
        np.testing.assert_array_equal(sheet[:, 3 * column :][:, :4], alone)


def test_a_condition_may_be_anything():
    model = Toy(image=specs.Images((3, 3, 1)), labels=specs.Labels(2))
    images = np.array([-1.0, 0.5])[:, None, None, None] + np.zeros((3, 3, 1))
    sheet = pictures.label_sheet(model, images, rows=3)
    # The labels are told in turn, where nothing is said of them.
    for column, label in enumerate([0, 1]):
        told = {"image": images[column], "labels": label}
        alone = pictures.grid(model.generate(3, 0, **told), 1)
        np.testing.assert_array_equal(sheet[:, 3 * column :][:, :4], alone)
    with pytest.raises(ValueError, match="`rows`.*Received: rows=0"):
        pictures.label_sheet(model, images, rows=0)
    both = pictures.label_sheet(model, {"image": images, "labels": [0, 1]}, 3)
    np.testing.assert_array_equal(both, sheet)


@pytest.mark.parametrize(
    "labels, message",
    [
        ([7, -1], "0 ... 1.*Received: .*from -1 to 7"),
        ([], "at least one.*Received: .*\\(0,\\)"),
        (1, "at least one.*Received: .*\\(\\)"),
    ],
)
def test_labels_that_make_no_sheet(labels, message):
    with pytest.raises(ValueError, match=message):
        pictures.label_sheet(Toy(labels=specs.Labels(2)), labels)
    with pytest.raises(ValueError, match="takes labels.*Received: Toy"):
        pictures.label_sheet(Toy(), labels)
