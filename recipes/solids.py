"""Solids, and solids of a picture (Wu et al., 2016, 3D-GAN and 3D-VAE-GAN).

    TFDS_DATA_DIR=DIR python recipes/solids.py gan3d \\
        --dtype-policy mixed_bfloat16
    TFDS_DATA_DIR=DIR python recipes/solids.py vae_gan3d \\
        --dtype-policy mixed_bfloat16
    TFDS_DATA_DIR=DIR python recipes/solids.py null

Furniture of 32x32x32 cells. `gan3d` is trained on 4,000 made solids, and
measured against as many training shapes: how many test shapes are the nearest
of some sample (coverage), how near the nearest sample of each is, in
intersection over union (minimum matching distance is 1 less that), and how
many samples are one body; and how many real test shapes a linear classifier of
the discriminator's features, pooled as in the paper, puts into their category
(851 real shapes are known to it). `vae_gan3d` is shown one view of a shape,
real ones and made ones; the figure is the mean intersection over union with the
test shape, beside that of the training shape with the nearest view.
"""

import functools

import keras
import numpy as np
from keras import layers
from scipy import ndimage
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import LinearSVC

import keras_gans

import report
from options import parse

SIDE = 32
SAMPLES = 500


def main():
    options = parse(
        __doc__,
        extra={
            "game": {"choices": ("gan3d", "vae_gan3d", "null")},
            "--width": {"type": int, "default": 32},
            "--d-rate": {"type": float, "default": 1e-4},
            "--g-rate": {"type": float, "default": 1e-3},
            "--reconstruction-weight": {"type": float, "default": 1.0},
            "--divergence-weight": {"type": float, "default": 0.1},
            "--minutes": {
                "type": float,
                "default": 170.0,
                "help": "of processor time, at most",
            },
        },
        epochs=100,
        batch_size=32,
        out=lambda options: f"runs/solids_{options.game}",
    )
    keras.utils.set_random_seed(options.seed)
    if options.game == "null":
        null()
        return
    make = {"gan3d": gan3d, "vae_gan3d": vae_gan3d}[options.game]
    make(options)


def load(split, **settings):
    return keras_gans.data.voxels(
        "furniture_voxels_32", batch_size=None, split=split, **settings
    )


def optimizers(options, *players):
    rates = {"discriminator": options.d_rate}
    return {
        player: keras.optimizers.Adam(
            rates.get(player, options.g_rate), beta_1=0.5
        )
        for player in ("discriminator", "generator", *players)
    }


def play(options, gan, data, *players):
    gan.compile(optimizers=optimizers(options, *players))
    gan.fit(
        data,
        epochs=options.epochs,
        verbose=2,
        callbacks=[
            report.Budget(options.out / "minutes.txt", options.minutes),
            *report.standard(options, samples=16, every=5),
        ],
    )


def gan3d(options):
    shape = (SIDE, SIDE, SIDE, 1)
    gan = keras_gans.GAN3D.for_volumes(
        shape, width=options.width, ema_momentum=0.999, seed=options.seed
    )
    data = keras_gans.data.voxels(
        "furniture_voxels_32",
        options.batch_size,
        split="synthetic_train",
        mirrored=True,
        seed=options.seed,
    )
    play(options, gan, data)
    made = gan.generate(SAMPLES, seed=options.seed)
    keras_gans.pictures.save(
        options.out / "samples.png", keras_gans.pictures.volumes(made[:64])
    )
    solids, known = made[..., 0] > 0, load("synthetic_train") > 0
    known, test = known[..., 0], load("test")[..., 0] > 0
    as_many = np.random.default_rng(0).permutation(known)[:SAMPLES]
    against = shape_figures(as_many, test)
    figures = {
        name: (value, against[name])
        for name, value in shape_figures(solids, test).items()
    }
    figures["category"] = (
        categories(gan.discriminator),
        f"1-NN by cells {categories_by_cells()}; the same untrained, see null",
    )
    nearest = known[overlaps(solids[:8], known).argmax(axis=1)]
    pair = np.concatenate([solids[:8], nearest])[..., None] * 2.0 - 1
    keras_gans.pictures.save(
        options.out / "neighbors.png", keras_gans.pictures.volumes(pair, 8)
    )
    report.write(options, "GAN3D", figures)


