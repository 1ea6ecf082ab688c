"""What a paper settles about its variant, as one statement."""

import dataclasses
import typing


@dataclasses.dataclass(frozen=True, kw_only=True)
class Paper:
    """The defaults of a variant.

    Args:
        networks: module with `generator` and `discriminator`, which build the
            paper's; None where there are none.
        latents: law of the latents, of `keras_gans.latents`; None where
            nothing is drawn.
        loss: what `keras_gans.losses.get` takes; None for a variant whose
            losses are its own.
        optimizer: function of nothing that makes an optimizer, for each
            player its own; or a dict of such by the player's name.
        critic_steps: int, updates of the discriminator a round.
    """

    networks: typing.Any = None
    latents: typing.Any = None
    loss: str | None = "non_saturating"
    optimizer: typing.Any = None
    critic_steps: int = 1

    def optimizers(self, players):
        """A dict: a new optimizer for each of the players it knows."""
        made = self.optimizer
        if not isinstance(made, dict):
            made = dict.fromkeys(players, made)
        return {name: made[name]() for name in players if made.get(name)}
