"""Python interpreters other than our own: what they are, and whether they can be used."""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
from dataclasses import dataclass

__all__ = ["Interpreter", "UnusableInterpreter", "machine_class", "probe"]

_OLDEST = (3, 9)
_QUESTION = (
    "import json, platform, sys; "
    "print(json.dumps([sys.implementation.name, list(sys.version_info[:2]), platform.python_version()]))"
)


class UnusableInterpreter(Exception):  # noqa: N818 - what is wrong with it, as in "no such file"
    """What was given as an interpreter is none, does not start, or is too old. The message says which."""


@dataclass(frozen=True, slots=True)
class Interpreter:
    executable: str
    implementation: str
    """"cpython" or "pypy"."""
    version: tuple[int, int]
    release: str

    @property
    def label(self) -> str:
        """How it is named in tables: "3.11", "PyPy 3.9"."""
        number = ".".join(map(str, self.version))
        return number if self.implementation == "cpython" else f"{self.implementation.replace('pypy', 'PyPy')} {number}"


def probe(executable: str, *, timeout: float = 20.0) -> Interpreter:
    """Start an interpreter (a path, or a name on PATH) and ask what it is. Raises UnusableInterpreter."""
    path = shutil.which(executable)
    if path is None:
        exists = os.path.exists(executable)
        why = "is not an executable file" if exists else "is not there, and no command of that name on PATH"
        raise UnusableInterpreter(f"{executable}: {why}; give the path of a Python interpreter")
    try:
        done = subprocess.run(
            [path, "-c", _QUESTION], stdin=subprocess.DEVNULL,
            capture_output=True, check=False, timeout=timeout, encoding="utf-8", errors="replace",
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise UnusableInterpreter(f"{executable}: did not answer within {timeout:g} s") from None
    except OSError as error:
        raise UnusableInterpreter(f"{executable}: does not start: {error.strerror}") from None
    try:
        implementation, version, release = json.loads(done.stdout)
        major, minor = map(int, version)
        found = Interpreter(path, str(implementation), (major, minor), str(release))
    except (ValueError, TypeError):
        last = (done.stderr.strip().splitlines() or ["no output"])[-1]
        raise UnusableInterpreter(f"{executable}: is no Python interpreter that works: {last[:200]}") from None
    if found.version < _OLDEST:
        raise UnusableInterpreter(f"{executable}: Python {release} is too old; measuring takes 3.9 or newer")
    return found


def machine_class() -> str:
    """Say on what kind of machine figures were taken: architecture, system, cores. Never its name."""
    parts = (platform.machine(), platform.system(), str(os.cpu_count() or 1))
    return "-".join(part.lower() or "unknown" for part in parts)
