"""The variants, one a file."""

from keras_gans.models.acgan.acgan import ACGAN as ACGAN
from keras_gans.models.began.began import BEGAN as BEGAN
from keras_gans.models.conditional_gan.conditional_gan import (
    ConditionalGAN as ConditionalGAN,
)
from keras_gans.models.dcgan.dcgan import DCGAN as DCGAN
from keras_gans.models.ebgan.ebgan import EBGAN as EBGAN
from keras_gans.models.gan.gan import GAN as GAN
from keras_gans.models.generative_model import (
    GenerativeModel as GenerativeModel,
)
from keras_gans.models.improved_gan.improved_gan import (
    ImprovedGAN as ImprovedGAN,
)
from keras_gans.models.infogan.infogan import InfoGAN as InfoGAN
from keras_gans.models.lsgan.lsgan import LSGAN as LSGAN
from keras_gans.models.r3gan.r3gan import R3GAN as R3GAN
from keras_gans.models.semi_supervised_gan.semi_supervised_gan import (
    SemiSupervisedGAN as SemiSupervisedGAN,
)
from keras_gans.models.sngan.sngan import SNGAN as SNGAN
from keras_gans.models.wgan.wgan import WGAN as WGAN
from keras_gans.models.wgan_gp.wgan_gp import WGANGP as WGANGP
