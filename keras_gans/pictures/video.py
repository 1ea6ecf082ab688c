"""Films as pictures, and as moving pictures."""

import pathlib

import numpy as np

from keras_gans.pictures import arrays
from keras_gans.pictures import sheets

_FRAMES = 12  # Of a film on a sheet.
_AXES = ("N", "T", "H", "W", "C")


def films(videos):
    """A row a film, its frames beside each other.

    Of a film of more than 12 frames, 12 are drawn that lie evenly, the first
    and the last among them.

    Args:
        videos: array (N, T, H, W, C), values as of `grid`.

    Returns:
        uint8 array (height, width, 3).
    """
    videos = arrays.take(videos, "films", _AXES)
    times = videos.shape[1]
    count = min(times, _FRAMES)
    chosen = np.linspace(0, times - 1, count).round().astype(int)
    frames = videos[:, chosen].reshape(-1, *videos.shape[2:])
    return sheets.grid(frames, count)


def save_film(path, videos, columns=None, rate=8):
    """Writes films that run beside each other as an animated GIF, or as MP4.

    Args:
        path: str or path; ".mp4" for MP4, which needs the extra `films`.
        videos: array (N, T, H, W, C), values as of `grid`.
        columns: int, films in a row. Default: as square as can be.
        rate: number, frames a second.

    Raises:
        ImportError: the writer of MP4 is not installed.
    """
    videos = arrays.take(videos, "films", _AXES)
    if not rate > 0:
        raise ValueError(
            f"`rate` is a number of frames a second. Received: rate={rate!r}"
        )
    frames = (
        sheets.grid(videos[:, time], columns) for time in range(videos.shape[1])
    )
    if pathlib.Path(path).suffix == ".mp4":
        return _save_mp4(path, frames, rate)
    from PIL import Image

    first, *others = map(Image.fromarray, frames)
    first.save(
        path,
        format="GIF",
        save_all=True,
        append_images=others,
        duration=max(20, round(1000 / rate)),  # Viewers slow down shorter ones.
        loop=0,
    )


def _save_mp4(path, frames, rate):
    try:
        import imageio.v3 as imageio
        import imageio_ffmpeg  # noqa: F401
    except ImportError as error:
        raise ImportError(
            "MP4 is written by imageio: pip install 'keras_gans[films]'. "
            f"Received: path={path}"
        ) from error
    # The format wants even sides.
    whole = [x[: len(x) // 2 * 2, : x.shape[1] // 2 * 2] for x in frames]
    imageio.imwrite(path, whole, fps=rate, codec="libx264", macro_block_size=2)
