"""What the parts of an element of the data are, a kind a class."""

from keras_gans.specs.base import Spec as Spec
from keras_gans.specs.guess import chosen as chosen
from keras_gans.specs.guess import of as of
from keras_gans.specs.labels import Labels as Labels
from keras_gans.specs.labels import Tokens as Tokens
from keras_gans.specs.numbers import Boxes as Boxes
from keras_gans.specs.numbers import Points as Points
from keras_gans.specs.numbers import Series as Series
from keras_gans.specs.numbers import Vectors as Vectors
from keras_gans.specs.pictures import Audio as Audio
from keras_gans.specs.pictures import Images as Images
from keras_gans.specs.pictures import Video as Video
from keras_gans.specs.pictures import Volumes as Volumes
