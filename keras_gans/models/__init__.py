"""The variants, one a file."""

from keras_gans.models.acgan.acgan import ACGAN
from keras_gans.models.began.began import BEGAN
from keras_gans.models.conditional_gan.conditional_gan import ConditionalGAN
from keras_gans.models.cut.cut import CUT
from keras_gans.models.cycle_gan.cycle_gan import CycleGAN
from keras_gans.models.dcgan.dcgan import DCGAN
from keras_gans.models.ebgan.ebgan import EBGAN
from keras_gans.models.gan.gan import GAN
from keras_gans.models.gan3d.gan3d import GAN3D
from keras_gans.models.gan3d.vae_gan3d import VAEGAN3D
from keras_gans.models.gawwn.gawwn import GAWWN
from keras_gans.models.generative_model import GenerativeModel
from keras_gans.models.improved_gan.improved_gan import ImprovedGAN
from keras_gans.models.infogan.infogan import InfoGAN
from keras_gans.models.lsgan.lsgan import LSGAN
from keras_gans.models.mocogan.mocogan import MoCoGAN
from keras_gans.models.pix2pix.pix2pix import Pix2Pix
from keras_gans.models.progan.progan import ProGAN
from keras_gans.models.progan.schedule import Schedule
from keras_gans.models.r3gan.r3gan import R3GAN
from keras_gans.models.segan.segan import SEGAN
from keras_gans.models.semi_supervised_gan.semi_supervised_gan import (
    SemiSupervisedGAN,
)
from keras_gans.models.sngan.sngan import SNGAN
from keras_gans.models.stackgan.stackgan import StackGAN
from keras_gans.models.stackgan_plus_plus.stackgan_plus_plus import (
    StackGANPlusPlus,
)
from keras_gans.models.stylegan2.stylegan2 import StyleGAN2
from keras_gans.models.text_to_image_gan.text_to_image_gan import TextToImageGAN
from keras_gans.models.wgan.wgan import WGAN
from keras_gans.models.wgan_gp.wgan_gp import WGANGP

__all__ = [
    "ACGAN",
    "BEGAN",
    "ConditionalGAN",
    "CUT",
    "CycleGAN",
    "DCGAN",
    "EBGAN",
    "GAN",
    "GAN3D",
    "GAWWN",
    "GenerativeModel",
    "ImprovedGAN",
    "InfoGAN",
    "LSGAN",
    "MoCoGAN",
    "Pix2Pix",
    "ProGAN",
    "R3GAN",
    "SEGAN",
    "SNGAN",
    "Schedule",
    "SemiSupervisedGAN",
    "StackGAN",
    "StackGANPlusPlus",
    "StyleGAN2",
    "TextToImageGAN",
    "VAEGAN3D",
    "WGAN",
    "WGANGP",
]
