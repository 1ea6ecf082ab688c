"""Optimizers of the field that Keras does not have."""

import keras
from keras import ops

from keras_gans.core import backend


@keras.saving.register_keras_serializable("keras_gans")
class DecayingSGD(keras.optimizers.Optimizer):
    """SGD whose rate falls with every step while its momentum rises.

    ```
    rate     = learning_rate / decay ** step
    momentum = linear from `momentum` to `final_momentum`, over `ramp` steps
    velocity = momentum * velocity - rate * gradient
    ```

    `learning_rate` stays a number that callbacks can set.

    Args:
        learning_rate: float.
        decay: float, by which the rate is divided at each step.
        momentum: float, at the first step.
        final_momentum: float.
        ramp: int, steps. The authors' 250 epochs of 500 batches.
        **kwargs: of `keras.optimizers.Optimizer`.

    Reference: goodfeli/adversarial, mnist.yaml.
    """

    def __init__(
        self,
        learning_rate=0.1,
        decay=1.000004,
        momentum=0.5,
        final_momentum=0.7,
        ramp=125_000,
        name="decaying_sgd",
        **kwargs,
    ):
        super().__init__(learning_rate, name=name, **kwargs)
        self.decay = decay
        self.momentum = momentum
        self.final_momentum = final_momentum
        self.ramp = ramp

    def build(self, variables):
        if not self.built:
            super().build(variables)
            self.velocities = self.add_optimizer_variables(
                variables, "velocity"
            )

    def update_step(self, gradient, variable, learning_rate):
        step = ops.cast(self.iterations, "float32")
        share = ops.minimum(step / self.ramp, 1.0)
        momentum = self.momentum + share * (self.final_momentum - self.momentum)
        rate = ops.cast(learning_rate, "float32") / ops.power(self.decay, step)
        velocity = self.velocities[self._get_variable_index(variable)]
        moved = ops.cast(momentum, variable.dtype) * velocity - ops.cast(
            rate, variable.dtype
        ) * ops.cast(gradient, variable.dtype)
        self.assign(velocity, moved)
        self.assign_add(variable, moved)

    def get_config(self):
        return {
            **super().get_config(),
            "decay": self.decay,
            "momentum": self.momentum,
            "final_momentum": self.final_momentum,
            "ramp": self.ramp,
        }


@keras.saving.register_keras_serializable("keras_gans")
class HistoricalAveraging(keras.optimizers.Optimizer):
    """Any optimizer, with the weights drawn to the mean of their past.

    The gradient of the penalty is added before the step; games that circle
    around their equilibrium are damped.

    ```
    penalty = weight |theta - (1/t) sum_i theta_i|^2
    ```

    Args:
        optimizer: what `keras.optimizers.get` takes.
        weight: float.
        name: str.

    Example:

    ```python
    gan.compile(d_optimizer=HistoricalAveraging("adam", 0.1))
    ```

    Reference: Salimans et al., 2016, section 3.3,
        https://arxiv.org/abs/1606.03498, which gives no weight.
    """

    def __init__(self, optimizer, weight, name="historical_averaging"):
        super().__init__(learning_rate=0.0, name=name)
        self.optimizer = keras.optimizers.get(optimizer)
        self.weight = weight

    def build(self, variables):
        if not self.built:
            self.optimizer.build(variables)
            super().build(variables)
            self.means = self.add_optimizer_variables(variables, "mean")

    def apply(self, grads, trainable_variables=None):
        variables = trainable_variables or self._trainable_variables
        self.build(variables)
        count = ops.cast(self._iterations, "float32") + 1
        drawn = []
        for gradient, variable in zip(grads, variables):
            mean = self.means[self._get_variable_index(variable)]
            apart = (variable - mean) / ops.cast(count, variable.dtype)
            mean.assign(mean + apart)
            # Gradients are summed over replicas, so each brings its share.
            pull = 2 * self.weight / backend.replicas() * (variable - mean)
            drawn.append(pull if gradient is None else gradient + pull)
        self.optimizer.apply(drawn, variables)
        self._iterations.assign_add(1)

    @property
    def variables(self):
        return super().variables + self.optimizer.variables

    @property
    def learning_rate(self):
        return self.optimizer.learning_rate

    @learning_rate.setter
    def learning_rate(self, value):
        self.optimizer.learning_rate = value

    def get_config(self):
        return {
            "optimizer": keras.saving.serialize_keras_object(self.optimizer),
            "weight": self.weight,
            "name": self.name,
        }

    @classmethod
    def from_config(cls, config, custom_objects=None):
        config = dict(config)
        config["optimizer"] = keras.saving.deserialize_keras_object(
            config["optimizer"], custom_objects
        )
        return cls(**config)
