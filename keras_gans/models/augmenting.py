"""The layers through which a discriminator sees samples in training: what is
refused of them, and what they say of themselves."""

import re
import types

import keras
import numpy as np
from keras import ops

from keras_gans.core import backend

_BATCH = 2


class Augmenting:
    """What models have in common whose discriminators see samples, real and
    generated, through an augmentation.

    A loss shows its discriminators `augmented(samples)`, and tells `hear` what
    they say of real ones.
    """

    def see_through(self, augmentation, *sample_specs):
        """Takes the constructor's `augmentation`, or refuses it.

        Args:
            augmentation: layer, list of layers, or None.
            *sample_specs: of all kinds of samples that are judged.
        """
        self.augmentation = augmentation
        # What the loss that is reckoned has heard of its real samples; no
        # attribute of the model, which would keep it.
        self._heard = types.SimpleNamespace(real={})
        for spec in sample_specs:
            check(self.augmentations, spec)

    @property
    def augmentations(self):
        """The layers through which discriminators see samples, a list."""
        given = self.augmentation
        if given is None:
            return []
        return list(given) if isinstance(given, (list, tuple)) else [given]

    def augmented(self, samples):
        """Samples as a discriminator sees them in this phase."""
        if not self.in_training:
            return samples
        for layer in self.augmentations:
            samples = backend.widened(layer(samples, training=True))
        return samples

    def hear(self, judged, of="real"):
        """Remembers what a discriminator said of real samples.

        Args:
            judged: as the discriminator returns it.
            of: str, which of several kinds of real samples they are.
        """
        self._heard.real[of] = judged

    def logits_of(self, judged):
        """One number a sample, real or not, among what is judged."""
        return judged

    def check_loss(self):
        super().check_loss()
        check_loss(self.augmentations, self.adversarial_loss)

    def logged(self):
        return super().logged() + names(self.augmentations)

    def losses(self, player, batch):
        """What a player's loss returns, checked; in training with what is
        logged of the augmentation."""
        self._heard.real = {}
        logs = super().losses(player, batch)
        said, self._heard.real = self._heard.real, {}
        if player != "discriminator" or not self.in_training:
            return logs
        if needing_signs(self.augmentations):
            logs["real_signs"] = self._signs(said.values())
        return logs | standing(self.augmentations)

    def _signs(self, said):
        """The mean of sign(D(x)), of all that was heard of real samples."""
        if not said:
            raise ValueError(
                "The augmentation follows what the discriminator says of real "
                "samples, as its loss asks the `judge` that `sides` returns. "
                f"Received: {type(self).__name__}, whose `discriminator_loss` "
                "does not ask it"
            )
        border = self.adversarial_loss.boundary
        signs = [
            ops.mean(ops.sign(ops.cast(self.logits_of(x), "float32") - border))
            for x in said
        ]
        return sum(signs) / len(signs)

    def adversarial_step(self, batches, when=None):
        logs = super().adversarial_step(batches, when)
        if self.augmentations:
            signs = logs.get("real_signs")
            if signs is not None:
                signs = backend.replica_mean(signs)
            parts = [next(iter(batch.values())) for batch in batches]
            count = sum(ops.shape(part)[0] for part in parts)
            advance(self.augmentations, signs, count * backend.replicas())
        return logs


def check(layers, spec):
    """Refuses what cannot stand between samples and a discriminator.

    Args:
        layers: list.
        spec: of the samples.

    Raises:
        ValueError: one is no layer, is for values in another range, changes
            the shape, fails, or lets no gradient through; two log the same.
    """
    for layer in layers:
        if not isinstance(layer, keras.layers.Layer):
            raise ValueError(
                "`augmentation` is a keras.layers.Layer of samples, or a list "
                f"of such. Received: augmentation={layer!r}"
            )
    _check_ranges(layers, spec)
    for layer in layers:
        _check_flow(layer, spec)
    found = names(layers)
    if len(set(found)) < len(found):
        raise ValueError(
            "One augmentation of a kind has a state that is logged. Received: "
            f"augmentation={[type(layer).__name__ for layer in layers]}"
        )


