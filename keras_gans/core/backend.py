"""What Keras leaves to its backends: derivatives, replicas and randomness.

Only `keras_gans.core.backends` differentiates. Everything else in the package
is written with `keras.ops` and `keras.random` and does not know where it runs.

A loss is evaluated inside a `keras.StatelessScope`: whatever a layer assigns
on the way (BatchNorm's averages, the seed of a Dropout) is collected and
handed back, and the caller decides what of it happens.
"""

import importlib

import keras
import numpy as np
from keras import ops


def _select():
    name = keras.backend.backend()
    if name in ("tensorflow", "jax", "torch"):
        return importlib.import_module(
            f"keras_gans.core.backends.{name}"
        ).Backend()
    raise ImportError(
        "keras_gans runs on the TensorFlow, JAX and torch backends of Keras; "
        f"set KERAS_BACKEND to one of them. Received: backend={name}"
    )


_backend = _select()


def values_and_grads(function, groups, others):
    """Differentiates losses, each with respect to variables of its own.

    Args:
        function: takes nothing, returns a list of scalar losses and anything
            beside it.
        groups: a list of variables for each loss.
        others: list of all other variables that `function` may read.

    Returns:
        What `function` returned beside the losses, the gradients (as
        `groups`), and a list of (variable, value): what `function` assigned
        to `others`, which is not carried out.
    """
    return _backend.values_and_grads(function, groups, others)


def value_and_grad(function, variables, others):
    """The same for one loss: `function` returns it and anything beside it."""

    def functions():
        loss, aux = function()
        return [loss], aux

    aux, gradients, updates = values_and_grads(functions, [variables], others)
    return aux, gradients[0], updates


def input_grad(function, x):
    """The gradient of `sum(function(x))` with respect to the tensor `x`.

    It has the shape of `x` and can itself be differentiated, as a gradient
    penalty needs.
    """
    return _backend.input_grad(function, x)


def value_if(condition, function, other):
    """`function()` where a tensor is true, else `other()`; one of them runs.

    Both take nothing and return the same shapes. What `function` assigns is
    dropped.
    """

    def dropping():
        with _backend.inner_scope():
            return function()

    return ops.cond(condition, dropping, other)


def standardized(x, scale, offset, epsilon):
    """Maps (B, H, W, C) whose channels have mean 0 and variance 1 by sample.

    Args:
        x: float tensor.
        scale, offset: of each channel, (C,), or None.
        epsilon: float, added to the variance.
    """
    channels = x.shape[-1]
    if scale is None:
        scale = ops.ones((channels,))
    if offset is None:
        offset = ops.zeros((channels,))
    return _backend.standardized(x, scale, offset, epsilon)


def apply(optimizer, gradients, variables):
    """Lets `optimizer` update `variables`."""
    _backend.apply(optimizer, gradients, variables)


def add(variable, value):
    """Adds to a variable outside of losses; in place, if the backend can."""
    _backend.add(variable, value)


def value(variable):
    """A variable's value as it is now, whatever is assigned later."""
    return _backend.value(variable)


def step(model, function, *args):
    """Runs `function(data)` as the body of a Keras `train_step`.

    TensorFlow's trainer passes `(data)`, JAX's `(state, data)`; what is
    returned is what that trainer expects.
    """
    return _backend.step(model, function, *args)


def sync(model):
    """Brings a model's variables up to date in the midst of `fit`."""
    _backend.sync(model)


def replicas():
    """The number of replicas over which gradients are summed."""
    return _backend.replicas()


def replica_id():
    """Number of the replica that runs; None where there is one alone."""
    return _backend.replica_id()


def replica_mean(value):
    """The mean over replicas of a float; whole numbers (seeds) as they are.

    What a layer collects on each replica (BatchNorm's averages) stays equal
    everywhere that way; Keras lets it drift apart.
    """
    return _backend.replica_mean(value)


def reads_ahead():
    """Whether Keras's train function is given an iterator, not a batch."""
    return _backend.reads_ahead


def least(model, numbers):
    """The least tuple of whole numbers among those of all workers."""
    return _backend.least(model, numbers)


def shards(model, data):
    """`data` for `fit`, with at least a sample a batch for each replica.

    Of a `tf.data.Dataset` each worker of one device reads its rows of every
    batch. What has another policy than `AutoShardPolicy.DATA` in its options,
    or more devices a worker, is left to TensorFlow.
    """
    return _backend.shards(model, data)


def loggable(value):
    """A scalar in the shape in which this strategy's logs are reduced."""
    return _backend.loggable(value)


class SeedGenerator(keras.random.SeedGenerator):
    """A `keras.random.SeedGenerator` that differs from replica to replica.

    Keras gives every replica of a `tf.distribute` strategy the same numbers.
    Here the replica's number is mixed into the first word of the seed; the
    second word counts the draws, so no replica repeats another's.
    """

    def next(self, ordered=True):
        seed = super().next(ordered)
        replica = _backend.replica_id()
        if replica is None:
            return seed
        # An odd constant of 31 bits: neighbouring replicas get distant seeds.
        first = ops.cast(replica, seed.dtype) * 1640531527
        return seed + ops.stack([first, ops.zeros_like(first)])


class FixedSeed(keras.random.SeedGenerator):
    """Seeds that follow from one number and belong to no state.

    Draw i uses the pair (seed, i). `seed` may be a tensor, so that an
    exported function can take it as an argument; a plain integer gives the
    same numbers in Python.
    """

    def __init__(self, seed):
        self.seed = seed
        self.draws = 0

    def next(self, ordered=True):
        pair = [self.seed, self.draws]
        self.draws += 1
        return ops.stack([ops.cast(x, _backend.seed_dtype) for x in pair])


def widened(x):
    """Floats of 16 bits as those of `floatx`; all else as it is."""
    if keras.backend.standardize_dtype(x.dtype) in ("float16", "bfloat16"):
        return ops.cast(x, keras.config.floatx())
    return x


def seeds(seed):
    """A seed for each of several draws: one int would draw one thing.

    Args:
        seed: int, or a `keras.random.SeedGenerator`.
    """
    if isinstance(seed, (int, np.integer)):
        return FixedSeed(int(seed))
    return seed
