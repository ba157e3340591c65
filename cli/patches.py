"""One patch of what was changed in several files, which `git apply -R` takes back."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from difflib import diff_bytes, unified_diff

from ..analyzers.rewriting.files import NotWritten, write_atomically

__all__ = ["Change", "apply_all", "keep_patch", "patch_of", "revert_all"]

_FOLDER = os.path.join(".slowspot", "patches")


@dataclass(frozen=True, slots=True)
class Change:
    """A file's bytes before and after."""

    full: str
    old: bytes
    new: bytes


def patch_of(changes: Iterable[Change], top: str) -> bytes:
    """Return a patch as `git apply` and `patch -p1` take it."""
    parts: list[bytes] = []
    for change in changes:
        name = os.path.relpath(change.full, top).replace(os.sep, "/")
        old, new = _name("a/" + name), _name("b/" + name)
        parts.append(b"diff --git " + old + b" " + new + b"\n")
        parts += _lines(change, old, new)
    return b"".join(parts)


def _lines(change: Change, old: bytes, new: bytes) -> Iterator[bytes]:
    # A name with a blank ends with a tab, or `patch` takes the rest for a date.
    names = [name + b"\t" if b" " in name else name for name in (old, new)]
    before, after = (data.split(b"\n") for data in (change.old, change.new))
    sides = [[line + b"\n" for line in side[:-1]] + ([side[-1]] if side[-1] else []) for side in (before, after)]
    for line in diff_bytes(unified_diff, sides[0], sides[1], names[0], names[1], lineterm=b"\n"):
        yield line if line.endswith(b"\n") else line + b"\n\\ No newline at end of file\n"


def _name(name: str) -> bytes:
    """Quote a name as git does, where it must be."""
    data = os.fsencode(name)
    if all((32 <= byte < 127 and byte not in b'"\\') or byte >= 128 for byte in data):
        return data
    special = {7: b"\\a", 8: b"\\b", 9: b"\\t", 10: b"\\n", 11: b"\\v", 12: b"\\f", 13: b"\\r", 34: b'\\"', 92: b"\\\\"}
    return b'"' + b"".join(
        special.get(byte) or (bytes([byte]) if 32 <= byte != 127 else b"\\%03o" % byte) for byte in data
    ) + b'"'  # fmt: skip


def keep_patch(patch: bytes, root: str) -> str:
    """Write a patch below `.slowspot/patches/` of a project; returns its path. Raises OSError."""
    folder = os.path.join(root, _FOLDER)
    os.makedirs(folder, exist_ok=True)
    ignore = os.path.join(root, ".slowspot", ".gitignore")
    with suppress(FileExistsError), open(ignore, "x", encoding="utf-8") as file:
        file.write("# Made by slowspot: what was measured on this machine.\n*\n")
    stem = time.strftime("%Y%m%d-%H%M%S", time.gmtime())
    for number in range(1, 1000):
        path = os.path.join(folder, f"{stem}-{number}.patch")
        try:
            with open(path, "xb") as file:
                file.write(patch)
        except FileExistsError:
            continue
        return path
    raise FileExistsError(f"{folder}: no name is free")


def apply_all(changes: Iterable[Change]) -> None:
    """Write all changes, or none. Raises NotWritten for the first that cannot be written."""
    done: list[Change] = []
    try:
        for change in changes:
            write_atomically(change.full, change.new, change.old)
            done.append(change)
    except NotWritten:
        revert_all(done)
        raise


def revert_all(changes: Iterable[Change]) -> list[NotWritten]:
    """Give files their old content back; returns what could not be, because it was changed meanwhile, say."""
    failed: list[NotWritten] = []
    for change in changes:
        try:
            write_atomically(change.full, change.old, change.new)
        except NotWritten as error:
            failed.append(error)
    return failed
