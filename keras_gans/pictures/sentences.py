"""Sheets of what a generator makes of sentences."""

import textwrap

import numpy as np
from keras import ops

from keras_gans import arguments
from keras_gans.pictures import arrays
from keras_gans.pictures import sheets
from keras_gans.specs.sentences import written

_WIDE = 34  # Letters of a line.
_LETTER = 6  # Pixels.
_LINE = 14
_LEAST = 64  # Pixels of a picture's side, so that words have room beside it.


def sentence_sheet(model, sentences, columns=8, seed=0, **given):
    """A sheet with a sentence a row, written beside it, and a latent a column.

    Args:
        model: whose generator is told sentences.
        sentences: list of str.
        columns: int.
        seed: int, of the latents.
        **given: what else it is told, one for all sentences or one each.

    Returns:
        uint8 array (height, width, 3).

    Raises:
        ValueError: there is no sentence, or the model is told none.
    """
    words = written(sentences)
    if not words:
        raise ValueError(
            "A sheet has at least one sentence, a list of str. Received: "
            f"sentences={sentences!r}"
        )
    columns = arguments.check_count(columns, "columns")
    told = model.conditions(len(words), text=words, **given)
    first = {name: x[:1].repeat(columns, axis=0) for name, x in told.items()}
    drawn = _drawn(model, columns, seed, first)
    inputs = [np.concatenate([x] * len(words)) for x in drawn]
    inputs += [np.repeat(told[name], columns, axis=0) for name in model.given]
    samples = model.predict(inputs, verbose=0)
    return _written(samples, words, columns)


def sentence_walk(model, first, last, steps=8, rows=4, seed=0, **given):
    """A sheet of what lies between two sentences, a latent a row.

    Args:
        model: whose generator is told sentences.
        first, last: str.
        steps: int, columns, the first and the last of which are what the
            sentences say.
        rows: int.
        seed: int, of the latents.
        **given: what else it is told, one for all.

    Returns:
        uint8 array (height, width, 3).
    """
    steps = arguments.check_count(steps, "steps")
    rows = arguments.check_count(rows, "rows")
    told = model.conditions(2, text=[first, last], **given)
    one = {name: x[:1].repeat(rows, axis=0) for name, x in told.items()}
    drawn = _drawn(model, rows, seed, one)
    ends = ops.convert_to_numpy(model.read_words(ops.array(told["text"])))
    share = np.linspace(0, 1, steps, dtype="float32")[:, None]
    told["text"] = (1 - share) * ends[:1] + share * ends[1:]
    inputs = [np.repeat(x, steps, axis=0) for x in drawn]
    for name in model.given:
        x = told[name] if name == "text" else told[name][:1].repeat(steps, 0)
        inputs.append(np.concatenate([x] * rows))
    samples = model([ops.array(x) for x in inputs])
    return sheets.grid(ops.convert_to_numpy(samples), steps)


def _drawn(model, n, seed, told):
    """The latents of `n` samples, a list of arrays."""
    inputs = model.inputs_for(n, seed, **told)
    inputs = inputs if isinstance(inputs, (list, tuple)) else [inputs]
    return inputs[: len(inputs) - len(model.given)]


def _written(samples, words, columns):
    """Rows of pictures with their words at the left of them."""
    from PIL import Image
    from PIL import ImageDraw

    samples = arrays.take(samples, "samples", ("N", "H", "W", "C"))
    times = -(-_LEAST // samples.shape[1])
    samples = samples.repeat(times, axis=1).repeat(times, axis=2)
    rows = []
    for start, sentence in enumerate(words):
        row = samples[start * columns : (start + 1) * columns]
        row = sheets.grid(row, columns)
        panel = Image.new("RGB", (_WIDE * _LETTER, row.shape[0]), "white")
        lines = textwrap.wrap(sentence, _WIDE)[: row.shape[0] // _LINE]
        draw = ImageDraw.Draw(panel)
        for i, line in enumerate(lines):
            draw.text((4, 2 + _LINE * i), line, fill="black")
        rows.append(np.concatenate([np.asarray(panel), row], axis=1))
    return np.concatenate(rows)
