import time

import keras
import numpy as np
from keras import ops

from keras_gans import arguments
from keras_gans import metrics as metrics_module
from keras_gans.callbacks.last_good import averaged_weights
from keras_gans.callbacks.last_good import say
from keras_gans.data import taking
from keras_gans.metrics import compiled
from keras_gans.specs import base


class Evaluate(keras.callbacks.Callback):
    """Compares generated with real samples in the course of a run.

    After the first epoch, then every so many, and after the last. The results
    join the epoch's logs as `val_<metric>`, so that callbacks behind this one
    (BestCheckpoint, CSVLogger) read them. The same latents are drawn every
    time, and real samples are looked at once. Where an optimizer keeps
    averaged weights, these are evaluated. A generator that is told something
    (labels, pictures) is told what the data have, in turn.

    Args:
        data: what `fit` takes.
        metrics: list of `metrics.SampleMetric`, or one.
        every: int, epochs from one evaluation to the next.
        samples: int, generated samples. Default: as many as the metrics want.
        time_budget: float, seconds that the drawing of samples may take; what
            takes longer is given up with a sentence that says how far it
            came.
        batch_size: int, of generated samples.
        seed: int, of the latents.

    Attributes:
        history: list of dicts of results, with "epoch" and "seconds".
    """

    def __init__(
        self,
        data,
        metrics,
        every=1,
        samples=None,
        time_budget=None,
        batch_size=128,
        seed=0,
    ):
        super().__init__()
        for name, value in (("every", every), ("batch_size", batch_size)):
            arguments.check_count(value, name)
        self.data = data
        several = isinstance(metrics, (list, tuple))
        self.metrics = list(metrics) if several else [metrics]
        for metric in self.metrics or [metrics]:
            if not isinstance(metric, metrics_module.SampleMetric):
                raise ValueError(
                    "`metrics` are those of keras_gans.metrics, such as "
                    'FrechetDistance("mnist", 1000). Received: '
                    f"{base.shown(metric)}"
                )
        compiled.check_names(compiled.result_names(self.metrics))
        if samples is not None:
            samples = arguments.check_count(samples, "samples")
        if time_budget is not None:
            time_budget = arguments.check_number(
                time_budget, "time_budget", 1e-9, words="a number of seconds"
            )
        self.every = every
        wanted = max(m.wanted("fake") for m in self.metrics)
        self.samples = samples or wanted
        compiled.check_count(self.metrics, fake=self.samples)
        self.time_budget = time_budget
        self.batch_size = batch_size
        self.seed = arguments.check_seed(seed)
        self.history = []
        self._real_seen = False
        self._told = {}

    def on_train_begin(self, logs=None):
        known = {id(metric) for metric in self.model.metrics}
        if known & {id(metric) for metric in self.metrics}:
            raise ValueError(
                "Keras empties the metrics of `compile` in every epoch: give "
                "`Evaluate` objects of its own. Received: metrics="
                f"{[metric.name for metric in self.metrics]}"
            )
        wants_real = [m for m in self.metrics if "real" in m.sides]
        told = self.model.conditional
        if (wants_real or told) and not self._real_seen:
            self._show_real(wants_real)

    def on_epoch_end(self, epoch, logs=None):
        last = epoch + 1 == self.params["epochs"]
        if epoch % self.every and not last:
            return
        start = time.perf_counter()
        if not self._draw(start):
            return
        found = compiled.results(self.metrics)
        seconds = time.perf_counter() - start
        self.history.append({"epoch": epoch, "seconds": seconds, **found})
        if logs is not None:
            logs.update({f"val_{name}": value for name, value in found.items()})

    def _draw(self, start):
        """Shows the metrics what they need; False if the time is over."""
        for metric in self.metrics:
            metric.forget("fake")
        bar = keras.utils.Progbar(
            self.samples,
            verbose=1 if self.params.get("verbose") else 0,
            unit_name="sample",
        )
        done = 0
        with averaged_weights(self.model):
            for fake, labels in self._fakes():
                for metric in self.metrics:
                    told = compiled.told(metric, fake=labels)
                    metric.update_state(fake=fake, **told)
                done += len(fake)
                bar.update(done)
                spent = time.perf_counter() - start
                if self.time_budget and spent > self.time_budget:
                    if done < self.samples:
                        say(
                            f"Evaluation given up after {spent:.0f} s and "
                            f"{done} of {self.samples} samples: raise "
                            "`time_budget` or evaluate fewer samples."
                        )
                        return False
        return True

    def _fakes(self):
        """Generated samples in parts, each with its labels or None."""
        for part, start in enumerate(range(0, self.samples, self.batch_size)):
            count = min(self.batch_size, self.samples - start)
            rows = np.arange(start, start + count)
            told = {
                name: values[rows % len(values)]
                for name, values in self._told.items()
            }
            yield (
                self.model.generate(
                    count,
                    seed=self.seed * 100_003 + part,
                    batch_size=self.batch_size,
                    **told,
                ),
                told.get("labels"),
            )

    def _show_real(self, metrics):
        """Shows metrics the real samples; keeps what the model is told."""
        model, seen = self.model, 0
        told = {name: [] for name in model.given}
        wanted = [m.wanted("real") for m in metrics] or [self.samples]
        for element in taking.batches(self.data, self.batch_size):
            model.check(element)
            batch = model.named(model.read(element))
            for metric in metrics:
                labels = batch.get("labels")
                named = compiled.told(metric, real=labels)
                metric.update_state(real=model.reals(batch), **named)
            for name, values in told.items():
                values.append(ops.convert_to_numpy(batch[name]))
            seen += len(next(iter(batch.values())))
            if seen >= max(wanted):
                break
        compiled.check_count(metrics, real=seen)
        self._real_seen = True
        # What the generator is told, in turn.
        self._told = {n: np.concatenate(values) for n, values in told.items()}
