"""The variants, one a file."""

from keras_gans.models.dcgan import DCGAN as DCGAN
from keras_gans.models.gan import GAN as GAN
from keras_gans.models.wgan_gp import WGANGP as WGANGP
