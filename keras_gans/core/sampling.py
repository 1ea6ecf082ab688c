"""What a game draws, is told and makes: `generate`, and what is exported."""

import contextlib
import random

import numpy as np
from keras import ops
from keras import tree

from keras_gans import arguments
from keras_gans.core import backend
from keras_gans.core import serving
from keras_gans.specs import base
from keras_gans.specs import sentences


class Sampling:
    """Samples of a game, from what is drawn and what is given."""

    def __call__(self, *args, **kwargs):
        """`call`, in which `play` infers: training alone is training."""
        with self._inferring():
            return super().__call__(*args, **kwargs)

    def predict(self, x, *args, **kwargs):
        """Keras's: samples of latents, or of [latents, labels, ...].

        Raises:
            ValueError: arrays are told that `generate` refuses.
        """
        x = self._listed(x)
        self._check_inputs(x)
        return super().predict(x, *args, **kwargs)

    def predict_on_batch(self, x):
        """The same of one batch."""
        x = self._listed(x)
        self._check_inputs(x)
        return super().predict_on_batch(x)

    def _listed(self, x):
        """Inputs by name in the order in which `call` takes them."""
        if not isinstance(x, dict):
            return x
        names = [*(self.latents.shapes if self.latents else {}), *self.given]
        if set(x) != set(names):
            raise ValueError(
                f"The inputs are {', '.join(names)}, by these names or as a "
                f"list in this order. Received: {', '.join(map(str, x))}"
            )
        return _one_or_list([x[name] for name in names])

    def _check_inputs(self, x):
        inputs = x if isinstance(x, (list, tuple)) else [x]
        drawn = len(self.latents.shapes) if self.latents else 0
        if len(inputs) != drawn + len(self.given):
            return
        for (name, spec), value in zip(self.given.items(), inputs[drawn:]):
            if hasattr(value, "shape"):  # Not a dataset.
                value = ops.convert_to_numpy(value)
                spec.check_told(value, len(value), name)

    def predict_step(self, *args):
        # On JAX it passes over `__call__`, and without jit has numpy arrays,
        # which a network does not take beside tensors.
        *state, data = args
        told = data[0] if isinstance(data, tuple) and len(data) == 1 else data
        if isinstance(told, (list, tuple)) and self.given:
            drawn = len(told) - len(self.given)
            specs = zip(told[drawn:], self.given.items())
            guarded = [serving.guard(x, s, n) for x, (n, s) in specs]
            data = ([*told[:drawn], *guarded],)
        data = tree.map_structure(
            lambda x: x if x is None else ops.convert_to_tensor(x), data
        )
        with self._inferring():
            return super().predict_step(*state, data)

    @contextlib.contextmanager
    def _inferring(self):
        before, self.in_training = self.in_training, False
        try:
            yield
        finally:
            self.in_training = before

    def reals(self, batch):
        """The samples that generated ones are held against, of a batch as
        the data have it."""
        return next(iter(batch.values()))

    def fakes(self, batch):
        """As many generated samples as a batch has."""
        return self.call(self.inputs_of(batch))

    def inputs_of(self, batch, seed=None):
        """What `call` takes to make as many samples as a batch has."""
        seed = self.noise_seed() if seed is None else seed
        drawn = []
        if self.latents is not None:
            count = ops.shape(next(iter(batch.values())))[0]
            drawn = self.latents.inputs(count, seed)
        return _one_or_list([*drawn, *(batch[name] for name in self.given)])

    @property
    def conditional(self):
        """Whether `generate` is told something."""
        return bool(self.given)

    def generate(self, n, seed=None, labels=None, batch_size=128, **given):
        """Draws samples as they are after training.

        Args:
            n: int, how many; or sentences, one a sample, of a model that is
                told such.
            seed: int; one seed gives one set of samples, and the exported
                `generate` gives the same. Default: new ones every time.
            labels: what the generator is told, one for all or one each.
                Default: the classes in turn.
            batch_size: int, how many at once.
            **given: the same for what has another name than labels. Default:
                what the first batch of training had.

        Returns:
            A float array (n, ...); images have values in [-1, 1].
        """
        arguments.check_count(batch_size, "batch_size")
        n, given = self._asked(n, self.told(labels, given))
        inputs = self.inputs_for(n, seed, **given)
        made = self.predict(inputs, batch_size=batch_size, verbose=0)
        return tree.map_structure(_as_float32, made)

    def _asked(self, n, given):
        """How many samples, and what is told: `n` may be sentences."""
        words = sentences.written(n)
        if words is None and isinstance(n, (list, tuple)):
            raise ValueError(
                "The first argument is how many samples, or a list of "
                f"sentences, one a sample. Received: {n!r}"
            )
        if words is None:
            return n, given
        for name, spec in self.given.items():
            if isinstance(spec, sentences.Sentences):
                if name in given:
                    raise ValueError(
                        f"Sentences are the first argument, or `{name}`, and "
                        f"not both. Received: {name}={base.shown(given[name])}"
                    )
                return len(words), {name: words, **given}
        raise ValueError(
            "`n` is how many samples to draw: the generator is told no "
            f"sentences. Received: n={n!r}"
        )

    def told(self, labels, given):
        """`given` with `labels`, under the name that they have here."""
        if labels is None:
            return given
        name = "labels"
        if name not in self.given and len(self.given) == 1:
            (name,) = self.given
        return {name: labels, **given}

    def inputs_for(self, n, seed=None, **given):
        """What `predict` takes to make `n` samples: arrays.

        Args:
            n: int.
            seed: int, of the latents. Default: any.
            **given: as of `generate`.
        """
        seed = self.fixed_seed(n, seed)
        drawn = self.latents.inputs(int(n), seed) if self.latents else []
        drawn = [ops.convert_to_numpy(x) for x in drawn]
        return _one_or_list([*drawn, *self.conditions(n, **given).values()])

    def conditions(self, n, **given):
        """What `generate` tells the networks, a dict of arrays (n, ...).

        Args:
            n: int, samples.
            **given: by name: one for all or one each. Default: the classes in
                turn, or what the first batch of training had.

        Raises:
            ValueError: they do not fit, or are missing.
        """
        for name, value in given.items():
            if name not in self.given:
                takes = f"takes {list(self.given)}" * bool(self.given)
                raise ValueError(
                    f"The generator {takes or f'takes no {name}'}. Received: "
                    f"{name}={base.shown(value)}"
                )
        seen = getattr(self, "_seen", {})
        return {
            name: spec.spread(given.get(name), n, name, seen.get(name))
            for name, spec in self.given.items()
        }

    def fixed_seed(self, n, seed):
        """What `generate` draws `n` samples from; any seed for None."""
        seed = random.randrange(2**31) if seed is None else seed
        arguments.check_count(n)
        return backend.FixedSeed(arguments.check_seed(seed))

    def endpoints(self):
        """What `export` writes, a dict: an endpoint's name to its function
        and the function's arguments, {name: (shape, dtype)}."""
        seed = {"seed": ((), "int64")}
        given = {
            name: ((None, *spec.shape), spec.dtype)
            for name, spec in self.given.items()
        }
        shapes = self.latents.shapes if self.latents else {}
        drawn = {n: ((None, *shape), "float32") for n, shape in shapes.items()}

        served = {name: spec.served for name, spec in self.given.items()}
        asked = {n: ((None, *s), dtype) for n, (s, dtype, _) in served.items()}

        def guarded(told):
            specs = self.given.items()
            return [serving.guard(x, s, n) for x, (n, s) in zip(told, specs)]

        def made(inputs):
            with self._inferring():
                return self.call(_one_or_list(inputs))

        def draw(n, seed, told=()):
            seed = backend.FixedSeed(seed)
            drawn = self.latents.inputs(n, seed) if self.latents else []
            samples = made([*drawn, *guarded(told)])
            return self.sample_spec.encode(samples)

        def draw_told(*arguments):
            *told, seed = arguments
            told = [take(x) for x, (_, _, take) in zip(told, served.values())]
            return draw(ops.shape(told[0])[0], seed, told)

        def call(*inputs):
            told = guarded(inputs[len(drawn) :])
            return made([*inputs[: len(drawn)], *told])

        return {
            "serving_default": (call, drawn | given),
            "generate": (draw_told, asked | seed)
            if given
            else (
                lambda n, seed: draw(n, seed, []),
                {"n": ((), "int32")} | seed,
            ),
        }


def _as_float32(x):
    """Floats of any other width as float32, all else as it is."""
    floats = np.issubdtype(x.dtype, np.floating) or x.dtype.name == "bfloat16"
    return np.asarray(x, "float32") if floats else x


def _one_or_list(values):
    return values[0] if len(values) == 1 else values
