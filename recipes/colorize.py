r"""Colours for grey pictures (Isola et al., 2017, section 4).

    TFDS_DATA_DIR=DIR python recipes/colorize.py pix2pix \
        --dtype-policy mixed_bfloat16
    TFDS_DATA_DIR=DIR python recipes/colorize.py l1 \
        --dtype-policy mixed_bfloat16
    TFDS_DATA_DIR=DIR python recipes/colorize.py null

A U-Net sees the luma of a face (--data cifar10 --image-size 32: of anything)
and makes red, green and blue. Figures are of 1,000 test pictures: PSNR and SSIM
to the true ones, and the Frechet distance in ImageNet features. `null` is the
grey picture as it is, and the linear map of its luma that fits 11,000 training
pictures best, pixel by pixel.
"""

from keras_gans.networks import pix2pix

import paired
import restoring


def networks(options):
    shape = (options.image_size, options.image_size, 3)
    size = {"source_channels": 1, "width": options.width}
    return (
        pix2pix.generator(shape, noise=False, **size),
        pix2pix.discriminator(shape, **size),
    )


def null(known, colours, source):
    pixels = [
        x.reshape(-1, 1, 1, x.shape[-1])[:500_000] for x in (known, colours)
    ]
    linear = paired.ridge(*pixels, source.reshape(-1, 1, 1, 1), 1e-3)
    return {
        "grey": source.repeat(3, axis=-1),
        "linear": linear.reshape(*source.shape[:3], 3),
    }


if __name__ == "__main__":
    restoring.main("colorize", __doc__, "grey", networks, null)
