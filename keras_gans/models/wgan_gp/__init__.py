"""WGAN-GP, Gulrajani et al., 2017."""

from keras_gans.models.wgan_gp.wgan_gp import WGANGP as WGANGP
