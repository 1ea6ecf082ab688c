"""Films and solids: MoCoGAN, GAN3D, VAEGAN3D and their data."""

import keras
import numpy as np
import pytest
from keras import ops

import keras_gans
from keras_gans import data
from keras_gans import layers
from keras_gans import networks
from keras_gans.testing import check_variant

from conftest import check_it_trains_and_comes_back

FILM = (10, 16, 16, 1)
SOLID = (8, 8, 8, 1)


def mocogan(**settings):
    return keras_gans.MoCoGAN.for_films(FILM, width=2, seed=1, **settings)


def mocogan_of_categories(**settings):
    return mocogan(categories=3, **settings)


def gan3d(**settings):
    return keras_gans.GAN3D.for_volumes(
        SOLID, latent_dim=5, width=2, seed=1, **settings
    )


def vae_gan3d(**settings):
    return keras_gans.VAEGAN3D.for_volumes(
        SOLID, latent_dim=5, width=2, image_shape=(8, 8, 1), seed=1, **settings
    )


GAMES = [mocogan, mocogan_of_categories, gan3d, vae_gan3d]


@pytest.mark.slow
@pytest.mark.parametrize("make", GAMES)
def test_the_contract_holds(make):
    check_variant(make)


@pytest.mark.parametrize("make", GAMES)
def test_one_fit_trains_and_the_model_comes_back(make, tmp_path):
    check_it_trains_and_comes_back(make(), tmp_path)


def trainable(network):
    return sum(int(np.prod(w.shape)) for w in network.trainable_weights)


@pytest.mark.parametrize(
    "network, parameters",
    [
        (lambda: networks.gan3d.generator((32, 32, 32, 1)), 5_903_232),
        (lambda: networks.gan3d.discriminator((32, 32, 32, 1)), 2_642_816),
        (
            lambda: networks.mocogan.generator((16, 64, 64, 3), categories=6),
            3_298_836,
        ),
        (lambda: networks.mocogan.frame_discriminator((64, 64, 3)), 663_296),
        pytest.param(
            lambda: networks.mocogan.discriminator((16, 64, 64, 3), 6),
            11_253_504,
            marks=pytest.mark.slow,
        ),
        pytest.param(
            lambda: networks.gan3d.generator((64, 64, 64, 1)),
            17_569_664,
            marks=pytest.mark.slow,
        ),
        pytest.param(
            lambda: networks.gan3d.discriminator((64, 64, 64, 1)),
            11_048_832,
            marks=pytest.mark.slow,
        ),
    ],
)
def test_parameters_are_the_papers(network, parameters):
    assert trainable(network()) == parameters


# Films.


def test_a_film_goes_on_as_it_began():
    gan = mocogan()
    short = gan.films(2, seed=3)
    assert short.shape == (2, *FILM)
    np.testing.assert_array_equal(short, gan.generate(2, seed=3))
    longer = gan.films(2, frames=23, seed=3)
    assert longer.shape == (2, 23, *FILM[1:])
    assert gan.films(2, frames=1, seed=3).shape == (2, 1, *FILM[1:])


def test_what_moves_hangs_on_what_was_before():
    gan = mocogan()
    drawn = [
        ops.convert_to_numpy(x).copy()
        for x in gan.latents.inputs(1, gan.fixed_seed(1, 0))
    ]
    whole = gan.predict(drawn, verbose=0)
    drawn[2][:, 5] += 1  # Of the sixth frame.
    other = gan.predict(drawn, verbose=0)
    np.testing.assert_allclose(other[:, :5], whole[:, :5], atol=1e-6)
    assert np.abs(other[:, 5:] - whole[:, 5:]).max(axis=(0, 2, 3, 4)).min() > 0


