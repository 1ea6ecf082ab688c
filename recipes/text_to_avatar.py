"""Cartoon faces of sentences: GAN-CLS, and games in stages and in boxes.

    TFDS_DATA_DIR=DIR python recipes/text_to_avatar.py gan_cls \\
        --encoder runs/text_encoder_word --judge runs/avatars_judge \\
        --dtype-policy mixed_bfloat16

The games: `gan_cls` (`--mismatch-weight 0` without wrong texts), `stackgan`
(sketches of 16x16, `--condition-dim 0` without conditioning augmentation),
`stackgan_plus_plus` (16, 32 and 64 at once), `gawwn` (heads in boxes).

What the judge of avatars_judge.py sees in pictures of test captions is held
against what the captions name; of "unseen" combinations none was trained on.
R-precision is that of text_encoder.py; MS-SSIM is of pairs of one sentence
beside pairs of real pictures that fit it; the Frechet distance, in ImageNet
features, is of 2,000 pictures to the test pictures.
"""

import keras
import numpy as np

import keras_gans
from keras_gans import metrics
from keras_gans import pictures

import avatars
import report
from options import parse

SENTENCES = [
    "a person with long red hair and round glasses",
    "a person with short black hair, dark skin and a big laugh",
    "a bald person with a black mustache on a blue background",
    "someone with blonde curls, wearing sunglasses",
    "someone with green curls, wearing sunglasses",
    "a portrait of a person with two pink buns and pale skin",
    "a surprised person with spiky blue hair on a yellow background",
    "a person with a gray bob, tanned skin and closed eyes",
]
SHAPE = (64, 64, 3)
SAMPLES = 2000


def gan_cls(options, **settings):
    return keras_gans.TextToImageGAN.for_images(
        SHAPE,
        width=options.width,
        mismatch_weight=options.mismatch_weight,
        interpolation=options.interpolation,
        **settings,
    )


def stackgan(options, **settings):
    return keras_gans.StackGAN.for_images(
        SHAPE,
        width=options.width,
        condition_dim=options.condition_dim,
        sketch_epochs=options.epochs // 2,
        **settings,
    )


def stackgan_plus_plus(options, **settings):
    return keras_gans.StackGANPlusPlus.for_images(
        SHAPE, width=options.width // 2, **settings
    )


def gawwn(options, **settings):
    return keras_gans.GAWWN.for_images(SHAPE, width=options.width, **settings)


GAMES = {
    "gan_cls": gan_cls,
    "stackgan": stackgan,
    "stackgan_plus_plus": stackgan_plus_plus,
    "gawwn": gawwn,
}


def main():
    options = parse(
        __doc__,
        extra={
            "game": {"choices": GAMES},
            "--encoder": {"default": "runs/text_encoder_word"},
            "--judge": {"default": "runs/avatars_judge"},
            "--width": {"type": int, "default": 64},
            "--mismatch-weight": {"type": float, "default": 0.5},
            "--interpolation": {"type": float, "default": 0.5},
            "--condition-dim": {"type": int, "default": 32},
            "--minutes": {
                "type": float,
                "default": 170.0,
                "help": "of processor time, at most",
            },
        },
        epochs=40,
        batch_size=64,
        out=lambda options: f"runs/avatar_{options.game}",
    )
    keras.utils.set_random_seed(options.seed)
    encoder = keras.saving.load_model(f"{options.encoder}/model.keras")
    placed = options.game == "gawwn"
    gan = GAMES[options.game](
        options, encoder=encoder, ema_momentum=0.999, seed=options.seed
    )
    gan.compile()
    data = keras_gans.data.captioned(
        "captioned_avatars",
        batch_size=options.batch_size,
        encoder=encoder,
        split="placed_train" if placed else "train",
        boxes="boxes/head" if placed else None,
        seed=options.seed,
    )
    told = {}
    if placed:
        told["boxes"] = np.array([0.1, 0.1, 0.7, 0.7], "float32")
    gan.fit(
        data,
        epochs=options.epochs,
        verbose=2,
        callbacks=[
            report.Budget(options.out / "minutes.txt", options.minutes),
            keras_gans.callbacks.ConditionSheet(
                options.out / "sentences", SENTENCES, rows=6, given=told
            ),
            *report.standard(options, samples=36, every=options.epochs),
        ],
    )
    draw(options, gan, told)
    figures = {}
    judge = keras.saving.load_model(f"{options.judge}/model.keras")
    both = keras.saving.load_model(f"{options.encoder}/both.keras")
    for split in ("placed_test",) if placed else ("test", "unseen"):
        figures |= measure(gan, split, judge, both, options)
    figures |= ranks(gan, "placed_test" if placed else "test")
    report.write(options, type(gan).__name__, figures)


