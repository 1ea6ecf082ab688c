"""What an element of a data set must be, said before the first step."""

import warnings

import keras
import numpy as np


def check_samples(samples, shape):
    """Refuses samples that do not fit the networks.

    Args:
        samples: a batch, tensor or array.
        shape: tuple, that of one sample: (H, W, C) for images, whose values
            lie in [-1, 1]; anything else (vectors) may have any range.

    Raises:
        ValueError: with what was expected and what came.
    """
    kind = "images" if len(shape) == 3 else "samples"
    if not hasattr(samples, "shape") or not hasattr(samples, "dtype"):
        raise ValueError(
            f"An element of the data is a batch of {kind}, or a tuple that "
            "begins with one; map a dictionary to that first. Received: "
            f"element={_describe(samples)}"
        )
    samples = np.asarray(samples)
    if not (
        np.issubdtype(samples.dtype, np.floating)
        or samples.dtype.name == "bfloat16"
    ):
        raise ValueError(
            f"The {kind} are floating point numbers"
            f"{_SCALING if len(shape) == 3 else ''}. Received: "
            f"dtype={samples.dtype}"
        )
    if samples.ndim != len(shape) + 1 or any(
        want not in (None, have) for want, have in zip(shape, samples.shape[1:])
    ):
        raise ValueError(
            f"A batch of {kind} has the shape {_batch(shape)}, that of the "
            f"networks. Received: shape={_batch(samples.shape[1:])}"
            + (" (a batch axis is missing)" if samples.shape == shape else "")
        )
    if samples.size == 0:
        raise ValueError(
            f"A batch holds at least one sample. Received: "
            f"shape={samples.shape}"
        )
    low, high = float(np.min(samples)), float(np.max(samples))
    if not np.isfinite([low, high]).all():
        raise ValueError(
            f"The {kind} are finite numbers. Received: NaN or infinity among "
            f"shape={samples.shape}"
        )
    if len(shape) == 3:
        _check_range(low, high)


_SCALING = " in [-1, 1] (bytes / 127.5 - 1)"


def _check_range(low, high):
    if low < -1.001 or high > 1.001:
        raise ValueError(
            "Images have values in [-1, 1] (bytes / 127.5 - 1). Received: "
            f"values from {low:.4g} to {high:.4g}"
        )
    if low >= 0 and high > 0:
        warnings.warn(
            "No value of the first batch is negative. Images have values in "
            "[-1, 1]; those in [0, 1] need 2 * images - 1. Received: values "
            f"from {low:.4g} to {high:.4g}",
            stacklevel=6,
        )


def _batch(shape):
    return f"(B, {', '.join(str(n) for n in shape)})".replace("None", "any")


def _describe(element):
    if isinstance(element, dict):
        return f"dict of {sorted(element)}"
    return type(element).__name__


def check_packing(samples, packing):
    """Refuses a batch that holds no whole pack.

    Raises:
        ValueError: it holds fewer samples than one.
    """
    if samples.shape[0] < packing:
        raise ValueError(
            f"The discriminator judges {packing} samples together (`packing`),"
            " so a batch holds at least as many. Received: a batch of "
            f"{samples.shape[0]}"
        )


def check_networks(generator, discriminator, latent_dim, packing=1):
    """Refuses networks that do not fit each other.

    Raises:
        ValueError: one is not built, or a shape differs from its partner's.
    """
    for role, network in [
        ("generator", generator),
        ("discriminator", discriminator),
    ]:
        if not isinstance(network, keras.Model) or not getattr(
            network, "inputs", None
        ):
            raise ValueError(
                f"The {role} is a functional or sequential keras.Model that "
                f"begins with a keras.Input. Received: {role}={network}"
            )
    if sample_shape(generator) != (latent_dim,):
        raise ValueError(
            f"The generator takes latents (B, latent_dim). Received: "
            f"latent_dim={latent_dim}, generator.input_shape="
            f"{generator.input_shape}"
        )
    made, judged = generator.output_shape[1:], sample_shape(discriminator)
    made = (*made[:-1], packing * made[-1])
    if len(made) != len(judged) or any(
        b not in (None, a) for a, b in zip(made, judged)
    ):
        raise ValueError(
            "The discriminator judges what the generator makes"
            f"{f', {packing} samples together' if packing > 1 else ''}. "
            f"Received: generator.output_shape={generator.output_shape}, "
            f"discriminator.input_shape={discriminator.input_shape}"
        )

    last = discriminator.layers[-1]
    if getattr(last, "activation", None) is keras.activations.sigmoid:
        warnings.warn(
            "The losses take logits: leave out the sigmoid at the end of the "
            f"discriminator. Received: {last.name} with activation=sigmoid",
            stacklevel=4,
        )


