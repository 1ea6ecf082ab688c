"""InfoGAN, Chen et al., 2016."""

from keras_gans.models.infogan.infogan import InfoGAN as InfoGAN
