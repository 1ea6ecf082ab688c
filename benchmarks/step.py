"""A DCGAN step of `fit` beside the same step written by hand.

    python benchmarks/step.py            # time: about 4 minutes
    python benchmarks/step.py --memory   # 5,000 steps of each: 14 minutes

Both have the same networks, optimizers, data and number of forward passes
(MNIST shapes, batch 64, float32). For time they run in turn, block by block,
so that a change in the machine's speed meets both; the ratio is that of each
pair. For memory each has a process of its own, with one arena of malloc: with
many, what the threads have freed and not given back hides what is kept.
"""

import argparse
import statistics
import time

import keras
import numpy as np
import tensorflow as tf

import keras_gans
from keras_gans.networks import dcgan

from memory import rss
from memory import run_in_one_arena

BATCH = 64
SHAPE = (28, 28, 1)


def hand_written(width=64):
    """The loop of TensorFlow's DCGAN tutorial, with its own forward passes."""
    generator = dcgan.generator(SHAPE, width=width)
    discriminator = dcgan.discriminator(SHAPE, width=width)
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

    def run(data, epochs=1, watch=lambda: None):
        for _ in range(epochs):
            for real in data:
                losses = step(real)
            float(losses[0])
            watch()

    return run, step.experimental_get_tracing_count


def ours(width=64):
    """`fit` of DCGAN."""
    gan = keras_gans.DCGAN.for_images(SHAPE, width=width)
    gan.compile()
    traces = []
    play = gan.adversarial_step
    gan.adversarial_step = lambda batches: (traces.append(1), play(batches))

    def run(data, epochs=1, watch=lambda: None):
        each_epoch = keras.callbacks.LambdaCallback(
            on_epoch_end=lambda epoch, logs: watch()
        )
        gan.fit(data, epochs=epochs, verbose=0, callbacks=[each_epoch])

    return run, lambda: len(traces)


CONTENDERS = {"by hand": hand_written, "fit": ours}


def data_of(steps):
    images = np.random.default_rng(0).uniform(-1, 1, (steps * BATCH, *SHAPE))
    data = tf.data.Dataset.from_tensor_slices(images.astype("float32"))
    return data.batch(BATCH, drop_remainder=True).prefetch(2)


def measure_time(steps=50, pairs=20):
    data = data_of(steps)
    contenders = {name: make()[0] for name, make in CONTENDERS.items()}
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


def measure_memory(name, width, epochs=20, steps=250):
    run, traces = CONTENDERS[name](width)
    seen = []
    run(data_of(steps), epochs, lambda: seen.append((rss(), traces())))
    sizes = [size for size, _ in seen]
    print(f"{name}: RSS every {steps} steps, MiB:", *map(round, sizes))
    print(
        f"{name}: RSS after {2 * steps} steps {sizes[1]:.1f} MiB, after "
        f"{epochs * steps} {sizes[-1]:.1f} MiB: {sizes[-1] / sizes[1] - 1:+.2%}"
        f"; traces after epoch 1: {seen[0][1]}, at the end: {seen[-1][1]}"
    )


def measure_memories(width):
    for name in CONTENDERS:
        run_in_one_arena(__file__, "--memory-of", name, "--width", str(width))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--memory", action="store_true")
    parser.add_argument("--width", type=int, default=64, help="of --memory")
    parser.add_argument("--memory-of", choices=CONTENDERS, help="one of them")
    options = parser.parse_args()
    if options.memory:
        measure_memories(options.width)
    elif options.memory_of:
        measure_memory(options.memory_of, options.width)
    else:
        measure_time()
