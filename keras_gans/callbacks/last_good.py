"""The last good state of a run, kept in memory, to go back to."""

import contextlib

import numpy as np
from keras import ops

from keras_gans.core import backend


class LastGood:
    """A copy of all that training moves, but for its place and its noise.

    Args:
        model: a compiled `AdversarialModel`.
    """

    def __init__(self, model):
        self.model = model
        self.values = None

    def _variables(self):
        backend.sync(self.model)
        moving_on = {
            id(self.model.place),
            id(self.model.seed_generator.state),
            id(self.model.evaluation_seed_generator.state),
        }
        variables = self.model.variables + self.model.optimizer.variables
        return [v for v in variables if id(v) not in moving_on]

    def keep(self):
        """Copies the present state, unless a number in it is not finite.

        Returns:
            Whether it did.
        """
        values = [np.array(ops.convert_to_numpy(v)) for v in self._variables()]
        for value in values:
            if value.dtype.kind == "f" and not np.isfinite(value).all():
                return False
        self.values = values
        return True

    def go_back(self, rate_factor):
        """Restores the state, with lower rates that a later call lowers on.

        Args:
            rate_factor: float, by which both learning rates are multiplied.

        Returns:
            str: what was done.
        """
        for variable, value in zip(self._variables(), self.values):
            variable.assign(value)
        self.model.reset_metrics()
        optimizer = self.model.optimizer
        rate = float(ops.convert_to_numpy(optimizer.learning_rate))
        try:
            optimizer.learning_rate = rate * rate_factor
        except (TypeError, ValueError):
            done = "the rate follows its schedule"
        else:
            rate = float(ops.convert_to_numpy(optimizer.learning_rate))
            done = f"the generator's learning rate is now {rate:.3g}"
        self.keep()
        return f"back to the last good weights; {done}"


@contextlib.contextmanager
def averaged_weights(model):
    """Within it the networks have their averaged weights, if there are any.

    Yields:
        bool: whether there are (an optimizer with `use_ema=True`).
    """
    backend.sync(model)
    optimizer = model.optimizer
    if not optimizer.use_ema:
        yield False
        return
    trained = optimizer._trainable_variables
    averages = optimizer._model_variables_moving_average
    kept = [np.array(ops.convert_to_numpy(v)) for v in trained]
    for variable, average in zip(trained, averages):
        variable.assign(np.array(ops.convert_to_numpy(average)))
    try:
        yield True
    finally:
        for variable, value in zip(trained, kept):
            variable.assign(value)


def say(message):
    """Prints below Keras's progress bar."""
    print(f"\n{message}", flush=True)
