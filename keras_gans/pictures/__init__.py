"""Samples as pictures, and figures about a run."""

from keras_gans.pictures.beside import beside
from keras_gans.pictures.charts import boxes
from keras_gans.pictures.charts import curves
from keras_gans.pictures.charts import scatter
from keras_gans.pictures.conditions import code_sheet
from keras_gans.pictures.conditions import label_sheet
from keras_gans.pictures.draw import draw
from keras_gans.pictures.draw import save
from keras_gans.pictures.mesh import save_solid
from keras_gans.pictures.sentences import sentence_sheet
from keras_gans.pictures.sentences import sentence_walk
from keras_gans.pictures.sheets import grid
from keras_gans.pictures.solids import volumes
from keras_gans.pictures.text import table
from keras_gans.pictures.video import films
from keras_gans.pictures.video import save_film
from keras_gans.pictures.waves import save_sound
from keras_gans.pictures.waves import series
from keras_gans.pictures.waves import sounds

__all__ = [
    "beside",
    "boxes",
    "code_sheet",
    "curves",
    "draw",
    "films",
    "grid",
    "label_sheet",
    "save",
    "save_film",
    "save_solid",
    "save_sound",
    "scatter",
    "sentence_sheet",
    "sentence_walk",
    "series",
    "sounds",
    "table",
    "volumes",
]