def test_each_frame_is_painted_alike():
    network = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)])
    layer = layers.PerFrame(network)
    x = np.random.default_rng(0).normal(size=(4, 5, 3)).astype("float32")
    made = ops.convert_to_numpy(layer(x))
    for time in range(5):
        np.testing.assert_allclose(
            made[:, time], network(x[:, time]), atol=1e-6
        )
    again = layers.PerFrame.from_config(layer.get_config())
    assert again(x).shape == (4, 5, 2)


def squares():
    """Two pictures to move: a bright square, and one of half the light."""
    pictures = np.full((2, 7, 7, 1), -1.0, "float32")
    pictures[0, 2:5, 2:5], pictures[1, 2:5, 2:5] = 1, 0
    return pictures, np.array([0, 1])


@pytest.mark.tensorflow
def test_digits_go_straight_on_and_come_back():
    elements = data.moving_digits(
        30,
        16,
        4,
        speed=0.11,
        directions=4,
        labels="direction",
        length=8,
        source=squares(),
    )
    for films, ways in elements.as_numpy_iterator():
        assert films.shape == (4, 30, 16, 16, 1)
        for film, way in zip(films[..., 0], ways):
            light = film + 1
            total = light.sum(axis=(1, 2))
            np.testing.assert_allclose(total, total[0])  # It never leaves.
            grid = np.arange(16)
            rows = (light.sum(axis=2) * grid).sum(axis=1) / total
            columns = (light.sum(axis=1) * grid).sum(axis=1) / total
            still, moving = (rows, columns) if way % 2 == 0 else (columns, rows)
            assert np.ptp(still) == 0
            steps = np.diff(moving)
            assert (
                2
                <= (
                    np.sign(steps[steps != 0])[1:]
                    != np.sign(steps[steps != 0])[:-1]
                ).sum()
                <= 5
            )
            assert np.abs(steps).max() <= 2 and np.ptp(moving) >= 7


@pytest.mark.tensorflow
def test_films_are_the_same_in_every_run():
    def epochs():
        elements = data.moving_digits(
            3, 16, 4, digits=2, labels="digit", length=4, source=squares()
        )
        return [next(iter(elements))[0].numpy() for _ in range(2)]

    first, again = epochs(), epochs()
    np.testing.assert_array_equal(first, again)
    assert (first[0] != first[1]).any()


# Solids.


def test_a_discriminator_that_knows_too_much_waits():
    gan = gan3d(accuracy_limit=0.8)
    gan.compile()
    solids = gan.sample_spec.example(8)
    for accuracy, moves in ((0.8, True), (0.81, False)):
        gan.accuracy.assign(accuracy)
        before = [
            [w.copy() for w in network.get_weights()]
            for network in (gan.discriminator, gan.generator)
        ]
        gan.train_on_batch(solids)
        after = [
            network.get_weights()
            for network in (gan.discriminator, gan.generator)
        ]
        moved = [
            any((a != b).any() for a, b in zip(*pair))
            for pair in zip(before, after)
        ]
        assert moved == [moves, True]
    assert 0 <= float(gan.accuracy) <= 1 and float(gan.accuracy) != 0.81


def test_reconstructions_are_those_of_the_mean():
    gan = vae_gan3d()
    images = gan.element_spec["image"].example(3)
    codes = gan.codes(images)
    np.testing.assert_allclose(
        gan.reconstruct(images), gan.predict(codes, verbose=0), atol=1e-6
    )
    way = gan.interpolate(images[0], images[1], steps=3)
    np.testing.assert_allclose(
        way[[0, 2]], gan.reconstruct(images[:2]), atol=1e-6
    )


def test_a_solid_becomes_a_mesh(tmp_path):
    solid = np.full((4, 5, 6, 1), -1.0)
    solid[1:3, 1:4, 2:4] = 1
    try:
        import trimesh
    except ImportError:
        with pytest.raises(ImportError, match="keras_gans.solids"):
            keras_gans.pictures.save_solid(tmp_path / "a.obj", solid)
        return
    for ending in (".obj", ".glb"):
        file = tmp_path / "new" / f"solid{ending}"
        keras_gans.pictures.save_solid(file, solid)
        mesh = trimesh.load(file, force="mesh")
        assert mesh.is_watertight and mesh.is_winding_consistent
        assert mesh.volume == pytest.approx(2 * 3 * 2)
        np.testing.assert_allclose(mesh.bounds, [[1, 1, 2], [3, 4, 4]])


