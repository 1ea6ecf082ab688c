"""Each picture is a figure that shows what it was given."""

import keras
import numpy as np
import pytest

from keras_gans import pictures
from keras_gans import plots
from keras_gans import specs
from keras_gans.core.backend import FixedSeed

from conftest import make
from conftest import toy_images

HISTORY = {
    "d_loss": [1.0, 0.5, 0.25],
    "g_loss": [1.0, 2.0, 3.0],
    "val_d_loss": [1.5, 1.0, 0.5],
    "val_fid": [30.0, np.nan, 10.0],
}


def lines(figure):
    return {
        line.get_label(): line.get_ydata().tolist()
        for axes in figure.axes
        for line in axes.get_lines()
    }


def test_loss_curves(tmp_path):
    found = lines(plots.loss_curves(HISTORY, title="a run"))
    assert found == {
        name: HISTORY[name] for name in ("d_loss", "g_loss", "val_d_loss")
    }
    path = tmp_path / "losses.csv"
    path.write_text("epoch,d_loss,g_loss,val_fid\n0,1.0,2.0,NA\n1,3.0,4.0,5\n")
    found = lines(plots.loss_curves(path))
    assert found == {"d_loss": [1.0, 3.0], "g_loss": [2.0, 4.0]}


def test_metric_curves():
    figure = plots.metric_curves(HISTORY)
    (axes,) = figure.axes
    (line,) = axes.get_lines()
    assert axes.get_title(loc="left") == "val_fid"
    assert line.get_xydata().tolist() == [[1, 30], [3, 10]]
    assert axes.get_xlabel() == "epoch"
    # `fit` leaves out the epochs that were not evaluated; `Evaluate` does not.
    history = {**HISTORY, "val_fid": [30.0, 10.0]}
    (axes,) = plots.metric_curves(history).axes
    assert axes.get_xlabel() == "evaluation"
    evaluations = [
        {"epoch": 0, "seconds": 1.0, "fid": 30.0},
        {"epoch": 2, "seconds": 1.0, "fid": 10.0},
    ]
    (axes,) = plots.metric_curves(evaluations).axes
    (line,) = axes.get_lines()
    assert line.get_xydata().tolist() == [[1, 30], [3, 10]]
    assert axes.get_xlabel() == "epoch"
    with pytest.raises(ValueError, match="no metrics to draw"):
        plots.metric_curves({"d_loss": [1.0]})


def sheet(axes):
    (image,) = axes.get_images()
    return np.asarray(image.get_array())


def test_real_and_fake(tmp_path):
    real, fake = np.ones((6, 4, 4, 1)), -np.ones((5, 4, 4, 1))
    figure = plots.real_and_fake(real, fake, columns=5)
    left, right = (sheet(axes) for axes in figure.axes)
    assert left[1, 1, 0] == 255 and right[1, 1, 0] == 0
    assert left.shape == right.shape == (6, 26, 3)
    figure.savefig(tmp_path / "figure.png")
    assert (tmp_path / "figure.png").stat().st_size > 1000


@pytest.mark.parametrize("law", [None, (-1.0, 1.0)])
def test_latent_walk_begins_and_ends_at_its_latents(law):
    gan = make("DCGAN", latent_range=law)
    walked = []
    gan.predict, predict = (
        lambda z, **kwargs: (walked.append(z), predict(z, **kwargs))[1],
        gan.predict,
    )
    figure = plots.latent_walk(gan, rows=2, steps=5, seed=3)
    assert sheet(figure.axes[0]).shape == (2 * 17 + 1, 5 * 17 + 1, 3)
    ends = np.array(gan.latents(4, FixedSeed(3)))
    way = walked[0].reshape(2, 5, -1)
    np.testing.assert_allclose(way[:, 0], ends[:2], atol=1e-6)
    np.testing.assert_allclose(way[:, -1], ends[2:], atol=1e-6)
    if law is None:  # The great circle keeps the length of normal latents.
        lengths = np.linalg.norm(way, axis=-1)
        assert (lengths[:, 2] > 0.6 * lengths[:, 0]).all()


class Law:
    """Draws latents that are all different; walks in steps of halves."""

    def __call__(self, n, seed=None):
        assert isinstance(seed, FixedSeed)
        return np.arange(2.0 * n).reshape(n, 2) / 10

    def walk(self, first, last, share):
        share = np.round(2 * share[:, None]) / 2
        return first[:, None] + share * (last - first)[:, None]


class Model:
    """Gives back what it is told: the latents, then all conditions."""

    sample_spec = specs.Series((1, 3))

    def __init__(self, latents, **given):
        self.latents = latents
        self.given = given

    def conditions(self, n, **given):
        return {
            name: spec.spread(given.get(name), n, name)
            for name, spec in self.given.items()
        }

    def predict(self, inputs, batch_size=None, verbose=0):
        self.seen = inputs
        parts = [x.reshape(len(x), -1) for x in inputs]
        return np.concatenate(parts, axis=1)[:, None]


