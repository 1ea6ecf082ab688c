"""Each picture is a figure that shows what it was given."""

import numpy as np
import pytest

from keras_gans import plots

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
    from keras_gans.core.backend import FixedSeed

    ends = np.array(gan.latents(4, FixedSeed(3)))
    way = walked[0].reshape(2, 5, -1)
    np.testing.assert_allclose(way[:, 0], ends[:2], atol=1e-6)
    np.testing.assert_allclose(way[:, -1], ends[2:], atol=1e-6)
    if law is None:  # The great circle keeps the length of normal latents.
        lengths = np.linalg.norm(way, axis=-1)
        assert (lengths[:, 2] > 0.6 * lengths[:, 0]).all()


def test_nearest_neighbors_finds_copies():
    train = toy_images(40, (8, 8, 1))
    copies = train[[7, 30]] + 0.01
    figure = plots.nearest_neighbors(copies, train, neighbors=2)
    picture = sheet(figure.axes[0])
    assert picture.shape == (2 * 9 + 1, 3 * 9 + 1, 3)
    first, second = picture[1:9, 1:9, 0], picture[1:9, 10:18, 0]
    assert np.abs(first.astype(int) - second).max() <= 3
