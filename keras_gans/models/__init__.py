"""The variants, one a file."""

from keras_gans.models.acgan import ACGAN as ACGAN
from keras_gans.models.began import BEGAN as BEGAN
from keras_gans.models.conditional_gan import ConditionalGAN as ConditionalGAN
from keras_gans.models.dcgan import DCGAN as DCGAN
from keras_gans.models.ebgan import EBGAN as EBGAN
from keras_gans.models.gan import GAN as GAN
from keras_gans.models.improved_gan import ImprovedGAN as ImprovedGAN
from keras_gans.models.infogan import InfoGAN as InfoGAN
from keras_gans.models.lsgan import LSGAN as LSGAN
from keras_gans.models.r3gan import R3GAN as R3GAN
from keras_gans.models.sngan import SNGAN as SNGAN
from keras_gans.models.wgan import WGAN as WGAN
from keras_gans.models.wgan_gp import WGANGP as WGANGP