def test_a_walk_keeps_to_the_law_and_to_the_label_of_its_row():
    model = Model(Law(), labels=specs.Labels(3))
    figure = plots.latent_walk(model, rows=4, steps=5)
    assert sheet(figure.axes[0]).shape[1] == 5 * 97 + 1
    latents, labels = model.seen
    ends = Law()(8, FixedSeed(0))
    way = latents.reshape(4, 5, 2)
    for step, share in enumerate([0, 0, 0.5, 1, 1]):
        expected = ends[:4] + share * (ends[4:] - ends[:4])
        np.testing.assert_allclose(way[:, step], expected, atol=1e-6)
    assert labels.tolist() == 5 * [0] + 5 * [1] + 5 * [2] + 5 * [0]
    plots.latent_walk(model, rows=2, steps=3, labels=[2, 1])
    assert model.seen[1].tolist() == [2, 2, 2, 1, 1, 1]
    with pytest.raises(ValueError, match="0 ... 2.*Received: .*from 5 to 5"):
        plots.latent_walk(model, rows=2, labels=5)
    with pytest.raises(ValueError, match="`steps`.*Received: steps=0"):
        plots.latent_walk(model, steps=0)


def test_a_walk_of_several_latents_and_of_none():
    class Named(Law):
        def __call__(self, n, seed=None):
            drawn = super().__call__(n, seed)
            return {"z": drawn, "a": -drawn[:, :1]}

        def walk(self, first, last, share):
            return {
                k: super(Named, self).walk(first[k], last[k], share)
                for k in first
            }

    model = Model(Named())
    plots.latent_walk(model, rows=2, steps=3)
    assert [x.shape for x in model.seen] == [(6, 2), (6, 1)]
    np.testing.assert_allclose(model.seen[1], -model.seen[0][:, :1])
    with pytest.raises(ValueError, match="between latents.*Received: Model"):
        plots.latent_walk(Model(None))


def test_a_law_without_a_way_is_walked_straight():
    model = Model(lambda n, seed: np.arange(2.0 * n).reshape(n, 2))
    model.sample_spec = specs.Points((2,))
    model.predict = lambda z, **how: setattr(model, "seen", z) or z
    plots.latent_walk(model, rows=1, steps=3)
    np.testing.assert_allclose(model.seen, [[0, 1], [1, 2], [2, 3]])


def test_real_and_fake_points_are_on_one_scale():
    points = np.random.default_rng(0).normal(size=(30, 2))
    left, right = plots.real_and_fake(points, points / 10).axes
    assert left.get_xlim() == right.get_xlim()
    assert left.get_ylim() == right.get_ylim()
    assert len(right.collections[0].get_offsets()) == 30


@pytest.mark.parametrize(
    "spec",
    [
        specs.Images((8, 6, 4)),
        specs.Video((2, 4, 6, 1)),
        specs.Volumes((4, 4, 4, 1)),
        specs.Audio((500, 1)),
        specs.Series((9, 2)),
        specs.Vectors((5,)),
        specs.Boxes((4,)),
        specs.Tokens((5,)),
    ],
    ids=repr,
)
def test_figures_of_every_kind(spec):
    real, fake = spec.example(9), spec.example(3, seed=1)
    found = plots.real_and_fake(real, fake, 3, spec=spec).axes
    halves = [real[:3], fake] if spec.bounds else [[*real[:3], *fake]]
    for axes, samples in zip(found, halves, strict=True):
        drawn = pictures.draw(np.array(samples), 6 // len(found), spec)
        np.testing.assert_array_equal(sheet(axes), drawn)
    figure = plots.nearest_neighbors(real[:3], real, 2, spec=spec)
    assert sheet(figure.axes[0]).dtype == np.uint8
    assert plots.nearest_neighbors(real, real[:1], spec=spec).axes


def test_neighbours_that_cannot_be_shown():
    points = np.zeros((3, 2))
    with pytest.raises(ValueError, match="have a picture.*Received: Points"):
        plots.nearest_neighbors(points, points)
    images = np.full((2, 4, 4, 1), np.nan)
    picture = sheet(plots.nearest_neighbors(images, images, 1).axes[0])
    assert picture[1, 1].tolist() == [255, 0, 255]


def test_nearest_neighbors_finds_copies():
    train = toy_images(40, (8, 8, 1))
    copies = train[[7, 30]] + 0.01
    figure = plots.nearest_neighbors(copies, train, neighbors=2)
    picture = sheet(figure.axes[0])
    assert picture.shape == (2 * 9 + 1, 3 * 9 + 1, 3)
    first, second = picture[1:9, 1:9, 0], picture[1:9, 10:18, 0]
    assert np.abs(first.astype(int) - second).max() <= 3


@pytest.mark.parametrize(
    "values, epochs",
    [(4, [3, 4, 5, 6]), (3, [4, 5, 6]), (2, [4, 6]), (1, [6])],
)
def test_losses_stand_at_their_epochs(values, epochs):
    """Of a longer run, a player who came later, and every second epoch."""
    history = keras.callbacks.History()
    history.epoch = [2, 3, 4, 5]
    history.history = {"g_loss": [1.0] * 4, "d_loss": [1.0] * values}
    (axes,) = plots.loss_curves(history, ("d_loss",)).axes
    assert axes.lines[0].get_xdata().tolist() == epochs
    if values > 1:  # Of one, the axis is as wide as matplotlib likes.
        assert all(tick == int(tick) for tick in axes.get_xticks())


def test_real_and_fake_series_are_on_one_scale():
    real = np.linspace(-1, 70, 4 * 9).reshape(4, 9, 1).astype("float32")
    (axes,) = plots.real_and_fake(real, real / 100, columns=2).axes
    found = axes.images[0].get_array()
    both = np.concatenate([real[:2], real[:2] / 100, real[2:], real[2:] / 100])
    np.testing.assert_array_equal(found, pictures.draw(both, 4))
