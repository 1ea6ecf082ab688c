"""The progress bar of a game that grows."""

import time

import keras
from keras.utils import Progbar

AS_IT_IS = ("resolution", "alpha", "kimg", "images_per_second", "hours_left")
PLACES = {"resolution": 0, "alpha": 3, "kimg": 3}


class GrowthBar(keras.callbacks.ProgbarLogger):
    """Keras's bar, that also says how far the growth is.

    Beside resolution, alpha and thousands of images, which are logged: images
    a second, and the hours until the epochs that were asked for are over, if a
    larger picture takes as much longer as its networks have more to reckon.
    What is not training, and the first round, that traces, is not counted.
    """

    def on_train_begin(self, logs=None):
        super().on_train_begin(logs)
        self.work = _Work(self.model)

    def on_epoch_begin(self, epoch=None, logs=None):
        super().on_epoch_begin(epoch, logs)
        self.work.begin(epoch, self.epochs, self.target)

        self.rate = {}

    def on_train_batch_end(self, batch, logs=None):
        self.rate = self.work.done(batch + 1)
        self._update_progbar(batch, self._rounded(logs))

    def on_epoch_end(self, epoch, logs=None):
        self._finalize_progbar(self._rounded(logs))

    def _rounded(self, logs):
        """What is shown: the logs and the rate, numbers as they are read."""
        logs = {
            name: round(float(value), PLACES[name]) if name in PLACES else value
            for name, value in (logs or {}).items()
        }
        return logs | self.rate

    def _maybe_init_progbar(self):
        if self.progbar is None:
            self.progbar = Progbar(
                target=self.target,
                verbose=self.verbose,
                unit_name="step",
                stateful_metrics=AS_IT_IS,
            )


class _Work:
    """What a run has reckoned in an epoch, and what there is to come."""

    def __init__(self, model):
        self.model = model

    def begin(self, epoch, epochs, rounds):
        model = self.model
        self.rounds, self.shown = rounds, model.samples_read
        self.images = model.stage_batch_size * model.critic_steps
        self.started = None
        self.later = self._later(epochs - epoch - 1) if rounds else 0

    def done(self, rounds):
        """What the bar shows after so many rounds of the epoch."""
        found = {}
        now = time.perf_counter()
        if self.started is None:  # The first round is the one that traces.
            self.started = now, rounds
            return found
        then, first = self.started
        if rounds > first:
            rate = (rounds - first) * self.images / (now - then)
            found["images_per_second"] = rate
            if self.rounds:
                left = self.later + (self.rounds - rounds) * self.images
                found["hours_left"] = left / rate / 3600
        return found

    def _later(self, epochs):
        """The images of the epochs after this one, each counted for as many of
        the present resolution as take its time."""
        model, stage = self.model, self.model.stage
        work = model.generator.work
        now = work(model.phase.level)
        done = self.shown - model.begun_with + self.rounds * self.images
        later = 0
        for _ in range(epochs):
            if done >= model.phases[stage].images:
                if stage + 1 < len(model.phases):
                    stage, done = stage + 1, 0
            phase = model.phases[stage]
            images = self.rounds * phase.batch_size * model.critic_steps
            later += images * work(phase.level) / now
            done += images
        return later
