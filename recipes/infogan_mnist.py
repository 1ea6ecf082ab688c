"""InfoGAN on MNIST (Chen et al., 2016, https://arxiv.org/abs/1606.03657).

    TFDS_DATA_DIR=DIR python recipes/infogan_mnist.py --epochs 11
    TFDS_DATA_DIR=DIR python recipes/infogan_mnist.py --epochs 11 --width 24

The authors' networks, codes, rates and length, 5,000 updates at batch 128. The
bound of the information rises to ln 10 = 2.303 (figure 1); the category that
the discriminator gives to test images, each matched to one digit, is wrong for
5 % of them (section 7.2). A narrower pair is what saved_models/infogan_mnist
has.

Measured, seeds 0 / 1 / 2: the bound is 2.296 / 2.294 / 2.296, and 13.0 / 16.3 /
12.0 % are wrong (1 and 2 with `--dtype-policy mixed_bfloat16`; 46 min on one
core, 29 and 30 in bfloat16, other work beside). All three have two categories
for 4 and 9 together, seed 1 a third for these and 7; in seeds 0 and 2 about
95 % of all other digits have one of their own. At its maximum the bound does
not ask for more, and seed 0 was there after four epochs.

With `--width 24` 2.290 / 2.292 / 2.291, and 12.0 / 11.0 / 10.7 % (seed 0 has
two categories for 2 and none for 0, seed 1 one for each digit); 13 to 15 min.
"""

import keras
import numpy as np
from scipy.optimize import linear_sum_assignment

import keras_gans

import report
from options import WIDTH
from options import parse

SHAPE = (28, 28, 1)


def unsupervised_error(categories, labels):
    """The share of images that the best matching of categories and digits
    gets wrong."""
    table = np.zeros((10, 10))
    np.add.at(table, (categories.astype(int), labels), 1)
    rows, columns = linear_sum_assignment(-table)
    return 1 - table[rows, columns].sum() / len(labels)


def main():
    options = parse(
        __doc__,
        epochs=11,
        batch_size=128,
        out="runs/infogan_mnist",
        extra=WIDTH,
    )
    keras.utils.set_random_seed(options.seed)
    train = keras_gans.data.load(
        "mnist", batch_size=options.batch_size, seed=options.seed
    )
    test, labels = keras_gans.data.take(
        keras_gans.data.load(
            "mnist", split="test", labels=True, drop_remainder=False
        ),
        10_000,
        labels=True,
    )
    gan = keras_gans.InfoGAN.for_images(
        SHAPE, width=options.width, seed=options.seed
    )
    gan.compile()
    gan.fit(
        train,
        epochs=options.epochs,
        callbacks=report.standard(options),
    )
    wide = np.linspace(-2, 2, 10)
    sheets = [
        keras_gans.pictures.code_sheet(gan, code, list(values))
        for code, values in enumerate([range(10), wide, wide])
    ]
    keras_gans.pictures.save(
        options.out / "samples.png", np.concatenate(sheets, axis=1)
    )
    gan.export(options.out / "saved_model", verbose=False)
    information = report.curves(options)["information_0"][-1]
    error = unsupervised_error(gan.predict_codes(test)[:, 0], labels)
    report.write(
        options,
        "InfoGAN",
        {
            "bound of the information of the category, nats": (
                round(information, 3),
                "ln 10 = 2.303 (published: a curve that reaches it)",
            ),
            "error of categories as digits, test set": (
                f"{error:.2%}",
                "published: 5 %",
            ),
        },
    )


if __name__ == "__main__":
    main()
