"""Where an interrupted run goes on: the epoch, its rounds, its data."""

import keras
from keras import ops


class Resume(keras.callbacks.Callback):
    """Takes up a run where `Backup` or Keras's BackupAndRestore put it.

    The model keeps its place, (epoch, rounds of it), among its weights, so
    that any backup holds both or neither. The rounds that were played are read
    again from the data and not played; the epoch's logs are means of the
    others.

    Args:
        feed: `feeding.Feed`, the data.
        steps_per_epoch: int or None, where it cuts the data into epochs.
    """

    def __init__(self, feed, steps_per_epoch=None):
        super().__init__()
        self.feed = feed
        self.steps_per_epoch = steps_per_epoch
        self.rounds = 0

    def on_train_begin(self, logs=None):
        model = self.model
        # It follows the user's callbacks: a restored epoch is known.
        if model._initial_epoch is None:
            return
        epoch, self.rounds = map(int, ops.convert_to_numpy(model.place))
        # Keras counts an epoch when it has ended. It forgets the count of a
        # resumed run until the next one has.
        if model._initial_epoch > epoch:
            epoch, self.rounds = model._initial_epoch, 0
        model._initial_epoch = epoch
        ahead = epoch * (self.steps_per_epoch or 0)
        if not self.steps_per_epoch:
            self.feed.open(epoch)
        if ahead or self.rounds:
            model.train_function = self._reading(ahead)

    def _reading(self, ahead):
        """A train function that reads `ahead` batches, then those of the
        rounds that were played, and leaves the rest to the model's own."""
        model, play = self.model, self.model.train_function
        left, size = self.rounds, model.steps_per_execution

        def read(*arguments):
            nonlocal ahead, left
            *state, data = arguments
            # TensorFlow's functions take an iterator, the others batches.
            reads = hasattr(data, "__next__")
            for _ in range(ahead * reads):
                next(data)
            ahead = 0
            if left <= 0:
                model.train_function = play
                return play(*arguments)
            for _ in range(size * reads):
                next(data)
            left -= size
            return ({}, *state) if state else {}

        return read

    def on_epoch_begin(self, epoch, logs=None):
        seed = int(ops.convert_to_numpy(self.model.seed_generator.state)[0])
        self.feed.start(abs(seed), epoch)
        self.model.place.assign([epoch, self.rounds])
        self.rounds = 0

    def on_epoch_end(self, epoch, logs=None):
        self.model.place.assign([epoch + 1, 0])
