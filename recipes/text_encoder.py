"""An encoder of sentences that learns from pictures (Reed et al., 2016).

    TFDS_DATA_DIR=DIR python recipes/text_encoder.py \\
        --dtype-policy mixed_bfloat16

The word-level network of `text.Encoder` and a small one of pictures, trained by
their symmetric objective on 16,000 avatars with five captions each. The figure
is R-precision: how often a picture's own caption is the nearest among ten, on
the test pictures; with captions shuffled it is 0.1.
"""

import keras
import numpy as np

import keras_gans

import avatars
import report
from options import parse


def main():
    options = parse(
        __doc__,
        extra={
            "--dim": {"type": int, "default": 128},
            "--level": {"choices": ("word", "character"), "default": "word"},
            "--margin": {"type": float, "default": 1.0},
        },
        epochs=12,
        batch_size=64,
        out=lambda options: f"runs/text_encoder_{options.level}",
    )
    keras.utils.set_random_seed(options.seed)
    images, captions, _ = avatars.load("train")
    encoder = keras_gans.text.Encoder.for_captions(
        captions, options.dim, options.level
    )
    both = keras_gans.text.JointEmbedding(
        encoder, avatars.image_encoder(options.dim), options.margin
    )
    data = keras_gans.data.captioned(
        images,
        batch_size=options.batch_size,
        captions=captions,
        encoder=encoder,
        seed=options.seed,
    )
    rate = keras.optimizers.schedules.CosineDecay(
        1e-3, options.epochs * len(data)
    )
    both.compile(keras.optimizers.Adam(rate))
    both.fit(
        data,
        epochs=options.epochs,
        verbose=2,
        callbacks=report.of_network(options),
    )
    both.save(options.out / "both.keras")
    encoder.save(options.out / "model.keras")
    figures = {}
    for split in ("test", "unseen"):
        images, captions, _ = avatars.load(split)
        seen = both.image_encoder.predict(images, verbose=0)
        texts = encoder.encode([one[0] for one in captions])
        for name, x in (("", texts), (" shuffled", np.roll(texts, 1, 0))):
            figures[f"{split} r_precision{name}"] = (
                round(avatars.r_precision(seen, x), 4),
                "chance 0.1",
            )
    report.write(options, "text.Encoder", figures)


if __name__ == "__main__":
    main()
