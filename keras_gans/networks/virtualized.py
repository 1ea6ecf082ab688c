"""Virtual batch normalization in the place of batch normalization."""

import keras

from keras_gans.layers import VirtualBatchNormalization
from keras_gans.layers.virtual_batch_normalization import Reference


def virtual(network, reference):
    """The network with each sample normalised by a fixed batch.

    Args:
        network: `keras.Model`, a graph of layers; it stays as it is.
        reference: array (R, ...), what the network takes: samples of the
            data for a discriminator, latents for a generator; of several
            inputs a list of such. Or shapes (R, ...), of a reference that is
            assigned later, to the `batch` of each `Reference` layer.

    Returns:
        A new `keras.Model` with the same weights elsewhere. It runs the
        reference through all its layers in each call, which costs as much as
        R samples more.

    Raises:
        ValueError: the network has networks among its layers, channels that
            are not its last axis, or other inputs than the reference.
    """
    inner = [x.name for x in network.layers if isinstance(x, keras.Model)]
    parts = reference if isinstance(reference, list) else [reference]
    shapes = [tuple(x.shape) if hasattr(x, "shape") else x for x in parts]
    if len(network.inputs) != len(parts) or inner:
        raise ValueError(
            "Virtual batch normalization is for a network of plain layers, "
            "with a reference of each of its inputs. Received: "
            f"{len(network.inputs)} inputs, {len(parts)} references, networks "
            f"among the layers: {inner}"
        )
    size = shapes[0][0]

    def clone(layer):
        if isinstance(layer, keras.layers.BatchNormalization):
            _check_axis(layer)
            return VirtualBatchNormalization(
                size, layer.epsilon, name=layer.name, dtype=layer.dtype_policy
            )
        return layer.__class__.from_config(layer.get_config())

    inner = keras.models.clone_model(network, clone_function=clone)
    for old in network.layers:
        new = inner.get_layer(old.name)
        if not isinstance(new, VirtualBatchNormalization):
            new.set_weights(old.get_weights())
    inputs = [
        keras.Input(x.shape[1:], name=x.name.split(":")[0])
        for x in network.inputs
    ]
    fronts = []
    for i, (x, shape, part) in enumerate(zip(inputs, shapes, parts)):
        front = Reference(shape, name=f"reference_{i}" if i else "reference")
        fronts.append(front(x))
        if hasattr(part, "shape"):
            front.batch.assign(part)
    outputs = inner(fronts if len(fronts) > 1 else fronts[0])
    drop = Reference(shapes[0], remove=True, dtype="float32", name="dropped")
    outputs = keras.tree.map_structure(drop, outputs)
    inputs = inputs if len(inputs) > 1 else inputs[0]
    return keras.Model(inputs, outputs, name=network.name)


def _check_axis(layer):
    if layer.axis not in (-1, len(layer.input.shape) - 1):
        raise ValueError(
            "Virtual batch normalization is for channels that are the last "
            f"axis. Received: {layer.name} with axis={layer.axis}"
        )
