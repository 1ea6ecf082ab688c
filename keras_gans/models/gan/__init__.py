"""GAN, Goodfellow et al., 2014."""

from keras_gans.models.gan.gan import GAN as GAN
