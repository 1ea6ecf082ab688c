"""MoCoGAN, Tulyakov et al., 2018."""

from keras_gans.models.mocogan.mocogan import MoCoGAN as MoCoGAN
