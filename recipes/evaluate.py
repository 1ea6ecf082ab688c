"""Any generator against any data: every metric that applies, as a table.

    python recipes/evaluate.py runs/dcgan_digits/last.keras --data digits \\
        --samples 1000
    TFDS_DATA_DIR=DIR python recipes/evaluate.py saved_models/dcgan_mnist \\
        --data mnist --split test --samples 10000

MODEL is a `.keras` file, a SavedModel with the endpoint `generate`, or
`data:SPLIT`: real samples in the generator's place, which says how good a
figure can be. --data is "digits", a set of tensorflow-datasets, or a folder
of pictures. A generator that takes labels is told --classes of them in turn,
and its labels are judged too. The JSON file holds the protocol of each metric,
the seed, the versions and the time; figures of different protocols have
different names.
"""

import argparse
import importlib.metadata
import json
import pathlib
import platform
import time

import keras
import numpy as np

import keras_gans
from keras_gans import metrics

PACKAGES = ["keras_gans", "keras", "tensorflow", "numpy", "scikit-learn"]


def parse():
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("model")
    parser.add_argument("--data", required=True)
    parser.add_argument("--split", default="test")
    parser.add_argument("--samples", type=int, default=10_000)
    parser.add_argument(
        "--features", help="mnist, cifar10, inception or a .keras file"
    )
    parser.add_argument(
        "--classes", type=int, default=10, help="of labels, default 10"
    )
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=pathlib.Path, help="JSON file")
    return parser.parse_args()


def real_samples(data, split, count, image_size=None, labels=False):
    """The first `count` samples, in a fixed order; with labels a pair."""
    if data == "digits":
        found = keras_gans.data.digits(
            image_size or 16, batch_size=None, labels=True
        )
        order = np.random.default_rng(0).permutation(len(found[0]))[:count]
        images, names = (x[order] for x in found)
        return (images, names) if labels else images
    settings = {"batch_size": 256, "drop_remainder": False, "shuffle": False}
    if pathlib.Path(data).is_dir():
        found = keras_gans.data.from_directory(
            data, image_size or 64, **settings
        )
    else:
        found = keras_gans.data.load(
            data,
            image_size,
            split=split,
            feature="image",
            labels=labels,
            **settings,
        )
    return keras_gans.data.take(found, count, labels=labels)


def generated_samples(model, count, seed, classes):
    """Generated samples, and their labels or None."""
    path = pathlib.Path(model)
    labels = (np.arange(count) % classes).astype("int32")
    if path.suffix == ".keras":
        gan = keras.saving.load_model(path)
        if gan.conditional:
            return gan.generate(count, seed, labels), labels
        return gan.generate(count, seed), None
    import tensorflow as tf

    served = tf.saved_model.load(str(path))
    signature = served.signatures["generate"].structured_input_signature[1]
    parts = []
    for start in range(0, count, 500):
        first = min(500, count - start)
        if "labels" in signature:
            first = tf.constant(labels[start : start + 500])
        number = tf.constant(seed * 100_003 + start, tf.int64)
        parts.append(served.generate(first, number).numpy())
    found = np.concatenate(parts)
    if found.dtype == np.uint8:
        found = found.astype("float32") / 127.5 - 1
    return found, labels if "labels" in signature else None


def applicable(shape, count, features):
    """The metrics for samples of that shape."""
    some = min(count, 2000)
    chosen = [metrics.NearestNeighborAccuracy(shape, some)]
    if len(shape) == 3:
        chosen += [
            metrics.SlicedWassersteinDistance(shape, some),
            metrics.MultiscaleSSIM(shape, some),
        ]
    else:
        chosen.append(metrics.WassersteinDistance(shape[0], min(count, 1000)))
    if features is not None:
        features = metrics.get_features(features)
        chosen += [
            metrics.FrechetDistance(features, count),
            metrics.KernelDistance(
                features, count, subset_size=min(count, 1000)
            ),
            metrics.PrecisionRecall(features, count),
            metrics.DensityCoverage(features, count),
        ]
        if features.classes:
            chosen.append(metrics.ClassifierScore(features, count))
    return chosen


def judging_labels(shape, count, features):
    """The metrics of generated labels."""
    chosen = [metrics.NearestNeighborError(shape, count)]
    if features is not None and metrics.get_features(features).classes:
        chosen.append(metrics.LabelAgreement(features, count))
    return chosen


def main():
    options = parse()
    start = time.perf_counter()
    features = options.features
    if features is None and options.data in ("mnist", "cifar10"):
        features = options.data
    kind, _, split = options.model.partition(":")
    labels = real_labels = None
    if kind == "data":
        fake = real_samples(options.data, split, options.samples)
    else:
        fake, labels = generated_samples(
            options.model, options.samples, options.seed, options.classes
        )
    shape = fake.shape[1:]
    size = shape[0] if len(shape) == 3 else None
    real = real_samples(
        options.data, options.split, options.samples, size, labels is not None
    )
    if labels is not None:
        real, real_labels = real
    count = min(len(real), len(fake))
    chosen = applicable(shape, count, features)
    if labels is not None:
        chosen += judging_labels(shape, count, features)
    values, protocols = {}, {}
    for metric in chosen:
        told = {}
        if metric.takes_labels:
            told = {"real_labels": real_labels, "fake_labels": labels}
            told = {f"{s}_labels": told[f"{s}_labels"] for s in metric.sides}
        found = metric.compare(real, fake, **told)
        if not isinstance(found, dict):
            found = {metric.name: found}
        for name, value in found.items():
            print(f"{name:40} {value:12.5g}", flush=True)
        values.update(found)
        protocols[metric.name] = metric.protocol()
    report = {
        "model": options.model,
        "data": options.data,
        "split": options.split,
        "samples": count,
        "seed": options.seed,
        "metrics": values,
        "protocols": protocols,
        "seconds": round(time.perf_counter() - start, 1),
        "versions": {p: importlib.metadata.version(p) for p in PACKAGES},
        "python": platform.python_version(),
    }
    if options.out:
        options.out.parent.mkdir(parents=True, exist_ok=True)
        options.out.write_text(json.dumps(report, indent=1) + "\n")


if __name__ == "__main__":
    main()
