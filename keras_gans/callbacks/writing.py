"""What callbacks that write have in common: a full disk ends no run."""

import contextlib
import errno
import pathlib
import sys
import tempfile

from keras_gans.core.warning import warn

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class Writes:
    """A callback that writes, and lets a run go on where it cannot.

    A fault is a warning with path and reason; the same one again is silence,
    until something could be written in that folder.
    """

    def write(self, path, function, *args):
        """Calls a function that writes.

        Args:
            path: str or path, what it writes.
            function: called with `args`.

        Returns:
            bool: whether it did.
        """
        said = self.__dict__.setdefault("_said", {})
        folder = str(pathlib.Path(path).parent)
        try:
            function(*args)
        except _faults() as error:
            reason = (type(error), getattr(error, "errno", None))
            if said.get(folder) != reason:
                name = type(self).__name__.lstrip("_")
                warn(
                    f"{name}: {path} could not be written, and training goes "
                    f"on{self.still_there()}. {error}",
                )
            said[folder] = reason
            return False
        said.pop(folder, None)
        return True

    def still_there(self):
        """What is left, in words that end the sentence of a fault."""
        return ""


def _faults():
    # TensorFlow's are no OSErrors; where it is not imported, it has none.
    tensorflow = sys.modules.get("tensorflow")
    if tensorflow is None:
        return (OSError,)
    return (OSError, tensorflow.errors.OpError)


def check_folder(directory, name="directory"):
    """Makes a folder, and refuses one in which nothing can be written.

    A disk that is full is no reason: it may not be when it matters.

    Args:
        directory: path.
        name: str, of the argument that it came as.

    Raises:
        OSError: of the kind that the attempt has raised.
    """
    try:
        directory.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=directory):
            pass
    except OSError as error:
        if error.errno in _FULL:
            return
        raise type(error)(
            error.errno,
            f"`{name}` is a folder in which files can be written "
            f"({error.strerror}). Received: {name}={directory}",
        ) from error


@contextlib.contextmanager
def growing(directory):
    """Refuses that nothing is added to a folder of TensorBoard's: its writer
    passes over a full disk and a folder that is gone.

    Raises:
        OSError: the files in it are no larger than before.
    """
    before = _size(directory)
    yield
    if _size(directory) <= before:
        raise OSError(errno.EIO, "Nothing was added", str(directory))


def _size(directory):
    files = pathlib.Path(directory).rglob("*")
    return sum(file.stat().st_size for file in files if file.is_file())
