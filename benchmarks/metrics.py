"""The Frechet distance of 2,048 features: its time, and its memory.

    python benchmarks/metrics.py            # time, about 2 minutes
    python benchmarks/metrics.py --memory   # 20 evaluations of 50,000

Time: our distance of two pairs of moments beside the one with the root of a
product of matrices, `scipy.linalg.sqrtm`, which most implementations use. They
run in turn on the same moments. Memory: 50,000 vectors of each side go through
the metric, twenty times; what the process holds more than before the metric
was built. One arena of malloc, as in step.py.
"""

import argparse
import os
import resource
import statistics
import time

import numpy as np
import scipy.linalg

from keras_gans import metrics
from keras_gans.metrics.frechet import frechet_distance

from memory import rss
from memory import run_in_one_arena

DIM = 2048


def with_sqrtm(mean_1, covariance_1, mean_2, covariance_2):
    """The formula as it is written, by the root of C1 C2."""
    root = scipy.linalg.sqrtm(covariance_1 @ covariance_2).real
    return (
        np.square(mean_1 - mean_2).sum()
        + np.trace(covariance_1)
        + np.trace(covariance_2)
        - 2 * np.trace(root)
    )


def measure_time(pairs=5, samples=10_000):
    spent = {frechet_distance: [], with_sqrtm: []}
    for seed in range(pairs):
        generator = np.random.default_rng(seed)
        mixing = generator.normal(size=(2, DIM, DIM)) / DIM**0.5
        moments = []
        for matrix in mixing:
            vectors = generator.normal(size=(samples, DIM)) @ matrix
            moments += [vectors.mean(axis=0), np.cov(vectors, rowvar=False)]
        values = []
        for way in list(spent)[:: -1 if seed % 2 else 1]:
            start = time.perf_counter()
            values.append(way(*moments))
            spent[way].append(time.perf_counter() - start)
        print(f"pair {seed}: {values[0]:.9g} and {values[1]:.9g}", flush=True)
    for way, seconds in spent.items():
        print(f"{way.__name__}: {statistics.median(seconds):.2f} s (median)")
    ratios = [a / b for a, b in zip(*spent.values())]
    print(
        f"ours / sqrtm: median {statistics.median(ratios):.2f}, "
        f"{min(ratios):.2f} to {max(ratios):.2f} over {pairs} pairs"
    )


def measure_memory(rounds=20, samples=50_000, batch_size=500):
    generator = np.random.default_rng(0)
    batch = generator.normal(size=(batch_size, DIM)).astype("float32")
    warm = metrics.FrechetDistance(64, 128)
    warm.compare(batch[:128, :64], batch[128:256, :64])
    before = rss()
    metric = metrics.FrechetDistance(DIM, samples)
    for i in range(rounds):
        metric.reset_state()
        for _ in range(samples // batch_size):
            metric.update_state(batch, 1.1 * batch)
        held = rss() - before
        value = metric.result()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"round {i + 1}: {held:.1f} MiB before the result, "
            f"{peak - before:.1f} at most, {rss() - before:.1f} after it; "
            f"value {value:.6g}",
            flush=True,
        )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--memory", action="store_true")
    if not parser.parse_args().memory:
        measure_time()
    elif os.environ.get("MALLOC_ARENA_MAX") == "1":
        measure_memory()
    else:
        run_in_one_arena(__file__, "--memory")
