"""R3GAN, Huang et al., 2024."""

from keras_gans.models.r3gan.r3gan import R3GAN as R3GAN
