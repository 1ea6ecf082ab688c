"""What a penalty in every fourth round alone saves, in time.

    python benchmarks/lazy.py    # 1 minute

WGAN-GP's residual networks at 32x32x3 and a quarter of their width, batch 64,
float32: `fit` over four rounds with `penalty_interval` 1 and 4, in turn. The
FLOPs of the full width are in flops.py.
"""

import statistics
import time

import numpy as np
import tensorflow as tf

import keras_gans

SHAPE = (32, 32, 3)
ROUNDS = 4
PAIRS = 5


def main():
    gans = {}
    for interval in (1, 4):
        gan = keras_gans.WGANGP.for_images(
            SHAPE, width=32, penalty_interval=interval, seed=0
        )
        gan.compile()
        gans[interval] = gan
    images = np.random.default_rng(0).uniform(
        -1, 1, (ROUNDS * gan.critic_steps * 64, *SHAPE)
    )
    data = tf.data.Dataset.from_tensor_slices(images.astype("float32"))
    data = data.batch(64, drop_remainder=True)
    for gan in gans.values():
        gan.fit(data, verbose=0)  # Traces.
    spent = {interval: [] for interval in gans}
    for _ in range(PAIRS):
        for interval, gan in gans.items():
            start = time.perf_counter()
            gan.fit(data, verbose=0)
            spent[interval].append(time.perf_counter() - start)
    ratios = [lazy / full for full, lazy in zip(spent[1], spent[4])]
    for interval, seconds in spent.items():
        middle = statistics.median(seconds) / ROUNDS
        print(f"penalty_interval={interval}: {middle:.2f} s a round")
    print(
        f"ratio: median {statistics.median(ratios):.2f}, {min(ratios):.2f} to "
        f"{max(ratios):.2f} over {PAIRS} pairs"
    )


if __name__ == "__main__":
    main()
