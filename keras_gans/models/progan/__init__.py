"""ProGAN, Karras et al., 2018."""

from keras_gans.models.progan.progan import ProGAN as ProGAN
from keras_gans.models.progan.schedule import Schedule as Schedule
