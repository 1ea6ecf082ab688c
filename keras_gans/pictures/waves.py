"""What runs in time as pictures: sounds, series."""

import numpy as np

from keras_gans.pictures import arrays
from keras_gans.pictures import sheets
from keras_gans.pictures import text

COLOURS = np.array(
    [
        (31, 119, 180),
        (255, 127, 14),
        (44, 160, 44),
        (214, 39, 40),
        (148, 103, 189),
        (140, 86, 75),
        (23, 190, 207),
        (127, 127, 127),
    ],
    "uint8",
)
_MOST = 256  # Of either on a sheet.
_SERIES = (64, 96)  # Pixels of the picture of a series: height, width.
_WAVE = (48, 200)
_SPECTRUM = (96, 200)
_QUIET = -90  # Decibels, the black of a spectrogram; the brightest is 0.
_WINDOW = 0.03  # Seconds.
_SECONDS = 60


def series(samples, columns=None):
    """Series beside each other, a line a channel, on one scale for all.

    The line below says the scale. A column of a picture is pink where all of
    it is NaN or infinite. The first 256 series are drawn.

    Args:
        samples: array (N, T, C), or (N, T).
        columns: int. Default: as square as can be.

    Returns:
        uint8 array (height, width, 3).
    """
    samples = arrays.take(samples, "series", ("N", "T", "C"), ("N", "T"))
    samples = arrays.floats(samples[:_MOST])
    samples = samples.reshape(*samples.shape[:2], -1)
    low, high = _scale(samples)
    sheet = sheets.tile(
        [lines(x, low, high, *_SERIES) for x in samples], columns
    )
    times = samples.shape[1]
    return text.below(sheet, f"{low:.3g} ... {high:.3g}, {times} times")


def _scale(samples):
    known = samples[np.isfinite(samples)]
    if not known.size:
        return -1.0, 1.0
    low, high = float(known.min()), float(known.max())
    if low == high:
        apart = max(1.0, abs(low))
        return low - apart, high + apart
    return low, high


def sounds(waves, rate=16_000, columns=None):
    """Each sound as its wave and, below, its spectrogram.

    The wave is drawn from -1 to 1, a colour a channel. The spectrogram is that
    of the mean of the channels, frequencies upwards to half the rate, from
    -90 dB (black) to those of a full sine (0 dB). What is NaN or infinite is
    pink. The first minute of the first 256 sounds is drawn.

    Args:
        waves: array (N, T, C), or (N, T); floats are in [-1, 1], whole
            numbers have 16 bits.
        rate: int, values a second.
        columns: int. Default: as square as can be.

    Returns:
        uint8 array (height, width, 3).
    """
    waves = arrays.take(waves, "sounds", ("N", "T", "C"), ("N", "T"))
    if not rate > 0:
        raise ValueError(
            f"`rate` is a number of values a second. Received: rate={rate!r}"
        )
    waves = waves[:_MOST, : max(1, int(_SECONDS * rate))]
    bits = waves.dtype.kind in "iu"
    waves = arrays.floats(waves) / (32768 if bits else 1)
    waves = waves.reshape(*waves.shape[:2], -1)
    pictures = [_sound(wave, rate) for wave in waves]
    sheet = sheets.tile(pictures, columns, padding=4)
    seconds = waves.shape[1] / rate
    return text.below(sheet, f"{seconds:.3g} s, 0 ... {rate / 2:.6g} Hz")


def save_sound(path, waves, rate=16_000):
    """Writes sounds as a .wav file of 16 bits, one after the other, with a
    quarter of a second between.

    Args:
        path: str or path.
        waves: array (N, T, C), (N, T), or one sound (T,); floats in [-1, 1],
            which are cut beyond, or whole numbers of 16 bits.
        rate: int, values a second.
    """
    from scipy.io import wavfile

    waves = np.asarray(waves)
    waves = waves[None] if waves.ndim == 1 else waves
    waves = arrays.take(waves, "sounds", ("N", "T", "C"), ("N", "T"))
    if waves.dtype.kind == "f":
        known = np.nan_to_num(waves.astype("float32"))
        waves = np.round(np.clip(known, -1, 1) * 32767)
    waves = waves.astype("int16").reshape(*waves.shape[:2], -1)
    pause = np.zeros((rate // 4, waves.shape[2]), "int16")
    parts = [x for wave in waves for x in (wave, pause)][:-1]
    with open(path, "wb") as file:
        wavfile.write(file, int(rate), np.concatenate(parts))


def _sound(wave, rate):
    return np.concatenate(
        [
            lines(wave, -1, 1, *_WAVE),
            spectrogram(wave.mean(axis=1, dtype="float64"), rate),
        ]
    )


def spectrogram(wave, rate):
    """The spectrogram of a wave (T,), uint8 (h, w, 3)."""
    from matplotlib import colormaps
    from scipy import signal

    window = 2 ** round(np.log2(max(2, _WINDOW * rate)))
    window = min(window, len(wave))
    _, _, power = signal.spectrogram(
        np.pad(wave, window // 2, "reflect"),  # The first is about time 0.
        rate,
        "hann",
        nperseg=window,
        noverlap=window * 3 // 4,
        scaling="spectrum",
        detrend=False,
    )
    # A full sine has the power 1/2.
    loudness = 10 * np.log10(2 * power[::-1] + 1e-12)
    shares = np.nan_to_num(1 - loudness / _QUIET, nan=0).clip(0, 1)
    picture = colormaps["magma"](shares, bytes=True)[..., :3]
    picture = np.where(np.isnan(loudness)[..., None], sheets.MARK, picture)
    return sheets.resize(picture, *_SPECTRUM)


def lines(values, low, high, height, width):
    """Lines (T, C) from left to right on white, uint8 (height, width, 3)."""
    picture = np.full((height, width, 3), 255, "uint8")
    if low < 0 < high:
        picture[_row(0.0, low, high, height)] = 224
    for i, channel in enumerate(values.T):
        least, most = _ends(channel, width)
        unknown = np.isnan(least)
        top, bottom = (
            _row(np.where(unknown, low, x), low, high, height)
            for x in (most, least)
        )
        rows = np.arange(height)[:, None]
        picture[(rows >= top) & (rows <= bottom) & ~unknown] = COLOURS[
            i % len(COLOURS)
        ]
        picture[:, unknown] = sheets.MARK
    return picture


def _ends(values, width):
    """The least and the greatest of a line in each column of pixels."""
    times = len(values)
    if times < 4 * width:
        places = np.linspace(0, times - 1, 4 * width + 1)
        values = np.interp(places, np.arange(times), values)
    starts = np.arange(width) * (len(values) - 1) // width
    # A column reaches to the first value of the next, so that none is alone.
    after = values[np.append(starts[1:], len(values) - 1)]
    least = np.fmin(np.fmin.reduceat(values, starts), after)
    most = np.fmax(np.fmax.reduceat(values, starts), after)
    return least, most


def _row(value, low, high, height):
    value = np.clip(value, low, high, dtype="float64")
    share = (value - low) / (high - low)
    return np.round((1 - share) * (height - 1)).astype(int)
