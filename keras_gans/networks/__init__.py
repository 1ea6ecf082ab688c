"""Builders of functional models, a module a family.

Each has `generator(output_shape, latent_dim, ...)`, latents to samples, and
`discriminator(input_shape, ...)`, samples to logits (B, 1). Outputs are
float32 whatever the dtype policy.
"""

from keras_gans.networks import classifier as classifier
from keras_gans.networks import dcgan as dcgan
from keras_gans.networks import maxout as maxout
from keras_gans.networks import mlp as mlp
from keras_gans.networks import resnet as resnet
