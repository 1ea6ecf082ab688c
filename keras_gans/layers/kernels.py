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


def call_with_kernel(layer, kernel, inputs):
    """What the layer gives where its kernel has that value."""
    stored = stored_kernel(layer)
    mapping = [(v, kernel if v is stored else v.value) for v in layer.variables]
    with keras.StatelessScope(mapping):
        return layer(inputs)
