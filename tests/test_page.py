"""The page of `keras-gans explore`: what it shows, and in a browser."""

import pathlib
import shutil
import socket
import time

import numpy as np
import pytest

import keras_gans
from keras_gans.command import exploring
from keras_gans.command import looking

from conftest import make
from conftest import toy_images

pytestmark = pytest.mark.tensorflow


def test_a_sample_is_moved_truncated_and_brought_back():
    gan = make("DCGAN")
    looker = looking.Looker(gan, count=3)
    points = looker.points(5)
    np.testing.assert_allclose(
        keras_gans.latents.make(gan, points), gan.generate(1, 5), atol=1e-6
    )
    assert looker.ways.shape == (3, 6) and looker.truncates
    moved = looker.points(5, moves=[0, 2, 0])
    # In float32 a difference of sums has lost the last digits.
    expected = points + 2 * looker.ways[1][None]
    np.testing.assert_allclose(moved, expected, rtol=1e-6, atol=1e-6)
    np.testing.assert_allclose(looker.points(5, 0.0)[0], looker.middle)
    picture = looker.picture(points)
    assert picture.dtype == "uint8" and picture.shape == (384, 384, 3)


def test_labels_codes_and_sentences_are_asked_for():
    looker = looking.Looker(make("ACGAN"), count=1)
    assert looker.labels == 3 and looker.told(label=2.0) == {"labels": 2}
    pictures = [looker.picture(looker.points(1), labels=i) for i in (0, 2)]
    assert (pictures[0] != pictures[1]).any()
    gan = make("InfoGAN")
    looker = looking.Looker(gan, count=1)
    assert len(looker.codes) == 2 and looker.labels is None
    points = looker.points(1, codes=[2, 0.5])
    np.testing.assert_allclose(points[0, 2:], [0, 0, 1, 0.5])
    encoder = keras_gans.text.Encoder.for_captions(
        ["a red bird"], dim=5, length=8, width=4
    )
    gan = keras_gans.TextToImageGAN.for_images(
        (16, 16, 3), width=4, encoder=encoder
    )
    looker = looking.Looker(gan, count=1)
    told = looker.told(sentence="a red bird")
    assert looker.words and told == {"text": ["a red bird"]}
    assert looker.picture(looker.points(1, **told), **told).shape[-1] == 3


def test_the_nearest_pictures_and_a_walk(tmp_path):
    from PIL import Image

    known = toy_images(9)
    gan = make("DCGAN")
    looker = looking.Looker(gan, known, count=1)
    looker.picture(looker.points(0))
    found = looker.nearest(2)
    apart = np.square(known - gan.generate(1, 0)).mean(axis=(1, 2, 3))
    np.testing.assert_array_equal(
        found[0], looking.large(known[apart.argmin()])
    )
    with Image.open(looker.walk(1, 2, steps=5)) as film:
        assert film.n_frames == 8


def test_a_picture_is_looked_for():
    gan = make("DCGAN")
    looker = looking.Looker(gan, count=1)
    picture = looker.picture(looker.points(3))
    near = looker.bring(picture, steps=100)
    assert near > 25
    again = looker.picture(looker.points(9, mine=True))
    apart = np.abs(again.astype(int) - picture.astype(int)).mean()
    assert apart < 10


def test_what_the_page_cannot_show():
    with pytest.raises(ValueError, match="shows pictures"):
        looking.Looker(keras_gans.GAN3D.for_volumes((8, 8, 8, 1), width=2))
    gan = keras_gans.CycleGAN.for_images((16, 16, 1), width=4)
    with pytest.raises(ValueError, match="Received: CycleGAN"):
        looking.Looker(gan)


@pytest.fixture
def tab():
    """A tab of a browser, and the errors that it has had."""
    sync_api = pytest.importorskip("playwright.sync_api")
    browser = next(
        filter(None, map(shutil.which, ("chromium", "chrome"))), None
    )
    if browser is None:
        pytest.skip("needs the browser Chromium")
    with sync_api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=browser, args=["--no-sandbox"]
        )
        tab, errors = opened.new_page(), []
        tab.on("pageerror", lambda error: errors.append(str(error)))
        tab.on(
            "console",
            lambda said: (
                errors.append(said.text) if said.type == "error" else None
            ),
        )
        yield tab, errors
        opened.close()


@pytest.fixture
def page():
    pytest.importorskip("gradio")
    made = []

    def serve(gan, known=None):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        made.append(exploring.Page(looking.Looker(gan, known, 2), "a model"))
        made[-1].launch(port, wait=False)
        return f"http://127.0.0.1:{port}"

    yield serve
    made[-1].close()


def test_a_picture_that_is_shown_again_is_not_written_again(page):
    client = pytest.importorskip("gradio_client")
    address = page(make("DCGAN"), toy_images(8))
    asked = client.Client(address, verbose=False, download_files=False)
    moves = [0.0] * 6

    def shown(seed):
        picture, nearest = asked.predict(
            seed, 1.0, False, 0, "", *moves, api_name="/_drawn"
        )
        nearest = [near["image"] for near in nearest]
        return [pathlib.Path(image["path"]) for image in (picture, *nearest)]

    first = shown(3)
    assert len(first) == 7
    for file in first:
        file.write_bytes(b"as it was")
    assert shown(3) == first
    assert {file.read_bytes() for file in first} == {b"as it was"}
    assert shown(4)[0] != first[0]


def changes(tab, act, selector="#sample img"):
    """Seconds until a picture of the page is another one."""
    before, begun = tab.get_attribute(selector, "src"), time.monotonic()
    act()
    while tab.get_attribute(selector, "src") == before:
        assert time.monotonic() - begun < 20
        tab.wait_for_timeout(10)
    return time.monotonic() - begun


def put(tab, name, value):
    field = f"#{name} input[type=number]"
    tab.fill(field, str(value))
    tab.press(field, "Enter")


def test_every_control_moves_the_picture(tab, page, tmp_path):
    tab, errors = tab
    gan = make("InfoGAN")
    tab.goto(page(gan, toy_images(8)))
    tab.wait_for_selector("#sample img", timeout=60_000)
    tab.wait_for_selector("#nearest img")
    controls = {
        "seed": 7,
        "truncation": 0.5,
        "direction_1": 2,
        "direction_2": -3,
        "code_1": 2,
        "code_2": 1,
    }
    for name, value in controls.items():
        assert changes(tab, lambda: put(tab, name, value)) < 10, name  # noqa: B023
    changes(tab, lambda: tab.click("#reset"))
    tab.click("text=A walk between two seeds")
    tab.click("#walk")
    tab.wait_for_selector("#film img", timeout=60_000)
    tab.click("text=Your picture")
    brought = tmp_path / "brought.png"
    keras_gans.pictures.save(brought, looking.large(gan.generate(1, 4)[0]))
    tab.set_input_files("#brought input[type=file]", brought)
    tab.wait_for_selector("#brought img")
    changes(tab, lambda: tab.click("#search"))
    tab.wait_for_selector("text=dB near")
    assert tab.is_checked("#mine input")
    assert not errors, errors


def test_classes_and_sentences_have_controls(tab, page):
    tab, errors = tab
    tab.goto(page(make("ACGAN")))
    tab.wait_for_selector("#sample img", timeout=60_000)
    changes(tab, lambda: put(tab, "label", 2))
    assert not tab.is_visible("#sentence") and not tab.is_visible("#nearest")
    assert not errors, errors
