"""Data as `fit` takes it: images in [-1, 1], and toy distributions."""

from keras_gans.data.folder import from_directory as from_directory
from keras_gans.data.images import digits as digits
from keras_gans.data.images import load as load
from keras_gans.data.images import stacked_mnist as stacked_mnist
from keras_gans.data.semi_supervised import labelled as labelled
from keras_gans.data.semi_supervised import semi_supervised as semi_supervised
from keras_gans.data.tagged import TAGS as TAGS
from keras_gans.data.tagged import tagged_digits as tagged_digits
from keras_gans.data.taking import take as take
from keras_gans.data.toy import grid as grid
from keras_gans.data.toy import grid_centers as grid_centers
from keras_gans.data.toy import ring as ring
from keras_gans.data.toy import ring_centers as ring_centers
from keras_gans.data.toy import sine as sine
from keras_gans.data.toy import swiss_roll as swiss_roll
