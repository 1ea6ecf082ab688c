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
features, is of 2,000 pictures to the test pictures. Of heads in boxes, how well
the head that the judge sees covers the box, and how far the head is from itself
in another box, over its distance to that of another seed.
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
    figures |= colors(gan, SENTENCES * 8, options.seed)
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
    figures[f"{split} ms_ssim"] = alike(gan, split, sentences, told)
    if told:
        overlap = avatars.overlap(seen["box"], told["boxes"]).mean()
        of_real = avatars.overlap(of_real["box"], boxes).mean()
        figures[f"{split} box"] = round(float(overlap), 4), f"{of_real:.3f}"
        figures[f"{split} box moved"] = moved(gan, judge, sentences, boxes)
    return figures


def moved(gan, judge, sentences, boxes, count=200):
    """How far a head is from itself elsewhere, in the judge's features, over
    how far it is from that of another seed."""
    sentences, boxes = sentences[:count], boxes[:count]
    sides = boxes[:, 2:] - boxes[:, :2]
    corners = np.random.default_rng(0).random(sides.shape) * (1 - sides)
    elsewhere = np.concatenate([corners, corners + sides], axis=1)
    elsewhere = elsewhere.astype("float32")
    here, there, other = (
        avatars.features_of(
            judge,
            avatars.heads(gan.generate(sentences, seed=seed, boxes=at), at),
        )
        for seed, at in ((0, boxes), (0, elsewhere), (1, boxes))
    )
    apart = [np.linalg.norm(here - x, axis=1).mean() for x in (there, other)]
    return round(float(apart[0] / apart[1]), 4), "other seeds 1"


def alike(gan, split, sentences, told, count=200):
    """MS-SSIM within a sentence, of generated pictures and of real ones.

    Of each sentence of which two real pictures have what it names.
    """
    real = avatars.load(split)[0]
    attributes = avatars.attributes_of(split)
    pairs = {
        i: avatars.fitting(sentence, i, attributes)[:2]
        for i, sentence in enumerate(sentences)
    }
    rows = [i for i, fit in pairs.items() if len(fit) == 2][:count]
    twice = np.repeat(rows, 2)
    made = gan.generate(
        [sentences[i] for i in twice],
        seed=0,
        **{name: x[twice] for name, x in told.items()},
    )
    metric = metrics.MultiscaleSSIM(SHAPE, len(twice))
    of_real = metric.compare(
        fake=real[np.concatenate([pairs[i] for i in rows])]
    )
    found = round(float(metric.compare(fake=made)), 4)
    return found, f"real pictures that fit {float(of_real):.3f}"


def ranks(gan, split, count=500):
    """Whether the discriminator ranks what is right before what is not."""
    real, captions, boxes = avatars.load(split)
    sentences = [one[0] for one in captions][:count]
    told = {"boxes": boxes[:count]} if "boxes" in gan.given else {}
    fake = gan.generate(sentences, seed=0, **told)
    judge, texts = judge_of(gan), gan.encoder.encode(sentences)
    pairs = {
        "right": (real[:count], texts),
        "wrong text": (real[:count], np.roll(texts, 1, axis=0)),
        "fake": (fake, texts),
    }
    figures = {}
    for name, (images, text) in pairs.items():
        logits = judge.predict([images, text, *told.values()], verbose=0)
        figures[f"logit of {name}"] = (
            round(float(logits.mean()), 3),
            "right > wrong text > fake",
        )
    return figures


def judge_of(gan):
    """A network from pictures and texts to logits."""
    if not isinstance(gan, keras_gans.StackGANPlusPlus):
        return gan.discriminator
    # It judges the largest pictures, by what the generator makes of the text.
    judge, generator = gan.discriminators[-1], gan.generator
    images, text = keras.Input(SHAPE), keras.Input((gan.vectors,))
    told = keras.Model(generator.inputs[-1], generator.output["mean"])
    judged = judge([images, told(text)])
    return keras.Model([images, text], judged["conditional"])


def colors(gan, sentences, seed):
    """How far the mean colours of a picture's three sizes are apart."""
    if not isinstance(gan, keras_gans.StackGANPlusPlus):
        return {}
    texts = gan.encoder.encode(sentences)
    sizes = keras.Model(
        gan.generator.inputs,
        [
            x
            for name, x in sorted(gan.generator.output.items())
            if name.startswith("samples")
        ],
    )
    random = np.random.default_rng(seed)
    drawn = [
        random.normal(size=(len(texts), *x.shape[1:])).astype("float32")
        for x in gan.generator.inputs[:-1]
    ]
    means = [
        x.mean(axis=(1, 2)) for x in sizes.predict([*drawn, texts], verbose=0)
    ]
    apart = np.mean([np.abs(means[0] - x).mean() for x in means[1:]])
    shuffled = np.abs(means[0] - np.roll(means[1], 1, axis=0)).mean()
    return {
        "colours of sizes apart": (
            round(float(apart), 4),
            f"of another picture {shuffled:.3f}",
        )
    }


if __name__ == "__main__":
    main()
