"""Annotations, read as the runner of GitHub Actions reads what a step prints."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import NamedTuple

import pytest
from slowspot.analyzers.project.notes import NoteRecord

from ..conftest import Project
from .made import HOSTILE, finding, report, span, written

KNOWN = {"error", "warning", "notice", "group", "endgroup"}
"""The commands that we mean to give; the runner knows more, such as `add-mask` and `stop-commands`."""


class Annotation(NamedTuple):
    kind: str
    properties: dict[str, str]
    message: str


def read(text: str) -> tuple[list[Annotation], list[str]]:
    """Return annotations and plain lines, as the runner takes them; asserts what its documentation asks for."""
    annotations: list[Annotation] = []
    plain: list[str] = []
    for line in text.split("\n"):
        assert "##[" not in line or line.startswith("::"), "a command of the old form"
        if not line.lstrip().startswith("::"):
            plain.append(line)
            continue
        command = re.fullmatch(r"::([a-z-]+)(?: ([^\n]*?))?::(.*)", line)
        assert command is not None, line
        kind, told, message = command[1], command[2] or "", command[3]
        assert kind in KNOWN
        if kind in {"group", "endgroup"}:
            plain.append(message)
            continue
        properties = dict(pair.split("=", 1) for pair in told.split(","))
        assert set(properties) <= {"file", "line", "endLine", "col", "endColumn", "title"}
        places = {name: int(properties[name]) for name in ("line", "endLine", "col", "endColumn") if name in properties}
        assert all(place >= 1 for place in places.values())
        assert places.get("endLine", 10**9) >= places.get("line", 0)
        if "col" in places:
            assert places["line"] == places["endLine"], "columns count within one line only"
            assert places["endColumn"] >= places["col"]
        for name, character in (("%3A", ":"), ("%2C", ","), ("%0D", "\r"), ("%0A", "\n"), ("%25", "%")):
            properties = {key: value.replace(name, character) for key, value in properties.items()}
        for name, character in (("%0D", "\r"), ("%0A", "\n"), ("%25", "%")):
            message = message.replace(name, character)
        annotations.append(Annotation(kind, properties, message))
    return annotations, plain


def test_an_annotation() -> None:
    record = finding(4, path="pkg/a, b: 100%.py", severity="warning", also=("PERF402",))
    (annotation,), plain = read(written("github", report([record])))
    assert annotation.properties == {
        "file": "pkg/a, b: 100%.py", "line": "5", "endLine": "5", "col": "5", "endColumn": "11",
        "title": "SLP101 slow-call",
    }  # fmt: skip
    assert (annotation.kind, annotation.message.split("\n")) == (
        "warning",
        [
            "pkg/a, b: 100%.py:5:5: slow() is slow (also: PERF402 (Ruff))",
            (
                "Worth: this function about 2.0 × as fast (1.5 to 4.0, predicted);"
                " it takes 10 % of the run time (predicted): saves 5.0 %"
            ),
            "Fix [*]: Use quick()",
        ],
    )
    assert plain == ["1 slow spot in 1 of 3 files. [*] 1 with a safe fix: `slowspot fix`.", ""]


def test_a_long_span_has_no_columns() -> None:
    (annotation,), _ = read(written("github", report([finding(span=span(2, 4, 9, 0))])))
    assert {name: annotation.properties.get(name) for name in ("line", "endLine", "col")} == {
        "line": "3", "endLine": "9", "col": None,
    }  # fmt: skip


def test_the_gravest_come_first_and_the_rest_is_listed() -> None:
    records = [finding(number, severity="hint", fails=False) for number in range(12)]
    records += [finding(number, severity="warning") for number in range(100, 111)]
    records += [finding(50, severity="info"), finding(60, severity="error")]
    annotations, plain = read(written("github", report(records)))
    assert Counter(each.kind for each in annotations) == {"error": 1, "warning": 10, "notice": 10}
    assert [each.properties["line"] for each in annotations[:2]] == ["61", "101"]
    assert next(each.properties["line"] for each in annotations if each.kind == "notice") == "51"
    assert plain[0] == "4 more, for which GitHub has no room: it shows 10 annotations of a kind"
    assert [line.partition(" ")[0] for line in plain[1:5]] == [f"pkg/a.py:{n}:5:" for n in (111, 10, 11, 12)]
    quiet, rest = read(written("github", report(records), quiet=True))
    assert (quiet, rest) == (annotations, [plain[0], "", ""])


@pytest.mark.parametrize("name", [HOSTILE, "::add-mask::x", " ::stop-commands::x", "##[error]x", "a\r\n::error::b"])
def test_no_name_gives_a_command(name: str) -> None:
    records = [finding(number, path=f"{name}.py", message=name) for number in range(20)]
    notes = [NoteRecord(f"{name}.py", "syntax-error", name, 3)]
    annotations, plain = read(written("github", report(records, notes)))
    assert len(annotations) == 10
    assert annotations[0].properties["file"] == f"{name}.py"
    assert any(line.endswith("syntax error: " + line.rpartition("syntax error: ")[2]) for line in plain)


def test_notes_are_annotated_too() -> None:
    notes = [
        NoteRecord("a.py", "syntax-error", "invalid syntax", 3),
        NoteRecord("b.ipynb", "syntax-error", "invalid syntax", 3, cell=2),
        NoteRecord("c.py", "internal-error", "broke", None),
        NoteRecord("pyproject.toml", "left-to-ruff", "2 rules are left to Ruff"),
    ]
    annotations, plain = read(written("github", report([], notes)))
    assert plain[0] == "pyproject.toml: note: 2 rules are left to Ruff"
    assert [(each.kind, each.properties["file"], each.properties.get("line")) for each in annotations] == [
        ("error", "c.py", None), ("notice", "a.py", "3"), ("notice", "b.ipynb", None),
    ]  # fmt: skip
    assert [each.kind for each in read(written("github", report([], notes), quiet=True))[0]] == ["error"]


def test_a_notebook_is_annotated_in_the_lines_of_its_file(project: Project) -> None:
    source = {"cell_type": "code", "metadata": {}, "source": ["x = 1\n", "slow()\n"], "outputs": []}
    text = json.dumps({"cells": [source], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}, indent=1)
    project.file("a.ipynb", text)
    (annotation,), _ = read(project.run("analyze", "--format", "github").out)
    assert "slow()" in text.splitlines()[int(annotation.properties["line"]) - 1]
    assert annotation.message.startswith("a.ipynb:cell 1:2:1: slow() is slow")
