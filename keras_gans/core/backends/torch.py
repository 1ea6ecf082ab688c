"""`torch.autograd`; one device, eager."""

import keras
import torch
from keras import ops
from keras import tree

from keras_gans.core.backends.one_replica import OneReplica


class Backend(OneReplica):
    seed_dtype = "int64"
    reads_ahead = False

    def values_and_grads(self, function, groups, others):
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
        with torch.enable_grad():
            if not x.requires_grad:
                x = x.detach().requires_grad_()
            output = ops.sum(function(x))
            return torch.autograd.grad(output, x, create_graph=True)[0]

    def apply(self, optimizer, gradients, variables):
        # What no loss reaches, a part that has not grown yet, stays: Keras
        # would warn of it.
        pairs = zip(gradients, variables)
        reached = [(g, v) for g, v in pairs if g is not None]
        optimizer.apply(*zip(*reached))

    def add(self, variable, value):
        variable.assign(variable + value)

    def value(self, variable):
        return variable.value.detach().clone()

    def step(self, model, function, data):
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
