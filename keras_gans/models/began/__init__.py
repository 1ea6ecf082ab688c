"""BEGAN, Berthelot et al., 2017."""

from keras_gans.models.began.began import BEGAN as BEGAN
