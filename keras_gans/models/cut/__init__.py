"""CUT, Park et al., 2020."""

from keras_gans.models.cut.cut import CUT as CUT
