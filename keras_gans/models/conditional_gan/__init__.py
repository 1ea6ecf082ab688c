"""Conditional GAN, Mirza and Osindero, 2014."""

from keras_gans.models.conditional_gan.conditional_gan import (
    ConditionalGAN as ConditionalGAN,
)
