"""The strongest sandbox on Linux: bubblewrap, where it is installed and the system lets it make namespaces."""

from __future__ import annotations

import functools
import os
import platform
import shutil
import subprocess
from collections.abc import Sequence

from .limits import limited
from .other_user import as_other_user, becomes_other_user, fresh_user
from .reach import seen
from .sandbox import Sandbox

__all__ = ["Bubblewrap"]

_HOME = "/tmp/slowspot"
"""Where the code works: the same path each time, so that what it says of its folder is the same too."""
_ROOT = ("--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts", "--unshare-cgroup-try")
_RIGHTS = ("CAP_SETUID", "CAP_SETGID", "CAP_SETPCAP", "CAP_DAC_OVERRIDE")
_PROBE_SECONDS = 10.0
_WORKS = 42


class Bubblewrap(Sandbox):
    name = "bubblewrap"
    promises = (
        "no network",
        "sees its project, its interpreter and the system's programs, no home and no other process",
        "writes only to a folder that is gone afterwards",
        "an environment without secrets",
        "limited memory, files, processes and time; all of its processes end with it",
    )
    confines = True

    def __init__(self, program: str, options: Sequence[str], proc: Sequence[str], sizes: bool) -> None:
        self._program = program
        self._options = list(options)
        self._proc = list(proc)
        self._sizes = sizes

    @staticmethod
    @functools.cache
    def probed() -> Bubblewrap | str:
        """The sandbox, tried once, or why there is none."""
        program = shutil.which("bwrap") if platform.system() == "Linux" else None
        if program is None:
            return "bubblewrap (`bwrap`) is not installed"
        try:
            known = _said([program, "--help"])
        except (OSError, subprocess.TimeoutExpired) as error:
            return f"{program} does not start: {error}"
        why = ""
        sizes = "--size " in known
        ways = [["--unshare-all", "--unshare-user", "--disable-userns"], ["--unshare-all"]]
        if "--disable-userns" not in known:
            del ways[0]
        if becomes_other_user() is not None:
            ways.insert(0, list(_ROOT))
        for options in ways:
            # Where a container hides parts of /proc, no new one can be mounted.
            for proc in (["--proc", "/proc"], ["--dir", "/proc"]):
                found = Bubblewrap(program, options, proc, sizes)
                why = found._trouble()
                if not why:
                    return found
        return f"bubblewrap does not work here: {why}"

    def _trouble(self) -> str:
        try:
            command = self.command(["/bin/sh", "-c", f"exit {_WORKS}"], folder="/tmp", readable=())
            command = [part for part in command if part not in ("--info-fd", "INFO")]
            done = subprocess.run(
                command, stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=_PROBE_SECONDS
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            return str(error)
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        return "" if done.returncode == _WORKS else (said[-1] if said else f"exit code {done.returncode}")

    def command(self, argv: Sequence[str], *, folder: str, readable: Sequence[str], lasting: bool = False) -> list[str]:
        view = seen(readable)
        home = self.home(folder, lasting)
        setpriv = becomes_other_user() if self._options == list(_ROOT) else None
        rights = _RIGHTS if setpriv is not None else ("CAP_DAC_OVERRIDE",) if _overridden() else ()
        command = [
            self._program, "--die-with-parent", *self._options, "--cap-drop", "ALL",
            *(part for right in rights for part in ("--cap-add", right)),
            "--hostname", "slowspot", "--info-fd", "INFO",
            *self._tmpfs("/tmp"), *self._proc, "--dev", "/dev", *self._tmpfs("/dev/shm"), "--remount-ro", "/dev",
        ]  # fmt: skip
        for place in view.places:
            command += ["--ro-bind-try", place, place]
        for link, text in view.links:
            command += ["--symlink", text, link]
        for hidden in view.hidden:
            command += ["--tmpfs", hidden] if os.path.isdir(hidden) else ["--ro-bind", "/dev/null", hidden]
        command += ["--bind", folder, home] if lasting else self._tmpfs(home)
        command += ["--remount-ro", "/", "--chdir", home, "--"]
        if setpriv is not None:
            argv = [*as_other_user(setpriv, fresh_user()), *argv]
        own = self.limits.processes if setpriv is not None or _counted() else 0
        return command + limited(argv, self.limits, processes=own)

    def _tmpfs(self, place: str) -> list[str]:
        options = ["--perms", "1777", "--size", str(self.limits.disk)] if self._sizes else []
        return [*options, "--tmpfs", place]

    def home(self, folder: str, lasting: bool = False) -> str:
        return os.path.realpath(folder) if lasting else _HOME

    def told_code(self, code: int) -> int:
        return 128 - code if code > 128 else code

    def keeps_size(self, lasting: bool) -> bool:
        return self._sizes and not lasting


def _overridden() -> bool:
    """Whether root must keep its right to pass over modes: `/dev/null` is read-only, and nothing works without."""
    try:
        return os.geteuid() == 0 and not os.stat(os.devnull).st_mode & 0o200
    except OSError:
        return False


def _said(command: list[str]) -> str:
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=_PROBE_SECONDS, encoding="utf-8",
        errors="replace",
    )  # fmt: skip
    return done.stdout + done.stderr


def _counted() -> bool:
    """Whether the system counts processes for each user namespace: Linux 5.14 and later."""
    number = platform.release().split(".")[:2]
    return all(part.isdigit() for part in number) and tuple(map(int, number)) >= (5, 14)
