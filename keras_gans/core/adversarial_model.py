"""The core: a game of several players, played inside `fit`."""

from keras import ops
from keras import tree

from keras_gans import arguments
from keras_gans import moved
from keras_gans import penalties
from keras_gans.core import backend
from keras_gans.core.averages import Averages
from keras_gans.core.compiling import Compiling
from keras_gans.core.compiling import loss_name
from keras_gans.core.fitting import Fitting
from keras_gans.core.players_optimizer import regularization
from keras_gans.core.sampling import Sampling
from keras_gans.core.saving import SavedGame


class AdversarialModel(Compiling, Fitting, Sampling, Averages, SavedGame):
    """A game between players that `fit` can play.

    A variant subclasses it and says who plays and what each minimises:

    - `players`: a dict from each player's name to the list of its networks.
      Several judges are one player; a player is another where it minimises
      another loss, or moves at another time.
    - `<player>_loss(batch)` for each: a pure function of a batch, a dict by the
      names of `element_spec`, that returns a dict of scalars. One of them is
      minimised (`d_loss` for the discriminator, `g_loss` for the generator,
      `<player>_loss` for any other); all are logged. What it logs beside is
      declared in `log_names`, those of which the last value counts and not
      the epoch's mean in `standing` too; what it hands to `adversarial_step`
      unlogged in `handed`.
    - `element_spec`: a dict from the name of each part of an element of the
      data to its `keras_gans.specs`; the first are the samples.
    - `paper`: a `Paper`, the defaults of `compile`, and of `latents`.
    - `call`, what `predict` gives; `fakes(batch)` and `reals(batch)`, what
      metrics compare; `latents` and `given`, what `generate` draws and is
      told; `sample_spec`, the spec of what is generated.

    Everything else is here: derivatives, loss scaling, replicas, regularizers,
    saving, resuming and logging. Networks are called through
    `play(network, x)`, which trains or infers as the phase demands
    (`in_training` says which runs). State that a variant keeps
    (`add_weight(..., aggregation="mean")`) moves in `adversarial_step`, never
    in a loss.

    A game in stages says in `due_stage` which is due, from saved state such as
    `epochs_played`; while a stage lasts `stage` is a Python int, and `playing`
    may depend on it.

    Args:
        critic_steps: int, discriminator updates a round, each on a fresh
            batch. `fit` regroups the dataset; a batch keeps its size. Default:
            the paper's.
        ema_momentum: float in (0, 1), e.g. 0.999: keep moving averages of the
            generator's weights, which `generate`, `evaluate` and `export` then
            use. Default: none are kept.
        seed: int, start of the noise drawn in training. Default: random.
        name: str.
    """

    paper = None
    log_names = ()
    standing = ()
    handed = ()
    settled = ()  # Arguments that are what they are once the model is made.
    latents = None
    given = {}

    _arguments = frozenset()  # What the constructor takes.

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        moved.check(cls)
        cls._arguments = frozenset(cls.__signature__.parameters) - {"name"}

    def __init__(
        self,
        critic_steps=None,
        ema_momentum=None,
        seed=None,
        name=None,
        **kwargs,
    ):
        super().__init__(name=name, **kwargs)
        if critic_steps is None:
            critic_steps = self.paper.critic_steps if self.paper else 1
        self.critic_steps = arguments.check_count(critic_steps, "critic_steps")
        if self.latents is None and self.paper:
            self.latents = self.paper.latents
        if ema_momentum is not None:
            ema_momentum = arguments.check_number(
                ema_momentum,
                "ema_momentum",
                1e-9,
                1 - 1e-9,
                "a number between 0 and 1, or None",
            )
        self.ema_momentum = ema_momentum
        self._originals, self._averages = [], []
        self.seed = seed if seed is None else arguments.check_seed(seed)
        self.seed_generator = backend.SeedGenerator(self.seed)
        # Where the run stands: the epoch, and how many rounds of it.
        self.place = self._counter((2,), "place")
        # The epochs played in earlier calls of `fit`, less its first.
        self.origin = self._counter((), "origin")
        self.reached = self._counter((), "reached")  # The stage that lasts.
        self.stage = 0
        # Validation repeats one noise and leaves training's alone.
        self.evaluation_seed_generator = backend.SeedGenerator(0)
        self.in_training = True
        self._logged = set()  # The names that a step has logged.
        # What the losses of one pass share: samples, logits.
        self._pass = None
        # The networks arrive built; there is nothing else to build.
        self.built = True

    def _counter(self, shape, name):
        """A weight of whole numbers, the same on all replicas."""
        return self.add_weight(
            shape=shape,
            dtype="int32",
            initializer="zeros",
            trainable=False,
            aggregation="only_first_replica",
            name=name,
        )

    def __setattr__(self, name, value):
        if name in self.settled and name in vars(self):
            raise AttributeError(
                f"`{name}` is settled as the model is made: make another, of "
                f"the same networks, with another {name}. Received: {name}="
                f"{value!r}"
            )
        super().__setattr__(name, value)
        # What a step was traced with is no longer so.
        if name in self._arguments and getattr(self, "built", False):
            self.retrace()

    @property
    def players(self):
        """A dict: the networks of each player, by its name."""
        raise NotImplementedError(
            f"{type(self).__name__} says who plays: `players`, a dict from a "
            "player's name to the list of its networks."
        )

    @property
    def element_spec(self):
        """A dict: the spec of each part of an element, by its name."""
        raise NotImplementedError(
            f"{type(self).__name__} says what it is trained on: "
            "`element_spec`, a dict from a part's name to its spec."
        )

    @property
    def sample_spec(self):
        """The spec of what is generated. Default: of the first part."""
        return next(iter(self.element_spec.values()))

    # The game.

    def play(self, network, x):
        """Calls a network in the phase that runs: training or evaluation.

        What it computes in 16 bits comes as floats of `floatx`, in which the
        losses compute.
        """
        if not self.in_training:
            network = self.averaged(network)
        made = self.part_of(network)(x, training=self.in_training)
        return tree.map_structure(backend.widened, made)

    def once(self, name, make):
        """`make()`, which all losses that are reckoned in one pass share.

        Args:
            name: str, by which they know it.
            make: function of nothing.
        """
        if self._pass is None:
            return make()
        if name not in self._pass:
            self._pass[name] = make()
        return self._pass[name]

    def part_of(self, network):
        """What of a network plays in the stage that lasts: a function as the
        network is."""
        return network

    def noise_seed(self):
        """The seed generator of the phase that runs."""
        if self.in_training:
            return self.seed_generator
        return self.evaluation_seed_generator

    def lazily(self, penalty, count, interval, player="discriminator"):
        """`penalties.lazily` in training, every `interval` steps of the
        player; in evaluation always."""
        step = self.optimizer.steps(player)
        return penalties.lazily(
            penalty, count, step, interval if self.in_training else 1
        )

    @property
    def epochs_played(self):
        """The epochs behind the game, earlier calls of `fit` too: an int."""
        return int(ops.convert_to_numpy(self.place[0] + self.origin))

    @property
    def playing(self):
        """The players who move in the stage that lasts, in their order."""
        return list(self.players)

    def due_stage(self):
        """The stage that is due, from what is saved: an int from 0."""
        return 0

    def enter(self, stage):
        """Called where a stage begins: what is reset for it."""

    def turn_to(self, stage):
        """Plays a stage from now on: its functions are traced anew."""
        if stage != self.stage:
            self.stage = stage
            self.retrace()

    def retrace(self):
        """Lets the functions that were traced be traced anew."""
        self.test_function = self.predict_function = None
        if self.train_function is not None:
            self.make_train_function(force=True)

    def turn_to_due(self):
        """Plays the stage that is due, which may be the one that lasts."""
        stage, reached = int(self.due_stage()), self._stage_reached
        self.turn_to(stage)
        if stage != reached:
            self.reached.assign(stage)
            self.enter(stage)

    @property
    def _stage_reached(self):
        return int(ops.convert_to_numpy(self.reached))

    def load_own_variables(self, store):
        super().load_own_variables(store)
        self.turn_to(self._stage_reached)

    @property
    def stage_batch_size(self):
        """Samples a batch in the stage that lasts; None: as the data have
        them. Else `fit` reads `samples_read` to go on with the data."""
        return None

    def scaled(self, batch):
        """A batch of numpy arrays as the pipeline of a staged game gives it
        to the step; asked where `stage_batch_size` is a number."""
        return batch

    @property
    def samples_read(self):
        """How many samples of the data the run has drawn: an int."""
        raise NotImplementedError

    def epochs_due(self, rounds):
        """How many epochs are still to be played where `fit` is not told.

        Args:
            rounds: int, of an epoch; None where that is not known.

        Returns:
            An int; None for a game without a schedule.
        """
        return None

    def own_callbacks(self):
        """Callbacks that each `fit` of the game has beside the user's."""
        return []

    def begin(self, batch):
        """Called with the first batch of the data that are trained on, before
        a backup is read: what a game takes from its data, once."""

    def prepare(self, batch):
        """A batch as the losses take it: scaled, faded, jittered."""
        return batch

    def adversarial_step(self, batches, when=None):
        """One round: the first player on every batch, then the others.

        Args:
            batches: list of `critic_steps` batches, dicts by the names of
                `element_spec`.
            when: boolean tensor; where it is false, the last player stays.

        Returns:
            What all losses returned on the last batch.
        """
        for batch in batches[:-1]:
            self.update(self.playing[0], batch)
        return self.update_each(self.playing, batches[-1], when)

    def update_each(self, players, batch, when=None):
        """A step of each of these players: in turn, or, if compiled with
        `simultaneous`, all from where they stand.

        Args:
            players: list of names.
            batch: what all losses take.
            when: boolean tensor; where it is false, the last of them stays.

        Returns:
            What all losses returned.
        """
        if self.simultaneous:
            return self._move(list(players), batch, when)
        logs = {}
        for player in players:
            last = player == players[-1]
            logs |= self.update(player, batch, when if last else None)
        return logs

    def update(self, player, batch, when=None):
        """One step of one player: gradient, scaling, optimizer, logs.

        Args:
            player: str, its name.
            batch: what its loss takes.
            when: boolean tensor; where it is false, nothing moves.

        Returns:
            What the loss returned.
        """
        return self._move([player], batch, when)

    def losses(self, player, batch):
        """What a player's loss returns for a batch, checked.

        Raises:
            ValueError: it is no dict of scalars that are all declared.
        """
        logs = getattr(self, f"{player}_loss")(batch)
        name = loss_name(player)
        if not isinstance(logs, dict) or name not in logs:
            came = list(logs) if isinstance(logs, dict) else type(logs).__name__
            raise ValueError(
                f"`{player}_loss` returns a dict of scalars, of which {name!r} "
                f"is minimised. Received: {came}"
            )
        logs = dict(logs)
        for key, value in logs.items():
            if key in self.handed:
                continue
            if key not in self._log_means:
                raise ValueError(
                    "What a loss returns is declared: in `log_names`, or in "
                    "`handed` where it is not logged. Received: "
                    f"name={key}, log_names={tuple(self._log_means)}"
                )
            value = logs[key] = ops.convert_to_tensor(value)
            if tuple(value.shape):
                raise ValueError(
                    f"`{player}_loss` returns scalars: take the mean. "
                    f"Received: {key} of shape={tuple(value.shape)}"
                )
        return logs

    def _move(self, players, batch, when):
        """A step of players whose losses are reckoned in one pass; `when` is
        for the last of them."""
        groups = [
            [v for n in self.players[player] for v in n.trainable_variables]
            for player in players
        ]
        own = {id(v) for group in groups for v in group}
        others = [v for v in self.variables if id(v) not in own]
        others += [self.optimizer.steps(player) for player in players]
        owners = {
            id(weight): player
            for player, networks in self.players.items()
            for network in networks
            for weight in network.weights
        }
        optimizers = [self.optimizer.players[player] for player in players]
        # Gradients are summed over replicas, so each brings its share.
        scales = [
            optimizer.scale_loss(ops.ones(())) / backend.replicas()
            for optimizer in optimizers
        ]

        def objectives():
            losses, logs = [], {}
            self._pass = {} if len(players) > 1 else None
            try:
                for player, variables, scale in zip(players, groups, scales):
                    logs |= self.losses(player, batch)
                    loss = logs[loss_name(player)] + regularization(variables)
                    losses.append(loss * ops.cast(scale, loss.dtype))
            finally:
                self._pass = None
            return losses, logs

        logs, gradients, updates = backend.values_and_grads(
            objectives, groups, others
        )
        _check_gradients(players, gradients)
        # A rival's averages stay as they are: a player moves its own only.
        updates = [
            (variable, value)
            for variable, value in updates
            if owners.get(id(variable)) in (None, *players)
        ]
        before = []
        if when is not None:
            last = players[-1:] + [None] * (len(players) == 1)
            state = groups[-1] + optimizers[-1].variables
            state += [v for v, _ in updates if owners.get(id(v)) in last]
            before = [(v, backend.value(v)) for v in state]
        for optimizer, gradient, group in zip(optimizers, gradients, groups):
            backend.apply(optimizer, gradient, group)
        for variable, value in updates:
            variable.assign(backend.replica_mean(value))
        for variable, value in before:
            variable.assign(ops.where(when, backend.value(variable), value))
        self._log(logs, batch)
        return logs


def _check_gradients(players, gradients):
    """Refuses a player whose loss does not depend on its variables."""
    for player, gradient in zip(players, gradients):
        if all(value is None for value in gradient):
            raise ValueError(
                f"No gradient reaches the {player}: its loss does not depend "
                "on its variables in a way that can be differentiated "
                "(argmax, rounding and casts to whole numbers cut it off). "
                f"Received: the networks of the {player}"
            )
