import pathlib

import keras

from keras_gans import arguments
from keras_gans import pictures
from keras_gans.callbacks.writing import Writes
from keras_gans.callbacks.writing import check_folder
from keras_gans.callbacks.writing import growing
from keras_gans.core.files import whole
from keras_gans.core.warning import warn


class SampleGrid(Writes, keras.callbacks.Callback):
    """Draws the same latents after every epoch.

    Each kind of sample as its spec draws it: images become a grid, points a
    scatter plot, films their frames; a file an epoch, `epoch_0001.png` the
    first. What can be heard or seen moving lies beside: sounds as `.wav`, one
    after the other, films as `.gif`.

    Args:
        directory: str or path, made if it is not there.
        samples: int, how many are drawn.
        every: int, epochs from one picture to the next.
        seed: int, of the latents.
        gif: bool, at the end also write all pictures as `samples.gif`.
        tensorboard: str or path, a log folder in which the pictures are also
            written for TensorBoard. Needs TensorFlow.
        labels: what a generator that takes labels is told, as of `generate`.
            Default: the classes in turn.
        given: dict, the same for what has another name than labels.
    """

    def __init__(
        self,
        directory,
        samples=64,
        every=1,
        seed=0,
        gif=False,
        tensorboard=None,
        labels=None,
        given=None,
    ):
        super().__init__()
        arguments.check_seed(seed)
        self.directory = pathlib.Path(directory)
        self.samples = arguments.check_count(samples, "samples")
        self.every = arguments.check_count(every, "every")
        self.seed = seed
        self.gif = gif
        self.tensorboard = tensorboard
        self.labels = labels
        self.given = given or {}
        self._writer = None
        self._samples = None  # Those of the last picture.

    def on_train_begin(self, logs=None):
        self.check()
        check_folder(self.directory)
        self._drawn()  # What cannot be drawn is said before the first step.

    def check(self):
        """Refuses what the generator cannot be told."""
        told = self.model.told(self.labels, self.given)
        self.model.conditions(self.samples, **told)

    def on_epoch_end(self, epoch, logs=None):
        if (epoch + 1) % self.every:
            return
        picture = self._drawn()
        if picture is None:
            return
        path = self.directory / f"epoch_{epoch + 1:04d}.png"
        self.write(path, self._save, path, picture)
        spec = self.model.sample_spec
        if self._samples is not None and hasattr(spec, "save"):
            beside = path.with_suffix(spec.ending)
            self.write(beside, self._save_beside, beside, spec)
        if self.tensorboard:
            folder = pathlib.Path(self.tensorboard) / "samples"
            if not self.write(
                folder, self._write_summary, folder, picture, epoch
            ):
                self._writer = None  # The next summary opens a file anew.

    def _save(self, path, picture):
        with whole(path) as part:
            pictures.save(part, picture)

    def _save_beside(self, path, spec):
        with whole(path) as part:
            spec.save(part, self._samples)

    def _drawn(self):
        """The picture, or None and a warning: none ends a training."""
        try:
            return self.draw()
        except Exception as error:
            warn(
                f"No picture is drawn of {self.model.sample_spec}: "
                f"{type(error).__name__}: {error}",
            )
            return None

    def draw(self):
        """The picture of the model as it is, a uint8 array (H, W, 3)."""
        told = self.model.told(self.labels, self.given)
        made = self.model.generate(self.samples, self.seed, **told)
        self._samples = made
        return self.model.sample_spec.draw(made)

    def on_train_end(self, logs=None):
        files = sorted(self.directory.glob("epoch_*.png"))
        if self.gif and files:
            path = self.directory / "samples.gif"
            self.write(path, _write_gif, path, files)
        if self._writer:
            self.write(self.tensorboard, self._writer.close)
            self._writer = None

    def _write_summary(self, folder, picture, epoch):
        import tensorflow as tf

        with growing(folder):
            if self._writer is None:
                self._writer = tf.summary.create_file_writer(str(folder))
            with self._writer.as_default(step=epoch):
                tf.summary.image("samples", picture[None])
            self._writer.flush()


def _write_gif(path, files):
    frames = [_read(file) for file in files]
    with whole(path) as part:
        frames[0].save(
            part, save_all=True, append_images=frames[1:], duration=200, loop=0
        )


def _read(file):
    """A picture whose file is closed: there may be thousands."""
    from PIL import Image

    with Image.open(file) as picture:
        return picture.copy()
