"""Which sandbox code under proof runs in: the strongest that works here."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Literal

from .bubblewrap import Bubblewrap
from .landlock import Landlock
from .limits import limited
from .other_user import fresh_user
from .sandbox import Sandbox
from .supervising import supervised, supervises

__all__ = ["LimitsOnly", "NoSandbox", "Wish", "chosen"]

Wish = Literal["auto", "required", "off"]


class NoSandbox(Exception):  # noqa: N818 - what is missing
    """A sandbox was asked for, and none works here; the message says why, and what to do."""


class LimitsOnly(Sandbox):
    """A process of its own with limits, for systems that offer no more: it keeps no code from doing harm."""

    name = "limits only"
    promises = (
        "limited memory, files and time; on Linux all of its processes end with it",
        "an environment without secrets",
        "NOT kept from the network, from your files or from other processes",
    )
    confines = False

    def __init__(self, why: str = "", *, whole_environment: bool = False) -> None:
        self.why = why
        """Why there is no better one."""
        self._whole_environment = whole_environment
        self.is_supervised = supervises()

    def command(self, argv: Sequence[str], *, folder: str, readable: Sequence[str], lasting: bool = False) -> list[str]:
        if not self.is_supervised:
            return limited(argv, self.limits)
        user = fresh_user() if os.geteuid() == 0 and not self._whole_environment else 0
        return supervised(limited(argv, self.limits, processes=self.limits.processes if user else 0), {"user": user})

    def told_code(self, code: int) -> int:
        return 128 - code if self.is_supervised and code > 128 else code

    def environment(self, base: Mapping[str, str], folder: str, lasting: bool = False) -> dict[str, str]:
        return dict(base) if self._whole_environment else super().environment(base, folder)


def chosen(wish: Wish = "auto") -> Sandbox:
    """The sandbox for a wish: "auto" the strongest that works; "required" raises NoSandbox where that is limits only;
    "off" is limits only, with the whole environment.
    """
    if wish == "off":
        return LimitsOnly("it was turned off", whole_environment=True)
    reasons: list[str] = []
    for kind in (Bubblewrap, Landlock):
        found = kind.probed()
        if isinstance(found, Sandbox):
            return found
        reasons.append(found)
    why = "; ".join(reasons)
    if wish == "required":
        raise NoSandbox(f"no sandbox: {why}. Install bubblewrap, or allow limits only by `--sandbox auto`")
    return LimitsOnly(why)
