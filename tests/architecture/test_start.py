"""Importing Slowspot is quick and does nothing: no output, no heavy library, no thread."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = ("libcst", "lsprotocol", "multiprocessing", "numpy", "pandas", "pygls")


def imported_by(module: str) -> tuple[str, set[str]]:
    """What importing a module prints, and the heavy libraries that are loaded after it."""
    program = (
        f"import sys, threading, {module}\n"
        f"heavy = [name for name in {HEAVY!r} if name in sys.modules]\n"
        "assert threading.active_count() == 1\n"
        "print('LOADED', *heavy)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, encoding="utf-8", timeout=60)
    assert done.returncode == 0, done.stderr
    said, _, loaded = (done.stderr + done.stdout).rpartition("LOADED")
    return said, set(loaded.split())


@pytest.mark.parametrize(
    "module",
    ["slowspot.analyzers", "slowspot.analyzers.engine", "slowspot.analyzers.rules.registry", "slowspot.cli.main"],
)
def test_the_way_to_the_first_finding_loads_nothing_heavy(module: str) -> None:
    assert imported_by(module) == ("", set())


def test_the_server_loads_neither_libcst_nor_numpy() -> None:
    said, loaded = imported_by("slowspot.server")
    assert said == ""
    assert loaded & {"libcst", "numpy", "pandas"} == set()
