"""The Code Quality report, held against what GitLab's documentation asks of one."""

from __future__ import annotations

import json
from typing import Any

from slowspot.analyzers.project.notes import NoteRecord

from ..conftest import Project
from .made import HOSTILE, finding, report, span, written


def read(text: str) -> list[dict[str, Any]]:
    """Return the issues of a report, as GitLab takes it; asserts what its documentation asks for."""
    assert not text.startswith("\ufeff"), "no byte order mark"
    issues = json.loads(text)
    assert isinstance(issues, list)
    for issue in issues:
        assert all(isinstance(issue[name], str) and issue[name] for name in ("description", "check_name"))
        assert issue["severity"] in {"info", "minor", "major", "critical", "blocker"}
        path = issue["location"]["path"]
        assert not path.startswith(("/", "./")), "relative to the root of the repository"
        assert 1 <= issue["location"]["lines"]["begin"] <= issue["location"]["lines"]["end"]
    names = [issue["fingerprint"] for issue in issues]
    assert len(set(names)) == len(names), "a fingerprint names one issue"
    return issues


def test_an_issue(project: Project) -> None:
    project.file("pkg/ä b.py", "def f():\n    return slow(\n        1)\n")
    (issue,) = read(project.run("analyze", "--format", "gitlab").out)
    assert len(issue.pop("fingerprint")) == 20
    assert issue == {
        "type": "issue",
        "check_name": "slow-call",
        "description": "slow() is slow",
        "categories": ["Performance"],
        "severity": "info",
        "location": {"path": "pkg/ä b.py", "lines": {"begin": 2, "end": 3}},
    }


def test_nothing_found_is_an_empty_list(project: Project) -> None:
    assert read(project.run("analyze", "--format", "gitlab").out) == []


def test_severities_and_spans() -> None:
    order = ("error", "warning", "info", "hint")
    records = [finding(number, severity=severity) for number, severity in enumerate(order)]
    records += [finding(9, span=span(9, 0, 12, 0), also=("PERF402",), path=f"{HOSTILE}.py")]
    records += [finding(20, cell=2, span=span(3, 0, 3, 4), lines_in_file=(30, 31))]
    issues = read(written("gitlab", report(records)))
    assert [issue["severity"] for issue in issues[:4]] == ["critical", "major", "minor", "info"]
    assert issues[4]["location"] == {"path": f"{HOSTILE}.py", "lines": {"begin": 10, "end": 12}}
    assert issues[4]["description"] == "slow() is slow (also: PERF402 (Ruff))"
    assert issues[5]["description"] == "slow() is slow (cell 2, line 4)"
    assert issues[5]["location"]["lines"] == {"begin": 31, "end": 32}


def test_notes_are_issues_too() -> None:
    notes = [NoteRecord("a.py", "syntax-error", "no", 3), NoteRecord("a.py", "syntax-error", "no", 5)]
    notes += [NoteRecord("b.py", "internal-error", "broke")]
    notes += [NoteRecord("pyproject.toml", "left-to-ruff", "2 rules are left to Ruff")]
    issues = read(written("gitlab", report([], notes)))
    assert [(issue["check_name"], issue["severity"]) for issue in issues] == [
        ("slowspot-syntax-error", "info"), ("slowspot-syntax-error", "info"), ("slowspot-internal-error", "critical"),
    ]  # fmt: skip
    assert [issue["location"]["lines"]["begin"] for issue in issues] == [3, 5, 1]
