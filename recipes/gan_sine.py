"""GAN on a curve: rows of sin(pi x), the "famous paintings" of tutorials.

    python recipes/gan_sine.py --epochs 60

Goodfellow et al., 2014, arXiv:1406.2661. At the equilibrium of the original
game (theorem 1) the discriminator says 1/2 to everything and its score
E[log D(x)] + E[log(1 - D(G(z)))] is -log 4 = -1.386.

Cost: 1 min on two CPU cores.
Measured: D(real) = 0.498, score = -1.387 (seed 0).
"""

import keras
import matplotlib.pyplot as plt
import numpy as np
from keras import ops

import keras_gans
from keras_gans.networks import mlp

import report
from options import parse


def main():
    options = parse(__doc__, epochs=60, batch_size=64, out="runs/gan_sine")
    keras.utils.set_random_seed(options.seed)
    curves = keras_gans.data.sine(20_000, seed=options.seed)
    gan = keras_gans.GAN(
        mlp.generator((15,), latent_dim=5, width=128, depth=1),
        mlp.discriminator((15,), width=128, depth=1),
        latent_dim=5,
        latent_range=None,
        seed=options.seed,
    )
    gan.compile(*(keras.optimizers.Adam(1e-4) for _ in range(2)))
    gan.fit(
        curves,
        batch_size=options.batch_size,
        epochs=options.epochs,
        callbacks=report.standard(options, samples=32),
    )
    fake = gan.generate(2000, seed=options.seed)
    judge = gan.discriminator.predict
    real_d, fake_d = (
        np.asarray(ops.sigmoid(judge(x, verbose=0)))
        for x in (curves[:2000], fake)
    )
    score = np.log(real_d).mean() + np.log(1 - fake_d).mean()
    report.write(
        options,
        "GAN, sine",
        {
            "mean D(real)": (
                f"{real_d.mean():.3f}",
                "0.5, the equilibrium (theorem 1 of the paper)",
            ),
            "score E[log D(x)] + E[log(1 - D(G(z)))]": (
                f"{score:.3f}",
                "-log 4 = -1.386, the equilibrium",
            ),
        },
    )
    plt.plot(np.linspace(-1, 1, 15), fake[:32].T, color="tab:blue", alpha=0.3)
    plt.plot(np.linspace(-1, 1, 15), curves[0], color="tab:orange")
    plt.title(f"D(real) = {real_d.mean():.3f}, score = {score:.3f}")
    plt.savefig(options.out / "curves.png", dpi=80)


if __name__ == "__main__":
    main()
