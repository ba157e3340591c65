"""Speedscope's JSON, sampled (py-spy) and as events (pyinstrument)."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from slowspot.analyzers.profiling.profile import PROCESS, THREAD
from slowspot.analyzers.profiling.readers import read

from .recorded import HOT, SPIN, Recorded, assert_hot, chains, hottest, record, tool, total


def test_events_of_pyinstrument(evented: Recorded) -> None:
    profile = read(str(evented.path))
    assert_hot(profile, evented)
    assert profile.tool == "pyinstrument"
    assert hottest(profile) == ("spin", SPIN)
    assert {("main", "load", "spin"), ("main", "spin")} <= chains(profile)
    assert total(profile) == pytest.approx(profile.duration, rel=0.1)


def test_samples_of_py_spy(sampled: Recorded) -> None:
    if sampled.missing():
        return
    profile = read(str(sampled.path))
    assert_hot(profile, sampled)
    assert (profile.tool, profile.unit, profile.interval) == ("py-spy", "seconds", 0.002)
    name, number = hottest(profile)
    assert (name, number in HOT) == ("spin", True)
    assert {("main", "load", "spin"), ("main", "spin")} <= chains(profile)
    tree = profile.stacks
    assert tree is not None
    assert total(profile) == pytest.approx(sum(tree.count) * 0.002)


def test_processes_and_threads_of_py_spy_stand_above_their_stacks(folder: Path) -> None:
    command = ("record", "-t", "-s", "-r", "500", "-f", "speedscope", "-o", "FILE", "--", sys.executable, "PROGRAM")
    recorded = record(folder, "threads.speedscope.json", tool("py-spy"), *command)
    if recorded.missing():
        return
    profile = read(str(recorded.path))
    assert_hot(profile, recorded)
    tree = profile.stacks
    assert tree is not None
    above = {node: tree.frames[tree.frame[node]].path for node in range(len(tree.frame))}
    hot = max(range(len(tree.own)), key=tree.own.__getitem__)
    while tree.parent[tree.parent[hot]] >= 0:
        hot = tree.parent[hot]
    assert (above[tree.parent[hot]], above[hot]) == (PROCESS, THREAD)
