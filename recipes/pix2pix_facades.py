r"""Facades out of their plans (Isola et al., 2017, section 4.2).

    TFDS_DATA_DIR=DIR python recipes/pix2pix_facades.py pix2pix \
        --dtype-policy mixed_bfloat16
    TFDS_DATA_DIR=DIR python recipes/pix2pix_facades.py l1 \
        --dtype-policy mixed_bfloat16

400 pairs, jittered and mirrored, the paper's rates, which here fall to 0 over
the second half; a batch of 1. On a CPU 128x128 pixels and half the paper's
width; `--image-size 256 --width 64 --epochs 200` is the paper's.

Figures are of the 106 test pairs: L1, gradient (how sharp a picture is) and
the Frechet distance in ImageNet features. Measured with --epochs 40, seed 0:
0.346, 0.181 and 215.8, by L1 alone 0.310, 0.074 and 216.1; photographs have a
gradient of 0.166.
"""

import keras

import keras_gans

import paired
from options import parse

SET = {"source": "pix2pix_facades", "features": ("input_image", "target_image")}


def main():
    options = parse(
        __doc__,
        extra={
            **paired.GAME,
            "--image-size": {"type": int, "default": 128},
            "--width": {"type": int, "default": 32},
        },
        epochs=60,
        batch_size=1,
        out=lambda options: f"runs/facades_{options.game}",
    )
    keras.utils.set_random_seed(options.seed)
    size = options.image_size
    data = keras_gans.data.pairs(
        **SET,
        image_size=size,
        crop_from=size * 286 // 256,
        batch_size=options.batch_size,
        flip=True,
        seed=options.seed,
    )
    test = keras_gans.data.pairs(
        **SET, image_size=size, split="test", batch_size=106, shuffle=False
    )
    ((source, target),) = test.as_numpy_iterator()
    gan = keras_gans.Pix2Pix.for_images(
        (size, size, 3),
        width=options.width,
        noise=options.game == "pix2pix",
        seed=options.seed,
    )
    paired.train(options, gan, data, source[:4], target[:4])
    paired.write(options, gan, source, target)


if __name__ == "__main__":
    main()
