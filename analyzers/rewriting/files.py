"""Writing a file so that it is never seen half written, and never over somebody else's change."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import tempfile
from pathlib import Path

__all__ = ["FileChanged", "NotWritten", "write_atomically"]


class NotWritten(OSError):  # noqa: N818 - says what happened
    """A file was left as it is: `filename` and, in words, `strerror`.

    NotWritten
    └── FileChanged
    """

    def __str__(self) -> str:
        return f"{self.filename}: {self.strerror}"


class FileChanged(NotWritten):
    """Its bytes are not those that the new content was made from."""


def write_atomically(path: Path | str, data: bytes, expected: bytes) -> None:
    """Replace a file's content, keeping mode and, where permitted, owner; follows symbolic links.

    `expected` is what the file held when it was read: if that is no longer so, `FileChanged` is raised.
    Any other failure raises `NotWritten`. The file then has its old content, and nothing is left beside it.
    """
    target = Path(os.path.realpath(path))
    try:
        status = target.stat()
        _check_unchanged(target, path, expected)
    except FileChanged:
        raise
    except FileNotFoundError as error:
        raise FileChanged(errno.ENOENT, "deleted since it was read", str(path)) from error
    except OSError as error:
        raise NotWritten(error.errno, f"cannot be read again: {error.strerror}", str(path)) from error
    if not stat.S_ISREG(status.st_mode):
        raise NotWritten(errno.EINVAL, "not a regular file", str(path))
    if not os.access(target, os.W_OK):
        raise NotWritten(errno.EACCES, "the file is read-only", str(path))
    temporary: str | None = None
    try:
        descriptor, temporary = tempfile.mkstemp(prefix=f".{target.name[:80]}.", suffix=".tmp", dir=target.parent)
        with open(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        _copy_owner_and_mode(temporary, status)
        _check_unchanged(target, path, expected)
        os.replace(temporary, target)
        temporary = None
    except FileChanged:
        raise
    except FileNotFoundError as error:
        raise FileChanged(errno.ENOENT, "deleted since it was read", str(path)) from error
    except OSError as error:
        what = "the folder is not writable" if temporary is None else "writing failed"
        raise NotWritten(error.errno, f"{what}: {error.strerror}", str(path)) from error
    finally:
        if temporary is not None:
            with contextlib.suppress(OSError):
                os.unlink(temporary)
    _sync_folder(target.parent)


def _check_unchanged(target: Path, path: Path | str, expected: bytes) -> None:
    if target.read_bytes() != expected:
        raise FileChanged(errno.EBUSY, "changed since it was read", str(path))


def _copy_owner_and_mode(temporary: str, status: os.stat_result) -> None:
    if hasattr(os, "chown"):
        # Before the mode, whose set-user bits a change of owner clears. Only root may give files away.
        with contextlib.suppress(PermissionError):
            os.chown(temporary, status.st_uid, status.st_gid)
    os.chmod(temporary, stat.S_IMODE(status.st_mode))


def _sync_folder(folder: Path) -> None:
    """Make the new name last over a power cut; some systems and file systems cannot."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
