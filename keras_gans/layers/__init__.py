"""Layers of the field that Keras does not have, one a file."""

from keras_gans.layers.maxout import Maxout as Maxout
