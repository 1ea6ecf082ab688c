"""Builders of functional models that several variants use.

Each has `generator(output_shape, ...)`, latents to samples, and
`discriminator(input_shape, ...)`, samples to logits (B, 1). Outputs are float32
whatever the dtype policy, under float64 too, where all but the last layers are
float64; layers are `channels_last` whatever Keras's global setting. Those of
convolutions are for images with sides of 8 to 1024, those of dense layers for
samples of any rank. `labelled`, `heads`, `virtual` and `synchronize`
change networks that are there. The networks of a paper lie beside its variant
and are known here too: `maxout` (GAN), `dcgan`, `conditional_dcgan`, `cgan`
(ConditionalGAN), `sngan`, `progan`, `r3gan`, `resnet` (WGANGP), `ebgan`,
`began`, `infogan`, `improved`, `stylegan2`, `pix2pix`, `cycle_gan`, `cut`. An
auto-encoder (`began`, `ebgan`) gives samples back, conditional networks take
labels as a second input, `infogan` and `improved` have further outputs. Those
of the last three make pictures of pictures, which `patch` judges.
"""

from keras_gans.networks import classifier
from keras_gans.networks import heads
from keras_gans.networks import labelled
from keras_gans.networks import mlp
from keras_gans.networks import patch
from keras_gans.networks.synchronized import synchronize
from keras_gans.networks.virtualized import virtual

__all__ = [
    "classifier",
    "heads",
    "labelled",
    "mlp",
    "patch",
    "synchronize",
    "virtual",
]
