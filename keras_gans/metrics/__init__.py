"""Metrics of samples: `keras.Metric`s whose names say their protocol."""

from keras_gans.metrics.agreement import LabelAgreement as LabelAgreement
from keras_gans.metrics.divergences import (
    JensenShannonDivergence as JensenShannonDivergence,
)
from keras_gans.metrics.divergences import (
    KullbackLeiblerDivergence as KullbackLeiblerDivergence,
)
from keras_gans.metrics.divergences import (
    WassersteinDistance as WassersteinDistance,
)
from keras_gans.metrics.features import Features as Features
from keras_gans.metrics.features import cifar10 as cifar10
from keras_gans.metrics.features import from_model as from_model
from keras_gans.metrics.features import get_features as get_features
from keras_gans.metrics.features import imagenet as imagenet
from keras_gans.metrics.features import inception as inception
from keras_gans.metrics.features import mnist as mnist
from keras_gans.metrics.features import raw as raw
from keras_gans.metrics.frechet import FrechetDistance as FrechetDistance
from keras_gans.metrics.kernel import KernelDistance as KernelDistance
from keras_gans.metrics.modes import ClassCoverage as ClassCoverage
from keras_gans.metrics.modes import ModeCoverage as ModeCoverage
from keras_gans.metrics.neighbors import DensityCoverage as DensityCoverage
from keras_gans.metrics.neighbors import (
    NearestNeighborAccuracy as NearestNeighborAccuracy,
)
from keras_gans.metrics.neighbors import (
    NearestNeighborError as NearestNeighborError,
)
from keras_gans.metrics.neighbors import PrecisionRecall as PrecisionRecall
from keras_gans.metrics.parzen import ParzenLogLikelihood as ParzenLogLikelihood
from keras_gans.metrics.protocol import SampleMetric as SampleMetric
from keras_gans.metrics.score import ClassifierScore as ClassifierScore
from keras_gans.metrics.sliced_wasserstein import (
    SlicedWassersteinDistance as SlicedWassersteinDistance,
)
from keras_gans.metrics.ssim import MultiscaleSSIM as MultiscaleSSIM
