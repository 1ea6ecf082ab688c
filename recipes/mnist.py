"""What the recipes on MNIST share: the run, its figures and pictures."""

import keras

import keras_gans
from keras_gans import metrics
from keras_gans import plots

import report

SAMPLES = 5000
RATE = {"--rate": {"type": float, "help": "of both players"}}


def run(options, gan, against):
    """Trains, keeps the best epoch, and writes what was found.

    Every epoch 5,000 samples are held against the test set; `best.keras` is
    the epoch with the least Frechet distance, and what is exported.

    Args:
        options: what `options.parse` returned.
        gan: a compiled model of images (28, 28, 1).
        against: str, what the figures are held against.
    """
    images = keras_gans.data.load(
        "mnist", batch_size=options.batch_size, seed=options.seed
    )
    test = keras_gans.data.take(
        keras_gans.data.load("mnist", split="test", shuffle=False), SAMPLES
    )
    distance = metrics.FrechetDistance("mnist", SAMPLES)
    watch = keras_gans.callbacks.CollapseWatch(test[:500], features="mnist")
    gan.fit(
        images,
        epochs=options.epochs,
        callbacks=[
            keras_gans.callbacks.Evaluate(
                test, [distance, metrics.PrecisionRecall("mnist", SAMPLES)]
            ),
            watch,
            *keras_gans.callbacks.standard(
                options.out, monitor=f"val_{distance.name}"
            ),
        ],
    )
    best = keras.saving.load_model(options.out / "best.keras")
    best.export(options.out / "saved_model", verbose=False)
    draw(options, best, keras_gans.data.take(images, 60_000), test)
    curves = report.curves(options)
    distances = curves[f"val_{distance.name}"]
    report.write(
        options,
        type(gan).__name__,
        {
            f"{distance.name}, last epoch": (round(distances[-1], 2), against),
            f"{distance.name}, best epoch": (round(min(distances), 2), against),
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
