"""Samples as pictures, and figures about a run."""

from keras_gans.pictures.draw import code_sheet as code_sheet
from keras_gans.pictures.draw import draw as draw
from keras_gans.pictures.draw import grid as grid
from keras_gans.pictures.draw import label_sheet as label_sheet
from keras_gans.pictures.draw import save as save
