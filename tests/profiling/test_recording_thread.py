"""`--sampler thread`: samples from a thread that the program does not see."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from slowspot.analyzers.profiling.recording.programs import Target, record

from .test_recording import MANY, SPIN, recorded, roots, seconds_in

LOOP = """
def slow():
    total = 0
    for number in range(6_000_000):
        total += number % 7
    ready = total
    return len(str(ready))
slow()
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "loop.py").write_text(LOOP)
    (tmp_path / "many.py").write_text(MANY)
    return tmp_path


def test_time_goes_to_the_lines_that_ran(folder: Path) -> None:
    profile = recorded(folder, "loop.py", sampler="thread").profile
    tree = profile.stacks
    assert tree is not None
    assert profile.tool == "slowspot"
    by_line: dict[int, float] = {}
    for number, own in zip(tree.frame, tree.own, strict=True):
        if tree.frames[number].name == "slow":
            by_line[tree.frames[number].line] = by_line.get(tree.frames[number].line, 0.0) + own
    assert by_line.get(4, 0.0) + by_line.get(5, 0.0) > 0.9 * sum(by_line.values()) > 0


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_processes_are_seen(folder: Path, method: str) -> None:
    ran = recorded(folder, "many.py", method, sampler="thread")
    assert ran.output == "0\n"
    assert seconds_in(ran.profile, "spin", below="work") > 0.1
    assert (len(roots(ran.profile)), ran.notes) == (2, "")


def test_the_program_does_not_see_the_thread(folder: Path) -> None:
    (folder / "alone.py").write_text(
        SPIN + "import os, sys, threading, warnings\nwarnings.simplefilter('error')\nspin(0.1)\n"
        "assert threading.active_count() == 1 and sys.getprofile() is None\n"
        "if os.fork() == 0:\n    os._exit(0)\nos.wait()\nspin(0.1)\nprint('ok')\n"
    )
    ran = recorded(folder, "alone.py", sampler="thread")
    assert (ran.code, ran.output, ran.errors) == (0, "ok\n", "")
    assert seconds_in(ran.profile, "spin") > 0.1


def test_a_signal_wakes_the_program_at_once(folder: Path) -> None:
    (folder / "asleep.py").write_text(
        "import os, signal, threading, time\n"
        "threading.Timer(0.1, os.kill, (os.getpid(), signal.SIGINT)).start()\n"
        "try:\n    time.sleep(50)\nexcept KeyboardInterrupt:\n    print('awake')\n"
    )
    ran = recorded(folder, "asleep.py", sampler="thread")
    assert ran.output == "awake\n"
    assert ran.profile.duration < 25


def test_it_needs_no_pyinstrument(tmp_path: Path) -> None:
    venv = tmp_path / "bare"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", venv], check=True)
    executable = str(venv / ("Scripts" if os.name == "nt" else "bin") / "python")
    recording = record(Target(("-c", LOOP)), python=executable, sampler="thread")
    assert recording.code == 0
    assert seconds_in(recording.profile, "slow") > 0
