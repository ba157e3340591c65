"""Threads and event loops with nothing to do, in files of profilers that count that as time like any other."""

from __future__ import annotations

import sys
from collections import defaultdict
from pathlib import Path

import pytest
from slowspot.analyzers.profiling.profile import Profile
from slowspot.analyzers.profiling.readers import read

from .recorded import Recorded, record, tool

PROGRAM = """\
import asyncio
import multiprocessing
import threading
import time
from concurrent.futures import ThreadPoolExecutor


def spin(seconds):
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        pass


def nap():
    time.sleep(0.1)


def idle():
    asyncio.run(asyncio.sleep(0.15))


def main():
    ready = threading.Event()
    waiter = threading.Thread(target=ready.wait)
    waiter.start()
    with ThreadPoolExecutor(1) as pool:
        pool.submit(nap).result()
        spin(0.2)
        idle()
    child = multiprocessing.get_context("fork").Process(target=nap)
    child.start()
    child.join()
    ready.set()
    waiter.join()


if __name__ == "__main__":
    main()
"""

PYINSTRUMENT = """
from pyinstrument import Profiler

import program

with Profiler() as profiler:
    program.main()
profiler.last_session.save("idle.pyisession")
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("idle")
    (folder / "program.py").write_text(PROGRAM, encoding="utf-8")
    return folder


@pytest.fixture(scope="module", params=["pyinstrument", "py-spy", "austin"])
def recorded(request: pytest.FixtureRequest, folder: Path) -> Recorded:
    if request.param == "pyinstrument":
        return record(folder, "idle.pyisession", sys.executable, "-c", PYINSTRUMENT)
    if request.param == "py-spy":
        spy = ("record", "-t", "--idle", "-r", "500", "-f", "raw", "-o", "FILE", "--", sys.executable, "PROGRAM")
        return record(folder, "idle.raw", tool("py-spy"), *spy)
    return record(
        folder, "idle.austin", tool("austin"), "-t", "2s", "-i", "1ms", "-o", "FILE", sys.executable, "PROGRAM"
    )


def by_name(profile: Profile, *, waiting: bool) -> dict[str, float]:
    found: dict[str, float] = defaultdict(float)
    tree = profile.stacks
    assert tree is not None
    for number, weight in zip(tree.frame, tree.waiting if waiting else tree.own, strict=True):
        if weight:
            found[tree.frames[number].name.rpartition(".")[2]] += weight
    return found


def test_waiting_is_no_time_of_the_program(recorded: Recorded) -> None:
    if recorded.missing():
        return
    profile = read(str(recorded.path))
    own, waiting = by_name(profile, waiting=False), by_name(profile, waiting=True)
    assert sum(waiting.values()) > 0.5 * sum(own.values())
    # The same names have other functions, too.
    waits = ("wait", "select", "join", "_worker", "_wait_for_tstate_lock")
    assert sum(own[name] for name in waits) < 0.1 * sum(waiting.values())
    assert max(own, key=own.__getitem__) in ("spin", "perf_counter")


def test_sleep_in_a_program_with_threads_is_no_waiting(recorded: Recorded) -> None:
    if recorded.missing():
        return
    assert not {"nap", "sleep", "spin", "main"} & set(by_name(read(str(recorded.path)), waiting=True))
