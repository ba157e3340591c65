"""The second sandbox on Linux: Landlock and a filter of system calls, where no namespaces can be made (containers)."""

from __future__ import annotations

import functools
import os
import platform
import subprocess
from collections.abc import Iterator, Sequence

from .limits import limited
from .other_user import fresh_user
from .reach import Seen, seen
from .sandbox import Sandbox
from .supervising import supervised

__all__ = ["Landlock"]

_DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")
_PROBE_SECONDS = 10.0
_WORKS = 42
# Tried in each process that asks for a sandbox: nothing is promised that was not seen to hold.
_TRIAL = f"""
[ -z "$(cat "$1" 2>/dev/null)" ] || exit 1
(echo x > "$2/outside") 2>/dev/null && exit 2
(echo x > inside) 2>/dev/null || exit 3
kill -0 "$3" 2>/dev/null && exit 4
exit {_WORKS}
"""


class Landlock(Sandbox):
    name = "landlock"
    promises = (
        "no network",
        "reads its project, its interpreter and the system's programs, nothing else",
        "writes only to a folder that is gone afterwards",
        "sends no signals to other processes, though it sees that they are there",
        "an environment without secrets",
        "limited memory, files, processes and time; all of its processes end with it",
    )
    confines = True
    is_supervised = True

    @staticmethod
    @functools.cache
    def probed() -> Landlock | str:
        """The sandbox, tried once, or why there is none."""
        if platform.system() != "Linux":
            return "Landlock is Linux's"
        found = Landlock()
        why = found._trouble()
        return f"Landlock does not work here: {why}" if why else found

    def _trouble(self) -> str:
        # Late: only here.
        import tempfile

        with tempfile.TemporaryDirectory(prefix="slowspot-") as outside, tempfile.TemporaryDirectory() as folder:
            secret = os.path.join(outside, "secret")
            with open(secret, "w", encoding="ascii") as file:
                file.write("secret")
            trial = ["/bin/sh", "-c", _TRIAL, "sh", secret, outside, str(os.getpid())]
            try:
                done = subprocess.run(
                    self.command(trial, folder=folder, readable=()), stdin=subprocess.DEVNULL, capture_output=True,
                    check=False, timeout=_PROBE_SECONDS, cwd=folder,
                )  # fmt: skip
            except (OSError, subprocess.TimeoutExpired) as error:
                return str(error)
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        return "" if done.returncode == _WORKS else (said[-1] if said else f"trial {done.returncode} failed")

    def command(self, argv: Sequence[str], *, folder: str, readable: Sequence[str], lasting: bool = False) -> list[str]:
        spec = {
            "confine": True,
            "read": [*_readable(seen(readable)), "/proc"],
            "write": [os.path.realpath(folder), *_DEVICES],
            "user": fresh_user() if os.geteuid() == 0 else 0,
        }
        most = self.limits.processes
        # What else the user starts counts, too: the watch comes first, then the system's limit.
        own = most if spec["user"] else _running() + 2 * most
        return supervised(limited(argv, self.limits, processes=own), spec)

    def told_code(self, code: int) -> int:
        return 128 - code if code > 128 else code


def _running() -> int:
    """How many processes and threads the user has, about: the limit counts them all."""
    own = os.getuid()
    count = 0
    for number in filter(str.isdigit, os.listdir("/proc")):
        try:
            if os.stat(f"/proc/{number}").st_uid == own:
                count += os.stat(f"/proc/{number}/task").st_nlink - 2
        except OSError:
            continue
    return count


def _readable(view: Seen) -> Iterator[str]:
    """What is seen; of a home that is a project what is not hidden, one by one."""
    for place in view.places:
        hidden = {path for path in view.hidden if os.path.dirname(path) == place}
        if not hidden:
            yield place
            continue
        for name in os.listdir(place):
            path = os.path.join(place, name)
            if path not in hidden and not os.path.islink(path):
                yield path
