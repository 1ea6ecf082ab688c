"""Samples as pictures, and figures about a run."""

from keras_gans.pictures.charts import boxes as boxes
from keras_gans.pictures.charts import curves as curves
from keras_gans.pictures.charts import scatter as scatter
from keras_gans.pictures.conditions import code_sheet as code_sheet
from keras_gans.pictures.conditions import label_sheet as label_sheet
from keras_gans.pictures.draw import draw as draw
from keras_gans.pictures.draw import save as save
from keras_gans.pictures.sheets import grid as grid
from keras_gans.pictures.solids import volumes as volumes
from keras_gans.pictures.text import table as table
from keras_gans.pictures.video import films as films
from keras_gans.pictures.video import save_film as save_film
from keras_gans.pictures.waves import series as series
from keras_gans.pictures.waves import sounds as sounds
