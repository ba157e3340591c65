"""Arguments that a project gives to a function, found in its text."""

from __future__ import annotations

import textwrap
from pathlib import Path

from slowspot.analyzers.proving.proofs.sides import target_of
from slowspot.analyzers.proving.proofs.usages import usages_of

SUBJECT = '''
from dataclasses import dataclass

@dataclass
class Point:
    x: int

def near(points, limit=1):
    """Find points.

    >>> near([Point(1)], 3)
    [Point(x=1)]
    """
    return [p for p in points if p.x < limit]

class Box:
    def __init__(self, size):
        self.size = size
    def fits(self, thing):
        return thing < self.size
'''
TESTS = """
import pytest
from subject import Box, Point, near

POINTS = [Point(5), Point(6)]

@pytest.mark.parametrize("x, expected", [(1, True), (7, False)])
def test_fits(x, expected):
    box = Box(5)
    assert box.fits(x) is expected

def test_near(unknown):
    near(POINTS, limit=6)
    near(unknown, 12)
    found = near([])
"""


def found(tmp_path: Path, function: str) -> tuple[set[str], dict[str, set[str]]]:
    path = tmp_path / "subject.py"
    path.write_text(SUBJECT, encoding="utf-8")
    (tmp_path / "test_subject.py").write_text(textwrap.dedent(TESTS), encoding="utf-8")
    usages = usages_of(target_of(str(path), function, str(tmp_path)), SUBJECT)
    return set(usages["calls"]), {name: set(codes) for name, codes in usages["values"].items()}


def test_calls_in_tests_and_docstrings_are_found(tmp_path: Path) -> None:
    calls, values = found(tmp_path, "near")
    assert calls == {"[Point(1)], 3", "[Point(5), Point(6)], limit=6", "[]"}
    assert values["limit"] == {"3", "6", "12"}


def test_a_method_gets_its_instance_and_parametrized_values(tmp_path: Path) -> None:
    assert found(tmp_path, "Box.fits")[0] == {"Box(5), 1", "Box(5), 7"}


def test_what_classes_are_made_of_is_told(tmp_path: Path) -> None:
    path = tmp_path / "subject.py"
    path.write_text(SUBJECT, encoding="utf-8")
    text = SUBJECT + "\n\ndef boxes(sizes: list[float]):\n    return [Box(size) for size in sizes]\n"
    made = usages_of(target_of(str(path), "Box.fits", str(tmp_path)), text)["made"]
    assert made["Box"]["types"] == {"size": ["float"]}