def draw(options, gan, told):
    """Sheets: sentences, one word changed, between two, a box moved."""
    sheet = pictures.sentence_sheet(gan, SENTENCES, 8, options.seed, **told)
    pictures.save(options.out / "samples.png", sheet)
    changed = [f"a person with {x} hair" for x in "red green blue".split()]
    sheet = pictures.sentence_sheet(gan, changed, 8, options.seed, **told)
    pictures.save(options.out / "one_word.png", sheet)
    walk = pictures.sentence_walk(
        gan, SENTENCES[1], SENTENCES[3], seed=options.seed, **told
    )
    pictures.save(options.out / "between.png", walk)
    if told:
        corners = np.linspace(0, 0.5, 5, dtype="float32")
        boxes = np.stack([[y, y, y + 0.5, y + 0.5] for y in corners])
        sheet = pictures.sentence_sheet(
            gan, SENTENCES[:1] * 5, 8, options.seed, boxes=boxes
        )
        pictures.save(options.out / "moved.png", sheet)


def measure(gan, split, judge, both, options):
    """Figures of the pictures of a split's first captions."""
    real, captions, boxes = avatars.load(split)
    sentences = [one[0] for one in captions][:SAMPLES]
    told = {"boxes": boxes[: len(sentences)]} if "boxes" in gan.given else {}
    made = gan.generate(sentences, seed=options.seed, **told)
    attributes = avatars.attributes_of(split)
    attributes = {n: x[: len(sentences)] for n, x in attributes.items()}
    seen, of_real = (judge.predict(x, verbose=0) for x in (made, real))
    shares, truth = (
        avatars.agreement(x, attributes, sentences) for x in (seen, of_real)
    )
    figures = {
        f"{split} {name}": (round(share, 4), f"real pictures {truth[name]:.3f}")
        for name, share in shares.items()
    }
    texts = gan.encoder.encode(sentences)
    found = both.image_encoder.predict(made, verbose=0)
    figures[f"{split} r_precision"] = (
        round(avatars.r_precision(found, texts), 4),
        f"shuffled {avatars.r_precision(found, np.roll(texts, 1, 0)):.3f}",
    )
    fid = metrics.FrechetDistance("imagenet", len(made))
    figures[f"{split} {fid.name}"] = round(fid.compare(real, made), 2), "0"
    alike = [
        gan.generate(
            [sentence] * 2, seed=i, **{n: x[i] for n, x in told.items()}
        )
        for i, sentence in enumerate(sentences[:100])
    ]
    ssim = metrics.StructuralSimilarity()
    figures[f"{split} ssim within a sentence"] = (
        round(
            float(
                np.mean([ssim.compare(pair[:1], pair[1:]) for pair in alike])
            ),
            4,
        ),
        "lower is more various",
    )
    if told:
        overlap = avatars.overlap(seen["box"], told["boxes"]).mean()
        of_real = avatars.overlap(of_real["box"], boxes).mean()
        figures[f"{split} box"] = round(float(overlap), 4), f"{of_real:.3f}"
    return figures


def ranks(gan, split, count=500):
    """Whether the discriminator ranks what is right before what is not."""
    real, captions, boxes = avatars.load(split)
    judge = getattr(gan, "discriminator", None)
    if judge is None:  # One for each size, of conditions.
        return {}
    sentences = [one[0] for one in captions][:count]
    texts = gan.encoder.encode(sentences)
    told = {"boxes": boxes[:count]} if "boxes" in gan.given else {}
    fake = gan.generate(sentences, seed=0, **told)
    pairs = {
        "right": (real[:count], texts),
        "wrong text": (real[:count], np.roll(texts, 1, axis=0)),
        "fake": (fake, texts),
    }
    return {
        f"logit of {name}": (
            round(
                float(
                    judge.predict(
                        [images, text, *told.values()], verbose=0
                    ).mean()
                ),
                3,
            ),
            "right > wrong text > fake",
        )
        for name, (images, text) in pairs.items()
    }


if __name__ == "__main__":
    main()
