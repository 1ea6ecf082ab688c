"""What a model and its callbacks do with the metrics they are given."""

import keras


def get(identifiers):
    """A list of metrics, from what `compile` takes.

    Args:
        identifiers: None, or one or several of what `keras.metrics.get`
            takes.
    """
    metrics = [keras.metrics.get(i) for i in keras.tree.flatten(identifiers)]
    return [
        metric
        if isinstance(metric, keras.metrics.Metric)
        else keras.metrics.MeanMetricWrapper(metric)
        for metric in metrics
        if metric is not None
    ]


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
