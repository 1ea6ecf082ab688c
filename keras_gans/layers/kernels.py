"""A layer called with another kernel than the one it stores."""

import keras


def stored_kernel(layer):
    """The variable that a layer's kernel is stored in.

    Raises:
        ValueError: there is none.
    """
    # Where a layer is adapted by LoRA, `kernel` is a sum.
    kernel = getattr(layer, "_kernel", None)
    kernel = getattr(layer, "kernel", None) if kernel is None else kernel
    if kernel is None:
        raise ValueError(
            "A layer with a `kernel` can be normalized. Received: "
            f"layer={layer}"
        )
    return kernel


def call_with_kernel(layer, kernel, inputs, others=()):
    """What the layer gives where its kernel has that value.

    Args:
        layer: a built `keras.layers.Layer`.
        kernel: tensor.
        inputs: what the layer takes.
        others: pairs of further variables of the layer and their values.
    """
    stored = stored_kernel(layer)
    mapping = [(v, kernel if v is stored else v.value) for v in layer.variables]
    with keras.StatelessScope([*mapping, *others]):
        return layer(inputs)
