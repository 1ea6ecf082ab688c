"""Virtual batch normalization in the place of batch normalization."""

import keras

from keras_gans.layers import VirtualBatchNormalization
from keras_gans.layers.virtual_batch_normalization import Reference


def virtual(network, reference):
    """The network with each sample normalised by a fixed batch.

    Args:
        network: `keras.Model` of one input, a graph of layers; it stays as
            it is.
        reference: array (R, ...), what the network takes: samples of the
            data for a discriminator, latents for a generator.

    Returns:
        A new `keras.Model` with the same weights elsewhere. It runs the
        reference through all its layers in each call, which costs as much as
        R samples more.

    Raises:
        ValueError: the network has several inputs, networks among its
            layers, or channels that are not its last axis.
    """
    inner = [x.name for x in network.layers if isinstance(x, keras.Model)]
    if len(network.inputs) != 1 or inner:
        raise ValueError(
            "Virtual batch normalization is for a network of one input and "
            f"plain layers. Received: {len(network.inputs)} inputs, networks "
            f"among the layers: {inner}"
        )
    size = len(reference)

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
    inputs = keras.Input(network.input_shape[1:], name="inputs")
    front = Reference(reference.shape, name="reference")
    outputs = inner(front(inputs))
    front.batch.assign(reference)
    drop = Reference(
        reference.shape, remove=True, dtype="float32", name="dropped"
    )
    outputs = keras.tree.map_structure(drop, outputs)
    return keras.Model(inputs, outputs, name=network.name)


def _check_axis(layer):
    if layer.axis not in (-1, len(layer.input.shape) - 1):
        raise ValueError(
            "Virtual batch normalization is for channels that are the last "
            f"axis. Received: {layer.name} with axis={layer.axis}"
        )
