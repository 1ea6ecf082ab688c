"""How a game is saved: config, its optimizers, own state, SavedModel."""

import contextlib
import inspect
import os
import pathlib

import keras
from keras import ops

from keras_gans.core import presets
from keras_gans.core import serving
from keras_gans.core.files import whole


class SavedGame(keras.Model):
    """What `save`, `load_model`, `save_weights` and `export` do to a game.

    A subclass sets each argument of its `__init__` as an attribute of that
    name, and compiles as `AdversarialModel` does.
    """

    derived = ()  # Arguments that other arguments hold.

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        # What completion and `help` show: all that a variant takes.
        cls.__signature__ = inspect.Signature(_parameters(cls).values())

    lookups = ()  # Layers with a vocabulary that endpoints use.

    def endpoints(self):
        """What `export` writes, a dict: an endpoint's name to its function
        and the function's arguments, {name: (shape, dtype)}."""
        raise NotImplementedError

    def export(self, filepath, format="tf_saved_model", verbose=None, **kwargs):
        """Writes the trained model for others to run.

        Args:
            filepath: str or path: of a folder, for "tf_saved_model"; else of
                a file.
            format: "tf_saved_model", which needs TensorFlow alone to serve and
                has all `endpoints`; or another of `keras.Model.export` ("onnx",
                "litert", ...), which has "serving_default" alone, of samples
                as large as those of training.
            verbose: bool, whether to print the signatures.
            **kwargs: of `keras.Model.export`, for the other formats.

        Raises:
            ImportError: a converter is not installed.
            ValueError: another format, and a size is not known.
            RuntimeError: Keras runs on another backend than TensorFlow.
        """
        if format == "tf_saved_model":
            serving.check_arguments(kwargs)
            serving.export(filepath, self.endpoints(), verbose, self.lookups)
        else:
            function, arguments = self.endpoints()["serving_default"]
            arguments = serving.settled(arguments, self.element_spec)
            serving.convert(
                filepath, function, arguments, format, verbose, **kwargs
            )

    def save(self, filepath, overwrite=True, zipped=None, **kwargs):
        """Writes the whole model to a `.keras` file, or leaves the old one."""
        if str(filepath).endswith((".h5", ".hdf5")):
            raise ValueError(
                "HDF5 cannot hold two optimizers: save as `.keras`, or with "
                f"`save_weights`. Received: filepath={filepath}"
            )
        with _whole(filepath, overwrite and zipped is not False) as path:
            return super().save(path, overwrite, zipped, **kwargs)

    @classmethod
    def from_preset(cls, preset, compile=True, **changes):
        """A trained model of this variant, see `keras_gans.from_preset`.

        Raises:
            ValueError: there is no such preset, or it is of another variant.
        """
        return presets.load(cls, preset, compile, **changes)

    def save_to_preset(
        self,
        path,
        dtype=None,
        title=None,
        license="other",
        data=None,
        figure=None,
        seed=0,
    ):
        """Writes the model as a preset: a folder that `from_preset` reads, and
        the Hugging Face hub shows.

        ```
        config.json, metadata.json     what Keras makes the model of
        model.weights.h5               all networks and averages
        preset.json                    what `keras_gans.presets()` tells
        samples.png                    100 samples of `seed`
        README.md                      a card, unless there is one
        ```

        `keras.saving.load_model("hf://user/model")` reads the first three too.
        Optimizers are left out: `compile` makes new ones.

        Args:
            path: str or path of a folder.
            dtype: "float16" for weights of half the size. Default: as they
                are.
            title: str, of the card. Default: the folder's name.
            license, data, figure: str, for the card: the terms of the weights,
                what they were trained on, and what was measured.
            seed: int.
        """
        presets.save(self, path, dtype, title, license, data, figure, seed)

    def save_weights(self, filepath, overwrite=True, max_shard_size=None):
        """Writes weights, optimizers and seeds, or leaves the old file."""
        with _whole(filepath, overwrite and max_shard_size is None) as path:
            return super().save_weights(path, overwrite, max_shard_size)

    def load_weights(self, filepath, **kwargs):
        """Reads what `save_weights` wrote; a damaged file is refused."""
        try:
            super().load_weights(filepath, **kwargs)
        except OSError as error:
            if not os.path.exists(filepath):
                raise
            raise ValueError(
                f"The file is damaged or holds no weights ({error}). Received: "
                f"filepath={filepath}"
            ) from error

    def get_config(self):
        """Each argument, as the attribute of its name has it.

        Raises:
            ValueError: there is no such attribute.
        """
        names = [
            name
            for name in _parameters(type(self))
            if name not in (*self.derived, "name")
        ]
        missing = [name for name in names if not hasattr(self, name)]
        if missing:
            raise ValueError(
                "A model is made again from its arguments: `__init__` keeps "
                "each as an attribute of the same name, or `get_config` is "
                f"overridden. Received: {type(self).__name__} without the "
                f"attributes {missing}"
            )
        return {"name": self.name} | {
            name: keras.saving.serialize_keras_object(getattr(self, name))
            for name in names
        }

    @classmethod
    def from_config(cls, config, custom_objects=None):
        return cls(
            **keras.saving.deserialize_keras_object(
                config, custom_objects=custom_objects
            )
        )

    def get_compile_config(self):
        if not self.compiled:
            return {}
        return keras.saving.serialize_keras_object(
            {
                "optimizers": dict(self.optimizer.players),
                **self._own_compile_config,
            }
        )

    def compile_from_config(self, config):
        self.compile(**keras.saving.deserialize_keras_object(config))

    def _own_state(self):
        """Variables of the model itself and every seed: Keras saves none of
        the seeds, and a resumed run would replay old noise."""
        foreign = {id(v) for layer in self.layers for v in layer.weights}
        return [v for v in self.variables if id(v) not in foreign]

    def save_own_variables(self, store):
        for i, variable in enumerate(self._own_state()):
            store[str(i)] = ops.convert_to_numpy(variable)

    def load_own_variables(self, store):
        state = self._own_state()
        if len(store.keys()) != len(state):
            raise ValueError(
                f"The file was written by another model: {self.name} has "
                f"{len(state)} variables of its own. Received: "
                f"{len(store.keys())}"
            )
        for i, variable in enumerate(state):
            variable.assign(store[str(i)])


