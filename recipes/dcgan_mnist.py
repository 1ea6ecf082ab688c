"""DCGAN on MNIST (Radford et al., 2015, https://arxiv.org/abs/1511.06434).

    TFDS_DATA_DIR=DIR python recipes/dcgan_mnist.py --epochs 10

28x28 networks of the paper's kind, 64 filters; batch 64, the paper's is 128.
`--rate 1e-3` is five times the paper's, for what SNGAN promises.

Cost: 25 min on two CPU cores (76 s an epoch), without the comparisons.
Measured (seed 0), before the comparisons were added: last epoch d_loss 0.521,
g_loss 2.467; the Frechet distance over a whole run has not been measured.
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
        out="runs/dcgan_mnist",
        rate=2e-4,
    )
    keras.utils.set_random_seed(options.seed)
    gan = keras_gans.DCGAN.for_images((28, 28, 1), seed=options.seed)
    gan.compile(
        *(keras.optimizers.Adam(options.rate, beta_1=0.5) for _ in range(2))
    )
    run.run(options, gan)


if __name__ == "__main__":
    main()
