"""SEGAN, Pascual et al., 2017."""

import keras
import numpy as np
from keras import ops

from keras_gans import arguments
from keras_gans import latents as laws
from keras_gans import specs
from keras_gans.core import backend
from keras_gans.core import serving
from keras_gans.core.paper import Paper
from keras_gans.core.warning import warn
from keras_gans.layers.virtual_batch_normalization import Reference
from keras_gans.losses import LeastSquares
from keras_gans.models import checks
from keras_gans.models.paired import PairedModel
from keras_gans.models.segan import segan_networks

_UNHEARD = 1e-9  # What of a sample before may be left out.


@keras.saving.register_keras_serializable("keras_gans")
class SEGAN(PairedModel):
    """Speech without its noise, wave by wave.

    The generator is shown a window of noisy speech and makes it clean; the
    discriminator, shown both, tells what was made from what was recorded.

    ```
    d_loss = E[(D(y, x) - 1)^2] + E[D(G(z, x), x)^2]
    g_loss = E[(D(G(z, x), x) - 1)^2] + w l1         l1 = E|y - G(z, x)|
    ```

    Both play on sounds with their high tones emphasised, x[t] - c x[t - 1], as
    `data.noisy_speech` gives them; `enhance` takes and gives plain sound. Where
    an emphasised sound goes beyond [-1, 1], as square waves do, it is cut.

    An element of the data is (noisy, clean), windows (B, T, 1) in [-1, 1].

    Args:
        generator: built `keras.Model`, [noise, noisy (B, T, 1)] to sounds.
        discriminator: built `keras.Model`, [sounds, noisy] to logits. The
            first batch of training becomes the reference of its virtual batch
            normalization, where it has such.
        l1_weight: float, w.
        emphasis: float, c.
        rate: int, samples a second.
        **kwargs: of `GenerativeModel`, but for `packing` and the latents.

    Example:

    ```python
    data = keras_gans.data.noisy_speech("voice_prompts_16k", "noise_16k")
    gan = keras_gans.SEGAN.for_audio(width=4)
    gan.compile()
    gan.fit(data, epochs=86)
    clean = gan.enhance(noisy)  # of any length
    ```

    Reference: https://arxiv.org/abs/1703.09452; settings of the authors' code.
    """

    paper = Paper(
        networks=segan_networks,
        loss=LeastSquares(weight=1.0),
        optimizer=lambda: keras.optimizers.RMSprop(2e-4, 0.9, epsilon=1e-10),
    )

    def __init__(
        self,
        generator,
        discriminator,
        l1_weight=100.0,
        emphasis=0.95,
        rate=16_000,
        **kwargs,
    ):
        kwargs.setdefault("sample_spec", _sounds(discriminator, rate))
        noise = generator.inputs[0].shape[1:]
        kwargs.setdefault("latents", laws.Sequence(*noise))
        super().__init__(generator, discriminator, l1_weight, **kwargs)
        self.emphasis = arguments.check_number(
            emphasis, "emphasis", 0, 0.999, "a number from 0 to 0.999"
        )
        self.rate = arguments.check_count(rate, "rate")
        self.referenced = self._counter((), "referenced")

    @classmethod
    def for_audio(cls, length=16_384, width=None, **settings):
        """The paper's networks.

        Args:
            length: int, samples of a window, 8 * 2**n.
            width: int, filters of the first convolutions. Default: the
                paper's, 16; 4 on a CPU.
            **settings: as for the constructor.
        """
        size = arguments.size_of(width)
        networks = cls.paper.networks
        return cls(
            networks.generator(length, **size),
            networks.discriminator(length, **size),
            **settings,
        )

    @classmethod
    def for_images(cls, *args, **kwargs):
        raise TypeError("SEGAN plays on sounds: SEGAN.for_audio(length, width)")

    @property
    def length(self):
        """The samples of a window, an int."""
        return self.sample_shape[0]

    @property
    def conditions_taken(self):
        told = super().conditions_taken
        rate = self.sample_spec.rate
        return {**told, "source": _sounds(self.discriminator, rate)}

    def begin(self, batch):
        """Makes the first batch the reference of the discriminator."""
        if int(ops.convert_to_numpy(self.referenced)):
            return
        parts = [batch["real"], batch["source"]]
        fronts = [
            layer
            for layer in self.discriminator.layers
            if isinstance(layer, Reference) and not layer.remove
        ]
        for front, x in zip(fronts, parts):
            front.batch.assign(np.resize(x, front.batch_shape))
        self.referenced.assign(1)

    def emphasised(self, sounds):
        """Sounds (B, N) less `emphasis` times the sample before."""
        sounds = ops.cast(sounds, "float32")
        before = ops.pad(sounds[:, :-1], ((0, 0), (1, 0)))
        return sounds - self.emphasis * before

    def plain(self, sounds):
        """The same back: y[t] = x[t] + emphasis y[t - 1]."""
        # The sum over twice as many samples, of two sums.
        share, before = self.emphasis, 1
        while share > _UNHEARD:
            earlier = ops.pad(sounds, ((0, 0), (before, 0)))
            sounds = sounds + share * earlier[:, : ops.shape(sounds)[1]]
            share, before = share**2, 2 * before
        return sounds

    def enhance(self, audio, seed=0, batch_size=16):
        """Speech without its noise, of any length.

        Windows with half overlap, of which each fades in and out.

        Args:
            audio: float array (N,) in [-1, 1], at `rate` samples a second, or
                (B, N).
            seed: int, of the noise that is drawn.
            batch_size: int, windows at once.

        Returns:
            A float array of the same shape.

        Raises:
            ValueError: it is no such array, or empty, or not finite.
        """
        audio = np.asarray(audio)
        waves = audio[None] if audio.ndim == 1 else audio
        _check_audio(waves, audio)
        windows = self._windows(ops.convert_to_tensor(waves, "float32"))
        windows = ops.convert_to_numpy(windows)
        made = self.translate(windows, seed, batch_size)
        whole = self._whole(ops.array(made), *waves.shape)
        return ops.convert_to_numpy(whole).reshape(audio.shape)

    def _windows(self, waves):
        """Waves (B, N), emphasised, as windows with half overlap,
        (B * K, T, 1)."""
        half = self.length // 2
        count, samples = ops.shape(waves)
        # Half a window of silence before, and what is wanting at the end.
        behind = half + (-samples) % half
        halves = ops.clip(self.emphasised(waves), -1, 1)
        halves = ops.pad(halves, ((0, 0), (half, behind)))
        halves = ops.reshape(halves, (count, -1, half))
        windows = ops.concatenate([halves[:, :-1], halves[:, 1:]], axis=-1)
        return ops.reshape(windows, (-1, self.length, 1))

    def _whole(self, windows, count, samples):
        """The waves (B, N) of windows, which fade in and out."""
        half = self.length // 2
        turn = np.pi * (np.arange(self.length) + 0.5) / self.length
        fade = ops.convert_to_tensor(np.sin(turn) ** 2, "float32")
        windows = ops.reshape(windows, (count, -1, self.length)) * fade
        first, last = windows[..., :half], windows[..., half:]
        whole = ops.reshape(first[:, 1:] + last[:, :-1], (count, -1))
        return ops.clip(self.plain(whole)[:, :samples], -1, 1)

    def endpoints(self):
        def enhance(audio, seed):
            audio = serving.guard(audio, specs.Audio((None, 1)), "audio")
            windows = self._windows(audio)
            noise = self.latents(ops.shape(windows)[0], backend.FixedSeed(seed))
            with self._inferring():
                made = self.call([noise, windows])
            return self._whole(made, *ops.shape(audio))

        enhancing = {"audio": ((None, None), "float32")}
        seed = {"seed": ((), "int64")}
        return super().endpoints() | {"enhance": (enhance, enhancing | seed)}


def _sounds(network, rate):
    """The spec of a network's sounds."""
    return specs.Audio(checks.sample_shape(network), rate)


def _check_audio(waves, audio):
    """Refuses what is no sound of one channel."""
    if waves.ndim != 2 or not waves.size or waves.dtype.kind != "f":
        raise ValueError(
            "A sound is floats in [-1, 1] of one channel, (N,), or (B, N) for "
            "several (16 bits / 32768; the mean of two channels). Received: "
            f"shape={audio.shape}, dtype={audio.dtype}"
        )
    if audio.ndim == 2 and audio.shape[1] <= 2 < len(audio):
        raise ValueError(
            "Of the channels of one sound (N, 2) pass the mean, (N,). "
            f"Received: shape={audio.shape}"
        )
    if audio.ndim == 2 and len(audio) == 2:
        warn(
            "Two rows are taken for two sounds; of the channels of one sound "
            f"pass the mean. Received: shape={audio.shape}"
        )
    if not np.isfinite(waves).all() or np.abs(waves).max() > 1.001:
        raise ValueError(
            "A sound has finite values in [-1, 1]. Received: values from "
            f"{np.nanmin(waves):.4g} to {np.nanmax(waves):.4g}, or NaN"
        )
