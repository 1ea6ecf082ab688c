"""What is drawn, as an array of numbers."""

import numpy as np
from keras import Model
from keras import ops


def take(samples, kind, *shapes):
    """Samples as a numpy array of bools, whole numbers or floats.

    Args:
        samples: array or tensor.
        kind: str, the word for several of them.
        *shapes: tuples of strs, the axes that may be. Default: any from one.

    Raises:
        ValueError: there are none, or they are something else.
    """
    if hasattr(samples, "element_spec") or isinstance(samples, Model):
        raise ValueError(
            f"A picture of {kind} is drawn of an array: of a dataset take "
            "some with `data.take`, of a model draw some with `generate`. "
            f"Received: {type(samples).__name__}"
        )
    samples = np.asarray(ops.convert_to_numpy(samples))
    if samples.dtype.name == "bfloat16":
        samples = samples.astype("float32")
    if samples.dtype.kind not in "biuf":
        raise ValueError(
            f"What is drawn of {kind} is numbers. Received: "
            f"dtype={samples.dtype}"
        )
    if shapes and samples.ndim not in map(len, shapes) or not samples.ndim:
        wanted = " or ".join(f"({', '.join(axes)})" for axes in shapes)
        raise ValueError(
            f"A picture of {kind} is drawn of an array "
            f"{wanted or '(N, ...)'}. Received: shape={samples.shape}"
        )
    if not samples.size:
        raise ValueError(
            f"There are no {kind} to draw. Received: shape={samples.shape}"
        )
    return samples


def floats(samples):
    """The same as float32; what is not finite, or too large, is NaN."""
    with np.errstate(over="ignore"):
        samples = samples.astype("float32")
    return np.where(np.isfinite(samples), samples, np.float32("nan"))
