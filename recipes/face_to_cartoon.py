r"""Photographs of faces become cartoons, learnt without pairs.

    TFDS_DATA_DIR=DIR python recipes/face_to_cartoon.py \
        --dtype-policy mixed_bfloat16
    TFDS_DATA_DIR=DIR python recipes/face_to_cartoon.py --style lorelei \
        --dtype-policy mixed_bfloat16

11,500 aligned faces and the drawings of one style: "adventurer", in colours, or
"lorelei", in black ink. Figures are of 400 test faces: the Frechet distance in
ImageNet features to 400 test drawings, and whether the cartoon is of the same
person, as far as colours tell: the correlation of the darkness of the hair (the
uppermost eighth) and of the tone of the skin (the middle) between photographs
and cartoons, beside that of shuffled pairs.

Measured (seed 0, the first command, 12,000 steps, 99 min of a core with other
work): 221.5 (photographs 298.9), hair 0.235 (shuffled 0.048), skin -0.069.
Heads are drawn, outlined and turned as in the photograph; faces are not yet
anybody's.
"""

import numpy as np

import keras_gans
from keras_gans import metrics

import report
import unpaired

STYLES = {
    "adventurer": ("train[:6000]", "test[:400]"),
    "lorelei": ("lorelei_train", "lorelei_test"),
}
SAMPLES = 400


def main():
    options = unpaired.options_of(
        "cartoon",
        __doc__,
        epochs=12,
        image_size=64,
        width=32,
        residual_blocks=6,
        length=4000,
        batch_size=4,
        extra={"--style": {"choices": STYLES, "default": "adventurer"}},
    )

    def load(name, split):
        return keras_gans.data.load(
            name,
            options.image_size,
            split=split,
            batch_size=None,
            shuffle=False,
        )

    train, test = STYLES[options.style]
    drawings = load("captioned_avatars", test)
    photographs = load("utkface_64", f"test[:{SAMPLES}]")
    gan = unpaired.train(
        options,
        load("utkface_64", "train"),
        load("captioned_avatars", train),
        photographs[:8],
        drawings[:8],
    )
    made = gan.translate(photographs, batch_size=50)
    columns = [photographs, made]
    if options.game == "cyclegan":
        columns.append(gan.translate(made, to="a", batch_size=50))
    keras_gans.pictures.save(
        options.out / "samples.png",
        keras_gans.pictures.beside(*(x[:16] for x in columns)),
    )
    fid = metrics.FrechetDistance("imagenet", SAMPLES)
    found = {
        fid.name: (
            round(fid.compare(drawings, made), 2),
            f"photographs {fid.compare(drawings, photographs):.2f}",
        )
    }
    shuffled = np.roll(made, 1, axis=0)
    for name, look in (("hair", hair), ("skin", skin)):
        alike, chance = (
            round(float(np.corrcoef(look(photographs), look(x))[0, 1]), 3)
            for x in (made, shuffled)
        )
        found[f"{name}_correlation"] = alike, f"shuffled {chance}"
    report.write(options, type(gan).__name__, found, style=options.style)


def hair(images):
    """The mean brightness of the uppermost eighth, between the corners."""
    side = images.shape[1]
    part = images[:, : side // 8, side // 4 : side - side // 4]
    return part.mean((1, 2, 3))


def skin(images):
    """The mean brightness of the middle, about the nose and the cheeks."""
    side = images.shape[1]
    middle = slice(3 * side // 8, 5 * side // 8)
    return images[:, side // 2 : 3 * side // 4, middle].mean((1, 2, 3))


if __name__ == "__main__":
    main()
