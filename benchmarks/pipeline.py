"""Images a second of the input pipelines beside what a step of DCGAN reads.

    python benchmarks/pipeline.py   # 3 minutes

Three sources: MNIST and CIFAR-10 as `data.load` gives them, and a folder of
2,000 JPEGs of 96x96 cut to 64x64, written here from random blots. The first
pass, with the call that makes the data set, decodes; the second reads what was
kept decoded. Each is read alone, by all cores; the step is that of `fit` with
the same data, whose time holds the pipeline's.
"""

import functools
import pathlib
import tempfile
import time

import keras
import numpy as np
from scipy import ndimage

import keras_gans

BATCH = 64
PICTURES = 2_000


def write_pictures(folder, side=96):
    random = np.random.default_rng(0)
    for number in range(PICTURES):
        blots = random.normal(size=(side, side, 3))
        blots = ndimage.gaussian_filter(blots, (6, 6, 0))
        blots = 255 * (blots - blots.min()) / np.ptp(blots)
        path = folder / f"{number:05d}.jpg"
        keras.utils.save_img(path, blots.astype("uint8"))


def rate(data, start=None):
    """Images a second of one pass, from `start` on."""
    start, count = start or time.perf_counter(), 0
    for batch in data:
        count += len(batch)
    return count / (time.perf_counter() - start)


def demand(data, shape, steps=20):
    """Images a second of `fit`, after its first steps."""
    gan = keras_gans.DCGAN.for_images(shape)
    gan.compile()
    part = data.take(steps)
    gan.fit(part, verbose=0)
    start = time.perf_counter()
    gan.fit(part, verbose=0)
    return steps * BATCH / (time.perf_counter() - start)


def measure(name, make, shape):
    start = time.perf_counter()
    data = make(batch_size=BATCH)
    first, later = rate(data, start), rate(data)
    step = demand(data, shape)
    print(
        f"{name}: first pass {first:.0f} images/s, later passes {later:.0f}; "
        f"fit {step:.0f}; ratio {first / step:.1f}, {later / step:.1f}"
    )


def main():
    for name, shape in (("mnist", (28, 28, 1)), ("cifar10", (32, 32, 3))):
        load = functools.partial(keras_gans.data.load, name)
        measure(name, load, shape)
    with tempfile.TemporaryDirectory() as folder:
        write_pictures(pathlib.Path(folder))
        load = functools.partial(
            keras_gans.data.from_directory, folder, batch_size=BATCH
        )
        measure("folder of JPEGs", load, (64, 64, 3))


if __name__ == "__main__":
    main()
