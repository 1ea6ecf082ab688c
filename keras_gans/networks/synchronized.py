"""Batch normalization over the batches of all replicas."""

import keras


def synchronize(network):
    """Lets BatchNormalization layers normalize over all replicas.

    Under `tf.distribute` a replica otherwise normalizes its own part of the
    batch, which for small parts is a noisier game. Costs two sums over the
    replicas a layer; for the TensorFlow backend.

    Args:
        network: `keras.Model`, changed in place, before `compile`.

    Returns:
        The network.

    Raises:
        ValueError: it has no such layer.
    """
    layers = [
        layer
        for layer in network._flatten_layers()
        if isinstance(layer, keras.layers.BatchNormalization)
    ]
    if not layers:
        raise ValueError(
            "There is no BatchNormalization to synchronize. Received: "
            f"network={network.name}"
        )
    for layer in layers:
        layer.synchronized = True
    return network
