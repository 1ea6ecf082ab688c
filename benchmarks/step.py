"""A DCGAN step of `fit` beside the same step written by hand.

    python benchmarks/step.py            # time: about 4 minutes
    python benchmarks/step.py --memory   # 5,000 steps of fit: about 7 minutes

Both have the same networks, optimizers, data and number of forward passes
(MNIST shapes, batch 64, float32). They run in turn, block by block, so that a
change in the machine's speed meets both; the ratio is that of each pair.
"""

import argparse
import os
import statistics
import time

import keras
import numpy as np
import tensorflow as tf

import keras_gans
from keras_gans.networks import dcgan

BATCH = 64
SHAPE = (28, 28, 1)


def hand_written():
    """The loop of TensorFlow's DCGAN tutorial, with its own forward passes."""
    generator, discriminator = (
        dcgan.generator(SHAPE),
        dcgan.discriminator(SHAPE),
    )
    d_optimizer = keras.optimizers.Adam(2e-4, beta_1=0.5)
    g_optimizer = keras.optimizers.Adam(2e-4, beta_1=0.5)
    entropy = keras.losses.BinaryCrossentropy(from_logits=True)
    d_variables = discriminator.trainable_variables
    g_variables = generator.trainable_variables
    d_optimizer.build(d_variables)
    g_optimizer.build(g_variables)

    @tf.function
    def step(real):
        fake = generator(tf.random.uniform((BATCH, 100), -1, 1), training=True)
        with tf.GradientTape() as tape:
            real_logits = discriminator(real, training=True)
            fake_logits = discriminator(fake, training=True)
            d_loss = entropy(tf.ones_like(real_logits), real_logits)
            d_loss += entropy(tf.zeros_like(fake_logits), fake_logits)
        d_optimizer.apply(tape.gradient(d_loss, d_variables), d_variables)
        with tf.GradientTape() as tape:
            fake = generator(
                tf.random.uniform((BATCH, 100), -1, 1), training=True
            )
            fake_logits = discriminator(fake, training=True)
            g_loss = entropy(tf.ones_like(fake_logits), fake_logits)
        g_optimizer.apply(tape.gradient(g_loss, g_variables), g_variables)
        return d_loss, g_loss

    def run(data):
        for real in data:
            losses = step(real)
        return float(losses[0])

    return run


def ours():
    gan = keras_gans.DCGAN.for_images(SHAPE)
    gan.compile()
    return lambda data: gan.fit(data, verbose=0)


def rss():
    """Resident memory in MiB."""
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGESIZE") / 2**20


def data_of(steps):
    images = np.random.default_rng(0).uniform(-1, 1, (steps * BATCH, *SHAPE))
    data = tf.data.Dataset.from_tensor_slices(images.astype("float32"))
    return data.batch(BATCH, drop_remainder=True).prefetch(2)


def measure_time(steps=50, pairs=20):
    data = data_of(steps)
    contenders = {"by hand": hand_written(), "fit": ours()}
    for run in contenders.values():
        run(data)
    clocks = {"wall": time.perf_counter, "CPU": time.process_time}
    spent = {(name, clock): [] for name in contenders for clock in clocks}
    for pair in range(pairs):
        for name in sorted(contenders, reverse=bool(pair % 2)):
            start = {clock: read() for clock, read in clocks.items()}
            contenders[name](data)
            for clock, read in clocks.items():
                spent[name, clock].append((read() - start[clock]) / steps)
    for name in contenders:
        middle = statistics.median(spent[name, "wall"])
        print(
            f"{name:8} {middle * 1e3:6.1f} ms, {BATCH / middle:5.0f} images/s"
        )
    for clock in clocks:
        ratios = [
            a / b for a, b in zip(spent["fit", clock], spent["by hand", clock])
        ]
        print(
            f"{clock} time of fit / by hand: median "
            f"{statistics.median(ratios):.3f}, {min(ratios):.3f} to "
            f"{max(ratios):.3f} over {pairs} pairs of {steps} steps"
        )


def measure_memory(width, epochs=20, steps=250):
    gan = keras_gans.DCGAN.for_images(SHAPE, width=width)
    gan.compile()
    traces, memory = [], []
    play = gan.adversarial_step
    gan.adversarial_step = lambda batches: (traces.append(1), play(batches))

    class Watch(keras.callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            memory.append((rss(), len(traces)))

    gan.fit(data_of(steps), epochs=epochs, verbose=0, callbacks=[Watch()])
    series = " ".join(f"{size:.0f}" for size, _ in memory)
    print(f"RSS every {steps} steps, MiB: {series}")
    first, last = memory[1], memory[-1]
    print(
        f"RSS after {2 * steps} steps {first[0]:.0f} MiB, after "
        f"{epochs * steps} {last[0]:.0f} MiB: {last[0] / first[0] - 1:+.2%}; "
        f"traces after epoch 1: {memory[0][1]}, at the end: {last[1]}"
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--memory", action="store_true")
    parser.add_argument("--width", type=int, default=64, help="of --memory")
    options = parser.parse_args()
    if options.memory:
        measure_memory(options.width)
    else:
        measure_time()
