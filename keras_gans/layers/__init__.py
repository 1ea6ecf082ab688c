"""Layers of the field that Keras does not have, one a file."""

from keras_gans.layers.maxout import Maxout
from keras_gans.layers.minibatch_discrimination import MinibatchDiscrimination
from keras_gans.layers.spectral_normalization import SpectralNormalization
from keras_gans.layers.virtual_batch_normalization import (
    VirtualBatchNormalization,
)
from keras_gans.layers.weight_normalization import WeightNormalization

__all__ = [
    "Maxout",
    "MinibatchDiscrimination",
    "SpectralNormalization",
    "VirtualBatchNormalization",
    "WeightNormalization",
]
