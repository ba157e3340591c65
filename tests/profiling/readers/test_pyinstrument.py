"""Sessions and JSON reports of pyinstrument."""

from __future__ import annotations

import json

import pytest
from slowspot.analyzers.profiling.profile import THREAD
from slowspot.analyzers.profiling.readers import read

from .recorded import HOT, LOAD, SPIN, Recorded, assert_hot, chains, hottest, line, total


def test_a_session_has_the_hot_lines_and_who_called(session: Recorded) -> None:
    profile = read(str(session.path))
    assert_hot(profile, session)
    assert (profile.tool, profile.unit, profile.interval) == ("pyinstrument", "seconds", 0.001)
    name, number = hottest(profile)
    assert (name, number in HOT) == ("spin", True)
    assert {("main", "load", "spin"), ("main", "spin")} <= chains(profile)
    tree = profile.stacks
    assert tree is not None
    frames = {frame.name: frame for frame in tree.frames if frame.path.endswith("program.py")}
    assert frames["spin"].first == SPIN
    assert (frames["load"].first, frames["load"].line) == (LOAD, line("load calls"))
    roots = {tree.frames[tree.frame[node]].path for node, parent in enumerate(tree.parent) if parent < 0}
    assert roots == {THREAD}
    assert sum(tree.count) == len(json.loads(session.path.read_text(encoding="utf-8"))["frame_records"])


def test_a_session_tells_what_ran_and_when(session: Recorded) -> None:
    profile = read(str(session.path))
    assert profile.command == json.loads(session.path.read_text(encoding="utf-8"))["target_description"]
    assert profile.began is not None
    assert 0 < profile.duration < session.wall


def test_a_report_has_functions_and_says_that_it_has_no_lines(report: Recorded) -> None:
    profile = read(str(report.path))
    assert_hot(profile, report)
    assert hottest(profile) == ("spin", SPIN)
    assert any("no lines" in note for note in profile.notes)
    assert total(profile) == pytest.approx(profile.duration, rel=0.2)
