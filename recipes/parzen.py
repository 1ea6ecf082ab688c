"""The Parzen log-likelihood on MNIST as Goodfellow et al. (2014) report it.

The first 50,000 images are trained on. The window's width is sought on 1,000
of the others, which also choose the epoch; the test set is scored once, by
10,000 generated samples.
"""

import keras
import numpy as np

import keras_gans
from keras_gans import metrics

import report

SHAPE = (28, 28, 1)
CLASSES = 10
SAMPLES = 10_000


def training_images(options, labels=False):
    """Batches of the first 50,000 images."""
    return keras_gans.data.load(
        "mnist",
        split="train[:50000]",
        labels=labels,
        batch_size=options.batch_size,
        seed=options.seed,
    )


def output_bias(generator, data):
    """Lets the generator begin with the mean image, as the GAN's authors do."""
    mean = np.clip((data.mean(axis=0).ravel() + 1) / 2, 1e-3, 1 - 1e-3)
    last = [x for x in generator.layers if isinstance(x, keras.layers.Dense)]
    last[-1].bias.assign(np.log(mean / (1 - mean)))


def run(options, gan, published, labels=False, game=None):
    """Trains, keeps the best epoch, and writes what was found.

    Args:
        options: what `options.parse` returned.
        gan: a compiled model.
        published: str, the figure of the paper.
        labels: bool, the model is told the class. Then the samples are as many
            of each class, and the classifier of digits says whether they are
            of it.
        game: str, what the table calls it. Default: the model's class.
    """
    valid, test = (
        _held_out(split, labels) for split in ("train[50000:]", "test")
    )
    search = metrics.ParzenLogLikelihood(
        SHAPE, SAMPLES, validation_samples=1000, test_samples=2000, name="valid"
    )
    gan.fit(
        training_images(options, labels),
        epochs=options.epochs,
        callbacks=[
            keras_gans.callbacks.Evaluate(
                valid, [search], every=5, batch_size=1000
            ),
            *report.standard(
                options, monitor="val_valid_parzen", mode="max", every=10
            ),
        ],
    )
    best = keras.saving.load_model(options.out / "best.keras")
    told = {"labels": np.arange(SAMPLES) % CLASSES} if labels else {}
    fake = best.generate(SAMPLES, seed=options.seed, batch_size=1000, **told)
    if labels:
        valid, test = valid[0], test[0]
        sheet = keras_gans.pictures.label_sheet(best, np.arange(CLASSES), 10)
    else:
        sheet = keras_gans.pictures.grid(fake[:100])
    keras_gans.pictures.save(options.out / "samples.png", sheet)
    final = metrics.ParzenLogLikelihood(SHAPE, name="test")
    held_out = np.concatenate([valid[:1000], test])
    found = final.compare(held_out, fake)
    figures = {
        "Parzen log-likelihood, MNIST, nats": (
            _nats(found),
            f"published: {published}",
        )
    }
    if gan.ema_momentum is not None:
        inputs = [best.latents(SAMPLES, options.seed), *told.values()]
        inputs = inputs if labels else inputs[0]
        last = best.generator.predict(inputs, batch_size=1000, verbose=0)
        figures["the same without averaged weights"] = (
            _nats(final.compare(held_out, last)),
            f"published: {published}",
        )
    if labels:
        agreement = metrics.LabelAgreement("mnist")
        share = agreement.compare(fake=fake, fake_labels=told["labels"])
        figures[agreement.name] = (round(share, 4), "1")
    distances = report.curves(options)["val_valid_parzen"]
    report.write(
        options,
        game or type(gan).__name__,
        figures,
        sigma=found["test_parzen_sigma"],
        best_epoch=int(np.nanargmax(distances)) + 1,
        protocol=final.protocol(),
    )


def _nats(found):
    return f"{found['test_parzen']:.1f} +- {found['test_parzen_error']:.1f}"


def _held_out(split, labels):
    return keras_gans.data.take(
        keras_gans.data.load(
            "mnist",
            split=split,
            labels=labels,
            shuffle=False,
            drop_remainder=False,
        ),
        10_000,
        labels=labels,
    )