def sample_shape(network):
    """The shape of one sample of a network's first input."""
    return tuple(network.inputs[0].shape[1:])


def is_conditional(network):
    """Whether a network has a second input: labels of any kind."""
    return len(network.inputs) == 2


def label_shape(network):
    """The shape of one label: () for a class."""
    return tuple(network.inputs[1].shape[1:])


def check_conditional(generator, discriminator, num_classes, packing):
    """Refuses networks that are told different things, or in packs.

    Raises:
        ValueError: the discriminator alone takes labels, or of another shape;
            `num_classes` is there without labels, or not there with them;
            labels meet `packing`.
    """
    told = [n for n in (generator, discriminator) if is_conditional(n)]
    if told == [discriminator] or len({label_shape(n) for n in told}) > 1:
        raise ValueError(
            "What the discriminator is told, the generator is told too, as a "
            "second input of the same shape. Received: generator.input_shape="
            f"{generator.input_shape}, discriminator.input_shape="
            f"{discriminator.input_shape}"
        )
    classes = bool(told) and label_shape(generator) == ()
    if classes != (num_classes is not None):
        raise ValueError(
            "`num_classes` goes with networks whose second input is class "
            f"labels (B,), and only with them. Received: num_classes="
            f"{num_classes}, generator.input_shape={generator.input_shape}"
        )
    if classes:
        check_count(num_classes, "num_classes")
    if told and packing > 1:
        raise ValueError(
            "Samples of different labels are not packed. Received: "
            f"packing={packing} with labels"
        )


def check_labels(labels, n, shape, num_classes=None, unknown=False):
    """Refuses labels that do not fit their samples or the networks.

    Args:
        labels: a batch, tensor or array.
        n: int, the samples they belong to.
        shape: tuple, that of one label, () for classes.
        num_classes: int, of classes.
        unknown: bool, whether -1 stands for a class that is not known.

    Raises:
        ValueError: with what was expected and what came.
    """
    labels = np.asarray(labels)
    if labels.shape != (n, *shape):
        raise ValueError(
            f"There is a label of the shape {shape} for each of {n} samples. "
            f"Received: labels of shape={labels.shape}"
        )
    if num_classes is None:
        if not np.issubdtype(labels.dtype, np.number) or not np.all(
            np.isfinite(labels)
        ):
            raise ValueError(
                "Labels are finite numbers. Received: "
                f"dtype={labels.dtype}, or NaN or infinity among them"
            )
        return
    if not np.issubdtype(labels.dtype, np.integer):
        raise ValueError(
            "Class labels are whole numbers. Received: labels of "
            f"dtype={labels.dtype}"
        )
    if labels.min() < -int(unknown) or labels.max() >= num_classes:
        raise ValueError(
            f"Class labels lie in 0 ... {num_classes - 1} (`num_classes` is "
            f"{num_classes}){', or are -1 where unknown' * unknown}. "
            f"Received: labels from {labels.min()} to {labels.max()}"
        )


def spread_labels(labels, n, shape):
    """One label for all of n samples, or one each, as an array (n, *shape).

    Raises:
        ValueError: there are none, or of another shape.
    """
    if labels is None:
        raise ValueError(
            f"The generator is told labels of the shape {shape}: pass "
            "`labels`. Received: labels=None"
        )
    labels = np.asarray(labels)
    return (
        np.broadcast_to(labels, (n, *shape))
        if labels.shape == shape
        else labels
    )


