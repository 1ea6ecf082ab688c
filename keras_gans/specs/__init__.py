"""What the parts of an element of the data are, a kind a class."""

from keras_gans.specs.base import Spec
from keras_gans.specs.guess import of
from keras_gans.specs.labels import Labels
from keras_gans.specs.labels import Tokens
from keras_gans.specs.numbers import Boxes
from keras_gans.specs.numbers import Parts
from keras_gans.specs.numbers import Points
from keras_gans.specs.numbers import Series
from keras_gans.specs.numbers import Vectors
from keras_gans.specs.pictures import Audio
from keras_gans.specs.pictures import Images
from keras_gans.specs.pictures import Video
from keras_gans.specs.pictures import Volumes
from keras_gans.specs.sentences import Sentences

__all__ = [
    "Audio",
    "Boxes",
    "Images",
    "Labels",
    "Parts",
    "Points",
    "Sentences",
    "Series",
    "Spec",
    "Tokens",
    "Vectors",
    "Video",
    "Volumes",
    "of",
]
