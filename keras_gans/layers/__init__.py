"""Layers of the field that Keras does not have, one a file."""

from keras_gans.layers.equalized_learning_rate import EqualizedLearningRate
from keras_gans.layers.fade_in import FadeIn
from keras_gans.layers.maxout import Maxout
from keras_gans.layers.minibatch_discrimination import MinibatchDiscrimination
from keras_gans.layers.minibatch_standard_deviation import (
    MinibatchStandardDeviation,
)
from keras_gans.layers.pixel_normalization import PixelNormalization
from keras_gans.layers.spectral_normalization import SpectralNormalization
from keras_gans.layers.virtual_batch_normalization import (
    VirtualBatchNormalization,
)
from keras_gans.layers.weight_normalization import WeightNormalization

__all__ = [
    "EqualizedLearningRate",
    "FadeIn",
    "Maxout",
    "MinibatchDiscrimination",
    "MinibatchStandardDeviation",
    "PixelNormalization",
    "SpectralNormalization",
    "VirtualBatchNormalization",
    "WeightNormalization",
]
