"""What ProGAN's growth costs, and what it saves.

    python benchmarks/growth.py           # about 5 minutes

The networks of recipes/faces.py, 64x64 pictures, mixed_bfloat16. Images a
second of `fit` at each resolution, and of the pipeline alone that scales them;
from these the time that a schedule takes beside as many images at 64x64; and a
step of `fit` at 64x64 beside the same step written by hand, in turn, in blocks.
"""

import argparse
import statistics
import time

import keras
import numpy as np
import tensorflow as tf

import keras_gans
from keras_gans.data import staged
from keras_gans.networks import progan

SHAPE = (64, 64, 3)
SIZE = {"width": 128, "base": 512}
LATENTS = 128
BATCHES = {4: 32, 8: 32, 16: 32, 32: 16, 64: 16}
PICTURES = np.random.default_rng(0).uniform(-1, 1, (640, *SHAPE))
PICTURES = PICTURES.astype("float32")


def networks():
    return (
        progan.generator(SHAPE, LATENTS, **SIZE),
        progan.discriminator(SHAPE, **SIZE),
    )


def trained_at(side):
    """A model that plays at that resolution, fully faded in."""
    gan = keras_gans.ProGAN(
        *networks(),
        latent_dim=LATENTS,
        schedule=keras_gans.Schedule(
            train_images=10**9, batch_sizes=BATCHES[side], start=side
        ),
    )
    gan.compile()
    return gan


def dataset(batch_size):
    data = tf.data.Dataset.from_tensor_slices(PICTURES)
    return data.batch(batch_size).prefetch(2)


class Times(keras.callbacks.Callback):
    def on_train_begin(self, logs=None):
        self.ends = []

    def on_train_batch_end(self, batch, logs=None):
        self.ends.append(time.perf_counter())


def images_per_second(side, rounds=20):
    times = Times()
    trained_at(side).fit(
        dataset(16),
        steps_per_epoch=rounds,
        epochs=1,
        verbose=0,
        callbacks=[times],
    )
    return BATCHES[side] / statistics.median(np.diff(times.ends)[2:])


def pipeline_per_second(side, seconds=3):
    gan = trained_at(side)
    data = staged.Staged(dataset(16), gan, 200)
    batches = data.dataset()
    data.start(0, 0, False)
    seen, begun = 0, time.perf_counter()
    while time.perf_counter() - begun < seconds:
        for batch in batches:
            seen += len(batch["real"])
    return seen / (time.perf_counter() - begun)


def by_hand():
    """The step at 64x64, without the package's game."""
    generator, discriminator = networks()
    average, _ = networks()
    average.set_weights(generator.get_weights())
    d_optimizer = keras.optimizers.Adam(1e-3, 0.0, 0.99, 1e-8)
    g_optimizer = keras.optimizers.Adam(1e-3, 0.0, 0.99, 1e-8)
    judge, make = discriminator.at(4), generator.at(4)
    d_variables = discriminator.trainable_variables
    g_variables = generator.trainable_variables
    d_optimizer.build(d_variables)
    g_optimizer.build(g_variables)

    def apply(optimizer, gradients, variables):
        # The colours of lower levels have no part in it.
        pairs = [x for x in zip(gradients, variables) if x[0] is not None]
        optimizer.apply(*zip(*pairs))

    @tf.function
    def step(real):
        count = tf.shape(real)[0]
        fake = make(tf.random.normal((count, LATENTS)), training=True)
        weight = tf.random.uniform((count, 1, 1, 1))
        with tf.GradientTape() as tape:
            real_logits = judge(real, training=True)
            fake_logits = judge(fake, training=True)
            points = weight * real + (1 - weight) * fake
            with tf.GradientTape(watch_accessed_variables=False) as inner:
                inner.watch(points)
                logits = judge(points, training=True)
            slope = inner.gradient(logits, points)
            norm = tf.sqrt(tf.reduce_sum(slope**2, (1, 2, 3)) + 1e-12)
            loss = tf.reduce_mean(fake_logits) - tf.reduce_mean(real_logits)
            loss += 10 * tf.reduce_mean((norm - 1) ** 2)
            loss += 1e-3 * tf.reduce_mean(real_logits**2)
        apply(d_optimizer, tape.gradient(loss, d_variables), d_variables)
        with tf.GradientTape() as tape:
            fake = make(tf.random.normal((count, LATENTS)), training=True)
            g_loss = -tf.reduce_mean(judge(fake, training=True))
        apply(g_optimizer, tape.gradient(g_loss, g_variables), g_variables)
        for mean, value in zip(average.weights, generator.weights):
            mean.assign(mean + 0.001 * (value - mean))
        return loss

    def run(data, times):
        times.on_train_begin()
        for batch, real in enumerate(data):
            float(step(real))
            times.on_train_batch_end(batch)

    return run


def ours():
    gan = trained_at(64)

    def run(data, times):
        gan.fit(data, epochs=1, verbose=0, callbacks=[times])

    return run


def steps_in_turn(pairs):
    steps = 20
    data = dataset(BATCHES[64]).take(steps)
    contenders = {"by hand": by_hand(), "fit": ours()}
    times = Times()
    for run in contenders.values():
        run(data, times)
    spent = {name: [] for name in contenders}
    for pair in range(pairs):
        for name in sorted(contenders, reverse=bool(pair % 2)):
            contenders[name](data, times)
            spent[name].append(statistics.median(np.diff(times.ends)))
    ratios = [a / b for a, b in zip(spent["fit"], spent["by hand"])]
    print(
        f"step at 64x64, fit / by hand: median {statistics.median(ratios):.3f},"
        f" {min(ratios):.3f} to {max(ratios):.3f} over {pairs} pairs of {steps}"
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=16)
    options = parser.parse_args()
    keras.config.set_dtype_policy("mixed_bfloat16")
    rates = {}
    for side in BATCHES:
        rates[side] = images_per_second(side)
        read = pipeline_per_second(side)
        print(
            f"{side:3}: fit {rates[side]:7.1f} images/s, pipeline {read:8.1f}, "
            f"{read / rates[side]:.1f} times as many"
        )
    for name in ("paper", "cpu"):
        phases = keras_gans.models.progan.schedule.get(name, 64).phases(5)
        images = sum(phase.images for phase in phases)
        growing = sum(phase.images / rates[phase.side] for phase in phases)
        whole = images / rates[64]
        print(
            f"{name}: {images} images in {growing / 3600:.2f} h, at 64x64 "
            f"throughout {whole / 3600:.2f} h: {whole / growing:.2f} times"
        )
    steps_in_turn(options.pairs)


if __name__ == "__main__":
    main()
