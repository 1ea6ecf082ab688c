"""What a generator makes samples from: laws, and ways to look through them."""

from keras_gans.latents.directions import along as along
from keras_gans.latents.directions import directions as directions
from keras_gans.latents.inversion import draw as draw
from keras_gans.latents.inversion import invert as invert
from keras_gans.latents.inversion import make as make
from keras_gans.latents.laws import Categorical as Categorical
from keras_gans.latents.laws import Joint as Joint
from keras_gans.latents.laws import Law as Law
from keras_gans.latents.laws import Named as Named
from keras_gans.latents.laws import Normal as Normal
from keras_gans.latents.laws import Sequence as Sequence
from keras_gans.latents.laws import Sphere as Sphere
from keras_gans.latents.laws import Truncated as Truncated
from keras_gans.latents.laws import Uniform as Uniform
from keras_gans.latents.laws import of_range as of_range
from keras_gans.latents.walking import walk as walk
