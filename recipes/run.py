"""What recipes on MNIST and CIFAR-10 share: the run, figures, pictures."""

import keras
import numpy as np

import keras_gans
from keras_gans import metrics
from keras_gans import plots

import report

SAMPLES = 5000
RATE = {"--rate": {"type": float, "help": "of both players"}}


def run(options, gan, against, data="mnist", every=1):
    """Trains, keeps the best epoch, and writes what was found.

    5,000 samples are held against the test set; `best.keras` is the epoch
    with the least Frechet distance, and what is exported.

    Args:
        options: what `options.parse` returned.
        gan: a compiled model of images of that shape.
        against: str, what the figures are held against.
        data: "mnist" or "cifar10": the images, and the classifier through
            which they are compared.
        every: int, epochs from one comparison to the next.
    """
    images = keras_gans.data.load(
        data, batch_size=options.batch_size, seed=options.seed
    )
    test = keras_gans.data.take(
        keras_gans.data.load(data, split="test", shuffle=False), SAMPLES
    )
    distance = metrics.FrechetDistance(data, SAMPLES)
    watch = keras_gans.callbacks.CollapseWatch(test[:500], features=data)
    gan.fit(
        images,
        epochs=options.epochs,
        callbacks=[
            keras_gans.callbacks.Evaluate(
                test,
                [distance, metrics.PrecisionRecall(data, SAMPLES)],
                every=every,
            ),
            watch,
            *report.standard(options, monitor=f"val_{distance.name}"),
        ],
    )
    best = keras.saving.load_model(options.out / "best.keras")
    best.export(options.out / "saved_model", verbose=False)
    draw(options, best, keras_gans.data.take(images, 50_000), test)
    distances = report.curves(options)[f"val_{distance.name}"]
    report.write(
        options,
        type(gan).__name__,
        {
            f"{distance.name}, last epoch": (round(distances[-1], 2), against),
            f"{distance.name}, best epoch": (
                round(np.nanmin(distances), 2),
                against,
            ),
        },
        watch={"looks": len(watch.looks), "found": watch.found},
        least_diverse=min(watch.looks, key=lambda look: look["diversity"]),
        protocol=distance.protocol(),
    )


def draw(options, gan, train, test):
    """The samples, and the pictures of the run in figures/."""
    samples = gan.generate(100, seed=options.seed)
    keras_gans.pictures.save(
        options.out / "samples.png", keras_gans.pictures.grid(samples)
    )
    log = options.out / "losses.csv"
    figures = {
        "losses": plots.loss_curves(log),
        "metrics": plots.metric_curves(log),
        "real_and_fake": plots.real_and_fake(test[:64], samples),
        "latent_walk": plots.latent_walk(gan, seed=options.seed),
        "neighbors": plots.nearest_neighbors(samples[:10], train),
    }
    folder = options.out / "figures"
    folder.mkdir(exist_ok=True)
    for name, figure in figures.items():
        figure.savefig(folder / f"{name}.png", dpi=80)
