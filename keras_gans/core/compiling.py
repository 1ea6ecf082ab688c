"""What `compile` chooses: an optimizer a player, the loss, metrics."""

import keras

from keras_gans import losses
from keras_gans.core.players_optimizer import PlayersOptimizer
from keras_gans.core.warning import warn
from keras_gans.metrics import compiled as compiled_metrics
from keras_gans.specs import base


class Compiling:
    """The choices of a game, and what it refuses before it begins."""

    def default_optimizers(self):
        """The paper's, a dict by the players' names."""
        return self.paper.optimizers(self.players) if self.paper else {}

    def compile(
        self,
        d_optimizer=None,
        g_optimizer=None,
        loss=None,
        metrics=None,
        simultaneous=False,
        auto_scale_loss=True,
        optimizers=None,
        **kwargs,
    ):
        """Chooses optimizers, loss and metrics; nothing means the paper's.

        Args:
            d_optimizer, g_optimizer: what `keras.optimizers.get` takes.
            loss: what `keras_gans.losses.get` takes.
            metrics: list of what `keras.metrics.get` takes. They are updated
                with (real samples, generated samples) in `evaluate` and in
                validation.
            simultaneous: bool, the generator's step and the discriminator's
                last of the round start from the same weights, samples and
                logits. That saves a pass through each network (but where
                each loss draws samples of its own: InfoGAN,
                SemiSupervisedGAN); it is another game than the papers', who
                move in turn.
            auto_scale_loss: bool, scale the loss where a network computes in
                float16.
            optimizers: dict, the optimizer of any player by its name.
            **kwargs: `run_eagerly`, `steps_per_execution` and `jit_compile`
                of `keras.Model.compile`.
        """
        _check_compile(kwargs)
        players = self.players
        self._check_players()
        self._check_parts()
        chosen = self._optimizers(d_optimizer, g_optimizer, optimizers)
        optimizer = PlayersOptimizer(players, chosen, auto_scale_loss)
        super().compile(optimizer=None, loss=None, **kwargs)
        self.optimizer = optimizer
        usual = self.paper.loss if self.paper else "non_saturating"
        if usual is None and loss is not None:
            raise ValueError(
                f"The losses of {type(self).__name__} are its own. Received: "
                f"loss={loss}"
            )
        loss = usual if loss is None else loss
        self.adversarial_loss = loss and losses.get(loss)
        self.check_loss()
        self.simultaneous = simultaneous
        names = dict.fromkeys([*map(loss_name, players), *self.logged()])
        self._log_means = {n: keras.metrics.Mean(n) for n in names}
        self._sample_metrics = compiled_metrics.get(metrics, names)
        self._own_compile_config = {
            "loss": self.adversarial_loss,
            "metrics": list(self._sample_metrics),
            "simultaneous": simultaneous,
            "auto_scale_loss": auto_scale_loss,
            **kwargs,
        }

    def check_loss(self):
        """Refuses a loss that does not go with what the model is made of."""

    def logged(self):
        """The names of what is logged beside the losses."""
        return list(self.log_names)

    def _optimizers(self, d_optimizer, g_optimizer, optimizers):
        """The optimizer of each player: what was passed, or the paper's."""
        given = {"discriminator": d_optimizer, "generator": g_optimizer}
        given = {k: v for k, v in given.items() if v is not None}
        if not isinstance(optimizers or {}, dict):
            raise ValueError(
                "`optimizers` is a dict from a player's name to its optimizer. "
                f"Received: optimizers={optimizers!r}"
            )
        twice = sorted(set(given) & set(optimizers or {}))
        if twice:
            raise ValueError(
                f"A player has one optimizer. Received twice: {twice}"
            )
        given |= optimizers or {}
        for player in given:
            if player not in self.players:
                raise ValueError(
                    f"The players are {list(self.players)}. Received: an "
                    f"optimizer of {player!r}"
                )
        if set(given) != set(self.players):
            given = self.default_optimizers() | given
        for player in self.players:
            if player not in given:
                raise ValueError(
                    f"{type(self).__name__} has no optimizer of its own for "
                    f"the {player}: pass one, as `optimizers={{{player!r}: "
                    f"...}}`. Received: those of {list(given)}"
                )
        return given

    def _check_players(self):
        """Refuses players without a loss; warns of what will not move."""
        for player, group in self.players.items():
            if not isinstance(group, (list, tuple)):
                raise ValueError(
                    "`players` is a dict from a player's name to the list of "
                    f"its networks. Received: {player}={group}"
                )
            if not hasattr(self, f"{player}_loss"):
                raise ValueError(
                    f"What the {player} minimises is the method "
                    f"`{player}_loss(batch)`. Received: {type(self).__name__} "
                    "without it"
                )
        for player in self.playing:
            if player not in self.players:
                raise ValueError(
                    f"Who plays is among the players {list(self.players)}. "
                    f"Received: playing={list(self.playing)}"
                )
        networks = [n for group in self.players.values() for n in group]
        owned = {id(v) for n in networks for v in n.variables}
        stray = [v.path for v in self.trainable_variables if id(v) not in owned]
        if stray:
            warn(
                "No player owns these trainable variables, so nothing moves "
                f"them: {stray[:5]}{', ...' * (len(stray) > 5)}. Name their "
                "network in `players`, or set its `trainable` to False.",
            )
        owners = {}
        for player, group in self.players.items():
            for variable in (v for n in group for v in n.trainable_variables):
                other = owners.setdefault(id(variable), player)
                if other != player:
                    raise ValueError(
                        "A network, and each of its layers, belongs to one "
                        "player, whose loss it minimises. Received: "
                        f"{variable.path} of the {other} and the {player}"
                    )
        if self.ema_momentum is not None and not self._averages:
            warn(
                f"{type(self).__name__} keeps no averages: `keep_averages` in "
                "its `__init__` says of which networks. Received: "
                f"ema_momentum={self.ema_momentum}",
            )

    def _check_parts(self):
        """Refuses an element that is not declared as one."""
        parts = self.element_spec
        if not isinstance(parts, dict) or not all(
            isinstance(spec, base.Spec) for spec in parts.values()
        ):
            raise ValueError(
                "`element_spec` is a dict from the name of each part of the "
                "data to its keras_gans.specs, e.g. {'real': specs.Images((64, "
                f"64, 3))}}. Received: element_spec={parts}"
            )
        for law in (self.latents, getattr(type(self), "latents", None)):
            if law is not None and not hasattr(law, "inputs"):
                raise ValueError(
                    "`latents` is a law of keras_gans.latents, such as "
                    f"Normal(100), or None. Received: latents={law}"
                )
        for name in self.given:
            if name not in parts:
                raise ValueError(
                    "What is given is a part of the data, of "
                    f"`element_spec` {list(parts)}. Received: given={name!r}"
                )

    @property
    def d_optimizer(self):
        return self.optimizer.players["discriminator"]

    @property
    def g_optimizer(self):
        return self.optimizer.players["generator"]

    @property
    def metrics(self):
        if not self.compiled:
            return []
        return list(self._log_means.values()) + self._sample_metrics


def loss_name(player):
    """The name of what a player minimises, in its losses and in the logs."""
    known = {"discriminator": "d_loss", "generator": "g_loss"}
    return known.get(player, f"{player}_loss")


def _check_compile(kwargs):
    """Refuses what `keras.Model.compile` takes and a game has no use for."""
    if "optimizer" in kwargs:
        raise ValueError(
            "There is an optimizer a player: pass `d_optimizer` and "
            "`g_optimizer`, or `optimizers` by the players' names. Received: "
            f"optimizer={kwargs['optimizer']}"
        )
    for name in ("loss_weights", "weighted_metrics"):
        if kwargs.pop(name, None):
            raise ValueError(
                "Losses are means over samples of one weight, and the weights "
                "of their terms are arguments of the model. Received: "
                f"{name}"
            )
