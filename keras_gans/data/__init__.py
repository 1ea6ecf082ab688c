"""Data as `fit` takes it: images in [-1, 1], and toy distributions."""

from keras_gans.data.captions import captioned
from keras_gans.data.folder import from_directory
from keras_gans.data.images import digits
from keras_gans.data.images import load
from keras_gans.data.images import stacked_mnist
from keras_gans.data.moving import moving_digits
from keras_gans.data.pairs import pairs
from keras_gans.data.pairs import unpaired
from keras_gans.data.semi_supervised import labelled
from keras_gans.data.semi_supervised import semi_supervised
from keras_gans.data.speech import mixed
from keras_gans.data.speech import noisy_speech
from keras_gans.data.tagged import TAGS
from keras_gans.data.tagged import tagged_digits
from keras_gans.data.taking import take
from keras_gans.data.toy import grid
from keras_gans.data.toy import grid_centers
from keras_gans.data.toy import ring
from keras_gans.data.toy import ring_centers
from keras_gans.data.toy import sine
from keras_gans.data.toy import swiss_roll
from keras_gans.data.voxels import voxels
from keras_gans.data.worse import degraded

__all__ = [
    "TAGS",
    "captioned",
    "degraded",
    "digits",
    "from_directory",
    "grid",
    "grid_centers",
    "labelled",
    "load",
    "mixed",
    "moving_digits",
    "noisy_speech",
    "pairs",
    "ring",
    "ring_centers",
    "semi_supervised",
    "sine",
    "stacked_mnist",
    "swiss_roll",
    "tagged_digits",
    "take",
    "unpaired",
    "voxels",
]
