import numpy as np

from keras_gans import pictures
from keras_gans.callbacks.sample_grid import SampleGrid
from keras_gans.specs.base import shown


class TranslationGrid(SampleGrid):
    """Draws the same samples and what becomes of them after every epoch.

    Pictures, or whatever else the model translates.

    A row is a source, its translation, and what belongs to it: its target, or,
    where the game has a way back, what came back.

    Args:
        directory: str or path, made if it is not there.
        source: array (N, H, W, C) in [-1, 1], pictures to translate, which may
            be of another size than those in training; or sounds (N, T, C).
        target: array (N, ...): what the sources are to become; of a game
            with a way back (`CycleGAN`) pictures of the other domain, which
            are translated too, below the others. Default: none.
        every: int, epochs from one picture to the next.
        seed: int, of the noise, where there is some.
        **kwargs: `gif` and `tensorboard`, as of `SampleGrid`.
    """

    def __init__(
        self, directory, source, target=None, every=1, seed=0, **kwargs
    ):
        for name, x in (("source", source), ("target", target)):
            known = x is None or (np.ndim(x) >= 3 and len(x))
            if not known or (name == "source" and x is None):
                raise ValueError(
                    f"`{name}` is samples (N, ..., C), at least one. "
                    f"Received: {name}={shown(x)}"
                )
            if x is not None and not np.abs(x).max() <= 1.001:
                raise ValueError(
                    f"`{name}` has values in [-1, 1]. Received: values from "
                    f"{np.min(x):.4g} to {np.max(x):.4g}"
                )
        super().__init__(directory, len(source), every, seed, **kwargs)
        self.source, self.target = source, target

    def check(self):
        if not hasattr(self.model, "columns_of"):
            raise ValueError(
                "`TranslationGrid` is for models that translate samples: "
                "Pix2Pix, CUT, CycleGAN, SEGAN. Received: "
                f"{type(self.model).__name__}"
            )
        # What the model refuses is said before the first step.
        self.draw()

    def draw(self):
        columns = self.model.columns_of(self.source, self.target, self.seed)
        if np.ndim(columns[0]) == 4:
            return pictures.beside(*columns)
        made = np.stack([np.asarray(x) for x in columns], axis=1)
        self._samples = made.reshape(-1, *made.shape[2:])
        return self.model.sample_spec.draw(self._samples, len(columns))
