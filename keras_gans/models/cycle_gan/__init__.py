"""CycleGAN, Zhu et al., 2017."""

from keras_gans.models.cycle_gan.cycle_gan import CycleGAN as CycleGAN
