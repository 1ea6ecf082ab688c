"""Trained games as folders: those that come along, yours, those of a hub."""

import difflib
import json
import pathlib
import shutil
import tempfile

import keras
import numpy as np

from keras_gans.core.files import whole

CONFIG, WEIGHTS = "config.json", "model.weights.h5"
ABOUT = "preset.json"
_HUB = "hf://"
# Under which Keras finds what a compiled model keeps.
_OPTIMIZERS = ("optimizer", "d_optimizer", "g_optimizer")
# What was shown of late, of `layers.ImagePool`: a preset begins without.
_SHOWN = "image_pool"

_CARD = """---
library_name: keras
license: {license}
tags:
- keras_gans
- gan
---

# {title}

![samples](samples.png)

Samples as they come, none picked.

| | |
|---|---|
| Variant | `keras_gans.{variant}` |
| Parameters | {parameters:,} |
| Samples | {shape} |
{rows}
```python
import keras_gans

gan = keras_gans.from_preset({path!r})
samples = gan.generate(16, seed=0)
gan.fit(data, epochs=10)  # Goes on, with the optimizers of its paper.
```
"""


def folder():
    """Where the presets lie that come with the package."""
    package = pathlib.Path(__file__).parent.parent
    # Installed, the folder lies in the package; in a clone beside it.
    for place in (package, package.parent):
        if (place / "saved_models").is_dir():
            return place / "saved_models"
    return package / "saved_models"


def presets():
    """What comes with the package, a dict by name; in a clone of the
    repository those too that the installed package leaves out.

    Of each a dict: "variant", "samples" (their shape), "data", "figure",
    "license" and "megabytes".

    ```python
    for name, about in keras_gans.presets().items():
        print(name, about["figure"])
    gan = keras_gans.from_preset("dcgan_mnist")
    ```
    """
    found = {}
    for path in sorted(folder().glob(f"*/{ABOUT}")):
        about = json.loads(path.read_text(encoding="utf-8"))
        size = (path.parent / WEIGHTS).stat().st_size / 1e6
        found[path.parent.name] = {**about, "megabytes": round(size, 1)}
    return found


def from_preset(preset, compile=True, **changes):
    """A trained model, which makes samples and trains on.

    ```python
    gan = keras_gans.from_preset("dcgan_mnist")
    digits = gan.generate(16, seed=0)

    few = keras_gans.augmentation.DiffAugment()
    gan = keras_gans.from_preset("dcgan_mnist", augmentation=few)
    gan.fit(images, epochs=10)
    ```

    Args:
        preset: str: the name of one that comes with the package (`presets`
            lists them), the path of a folder that `save_to_preset` wrote, or
            "hf://user/model", of the Hugging Face hub.
        compile: bool, whether it is compiled with its paper's optimizers.
        **changes: arguments of the variant that are to be others than those of
            the preset: augmentation, critic_steps, gamma, ...

    Returns:
        A model of its variant. Its optimizers are new, and so are its averages
        from the first round of `fit` on.

    Raises:
        ImportError: the hub's client is not installed.
        ValueError: there is no such preset, or no such argument, or its
            weights do not fit what is changed.
    """
    return load(keras.Model, preset, compile, **changes)


def load(cls, preset, compile=True, **changes):
    """The same of one class, or an error."""
    gan = keras.saving.load_model(_found(preset), compile=False)
    if not isinstance(gan, cls):
        raise ValueError(
            f"The preset is of another variant: {type(gan).__name__}, as "
            f"keras_gans.from_preset makes it. Received: preset={preset!r} for "
            f"{cls.__name__}"
        )
    if changes:
        gan = changed(gan, changes)
    else:
        _average_anew(gan)
    if compile:
        gan.compile()
    return gan


def changed(gan, changes):
    """A model of the same weights, of which some arguments are others.

    Args:
        gan: `AdversarialModel`.
        changes: dict, arguments of its class by name.

    Raises:
        ValueError: see `from_preset`.
    """
    config = gan.get_config()
    for name in set(changes) - set(config):
        near = difflib.get_close_matches(name, config, 1)
        raise ValueError(
            f"{type(gan).__name__} takes {', '.join(config)}. Received: {name}"
            f"{''.join(f', which is near {x}' for x in near)}"
        )
    config |= keras.saving.serialize_keras_object(changes)
    again = type(gan).from_config(config)
    old, new = (_weights_beside(model, changes) for model in (gan, again))
    if [x.shape for x in old] != [x.shape for x in new]:
        raise ValueError(
            f"The weights of a trained {type(gan).__name__} do not fit "
            "another network, nor averages that were not kept. Received: "
            f"{', '.join(f'{k}={v!r}' for k, v in changes.items())}"
        )
    for mine, theirs in zip(new, old):
        mine.assign(theirs)
    _average_anew(again)
    return again


