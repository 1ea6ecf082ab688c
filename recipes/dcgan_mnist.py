"""DCGAN on MNIST (Radford et al., 2015, https://arxiv.org/abs/1511.06434).

    TFDS_DATA_DIR=DIR python recipes/dcgan_mnist.py --epochs 20

28x28 networks of the paper's kind, 64 filters; batch 64, the paper's is 128.
Every epoch 5,000 samples are held against the test set; `best.keras` is the
epoch with the least Frechet distance, and what is exported. The pictures of
the run are written to figures/.

Cost: 25 min on two CPU cores (76 s an epoch), without the comparisons.
Measured (seed 0), before the comparisons were added: last epoch d_loss 0.521,
g_loss 2.467; the Frechet distance over a whole run has not been measured.
"""

import keras

import keras_gans
from keras_gans import metrics
from keras_gans import plots

from options import parse

SAMPLES = 5000


def main():
    options = parse(__doc__, epochs=20, batch_size=64, out="runs/dcgan_mnist")
    keras.utils.set_random_seed(options.seed)
    images = keras_gans.data.load(
        "mnist", batch_size=options.batch_size, seed=options.seed
    )
    test = keras_gans.data.take(
        keras_gans.data.load("mnist", split="test", shuffle=False), SAMPLES
    )
    gan = keras_gans.DCGAN.for_images((28, 28, 1), seed=options.seed)
    gan.compile()
    distance = metrics.FrechetDistance("mnist", SAMPLES)
    watch = keras_gans.callbacks.CollapseWatch(test[:500], features="mnist")
    gan.fit(
        images,
        epochs=options.epochs,
        callbacks=[
            keras_gans.callbacks.Evaluate(
                test, [distance, metrics.PrecisionRecall("mnist", SAMPLES)]
            ),
            watch,
            *keras_gans.callbacks.standard(
                options.out, monitor=f"val_{distance.name}"
            ),
        ],
    )
    best = keras.saving.load_model(options.out / "best.keras")
    best.export(options.out / "saved_model", verbose=False)
    samples = best.generate(100, seed=options.seed)
    keras_gans.pictures.save(
        options.out / "samples.png", keras_gans.pictures.grid(samples)
    )
    train = keras_gans.data.take(images, 60_000)
    log = options.out / "losses.csv"
    figures = {
        "losses": plots.loss_curves(log),
        "metrics": plots.metric_curves(log),
        "real_and_fake": plots.real_and_fake(test[:64], samples),
        "latent_walk": plots.latent_walk(best, seed=options.seed),
        "neighbors": plots.nearest_neighbors(samples[:10], train),
    }
    folder = options.out / "figures"
    folder.mkdir(exist_ok=True)
    for name, figure in figures.items():
        figure.savefig(folder / f"{name}.png", dpi=80)
    least = min(watch.looks, key=lambda look: look["diversity"])
    print(f"CollapseWatch: {len(watch.looks)} looks, found {watch.found}")
    print(f"least diverse: {least}")


if __name__ == "__main__":
    main()
