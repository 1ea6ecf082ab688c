"""MODEL of a command line: a preset, a file, the folder of a run."""

import difflib
import pathlib

import keras

from keras_gans.core import presets


def load(name):
    """The model that a word of the command line names.

    Args:
        name: str: a preset's name, a `.keras` file, the folder of a preset or
            of a run, hf://user/model.

    Raises:
        ValueError: there is none.
    """
    path = pathlib.Path(name)
    if path.is_dir():
        for file in ("best.keras", "last.keras"):
            if (path / file).is_file():
                return _of_file(path / file)
        if not (path / presets.CONFIG).is_file():
            raise ValueError(
                "The folder of a run holds last.keras, that of a preset "
                f"{presets.CONFIG}. Received: {name}, which has neither"
            )
    if path.is_file():
        return _of_file(path)
    if path.suffix == ".keras" or "/" in name.removeprefix("hf://").strip("/"):
        if not name.startswith("hf://") and not path.exists():
            raise ValueError(near_path(path))
    return presets.from_preset(name)


def _of_file(path):
    if path.suffix != ".keras":
        raise ValueError(f"A model is a .keras file. Received: {path}")
    model = keras.saving.load_model(path)
    if not hasattr(model, "endpoints"):
        raise ValueError(
            f"The file holds no model of keras_gans. Received: {path} with a "
            f"{type(model).__name__}"
        )
    return model


def near_path(path):
    """A sentence for a path that is not there, with the nearest that is."""
    beside = []
    if path.parent.is_dir():
        beside = [x.name for x in path.parent.iterdir()]
    near = difflib.get_close_matches(path.name, beside, 1)
    return (
        f"There is no {path}"
        f"{''.join(f'; {path.parent / x} is near' for x in near)}."
    )
