import math

import keras
import numpy as np
from keras import ops

from keras_gans import arguments
from keras_gans.callbacks.last_good import say
from keras_gans.core import backend
from keras_gans.data import taking


class OverfittingWatch(keras.callbacks.Callback):
    """Says in words when the discriminator learns the training samples by
    heart.

    After the first epoch, then every so many, and after the last, what the
    discriminator says in the mean of training samples, of real ones that it
    has never seen, and of generated ones is compared, without augmentation:

    ```
    r = (E D(train) - E D(held out)) / (E D(train) - E D(generated))
    ```

    0 where all real samples are alike to it, 1 where those held out are as
    good as generated. Whatever a discriminator gives will do: logits, a
    critic's numbers, energies. r joins the epoch's logs as `overfitting`, so
    that callbacks behind this one read it. Where it is over the limit, and the
    difference of the real samples more than chance makes of so few (three
    standard errors), that is said once. The three means join the logs too, as
    `judged_train`, `judged_held_out` and `judged_generated`.

    Args:
        train: what `fit` takes, the data of the training.
        held_out: the same of samples that are not among them.
        every: int, epochs from one look to the next.
        samples: int, how many of each are looked at, the first.
        limit: float, the largest r that is passed over; 0.5 is what the
            reference holds r at.
        batch_size: int, how many at once; at least `packing`.
        seed: int, of the latents.

    Raises:
        ValueError: one of the sides is None, or has fewer than 2 samples; the
            model has no one discriminator.

    Attributes:
        found: a list of the sentences.
        looks: a list of dicts with "epoch" (from 0), "train", "held_out",
            "generated" and "overfitting"; `plots.judge_curves` draws them.

    What a generator is told is what the training samples have, in their order.

    Reference: Karras et al., 2020, eq. 1, https://arxiv.org/abs/2006.06676
    """

    def __init__(
        self,
        train,
        held_out,
        every=1,
        samples=512,
        limit=0.5,
        batch_size=128,
        seed=0,
    ):
        super().__init__()
        for name, x in (("train", train), ("held_out", held_out)):
            if x is None:
                raise ValueError(
                    f"`{name}` is real samples, as `fit` takes them. "
                    f"Received: {name}=None"
                )
        self.train, self.held_out = train, held_out
        self.every = arguments.check_count(every, "every")
        self.samples = arguments.check_count(samples, "samples", 2)
        self.limit = arguments.check_number(
            limit, "limit", 0, words="a number from 0"
        )
        self.batch_size = arguments.check_count(batch_size, "batch_size")
        self.seed = arguments.check_seed(seed)
        self.found = []
        self.looks = []
        self._real = None

    def on_train_begin(self, logs=None):
        if not hasattr(self.model, "logits_of"):
            raise ValueError(
                "`OverfittingWatch` is for models of one discriminator, such "
                "as a GenerativeModel has. Received: "
                f"{type(self.model).__name__}"
            )
        if self._real is None:
            self._real = [self._read(x) for x in (self.train, self.held_out)]

    def on_epoch_end(self, epoch, logs=None):
        last = epoch + 1 == self.params["epochs"]
        if epoch % self.every and not last:
            return
        look, sure = self.look()
        self.looks.append({"epoch": epoch, **look})
        if logs is not None:
            logs["overfitting"] = look["overfitting"]
            for name in ("train", "held_out", "generated"):
                logs[f"judged_{name}"] = look[name]
        if look["overfitting"] > self.limit and sure and not self.found:
            self._say(epoch, look["overfitting"])

    def look(self):
        """Compares once.

        Returns:
            A dict of the means and of r, and whether the real samples differ
            by more than chance.
        """
        backend.sync(self.model)
        train, held_out = self._real
        told = {name: train[name] for name in self.model.given}
        count = len(next(iter(train.values())))
        made = self.model.generate(
            count, self.seed, batch_size=self.batch_size, **told
        )
        said = {
            "train": self._said(self._samples(train), train),
            "held_out": self._said(self._samples(held_out), held_out),
            "generated": self._said(made, train),
        }
        look = {name: float(x.mean()) for name, x in said.items()}
        gap = look["train"] - look["held_out"]
        span = look["train"] - look["generated"]
        look["overfitting"] = gap / span if span else math.nan
        errors = [said[n].var() / len(said[n]) for n in ("train", "held_out")]
        return look, abs(gap) > 3 * math.sqrt(sum(errors))

    def _read(self, data):
        """The first samples of data and what is told of them, a dict of
        arrays."""
        parts, seen = [], 0
        for element in taking.batches(data, self.batch_size):
            self.model.check(element)
            batch = self.model.named(self.model.read(element))
            parts.append({n: np.array(x) for n, x in batch.items()})
            seen += len(self._samples(parts[-1]))
            if seen >= self.samples:
                break
        if seen < 2:
            raise ValueError(
                "At least 2 samples of each side are compared. Received: data "
                f"of {seen}"
            )
        return {
            name: np.concatenate([part[name] for part in parts])[: self.samples]
            for name in parts[0]
        }

    def _samples(self, batch):
        return next(iter(batch.values()))

    def _said(self, samples, batch):
        """What the discriminator says of samples, an array of a number each
        (or each pack), told what `batch` is."""
        model, found = self.model, []
        for start in range(0, len(samples), self.batch_size):
            rows = slice(start, start + self.batch_size)
            told = [
                ops.convert_to_tensor(batch[name][rows]) for name in model.given
            ]
            x = ops.cast(samples[rows], keras.config.floatx())
            with model._inferring():
                said = model.logits_of(model.judge(model.pack(x), *told))
            said = ops.convert_to_numpy(said).astype("float64")
            found.append(said.reshape(len(said), -1).mean(axis=1))
        return np.concatenate(found)

    def _say(self, epoch, overfitting):
        sentence = (
            f"Epoch {epoch + 1}: the discriminator learns the training samples "
            "by heart: real ones that it has not seen lie "
            f"{overfitting:.0%} of the way to generated ones (limit "
            f"{self.limit:.0%}). More samples help, or "
            "augmentation=augmentation.Adaptive() or DiffAugment(); else stop "
            "where your metric is best (BestCheckpoint)"
        )
        self.found.append(sentence)
        say(f"{sentence}.")
