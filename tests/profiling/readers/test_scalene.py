"""Scalene's JSON."""

from __future__ import annotations

import json

import pytest
from slowspot.analyzers.profiling.readers import read

from .recorded import HOT, Recorded, total


def test_lines_have_seconds(scalene: Recorded) -> None:
    profile = read(str(scalene.path))
    assert (profile.tool, profile.unit) == ("scalene", "seconds")
    told = json.loads(scalene.path.read_text(encoding="utf-8"))
    assert total(profile) == pytest.approx(told["elapsed_time_sec"], rel=0.05)
    lines = {line: own for found in profile.functions or () for line, own in found.lines.items()}
    assert max(lines, key=lines.__getitem__) in HOT
    assert sum(own for line, own in lines.items() if line in HOT) > 0.5 * sum(lines.values())
    assert any("not that of what they call" in note for note in profile.notes)
