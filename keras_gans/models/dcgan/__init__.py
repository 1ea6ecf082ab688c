"""DCGAN, Radford et al., 2015."""

from keras_gans.models.dcgan.dcgan import DCGAN as DCGAN
