"""What networks must be to fit each other, and what their inputs say."""

import warnings

import keras
import numpy as np

from keras_gans import arguments


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
    if told and packing > 1:
        raise ValueError(
            "Samples of different labels are not packed. Received: "
            f"packing={packing} with labels"
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
            f"samples of the shape {taken}, given back as {given}"
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


def check_untold(model):
    """Refuses networks of two inputs where samples have no labels.

    Raises:
        ValueError: the generator has two.
    """
    if model.conditional:
        raise ValueError(
            f"The networks of {type(model).__name__} are told no labels. "
            f"Received: generator.input_shape={model.generator.input_shape}"
        )


def check_image_shape(shape):
    """A shape (H, W, C) as ints; refuses what is none."""
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
    return tuple(map(int, shape))


def check_sizes(image_shape, width=None):
    """Refuses sizes for which networks cannot be built.

    Args:
        image_shape: tuple (H, W, C).
        width: int or None.

    Returns:
        The shape as ints, and {"width": width}, or nothing where the networks'
        own is wanted.
    """
    image_shape = check_image_shape(image_shape)
    if width is None:
        return image_shape, {}
    return image_shape, {"width": arguments.check_count(width, "width")}
