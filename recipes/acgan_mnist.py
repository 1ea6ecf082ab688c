"""ACGAN on MNIST (Odena et al., 2016, https://arxiv.org/abs/1610.09585).

    TFDS_DATA_DIR=DIR python recipes/acgan_mnist.py --epochs 10

DCGAN's networks with a head for classes. The paper looks at whether samples are
of their class and, by MS-SSIM of pairs of one class, as varied as real ones.

Cost: not yet measured.
"""

import keras
import numpy as np

import keras_gans
from keras_gans import metrics

import report
from options import parse

SHAPE = (28, 28, 1)
SAMPLES = 1000


def similarity(images, labels):
    """The mean over classes of the MS-SSIM of their pairs."""
    found = []
    for number in range(10):
        rows = images[labels == number][:SAMPLES]
        metric = metrics.MultiscaleSSIM(SHAPE, len(rows))
        found.append(metric.compare(fake=rows))
    return float(np.mean(found))


def main():
    options = parse(__doc__, epochs=10, batch_size=64, out="runs/acgan_mnist")
    keras.utils.set_random_seed(options.seed)
    load = {"name": "mnist", "labels": True, "seed": options.seed}
    train = keras_gans.data.load(**load, batch_size=options.batch_size)
    test = keras_gans.data.take(
        keras_gans.data.load(**load, split="test", drop_remainder=False),
        10_000,
        labels=True,
    )
    gan = keras_gans.ACGAN.for_images(SHAPE, 10, seed=options.seed)
    gan.compile()
    agreement = metrics.LabelAgreement("mnist", 10_000)
    distance = metrics.FrechetDistance("mnist", 10_000)
    gan.fit(
        train,
        epochs=options.epochs,
        callbacks=[
            keras_gans.callbacks.Evaluate(test, [agreement, distance]),
            keras_gans.callbacks.ConditionSheet(options.out / "sheets"),
            *report.standard(options),
        ],
    )
    labels = np.arange(10_000) % 10
    fake = gan.generate(10_000, options.seed, labels, batch_size=1000)
    keras_gans.pictures.save(
        options.out / "samples.png",
        keras_gans.pictures.label_sheet(gan, np.arange(10), 10),
    )
    curves = report.curves(options)
    report.write(
        options,
        "ACGAN",
        {
            agreement.name: (
                round(agreement.compare(fake=fake, fake_labels=labels), 4),
                "1",
            ),
            "MS-SSIM of pairs of a class": (
                round(similarity(fake, labels), 3),
                f"test images: {similarity(*test):.3f}",
            ),
            distance.name: (
                round(curves[f"val_{distance.name}"][-1], 2),
                "DCGAN at equal steps",
            ),
        },
    )


if __name__ == "__main__":
    main()
