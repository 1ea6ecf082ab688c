"""The core: a game of two players, played inside `fit`."""

import math

import keras
from keras import ops
from keras import tree

from keras_gans import losses
from keras_gans import penalties
from keras_gans.core import backend
from keras_gans.core.players_optimizer import PlayersOptimizer
from keras_gans.core.players_optimizer import regularization
from keras_gans.core.rounds import Resume
from keras_gans.core.saving import SavedGame
from keras_gans.data import feed as feeding
from keras_gans.metrics import compiled as metrics_module


class AdversarialModel(SavedGame):
    """A game between a discriminator and a generator that `fit` can play.

    A variant subclasses it and says who plays and what each minimises:

    - `players`: a dict of "discriminator" and "generator", each the list of
      that player's networks.
    - `discriminator_loss(batch)` and `generator_loss(batch)`: pure functions
      that return a dict of scalars, of which `d_loss` / `g_loss` is minimised
      and all are logged. What they log is declared in `log_names`.
    - `default_loss` and `default_optimizers()`: the paper's. With None for a
      loss there is no choice of it.
    - `read(data)`: what the two losses see of an element of the dataset;
      `check(data)`: refuses what does not fit, before the first step.
    - `fakes(batch)`: as many samples as the batch has, which `metrics` see;
      `call` and `endpoints()`: what is served.

    Everything else is here: derivatives, loss scaling, replicas, regularizers,
    saving, resuming and logging. Networks are called through
    `play(network, x)`, which trains or infers as the phase demands. State that
    a variant keeps (`add_weight(..., aggregation="mean")`) moves in
    `adversarial_step`, never in a loss.

    Args:
        critic_steps: int, discriminator updates a round, each on a fresh
            batch. `fit` regroups the dataset; a batch keeps its size.
        ema_momentum: float in (0, 1), e.g. 0.999: keep moving averages of the
            generator's weights, which `generate`, `evaluate` and `export` then
            use. Default: none are kept.
        seed: int, start of the noise drawn in training. Default: random.
        name: str.
    """

    default_loss = "non_saturating"
    log_names = ("d_loss", "g_loss")
    conditional = False  # Whether samples are generated for labels.

    def __init__(
        self, critic_steps=1, ema_momentum=None, seed=None, name=None, **kwargs
    ):
        super().__init__(name=name, **kwargs)
        if not isinstance(critic_steps, int) or critic_steps < 1:
            raise ValueError(
                "`critic_steps` is a whole number of at least 1. Received: "
                f"critic_steps={critic_steps}"
            )
        if ema_momentum is not None and not 0 < ema_momentum < 1:
            raise ValueError(
                "`ema_momentum` is a number between 0 and 1, or None. "
                f"Received: ema_momentum={ema_momentum}"
            )
        self.critic_steps = critic_steps
        self.ema_momentum = ema_momentum
        self._originals, self._averages = [], []
        self.seed = seed
        self.seed_generator = backend.SeedGenerator(seed)
        # Where the run stands: the epoch, and how many rounds of it.
        self.place = self.add_weight(
            shape=(2,),
            dtype="int32",
            initializer="zeros",
            trainable=False,
            aggregation="only_first_replica",
            name="place",
        )
        # Validation repeats one noise and leaves training's alone.
        self.evaluation_seed_generator = backend.SeedGenerator(0)
        self._in_training = True
        # What the losses of one pass share: samples, logits.
        self._pass = None
        # The networks arrive built; there is nothing else to build.
        self.built = True

    @property
    def players(self):
        """A dict: the networks of the "discriminator" and the "generator"."""
        raise NotImplementedError

    def discriminator_loss(self, batch):
        """Dict of scalars; `d_loss` is minimised."""
        raise NotImplementedError

    def generator_loss(self, batch):
        """Dict of scalars; `g_loss` is minimised."""
        raise NotImplementedError

    def default_optimizers(self):
        """The paper's pair: (d_optimizer, g_optimizer)."""
        raise NotImplementedError

    # Compiling.

    def compile(
        self,
        d_optimizer=None,
        g_optimizer=None,
        loss=None,
        metrics=None,
        simultaneous=False,
        auto_scale_loss=True,
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
                each loss draws samples of its own: InfoGAN, ImprovedGAN); it
                is another game than the papers', who move in turn.
            auto_scale_loss: bool, scale the loss where a network computes in
                float16.
            **kwargs: `run_eagerly`, `steps_per_execution` and `jit_compile`
                of `keras.Model.compile`.
        """
        if "optimizer" in kwargs:
            raise ValueError(
                "There are two players: pass `d_optimizer` and `g_optimizer`. "
                f"Received: optimizer={kwargs['optimizer']}"
            )
        defaults = self.default_optimizers()
        optimizer = PlayersOptimizer(
            self.players,
            (d_optimizer or defaults[0], g_optimizer or defaults[1]),
            auto_scale_loss,
        )
        super().compile(optimizer=None, loss=None, **kwargs)
        self.optimizer = optimizer
        if self.default_loss is None and loss is not None:
            raise ValueError(
                f"The losses of {type(self).__name__} are its own. Received: "
                f"loss={loss}"
            )
        loss = self.default_loss if loss is None else loss
        self.adversarial_loss = loss and losses.get(loss)
        self.simultaneous = simultaneous
        self._log_means = {n: keras.metrics.Mean(n) for n in self.log_names}
        self._sample_metrics = metrics_module.get(metrics)
        self._own_compile_config = {
            "loss": self.adversarial_loss,
            "metrics": list(self._sample_metrics),
            "simultaneous": simultaneous,
            "auto_scale_loss": auto_scale_loss,
            **kwargs,
        }

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

    # The game.

    def play(self, network, x):
        """Calls a network in the phase that runs: training or evaluation."""
        if not self._in_training:
            network = self.averaged(network)
        return network(x, training=self._in_training)

    def noise_seed(self):
        """The seed generator of the phase that runs."""
        if self._in_training:
            return self.seed_generator
        return self.evaluation_seed_generator

    def lazily(self, penalty, count, interval):
        """`penalties.lazily` in training, every `interval` steps of the
        discriminator; in evaluation always."""
        step = self.optimizer.steps("discriminator")
        return penalties.lazily(
            penalty, count, step, interval if self._in_training else 1
        )

    def keep_averages(self, *networks):
        """Says of which networks `ema_momentum` averages the weights."""
        for network in networks:
            if self.ema_momentum is not None:
                average = keras.models.clone_model(network)
                average.set_weights(network.get_weights())
                average.trainable = False
                self._originals.append(network)
                self._averages.append(average)

    def averaged(self, network):
        """The network with averaged weights; itself, if none are kept."""
        for original, average in zip(self._originals, self._averages):
            if network is original:
                return average
        return network

    def _move_averages(self):
        # The first rounds count for more, as they soon are far behind.
        rounds = ops.cast(self.optimizer.iterations, "float32")
        momentum = ops.minimum(self.ema_momentum, (1 + rounds) / (10 + rounds))
        for original, average in zip(self._originals, self._averages):
            for mean, weight in zip(average.weights, original.weights):
                if keras.backend.is_float_dtype(mean.dtype):
                    step = (1 - momentum) * (weight - mean)
                    mean.assign(mean + ops.cast(step, mean.dtype))

    def adversarial_step(self, batches):
        """One round: the discriminator on every batch, then the generator.

        Args:
            batches: list of `critic_steps` batches, as `read` returns them.
        """
        for batch in batches[:-1]:
            self.update("discriminator", batch)
        self.update_both(batches[-1])

    def update_both(self, batch, when=None):
        """A step of the discriminator and one of the generator: in turn, or,
        if compiled with `simultaneous`, both from where they stand.

        Args:
            batch: what both losses take.
            when: boolean tensor; where it is false, the generator stays.

        Returns:
            What both losses returned.
        """
        if self.simultaneous:
            return self._move(["discriminator", "generator"], batch, when)
        logs = self.update("discriminator", batch)
        return logs | self.update("generator", batch, when)

    def update(self, player, batch, when=None):
        """One step of one player: gradient, scaling, optimizer, logs.

        Args:
            player: "discriminator" or "generator".
            batch: what its loss takes.
            when: boolean tensor; where it is false, nothing moves.

        Returns:
            What the loss returned.
        """
        return self._move([player], batch, when)

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
                    logs |= getattr(self, f"{player}_loss")(batch)
                    loss = logs[f"{player[0]}_loss"] + regularization(variables)
                    losses.append(loss * scale)
            finally:
                self._pass = None
            return losses, logs

        logs, gradients, updates = backend.values_and_grads(
            objectives, groups, others
        )
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

    def _log(self, logs, batch):
        for name, value in logs.items():
            if name not in self._log_means:
                raise ValueError(
                    "What a loss returns is declared in `log_names`. Received: "
                    f"name={name}, log_names={self.log_names}"
                )
            size = ops.shape(tree.flatten(batch)[0])[0]
            self._log_means[name].update_state(value, sample_weight=size)

    # What Keras calls.

    def train_step(self, *args):
        return backend.step(self, self._round, *args)

    def test_step(self, *args):
        return backend.step(self, self._evaluation, *args)

    def _round(self, data):
        batch = self.read(data)
        batches = [batch]
        if self.critic_steps > 1:
            batches = [_part(batch, i) for i in range(self.critic_steps)]
        self.adversarial_step(batches)
        if self._averages:
            self._move_averages()
        self.place.assign(self.place + [0, 1])
        return self._results(self._log_means.values())

    def _evaluation(self, data):
        batch = self.read(data)
        self._in_training = False
        try:
            self._log(self.discriminator_loss(batch), batch)
            self._log(self.generator_loss(batch), batch)
            fake = self.fakes(batch) if self._sample_metrics else None
            real, *labels = tree.flatten(batch)
            labels = labels[0] if self.conditional else None
            for metric in self._sample_metrics:
                told = metrics_module.told(metric, real=labels, fake=labels)
                metric.update_state(real, fake, **told)
        finally:
            self._in_training = True
        logs = self._results(self._log_means.values())
        # Keras asks them for their results when all batches have been seen.
        for name in metrics_module.result_names(self._sample_metrics):
            logs[name] = backend.loggable(ops.full((), math.nan))
        return logs

    def _results(self, metrics):
        return {m.name: backend.loggable(m.result()) for m in metrics}

    def fit(
        self,
        x=None,
        y=None,
        batch_size=None,
        epochs=1,
        verbose="auto",
        callbacks=None,
        validation_split=0.0,
        validation_data=None,
        shuffle=True,
        **kwargs,
    ):
        """Plays the game; see `keras.Model.fit` for all arguments.

        Args:
            x: a `tf.data.Dataset`, a `keras.utils.PyDataset`, a generator, or
                arrays, as the variant's data contract says.
            y: labels, where `x` is an array and the variant uses them.
            batch_size: int, for arrays. Default 32.

        With `critic_steps` above 1 a step draws that many batches; what does
        not fill a group at the end of an epoch is left out.

        Raises:
            ValueError: the first batch does not fit the networks; there are
                weights of classes or samples, which the losses do not take.
        """
        for name in ("class_weight", "sample_weight"):
            if kwargs.get(name) is not None:
                raise ValueError(
                    "Both losses are means over samples of one weight. "
                    f"Received: {name}={kwargs[name]!r}"
                )
        if validation_split and validation_data is None:
            x, validation_data = feeding.split(x, y, validation_split)
            y = None
        if validation_data is not None:
            validation_data, first = feeding.checked(
                validation_data, self.check
            )
            count = feeding.at_most(validation_data, first)
            metrics_module.check_count(
                self._sample_metrics, real=count, fake=count
            )
        data = x if y is None else (x, y)
        feed = feeding.Feed(
            data, batch_size, shuffle, self.check, self.critic_steps
        )
        # After the user's callbacks, so that a restored epoch is known.
        resume = Resume(
            feed, kwargs.get("steps_per_epoch"), kwargs.get("initial_epoch", 0)
        )
        callbacks = feeding.with_callback(callbacks, resume)
        self._initial_epoch = None
        with feeding.entered(callbacks):
            return super().fit(
                backend.shards(self, feed.data),
                epochs=epochs,
                verbose=verbose,
                callbacks=callbacks,
                validation_data=validation_data,
                shuffle=False,
                **kwargs,
            )

    def evaluate(self, x=None, y=None, *args, **kwargs):
        """Both losses and all metrics on data that `fit` would take."""
        if y is not None:
            feeding.checked((x, y), self.check)
        elif not kwargs.get("_use_cached_eval_dataset"):
            x, _ = feeding.checked(x, self.check)
        self.evaluation_seed_generator.state.assign([0, 0])
        return super().evaluate(x, y, *args, **kwargs)

    def train_on_batch(self, x, y=None, **kwargs):
        """One round on one batch, cut into `critic_steps` parts."""
        data = (x,) if y is None else (x, y)
        self.check(data)
        return super().train_on_batch(
            *feeding.cut(data, self.critic_steps), **kwargs
        )


def _part(group, index):
    return tree.map_structure(lambda x: x[:, index], group)
