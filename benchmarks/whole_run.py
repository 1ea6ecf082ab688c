"""Memory of a whole run: 20,000 steps with everything that `standard` does.

    python benchmarks/whole_run.py   # about 20 minutes

A narrow DCGAN on 2,000 images of random noise in MNIST's shape, so that many
steps take little time; 80 epochs of 250 rounds, each followed by a sample
grid, a Frechet distance, a backup and the files of `callbacks.standard`. What
grows with the number of rounds or epochs shows up; so would what is kept of
each picture. It runs with one arena of malloc, as benchmarks/memory.py says.
"""

import sys
import tempfile

import keras
import numpy as np

import keras_gans
from keras_gans import callbacks
from keras_gans import metrics

from memory import rss
from memory import run_in_one_arena

SHAPE = (28, 28, 1)
BATCH = 8


def measure(epochs=80, rounds=250):
    images = np.random.default_rng(0).uniform(-1, 1, (rounds * BATCH, *SHAPE))
    images = images.astype("float32")
    gan = keras_gans.DCGAN.for_images(SHAPE, width=4, seed=0)
    gan.compile()
    seen = []
    note = keras.callbacks.LambdaCallback(
        on_epoch_end=lambda epoch, logs: seen.append(rss())
    )
    distance = metrics.FrechetDistance("mnist", 500)
    with tempfile.TemporaryDirectory() as folder:
        gan.fit(
            images,
            batch_size=BATCH,
            epochs=epochs,
            verbose=0,
            callbacks=[
                callbacks.Evaluate(images[:500], [distance]),
                *callbacks.standard(folder, monitor=f"val_{distance.name}"),
                note,
            ],
        )
    print(f"RSS after every {rounds} rounds, MiB:", *map(round, seen))
    for start in (1, 9, 19):
        print(
            f"from round {(start + 1) * rounds} to {epochs * rounds}: "
            f"{seen[start]:.1f} to {seen[-1]:.1f} MiB, "
            f"{seen[-1] / seen[start] - 1:+.2%}"
        )


if __name__ == "__main__":
    if "--here" in sys.argv:
        measure()
    else:
        run_in_one_arena(__file__, "--here")
