"""Moving averages of weights, which are better than the weights."""

import keras
from keras import ops


class Averages:
    """What `ema_momentum` keeps beside a game's networks."""

    def keep_averages(self, *networks):
        """Says of which networks `ema_momentum` averages the weights."""
        if self.ema_momentum is not None and not self._averages:
            self.rounds_averaged = self._counter((), "rounds_averaged")
        for network in networks:
            if self.ema_momentum is not None:
                average = copied(network)
                average.set_weights(network.get_weights())
                average.trainable = False
                self._originals.append(network)
                self._averages.append(average)

    def averaged(self, network):
        """The network with averaged weights; itself, if none are kept."""
        for original, average in zip(self._originals, self._averages):
            if network is original:
                return average
        return network

    def _move_averages(self):
        # The first rounds count for more, as they soon are far behind.
        self.rounds_averaged.assign(self.rounds_averaged + 1)
        rounds = ops.cast(self.rounds_averaged, "float32")
        momentum = ops.minimum(self.ema_momentum, (1 + rounds) / (10 + rounds))
        for original, average in zip(self._originals, self._averages):
            for mean, weight in zip(average.weights, original.weights):
                if keras.backend.is_float_dtype(mean.dtype):
                    step = (1 - momentum) * ops.cast(weight - mean, "float32")
                    mean.assign(mean + ops.cast(step, mean.dtype))


def copied(network):
    """A network of the same layers with weights of its own.

    Raises:
        ValueError: one of its layers cannot be made again.
    """

    def again(layer):
        if isinstance(layer, keras.Model):
            return copied(layer)
        # What has no state is the same in both; a Lambda is not made again.
        if not getattr(layer, "variables", ()):
            return layer
        return type(layer).from_config(layer.get_config())

    own = not type(network).get_config.__module__.startswith("keras.")
    try:
        if own:  # A class of its own, which builds itself.
            return type(network).from_config(network.get_config())
        return keras.models.clone_model(network, clone_function=again)
    except (TypeError, ValueError, NotImplementedError) as error:
        raise ValueError(
            "`ema_momentum` keeps a second copy of each network, made from its "
            "layers' configs: give custom layers a `get_config`, or leave "
            f"`ema_momentum` out. Received: {network.name}: {error}"
        ) from error
