"""InfoGAN's codes under their earlier names; they are laws of latents."""

from keras_gans import latents
from keras_gans.latents import Categorical as Categorical


def Uniform(low=-1.0, high=1.0):
    """A number between two bounds."""
    return latents.Uniform(1, low, high)
