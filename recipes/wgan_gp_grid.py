"""WGAN-GP on 25 Gaussians (Gulrajani et al., 2017, arXiv:1704.00028).

    python recipes/wgan_gp_grid.py --epochs 150

The networks and batch of the authors' gan_toy.py; their constant rate 1e-4
is here 5e-4, falling linearly to 0.
"""

import os

import keras

import keras_gans
from keras_gans.networks import mlp

from options import parse
from toy import mode_coverage
from toy import scatter

RATE = float(os.environ.get("RATE", 5e-4))
B1 = float(os.environ.get("B1", 0.5))


def main():
    options = parse(
        __doc__, epochs=150, batch_size=256, out="runs/wgan_gp_grid"
    )
    keras.utils.set_random_seed(options.seed)
    points = keras_gans.data.grid(100_000, seed=options.seed)
    gan = keras_gans.WGANGP(
        mlp.generator((2,), latent_dim=2),
        mlp.discriminator((2,)),
        latent_dim=2,
        penalty_weight=0.1,
        seed=options.seed,
    )
    gan.compile(*(keras.optimizers.Adam(RATE, B1, 0.9) for _ in range(2)))
    decay = keras.callbacks.LearningRateScheduler(
        lambda epoch: RATE * (1 - epoch / options.epochs)
    )

    class P(keras.callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            if epoch % 10 == 9:
                f = self.model.generate(
                    10_000, seed=options.seed, batch_size=2000
                )
                print(
                    epoch,
                    mode_coverage(
                        f, keras_gans.data.grid_centers(), 0.05 / 8**0.5
                    ),
                    logs,
                    flush=True,
                )

    gan.fit(
        points,
        batch_size=options.batch_size,
        epochs=options.epochs,
        verbose=0,
        callbacks=[decay, P()],
    )
    fake = gan.generate(10_000, seed=options.seed, batch_size=2000)
    modes, share = mode_coverage(
        fake, keras_gans.data.grid_centers(), 0.05 / 8**0.5
    )
    print(f"modes {modes}/25, high quality {share:.1%}")
    options.out.mkdir(parents=True, exist_ok=True)
    scatter(
        options.out / "samples.png",
        points[:10000],
        fake,
        f"{modes}/25 modes, {share:.1%} within 3 sigma",
    )


if __name__ == "__main__":
    main()
