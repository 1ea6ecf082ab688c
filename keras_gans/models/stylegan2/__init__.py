"""StyleGAN2, Karras et al., 2020."""

from keras_gans.models.stylegan2.stylegan2 import StyleGAN2 as StyleGAN2
