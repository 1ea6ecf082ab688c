"""R3GAN on CIFAR-10 (Huang et al., 2024, https://arxiv.org/abs/2501.05441).

    TFDS_DATA_DIR=DIR python recipes/r3gan_cifar10.py --epochs 20

The paper's blocks, one a size with `--width` filters at 32x32; the authors'
have 768 at every size and see 250 million images. The rates fall to a quarter
over the run, as theirs do; weights are averaged.

Cost: not yet measured.
"""

import keras

import keras_gans
from keras_gans.networks import r3gan

import run
from options import parse

SHAPE = (32, 32, 3)


def main():
    options = parse(
        __doc__,
        extra={
            "--width": {"type": int, "default": 32},
            "--gamma": {"type": float, "default": 1.0},
        },
        epochs=20,
        batch_size=64,
        out="runs/r3gan_cifar10",
    )
    keras.utils.set_random_seed(options.seed)
    gan = keras_gans.R3GAN(
        r3gan.generator(SHAPE, width=options.width, blocks=1),
        r3gan.discriminator(SHAPE, width=options.width, blocks=1),
        gamma=options.gamma,
        ema_momentum=0.999,
        seed=options.seed,
    )
    steps = options.epochs * (50_000 // options.batch_size)
    gan.compile(
        *(
            keras.optimizers.Adam(
                keras.optimizers.schedules.CosineDecay(2e-4, steps, alpha=0.25),
                beta_1=0.0,
                beta_2=0.99,
            )
            for _ in range(2)
        )
    )
    run.run(options, gan, "cifar10", every=2)


if __name__ == "__main__":
    main()
