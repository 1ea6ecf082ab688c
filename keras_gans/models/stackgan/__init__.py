"""StackGAN, Zhang et al., 2017."""

from keras_gans.models.stackgan.stackgan import StackGAN as StackGAN
