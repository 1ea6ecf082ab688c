"""SNGAN, Miyato et al., 2018."""

from keras_gans.models.sngan.sngan import SNGAN as SNGAN
