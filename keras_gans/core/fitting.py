"""What Keras calls: `fit`, `evaluate`, `generate` and their steps."""

import contextlib
import math
import warnings

import keras
import numpy as np
from keras import ops
from keras import tree

from keras_gans import arguments
from keras_gans.core import backend
from keras_gans.core.rounds import Rounds
from keras_gans.core.warning import warn
from keras_gans.data import arrays
from keras_gans.data import datasets
from keras_gans.data import feed as feeding
from keras_gans.data import taking
from keras_gans.metrics import compiled as compiled_metrics
from keras_gans.specs import base


class Fitting:
    """The face of a game that Keras and its users know."""

    # Elements of the data.

    def named(self, data):
        """The parts of an element by the names of `element_spec`: given by
        these names in a dict, or by their places."""
        spec = self.element_spec
        found, rest = {}, []
        for part in _parts(data):
            if isinstance(part, dict):
                found |= {k: v for k, v in part.items() if k in spec}
                rest += [part] if not set(part) & set(spec) else []
            elif part is not None:
                rest.append(part)
        missing = [name for name in spec if name not in found]
        # Of images with labels a game without labels takes the images.
        fits = len(rest) == len(missing) or (len(spec) == 1 and rest)
        if not fits or (rest and not missing):
            came = [part for part in _parts(data) if part is not None]
            raise ValueError(
                f"An element of the data is ({', '.join(spec)}), or a dict by "
                f"these names, for {type(self).__name__}. Received: "
                f"{base.describe(came[0] if len(came) == 1 else came)}"
            )
        found |= dict(zip(missing, rest))
        return {name: found[name] for name in spec}

    def read(self, data):
        """The parts of an element that the losses see, in the order of
        `element_spec`; one alone as it is."""
        parts = tuple(self.named(data).values())
        return parts if len(parts) > 1 else parts[0]

    def check(self, data, first=True):
        """Refuses an element that does not fit, before a step sees it.

        Args:
            data: an element of the data.
            first: bool, whether to suspect aloud what is only suspect.
        """
        batch = self.named(self.read(data))
        for name, spec in self.element_spec.items():
            if spec.told or name in self.given:
                count = len(next(iter(batch.values())))
                spec.check_told(np.asarray(batch[name]), count, name)
            else:
                spec.check(batch[name], name, first)

    # Steps.

    def train_step(self, *args):
        return backend.step(self, self._round, *args)

    def test_step(self, *args):
        return backend.step(self, self._evaluation, *args)

    def _round(self, data):
        self._logged = set()
        batches = [self.named(self.read(data))]
        if self.critic_steps > 1:
            steps = range(self.critic_steps)
            batches = [_part(batches[0], i) for i in steps]
        self.adversarial_step([self.prepare(batch) for batch in batches])
        if self._averages:
            self._move_averages()
        self.place.assign(self.place + [0, 1])
        return self._results()

    def _evaluation(self, data):
        self._logged = set()
        batch = self.named(self.read(data))
        with self._inferring():
            prepared = self.prepare(batch)
            for player in self.playing:
                self._log(self.losses(player, prepared), prepared)
            if self._sample_metrics:
                real, fake = self.reals(batch), self.fakes(batch)
                labels = batch.get("labels") if self.conditional else None
            for metric in self._sample_metrics:
                told = compiled_metrics.told(metric, real=labels, fake=labels)
                metric.update_state(real, fake, **told)
        logs = self._results()
        # Keras asks them for their results when all batches have been seen.
        for name in compiled_metrics.result_names(self._sample_metrics):
            logs[name] = backend.loggable(ops.full((), math.nan))
        return logs

    def _log(self, logs, batch):
        size = ops.shape(tree.flatten(batch)[0])[0]
        for name, value in logs.items():
            if name not in self.handed:
                if name in self.standing:
                    self._log_means[name].reset_state()
                self._log_means[name].update_state(value, sample_weight=size)
                self._logged.add(name)

    def _results(self):
        """The means so far of what is logged in the stage that lasts."""
        return {
            name: backend.loggable(mean.result())
            for name, mean in self._log_means.items()
            if name in self._logged
        }

    def _get_metrics_result_or_logs(self, logs):
        # Keras reads the metrics where each of them is logged, else the last
        # step; in a stage only those are whose players move.
        found = self.get_metrics_result()
        return {name: found.get(name, value) for name, value in logs.items()}

    # Keras's methods.

    def fit(
        self,
        x=None,
        y=None,
        batch_size=None,
        epochs=None,
        verbose="auto",
        callbacks=None,
        validation_split=0.0,
        validation_data=None,
        shuffle=True,
        class_weight=None,
        sample_weight=None,
        initial_epoch=0,
        steps_per_epoch=None,
        **kwargs,
    ):
        """Plays the game; see `keras.Model.fit` for all arguments.

        Args:
            x: a `tf.data.Dataset`, a `keras.utils.PyDataset`, a generator, or
                arrays, as the variant's data contract says.
            y: labels, where `x` is an array and the variant uses them.
            batch_size: int, for arrays. Default 32.
            epochs: int, the last epoch, counted from the first of the run:
                after `fit(epochs=50)`, `fit(epochs=100, initial_epoch=50)`
                plays 50 more. Default: 1, or as many as the game's schedule
                has.

        With `critic_steps` above 1 a step draws that many batches; what does
        not fill a group at the end of an epoch is left out.

        Raises:
            ValueError: a batch does not fit the networks; there are weights of
                classes or samples, which the losses do not take.
        """
        _check_weights(class_weight=class_weight, sample_weight=sample_weight)
        if self.compiled:
            self.optimizer.check(self.players)
        sizes = {
            "batch_size": batch_size,
            "validation_batch_size": kwargs.get("validation_batch_size"),
            "steps_per_epoch": steps_per_epoch,
            "validation_steps": kwargs.get("validation_steps"),
        }
        _check_counts(sizes)
        if epochs is not None:
            epochs = arguments.check_count(epochs, "epochs", 0)
        initial_epoch = arguments.check_count(initial_epoch, "initial_epoch", 0)
        x, y = self._arrays(x, y), arrays.as_arrays(y)
        if validation_split and validation_data is None:
            x, validation_data = arrays.split(x, y, validation_split)
            y = None
        guard = feeding.Guard(self)
        both = datasets.is_dataset(x), datasets.is_dataset(validation_data)
        if all(both) and datasets.drawn_by_both(x, validation_data):
            warn(
                "`validation_data` reads the dataset that is trained on, and "
                "each look draws that anew: a run that is resumed then ends "
                "elsewhere. Make the validation data by a call of its own.",
            )
        if validation_data is not None:
            validation_data = self._validation(
                validation_data, guard, kwargs.get("validation_steps")
            )
        feed = feeding.Feed(
            x if y is None else (x, y),
            batch_size,
            shuffle,
            guard,
            self.critic_steps,
            steps_per_epoch,
            None if self.stage_batch_size is None else self,
        )
        due = None
        if epochs is None:
            due = self.epochs_due(feed.rounds)
            epochs = 1 if due is None else initial_epoch + due
        feeding.check_passes(x, epochs - initial_epoch, steps_per_epoch)
        if feed.staged is not None:
            steps_per_epoch = None  # Each epoch opens the data anew.
        self._remember(feed.first)
        rounds = Rounds(feed, steps_per_epoch, initial_epoch)
        # After the user's callbacks, so that a restored epoch is known.
        callbacks = _with_callbacks(callbacks, rounds, *self.own_callbacks())
        self._initial_epoch = None
        if due == 0:
            warn(
                "Nothing is played: the schedule is over. With `epochs` its "
                "last phase goes on. Received: epochs=None",
            )
        elif initial_epoch >= epochs:
            warn(
                "Nothing is played: `epochs` counts from the first epoch of "
                f"the run. Received: {epochs=}, {initial_epoch=}",
            )
        with guard.said(), _entered(callbacks), _ending(steps_per_epoch):
            return super().fit(
                backend.shards(self, feed.data),
                epochs=epochs,
                verbose=verbose,
                callbacks=callbacks,
                validation_data=validation_data,
                shuffle=False,
                initial_epoch=initial_epoch,
                steps_per_epoch=steps_per_epoch,
                **kwargs,
            )

    def _arrays(self, x, y=None):
        """Data in any form that holds arrays, as these; `y` follows."""
        x = arrays.as_arrays(x)
        first, *others = self.element_spec.values()
        return x if others and y is None else arrays.as_one(x, first)

    def _validation(self, data, guard, steps):
        """Validation data as Keras takes it, checked."""
        if isinstance(data, tuple):
            data = tuple(x for x in arrays.as_arrays(data) if x is not None)
            if len(data) == 3:
                _check_weights(sample_weight=data[2])
            data = data[0] if len(data) == 1 else data
        data, first = feeding.checked(self._arrays(data), guard)
        feeding.check_end(data, steps, "validation_steps")
        count = taking.at_most(data, first)
        compiled_metrics.check_count(
            self._sample_metrics, real=count, fake=count
        )
        return data

    def _remember(self, first):
        """Keeps what the first samples are told, `generate`'s default; and
        what the game takes from them."""
        if first is None:
            return
        batch = self.named(self.read(first))
        self.begin(batch)
        if self.given:
            self._seen = {
                name: np.array(batch[name][:64]) for name in self.given
            }

    def evaluate(
        self,
        x=None,
        y=None,
        batch_size=None,
        verbose="auto",
        sample_weight=None,
        steps=None,
        callbacks=None,
        return_dict=False,
        **kwargs,
    ):
        """Both losses and all metrics on data that `fit` would take."""
        _check_weights(sample_weight=sample_weight)
        _check_counts({"batch_size": batch_size, "steps": steps})
        guard = feeding.Guard(self)
        x, y = self._arrays(x, y), arrays.as_arrays(y)
        if y is not None:
            guard.check((x, y))
        elif not kwargs.get("_use_cached_eval_dataset"):
            x, _ = feeding.checked(x, guard)
            feeding.check_end(x, steps, "steps")
        self.evaluation_seed_generator.state.assign([0, 0])
        with guard.said(), _ending(steps):
            return super().evaluate(
                x,
                y,
                batch_size=batch_size,
                verbose=verbose,
                steps=steps,
                callbacks=callbacks,
                return_dict=return_dict,
                **kwargs,
            )

    def train_on_batch(self, x, y=None, sample_weight=None, **kwargs):
        """One round on one batch, cut into `critic_steps` parts.

        A game in stages first turns to the one that is due; the size of its
        batches is then yours to keep.
        """
        class_weight = kwargs.pop("class_weight", None)
        _check_weights(class_weight=class_weight, sample_weight=sample_weight)
        if self.compiled:
            self.optimizer.check(self.players)
        x, y = self._arrays(x, y), arrays.as_arrays(y)
        data = (x,) if y is None else (x, y)
        self.check(data)
        self.begin(self.named(self.read(data)))
        self.turn_to_due()
        return super().train_on_batch(
            *arrays.cut(data, self.critic_steps), **kwargs
        )

    def test_on_batch(self, x, y=None, sample_weight=None, **kwargs):
        """Both losses and all metrics on one batch."""
        _check_weights(sample_weight=sample_weight)
        x, y = self._arrays(x, y), arrays.as_arrays(y)
        self.check((x,) if y is None else (x, y))
        self.evaluation_seed_generator.state.assign([0, 0])
        return super().test_on_batch(x, y, **kwargs)


