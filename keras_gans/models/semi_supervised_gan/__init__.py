"""Semi-supervised GAN, Salimans et al., 2016."""

from keras_gans.models.semi_supervised_gan.semi_supervised_gan import (
    SemiSupervisedGAN as SemiSupervisedGAN,
)