def check_autoencoder(network):
    """Refuses a discriminator that does not give back what it takes.

    Raises:
        ValueError: its first output has another shape than its first input.
    """
    taken, given = sample_shape(network), tuple(network.outputs[0].shape[1:])
    if taken != given:
        raise ValueError(
            "The discriminator is an auto-encoder, which is told no labels: "
            "its (first) output has the shape of its input. Received: "
            f"input {_batch(taken)}, output {_batch(given)}"
        )


def check_heads(discriminator, *units):
    """Refuses a discriminator without a logit and such further outputs.

    Args:
        discriminator: `keras.Model`.
        *units: ints, the length of each further output.

    Raises:
        ValueError: its outputs have other shapes.
    """
    found = [tuple(x.shape[1:]) for x in discriminator.outputs]
    wanted = [(1,), *((n,) for n in units)]
    if found != wanted:
        raise ValueError(
            f"The discriminator gives {len(wanted)} outputs of the shapes "
            f"{wanted} for each sample, the first whether it is real; see "
            f"`networks.heads`. Received: {found}"
        )


def check_classes(discriminator, num_classes):
    """Refuses a discriminator that gives no [logits (B, K), features (B, N)].

    Raises:
        ValueError: its outputs have other shapes.
    """
    found = [tuple(x.shape[1:]) for x in discriminator.outputs]
    if len(found) != 2 or found[0] != (num_classes,) or len(found[1]) != 1:
        raise ValueError(
            f"The discriminator gives logits (B, {num_classes}), one a class, "
            "and features (B, N); see `networks.heads`. Received: outputs of "
            f"the shapes {found} for each sample"
        )


def check_unpacked(model):
    """Refuses `packing` where each sample is more than real or not.

    Raises:
        ValueError: there is some.
    """
    if model.packing != 1:
        raise ValueError(
            f"The discriminator of {type(model).__name__} says more of each "
            "sample than whether it is real, so samples are not packed. "
            f"Received: packing={model.packing}"
        )


def warn_of_batch_norm(critic):
    """A penalty of each sample's gradient wants samples judged one by one."""
    for layer in critic._flatten_layers():
        if isinstance(layer, keras.layers.BatchNormalization):
            warnings.warn(
                "BatchNormalization mixes the samples whose gradients are "
                "penalised one by one; use LayerNormalization. Received: "
                f"{layer.name} in the discriminator",
                stacklevel=4,
            )
            break


def check_image_shape(shape):
    """Refuses what is not (H, W, C)."""
    if not isinstance(shape, (tuple, list)) or len(shape) != 3:
        raise ValueError(
            "`image_shape` is a tuple (H, W, C). Received: "
            f"image_shape={shape!r}"
        )
    for n in shape:
        if isinstance(n, bool) or not isinstance(n, (int, np.integer)) or n < 1:
            raise ValueError(
                "`image_shape` holds whole numbers from 1. Received: "
                f"image_shape={shape!r}"
            )


def check_sizes(image_shape, width=None, **counts):
    """Refuses sizes for which networks cannot be built.

    Args:
        image_shape: tuple (H, W, C).
        width: int or None.
        **counts: ints, other sizes by their names.

    Returns:
        {"width": width}, or nothing where the networks' own is wanted.
    """
    check_image_shape(image_shape)
    size = {} if width is None else {"width": width}
    for name, count in (counts | size).items():
        check_count(count, name)
    return size


def check_range(bounds, name):
    """Refuses bounds that are not (low, high)."""
    if np.shape(bounds) != (2,) or not bounds[0] < bounds[1]:
        raise ValueError(
            f"`{name}` is a pair of numbers, the lower first. Received: "
            f"{name}={bounds!r}"
        )


def check_count(n, name="n"):
    """Refuses a number of samples that is none."""
    if isinstance(n, bool) or not isinstance(n, (int, np.integer)) or n < 1:
        raise ValueError(
            f"`{name}` is a whole number from 1. Received: {name}={n!r}"
        )


def check_seed(seed):
    """Refuses a seed that is no whole number."""
    if isinstance(seed, bool) or not isinstance(seed, (int, np.integer)):
        raise ValueError(f"`seed` is a whole number. Received: seed={seed!r}")