def _check_counts(sizes):
    """Refuses what is no number of samples or steps."""
    for name, value in sizes.items():
        if value is not None:
            arguments.check_count(value, name)


def _check_weights(**weights):
    """Refuses weights of classes and samples."""
    for name, value in weights.items():
        if value is not None:
            raise ValueError(
                "Both losses are means over samples of one weight. "
                f"Received: {name}={value!r}"
            )


def _parts(data):
    """The parts of an element, in order, however they are nested."""
    if not isinstance(data, (tuple, list)):
        return [data]
    return [part for inner in data for part in _parts(inner)]


@contextlib.contextmanager
def _ending(steps_per_epoch):
    """Within it Keras does not take the end of a pass, where data do not know
    their length, for a lack of data."""
    with warnings.catch_warnings():
        if steps_per_epoch is None:
            warnings.filterwarnings("ignore", "Your input ran out of data")
        yield


def _part(group, index):
    return tree.map_structure(lambda x: x[:, index], group)


def _with_callbacks(callbacks, *others):
    """`callbacks`, in any form that `fit` takes, and others behind them."""
    if isinstance(callbacks, keras.callbacks.CallbackList):
        callbacks = callbacks.callbacks
    return [*tree.flatten(callbacks or []), *others]


@contextlib.contextmanager
def _entered(callbacks):
    """Within it those of the callbacks that are contexts are entered."""
    with contextlib.ExitStack() as stack:
        for callback in callbacks:
            if hasattr(callback, "__exit__"):
                stack.enter_context(callback)
        yield
