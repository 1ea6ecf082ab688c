"""Constraints on weights, for any Keras layer or optimizer to apply."""

import keras
from keras import ops


@keras.saving.register_keras_serializable("keras_gans")
class ClipWeights(keras.constraints.Constraint):
    """Keeps every weight in [-bound, bound].

    Args:
        bound: float, 0.01 in the WGAN paper.

    Reference: Arjovsky et al., 2017, https://arxiv.org/abs/1701.07875
    """

    def __init__(self, bound=0.01):
        if not bound > 0:
            raise ValueError(
                f"`bound` is a positive number. Received: bound={bound}"
            )
        self.bound = bound

    def __call__(self, weights):
        return ops.clip(weights, -self.bound, self.bound)

    def get_config(self):
        return {"bound": self.bound}
