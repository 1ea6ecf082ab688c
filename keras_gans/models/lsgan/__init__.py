"""LSGAN, Mao et al., 2017."""

from keras_gans.models.lsgan.lsgan import LSGAN as LSGAN
