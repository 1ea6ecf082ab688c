"""SavedModels: trained networks behind named endpoints; other formats."""

import inspect

import keras
from keras import ops


def export(filepath, endpoints, verbose=None, lookups=()):
    """Writes a SavedModel with the variables that its endpoints use.

    Args:
        filepath: str or path of a folder.
        endpoints: dict: an endpoint's name to its function and the function's
            arguments, {name: (shape, dtype)}. "serving_default" is what
            TensorFlow Serving calls.
        verbose: bool, whether to print the signatures.
        lookups: layers with a vocabulary that the endpoints use.

    Raises:
        RuntimeError: Keras runs on another backend than TensorFlow.
    """
    if keras.backend.backend() != "tensorflow":
        raise RuntimeError(
            "A SavedModel is written by TensorFlow: save the model, load it "
            "with KERAS_BACKEND=tensorflow and export it there. Received: "
            f"backend={keras.backend.backend()}"
        )
    import tensorflow as tf

    archive = keras.export.ExportArchive()
    for layer in lookups:
        archive.track(layer)
    for name, (function, arguments) in endpoints.items():
        signature = [
            tf.TensorSpec(shape, dtype, argument)
            for argument, (shape, dtype) in arguments.items()
        ]
        archive.add_endpoint(name, _named(function, arguments), signature)
    try:
        archive.write_out(filepath, verbose=verbose)
    except tf.errors.OpError as error:
        raise OSError(
            f"{filepath} could not be written: {error.message}"
        ) from error


def _named(function, arguments):
    """The function, whose arguments go by these names too."""

    def endpoint(*args):
        return function(*args)

    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    endpoint.__signature__ = inspect.Signature(
        [inspect.Parameter(name, kind) for name in arguments]
    )
    return endpoint


def check_arguments(kwargs):
    """Refuses what a SavedModel of named endpoints does not take."""
    for name, value in kwargs.items():
        if value is None:
            continue
        raise ValueError(
            "The signatures are those of `endpoints()`: override it for "
            f"others. Received: {name}={value!r}"
        )


# What Keras's converters import, by format.
_NEEDS = {
    "onnx": "'keras_gans[onnx]'",
    "openvino": "'keras_gans[openvino]'",
    "litert": "ai-edge-litert",
}


def settled(arguments, element_spec):
    """Arguments of an endpoint, without sides of any length.

    Args:
        arguments: {name: (shape, dtype)}, shapes with the batch axis.
        element_spec: specs by name, of what is trained on.

    Raises:
        ValueError: a side has any length in training too.
    """
    known = {}
    for name, (shape, dtype) in arguments.items():
        sides = shape[1:]
        if name in element_spec and None in sides:
            trained = element_spec[name].shape
            sides = tuple(a or b for a, b in zip(sides, trained))
        if None in sides:
            raise ValueError(
                "Formats other than SavedModel are of samples of one size: "
                "make the model with `image_size`. Received: "
                f"{name} of shape={shape}"
            )
        known[name] = (shape[0], *sides), dtype
    return known


def convert(filepath, function, arguments, format, verbose=None, **kwargs):
    """Writes one function as a model of another format, by Keras.

    Args:
        filepath: str or path of a file.
        function: of tensors.
        arguments: {name: (shape, dtype)}, shapes with the batch axis.
        format: str, as in `keras.Model.export`.
        verbose: bool.
        **kwargs: of `keras.Model.export`.

    Raises:
        ImportError: a converter is not installed.
    """
    inputs = [
        keras.Input(shape[1:], dtype=dtype, name=name)
        for name, (shape, dtype) in arguments.items()
    ]
    model = keras.Model(
        inputs if len(inputs) > 1 else inputs[0], function(*inputs)
    )
    # Keras exports what was called.
    zeros = [ops.zeros((1, *x.shape[1:]), x.dtype) for x in inputs]
    model(zeros if len(zeros) > 1 else zeros[0])
    try:
        model.export(str(filepath), format=format, verbose=verbose, **kwargs)
    except ImportError as error:
        raise ImportError(
            f"The format needs a converter: pip install "
            f"{_NEEDS.get(format, '(see the error)')}. Received: "
            f"format={format!r}: {error}"
        ) from error


def guard(tensor, spec, name):
    """`tensor`, or an error as its batch is served, for values that the spec
    has not; a sentence of its own, since no value is known before.

    Args:
        tensor: TensorFlow tensor (B, ...).
        spec: `specs.Spec`.
        name: str, of the argument.
    """
    if keras.backend.backend() != "tensorflow":
        return tensor
    import tensorflow as tf

    if not isinstance(tensor, tf.Tensor):
        return tensor
    if spec.bounds is not None:
        low, high = spec.bounds
        inside = ops.all(ops.logical_and(tensor >= low, tensor <= high))
        words = f"with values from {round(low, 2)} to {round(high, 2)}"
    elif tensor.dtype.is_floating:
        inside, words = ops.all(ops.isfinite(tensor)), "of finite numbers"
    else:
        return tensor
    seen = [tf.reduce_min(tensor), "to", tf.reduce_max(tensor)]
    words = f"`{name}` are {spec.kind} {words}. Received: values from"
    check = tf.debugging.Assert(inside, [words, *seen])
    with tf.control_dependencies([check] if check is not None else []):
        return tf.identity(tensor)
