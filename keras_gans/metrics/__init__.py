"""Metrics of samples: `keras.Metric`s whose names say their protocol."""

from keras_gans.metrics.agreement import LabelAgreement
from keras_gans.metrics.divergences import JensenShannonDivergence
from keras_gans.metrics.divergences import KullbackLeiblerDivergence
from keras_gans.metrics.divergences import WassersteinDistance
from keras_gans.metrics.features import Features
from keras_gans.metrics.features import cifar10
from keras_gans.metrics.features import from_model
from keras_gans.metrics.features import get_features
from keras_gans.metrics.features import imagenet
from keras_gans.metrics.features import inception
from keras_gans.metrics.features import mnist
from keras_gans.metrics.features import raw
from keras_gans.metrics.frechet import FrechetDistance
from keras_gans.metrics.kernel import KernelDistance
from keras_gans.metrics.modes import ClassCoverage
from keras_gans.metrics.modes import ModeCoverage
from keras_gans.metrics.neighbors import DensityCoverage
from keras_gans.metrics.neighbors import NearestNeighborAccuracy
from keras_gans.metrics.neighbors import NearestNeighborError
from keras_gans.metrics.neighbors import PrecisionRecall
from keras_gans.metrics.paired import PeakSignalToNoiseRatio
from keras_gans.metrics.paired import StructuralSimilarity
from keras_gans.metrics.parzen import ParzenLogLikelihood
from keras_gans.metrics.perceptual import PerceptualDistance
from keras_gans.metrics.protocol import SampleMetric
from keras_gans.metrics.score import ClassifierScore
from keras_gans.metrics.sliced_wasserstein import SlicedWassersteinDistance
from keras_gans.metrics.speech import PESQ
from keras_gans.metrics.speech import STOI
from keras_gans.metrics.speech import ScaleInvariantSDR
from keras_gans.metrics.speech import SegmentalSNR
from keras_gans.metrics.ssim import MultiscaleSSIM

__all__ = [
    "ClassCoverage",
    "ClassifierScore",
    "DensityCoverage",
    "Features",
    "FrechetDistance",
    "JensenShannonDivergence",
    "KernelDistance",
    "KullbackLeiblerDivergence",
    "LabelAgreement",
    "ModeCoverage",
    "MultiscaleSSIM",
    "NearestNeighborAccuracy",
    "NearestNeighborError",
    "PESQ",
    "ParzenLogLikelihood",
    "PeakSignalToNoiseRatio",
    "PerceptualDistance",
    "PrecisionRecall",
    "STOI",
    "SampleMetric",
    "ScaleInvariantSDR",
    "SegmentalSNR",
    "SlicedWassersteinDistance",
    "StructuralSimilarity",
    "WassersteinDistance",
    "cifar10",
    "from_model",
    "get_features",
    "imagenet",
    "inception",
    "mnist",
    "raw",
]
