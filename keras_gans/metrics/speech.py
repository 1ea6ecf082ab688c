"""How near speech is to what was recorded: metrics of waves."""

import importlib

import numpy as np

from keras_gans import arguments


class WaveMetric:
    """The mean over pairs of waves of a number in float64.

    Args:
        rate: int, samples a second.
    """

    def __init__(self, rate=16_000):
        self.rate = arguments.check_count(rate, "rate")

    def each(self, real, fake):
        """The number of one pair of arrays (N,)."""
        raise NotImplementedError

    def compare(self, real, fake):
        """The metric of waves: a float, the mean over them.

        Args:
            real, fake: arrays (N,) or (N, 1), or lists of such, of equal
                lengths: clean speech, and what it is held against.

        Raises:
            ValueError: they are not of one length, not finite, or the clean
                one silent.
        """
        if _is_one(real):
            real, fake = [real], [fake]
        if not len(real):
            raise ValueError("There is at least one wave. Received: none")
        if len(real) != len(fake):
            raise ValueError(
                "There is a clean wave for each. Received: "
                f"{len(real)} clean, {len(fake)} others"
            )
        found = []
        for a, b in zip(real, fake):
            a, b = (_wave(x) for x in (a, b))
            if a.shape != b.shape or a.ndim != 1 or not np.ptp(a):
                raise ValueError(
                    "Waves (N,) are held against others as long, and clean "
                    "ones are not silent. Received: shapes "
                    f"{a.shape} and {b.shape}"
                )
            if not np.isfinite([a, b]).all():
                raise ValueError(
                    "Waves are finite numbers. Received: NaN or infinity"
                )
            found.append(self.each(a, b))
        return float(np.mean(found))


def _is_one(x):
    """Whether this is one wave, (N,) or (N, 1), and no list of them."""
    if not len(x) or isinstance(x, (list, tuple)):
        return bool(len(x)) and np.ndim(x[0]) == 0
    return np.ndim(x) == 1 or (np.ndim(x) == 2 and np.shape(x)[1] == 1)


def _wave(x):
    x = np.asarray(x, "float64")
    return x[:, 0] if x.ndim == 2 and x.shape[1] == 1 else x


class SegmentalSNR(WaveMetric):
    """Signal-to-noise ratio in dB, the mean over frames of 30 ms.

    Frames have a Hann window and a hop of a quarter; each counts with -10 to
    35 dB.

    Args:
        rate: int, samples a second.

    Reference: Hu and Loizou, 2008, https://doi.org/10.1109/TASL.2007.911054
    """

    name = "segmental_snr"

    def each(self, real, fake):
        size = int(0.03 * self.rate)
        hop = size // 4
        window = 0.5 - 0.5 * np.cos(
            2 * np.pi * np.arange(1, size + 1) / (size + 1)
        )
        count = max((len(real) - size) // hop + 1, 1)
        rows = hop * np.arange(count)[:, None] + np.arange(size)
        padded = [
            np.pad(x, (0, max(0, size - len(x)))) for x in (real, real - fake)
        ]
        signal, noise = (
            np.square(x[rows] * window).sum(axis=1) for x in padded
        )
        ratios = 10 * np.log10((signal + 1e-10) / (noise + 1e-10))
        return np.clip(ratios, -10, 35).mean()


class ScaleInvariantSDR(WaveMetric):
    """Signal-to-distortion ratio in dB, of which loudness is no part.

    Silence in the place of speech has minus infinity.

    Args:
        rate: int, samples a second.

    Reference: Le Roux et al., 2019, https://arxiv.org/abs/1811.02508
    """

    name = "si_sdr"

    def each(self, real, fake):
        real, fake = real - real.mean(), fake - fake.mean()
        target = (fake @ real) / (real @ real) * real
        rest = fake - target
        if not fake.any():
            return -np.inf
        return 10 * np.log10((target @ target + 1e-12) / (rest @ rest + 1e-12))


class PESQ(WaveMetric):
    """Perceptual evaluation of speech quality, wide band, 1 to 4.6.

    By the package pesq: pip install 'keras_gans[speech]'.

    Args:
        rate: int, 16,000, or 8,000 for the narrow band.

    Reference: ITU-T P.862.2
    """

    name = "pesq"

    def each(self, real, fake):
        if self.rate not in (8_000, 16_000):
            raise ValueError(
                "PESQ is of 8,000 or 16,000 samples a second. Received: "
                f"rate={self.rate}"
            )
        mode = "wb" if self.rate == 16_000 else "nb"
        return _package("pesq").pesq(self.rate, real, fake, mode)


class STOI(WaveMetric):
    """Short-time objective intelligibility, 0 to 1.

    By the package pystoi: pip install 'keras_gans[speech]'.

    Args:
        rate: int, samples a second.

    Reference: Taal et al., 2011, https://doi.org/10.1109/TASL.2011.2114881
    """

    name = "stoi"

    def each(self, real, fake):
        return _package("pystoi").stoi(real, fake, self.rate)


def _package(name):
    """A package that is an extra.

    Raises:
        ImportError: it is not installed.
    """
    try:
        return importlib.import_module(name)
    except ImportError:
        raise ImportError(
            f"The metric is reckoned by the package {name}: pip install "
            "'keras_gans[speech]'"
        ) from None
