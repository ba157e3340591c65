"""Other linters over the files that Slowspot gets, in their default rules, from an environment of their own."""

from __future__ import annotations

import subprocess
import venv
from dataclasses import dataclass
from pathlib import Path

from corpus import CACHE

__all__ = ["PEERS", "Peer", "environment", "ruff"]

PINNED = (
    "pylint==3.3.9", "perflint==0.8.1", "fixit==2.2.1", "refurb==2.3.1", "flake8==7.5.0", "flake8-bugbear==26.10.27",
    "flake8-comprehensions==3.17.0", "flake8-simplify==0.31.1", "ruff==0.17.6",
)  # fmt: skip
PERFLINT = "W8101,W8102,W8201,W8202,R8203,W8204,W8205,W8301,W8401,W8402,W8403"


@dataclass(frozen=True)
class Peer:
    name: str
    command: tuple[str, ...]
    """Without the environment's folder, and without the path, which comes last."""
    corpus: str
    lines: int
    """Of the sample: as many as it does in a minute or so."""
    wanted: float | None
    """So many times its lines per second are ours to be."""
    fine: tuple[int, ...] = (0, 1)
    """What it ends with when it has looked at all files."""


_PYLINT = (
    "pylint", "--rcfile=/dev/null", "--disable=all", "--load-plugins=perflint", f"--enable={PERFLINT}", "--recursive=y",
)  # fmt: skip
_TOLD = (0, 4, 8, 12)
"""Sums of 4 for warnings and 8 for advice; 1 and 2 are breakdowns."""

PEERS = (
    Peer("pylint + perflint", _PYLINT, "django", 150_000, 40, _TOLD),
    Peer("pylint + perflint, all cores", (*_PYLINT, "-j0"), "django", 150_000, None, _TOLD),
    Peer("pylint + perflint", _PYLINT, "sympy", 150_000, 40, _TOLD),
    Peer("fixit", ("fixit", "--quiet", "lint"), "django", 30_000, 20),
    Peer("refurb", ("refurb", "--quiet"), "django", 150_000, 10),
    Peer("flake8 with bugbear, comprehensions, simplify", ("flake8", "--isolated"), "django", 150_000, 2),
)


def environment() -> Path:
    """The folder of the peers' commands, made at the first call (needs the package index)."""
    target = CACHE / "peers"
    marker = target / "installed.txt"
    wanted = "\n".join(PINNED)
    if not marker.exists() or marker.read_text("utf-8") != wanted:
        venv.create(target, with_pip=True, clear=True)
        command = [
            str(target / "bin/python"),
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            *PINNED,
        ]
        subprocess.run(command, check=True)
        marker.write_text(wanted, "utf-8")
    return target / "bin"


def ruff(cache: Path) -> list[str]:
    """`ruff check` as it comes, but for the place of its cache; the path comes last."""
    return [str(environment() / "ruff"), "check", "--isolated", "--quiet", "--cache-dir", str(cache)]
