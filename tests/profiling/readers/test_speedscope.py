"""Speedscope's JSON, sampled (py-spy) and as events (pyinstrument)."""

from __future__ import annotations

import pytest
from slowspot.analyzers.profiling.readers import read

from .recorded import HOT, SPIN, Recorded, assert_hot, chains, hottest, total


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
