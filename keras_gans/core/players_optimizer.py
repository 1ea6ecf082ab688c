"""The players' optimizers, shown to Keras as one."""

import keras


class PlayersOptimizer(keras.optimizers.Optimizer):
    """Presents each player's optimizer to trainer, callbacks and savers.

    Each is built on its own player's variables before anything is restored,
    and saves and loads itself. A callback that sets `learning_rate` moves
    all: the value becomes the generator's (the last player's, where there is
    no generator), and each other keeps the ratio it was compiled with.

    Args:
        players: dict from a player's name to the list of its networks.
        optimizers: dict of what `keras.optimizers.get` takes, one a player.
        auto_scale_loss: bool, wrap an optimizer in a `LossScaleOptimizer`
            where one of its networks computes in float16.
    """

    def __init__(self, players, optimizers, auto_scale_loss=True):
        super().__init__(learning_rate=0.0, name="players")
        self.players = {}
        for player, networks in players.items():
            optimizer = _player_optimizer(
                player,
                networks,
                _get(player, optimizers[player]),
                auto_scale_loss,
            )
            if any(optimizer is other for other in self.players.values()):
                raise ValueError(
                    "Each player needs an optimizer of its own, since an "
                    "optimizer keeps the state of the variables it was built "
                    f"on. Received twice: {optimizer}"
                )
            self.players[player] = optimizer
        for player, networks in players.items():
            _build(self.players[player], _variables(player, networks))
        # Not under the name `optimizers`: callbacks of Keras 3.15 would look
        # there and set each rate to the same value.
        self._inner = {
            player: getattr(optimizer, "inner_optimizer", optimizer)
            for player, optimizer in self.players.items()
        }
        self._lead = self._inner[
            "generator" if "generator" in players else list(players)[-1]
        ]
        self._show_averages()
        lead = _rate(self._lead)
        self._ratios = {
            player: _rate(optimizer) / lead if lead else 1
            for player, optimizer in self._inner.items()
        }
        self.built = True

    def _show_averages(self):
        """Averaged weights, where `SwapEMAWeights` looks for them."""
        averaged = [o for o in self._inner.values() if o.use_ema]
        self.use_ema = bool(averaged)
        if averaged:
            self._trainable_variables = [
                v for o in averaged for v in o._trainable_variables
            ]
            self._model_variables_moving_average = [
                v for o in averaged for v in o._model_variables_moving_average
            ]

    def check(self, players):
        """Refuses networks that were frozen, or freed, since `compile`."""
        for player, networks in players.items():
            built = self._inner[player]._trainable_variables
            now = _variables(player, networks)
            if [id(v) for v in built] != [id(v) for v in now]:
                raise ValueError(
                    f"What the {player} trains has changed since `compile`: "
                    "compile again. Received: "
                    f"{len(now)} trainable variables, then {len(built)}"
                )

    def reset(self, *players):
        """Begins optimizers anew: moments, and the steps by which Adam corrects
        them; a schedule of rates begins anew too."""
        for player in players or self._inner:
            optimizer = self._inner[player]
            for variable in optimizer.variables:
                if variable is not optimizer._learning_rate:
                    variable.assign(keras.ops.zeros_like(variable.value))

    @property
    def variables(self):
        return [v for o in self.players.values() for v in o.variables]

    @property
    def learning_rate(self):
        return self._lead.learning_rate

    @learning_rate.setter
    def learning_rate(self, value):
        for player, optimizer in self._inner.items():
            optimizer.learning_rate = value * self._ratios[player]

    @property
    def iterations(self):
        """Rounds played: the generator's iterations."""
        return self._lead.iterations

    def steps(self, player):
        """The variable that counts a player's updates."""
        return self._inner[player].iterations

    def finalize_variable_values(self, var_list):
        for optimizer in self._inner.values():
            optimizer.finalize_variable_values(optimizer._trainable_variables)

    def save_own_variables(self, store):
        """Nothing: the players' optimizers save themselves."""

    def load_own_variables(self, store):
        """Nothing: the players' optimizers load themselves."""


def _get(player, identifier):
    """`keras.optimizers.get`, which knows whose optimizer it is."""
    try:
        return keras.optimizers.get(identifier)
    except (TypeError, ValueError) as error:
        raise ValueError(
            f"The optimizer of the {player} is what keras.optimizers.get "
            "takes, such as keras.optimizers.Adam(2e-4). Received: "
            f"{identifier!r}"
        ) from error


def _player_optimizer(player, networks, optimizer, auto_scale_loss):
    policies = {
        layer.compute_dtype
        for network in networks
        for layer in network._flatten_layers()
    }
    scaled = isinstance(optimizer, keras.optimizers.LossScaleOptimizer)
    if auto_scale_loss and not scaled and "float16" in policies:
        return keras.optimizers.LossScaleOptimizer(optimizer, name=player)
    return optimizer


def _variables(player, networks):
    variables = [v for n in networks for v in n.trainable_variables]
    if not variables:
        raise ValueError(
            f"The {player} has nothing to train. Leave its networks "
            "`trainable`: an update of one player never moves the other. "
            f"Received: networks={[n.name for n in networks]}"
        )
    return variables


def _build(optimizer, variables):
    if not optimizer.built:
        optimizer.build(variables)
        return
    built_on = getattr(optimizer, "inner_optimizer", optimizer)
    if [id(v) for v in built_on._trainable_variables] != [
        id(v) for v in variables
    ]:
        raise ValueError(
            "The optimizer belongs to other variables already; pass a new "
            f"one. Received: optimizer={optimizer.name}"
        )


def regularization(variables):
    """The sum of the variables' regularizers."""
    terms = [v.regularizer(v) for v in variables if v.regularizer]
    return sum(terms) if terms else 0.0


def _rate(optimizer):
    return float(keras.ops.convert_to_numpy(optimizer.learning_rate))
