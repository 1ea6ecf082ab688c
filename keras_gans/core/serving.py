"""SavedModels: trained networks behind named endpoints."""

import keras
from keras import ops


def to_bytes(images):
    """Images in [-1, 1] as uint8 in [0, 255]."""
    images = ops.round((ops.cast(images, "float32") + 1) * 127.5)
    return ops.cast(ops.clip(images, 0, 255), "uint8")


def export(filepath, endpoints, verbose=None):
    """Writes a SavedModel with the variables that its endpoints use.

    Args:
        filepath: str or path of a folder.
        endpoints: dict: an endpoint's name to its function and the function's
            arguments, {name: (shape, dtype)}. "serving_default" is what
            TensorFlow Serving calls.
        verbose: bool, whether to print the signatures.

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
    for name, (function, arguments) in endpoints.items():
        signature = [
            tf.TensorSpec(shape, dtype, argument)
            for argument, (shape, dtype) in arguments.items()
        ]
        archive.add_endpoint(name, function, signature)
    archive.write_out(filepath, verbose=verbose)
