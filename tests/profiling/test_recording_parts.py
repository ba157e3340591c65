"""Parts of programs recorded from within: the context manager, the decorator, and pytest's option."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from slowspot.analyzers.profiling import profiled
from slowspot.analyzers.profiling.measured import Run
from slowspot.analyzers.profiling.store import Store

from .test_recording import SPIN


def spin(seconds: float) -> None:
    end = time.process_time() + seconds
    while time.process_time() < end:
        sum(range(100))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "pyproject.toml").touch()
    return tmp_path


def latest(project: Path) -> Run:
    run = Store(str(project)).load()
    assert run is not None
    return run


def test_a_block_is_a_run_and_its_end_gives_the_thread_back(project: Path) -> None:
    before = sys.getprofile(), threading.getprofile()
    with profiled(name="the block", place=str(project)) as recorder:
        spin(0.05)
    assert (sys.getprofile(), threading.getprofile()) == before
    assert recorder.run is not None
    assert latest(project).id == recorder.run.id
    assert recorder.run.command == "profiled: the block"
    assert (recorder.run.samples > 5, recorder.run.notes) == (True, [])


def test_a_function_and_its_threads_are_one_run(project: Path) -> None:
    @profiled(place=str(project))
    def work() -> int:
        thread = threading.Thread(target=inner)
        thread.start()
        thread.join()
        return 5

    @profiled(place=str(project))
    def inner() -> None:
        spin(0.05)
        nested()

    @profiled(place=str(project))
    def nested() -> None: ...

    assert work() == 5
    # `inner` runs in another thread: its own recording. `nested` is part of that.
    assert len(Store(str(project)).runs()) == 2


def test_a_coroutine_function_stays_one(project: Path) -> None:
    @profiled(place=str(project))
    async def work() -> int:
        await asyncio.sleep(0.05)
        spin(0.05)
        return 6

    assert asyncio.run(work()) == 6
    run = latest(project)
    assert run.command == "profiled: test_a_coroutine_function_stays_one.<locals>.work"
    assert run.waiting > 0.02


def test_an_exception_ends_the_recording_and_passes(project: Path) -> None:
    with pytest.raises(KeyError), profiled(place=str(project)):
        raise KeyError(1)
    assert latest(project).samples <= 1


TESTS = (
    SPIN
    + """
import pytest
spin(0.1)
@pytest.fixture
def slow():
    return spin(0.1)
def test_one(slow):
    spin(0.1)
"""
)


def test_pytest_records_the_tests_alone(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (project / "test_it.py").write_text(TESTS)
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "slowspot.analyzers.profiling.pytest_plugin",
        "-p",
        "no:cacheprovider",
    ]
    plain = subprocess.run(command, cwd=project, capture_output=True, text=True, timeout=60)
    assert (plain.returncode, (project / ".slowspot").exists()) == (0, False)
    ran = subprocess.run([*command, "--slowspot"], cwd=project, capture_output=True, text=True, timeout=60)
    assert ran.returncode == 0
    assert "test_it.py:3" in ran.stdout
    functions = {function.name: function for function in latest(project).functions}
    assert functions["test_one"].total == pytest.approx(functions["spin"].total, rel=0.05)
    assert "slow" not in functions


def test_the_plugin_costs_nothing_when_not_asked_for() -> None:
    code = (
        "import sys, pytest; before = set(sys.modules); import slowspot.analyzers.profiling.pytest_plugin;"
        "print(sorted(name for name in set(sys.modules) - before if not name.startswith('__')))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert all(name.startswith("'slowspot") for name in ran.stdout.strip(" []\n").split(", ")), ran.stdout
    assert "pyinstrument" not in ran.stdout
