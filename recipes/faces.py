r"""Faces of 64x64 by several games, for as much processor time each.

    TFDS_DATA_DIR=DIR python recipes/faces.py progan --minutes 90 \
        --dtype-policy mixed_bfloat16
    TFDS_DATA_DIR=DIR python recipes/faces.py progan --image-size 32 \
        --minutes 20 --phase-images 10000 --without deviation \
        --dtype-policy mixed_bfloat16
    TFDS_DATA_DIR=DIR python recipes/faces.py real

The games: `progan`, `full` (ProGAN's networks at the whole size from the
start), `dcgan`, `r3gan`, `stylegan2`. Each has averaged weights and mirrored
pictures, in batches of --batch-size but where ProGAN's schedule says others. A
run ends with the epoch in which its training has had so many minutes of one
core; pictures and distances cost time of their own. `real` plays none: it says
what other faces have, as they are and halved.

Figures: the sliced Wasserstein distance by levels, of 4,096 generated and as
many training faces; the Frechet distance in ImageNet features of 2,000 to
2,000 training faces.

Measured after 90 minutes, seed 0: ProGAN 10.4 (mean of three levels) and 44.0,
its networks at the whole size throughout 8.7 and 38.4: at this size and time
growing did not pay, nor with a third of the images below 64x64
(--phase-images 15000: 11.0 and 43.9). StyleGAN2 (--batch-size 16) 13.7 and
26.9, R3GAN 7.5 and 27.3 (after 200 minutes 7.0 and 25.9, saved_models/
faces_64), DCGAN 13.0 and 36.9; real faces have 4.7 and 10.8.

The second kind of command, 20 minutes with --phase-images 10000: ProGAN 12.6
and 60.9, `full` 9.7 and 50.4; without the minibatch deviation 33.9 and 89.9,
without pixel normalization 11.2 and 63.2, without equalized rates, at 1e-4,
11.1 and 32.0.
"""

import keras
import numpy as np
from keras import layers
from PIL import Image

import keras_gans
from keras_gans import metrics
from keras_gans import networks
from keras_gans.networks import progan

import report
from options import parse

SAMPLES = 2000
PATCHED = 4096
# What as many other training faces have, at 64x64; of the last, test faces.
REAL = {
    "swd4096_pixels": "real faces: 4.66",
    "swd_64_4096_pixels": "real faces: 3.45",
    "swd_32_4096_pixels": "real faces: 3.15",
    "swd_16_4096_pixels": "real faces: 7.38",
    "fid2k_imagenet": "1,000 test faces: 10.8; halved and enlarged 27.5",
}


def growing(options, **settings):
    """ProGAN, without what `--without` names."""
    shape = (options.image_size, options.image_size, 3)
    equalized = options.without != "equalized"
    size = {"width": options.width, "base": options.base}
    size["equalized"] = equalized
    pixel_norm = options.without != "pixel_norm"
    group_size = 1 if options.without == "deviation" else 4
    gan = keras_gans.ProGAN(
        progan.generator(shape, 128, pixel_norm=pixel_norm, **size),
        progan.discriminator(shape, group_size=group_size, **size),
        latent_dim=128,
        seed=options.seed,
        **settings,
    )
    # The authors' rate where weights are not scaled as they are used.
    rate = 1e-3 if equalized else 1e-4
    return gan, [keras.optimizers.Adam(rate, 0.0, 0.99, 1e-8) for _ in range(2)]


def progan_game(options):
    if not options.phase_images:
        return growing(options, schedule="cpu")
    images = options.phase_images
    return growing(
        options,
        schedule=keras_gans.Schedule(images, images, {4: 32, 32: 16}),
    )


def full(options):
    """The same networks at the whole size from the start."""
    schedule = keras_gans.Schedule(start=options.image_size)
    return growing(options, schedule=schedule)


def dcgan(options):
    """As wide as R3GAN's: at equal time games are compared, not widths."""
    return keras_gans.DCGAN.for_images(
        (options.image_size, options.image_size, 3),
        latent_dim=64,
        width=32,
        ema_momentum=0.999,
        seed=options.seed,
    )


def convolutions(shape, width):
    """DCGAN's discriminator without BatchNorm, for R3GAN."""
    inputs = keras.Input(shape)
    x = inputs
    for filters in (width, 2 * width, 4 * width, 8 * width):
        x = layers.Conv2D(
            filters, 5, 2, "same", kernel_initializer="he_normal"
        )(x)
        x = layers.LeakyReLU(0.2)(x)
    x = layers.Dense(1, dtype="float32")(layers.Flatten()(x))
    return keras.Model(inputs, x)


def r3gan(options):
    """The game and penalties of recipes/r3gan_cifar10.py, and its networks
    with one convolution more."""
    shape = (options.image_size, options.image_size, 3)
    return keras_gans.R3GAN(
        networks.dcgan.generator(shape, 64, width=32),
        convolutions(shape, 32),
        latent_dim=64,
        ema_momentum=0.999,
        penalty_interval=4,
        seed=options.seed,
    )


