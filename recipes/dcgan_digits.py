"""DCGAN on the 1,797 digits that come with scikit-learn: nothing to download.

    python recipes/dcgan_digits.py --epochs 100

Radford et al., 2015, arXiv:1511.06434, at 16x16.

Cost: 2 min on two CPU cores.
Measured: last epoch d_loss 0.372, g_loss 2.356 (seed 0); look at the samples.
"""

import keras

import keras_gans

from options import parse


def main():
    options = parse(__doc__, epochs=100, batch_size=64, out="runs/dcgan_digits")
    keras.utils.set_random_seed(options.seed)
    images = keras_gans.data.digits(
        batch_size=options.batch_size, seed=options.seed
    )
    gan = keras_gans.DCGAN.for_images((16, 16, 1), seed=options.seed)
    gan.compile()
    gan.fit(
        images,
        epochs=options.epochs,
        callbacks=keras_gans.callbacks.standard(options.out, every=10),
    )
    gan.export(options.out / "saved_model", verbose=False)
    keras_gans.pictures.save(
        options.out / "samples.png",
        keras_gans.pictures.grid(gan.generate(100, seed=options.seed)),
    )
    print(f"Look at {options.out / 'samples.png'}")


if __name__ == "__main__":
    main()