def _check_ranges(layers, spec):
    """Refuses layers of Keras for images of other values."""
    if spec.bounds is None:
        return
    wanted = tuple(round(bound) for bound in spec.bounds)
    for layer in _with_inner(layers):
        if isinstance(layer, keras.layers.Rescaling):
            return  # What follows has values that nobody knows.
        found = getattr(layer, "value_range", None)
        if found is not None and tuple(found) != wanted:
            raise ValueError(
                f"Samples have values in {list(wanted)}, which a layer is "
                f"told: {type(layer).__name__}(..., value_range={wanted}). "
                f"Received: value_range={tuple(found)}"
            )


def _with_inner(layers):
    """Layers and those within them, as `Sequential` and `Pipeline` have."""
    for layer in layers:
        yield layer
        yield from _with_inner(getattr(layer, "layers", []))


def _check_flow(layer, spec):
    """Refuses a layer that fails, changes the shape or cuts the gradient."""
    samples = ops.convert_to_tensor(spec.example(_BATCH))
    kept = [(v, np.array(ops.convert_to_numpy(v))) for v in layer.variables]
    try:
        made = layer(samples, training=True)
        flows = tuple(made.shape) == tuple(samples.shape) and _flows(
            layer, samples
        )
    except Exception as error:
        raise ValueError(
            f"`augmentation` takes samples of the shape {spec.shape} as "
            f"tensors. Received: {layer!r}, which fails: {_words(error)}"
        ) from error
    for variable, value in kept:  # The trial leaves its noise as it was.
        variable.assign(value)
    if made.shape[1:] != samples.shape[1:] or made.shape[0] != _BATCH:
        raise ValueError(
            "`augmentation` keeps the shape of samples. Received: "
            f"{layer!r}, which makes {tuple(made.shape)} of "
            f"{tuple(samples.shape)}"
        )
    if not flows:
        raise ValueError(
            "The generator learns through `augmentation`, which rounding, "
            "casts to whole numbers and some operations on colours cut off. "
            f"Received: {layer!r}, through which no gradient flows"
        )


def _words(error):
    """What an error says, without the colours and arguments of Keras's."""
    said, *_ = str(error).split("Arguments received")
    return " ".join(re.sub(r"\x1b\[\d*m", "", said).split())


def _flows(layer, samples):
    """Whether a gradient comes through; noise may hold it up at times."""

    def function(x):
        return ops.sum(backend.widened(layer(x, training=True)))

    for _ in range(8):
        gradient = backend.input_grad(function, samples)
        if gradient is not None and ops.any(gradient != 0):
            return True
    return False


def check_loss(layers, loss):
    """Refuses a loss under which D(x) > 0 does not mean "real", where an
    augmentation follows it.

    Raises:
        ValueError: it is one.
    """
    for layer in needing_signs(layers):
        if not has_border(loss):
            name = "its own" if loss is None else type(loss).__name__
            raise ValueError(
                "The strength of the augmentation follows the sign of the "
                "discriminator's output, which has no meaning where that is "
                "an energy, a critic's or a relativistic one: take "
                "DiffAugment, or Adaptive(strength=..., target=None). "
                f"Received: loss={name}, augmentation={layer!r}"
            )


def has_border(loss):
    """Whether there is an output of the discriminator above which it says
    "real"; None is a game's own loss, which has none."""
    return loss is not None and getattr(loss, "boundary", 0.0) is not None


def needing_signs(layers):
    """Those that ask what the discriminator says of real samples."""
    return [x for x in layers if getattr(x, "needs_signs", False)]


def standing(layers):
    """What the layers have to say of their state, a dict of scalars."""
    found = {}
    for layer in layers:
        if hasattr(layer, "standing"):
            found |= layer.standing()
    return found


def advance(layers, signs, count):
    """Moves those on that have a state, by a round.

    Args:
        layers: list.
        signs: scalar, the mean of sign(D(x)); None in a stage in which no
            discriminator plays.
        count: scalar, the real samples of the round.
    """
    for layer in layers:
        unheard = signs is None and getattr(layer, "needs_signs", False)
        if hasattr(layer, "advance") and not unheard:
            layer.advance(signs, count)


def names(layers):
    """The names of what is logged of them."""
    found = [name for layer in layers for name in standing([layer])]
    return found + ["real_signs"] * len(needing_signs(layers))
