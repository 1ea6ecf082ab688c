"""What networks must be to fit each other, and what their inputs say."""

import re

import keras

from keras_gans import latents as laws
from keras_gans import specs
from keras_gans.specs import base


def check_networks(generator, discriminator, law, packing=1):
    """Refuses networks that do not fit each other or the latents.

    Raises:
        ValueError: one is not built, or a shape differs from its partner's.
    """
    check_built(generator, "generator")
    check_built(discriminator, "discriminator")
    shapes = list(drawn_shapes(law).values())
    taken = [tuple(x.shape[1:]) for x in generator.inputs[: len(shapes)]]
    if len(taken) != len(shapes) or not all(map(base.fits, shapes, taken)):
        raise ValueError(
            "The generator takes latents (B, latent_dim) first: say their "
            "length, latent_dim=..., where it is not the paper's. Received: "
            f"latent_dim={law.dim if len(shapes) == 1 else law}, "
            f"generator.input_shape={generator.input_shape}"
        )
    made, judged = made_shape(generator), sample_shape(discriminator)
    made = (*made[:-1], packing * made[-1])
    if len(made) != len(judged) or any(
        None not in (a, b) and a != b for a, b in zip(made, judged)
    ):
        raise ValueError(
            "The discriminator judges what the generator makes"
            f"{f', {packing} samples together' if packing > 1 else ''}. "
            f"Received: generator.output_shape={generator.output_shape}, "
            f"discriminator.input_shape={discriminator.input_shape}"
        )


def check_built(network, role):
    """Refuses what is no built model.

    Raises:
        ValueError: it is none.
    """
    if isinstance(network, keras.Model) and getattr(network, "inputs", None):
        return
    raise ValueError(
        f"The {role} is a functional or sequential keras.Model that "
        "begins with a keras.Input; any other becomes one: x = "
        "keras.Input(shape); keras.Model(x, network(x)). Received: "
        f"{role}={network}"
    )


def made_shape(generator):
    """The shape of one sample that a generator makes."""
    made = getattr(generator, "_functional", None) or generator
    made = keras.tree.map_structure(lambda x: x.shape, made.output)
    if isinstance(made, dict):
        if "samples" not in made:
            raise ValueError(
                'A generator of several outputs names them, "samples" among '
                f"them. Received: {sorted(made)}"
            )
        made = made["samples"]
    if isinstance(made, list):
        raise ValueError(
            "A generator of several outputs gives a dict of them, with the "
            f'samples as "samples". Received: {len(made)} outputs without names'
        )
    return tuple(made[1:])


def samples_of(made):
    """The samples among a generator's outputs."""
    return made["samples"] if isinstance(made, dict) else made


def drawn_shapes(law):
    """A dict: the shape of each input that a law draws, by name."""
    return law.shapes if law else {}


def check_law(latents):
    """Refuses what is no law of latents.

    Raises:
        ValueError: it is none.
    """
    if not isinstance(latents, laws.Law):
        raise ValueError(
            "`latents` is a law of keras_gans.latents, such as Normal(100). "
            f"Received: latents={latents!r}"
        )
    return latents


def check_spec(spec, shape):
    """Refuses a spec of samples of another shape than the discriminator's.

    Raises:
        ValueError: it is one.
    """
    # Networks that take any size are trained on one.
    if not base.fits(shape, spec.shape) and not base.fits(spec.shape, shape):
        raise ValueError(
            f"The discriminator takes samples of the shape {shape}. Received: "
            f"sample_spec={spec}"
        )


def sample_shape(network):
    """The shape of one sample of a network's first input."""
    return tuple(network.inputs[0].shape[1:])


def conditions(generator, drawn, num_classes=None):
    """The specs of what a generator is told, by the names of its inputs.

    An input that was given no name is "labels" where it is alone.

    Args:
        generator: built `keras.Model`.
        drawn: int, how many inputs take latents.
        num_classes: int, where one of them is class labels (B,).
    """
    found = {}
    inputs = generator.inputs[drawn:]
    for i, x in enumerate(inputs):
        usual = "labels" if len(inputs) == 1 else f"given_{i}"
        found[_name(x) or usual] = _condition(
            tuple(x.shape[1:]), x.dtype, num_classes
        )
    return found


def judged(discriminator, given):
    """The names of what a discriminator is told, in its inputs' order.

    Args:
        discriminator: built `keras.Model`.
        given: dict, the specs of what the generator is told.

    Raises:
        ValueError: it is told what the generator is not.
    """
    inputs = discriminator.inputs[1:]
    names = [_name(x) for x in inputs]
    if not set(names) & set(given):  # One by one, in their order.
        names = list(given)[: len(inputs)]
    told = {_name(x): tuple(x.shape[1:]) for x in inputs}
    known = [given[name].shape if name in given else None for name in names]
    if [tuple(x.shape[1:]) for x in inputs] != known:
        raise ValueError(
            "What the discriminator is told, the generator is told too, as "
            "further inputs of the same shapes, and of the same names where "
            "they have any. Received: the generator's inputs "
            f"{ {n: spec.shape for n, spec in given.items()} }, the "
            f"discriminator's {told}"
        )
    return names


def _name(x):
    """The name that an input was given, or None."""
    name = x.name.split(":")[0]
    unnamed = re.match(r"keras_tensor|input_layer|input_\d", name)
    return None if unnamed else name


def _condition(shape, dtype, num_classes):
    if shape == () and num_classes is not None:
        return specs.Labels(num_classes)
    if "int" in dtype:
        return specs.Tokens(shape)
    return specs.of(shape)


def check_conditional(model):
    """Refuses networks that are told different things, or in packs.

    Raises:
        ValueError: the discriminator is told what the generator is not;
            `num_classes` is there without labels, or not there with them;
            labels meet `packing`.
    """
    generator, discriminator = model.generator, model.discriminator
    told = [
        x.shape[1:]
        for x in generator.inputs[len(drawn_shapes(model.latents)) :]
    ]
    judged(discriminator, model.conditions_taken)
    if told.count(()) != (model.num_classes is not None):
        raise ValueError(
            "`num_classes` goes with networks of which one further input is "
            "class labels (B,), and only with them. Received: num_classes="
            f"{model.num_classes}, generator.input_shape="
            f"{generator.input_shape}"
        )
    if told and model.packing > 1:
        raise ValueError(
            "Samples of different labels are not packed. Received: "
            f"packing={model.packing} with labels"
        )


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


def check_told(model):
    """Refuses networks that are told nothing where samples have labels.

    Raises:
        ValueError: the generator has latents alone.
    """
    if not model.conditional:
        raise ValueError(
            "The generator has a second input, the labels. Received: "
            f"generator.input_shape={model.generator.input_shape}"
        )
