"""What a call does to its surroundings: output, warnings, log records, files, environment, the state of random numbers.

Runs on the child side, so it must be valid Python 3.9 and import nothing but the standard library and its own package.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import random
import shutil
import sys
import tempfile
import threading
import time
import warnings
from types import TracebackType
from typing import Any

from .errors import masked
from .forms import Shape, name_of

__all__ = ["Surroundings"]

_MOST_OUTPUT = 4 << 20
_MOST_FILES = 100
_MOST_FILE_BYTES = 16 << 20
_THREAD_SECONDS = 0.05
_UNSEEN = (ResourceWarning, ImportWarning, PendingDeprecationWarning)
"""Ignored by the usual filters, and given by the interpreter: that a file was left to be closed depends on when."""
_listdir = os.listdir
_getcwd = os.getcwd
_fstat = os.fstat


class _Bytes(io.BytesIO):
    """Output that can be read after it was closed."""

    final: bytes | None = None

    def close(self) -> None:
        if self.final is None:
            self.final = self.getvalue()
        super().close()


class _Stream(io.TextIOWrapper):
    """Standard output of one call. A class of its own, so that code cannot tell it by its name being special."""

    def __init__(self) -> None:
        self.kept = _Bytes()
        super().__init__(self.kept, encoding="utf-8", write_through=True)

    def text(self) -> str:
        held = self.kept.final if self.kept.final is not None else self.kept.getvalue()
        return held[:_MOST_OUTPUT].decode("utf-8", "backslashreplace") + (f"…{len(held)}" * (len(held) > _MOST_OUTPUT))

    def written(self) -> int:
        return len(self.kept.final) if self.kept.final is not None else self.kept.tell()


class _Descriptor:
    """What is written to a descriptor of the process, past `sys.stdout`."""

    def __init__(self, number: int) -> None:
        self._number = number
        self._before = os.dup(number)
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the surroundings
        os.dup2(self._file.fileno(), number)

    def text(self) -> str:
        size = _fstat(self._file.fileno()).st_size
        if not size:
            return ""
        self._file.seek(0)
        held = self._file.read(_MOST_OUTPUT)
        self._file.seek(0)
        self._file.truncate()
        return held.decode("utf-8", "backslashreplace")

    def close(self) -> None:
        os.dup2(self._before, self._number)
        os.close(self._before)
        self._file.close()


class Surroundings:
    """Holds what a call can reach without arguments, from `begin` to `changes`, which also puts it back."""

    def __enter__(self) -> Surroundings:
        self._streams = (sys.stdout, sys.stderr)
        self._descriptors = [_Descriptor(1), _Descriptor(2)]
        self._caught = warnings.catch_warnings(record=True)
        self._warnings: Any = self._caught.__enter__()
        warnings.simplefilter("always")
        self._filters = warnings.filters
        self._filtered = list(warnings.filters)
        self._folder = _getcwd()
        self.folder_text = json.dumps(self._folder)[1:-1]
        """As it stands in the text of a shape: the folder's name is no result."""
        self._files = set(_listdir(self._folder))
        self._environ = dict(os.environ)
        # Behind it is a dictionary of bytes, which is compared at once.
        self._raw_environ = getattr(os.environ, "_data", os.environ)
        self._environ_then = dict(self._raw_environ)
        self._threads = threading.active_count()
        self._records: list[Shape] = []
        self._handler: Any = None
        random.seed(0)
        self._random = random.getstate()
        self._numpy: Any = None
        self._decimal: Any = None
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        sys.stdout, sys.stderr = self._streams
        self._caught.__exit__(None, None, None)
        for descriptor in self._descriptors:
            descriptor.close()
        if self._handler is not None:
            root = sys.modules["logging"].getLogger()
            root.removeHandler(self._handler)
            root.setLevel(self._level)

    def begin(self, *, levels: bool = False) -> None:
        """Make everything as it is before each call; levels: loggers too, which otherwise let everything through."""
        self.out = sys.stdout = _Stream()
        self.err = sys.stderr = _Stream()
        self._warnings.clear()
        if warnings.filters is not self._filters or len(self._filters) != len(self._filtered):
            warnings.filters = self._filters
            self._filters[:] = self._filtered  # pyright: ignore[reportIndexIssue]
        if self._handler is None and "logging" in sys.modules:
            self._listen()
        if self._handler is not None:
            root = sys.modules["logging"].getLogger()
            level = self._level if levels else 1
            if root.level != level:
                root.setLevel(level)
        self._records.clear()
        if "numpy" in sys.modules and self._numpy is None:
            found = getattr(getattr(sys.modules["numpy"], "random", None), "get_state", None)
            if found is not None:
                sys.modules["numpy"].random.seed(0)
                self._numpy = _text_of(found())

        if "decimal" in sys.modules and self._decimal is None:
            context: Any = sys.modules["decimal"].getcontext()
            self._decimal = (repr(context), context.copy())

    def _listen(self) -> None:
        logging = sys.modules["logging"]
        records = self._records

        class Kept(logging.Handler):
            def emit(self, record: Any) -> None:
                records.append([record.name, record.levelno, record.getMessage(), record.exc_info is not None])

        self._handler = Kept(0)
        root = logging.getLogger()
        self._level = root.level
        root.addHandler(self._handler)
        root.setLevel(1)

    def progress(self) -> tuple[int, int]:
        """Return how many bytes have been printed, on either stream."""
        return self.out.written(), self.err.written()

    def changes(self) -> dict[str, Shape]:
        """Return what the call did, by name, without what it left alone."""
        found: dict[str, Shape] = {}
        for stream in self._streams:
            try:
                stream.flush()
            except (OSError, ValueError):  # closed by the code under proof
                continue
        for name, stream, descriptor in (
            ("stdout", self.out, self._descriptors[0]),
            ("stderr", self.err, self._descriptors[1]),
        ):
            text = stream.text()
            direct = descriptor.text()
            if text or direct:
                found[name] = [text, direct] if direct else text
        if self._warnings:
            told = [
                [name_of(each.category), masked(str(each.message))]
                for each in self._warnings
                if each.category not in _UNSEEN
            ]
            # An array warns once of what a loop warns of again and again.
            seen = [
                each for number, each in enumerate(told) if each[0] != "RuntimeWarning" or each not in told[:number]
            ]
            if seen:
                found["warnings"] = seen
        if self._records:
            found["log"] = [list(record) for record in self._records]
        self._changed_process(found)
        return found

    def _changed_process(self, found: dict[str, Shape]) -> None:
        if _getcwd() != self._folder:
            found["folder"] = os.path.relpath(_getcwd(), self._folder)
            os.chdir(self._folder)
        new = [name for name in _listdir(self._folder) if name not in self._files]
        if new:
            found["files"] = [_file_shape(os.path.join(self._folder, name), name) for name in sorted(new)[:_MOST_FILES]]
            for name in new:
                _remove(os.path.join(self._folder, name))
        if self._raw_environ != self._environ_then:
            now = dict(os.environ)
            names = sorted(name for name in {*now, *self._environ} if now.get(name) != self._environ.get(name))
            found["environment"] = [[name, now.get(name)] for name in names]
            os.environ.clear()
            os.environ.update(self._environ)
        self._changed_numbers(found)
        if threading.active_count() > self._threads:
            time.sleep(_THREAD_SECONDS)  # one that is about to end may do so
            left = threading.active_count() - self._threads
            if left > 0:
                found["threads"] = left
            self._threads = threading.active_count()

    def _changed_numbers(self, found: dict[str, Shape]) -> None:
        state = random.getstate()
        if state != self._random:
            found["random"] = _text_of(state)
            random.setstate(self._random)
        if self._numpy is not None:
            numpy: Any = sys.modules["numpy"]
            state = _text_of(numpy.random.get_state())
            if state != self._numpy:
                found["numpy.random"] = state
                numpy.random.seed(0)
        if self._decimal is not None:
            decimal: Any = sys.modules["decimal"]
            context = repr(decimal.getcontext())
            if context != self._decimal[0]:
                found["decimal context"] = context
                decimal.setcontext(self._decimal[1].copy())


def _text_of(state: Any) -> str:
    if type(state) is tuple and len(state) > 1 and hasattr(state[1], "tobytes"):
        state = (state[0], state[1].tobytes(), *state[2:])
    return hashlib.sha256(repr(state).encode()).hexdigest()[:16]


def _file_shape(path: str, name: str) -> Shape:
    if os.path.islink(path):
        return [name, "link", os.readlink(path)]
    if os.path.isdir(path):
        return [name, "folder", [_file_shape(os.path.join(path, each), each) for each in sorted(_listdir(path))]]
    try:
        with open(path, "rb") as file:
            return [name, hashlib.sha256(file.read(_MOST_FILE_BYTES)).hexdigest()[:16], os.path.getsize(path)]
    except OSError as error:
        return [name, type(error).__name__]


def _remove(path: str) -> None:
    try:
        if os.path.isdir(path) and not os.path.islink(path):
            shutil.rmtree(path)
        else:
            os.remove(path)
    except OSError:  # it then counts as there before
        return