def vae_gan3d(options):
    shape = (SIDE, SIDE, SIDE, 1)
    gan = keras_gans.VAEGAN3D.for_volumes(
        shape,
        image_shape=(64, 64, 1),
        width=options.width,
        reconstruction_weight=options.reconstruction_weight,
        divergence_weight=options.divergence_weight,
        ema_momentum=0.999,
        seed=options.seed,
    )
    data = keras_gans.data.voxels(
        "furniture_voxels_32",
        options.batch_size,
        views="views",
        split="train+synthetic_train",
        seed=options.seed,
    )
    play(options, gan, data, "encoder")
    solids, views = load("test", views="views")
    found = {}
    for view, degrees in enumerate((0, 30, 60)):
        made = gan.reconstruct(views[:, view]) > 0
        each = overlap(made[..., 0], solids[..., 0] > 0)
        found[f"overlap at {degrees}"] = round(float(each.mean()), 4), ""
    mean = np.mean([value for value, _ in found.values()])
    found["mean overlap"] = round(float(mean), 4), "retrieval 0.465"
    made = gan.reconstruct(views[:16, 1])
    pair = np.stack([made, solids[:16]], axis=1).reshape(-1, *shape)
    keras_gans.pictures.save(
        options.out / "samples.png", keras_gans.pictures.volumes(pair, 8)
    )
    report.write(options, "VAEGAN3D", found)


def null():
    """What training shapes reach, and the mean shape."""
    known = load("synthetic_train")[..., 0] > 0
    test = load("test")[..., 0] > 0
    rows = np.random.default_rng(0).permutation(len(known))
    for name, solids in (
        ("500 training shapes", known[rows[:SAMPLES]]),
        ("noise", np.random.default_rng(1).random(test.shape) < 0.1),
    ):
        print(name, shape_figures(solids, test))
    mean = known.mean(axis=0) > 0.5
    alike = overlap(np.broadcast_to(mean, test.shape), test).mean()
    print("mean shape, overlap", round(float(alike), 4))
    print("category, 1-NN by cells", categories_by_cells())
    for seed in range(3):
        keras.utils.set_random_seed(seed)
        gan = keras_gans.GAN3D.for_volumes((SIDE, SIDE, SIDE, 1), width=32)
        print("category, untrained", seed, categories(gan.discriminator))


@functools.cache
def real_shapes():
    """(solids, categories) of training and of test."""
    return [load(split, labels="category") for split in ("train", "test")]


def categories(discriminator):
    """How many real test shapes a linear classifier of a discriminator's
    features puts into their category, having seen the real training shapes."""
    (known, classes), (test, truth) = real_shapes()
    features = pooled(discriminator)
    svm = make_pipeline(StandardScaler(), LinearSVC(C=1e-4, dual=False))
    svm.fit(features.predict(known, verbose=0), classes)
    right = svm.score(features.predict(test, verbose=0), truth)
    return round(float(right), 4)


def pooled(discriminator):
    """What all convolutions but the last say of a solid, in 2x2x2 places."""
    found = []
    for layer in discriminator.layers:
        if isinstance(layer, layers.LeakyReLU):
            x = layer.output
            x = layers.MaxPooling3D(x.shape[1] // 2, dtype="float32")(x)
            found.append(layers.Flatten(dtype="float32")(x))
    return keras.Model(discriminator.inputs, layers.Concatenate()(found))


def categories_by_cells():
    """The same by the nearest training shape."""
    (known, classes), (test, truth) = real_shapes()
    nearest = overlaps(test[..., 0] > 0, known[..., 0] > 0).argmax(axis=1)
    return round(float((classes[nearest] == truth).mean()), 4)


def overlap(solids, others):
    """Intersection over union, row by row, (N,)."""
    axes = (1, 2, 3)
    either = (solids | others).sum(axis=axes)
    return (solids & others).sum(axis=axes) / np.maximum(either, 1)


def overlaps(solids, others):
    """The same of all pairs, (N, M)."""
    a, b = (x.reshape(len(x), -1).astype("float32") for x in (solids, others))
    common = a @ b.T
    return common / np.maximum(a.sum(1)[:, None] + b.sum(1) - common, 1)


def shape_figures(solids, test):
    """Coverage, matching, and how many are one body: a dict."""
    alike = overlaps(solids, test)
    covered = len(np.unique(alike.argmax(axis=1))) / len(test)
    whole = [ndimage.label(x, np.ones((3, 3, 3)))[1] == 1 for x in solids]
    return {
        "coverage": round(float(covered), 4),
        "matching overlap": round(float(alike.max(axis=0).mean()), 4),
        "one body": round(float(np.mean(whole)), 4),
    }


if __name__ == "__main__":
    main()
