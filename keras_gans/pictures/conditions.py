"""Sheets of what a generator makes of what it is told."""

import numpy as np
from keras import ops

from keras_gans import arguments
from keras_gans.pictures import sheets


def label_sheet(model, labels, rows=8, seed=0):
    """A sheet with a label a column and a latent a row.

    A label is what the generator is told: a class, a vector, an image.

    Args:
        model: whose generator is told something.
        labels: array (N, ...), one a column, of the first thing that
            `model.given` names; or a dict of such arrays by name.
        rows: int.
        seed: int, of the latents.

    Returns:
        uint8 array (height, width, 3).

    Raises:
        ValueError: the generator is told nothing, or something else.
    """
    rows = arguments.check_count(rows, "rows")
    given, columns = _named(model, labels)
    told = model.conditions(columns, **given)
    turns = np.arange(rows) % columns
    inputs = model.inputs_for(
        rows, seed, **{name: x[turns] for name, x in told.items()}
    )
    inputs = inputs if isinstance(inputs, (list, tuple)) else [inputs]
    latents = inputs[: len(inputs) - len(model.given)]
    inputs = [
        np.repeat(ops.convert_to_numpy(x), columns, axis=0) for x in latents
    ] + [np.concatenate([told[name]] * rows) for name in model.given]
    samples = model.predict(inputs if len(inputs) > 1 else inputs[0], verbose=0)
    return model.sample_spec.draw(samples, columns)


def _named(model, labels):
    """What is told, a dict by name, and how many of it."""
    if not model.given:
        raise ValueError(
            "A sheet of labels is drawn of a model whose generator takes "
            f"labels. Received: {type(model).__name__}"
        )
    if not isinstance(labels, dict):
        labels = {next(iter(model.given)): labels}
    counts = {len(x) if np.ndim(x) else 0 for x in labels.values()}
    if len(counts) != 1 or counts == {0}:
        raise ValueError(
            "A sheet has at least one label, one a column. Received: labels of "
            f"shapes {[np.shape(x) for x in labels.values()]}"
        )
    return labels, counts.pop()


def code_sheet(model, code, values, rows=5, seed=0):
    """A grid with a value of one code a column, all else alike in a row.

    Args:
        model: an InfoGAN.
        code: int, which of its codes.
        values: list of category numbers or values, one a column.
        rows: int.
        seed: int, of the latents and the other codes.

    Returns:
        uint8 array (height, width, 3).
    """
    drawn = model.draw_codes(rows, model.fixed_seed(rows, seed))
    codes = np.repeat(ops.convert_to_numpy(drawn), len(values), axis=0)
    codes[:, code] = np.concatenate([values] * rows)
    model.check_codes(codes, len(codes))
    latents = [
        model.latents(1, model.fixed_seed(1, seed + i // len(values)), row)
        for i, row in enumerate(codes[:, None])
    ]
    latents = np.concatenate([ops.convert_to_numpy(x) for x in latents])
    return sheets.grid(model.predict(latents, verbose=0), len(values))
