"""What a model and its callbacks do with the metrics they are given."""

import re

import keras

from keras_gans.metrics.protocol import SampleMetric

# Of Keras's own, what compares two arrays of the same shape.
_PAIRWISE = (
    "concordancecorrelation",
    "cosinesimilarity",
    "huber",
    "logcosh",
    "logcosherror",
    "meanabsoluteerror",
    "meanabsolutepercentageerror",
    "meanmetricwrapper",
    "meansquarederror",
    "meansquaredlogarithmicerror",
    "pearsoncorrelation",
    "r2score",
    "rootmeansquarederror",
)
# Names of the field that are not among the `quantities` of a metric.
_ALSO = {
    "is": "ClassifierScore",
    "inceptionscore": "ClassifierScore",
    "ssim": "MultiscaleSSIM",
    "swd": "SlicedWassersteinDistance",
}
_EXAMPLES = {
    "centers": "centers",
    "dim": "2",
    "features": '"mnist"',
    "image_shape": "(32, 32, 3)",
    "shape": "(28, 28, 1)",
}


def get(identifiers, losses=()):
    """A list of metrics, from what `compile` takes.

    Args:
        identifiers: None, or one or several metrics of (real, generated)
            samples, functions of the two, or Keras's names of these.
        losses: strs, the names that are taken.

    Raises:
        ValueError: a metric compares labels with predictions, is named where
            its settings matter, or would be logged under another's name.
    """
    metrics = [
        _get(identifier)
        for identifier in keras.tree.flatten(identifiers)
        if identifier is not None
    ]
    check_names([*losses, *result_names(metrics)])
    return metrics


def check_names(names):
    """Refuses metrics of which two are logged under one name.

    Raises:
        ValueError: they are.
    """
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(
            "Each metric is logged under a name of its own: give it a `name`, "
            "or write a function with `def`. Received: several metrics of "
            f"name={', '.join(twice)}"
        )


def _get(identifier):
    meant = _meant(identifier)
    if meant:
        raise ValueError(
            "A metric of samples is given as an object, since its settings "
            f"belong to the figure: keras_gans.metrics.{meant.__name__}("
            f"{_EXAMPLES[meant.features_argument]}, ...). "
            f"Received: metrics={_said(identifier)}"
        )
    try:
        metric = keras.metrics.get(identifier)
    except ValueError:
        metric = None
    if metric is None or _of_labels(metric):
        raise ValueError(
            "Metrics compare real with generated samples, not labels with "
            "predictions. Of keras_gans.metrics, "
            'NearestNeighborAccuracy("mnist", ...) says how well the two can '
            'be told apart, FrechetDistance("mnist", ...) how far they are '
            'from each other, LabelAgreement("mnist", ...) whether generated '
            "samples show the labels they were told; a function of (real, "
            f"fake) will do, too. Received: metrics={_said(identifier)}"
        )
    if not isinstance(metric, keras.metrics.Metric):
        return keras.metrics.MeanMetricWrapper(metric, name=_name(metric))
    if isinstance(identifier, str):
        metric.name = identifier  # As Keras logs it.
    return metric


def _meant(identifier):
    """The class of ours that a name, or the class itself, stands for."""
    known = list(_subclasses(SampleMetric))
    if isinstance(identifier, type):
        return identifier if identifier in known else None
    if not isinstance(identifier, str):
        return None
    # "fid5k_mnist" as well.
    name = re.split(r"\d", identifier.lower())[0].replace("_", "")
    for cls in known:
        names = [q.replace("_", "") for q in cls.quantities]
        if name in (cls.__name__.lower(), *names):
            return cls
        if cls.__name__ == _ALSO.get(name):
            return cls
    return None


def _subclasses(cls):
    for found in cls.__subclasses__():
        yield found
        yield from _subclasses(found)


def _of_labels(metric):
    """Whether it is one of Keras's that reads (labels, predictions)."""
    named = metric if hasattr(metric, "__name__") else type(metric)
    if (named.__module__ or "").split(".")[0] != "keras":
        return False
    return named.__name__.replace("_", "").lower() not in _PAIRWISE


def _name(function):
    function = getattr(function, "func", function)  # of a partial one
    return (
        getattr(function, "name", None)
        or getattr(function, "__name__", None)
        or type(function).__name__
    )


def _said(identifier):
    return getattr(identifier, "__name__", None) or repr(identifier)


def result_names(metrics):
    """The names under which metrics will be logged."""
    return [
        name
        for metric in metrics
        for name in getattr(metric, "result_names", [metric.name])
    ]


def check_count(metrics, **counts):
    """Refuses data that hold fewer samples than a metric's name says.

    Args:
        metrics: list of metrics.
        **counts: ints, samples of a side ("real", "fake") that can come; None
            if unknown.
    """
    for metric in metrics:
        for places in getattr(metric, "_places", []):
            count = counts.get(places.side)
            if count is not None and count < places.wanted:
                raise metric._too_few(places.side, count, places.wanted)


def told(metric, **labels):
    """What of the labels a metric wants, by the names of `update_state`.

    Args:
        metric: a metric.
        **labels: arrays (B,) of a side ("real", "fake"); None where there are
            none.
    """
    if not getattr(metric, "takes_labels", False):
        return {}
    return {
        f"{side}_labels": values
        for side, values in labels.items()
        if values is not None and side in metric.sides
    }


def results(metrics):
    """A dict of what metrics found, by the names of `result_names`."""
    found = {}
    for metric in metrics:
        result = metric.result()
        if not isinstance(result, dict):
            result = {metric.name: result}
        found.update(result)
    return found
