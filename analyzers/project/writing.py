"""Writing files of our own (reports, baselines) so that none is ever seen half written."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Generator
from contextlib import contextmanager, suppress
from typing import BinaryIO

__all__ = ["replacing"]


@contextmanager
def replacing(path: str) -> Generator[BinaryIO]:
    """Write a file anew, whatever it held: it has all of the new content or, where that fails, its old one.

    A new file gets the mode that `open` would give it, an old one keeps its own; symbolic links are followed. A pipe or
    a device (`/dev/stdout`) is written to as it stands. Raises OSError. Sources are written by
    `rewriting.files.write_atomically`, which holds that nobody else has changed them.
    """
    # Late: it takes milliseconds, and most runs write to standard output.
    import tempfile

    target = os.path.realpath(path)
    try:
        mode = os.stat(path).st_mode
    except FileNotFoundError:
        mode = None
    if mode is not None and not stat.S_ISREG(mode):
        with open(path, "wb") as file:
            yield file
        return
    if mode is not None and not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, "the file is read-only", path)
    folder, name = os.path.split(target)
    descriptor, temporary = tempfile.mkstemp(prefix=f".{name[:80]}.", suffix=".tmp", dir=folder)
    try:
        with open(descriptor, "wb") as file:
            yield file
        os.chmod(temporary, 0o666 & ~_umask() if mode is None else stat.S_IMODE(mode))
        os.replace(temporary, target)
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary)
        raise


def _umask() -> int:
    # There is no way to read it but to set it.
    current = os.umask(0o022)
    os.umask(current)
    return current
