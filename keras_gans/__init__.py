"""Generative adversarial networks that train with `model.fit`."""

from keras_gans import augmentation as augmentation
from keras_gans import callbacks as callbacks
from keras_gans import codes as codes
from keras_gans import constraints as constraints
from keras_gans import data as data
from keras_gans import latents as latents
from keras_gans import layers as layers
from keras_gans import losses as losses
from keras_gans import metrics as metrics
from keras_gans import networks as networks
from keras_gans import optimizers as optimizers
from keras_gans import penalties as penalties
from keras_gans import pictures as pictures
from keras_gans import specs as specs
from keras_gans import terms as terms
from keras_gans import testing as testing
from keras_gans import text as text
from keras_gans.core.adversarial_model import (
    AdversarialModel as AdversarialModel,
)
from keras_gans.core.paper import Paper as Paper
from keras_gans.core.presets import from_preset as from_preset
from keras_gans.core.presets import presets as presets
from keras_gans.models import ACGAN as ACGAN
from keras_gans.models import BEGAN as BEGAN
from keras_gans.models import CUT as CUT
from keras_gans.models import DCGAN as DCGAN
from keras_gans.models import EBGAN as EBGAN
from keras_gans.models import GAN as GAN
from keras_gans.models import GAN3D as GAN3D
from keras_gans.models import GAWWN as GAWWN
from keras_gans.models import LSGAN as LSGAN
from keras_gans.models import R3GAN as R3GAN
from keras_gans.models import SEGAN as SEGAN
from keras_gans.models import SNGAN as SNGAN
from keras_gans.models import VAEGAN3D as VAEGAN3D
from keras_gans.models import WGAN as WGAN
from keras_gans.models import WGANGP as WGANGP
from keras_gans.models import ConditionalGAN as ConditionalGAN
from keras_gans.models import CycleGAN as CycleGAN
from keras_gans.models import ImprovedGAN as ImprovedGAN
from keras_gans.models import InfoGAN as InfoGAN
from keras_gans.models import MoCoGAN as MoCoGAN
from keras_gans.models import Pix2Pix as Pix2Pix
from keras_gans.models import ProGAN as ProGAN
from keras_gans.models import Schedule as Schedule
from keras_gans.models import SemiSupervisedGAN as SemiSupervisedGAN
from keras_gans.models import StackGAN as StackGAN
from keras_gans.models import StackGANPlusPlus as StackGANPlusPlus
from keras_gans.models import StyleGAN2 as StyleGAN2
from keras_gans.models import TextToImageGAN as TextToImageGAN
from keras_gans.models.generative_model import (
    GenerativeModel as GenerativeModel,
)
from keras_gans.moved import alias as _alias
from keras_gans.pictures import plots as plots

_alias()
del _alias

__version__ = "0.2.0"

# What stays as it is between versions; `core`, `arguments` and `moved` do not.
_INTERNAL = {"arguments", "core", "moved"}
__all__ = sorted(
    name
    for name in globals()
    if not name.startswith("_") and name not in _INTERNAL
)


def __dir__():
    return [*__all__, "__version__"]