def _parameters(cls):
    """The arguments of a class and of those that it extends, by name: a
    class's own first, then what it passes on."""
    found = {}
    for base in cls.__mro__:
        if base is SavedGame:
            break
        if "__init__" not in vars(base):
            continue
        _, *taken = inspect.signature(base.__init__).parameters.items()
        for name, parameter in taken:
            rest = (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD)
            if parameter.kind not in rest:
                found.setdefault(name, parameter)
    required = inspect.Parameter.empty
    return dict(
        sorted(
            found.items(),
            key=lambda x: (x[1].kind, x[1].default is not required),
        )
    )


def _keep_what_keras_forgets():
    """Lets Keras find again what it reckons at each save.

    Keras 3.15 stores the attributes that it passes over under one name and
    looks for them under another. For an optimizer it makes one each time, of
    which TensorFlow keeps 70 KiB.
    """
    with contextlib.suppress(ImportError):  # Nothing that Keras promises.
        from keras.src.backend.common import global_state as state

        known = state.get_global_attribute("saving_attr_skipset_Optimizer")
        if known is not None:
            state.set_global_attribute("saving_attr_skiplist_Optimizer", known)


@contextlib.contextmanager
def _whole(filepath, one_file):
    """A path to write to, of a file that is whole or not there; what is no
    local file is written as Keras does it."""
    _keep_what_keras_forgets()
    path = pathlib.Path(filepath)
    known = path.name.endswith((".keras", ".weights.h5"))
    if not (one_file and known) or "://" in str(filepath):
        yield filepath
        return
    with whole(path) as part:
        yield part
