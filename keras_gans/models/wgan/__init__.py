"""WGAN, Arjovsky et al., 2017."""

from keras_gans.models.wgan.wgan import WGAN as WGAN