@pytest.mark.tensorflow
def test_solids_are_turned_about_their_height():
    solid = np.zeros((1, 4, 4, 4))
    solid[0, 0, 1, 0] = solid[0, 3, 3, 0] = 1
    elements = data.voxels(solid, 1, turned=True, mirrored=True)
    seen = set()
    for _ in range(60):
        (found,) = elements.as_numpy_iterator()
        assert set(np.unique(found)) == {-1.0, 1.0}
        full = found[0, ..., 0] > 0
        assert full[:, 1].sum() == full[:, 3].sum() == 1  # Heights stay.
        seen.add(full.tobytes())
    expected = {
        np.rot90(x > 0, k, axes=(0, 2)).tobytes()
        for x in (solid[0], solid[0, ::-1])
        for k in range(4)
    }
    assert seen == expected


@pytest.mark.tensorflow
def test_a_view_is_of_its_solid():
    solids = np.zeros((4, 4, 4, 4))
    for i in range(4):
        solids[i, :i] = 1
    views = np.zeros((4, 3, 5, 5, 1), "uint8")
    views += (10 * np.arange(4)[:, None] + np.arange(3)).astype("uint8")[
        ..., None, None, None
    ]
    seen = set()
    elements = data.voxels(solids, 2, views=views)
    for _ in range(12):
        for images, found in elements.as_numpy_iterator():
            for image, solid in zip(images, found):
                number = round((image[0, 0, 0] + 1) * 127.5)
                assert (solid[:, 0, 0, 0] > 0).sum() == number // 10
                seen.add(number)
    assert seen == {10 * i + j for i in range(4) for j in range(3)}


@pytest.mark.tensorflow
def test_views_of_floats_are_what_they_are():
    solids = np.zeros((2, 4, 4, 4))
    views = np.linspace(-1, 1, 2 * 3 * 25).reshape(2, 3, 5, 5, 1)
    images, _ = next(iter(data.voxels(solids, 2, views=views, shuffle=False)))
    seen = {round(float(x[0, 0, 0]), 4) for x in images.numpy()}
    assert seen <= {round(float(x), 4) for x in views[:, :, 0, 0, 0].ravel()}


def test_films_of_a_category():
    gan = mocogan_of_categories()
    two = gan.films(3, seed=1, labels=2)
    np.testing.assert_array_equal(two, gan.generate(3, seed=1, labels=[2] * 3))
    others = gan.films(3, seed=1, labels=[0, 1, 0])
    assert (np.abs(two - others).max(axis=(1, 2, 3, 4)) > 0).all()
    longer = gan.films(2, frames=12, seed=1, labels=[0, 1])
    assert longer.shape == (2, 12, *FILM[1:])


def test_films_lie_beside_their_pictures(tmp_path):
    from PIL import Image

    gan = mocogan()
    gan.compile()
    films = np.zeros((4, *FILM), "float32")
    grid = keras_gans.callbacks.SampleGrid(tmp_path, 2)
    gan.fit(films, batch_size=4, verbose=0, callbacks=[grid])
    assert Image.open(tmp_path / "epoch_0001.gif").n_frames == FILM[0]


def pictures(count=2, side=8):
    return np.zeros((count, side, side, 1)), np.zeros(count)


SOLIDS = np.zeros((2, 4, 4, 4))
VIEWS = np.zeros((2, 3, 4, 4, 1))

