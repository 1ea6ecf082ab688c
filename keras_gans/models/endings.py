"""What networks end in, and warnings where a loss or the data want another.

The last layers are found by walking back from an output. What is not known,
such as a layer of the user's own, is passed over in silence.
"""

import math

import keras
import numpy as np
from keras import layers

from keras_gans.core.warning import warn
from keras_gans.layers import SpectralNormalization

# The values that each activation can have.
BOUNDS = {
    "celu": (-1, math.inf),
    "elu": (-1, math.inf),
    "exp": (0, math.inf),
    "exponential": (0, math.inf),
    "gelu": (-0.17, math.inf),
    "hardsigmoid": (0, 1),
    "hardsilu": (-0.375, math.inf),
    "hardswish": (-0.375, math.inf),
    "hardtanh": (-1, 1),
    "logsigmoid": (-math.inf, 0),
    "logsoftmax": (-math.inf, 0),
    "mish": (-0.31, math.inf),
    "relu": (0, math.inf),
    "relu6": (0, 6),
    "selu": (-1.76, math.inf),
    "sigmoid": (0, 1),
    "silu": (-0.28, math.inf),
    "softmax": (0, 1),
    "softplus": (0, math.inf),
    "softsign": (-1, 1),
    "sparsemax": (0, 1),
    "sparseplus": (0, math.inf),
    "sparsesigmoid": (0, 1),
    "squareplus": (0, math.inf),
    "swish": (-0.28, math.inf),
    "tanh": (-1, 1),
}
# Layers after which no value is beyond those before.
KEEPING = (
    layers.ActivityRegularization,
    layers.AveragePooling1D,
    layers.AveragePooling2D,
    layers.AveragePooling3D,
    layers.Cropping1D,
    layers.Cropping2D,
    layers.Cropping3D,
    layers.Dropout,
    layers.Flatten,
    layers.GlobalAveragePooling1D,
    layers.GlobalAveragePooling2D,
    layers.GlobalAveragePooling3D,
    layers.GlobalMaxPooling1D,
    layers.GlobalMaxPooling2D,
    layers.GlobalMaxPooling3D,
    layers.Identity,
    layers.InputLayer,
    layers.MaxPooling1D,
    layers.MaxPooling2D,
    layers.MaxPooling3D,
    layers.Permute,
    layers.RepeatVector,
    layers.Reshape,
    layers.UpSampling1D,
    layers.UpSampling2D,
    layers.UpSampling3D,
)
# The same of operations, by the names of their classes.
KEEPING_OPERATIONS = {
    "broadcastto",
    "cast",
    "clip",
    "expanddims",
    "getitem",
    "max",
    "mean",
    "min",
    "moveaxis",
    "ravel",
    "repeat",
    "reshape",
    "squeeze",
    "stopgradient",
    "swapaxes",
    "tile",
    "transpose",
}


def warn_of_judge(discriminator, units=1):
    """Warns of a discriminator whose first output cannot be logits.

    Args:
        discriminator: built `keras.Model`.
        units: int, logits a sample; None: not asked.
    """
    output = discriminator.outputs[0]
    found = _ending(discriminator, output)
    if found is not None:
        warn(
            f"The losses take logits: leave out the {found.activation} at the "
            f"end of the discriminator. Received: {found.name} with "
            f"activation={found.activation}",
        )
    shape = tuple(output.shape)
    if units is not None and len(shape) == 2 and shape[1] != units:
        wanted = (
            "one logit a sample (B, 1), or a map of them"
            if units == 1
            else f"{units} logits a sample (B, {units})"
        )
        warn(
            f"The discriminator gives {wanted}. Received: an output of the "
            f"shape (B, {shape[1]})",
        )


def warn_of_generator(generator, spec):
    """Warns of a generator that cannot make some values of its samples.

    Args:
        generator: built `keras.Model`; of several outputs, "samples" is meant.
        spec: `keras_gans.specs.Spec` of the samples; only those in [-1, 1]
            have an ending that is meant.
    """
    if spec.bounds is None or np.round(spec.bounds, 2).tolist() != [-1, 1]:
        return
    made = _graph(generator).output
    made = made["samples"] if isinstance(made, dict) else made
    found = _ending(generator, keras.tree.flatten(made)[0])
    if found is None or (found.low <= -0.99 and found.high >= 0.99):
        return
    warn(
        f"The {spec.kind} have values in [-1, 1], so that a tanh at the end of "
        "the generator is meant, or Rescaling(2, -1) behind a sigmoid. "
        f"Received: {found.name} with activation={found.activation}, values "
        f"from {found.low:.4g} to {found.high:.4g}",
    )


