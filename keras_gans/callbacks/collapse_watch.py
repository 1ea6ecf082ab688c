import keras
import numpy as np
from keras import ops

from keras_gans import arguments
from keras_gans import losses
from keras_gans import metrics
from keras_gans.callbacks.last_good import LastGood
from keras_gans.callbacks.last_good import say

_ACTIONS = ("warn", "stop", "roll_back")


class CollapseWatch(keras.callbacks.Callback):
    """Says in words when the game is lost, and can act on it.

    Every `every` steps the same latents are drawn, and looked at for

    - diversity: their mean distance from each other, beside that of real
      samples;
    - classes, if `features` can classify: how many there are, beside those of
      real samples;
    - saturation, for losses that a sigmoid explains (minimax,
      non-saturating) and a discriminator that takes no labels and gives one
      logit: it is so sure of 99 % of the samples that the generator learns
      nothing from it.

    What is found in `patience` looks in a row is reported once, and acted on.

    Args:
        real: array (N, ...), real samples, some hundreds.
        every: int, steps from one look to the next.
        samples: int, generated samples a look.
        warm_up: int, steps at the start that are not judged: an untrained
            generator makes samples that are alike.
        patience: int, looks in a row.
        diversity: float, least share of the real samples' mean distance. On
            MNIST a healthy DCGAN has 0.9, one that makes a single digit 0.35
            (the runs of `pytest -m slow tests/test_callbacks.py`).
        classes: float, least share of the real samples' classes.
        features: an extractor with classes, see `metrics.get_features`.
        action: "warn", "stop", or "roll_back": to the last weights that
            passed a look, with lower rates.
        rate_factor: float, for "roll_back".
        seed: int, of the latents.
        labels: what a generator that takes labels is told, as of `generate`.
            Default: the classes in turn.
        given: dict, the same for what has another name than labels.

    Attributes:
        found: a list of sentences.
        looks: a list of dicts, what each look has measured.
    """

    def __init__(
        self,
        real,
        every=100,
        samples=128,
        warm_up=300,
        patience=2,
        diversity=0.5,
        classes=0.5,
        features=None,
        action="warn",
        rate_factor=0.5,
        seed=0,
        labels=None,
        given=None,
    ):
        super().__init__()
        if action not in _ACTIONS:
            raise ValueError(
                f"`action` is one of {_ACTIONS}. Received: action={action!r}"
            )
        for name, value in (("every", every), ("samples", samples)):
            arguments.check_count(value, name)
        if hasattr(real, "element_spec"):
            raise ValueError(
                "`real` is an array: of a dataset take some with `data.take`. "
                f"Received: real={type(real).__name__}"
            )
        if len(real) < 2 or samples < 2:
            raise ValueError(
                "At least 2 samples are compared. Received: "
                f"real of length {len(real)}, samples={samples}"
            )
        self.real = np.asarray(real)
        self.every = every
        self.samples = samples
        self.warm_up = warm_up
        self.patience = patience
        self.limits = {"diversity": diversity, "classes": classes}
        self.features = features and metrics.get_features(features)
        self.action = action
        self.rate_factor = rate_factor
        self.seed = seed
        self.labels = labels
        self.given = given or {}
        self.found = []
        self.looks = []

    def on_train_begin(self, logs=None):
        self.model.sample_spec.check(self.real)
        self._told = self.model.told(self.labels, self.given)
        self.model.conditions(self.samples, **self._told)
        self._good = LastGood(self.model)
        self._step = 0
        self._in_a_row = {}
        self._reported = set()
        self._real_distance = _mean_distance(self.real)
        self._real_classes = self._classes(self.real)

    def on_epoch_begin(self, epoch, logs=None):
        self._epoch = epoch

    def on_train_batch_end(self, batch, logs=None):
        self._step += 1
        if self._step % self.every:
            return
        look = self.look()
        self.looks.append({"step": self._step, **look})
        if self._step <= self.warm_up:
            return
        wrong = self._judge(look)
        where = f"Step {batch + 1} of epoch {self._epoch + 1}"
        for name, sentence in wrong.items():
            self._in_a_row[name] = self._in_a_row.get(name, 0) + 1
            if self._in_a_row[name] >= self.patience:
                self._act(name, f"{where}: {sentence}")
        for name in set(self._in_a_row) - set(wrong):
            del self._in_a_row[name]
            self._reported.discard(name)
        if not wrong and self.action == "roll_back":
            self._good.keep()

    def look(self):
        """A dict of what can be measured: diversity and classes as shares of
        the real samples', saturation as a share of the samples."""
        fake = self.model.generate(self.samples, self.seed, **self._told)
        look = {"diversity": _mean_distance(fake) / self._real_distance}
        if self._real_classes:
            look["classes"] = self._classes(fake) / self._real_classes
        if self._saturates():
            look["saturation"] = self._saturation(fake)
        return look

    def _classes(self, samples):
        if self.features is None:
            return 0
        logits = ops.convert_to_numpy(self.features.logits(samples))
        return len(set(logits.argmax(axis=1)))

    def _saturates(self):
        kinds = (losses.Minimax, losses.NonSaturating)
        known = isinstance(self.model.adversarial_loss, kinds)
        judge = getattr(self.model, "discriminator", None)
        # Real samples are held here without their labels.
        return (
            known
            and judge is not None
            and len(judge.inputs) == 1
            and [x.shape[1:] for x in judge.outputs] == [(1,)]
        )

    def _saturation(self, fake):
        """Share of samples whose side the discriminator knows to 1 %."""
        sure = np.log(99)
        judge = self.model.discriminator
        real = self.real[: self.samples]
        right = [
            sign
            * ops.convert_to_numpy(
                judge(self.model.pack(samples), training=False)
            )
            > sure
            for sign, samples in ((1, real), (-1, fake))
        ]
        return min(side.mean() for side in right)

    def _judge(self, look):
        wrong = {}
        if look["diversity"] < self.limits["diversity"]:
            wrong["diversity"] = (
                "the generated samples are alike: their mean distance is "
                f"{look['diversity']:.2f} of the real ones' (limit "
                f"{self.limits['diversity']})"
            )
        if look.get("classes", 1) < self.limits["classes"]:
            wrong["classes"] = (
                f"the generated samples have {look['classes']:.0%} of the "
                f"classes of the real ones (limit {self.limits['classes']:.0%})"
            )
        if look.get("saturation", 0) > 0.99:
            wrong["saturation"] = (
                "the discriminator knows more than 99 % of all samples for "
                "sure, and the generator learns nothing from it"
            )
        return wrong

    def _act(self, name, sentence):
        if self.action == "warn" and name in self._reported:
            return
        self._reported.add(name)
        self.found.append(sentence)
        if self.action == "stop":
            self.model.stop_training = True
            sentence += "; training stops"
        elif self.action == "roll_back" and self._good.values is not None:
            sentence += f"; {self._good.go_back(self.rate_factor)}"
            self._in_a_row.clear()
        say(f"{sentence}.")


def _mean_distance(samples):
    from scipy.spatial import distance

    rows = samples.reshape(len(samples), -1)
    return distance.pdist(rows[:256]).mean()
