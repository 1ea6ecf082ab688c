"""What a generator makes samples from."""

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
