"""Two workers beside one: images a second, and the curve of the losses.

    python benchmarks/scaling.py           # 5 minutes
    python benchmarks/scaling.py --curve   # 4 minutes

Each worker is a process bound to one core of this machine, so that two have
twice the hardware of one. Weak scaling: DCGAN at 28x28, float32, batch 64 for
each worker; one worker and two run in turn, and the ratio is that of each pair.
The curve: the embedded digits, one worker with batch 64 and two with 32 each.
"""

import argparse
import json
import os
import socket
import statistics
import subprocess
import sys
import time


def configurations(workers):
    """TF_CONFIG of each worker."""
    sockets = [socket.socket() for _ in range(workers)]
    for s in sockets:
        s.bind(("127.0.0.1", 0))
    hosts = [f"127.0.0.1:{s.getsockname()[1]}" for s in sockets]
    for s in sockets:
        s.close()
    return [
        json.dumps(
            {
                "cluster": {"worker": hosts},
                "task": {"type": "worker", "index": index},
            }
        )
        for index in range(workers)
    ]


def run(workers, task):
    """What the first worker prints, as JSON."""
    processes = [
        subprocess.Popen(
            [sys.executable, __file__, "--worker", task, str(workers)],
            stdout=subprocess.PIPE,
            env={**os.environ, "TF_CONFIG": config},
        )
        for config in configurations(workers)
    ]
    said = [process.communicate()[0] for process in processes]
    if any(process.returncode for process in processes):
        raise RuntimeError("A worker ended with an error; see above.")
    return json.loads(said[0].splitlines()[-1])


def work(task, workers):
    """The body of a worker."""
    index = json.loads(os.environ["TF_CONFIG"])["task"]["index"]
    os.sched_setaffinity(0, {index})
    import keras
    import numpy as np
    import tensorflow as tf

    import keras_gans

    strategy = tf.distribute.get_strategy()
    if workers > 1:
        strategy = tf.distribute.MultiWorkerMirroredStrategy()
    keras.utils.set_random_seed(0)
    shape = (28, 28, 1) if task == "rate" else (16, 16, 1)
    with strategy.scope():
        gan = keras_gans.DCGAN.for_images(shape, seed=0)
        gan.compile()
    if task == "curve":
        data = keras_gans.data.digits(batch_size=64, seed=0)
        history = gan.fit(data, epochs=20, verbose=0).history
        print(json.dumps({k: history[k] for k in ("d_loss", "g_loss")}))
        return
    steps, batch = 30, 64 * workers
    images = np.random.default_rng(0).uniform(-1, 1, (steps * batch, *shape))
    data = tf.data.Dataset.from_tensor_slices(images.astype("float32"))
    data = data.batch(batch, drop_remainder=True)
    gan.fit(data, verbose=0)
    start = time.perf_counter()
    gan.fit(data, verbose=0)
    print(json.dumps(steps * batch / (time.perf_counter() - start)))


def compare_rates(pairs=5):
    rates = {1: [], 2: []}
    for _ in range(pairs):
        for workers, found in rates.items():
            found.append(run(workers, "rate"))
    ratios = [two / one for one, two in zip(rates[1], rates[2])]
    for workers, found in rates.items():
        print(f"{workers} workers: {statistics.median(found):.0f} images/s")
    print(
        f"ratio: median {statistics.median(ratios):.2f}, {min(ratios):.2f} to "
        f"{max(ratios):.2f} over {pairs} pairs"
    )


def compare_curves():
    curves = {workers: run(workers, "curve") for workers in (1, 2)}
    for name in curves[1]:
        for workers in curves:
            values = " ".join(f"{value:.3f}" for value in curves[workers][name])
            print(f"{name}, {workers} workers: {values}")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--curve", action="store_true")
    parser.add_argument("--worker", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.worker:
        work(options.worker[0], int(options.worker[1]))
    elif options.curve:
        compare_curves()
    else:
        compare_rates()


if __name__ == "__main__":
    main()
