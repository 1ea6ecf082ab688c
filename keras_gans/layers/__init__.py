"""Layers of the field that Keras does not have, one a file."""

from keras_gans.layers.maxout import Maxout as Maxout
from keras_gans.layers.spectral_normalization import (
    SpectralNormalization as SpectralNormalization,
)
