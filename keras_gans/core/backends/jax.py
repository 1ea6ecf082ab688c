"""`jax.vjp`; state is passed in and out of every function."""

import contextlib

import jax
import keras
from keras import ops
from keras import tree

from keras_gans.core.backends.one_replica import OneReplica


class Backend(OneReplica):
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
