"""What Keras leaves to its backends: derivatives, replicas and randomness.

This is the only file that differentiates. Everything else in the package is
written with `keras.ops` and `keras.random` and does not know where it runs.

A loss is evaluated inside a `keras.StatelessScope`: whatever a layer assigns
on the way (BatchNorm's averages, the seed of a Dropout) is collected and
handed back, and the caller decides what of it happens.
"""

import contextlib

import keras
from keras import ops
from keras import tree


class _TensorFlow:
    """`tf.GradientTape`, `tf.distribute`."""

    seed_dtype = "int64"
    reads_ahead = True

    def values_and_grads(self, function, groups, others):
        import tensorflow as tf

        values = [[v.value for v in group] for group in groups]
        persistent = len(groups) > 1
        with tf.GradientTape(
            persistent, watch_accessed_variables=False
        ) as tape:
            tape.watch(values)
            with keras.StatelessScope() as scope:
                losses, aux = function()
        updates = [(v, scope.get_current_value(v)) for v in others]
        updates = [(v, value) for v, value in updates if value is not None]
        gradients = [tape.gradient(*pair) for pair in zip(losses, values)]
        return aux, gradients, updates

    def input_grad(self, function, x):
        import tensorflow as tf

        x = tf.identity(x)  # Its gradient alone is asked for.
        with tf.GradientTape(watch_accessed_variables=False) as tape:
            tape.watch(x)
            output = function(x)
        return tape.gradient(output, x)

    def inner_scope(self):
        return keras.StatelessScope()

    def apply(self, optimizer, gradients, variables):
        optimizer.apply(gradients, variables)

    def add(self, variable, value):
        variable.value.assign_add(value)

    def value(self, variable):
        import tensorflow as tf

        return tf.identity(variable.value)

    def step(self, model, function, data):
        import tensorflow as tf

        # Where the length of the data is unknown, Keras runs on until they
        # end inside a step; without data, nothing of that step may happen.
        tensors = [x for x in tree.flatten(data) if x is not None]
        with tf.control_dependencies(tensors):
            return function(data)

    def sync(self, model):
        pass

    def replicas(self):
        import tensorflow as tf

        return tf.distribute.get_strategy().num_replicas_in_sync

    def replica_id(self):
        import tensorflow as tf

        context = tf.distribute.get_replica_context()
        if context is None or context.num_replicas_in_sync == 1:
            return None
        return context.replica_id_in_sync_group

    def replica_mean(self, value):
        import tensorflow as tf

        context = tf.distribute.get_replica_context()
        several = context is not None and context.num_replicas_in_sync > 1
        if not several or not value.dtype.is_floating:
            return value
        return context.all_reduce(tf.distribute.ReduceOp.MEAN, value)

    def least(self, model, numbers):
        import tensorflow as tf

        strategy = model.distribute_strategy
        if not _several_workers(strategy):
            return numbers
        rows = strategy.gather(
            strategy.experimental_distribute_values_from_function(
                lambda context: tf.constant([numbers])
            ),
            axis=0,
        )
        return min(tuple(map(int, row)) for row in rows.numpy())

    def loggable(self, value):
        import tensorflow as tf

        # Keras concatenates the logs of several workers along axis 0, which
        # a scalar does not have.
        strategy = tf.distribute.get_strategy()
        return ops.reshape(value, (1,)) if _several_workers(strategy) else value


def _several_workers(strategy):
    return getattr(strategy.extended, "_in_multi_worker_mode", lambda: False)()


class _OneReplica:
    """What a backend says that `tf.distribute` does not run on."""

    def replicas(self):
        return 1

    def replica_id(self):
        return None

    def replica_mean(self, value):
        return value

    def least(self, model, numbers):
        return numbers

    def loggable(self, value):
        return value


