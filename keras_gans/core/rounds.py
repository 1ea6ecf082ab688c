"""Where a run stands: the epoch, its rounds, its data, its stage."""

import keras
from keras import ops

from keras_gans.core import backend
from keras_gans.core.warning import warn


class Rounds(keras.callbacks.Callback):
    """Takes up a run where `Backup` or Keras's BackupAndRestore put it, and
    turns to the stage that is due.

    The model keeps its place, (epoch, rounds of it), among its weights, so
    that any backup holds both or neither. The rounds that were played are read
    again from the data and not played; the epoch's logs are means of the
    others. It alone exchanges the train function, as a stage has its own.

    Args:
        feed: `feed.Feed`, the data.
        steps_per_epoch: int or None, where it cuts the data into epochs.
        initial_epoch: int, that of the run which was interrupted.
    """

    def __init__(self, feed, steps_per_epoch=None, initial_epoch=0):
        super().__init__()
        self.feed = feed
        self.steps_per_epoch = steps_per_epoch
        self.initial_epoch = initial_epoch
        self.rounds = 0
        self.resumed = False
        self._play = None

    def __enter__(self):
        return self

    def __exit__(self, *error):
        """The next `fit` plays all of its rounds, whatever ended this one."""
        if self._play is not None:
            self.model.train_function = self._play

    def on_train_begin(self, logs=None):
        model = self.model
        backend.sync(model)
        epoch, self.rounds = map(int, ops.convert_to_numpy(model.place))
        # It follows the user's callbacks: a restored epoch is known.
        if model._initial_epoch is None:
            played = epoch + (self.rounds > 0) + _number(model.origin)
            model.origin.assign(played - self.initial_epoch)
            model.place.assign([self.initial_epoch, 0])
            self.rounds = 0
            self._turn()
            if self.feed.fresh:  # As if this process had played them.
                self._open(self.initial_epoch, warned=False)
            return
        # Keras counts an epoch when it has ended. It forgets the count of a
        # resumed run until the next one has.
        if model._initial_epoch > epoch:
            epoch, self.rounds = model._initial_epoch, 0
            model.place.assign([epoch, 0])
        model._initial_epoch = epoch
        self.resumed = True
        self._turn()
        before = 0 if self.feed.fresh else self.initial_epoch
        ahead = self._open(max(epoch - before, 0))
        if ahead or self.rounds:
            self._play = model.train_function
            model.train_function = self._reading(ahead)

    def _turn(self):
        """Turns to the stage that is due; in the midst of an epoch to the one
        in which it began."""
        if self.rounds:
            self.model.turn_to(_number(self.model.reached))
        else:
            self.model.turn_to_due()

    def _open(self, epochs, warned=True):
        """Passes over the data of epochs; how many rounds are then ahead."""
        if self.feed.staged is not None:
            return 0  # They are put where they belong as an epoch begins.
        if self.steps_per_epoch is None:
            self.feed.open(epochs)
            return 0
        ahead, length = epochs * self.steps_per_epoch, self.feed.rounds
        if length:
            # Keras opens the data again when they end.
            passes, ahead = divmod(ahead, length)
            self.feed.open(passes)
        if ahead and warned and (length or not backend.reads_ahead()):
            warn(
                "Where `steps_per_epoch` does not divide the data, or on "
                "torch, a resumed run reads them in another order.",
            )
            return 0
        return ahead

    def _reading(self, ahead):
        """A train function that reads `ahead` batches, then those of the
        rounds that were played, and leaves the rest to the model's own."""
        model, play = self.model, self._play
        left, size = self.rounds, model.steps_per_execution

        def read(*arguments):
            nonlocal ahead, left
            *state, data = arguments
            # TensorFlow's functions take an iterator, the others batches.
            reads = hasattr(data, "__next__")
            skipped, ahead = ahead * reads, 0
            for _ in range(skipped):
                next(data)
            if left <= 0:
                model.train_function, self._play = play, None
                return play(*arguments)
            # Counted first: the data may end within the last ones.
            left -= size
            for _ in range(size * reads):
                next(data)
            return ({}, *state) if state else {}

        return read

    def on_epoch_begin(self, epoch, logs=None):
        model = self.model
        backend.sync(model)
        seed = abs(int(ops.convert_to_numpy(model.seed_generator.state)[0]))
        model.place.assign([epoch, self.rounds])
        self._turn()
        samples = 0
        if self.feed.staged is not None:
            played = self.rounds * model.critic_steps * model.stage_batch_size
            samples = model.samples_read - played
        epoch = max(epoch + _number(model.origin), 0)
        self.feed.start(seed, epoch, samples, self.resumed)
        self.rounds, self.resumed = 0, False

    def on_epoch_end(self, epoch, logs=None):
        self.model.place.assign([epoch + 1, 0])


def _number(variable):
    return int(ops.convert_to_numpy(variable))
