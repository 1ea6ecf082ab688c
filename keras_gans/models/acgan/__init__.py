"""ACGAN, Odena et al., 2016."""

from keras_gans.models.acgan.acgan import ACGAN as ACGAN
