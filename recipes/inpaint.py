r"""What was in a hole (Pathak et al., 2016, https://arxiv.org/abs/1604.07379).

    TFDS_DATA_DIR=DIR python recipes/inpaint.py pix2pix \
        --dtype-policy mixed_bfloat16
    TFDS_DATA_DIR=DIR python recipes/inpaint.py l1 \
        --dtype-policy mixed_bfloat16
    TFDS_DATA_DIR=DIR python recipes/inpaint.py null

The middle half of each side of a face is missing. A U-Net makes the whole
picture; figures are of 1,000 test pictures as they are when what was there is
put back around the hole. `null` is the mean face, and the linear map of the 400
main components of what is around to what is missing, that fits 11,000
training faces best.
"""

import keras
import numpy as np
from keras import ops

from keras_gans.networks import pix2pix

import paired
import restoring


@keras.saving.register_keras_serializable("recipes")
class Around(keras.layers.Layer):
    """[made, source] to the made picture with the source around its hole."""

    def call(self, inputs):
        made, source = inputs
        inside = [
            ops.logical_and(places >= side // 4, places < side - side // 4)
            for side, places in (
                (n, ops.arange(n)) for n in ops.shape(source)[1:3]
            )
        ]
        hole = ops.logical_and(inside[0][:, None], inside[1][None])
        return ops.where(hole[None, :, :, None], made, source)


def networks(options):
    shape = (options.image_size, options.image_size, 3)
    size = {"width": options.width}
    unet = pix2pix.generator(shape, noise=False, **size)
    made = Around(dtype="float32")([unet.output, unet.input])
    return (
        keras.Model(unet.input, made, name="generator"),
        pix2pix.discriminator(shape, **size),
    )


def null(known, faces, source):
    side = source.shape[1]
    low, high = side // 4, side - side // 4
    mean = source.copy()
    mean[:, low:high, low:high] = faces.mean(axis=0)[low:high, low:high]
    flat = known.reshape(len(known), -1)
    centre = flat.mean(axis=0)
    _, _, axes = np.linalg.svd((flat - centre)[:3000], full_matrices=False)
    seen, new = (
        (x.reshape(len(x), -1) - centre) @ axes[:400].T for x in (known, source)
    )
    inner = paired.ridge(seen, faces[:, low:high, low:high], new)
    linear = source.copy()
    linear[:, low:high, low:high] = inner
    return {"mean": mean, "linear": linear}


if __name__ == "__main__":
    restoring.main(
        "inpaint",
        __doc__,
        "hole",
        networks,
        null,
        inside=lambda side: slice(side // 4, side - side // 4),
    )