def stylegan2(options):
    return keras_gans.StyleGAN2.for_images(
        (options.image_size, options.image_size, 3),
        latent_dim=128,
        width=128,
        base=1024,
        mapping_layers=2,
        path_length_weight=0.0,
        ema_momentum=0.999,
        seed=options.seed,
    )


GAMES = {
    "progan": progan_game,
    "full": full,
    "dcgan": dcgan,
    "r3gan": r3gan,
    "stylegan2": stylegan2,
}


def main():
    options = parse(
        __doc__,
        extra={
            "game": {"choices": (*GAMES, "real")},
            "--minutes": {"type": float, "default": 90.0},
            "--image-size": {"type": int, "default": 64},
            "--width": {"type": int, "default": 128},
            "--base": {"type": int, "default": 512},
            "--phase-images": {
                "type": int,
                "help": "of a fade, and of a resolution, instead of those of "
                "the schedule for a CPU",
            },
            "--without": {
                "choices": ("equalized", "deviation", "pixel_norm"),
                "help": "what ProGAN does without",
            },
            "--data": {"default": "utkface_64"},
        },
        epochs=100_000,
        batch_size=32,
        out=lambda options: f"runs/faces_{options.game}",
    )
    keras.utils.set_random_seed(options.seed)
    size = options.image_size
    load = {"name": options.data, "image_size": size}
    if options.game == "real":
        return calibrate(load)
    images = keras_gans.data.load(
        **load, batch_size=options.batch_size, seed=options.seed, flip=True
    )
    real = keras_gans.data.take(
        keras_gans.data.load(**load, split=f"train[:{PATCHED}]"), PATCHED
    )
    made = GAMES[options.game](options)
    gan, optimizers = made if isinstance(made, tuple) else (made, ())
    gan.compile(*optimizers)
    budget = report.Budget(options.out / "minutes.txt", options.minutes)
    gan.fit(
        images,
        epochs=options.epochs,
        verbose=2,
        callbacks=[budget, *report.standard(options)],
    )
    figures(options, gan, real, budget)


def figures(options, gan, real, budget):
    """Distances of the generated faces, and their pictures."""
    size = options.image_size
    fake = gan.generate(PATCHED, seed=options.seed)
    keras_gans.pictures.save(
        options.out / "samples.png", keras_gans.pictures.grid(fake[:100])
    )
    film(options)
    swd = metrics.SlicedWassersteinDistance((size, size, 3), PATCHED)
    fid = metrics.FrechetDistance("imagenet", SAMPLES)
    found = swd.compare(real, fake)
    found = found if isinstance(found, dict) else {swd.name: found}
    found[fid.name] = fid.compare(real[:SAMPLES], fake[:SAMPLES])
    report.write(
        options,
        type(gan).__name__,
        {
            name: (round(float(x), 3), REAL.get(name, "") if size == 64 else "")
            for name, x in found.items()
        },
        minutes_of_training=round(budget.minutes, 1),
        images=getattr(gan, "samples_read", None)
        if hasattr(gan, "phases")
        else int(gan.optimizer.iterations) * options.batch_size,
    )


def calibrate(load):
    """What other faces have, as they are and as a smaller picture would."""
    load = {**load, "batch_size": None, "shuffle": False}
    train = keras_gans.data.load(**load, split=f"train[:{2 * PATCHED}]")
    test = keras_gans.data.load(**load, split="test")
    others = train[PATCHED:]
    swd = metrics.SlicedWassersteinDistance(train.shape[1:], PATCHED)
    print("SWD of other training faces", swd.compare(train[:PATCHED], others))
    for name, faces in {
        "other training faces": others[:SAMPLES],
        "test faces": test[:SAMPLES],
        "1,500 training faces, halved": halved(others[:1500]),
        "test faces, halved": halved(test[:SAMPLES]),
    }.items():
        fid = metrics.FrechetDistance("imagenet", len(faces))
        found = fid.compare(train[:SAMPLES], faces)
        print(f"Frechet distance of {len(faces)} {name}: {found:.1f}")


def halved(faces):
    """Pictures of half the side, bicubic, enlarged again."""
    side = faces.shape[1]
    return np.stack(
        [
            Image.fromarray(x)
            .resize((side // 2,) * 2, Image.BICUBIC)
            .resize((side,) * 2, Image.BICUBIC)
            for x in keras_gans.pictures.sheets.to_bytes(faces)
        ]
    ).astype("float32") / np.float32(127.5) - np.float32(1)


def film(options, columns=6, rows=2):
    """growth.gif: some latents from epoch to epoch, of the sample grids."""
    files = sorted((options.out / "samples").glob("epoch_*.png"))
    side = options.image_size + 1  # And the line between them.
    box = (0, 0, columns * side + 1, rows * side + 1)
    first, *others = [Image.open(file).crop(box) for file in files]
    first.save(
        options.out / "growth.gif",
        save_all=True,
        append_images=[*others, *others[-1:] * 8],
        duration=200,
        loop=0,
    )


if __name__ == "__main__":
    main()
