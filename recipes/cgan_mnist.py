"""Conditional GAN on MNIST (Mirza and Osindero, 2014, arXiv:1411.1784).

    TFDS_DATA_DIR=DIR python recipes/cgan_mnist.py --epochs 80

The paper's dense networks on the first 50,000 images. z is drawn as for the GAN
of 2014, with variance 1, the generator has no dropout, its weights are
averaged, and the optimizer is Adam: see below. The epoch with the best Parzen
log-likelihood of the validation set is kept; the test set is scored once, with
1,000 samples of each class. Published: 132 +- 1.8 nats (table 1).

Not measured yet. The paper's settings (SGD, z in the unit cube, dropout in the
generator; this recipe at d143ee3, seed 0) drew one picture a class, whatever z:
-22 nats on the validation set were the best of 50 epochs. Without that dropout
SGD let the discriminator win at once (this recipe at 04fa5c0).
"""

import keras

import keras_gans
from keras_gans.networks import cgan

import parzen
from options import parse


def main():
    options = parse(__doc__, epochs=80, batch_size=100, out="runs/cgan_mnist")
    keras.utils.set_random_seed(options.seed)
    gan = keras_gans.ConditionalGAN(
        cgan.generator(parzen.SHAPE, parzen.CLASSES, dropout=0.0),
        cgan.discriminator(parzen.SHAPE, parzen.CLASSES),
        latent_range=(-(3**0.5), 3**0.5),
        num_classes=parzen.CLASSES,
        ema_momentum=0.9999,
        seed=options.seed,
    )
    gan.compile(*(keras.optimizers.Adam(2e-4, beta_1=0.5) for _ in range(2)))
    parzen.run(options, gan, published="132 +- 1.8", labels=True)


if __name__ == "__main__":
    main()
