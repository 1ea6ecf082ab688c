"""Pix2Pix, Isola et al., 2017."""

from keras_gans.models.pix2pix.pix2pix import Pix2Pix as Pix2Pix
