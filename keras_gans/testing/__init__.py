"""The contract of a variant, for those of this package and your own."""

from keras_gans.testing.check_variant import check_variant
from keras_gans.testing.check_variant import checks

__all__ = [
    "check_variant",
    "checks",
]
