"""WGAN-GP on points (Gulrajani et al., 2017, arXiv:1704.00028).

    python recipes/wgan_gp_points.py --data grid --epochs 100
    python recipes/wgan_gp_points.py --data ring --epochs 20
    python recipes/wgan_gp_points.py --data swiss_roll --epochs 20

Networks, batch and penalty weight of the authors' gan_toy.py; their rate of
1e-4 is here 1e-3 and falls linearly to 0, since the last steps sharpen. The
paper gives pictures and no figure; a perfect sampler has 98.9 % within 3
sigma.

Measured (seed 0, one core): grid 25/25 modes, 92.3 % of 10,000 samples within 3
sigma, 7,800 generator steps, 33 min; ring 8/8, 86.2 %, 1,560 steps, 6.5 min.
Swiss roll: W1 of 1,000 samples 0.097, of other real points 0.099, 5.6 min. The
gradient norm ends at 0.99, 1.05 and 0.90. With `--dtype-policy mixed_bfloat16`
the grid has 25/25 modes and 93.0 %.
"""

import keras

import keras_gans
from keras_gans import metrics
from keras_gans.networks import mlp

import report
import toy
from options import parse

RATE = 1e-3
SAMPLES = 10_000


def judged(data, points, fake):
    """What can be said of the samples: modes, or a distance."""
    if data == "swiss_roll":
        metric = metrics.WassersteinDistance(2, 1000)
        again = keras_gans.data.swiss_roll(1000, seed=99)
        real = metric.compare(points[:1000], again)
        found = metric.compare(points[:1000], fake[:1000])
        return {
            metric.name: (round(found, 4), f"other real points: {real:.4f}")
        }
    centers, std = {
        "grid": (keras_gans.data.grid_centers(), 0.05 / 8**0.5),
        "ring": (keras_gans.data.ring_centers(), 0.01),
    }[data]
    return toy.modes(fake, centers, std)


def main():
    options = parse(
        __doc__,
        extra={
            "--data": {
                "choices": ["grid", "ring", "swiss_roll"],
                "default": "grid",
            }
        },
        epochs=100,
        batch_size=256,
        out=lambda options: f"runs/wgan_gp_{options.data}",
    )
    keras.utils.set_random_seed(options.seed)
    points = getattr(keras_gans.data, options.data)(100_000, seed=options.seed)
    gan = keras_gans.WGANGP(
        mlp.generator((2,), latent_dim=2),
        mlp.discriminator((2,)),
        latent_dim=2,
        penalty_weight=0.1,
        seed=options.seed,
    )
    gan.compile(*(keras.optimizers.Adam(RATE, 0.5, 0.9) for _ in range(2)))
    fall = keras.callbacks.LearningRateScheduler(
        lambda epoch: RATE * (1 - epoch / options.epochs)
    )
    standard = report.standard(options, samples=2000, every=10)
    gan.fit(
        points,
        batch_size=options.batch_size,
        epochs=options.epochs,
        callbacks=[*standard, fall],
    )
    fake = gan.generate(SAMPLES, seed=options.seed, batch_size=2000)
    figures = judged(options.data, points, fake)
    norm = report.curves(options)["gradient_norm"][-1]
    figures["gradient norm at the interpolates"] = (round(norm, 3), "1")
    report.write(
        options,
        f"WGANGP, {options.data}",
        figures,
        steps=int(gan.optimizer.iterations),
    )
    toy.scatter(
        options.out / "samples.png",
        points[:SAMPLES],
        fake,
        toy.title(figures),
    )


if __name__ == "__main__":
    main()