class _Jax(_OneReplica):
    """`jax.grad`; state is passed in and out of every function."""

    seed_dtype = "uint32"
    reads_ahead = True

    def __init__(self):
        self.mappings = []

    @contextlib.contextmanager
    def scope(self, mapping):
        with keras.StatelessScope(mapping) as scope:
            self.mappings.append(mapping)
            try:
                yield scope
            finally:
                self.mappings.pop()

    def values_and_grads(self, function, groups, others):
        import jax

        variables = [v for group in groups for v in group]
        values = [[v.value for v in group] for group in groups]
        before = [v.value for v in others]

        def stateless(values):
            values = [value for group in values for value in group]
            mapping = list(zip(variables, values)) + list(zip(others, before))
            with self.scope(mapping) as scope:
                losses, aux = function()
            after = [scope.get_current_value(v) for v in others]
            return losses, (aux, after)

        losses, pull, (aux, after) = jax.vjp(stateless, values, has_aux=True)
        ones = [ops.ones_like(loss) for loss in losses]
        zeros = [ops.zeros_like(loss) for loss in losses]
        gradients = [
            pull(zeros[:i] + ones[i : i + 1] + zeros[i + 1 :])[0][i]
            for i in range(len(groups))
        ]
        updates = [
            (v, new)
            for v, old, new in zip(others, before, after)
            if new is not old
        ]
        return aux, gradients, updates

    def inner_scope(self):
        return self.scope(self.mappings[-1] if self.mappings else [])

    def input_grad(self, function, x):
        import jax

        mapping = self.mappings[-1] if self.mappings else []
        variables = [v for v, _ in mapping]
        before = [v.value for v in variables]

        def stateless(x):
            with self.scope(list(zip(variables, before))) as scope:
                output = ops.sum(function(x))
            return output, [scope.get_current_value(v) for v in variables]

        gradient, after = jax.grad(stateless, has_aux=True)(x)
        for variable, old, new in zip(variables, before, after):
            if new is not old:
                variable.assign(new)
        return gradient

    def apply(self, optimizer, gradients, variables):
        trained, state = optimizer.stateless_apply(
            [v.value for v in optimizer.variables],
            gradients,
            [v.value for v in variables],
        )
        for variable, value in zip(variables, trained):
            variable.assign(value)
        for variable, value in zip(optimizer.variables, state):
            variable.assign(value)

    def add(self, variable, value):
        variable.assign(variable + value)

    def value(self, variable):
        return variable.value

    def step(self, model, function, state, data):
        groups = [model.trainable_variables, model.non_trainable_variables]
        if len(state) == 4:
            groups.append(model.optimizer.variables)
        groups.append(model.metrics_variables)
        mapping = [
            pair
            for group, values in zip(groups, state)
            for pair in zip(group, values)
        ]
        # Without jit, data come as numpy arrays.
        data = tree.map_structure(
            lambda x: x if x is None else ops.convert_to_tensor(x), data
        )
        with self.scope(mapping) as scope:
            logs = function(data)
        new_state = tuple(
            [scope.get_current_value(v) for v in group] for group in groups
        )
        return logs, new_state

    def sync(self, model):
        model.jax_state_sync()


class _Torch(_OneReplica):
    """`torch.autograd`; one device, eager."""

    seed_dtype = "int64"
    reads_ahead = False

    def values_and_grads(self, function, groups, others):
        import torch

        values = [[v.value for v in group] for group in groups]
        with torch.enable_grad(), keras.StatelessScope() as scope:
            losses, aux = function()
        gradients = [
            torch.autograd.grad(
                loss, group, allow_unused=True, retain_graph=len(groups) > 1
            )
            for loss, group in zip(losses, values)
        ]
        updates = [(v, scope.get_current_value(v)) for v in others]
        updates = [(v, x.detach()) for v, x in updates if x is not None]
        aux = tree.map_structure(
            lambda x: x.detach() if torch.is_tensor(x) else x, aux
        )
        return aux, gradients, updates

    def inner_scope(self):
        return keras.StatelessScope()

    def input_grad(self, function, x):
        import torch

        with torch.enable_grad():
            if not x.requires_grad:
                x = x.detach().requires_grad_()
            output = ops.sum(function(x))
            return torch.autograd.grad(output, x, create_graph=True)[0]

    def apply(self, optimizer, gradients, variables):
        optimizer.apply(gradients, variables)

    def add(self, variable, value):
        variable.assign(variable + value)

    def value(self, variable):
        return variable.value.detach().clone()

    def step(self, model, function, data):
        import torch

        data = tree.map_structure(
            lambda x: x if x is None else ops.convert_to_tensor(x), data
        )
        # Keras's Dropout draws from torch's own generator, which no file
        # holds; what it draws here follows from the model's seed.
        with torch.random.fork_rng():
            torch.manual_seed(int(model.seed_generator.state.value.sum()))
            return function(data)

    def sync(self, model):
        pass


_BACKENDS = {"tensorflow": _TensorFlow, "jax": _Jax, "torch": _Torch}


def _select():
    name = keras.backend.backend()
    if name in _BACKENDS:
        return _BACKENDS[name]()
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