def _average_anew(gan):
    # Averages over thousands of rounds would hide the first hundreds of
    # others, on other pictures.
    if gan.ema_momentum is not None:
        gan.rounds_averaged.assign(0)


def _weights_beside(gan, names):
    """Its weights, without those of the arguments of these names."""
    others = keras.tree.flatten([getattr(gan, name) for name in names])
    others = {id(v) for x in others for v in getattr(x, "weights", ())}
    return [v for v in gan.weights if id(v) not in others]


def _found(preset):
    """The folder or address of a preset, as Keras reads it."""
    name = str(preset)
    if name.startswith(_HUB):
        try:
            import huggingface_hub  # noqa: F401
        except ImportError as error:
            raise ImportError(
                "Models of the Hugging Face Hub are had through its client: "
                f"pip install 'keras_gans[hub]'. Received: preset={name!r}"
            ) from error
        return name
    for path in (pathlib.Path(name), folder() / name):
        if (path / CONFIG).is_file():
            return str(path)
    known = list(presets())
    near = difflib.get_close_matches(name, known, 1)
    raise ValueError(
        f"A preset is one of {known}, a folder that `save_to_preset` wrote, or "
        f"hf://user/model. Received: {name!r}"
        f"{''.join(f', which is near {n!r}' for n in near)}"
    )


def save(
    gan,
    path,
    dtype=None,
    title=None,
    license="other",
    data=None,
    figure=None,
    seed=0,
):
    """See `AdversarialModel.save_to_preset`."""
    path = pathlib.Path(path)
    if dtype not in (None, "float16", "float32"):
        raise ValueError(
            '`dtype` is "float16", or None for weights as they are. Received: '
            f"dtype={dtype!r}"
        )
    path.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path) as made:
        gan.save(made, zipped=False)
        made = pathlib.Path(made)
        config = json.loads((made / CONFIG).read_text())
        config["compile_config"] = {}
        _slim(made / WEIGHTS, path / WEIGHTS, dtype or "float32")
        (path / CONFIG).write_text(json.dumps(config) + "\n")
        _replace(made / "metadata.json", path / "metadata.json")
        if any((made / "assets").rglob("*.*")):  # Vocabularies.
            _replace(made / "assets", path / "assets")
    about = {
        "variant": type(gan).__name__,
        "samples": list(gan.sample_spec.shape),
        "data": data,
        "figure": figure,
        "license": license,
    }
    (path / ABOUT).write_text(json.dumps(about, indent=1) + "\n")
    _draw(gan, path / "samples.png", seed)
    if not (path / "README.md").exists():
        rows = {"Data": data, "Figure": figure, "Terms": license}
        (path / "README.md").write_text(
            _CARD.format(
                title=title or path.name,
                license=license,
                variant=type(gan).__name__,
                parameters=gan.count_params(),
                shape=tuple(gan.sample_spec.shape),
                rows="".join(f"| {k} | {v} |\n" for k, v in rows.items() if v),
                path=str(path),
            )
        )


def _slim(source, target, dtype):
    """The weights of an HDF5 file without those of optimizers and pools,
    floats in another type."""
    import h5py

    with h5py.File(source) as old, whole(target) as part:
        with h5py.File(part, "w") as new:

            def copy(name, item):
                if name.split("/")[0] in _OPTIMIZERS:
                    return
                if isinstance(item, h5py.Group):
                    group = new.require_group(name)
                    group.attrs.update(item.attrs)
                    return
                value = item[()]
                if np.issubdtype(value.dtype, np.floating):
                    value = value.astype(dtype)
                if f"/{_SHOWN}" in name:
                    value = np.zeros_like(value)
                packed = {}
                if value.size > 1:
                    packed = {"compression": "gzip", "shuffle": True}
                    packed["chunks"] = value.shape
                new.create_dataset(name, data=value, **packed)

            new.attrs.update(old.attrs)
            old.visititems(copy)


def _replace(source, target):
    if target.is_dir():
        shutil.rmtree(target)
    shutil.move(source, target)


def _draw(gan, path, seed):
    """A hundred samples, where the model needs to be told nothing for it."""
    from PIL import Image

    try:
        samples = gan.generate(100, seed=seed)
    except ValueError:  # It translates what it is given, or is told in words.
        return
    Image.fromarray(gan.sample_spec.draw(samples, 10)).save(path)
