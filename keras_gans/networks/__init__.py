"""Builders of functional models, a module a family.

Each has `generator(output_shape, ...)`, latents to samples, and
`discriminator(input_shape, ...)`, samples to logits (B, 1). An auto-encoder
(`began`, `ebgan`) gives samples back, conditional networks (`cgan`,
`conditional_dcgan`) take labels as a second input, `infogan` and `improved`
have further outputs. Outputs are float32 whatever the dtype policy. `labelled`,
`heads`, `virtual` and `synchronize` change networks that are there.
"""

from keras_gans.networks import began as began
from keras_gans.networks import cgan as cgan
from keras_gans.networks import classifier as classifier
from keras_gans.networks import conditional_dcgan as conditional_dcgan
from keras_gans.networks import dcgan as dcgan
from keras_gans.networks import ebgan as ebgan
from keras_gans.networks import heads as heads
from keras_gans.networks import improved as improved
from keras_gans.networks import infogan as infogan
from keras_gans.networks import labelled as labelled
from keras_gans.networks import maxout as maxout
from keras_gans.networks import mlp as mlp
from keras_gans.networks import r3gan as r3gan
from keras_gans.networks import resnet as resnet
from keras_gans.networks import sngan as sngan
from keras_gans.networks.synchronized import synchronize as synchronize
from keras_gans.networks.virtual import virtual as virtual
