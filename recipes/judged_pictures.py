"""What the judges of pictures say of pictures that are known to be worse.

    TFDS_DATA_DIR=DIR python recipes/judged_pictures.py utkface_64
    TFDS_DATA_DIR=DIR python recipes/judged_pictures.py cifar10

The Frechet distance in ImageNet features, and on CIFAR-10 in those of our
classifier, of 2,000 pictures to as many others of the set: as they are,
blurred, with noise, compressed as JPEG, and with classes left out (of faces,
with the darkest left out). It is to grow with each. Then the perceptual
distance: how often two cuts of one picture are nearer than cuts of two.
"""

import io

import keras
import numpy as np
from PIL import Image
from PIL import ImageFilter
from scipy import stats

import keras_gans
from keras_gans import metrics
from keras_gans import pictures

import report
from options import parse

SAMPLES = 2000
CUT = 7 / 8  # Of a side.


def pillow(images, change):
    """Pictures after a function of `PIL.Image`."""
    found = [
        np.asarray(change(Image.fromarray(pictures.sheets.to_bytes(x))))
        for x in images
    ]
    return np.stack(found).astype("float32") / 127.5 - 1


def blurred(images, radius):
    return pillow(images, lambda x: x.filter(ImageFilter.GaussianBlur(radius)))


def noisy(images, deviation):
    noise = np.random.default_rng(0).normal(0, deviation, images.shape)
    return np.clip(images + noise, -1, 1).astype("float32")


def compressed(images, quality):
    def change(picture):
        file = io.BytesIO()
        picture.save(file, "JPEG", quality=quality)
        return Image.open(file)

    return pillow(images, change)


WORSE = {
    "blur of radius": (blurred, (0.5, 1.0, 2.0)),
    "noise of": (noisy, (0.05, 0.15, 0.4)),
    "JPEG of quality": (compressed, (50, 20, 5)),
}


def without(images, classes, count):
    """As many pictures, of all but `count` classes."""
    kept = images[classes >= count]
    return kept[np.arange(SAMPLES) % len(kept)]


def main():
    options = parse(
        __doc__,
        extra={"data": {"choices": ("utkface_64", "cifar10")}},
        epochs=1,
        out=lambda options: f"runs/judged_{options.data}",
    )
    load = {"name": options.data, "batch_size": None, "shuffle": False}
    labels = options.data == "cifar10"
    found = keras_gans.data.load(
        **load, split=f"train[:{2 * SAMPLES}]", labels=labels
    )
    images, classes = found if labels else (found, None)
    if not labels:  # Tenths by brightness, the darkest first.
        order = images.mean(axis=(1, 2, 3)).argsort().argsort()
        classes = order * 10 // len(images)
    real, others = images[:SAMPLES], images[SAMPLES:]
    judges = {"imagenet": metrics.FrechetDistance("imagenet", SAMPLES)}
    if labels:
        judges["cifar10"] = metrics.FrechetDistance("cifar10", SAMPLES)
    changed = {"as they are": others}
    for name, (change, strengths) in WORSE.items():
        for strength in strengths:
            changed[f"{name} {strength}"] = change(others, strength)
    for count in (1, 3, 6):
        left = without(others, classes[SAMPLES:], count)
        changed[f"without {count} of 10 classes"] = left
    figures, distances = {}, {name: [] for name in judges}
    for what, worse in changed.items():
        for name, judge in judges.items():
            distance = float(judge.compare(real, worse))
            distances[name].append(distance)
            figures[f"{judge.name}, {what}"] = round(distance, 2), "it grows"
    if labels:
        rank = stats.spearmanr(*distances.values()).statistic
        figures["rank correlation of both"] = (
            round(float(rank), 3),
            "over all changes, which they do not fear alike",
        )
    figures["two cuts of one nearer"] = (
        round(cuts(others[:1000], options.seed), 4),
        ">= 0.95",
    )
    report.write(options, "judges of pictures", figures)


def cuts(images, seed):
    """How often two cuts of one picture are nearer than cuts of two."""
    random = np.random.default_rng(seed)
    side = int(CUT * images.shape[1])
    room = images.shape[1] - side + 1
    ours, others = (
        np.stack(
            [
                x[top : top + side, left : left + side]
                for x, (top, left) in zip(
                    images, random.integers(0, room, (len(images), 2))
                )
            ]
        )
        for _ in range(2)
    )
    metric = metrics.PerceptualDistance()

    def each(first, second):
        parts = range(0, len(first), 50)
        return np.concatenate(
            [
                keras.ops.convert_to_numpy(
                    metric.each(first[i : i + 50], second[i : i + 50])
                )
                for i in parts
            ]
        )

    of_one = each(ours, others)
    return float((of_one < each(ours, np.roll(others, 1, axis=0))).mean())


if __name__ == "__main__":
    main()
