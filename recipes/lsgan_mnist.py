"""LSGAN on MNIST (Mao et al., 2017, https://arxiv.org/abs/1611.04076).

    TFDS_DATA_DIR=DIR python recipes/lsgan_mnist.py --epochs 10

The networks and rates of recipes/dcgan_mnist.py, to be held against it at
equal steps.

Cost: 15 min on two CPU cores.
Measured after 10 epochs (seed 0), against 5,000 test images through the MNIST
classifier: Frechet distance 3.57 (DCGAN 3.34), precision 0.66 (0.69), recall
0.78 (0.74).
"""

import keras

import keras_gans

import run
from options import parse


def main():
    options = parse(
        __doc__,
        extra=run.RATE,
        epochs=10,
        batch_size=64,
        out="runs/lsgan_mnist",
        rate=2e-4,
    )
    keras.utils.set_random_seed(options.seed)
    gan = keras_gans.LSGAN.for_images((28, 28, 1), seed=options.seed)
    gan.compile(
        *(keras.optimizers.Adam(options.rate, beta_1=0.5) for _ in range(2))
    )
    run.run(options, gan)


if __name__ == "__main__":
    main()