def warn_unnormalized(discriminator):
    """Warns of layers whose kernel no spectral normalization divides."""
    kinds = (SpectralNormalization, layers.SpectralNormalization)
    every = list(discriminator._flatten_layers())
    normalized = {
        id(inner)
        for layer in every
        if isinstance(layer, kinds)
        for inner in layer._flatten_layers()
    }
    names = [
        layer.name
        for layer in every
        if id(layer) not in normalized and _has_kernel(layer)
    ]
    if names:
        warn(
            "Each layer of the discriminator is spectrally normalized: wrap "
            "it in keras_gans.layers.SpectralNormalization. Received: layers "
            f"without it: {', '.join(names)}",
        )


def warn_of_batch_norm(critic):
    """A penalty of each sample's gradient wants samples judged one by one."""
    for layer in critic._flatten_layers():
        if isinstance(layer, layers.BatchNormalization):
            warn(
                "BatchNormalization mixes the samples whose gradients are "
                "penalised one by one; use LayerNormalization. Received: "
                f"{layer.name} in the discriminator",
            )
            break


def _has_kernel(layer):
    names = ("kernel", "depthwise_kernel")
    return any(getattr(layer, name, None) is not None for name in names)


class _Ending:
    """An activation, where it is, and the values that come of it."""

    def __init__(self, name, activation, low, high):
        self.name, self.activation = name, activation
        self.low, self.high = low, high

    def scaled(self, scale, offset):
        """The same, times `scale`, plus `offset`."""
        ends = [scale * x + offset for x in (self.low, self.high)]
        low, high = float(np.min(ends)), float(np.max(ends))
        return _Ending(self.name, self.activation, low, high)


def _ending(network, tensor, outer=()):
    """The last activation before a tensor, if it has bounds, or None.

    Args:
        network: `keras.Model` in which the tensor is made.
        tensor: one of its symbolic tensors.
        outer: (network, tensor) pairs that are the network's input, the
            innermost last.
    """
    node = _maker(network, tensor)
    if node is None or isinstance(node.operation, layers.InputLayer):
        if not outer:
            return None
        *outer, (network, tensor) = outer
        return _ending(network, tensor, outer)
    operation, inputs = node.operation, node.input_tensors
    inner = _unwrapped(operation)
    if isinstance(inner, keras.Model) and hasattr(_graph(inner), "operations"):
        place = [x is tensor for x in node.outputs].index(True)
        outer = [*outer, (network, inputs[0])] if len(inputs) == 1 else []
        return _ending(inner, inner.outputs[place], outer)
    found = _activation(operation, operation.name)
    if found is not None or len(inputs) != 1:
        return found
    scale, offset = _affine(node)
    if scale is None:
        return None
    before = _ending(network, inputs[0], outer)
    return before and before.scaled(scale, offset)


def _maker(network, tensor):
    """The node of a network's graph that gives a tensor, or None."""
    # `_keras_history` knows the last call alone, where a tensor has several.
    for operation in _graph(network).operations:
        for node in operation._inbound_nodes:
            if any(x is tensor for x in node.outputs):
                return node
    return None


def _graph(network):
    """The functional model that a sequential one is inside."""
    return getattr(network, "_functional", None) or network


def _unwrapped(operation):
    while isinstance(operation, layers.Wrapper):
        operation = operation.layer
    return operation


def _activation(operation, name):
    """The ending that a layer or operation is, or None."""
    activation = operation = _unwrapped(operation)
    if isinstance(operation, layers.Layer):
        # In a layer of the user's own it may be used anywhere.
        if not type(operation).call.__module__.startswith("keras."):
            return None
        activation = getattr(operation, "activation", operation)
    word = getattr(activation, "__name__", type(activation).__name__)
    bounds = BOUNDS.get(word.replace("_", "").lower())
    if bounds is None or getattr(activation, "negative_slope", 0):
        return None
    low, high = bounds
    high = min(high, getattr(activation, "max_value", None) or high)
    return _Ending(name, word.lower(), low, high)


def _affine(node):
    """(scale, offset) of a layer or operation; (None, None) if it has none."""
    operation = _unwrapped(node.operation)
    word = type(operation).__name__.lower()
    if isinstance(operation, layers.Rescaling):
        return np.asarray(operation.scale), np.asarray(operation.offset)
    linear = (
        isinstance(operation, layers.Activation)
        and operation.activation is keras.activations.linear
    )
    if linear or isinstance(operation, KEEPING) or word in KEEPING_OPERATIONS:
        return 1.0, 0.0
    if word == "negative":
        return -1.0, 0.0
    values = node.arguments.args
    if len(values) != 2:
        return None, None
    first = isinstance(values[1], keras.KerasTensor)
    number = values[0] if first else values[1]
    if not isinstance(number, (int, float, np.integer, np.floating)):
        return None, None
    return {
        "add": (1.0, number),
        "subtract": (-1.0, number) if first else (1.0, -number),
        "multiply": (number, 0.0),
        "truedivide": (None, None) if first else (1 / (number or 1), 0.0),
        "divide": (None, None) if first else (1 / (number or 1), 0.0),
    }.get(word, (None, None))
