"""Files that are whole or not there."""

import contextlib
import os
import pathlib
import uuid


@contextlib.contextmanager
def whole(path):
    """A path to write to, which becomes `path` when all is written.

    What stood there stays if anything fails: a process that is killed, or a
    disk that is full, leaves no half of a file in the place of a good one.
    """
    path = pathlib.Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"part-{uuid.uuid4().hex}-{path.name}")
    try:
        yield part
        with open(part, "rb") as written:
            os.fsync(written.fileno())
        os.replace(part, path)
    except OSError as error:
        if error.filename is None and error.errno is not None:
            error.filename = str(path)  # Not every writer says where.
        raise
    finally:
        with contextlib.suppress(OSError):  # The first fault is told.
            part.unlink()
