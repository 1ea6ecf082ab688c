"""StackGAN++, Zhang et al., 2018."""

from keras_gans.models.stackgan_plus_plus.stackgan_plus_plus import (
    StackGANPlusPlus as StackGANPlusPlus,
)
