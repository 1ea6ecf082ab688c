"""Pix2Pix, Isola et al., 2017."""

import keras

from keras_gans import arguments
from keras_gans.core.paper import Paper
from keras_gans.models.paired import PairedModel
from keras_gans.models.pix2pix import pix2pix_networks


@keras.saving.register_keras_serializable("keras_gans")
class Pix2Pix(PairedModel):
    """Pictures of pictures, learnt from pairs.

    The generator is shown a source x and makes what belongs to it; the
    discriminator, shown both, judges every patch of it. Beside, what is made
    is to be near the target y.

    ```
    d_loss = -E[log D(y, x)] - E[log(1 - D(G(x), x))]
    g_loss = -E[log D(G(x), x)] + w l1          l1 = E|y - G(x)|
    ```

    Its noise is dropout, in `generate` too: what is drawn is one number a
    picture, which says what is dropped. The paper halves `d_loss`, which
    changes nothing with Adam.

    Args:
        generator: built `keras.Model`, [noise (B, 1), source] to images, or
            source to images, where nothing is drawn.
        discriminator: built `keras.Model`, [images, source] to logits, one an
            image or a map of them.
        l1_weight: float, w.
        **kwargs: `image_size`, the sides in training where the networks take
            any; and of `GenerativeModel`, but for `packing` and the latents.

    Example:

    ```python
    data = keras_gans.data.pairs("maps/", "photos/", image_size=256)
    gan = keras_gans.Pix2Pix.for_images((256, 256, 3))
    gan.compile()
    gan.fit(data, epochs=200)
    photos = gan.translate(maps)
    ```

    Reference: https://arxiv.org/abs/1611.07004
    """

    paper = Paper(
        networks=pix2pix_networks,
        optimizer=lambda: keras.optimizers.Adam(2e-4, beta_1=0.5),
    )

    @classmethod
    def for_images(
        cls,
        image_shape,
        source_channels=None,
        width=None,
        noise=True,
        normalization="instance",
        **settings,
    ):
        """The paper's networks, which take pictures of other sizes too.

        Args:
            image_shape: tuple (H, W, C), of the targets in training; both
                sides are multiples of 4, better of 2**5 or more.
            source_channels: int. Default: those of the targets.
            width: int, filters of the first convolution. Default: 64.
            noise: bool, whether dropout makes one source many pictures.
            normalization: "instance" or "batch", see `networks.pix2pix`.
            **settings: as for the constructor.
        """
        channels = {"source_channels": source_channels}
        size = {"normalization": normalization}
        if width is not None:
            size["width"] = arguments.check_count(width, "width")
        networks = cls.paper.networks
        return cls(
            networks.generator(image_shape, noise=noise, **channels, **size),
            networks.discriminator(image_shape, **channels, **size),
            image_size=image_shape[:2],
            **settings,
        )
