"""GAN-CLS with GAN-INT, Reed et al., 2016."""

from keras_gans.models.text_to_image_gan.text_to_image_gan import (
    TextToImageGAN as TextToImageGAN,
)
