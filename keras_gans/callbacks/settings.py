"""What a saved model was compiled to be, compared with one that is."""

import json
import weakref
import zipfile

import keras

CONFIG = "config.json"  # In a `.keras` file, Keras's;
RATES = "rates.json"  # ours, in those that `Backup` writes.

# What has no part in where a run goes on to.
_IGNORED = {
    "build_config",
    "build_input_shape",
    "module",
    "name",
    "registered_name",
    "seed",
    "shared_object_id",
    "trainable",
}
_NO_GAME = {
    "auto_scale_loss",
    "jit_compile",
    "metrics",
    "run_eagerly",
    "steps_per_execution",
    "weighted_metrics",
}
_BETWEEN_LAYERS = {"inbound_nodes", "input_layers", "output_layers"}
_ASKED = weakref.WeakKeyDictionary()


def read(path):
    """Reads what a `.keras` file says of its model.

    Returns:
        Its config as Keras has written it, and the rates as `asked_rates`
        returns them; {} in a file without.
    """
    with zipfile.ZipFile(path) as file:
        config = json.loads(file.read(CONFIG))
        known = RATES in file.namelist()
        return config, json.loads(file.read(RATES)) if known else {}


def add_rates(path, rates):
    """Adds rates to a `.keras` file."""
    with zipfile.ZipFile(path, "a") as file:
        file.writestr(RATES, json.dumps(rates))


def config_of(model):
    """The config of a model as Keras would write it."""
    return json.loads(json.dumps(keras.saving.serialize_keras_object(model)))


def asked_rates(model):
    """The learning rates that the user has asked for: those with which the
    model was compiled, or which were set between two calls of `fit`, but not
    what a callback has made of them.

    Returns:
        dict: a player to its rate, or to the config of its schedule.
    """
    now = rates(model)
    asked, left = _ASKED.get(model.optimizer, (now, now))
    return asked if now == left else now


def note_rates(model, asked):
    """Notes that `fit` leaves the rates as they are, having been asked for
    others."""
    _ASKED[model.optimizer] = (asked, rates(model))


def rates(model):
    """The learning rates as they are, as `asked_rates` returns them."""
    players = model.optimizer.players
    return {name: _rate(_config(o)) for name, o in players.items()}


def _config(optimizer):
    config = keras.saving.serialize_keras_object(optimizer)
    return json.loads(json.dumps(config))


def _rate(config):
    """The rate in an optimizer's config, or in that of one within it."""
    if "learning_rate" in config:
        return _plain(config["learning_rate"])
    parts = [part for part in config.values() if isinstance(part, dict)]
    return next((r for part in parts if (r := _rate(part)) is not None), None)


def differences(then, now):
    """In what two games differ that one run cannot be both of.

    Learning rates and seeds are left out, and names; so is what only one of
    the two says, as an older version may.

    Args:
        then, now: configs of models.

    Returns:
        A list of strs.
    """
    found = list(_different(_model(then), _model(now), "model"))
    pair = [_compiled(config) for config in (then, now)]
    found += _different(*pair, "", without="learning_rate")
    return [f"{name}={b} (the backup: {a})" for name, a, b in found]


def _model(config):
    return _plain({key: config[key] for key in ("class_name", "config")})


def _compiled(config):
    compiled = config.get("compile_config") or {}
    return _plain({k: v for k, v in compiled.items() if k not in _NO_GAME})


def _plain(value, places=None, between=False):
    """A config without what Keras numbers anew in every process.

    Args:
        value: a config or a part of one.
        places: dict, the names of the layers around it to their places.
        between: bool, whether it says which layer follows on which.
    """
    if isinstance(value, list):
        return [_plain(part, places, between) for part in value]
    if isinstance(value, str):
        return places.get(value, value) if between and places else value
    if not isinstance(value, dict):
        return value
    if value.get("class_name") == "DTypePolicy":
        return value["config"]["name"]
    layers = value.get("layers")
    if isinstance(layers, list) and all("config" in x for x in layers):
        names = [layer["config"].get("name") for layer in layers]
        places = {name: f"layer {i}" for i, name in enumerate(names)}
    return {
        key: _plain(part, places, between or key in _BETWEEN_LAYERS)
        for key, part in value.items()
        if key not in _IGNORED and not key.endswith("_initializer")
    }


def _different(then, now, path, without=None):
    """Triples: where two plain configs differ, and what each has there."""
    if isinstance(then, dict) and isinstance(now, dict):
        if then.get("class_name") != now.get("class_name"):
            yield path, _shown(then), _shown(now)
            return
        for key in then:
            if key in now and key != without:
                inner = path if key == "config" else f"{path}.{key}".lstrip(".")
                yield from _different(then[key], now[key], inner, without)
    elif isinstance(then, list) and isinstance(now, list):
        if len(then) != len(now):
            yield f"len({path})", len(then), len(now)
            return
        for i, pair in enumerate(zip(then, now)):
            yield from _different(*pair, f"{path}[{i}]", without)
    elif then != now:
        yield path, _shown(then), _shown(now)


def _shown(value):
    if isinstance(value, dict):
        return value.get("class_name", value)
    return repr(value) if isinstance(value, str) else value
