"""The report line by line: each line an object of its own, together all that the JSON report holds."""

from __future__ import annotations

import json
from typing import Any

from ..conftest import Project
from .made import HOSTILE, finding, report, written


def test_the_lines_are_the_parts_of_the_json_report(project: Project) -> None:
    project.file("a.py", "slow()\nfor x in y:\n    pass\n")
    project.file("b.py", "def f(:\n")
    whole = project.run("analyze", "--format", "json").json
    lines: list[dict[str, Any]] = [json.loads(line) for line in project.run("analyze", "--format", "jsonl").lines]
    assert [line.pop("type") for line in lines] == ["run", "note", "finding", "finding"]
    assert (lines[1:2], lines[2:]) == (whole["notes"], whole["findings"])
    assert {**lines[0], "seconds": 0} == {
        name: 0 if name == "seconds" else value for name, value in whole.items() if name not in {"notes", "findings"}
    }


def test_a_name_with_line_ends_stays_in_its_line() -> None:
    strange = f"a\n\u2028\x85{HOSTILE}.py"
    lines = written("jsonl", report([finding(path=strange)])).split("\n")
    assert (len(lines), lines[2], json.loads(lines[1])["path"]) == (3, "", strange)
    assert lines[1].isascii()
