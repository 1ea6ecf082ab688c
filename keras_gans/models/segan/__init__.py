"""SEGAN, Pascual et al., 2017."""

from keras_gans.models.segan.segan import SEGAN as SEGAN
