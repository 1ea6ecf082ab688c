r"""Digits in other colours, where the right answer is known.

    TFDS_DATA_DIR=DIR python recipes/cyclegan_digits.py \
        --dtype-policy mixed_bfloat16
    TFDS_DATA_DIR=DIR python recipes/cyclegan_digits.py --without cycle \
        --dtype-policy mixed_bfloat16

White digits on black become dark red ones on pale blue, learnt without pairs:
one half of the training digits is of the first kind, the other half, in the
colours, of the second. What a test digit should become is then known pixel by
pixel, and a classifier says whether it is the digit that it was.

CycleGAN's game (https://arxiv.org/abs/1703.10593), and without its cycle, its
identity term or its pool; networks of a quarter of the paper's width with 3
residual blocks, for 28x28 pixels, batches of 16.

Measured (seed 0, 14 min on one core): 99.65 % of the translated digits are
classified as what they were (real ones 99.8 %), 99.70 % of those the other way;
0.024 and 0.025 from the true pictures, which are 1.59 from each other.
--without cycle: 10 %, and 0.447.
"""

import keras
import numpy as np

import keras_gans
from keras_gans import metrics

import paired
import report
from options import parse

INK = np.array([0.3, -0.9, -0.9], "float32")
PAPER = np.array([0.4, 0.7, 1.0], "float32")
WITHOUT = {
    "cycle": {"cycle_weight": 0.0},
    "identity": {"identity_weight": 0.0},
    "pool": {"pool_size": 0},
    "all": {"cycle_weight": 0.0, "identity_weight": 0.0, "pool_size": 0},
}


def coloured(digits):
    """Digits (N, H, W, 1) in the second kind's colours (N, H, W, 3)."""
    return PAPER + (digits + 1) / 2 * (INK - PAPER)


def grey(pictures):
    """Pictures of the second kind as white digits on black again."""
    way = INK - PAPER
    share = (pictures - PAPER) @ way / (way @ way)
    return np.clip(2 * share[..., None] - 1, -1, 1)


def main():
    options = parse(
        __doc__,
        extra={
            "--without": {"choices": WITHOUT, "help": "what the game lacks"},
            "--width": {"type": int, "default": 16},
            "--images": {
                "type": int,
                "default": 10_000,
                "help": "of each kind, an epoch",
            },
        },
        epochs=10,
        batch_size=16,
        out=lambda options: f"runs/digits_without_{options.without}",
    )
    keras.utils.set_random_seed(options.seed)
    digits = keras_gans.data.load("mnist", split="train", batch_size=None)
    half = len(digits) // 2
    a = digits[:half].repeat(3, axis=-1)
    b = coloured(digits[half:])
    data = keras_gans.data.unpaired(
        a, b, batch_size=options.batch_size, length=options.images
    )
    test, labels = keras_gans.data.load(
        "mnist",
        split="test[:2000]",
        batch_size=None,
        labels=True,
        shuffle=False,
    )
    gan = keras_gans.CycleGAN.for_images(
        (28, 28, 3),
        width=options.width,
        residual_blocks=3,
        seed=options.seed,
        **WITHOUT.get(options.without, {}),
    )
    source, target = test.repeat(3, axis=-1), coloured(test)
    paired.play(options, gan, data, source[:8], target[:8])
    write(options, gan, source, target, labels)


def write(options, gan, source, target, labels):
    agreement = metrics.LabelAgreement("mnist", len(labels))

    def kept(digits):
        return agreement.compare(fake=digits, fake_labels=labels)

    there = gan.translate(source, batch_size=100)
    back = gan.translate(target, "a", batch_size=100)
    round_trip = gan.translate(there, "a", batch_size=100)
    shown = [x[:10] for x in (source, there, target, back, round_trip)]
    keras_gans.pictures.save(
        options.out / "samples.png", keras_gans.pictures.beside(*shown)
    )
    real = kept(source[..., :1])
    found = {
        "digit_kept": (kept(grey(there)), round(real, 4)),
        "digit_kept_back": (
            kept(back.mean(axis=-1, keepdims=True)),
            round(real, 4),
        ),
        "error": (np.abs(there - target).mean(), "0"),
        "error_back": (np.abs(back - source).mean(), "0"),
        "cycle": (np.abs(round_trip - source).mean(), "0"),
        "untranslated": (np.abs(source - target).mean(), "of no translation"),
    }
    report.write(
        options,
        "CycleGAN",
        {k: (round(float(x), 4), against) for k, (x, against) in found.items()},
        without=options.without,
    )


if __name__ == "__main__":
    main()
