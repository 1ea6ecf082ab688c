"""Conditional GAN on MNIST (Mirza and Osindero, 2014, arXiv:1411.1784).

    TFDS_DATA_DIR=DIR python recipes/cgan_mnist.py --epochs 100

The paper's dense networks and settings on the first 50,000 images; the epoch
with the best Parzen log-likelihood of the validation set is kept, as there. The
test set is scored once, with 1,000 samples of each class. Published: 132 +- 1.8
nats (table 1).

Cost: not yet measured.
"""

import keras
import numpy as np

import keras_gans
from keras_gans import metrics

import report
from options import parse

SHAPE = (28, 28, 1)


def main():
    options = parse(__doc__, epochs=100, batch_size=100, out="runs/cgan_mnist")
    keras.utils.set_random_seed(options.seed)
    load = {"name": "mnist", "labels": True, "seed": options.seed}
    train = keras_gans.data.load(
        **load, split="train[:50000]", batch_size=options.batch_size
    )
    valid, valid_labels = keras_gans.data.take(
        keras_gans.data.load(**load, split="train[50000:]", shuffle=False),
        3000,
        labels=True,
    )
    test = keras_gans.data.take(
        keras_gans.data.load(**load, split="test", drop_remainder=False),
        10_000,
    )
    gan = keras_gans.ConditionalGAN.for_images(SHAPE, 10, seed=options.seed)
    gan.compile()
    search = metrics.ParzenLogLikelihood(
        SHAPE, 10_000, validation_samples=1000, test_samples=2000, name="valid"
    )
    gan.fit(
        train,
        epochs=options.epochs,
        callbacks=[
            keras_gans.callbacks.Evaluate(
                (valid, valid_labels),
                [search, metrics.LabelAgreement("mnist")],
                every=5,
                batch_size=1000,
            ),
            *report.standard(
                options, monitor="val_valid_parzen", mode="max", every=10
            ),
        ],
    )
    best = keras.saving.load_model(options.out / "best.keras")
    labels = np.arange(10_000) % 10
    fake = best.generate(
        10_000, seed=options.seed, labels=labels, batch_size=1000
    )
    final = metrics.ParzenLogLikelihood(SHAPE, name="test")
    found = final.compare(np.concatenate([valid[:1000], test]), fake)
    agreement = metrics.LabelAgreement("mnist")
    keras_gans.pictures.save(
        options.out / "samples.png",
        keras_gans.pictures.label_sheet(best, np.arange(10), 10),
    )
    measured = f"{found['test_parzen']:.1f} +- {found['test_parzen_error']:.1f}"
    report.write(
        options,
        "ConditionalGAN",
        {
            "Parzen log-likelihood, MNIST, nats": (
                measured,
                "published: 132 +- 1.8",
            ),
            agreement.name: (
                round(agreement.compare(fake=fake, fake_labels=labels), 4),
                "1",
            ),
        },
        sigma=found["test_parzen_sigma"],
        protocol=final.protocol(),
    )


if __name__ == "__main__":
    main()
