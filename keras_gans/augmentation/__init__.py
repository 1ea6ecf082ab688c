"""What the discriminator sees samples through in training, one a file.

Each is a layer for `augmentation=` of any model of one generator and one
discriminator; beside them go layers of Keras and of your own.
"""

from keras_gans.augmentation.adaptive import Adaptive
from keras_gans.augmentation.diff_augment import DiffAugment
from keras_gans.augmentation.instance_noise import InstanceNoise

__all__ = ["Adaptive", "DiffAugment", "InstanceNoise"]
