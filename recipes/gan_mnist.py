"""GAN on MNIST (Goodfellow et al., 2014, https://arxiv.org/abs/1406.2661).

    TFDS_DATA_DIR=DIR python recipes/gan_mnist.py --epochs 100

The networks and settings of the authors' mnist.yaml on the first 50,000
images, but for the momentum, which rises to 0.9 over ten epochs: theirs, to
0.7 over 250, takes several times as long. `best.keras` is the epoch with the
best Parzen log-likelihood of the validation set; the test set is scored once.
Published: 225 +- 2 nats (table 1).

Cost: not yet measured.
"""

import keras
import numpy as np

import keras_gans
from keras_gans import metrics
from keras_gans.optimizers import DecayingSGD

import report
from options import parse

SHAPE = (28, 28, 1)


def images(split, **settings):
    return keras_gans.data.load(
        "mnist", split=split, shuffle=False, drop_remainder=False, **settings
    )


def output_bias(generator, data):
    """Lets the generator begin with the mean image, as the authors do."""
    mean = np.clip((data.mean(axis=0).ravel() + 1) / 2, 1e-3, 1 - 1e-3)
    last = [x for x in generator.layers if isinstance(x, keras.layers.Dense)]
    last[-1].bias.assign(np.log(mean / (1 - mean)))


def main():
    options = parse(__doc__, epochs=100, batch_size=100, out="runs/gan_mnist")
    keras.utils.set_random_seed(options.seed)
    train = keras_gans.data.load(
        "mnist",
        split="train[:50000]",
        batch_size=options.batch_size,
        seed=options.seed,
    )
    valid = keras_gans.data.take(images("train[50000:]"), 10_000)
    test = keras_gans.data.take(images("test"), 10_000)
    gan = keras_gans.GAN.for_images(SHAPE, seed=options.seed)
    output_bias(gan.generator, keras_gans.data.take(train, 10_000))
    gan.compile(*(DecayingSGD(final_momentum=0.9, ramp=5000) for _ in range(2)))
    search = metrics.ParzenLogLikelihood(
        SHAPE, 10_000, validation_samples=1000, test_samples=2000, name="valid"
    )
    gan.fit(
        train,
        epochs=options.epochs,
        callbacks=[
            keras_gans.callbacks.Evaluate(
                valid[:3000], [search], every=5, batch_size=1000
            ),
            *report.standard(
                options, monitor="val_valid_parzen", mode="max", every=10
            ),
        ],
    )
    best = keras.saving.load_model(options.out / "best.keras")
    final = metrics.ParzenLogLikelihood(SHAPE, name="test")
    found = final.compare(
        np.concatenate([valid[:1000], test]),
        best.generate(10_000, seed=options.seed, batch_size=1000),
    )
    keras_gans.pictures.save(
        options.out / "samples.png",
        keras_gans.pictures.grid(best.generate(100, seed=options.seed)),
    )
    measured = f"{found['test_parzen']:.1f} +- {found['test_parzen_error']:.1f}"
    report.write(
        options,
        "GAN",
        {
            "Parzen log-likelihood, MNIST, nats": (
                measured,
                "published: 225 +- 2",
            )
        },
        sigma=found["test_parzen_sigma"],
        best_epoch=int(best.optimizer.iterations)
        * options.batch_size
        // 50_000,
        protocol=final.protocol(),
    )


if __name__ == "__main__":
    main()
