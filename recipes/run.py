"""What recipes on MNIST and CIFAR-10 share: the run, figures, pictures."""

import keras
import numpy as np
from scipy import stats

import keras_gans
from keras_gans import metrics
from keras_gans import plots

import report

SAMPLES = 5000
RATE = {"--rate": {"type": float, "help": "of both players"}}


def falling_rate(rate, steps):
    """A rate that is constant for half of the steps and then falls to 0."""
    half = steps // 2
    return keras.optimizers.schedules.CosineDecay(
        rate, half, warmup_target=rate, warmup_steps=half
    )


def run(options, gan, data="mnist", every=1, beside=None):
    """Trains, keeps the best epoch, and writes what was found.

    5,000 images of the training set are held out: `best.keras` is the epoch
    whose samples are nearest to them. It, and the last epoch, are held against
    5,000 images of the test set once.

    Args:
        options: what `options.parse` returned.
        gan: a compiled model of images of that shape.
        data: "mnist" or "cifar10": the images, and the classifier through
            which they are compared.
        every: int, epochs from one comparison to the next.
        beside: features as of `metrics.FrechetDistance`, of which it is told
            how much the distance in them goes with that over the epochs.
    """
    images = keras_gans.data.load(
        data,
        split=f"train[{SAMPLES}:]",
        batch_size=options.batch_size,
        seed=options.seed,
    )
    valid, test = (
        keras_gans.data.take(
            keras_gans.data.load(
                data, split=split, shuffle=False, drop_remainder=False
            ),
            SAMPLES,
        )
        for split in (f"train[:{SAMPLES}]", "test")
    )
    distance = metrics.FrechetDistance(data, SAMPLES)
    judges = [distance]
    if beside:
        judges.append(metrics.FrechetDistance(beside, SAMPLES))
    watch = keras_gans.callbacks.CollapseWatch(valid[:500], features=data)
    gan.fit(
        images,
        epochs=options.epochs,
        callbacks=[
            keras_gans.callbacks.Evaluate(valid, judges, every=every),
            watch,
            *report.standard(options, monitor=f"val_{distance.name}"),
        ],
    )
    best = keras.saving.load_model(options.out / "best.keras")
    best.export(options.out / "saved_model", verbose=False)
    draw(options, best, keras_gans.data.take(images, 50_000), test)
    share = metrics.PrecisionRecall(data, SAMPLES)

    def compared(fake):
        return {
            distance.name: distance.compare(test, fake),
            **share.compare(test, fake),
        }

    real = compared(valid)
    distances = report.curves(options)[f"val_{distance.name}"]
    models = {options.epochs: gan, int(np.nanargmin(distances)) + 1: best}
    figures = {
        f"{name}, epoch {epoch}": (
            round(value, 3),
            f"training images: {real[name]:.3f}",
        )
        for epoch, model in models.items()
        for name, value in compared(
            model.generate(SAMPLES, seed=options.seed)
        ).items()
    }
    if beside:
        figures |= correlation(options, *judges)
    report.write(
        options,
        type(gan).__name__,
        figures,
        watch={"looks": len(watch.looks), "found": watch.found},
        least_diverse=min(
            watch.looks, key=lambda look: look["diversity"], default=None
        ),
        protocol=distance.protocol(),
    )


def correlation(options, first, second):
    """How much two distances go together over the epochs of a run."""
    found = [report.curves(options)[f"val_{x.name}"] for x in (first, second)]
    found = np.array([x[~np.isnan(x)] for x in found])
    names = f"{first.name} and {second.name}, {found.shape[1]} epochs"
    return {
        f"correlation of {names}": (
            round(float(np.corrcoef(found)[0, 1]), 3),
            "1",
        ),
        f"rank correlation of {names}": (
            round(float(stats.spearmanr(*found).statistic), 3),
            "1",
        ),
    }


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
