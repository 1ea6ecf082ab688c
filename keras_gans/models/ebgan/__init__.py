"""EBGAN, Zhao et al., 2016."""

from keras_gans.models.ebgan.ebgan import EBGAN as EBGAN
