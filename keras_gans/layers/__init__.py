"""Layers of the field that Keras does not have, one a file."""

from keras_gans.layers.blur import Blur
from keras_gans.layers.boxes import CropBox
from keras_gans.layers.boxes import PasteBox
from keras_gans.layers.equalized_learning_rate import EqualizedLearningRate
from keras_gans.layers.fade_in import FadeIn
from keras_gans.layers.image_pool import ImagePool
from keras_gans.layers.instance_normalization import InstanceNormalization
from keras_gans.layers.maxout import Maxout
from keras_gans.layers.minibatch_discrimination import MinibatchDiscrimination
from keras_gans.layers.minibatch_standard_deviation import (
    MinibatchStandardDeviation,
)
from keras_gans.layers.modulated_conv2d import ModulatedConv2D
from keras_gans.layers.noise import Noise
from keras_gans.layers.parts import PartMaps
from keras_gans.layers.per_frame import PerFrame
from keras_gans.layers.pixel_normalization import PixelNormalization
from keras_gans.layers.reflection_padding2d import ReflectionPadding2D
from keras_gans.layers.resample import Resample
from keras_gans.layers.seeded_dropout import SeededDropout
from keras_gans.layers.spectral_normalization import SpectralNormalization
from keras_gans.layers.virtual_batch_normalization import (
    VirtualBatchNormalization,
)
from keras_gans.layers.weight_normalization import WeightNormalization

__all__ = [
    "Blur",
    "CropBox",
    "EqualizedLearningRate",
    "FadeIn",
    "ImagePool",
    "InstanceNormalization",
    "Maxout",
    "MinibatchDiscrimination",
    "MinibatchStandardDeviation",
    "ModulatedConv2D",
    "Noise",
    "PartMaps",
    "PasteBox",
    "PerFrame",
    "PixelNormalization",
    "ReflectionPadding2D",
    "Resample",
    "SeededDropout",
    "SpectralNormalization",
    "VirtualBatchNormalization",
    "WeightNormalization",
]
