"""Speech without its noise (Pascual et al., 2017).

    TFDS_DATA_DIR=DIR python recipes/segan.py segan \\
        --dtype-policy mixed_bfloat16
    TFDS_DATA_DIR=DIR python recipes/segan.py l1 --dtype-policy mixed_bfloat16
    TFDS_DATA_DIR=DIR python recipes/segan.py null

16 minutes of prompts in four languages, with 79 noises at 0 to 15 dB. Figures
are of 77 test prompts with noises of kinds that were never trained on, at 17.5,
12.5, 7.5 and 2.5 dB, and of a speaker who was never heard: PESQ, STOI, the
segmental signal-to-noise ratio and SI-SDR. `l1` is the same generator by its L1
term alone; `null` what the noisy speech itself has.

A quarter of the paper's width; the means of four ratios.
"""

import time

import keras
import numpy as np

import keras_gans
from keras_gans import metrics
from keras_gans.data import speech

import report
from options import parse

RATIOS = (17.5, 12.5, 7.5, 2.5)
RATE = 16_000


def main():
    options = parse(
        __doc__,
        extra={
            "game": {"choices": ("segan", "l1", "null")},
            "--width": {"type": int, "default": 4},
            "--l1-weight": {"type": float, "default": 100.0},
            "--minutes": {
                "type": float,
                "default": 170.0,
                "help": "of processor time, at most",
            },
        },
        epochs=150,
        batch_size=16,
        out=lambda options: f"runs/segan_{options.game}",
    )
    keras.utils.set_random_seed(options.seed)
    if options.game == "null":
        for split in ("test", "unseen_speaker"):
            print(split, measure(split, lambda audio: audio))
        return
    gan = keras_gans.SEGAN.for_audio(
        width=options.width, l1_weight=options.l1_weight, seed=options.seed
    )
    data = keras_gans.data.noisy_speech(
        "voice_prompts_16k",
        "noise_16k",
        batch_size=options.batch_size,
        seed=options.seed,
    )
    budget = report.Budget(options.out / "minutes.txt", options.minutes)
    if options.game == "l1":
        alone(options, gan, data, budget)
    else:
        gan.compile()
        gan.fit(
            data,
            epochs=options.epochs,
            verbose=2,
            callbacks=[
                budget,
                *report.standard(options, samples=4, every=options.epochs),
            ],
        )
    figures = {}
    for split in ("test", "unseen_speaker"):
        noisy = measure(split, lambda audio: audio)
        for name, found in measure(split, gan.enhance).items():
            figures[f"{split} {name}"] = round(found, 3), round(noisy[name], 3)
    (clean, noisy), *_ = pairs("test", 7.5)
    start = time.perf_counter()
    made = gan.enhance(noisy)
    spent = time.perf_counter() - start
    factor = spent / (len(noisy) / RATE)
    figures["real-time factor"] = round(factor, 3), "below 1"
    keras_gans.pictures.save(
        options.out / "samples.png",
        keras_gans.pictures.sounds(
            [x[:, None] for x in (noisy, made, clean)], RATE, 1
        ),
    )
    name = "SEGAN" if options.game == "segan" else "L1 alone"
    report.write(options, name, figures)


def alone(options, gan, data, budget):
    """The generator by its L1 term, its noise drawn as in the game."""
    shape = gan.generator.inputs[0].shape[1:]

    def with_noise(noisy, clean):
        import tensorflow as tf

        noise = tf.random.normal((tf.shape(noisy)[0], *shape))
        return (noise, noisy), clean

    net = gan.generator
    net.compile(keras.optimizers.RMSprop(2e-4), "mae")
    net.fit(
        data.map(with_noise),
        epochs=options.epochs,
        verbose=2,
        callbacks=[budget, *report.of_network(options)],
    )


def pairs(split, ratio):
    """(clean, noisy) of a split: prompt i has noise i."""
    prompts = by_id("voice_prompts_16k", "speech", split)
    noises = by_id("noise_16k", "noise", "test")
    kinds = sorted({name.split("/")[0] for name, _ in noises})
    of_kind = {
        kind: [x for name, x in noises if name.startswith(f"{kind}/")]
        for kind in kinds
    }
    found = []
    for i, (_, clean) in enumerate(prompts):
        clips = of_kind[kinds[i % len(kinds)]]
        noise = clips[(i // len(kinds)) % len(clips)]
        found.append((clean, speech.mixed(clean, noise, ratio)))
    return found


def by_id(name, feature, split):
    """(id, float array) of a set's records, sorted."""
    records = speech.images.as_stored(speech.images.builder_of(name), split)
    return sorted(
        (
            (x["id"].decode(), x[feature] / 32768.0)
            for x in records.as_numpy_iterator()
        ),
        key=lambda pair: pair[0],
    )


def within(enhance, noisy):
    """What becomes of a wave that may go beyond [-1, 1]."""
    scale = max(1.0, np.abs(noisy).max())
    return scale * np.asarray(enhance((noisy / scale).astype("float32")))


def measure(split, enhance):
    """The metrics of a split, means over the ratios."""
    chosen = [
        metrics.PESQ(),
        metrics.STOI(),
        metrics.SegmentalSNR(),
        metrics.ScaleInvariantSDR(),
    ]
    found = {metric.name: [] for metric in chosen}
    for ratio in RATIOS:
        clean, noisy = zip(*pairs(split, ratio))
        made = [within(enhance, x) for x in noisy]
        for metric in chosen:
            found[metric.name].append(metric.compare(list(clean), made))
        print(split, ratio, {k: round(v[-1], 3) for k, v in found.items()})
    return {name: float(np.mean(x)) for name, x in found.items()}


if __name__ == "__main__":
    main()
