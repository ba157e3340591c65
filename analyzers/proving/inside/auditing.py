"""What a call reaches for beyond its process and its folder, tried or done, as the interpreter's audit events tell.

Code that is kept from deleting a file, and goes on as if nothing were, has still tried. Runs on the child side, so it
must be valid Python 3.9 and import nothing but the standard library and its own package.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from typing import Any

__all__ = ["Reached"]

_CHANGES = {
    "os.chflags", "os.chmod", "os.chown", "os.link", "os.mkdir", "os.remove", "os.removexattr", "os.rename", "os.rmdir",
    "os.setxattr", "os.symlink", "os.truncate", "os.utime",
}  # fmt: skip
_REACHES = {
    "gc.get_objects", "gc.get_referents", "gc.get_referrers", "os.exec", "os.fork", "os.forkpty", "os.kill",
    "os.killpg", "os.posix_spawn", "os.spawn", "os.system", "pty.spawn", "resource.prlimit", "resource.setrlimit",
    "signal.pthread_kill", "socket.bind", "socket.connect", "socket.getaddrinfo", "socket.gethostbyname",
    "socket.sendmsg", "socket.sendto", "subprocess.Popen", "sys._current_frames", "sys.addaudithook", "sys.setprofile",
    "sys.settrace",
}  # fmt: skip
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
# Read by packages on their own: time zones, the machine's processors, their own data.
_HARMLESS = (
    os.devnull, "/dev/urandom", "/dev/random", "/proc/cpuinfo", "/proc/meminfo", "/proc/self/maps", "/proc/stat",
    "/proc/sys/", "/sys/", "/usr/", "/lib", "/etc/localtime", "/etc/mime.types", "/etc/timezone", "/etc/ld.so",
)  # fmt: skip
_SECRET = re.compile(r"KEY|TOKEN|SECRET|PASS|CREDENTIAL|AUTH|PRIVATE|DSN|DATABASE_URL", re.IGNORECASE).search
_MOST = 20
_TRACING = os.path.join(os.path.dirname(__file__), "tracing.py")
_active: list[Reached] = []
_hooked: list[bool] = []
_fsdecode, _abspath, _realpath, _getcwd = os.fsdecode, os.path.abspath, os.path.realpath, os.getcwd
_frame = sys._getframe
_type, _len, _str, _isinstance = type, len, str, isinstance


class Reached:
    """Notes what is reached for between `begin` and `parts`. One at a time; the hook of a process stays for good."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._own = tuple({sys.prefix, sys.base_prefix, *filter(os.path.isabs, sys.path)})
        self._found: dict[str, None] = {}
        self._folder = ""
        if not _hooked:
            _hooked.append(True)
            sys.addaudithook(_heard)

    def begin(self) -> None:
        """Note from here on."""
        self._found = {}
        self._folder = _realpath(_getcwd())
        _active[:] = [self]
        self._environment = os.environ._data  # type: ignore[attr-defined]
        if _type(self._environment) is dict:  # PyPy and Windows have it too
            os.environ._data = _Read(self._environment)  # type: ignore[attr-defined]

    def parts(self) -> list[str]:
        """Note no more; return what was noted, each once."""
        if _active != [self]:
            self._found["the audit of what it reaches for"] = None
        _active.clear()
        read = os.environ._data  # type: ignore[attr-defined]
        if _type(read) is _Read:
            if not dict.__eq__(read, self._environment):
                self._environment.clear()
                self._environment.update(dict.items(read))
            os.environ._data = self._environment  # type: ignore[attr-defined]
        return sorted(self._found)[:_MOST]

    def hear(self, event: str, args: tuple[Any, ...]) -> None:
        """Note one event."""
        if event in _REACHES:
            if _frame(2).f_code.co_filename != _TRACING:
                self._found[event] = None
        elif event in _CHANGES:
            for path in args[: 2 if event in ("os.rename", "os.link", "os.symlink") else 1]:
                if self._is_outside(path):
                    self._found[f"{event} {self._told(path)}"] = None
        elif event == "open" and _len(args) > 2:
            writes = _type(args[2]) is int and args[2] & _WRITING
            if self._is_hidden(args[0]) or (self._is_outside(args[0]) and (writes or not self._is_own(args[0]))):
                self._found[f"open {self._told(args[0])}{' for writing' if writes else ''}"] = None
        elif event == "sys._getframe" and _frame(2).f_code.co_filename == self._path:
            self._found[event] = None

    def note(self, text: str) -> None:
        self._found[text] = None

    def _is_outside(self, path: Any) -> bool:
        if not _isinstance(path, (str, bytes)):
            return False  # a descriptor
        full = self._told(path)
        return full != os.devnull and full != self._folder and not full.startswith(self._folder + os.sep)

    def _is_hidden(self, path: Any) -> bool:
        """Tell whether it is where people keep keys: the folder is the home of the code under proof."""
        return _isinstance(path, (str, bytes)) and self._told(path).startswith(self._folder + os.sep + ".")

    def _is_own(self, path: Any) -> bool:
        full = self._told(path)
        return full.startswith((*self._own, *_HARMLESS)) or full == self._path

    def _told(self, path: Any) -> str:
        return _abspath(_fsdecode(path))


class _Read(dict[Any, Any]):
    """The environment while a call runs: who asks for a key that it does not hold would have sent it elsewhere."""

    def __getitem__(self, name: Any) -> Any:
        _noted_variable(name)
        return super().__getitem__(name)

    def __contains__(self, name: object) -> bool:
        _noted_variable(name)
        return super().__contains__(name)

    def __iter__(self) -> Iterator[Any]:
        for noting in _active:
            noting.note("the whole environment")
        return super().__iter__()


def _noted_variable(name: Any) -> None:
    text = _fsdecode(name) if _isinstance(name, (str, bytes)) else ""
    if _SECRET(text):
        for noting in _active:
            noting.note(f"os.environ {text}")


def _heard(event: str, args: tuple[Any, ...]) -> None:
    if _active:
        noting = _active.pop()  # what noting itself does is not noted
        try:
            noting.hear(event, args)
        except Exception:  # noqa: BLE001 - an odd argument of the code under proof; a hook that raises would stop the call
            noting.hear("gc.get_objects", ())
        finally:
            _active.append(noting)
