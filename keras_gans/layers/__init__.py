"""Layers of the field that Keras does not have, one a file."""

from keras_gans.layers.maxout import Maxout as Maxout
from keras_gans.layers.minibatch_discrimination import (
    MinibatchDiscrimination as MinibatchDiscrimination,
)
from keras_gans.layers.spectral_normalization import (
    SpectralNormalization as SpectralNormalization,
)
from keras_gans.layers.virtual_batch_normalization import (
    VirtualBatchNormalization as VirtualBatchNormalization,
)
from keras_gans.layers.weight_normalization import (
    WeightNormalization as WeightNormalization,
)
