"""Conditional GAN on MNIST (Mirza and Osindero, 2014, arXiv:1411.1784).

    TFDS_DATA_DIR=DIR python recipes/cgan_mnist.py --epochs 100

The paper's dense networks and settings on the first 50,000 images; the epoch
with the best Parzen log-likelihood of the validation set is kept, as there. The
test set is scored once, with 1,000 samples of each class. Published: 132 +- 1.8
nats (table 1).

Cost: not yet measured.
"""

import keras

import keras_gans

import parzen
from options import parse


def main():
    options = parse(__doc__, epochs=100, batch_size=100, out="runs/cgan_mnist")
    keras.utils.set_random_seed(options.seed)
    gan = keras_gans.ConditionalGAN.for_images(
        parzen.SHAPE, parzen.CLASSES, seed=options.seed
    )
    gan.compile()
    parzen.run(options, gan, published="132 +- 1.8", labels=True)


if __name__ == "__main__":
    main()
