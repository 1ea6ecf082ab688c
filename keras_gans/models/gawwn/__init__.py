"""GAWWN, Reed et al., 2016."""

from keras_gans.models.gawwn.gawwn import GAWWN as GAWWN
