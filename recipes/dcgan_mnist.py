"""DCGAN on MNIST (Radford et al., 2015, https://arxiv.org/abs/1511.06434).

    TFDS_DATA_DIR=DIR python recipes/dcgan_mnist.py --epochs 20

28x28 networks of the paper's kind, 64 filters; batch 64, the paper's is 128.

Cost: 25 min on two CPU cores (76 s an epoch).
Measured: last epoch d_loss 0.521, g_loss 2.467 (seed 0); look at the samples.
"""

import keras

import keras_gans

from options import parse


def main():
    options = parse(__doc__, epochs=20, batch_size=64, out="runs/dcgan_mnist")
    keras.utils.set_random_seed(options.seed)
    images = keras_gans.data.load(
        "mnist", batch_size=options.batch_size, seed=options.seed
    )
    gan = keras_gans.DCGAN.for_images((28, 28, 1), seed=options.seed)
    gan.compile()
    gan.fit(
        images,
        epochs=options.epochs,
        callbacks=keras_gans.callbacks.standard(options.out),
    )
    gan.export(options.out / "saved_model", verbose=False)
    keras_gans.pictures.save(
        options.out / "samples.png",
        keras_gans.pictures.grid(gan.generate(100, seed=options.seed)),
    )


if __name__ == "__main__":
    main()
