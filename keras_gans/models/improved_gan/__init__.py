"""Improved GAN, Salimans et al., 2016."""

from keras_gans.models.improved_gan.improved_gan import (
    ImprovedGAN as ImprovedGAN,
)
