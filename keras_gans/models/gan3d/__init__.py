"""3D-GAN and 3D-VAE-GAN, Wu et al., 2016."""

from keras_gans.models.gan3d.gan3d import GAN3D as GAN3D
from keras_gans.models.gan3d.vae_gan3d import VAEGAN3D as VAEGAN3D
