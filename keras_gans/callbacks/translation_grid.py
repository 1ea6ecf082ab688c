import numpy as np

from keras_gans import pictures
from keras_gans.callbacks.sample_grid import SampleGrid
from keras_gans.specs.base import shown


class TranslationGrid(SampleGrid):
    """Draws the same samples and what becomes of them after every epoch.

    A row is a source, its translation, and what belongs to it: its target, or,
    where the game has a way back, what came back.

    Args:
        directory: str or path, made if it is not there.
        source: array (N, H, W, C) in [-1, 1], pictures to translate; they may
            be of another size than those in training.
        target: array (N, H, W, C): what the sources are to become; of a game
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
            known = x is None or (np.ndim(x) == 4 and len(x))
            if not known or (name == "source" and x is None):
                raise ValueError(
                    f"`{name}` is pictures (N, H, W, C), at least one. "
                    f"Received: {name}={shown(x)}"
                )
        super().__init__(directory, len(source), every, seed, **kwargs)
        self.source, self.target = source, target

    def check(self):
        if not hasattr(self.model, "columns_of"):
            raise ValueError(
                "`TranslationGrid` is for models that make pictures of "
                "pictures: Pix2Pix, CUT, CycleGAN. Received: "
                f"{type(self.model).__name__}"
            )

    def draw(self):
        columns = self.model.columns_of(self.source, self.target, self.seed)
        return pictures.beside(*columns)
