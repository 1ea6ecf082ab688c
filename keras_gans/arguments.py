"""What an element of a data set must be, said before the first step."""

import warnings

import numpy as np


def check_samples(samples, shape):
    """Refuses samples that do not fit the networks.

    Args:
        samples: a batch, tensor or array.
        shape: tuple, that of one sample: (H, W, C) for images, whose values
            lie in [-1, 1]; anything else (vectors) may have any range.

    Raises:
        ValueError: with what was expected and what came.
    """
    kind = "images" if len(shape) == 3 else "samples"
    if not hasattr(samples, "shape") or not hasattr(samples, "dtype"):
        raise ValueError(
            f"An element of the data is a batch of {kind}, or a tuple that "
            "begins with one; map a dictionary to that first. Received: "
            f"element={describe(samples)}"
        )
    samples = np.asarray(samples)
    if not (
        np.issubdtype(samples.dtype, np.floating)
        or samples.dtype.name == "bfloat16"
    ):
        raise ValueError(
            f"The {kind} are floating point numbers"
            f"{_SCALING if len(shape) == 3 else ''}. Received: "
            f"dtype={samples.dtype}"
        )
    if not _fits(samples.shape[1:], shape):
        raise ValueError(
            f"A batch of {kind} has the shape {_batch(shape)}, that of the "
            f"networks. Received: shape={_batch(samples.shape[1:])}"
            + (" (a batch axis is missing)" if samples.shape == shape else "")
        )
    if samples.size == 0:
        raise ValueError(
            f"A batch holds at least one sample. Received: "
            f"shape={samples.shape}"
        )
    low, high = float(np.min(samples)), float(np.max(samples))
    if not np.isfinite([low, high]).all():
        raise ValueError(
            f"The {kind} are finite numbers. Received: NaN or infinity among "
            f"shape={samples.shape}"
        )
    if len(shape) == 3:
        _check_range(low, high)


_SCALING = " in [-1, 1] (bytes / 127.5 - 1)"


def _check_range(low, high):
    if low < -1.001 or high > 1.001:
        raise ValueError(
            "Images have values in [-1, 1] (bytes / 127.5 - 1). Received: "
            f"values from {low:.4g} to {high:.4g}"
        )
    if low >= 0 and high > 0:
        warnings.warn(
            "No value of the first batch is negative. Images have values in "
            "[-1, 1]; those in [0, 1] need 2 * images - 1. Received: values "
            f"from {low:.4g} to {high:.4g}",
            stacklevel=6,
        )


def _fits(found, wanted):
    return len(found) == len(wanted) and all(
        want in (None, have) for want, have in zip(wanted, found)
    )


def _batch(shape):
    return _shape(("B", *shape))


def _shape(shape):
    sides = ["any" if n is None else str(n) for n in shape]
    return f"({', '.join(sides)}{',' * (len(sides) == 1)})"


def describe(element):
    """What an element of the data is, in words."""
    if isinstance(element, dict):
        return f"dict of {sorted(element)}"
    if isinstance(element, (tuple, list)):
        return f"({', '.join(map(describe, element))})"
    if hasattr(element, "shape"):
        return f"array {_shape(element.shape)}"
    return type(element).__name__


def check_packing(samples, packing):
    """Refuses a batch that holds no whole pack.

    Raises:
        ValueError: it holds fewer samples than one.
    """
    if samples.shape[0] < packing:
        raise ValueError(
            f"The discriminator judges {packing} samples together (`packing`),"
            " so a batch holds at least as many. Received: a batch of "
            f"{samples.shape[0]}"
        )


def check_labels(
    labels, n, shape, num_classes=None, unknown=False, what="label"
):
    """Refuses labels that do not fit their samples or the networks.

    Args:
        labels: a batch, tensor or array.
        n: int, the samples they belong to.
        shape: tuple, that of one label, () for classes.
        num_classes: int, of classes.
        unknown: bool, whether -1 stands for a class that is not known.
        what: str, their name in what is said.

    Raises:
        ValueError: with what was expected and what came.
    """
    labels = np.asarray(labels)
    if labels.shape[:1] != (n,) or not _fits(labels.shape[1:], shape):
        raise ValueError(
            f"There is a {what} of the shape {_shape(shape)} for each of {n} "
            f"samples{_hint(labels.shape, n, shape)}. Received: {what}s of "
            f"shape={labels.shape}"
        )
    if num_classes is None:
        if not np.issubdtype(labels.dtype, np.number) or not np.all(
            np.isfinite(labels)
        ):
            raise ValueError(
                f"{what.capitalize()}s are finite numbers. Received: "
                f"dtype={labels.dtype}, or NaN or infinity among them"
            )
        if len(shape) == 3 and np.abs(labels).max() > 1.001:
            warnings.warn(
                "Labels that are pictures have values in [-1, 1], as the "
                "samples have (bytes / 127.5 - 1). Received: values from "
                f"{labels.min():.4g} to {labels.max():.4g}",
                stacklevel=6,
            )
        return
    if not np.issubdtype(labels.dtype, np.integer):
        raise ValueError(
            "Class labels are whole numbers. Received: labels of "
            f"dtype={labels.dtype}"
        )
    if labels.min() < -int(unknown) or labels.max() >= num_classes:
        raise ValueError(
            f"Class labels lie in 0 ... {num_classes - 1} (`num_classes` is "
            f"{num_classes}){', or are -1 where unknown' * unknown}. "
            f"Received: labels from {labels.min()} to {labels.max()}"
        )


def _hint(found, n, shape):
    if shape != () or found[:1] != (n,) or len(found) != 2:
        return ""
    if found[1] == 1:
        return ": take labels[:, 0]"
    return ", a number: np.argmax(labels, axis=-1) of one-hot rows"


def spread_labels(labels, n, shape):
    """One label for all of n samples, or one each, as an array (n, *shape).

    Raises:
        ValueError: there are none, or of another shape.
    """
    if labels is None:
        raise ValueError(
            f"The generator is told labels of the shape {shape}: pass "
            "`labels`. Received: labels=None"
        )
    labels = np.asarray(labels)
    return (
        np.broadcast_to(labels, (n, *labels.shape))
        if _fits(labels.shape, shape)
        else labels
    )


def check_range(bounds, name):
    """Refuses bounds that are not (low, high)."""
    if np.shape(bounds) != (2,) or not bounds[0] < bounds[1]:
        raise ValueError(
            f"`{name}` is a pair of numbers, the lower first. Received: "
            f"{name}={bounds!r}"
        )


def check_count(n, name="n"):
    """A whole number as an int; Keras takes no numpy integers for sizes.

    Raises:
        ValueError: it is none from 1.
    """
    if isinstance(n, bool) or not isinstance(n, (int, np.integer)) or n < 1:
        raise ValueError(
            f"`{name}` is a whole number from 1. Received: {name}={n!r}"
        )
    return int(n)


def check_seed(seed):
    """Refuses a seed that is no whole number."""
    if isinstance(seed, bool) or not isinstance(seed, (int, np.integer)):
        raise ValueError(f"`seed` is a whole number. Received: seed={seed!r}")