REFUSED = [
    (lambda: data.voxels("/no/such"), "no such folder"),
    (lambda: data.voxels(SOLIDS, views=VIEWS[:, 0]), "N, V, H, W, C"),
    (lambda: data.voxels(SOLIDS, views=VIEWS[:1]), "as many `views`"),
    (lambda: data.voxels(SOLIDS, views=VIEWS + 9), "from 9 to 9"),
    (lambda: data.voxels(SOLIDS, views="views"), "N, V, H, W, C"),
    (lambda: data.voxels(SOLIDS, labels=[1]), "as many `labels`"),
    (lambda: data.voxels(SOLIDS[..., :3], turned=True), "D = W"),
    (
        lambda: data.voxels(SOLIDS, batch_size=None, mirrored=True),
        "as a dataset is read",
    ),
    (lambda: mocogan().films(2, labels=1), "no categories"),
    (lambda: mocogan_of_categories().films(2, labels=3), "labels"),
    (lambda: mocogan().films(2, batch_size=0), "batch_size=0"),
    (lambda: gan3d(packing=2), "no `packing`"),
    (lambda: gan3d(num_classes=3), "no `num_classes`"),
    (
        lambda: data.moving_digits(directions=0, source=pictures()),
        "directions=0",
    ),
    (
        lambda: data.moving_digits(directions=2.5, source=pictures()),
        "directions=2.5",
    ),
    (lambda: data.moving_digits(length=8, source=pictures()), "8 films"),
    (lambda: data.moving_digits(image_size=(8, 9)), "image_size"),
    (lambda: data.moving_digits(source=pictures()[0]), "as many of both"),
    (
        lambda: data.moving_digits(source=(pictures()[0] + 9, pictures()[1])),
        "Received",
    ),
    (lambda: keras_gans.MoCoGAN.for_films((9, 16, 16, 1)), "at least 10"),
    (
        lambda: keras_gans.MoCoGAN(
            *(getattr(mocogan(), n) for n in ("generator", "discriminator")),
            networks.mocogan.frame_discriminator((8, 8, 1)),
        ),
        "the other their frames",
    ),
    (lambda: mocogan(categories=-1), "categories=-1"),
    (lambda: mocogan().films(2, frames=0), "frames=0"),
    (lambda: mocogan().films(0), "n=0"),
    (lambda: keras_gans.GAN3D.for_volumes((8, 8, 4, 1)), "are cubes"),
    (lambda: keras_gans.GAN3D.for_volumes((12, 12, 12, 1)), "are cubes"),
    (lambda: gan3d(accuracy_limit=1.5), "accuracy_limit=1.5"),
    (lambda: vae_gan3d().reconstruct(np.zeros((1, 9, 9, 1))), "images"),
    (lambda: data.voxels(np.zeros((0, 4, 4, 4))), "at least one"),
    (lambda: data.voxels(np.full((1, 4, 4, 4), 2)), "from 0 to 1"),
    (
        lambda: data.voxels(
            np.zeros((2, 4, 4, 4)), views=np.zeros((2, 1, 4, 4, 1)), turned=True
        ),
        "stand as they are shown",
    ),
    (
        lambda: keras_gans.pictures.save_solid("a.obj", np.zeros((2, 2, 2))),
        "0 cells above",
    ),
    (
        lambda: keras_gans.pictures.save_solid("a.dae", np.ones((2, 2, 2))),
        "ends in .obj",
    ),
    (lambda: data.moving_digits(labels="speed"), '"digit" or "direction"'),
    (lambda: data.moving_digits(labels="direction"), "directions=4"),
]


@pytest.mark.tensorflow
@pytest.mark.parametrize("action, words", REFUSED)
def test_what_is_no_film_or_solid_is_refused_in_words(action, words):
    with pytest.raises(ValueError, match=words):
        action()


@pytest.mark.parametrize("variant", ["MoCoGAN", "GAN3D", "VAEGAN3D"])
def test_pictures_are_not_for_them(variant):
    with pytest.raises(TypeError, match="for_"):
        getattr(keras_gans, variant).for_images((8, 8, 1))
