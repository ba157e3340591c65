"""`analyze --ruff-report`: what the real Ruff reports too is left to it, or told with its rule's code."""

from __future__ import annotations

import io
import json
import subprocess
import sys

import pytest

from .conftest import Project

CODE = """\
def first(rows, wanted):
    found = []
    for row in rows:
        found.append(row)
    if any([expensive(row) == wanted for row in found]):
        return all([check(row) for row in found])
    return None
"""
LISTCOMPS = [("any-all-listcomp", 5, []), ("any-all-listcomp", 6, [])]
COPY = ("manual-list-copy", 3, ["PERF402"])


@pytest.fixture(autouse=True)
def sample_rules() -> None:
    """The real rules instead."""


def ruff(project: Project, *arguments: str, name: str = "ruff.json") -> str:
    done = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--isolated", "--no-cache", "--output-format", "json", *arguments],
        cwd=project.root, capture_output=True, timeout=60,
    )  # fmt: skip
    assert done.returncode in (0, 1), done.stderr
    project.file(name, done.stdout)
    return name


def told(project: Project, *arguments: str) -> list[tuple[str, int, list[str]]]:
    found = project.analyze("--select", "collections", "--preview", "--sort", "path", *arguments).json["findings"]
    return [(it["rule"], it["range"]["start"]["line"], [also["code"] for also in it["also"]]) for it in found]


def test_what_ruff_has_too_is_left_to_it_and_what_overlaps_is_told_with_its_code(project: Project) -> None:
    project.file("a.py", CODE)
    assert told(project) == [(*COPY[:2], []), *LISTCOMPS]
    report = ruff(project, "--select", "C419,PERF402", "a.py")
    assert told(project, "--ruff-report", report) == [COPY]
    (note,) = project.analyze("--preview", "--ruff-report", report).json["notes"]
    assert note["kind"] == "left-to-ruff"
    assert (
        "2 findings are left to Ruff, which reports the same at the same places: 2 × any-all-listcomp (C419)"
        in (note["message"])
    )
    shown = project.run("analyze", "--preview", "--ruff-report", report).lines
    assert "  also: PERF402 (Ruff)" in shown


def test_a_finding_that_ruff_has_not_stays(project: Project) -> None:
    project.file("a.py", CODE.replace("in found]):\n", "in found]):  # noqa: C419\n"))
    report = ruff(project, "--select", "C419,PERF402", "a.py")
    assert told(project, "--ruff-report", report) == [COPY, LISTCOMPS[0]]
    project.file("a.py", CODE)
    assert told(project, "--ruff-report", ruff(project, "--select", "PERF", "a.py")) == [COPY, *LISTCOMPS]


@pytest.mark.parametrize("how", ["setting", "selected by name"])
def test_who_wants_both_gets_both(project: Project, how: str) -> None:
    project.file("a.py", CODE)
    report = ruff(project, "--select", "C419,PERF402", "a.py")
    both = [COPY, *[(*finding[:2], ["C419"]) for finding in LISTCOMPS]]
    if how == "setting":
        project.file("slowspot.toml", "defer-to-ruff = false\n")
        assert told(project, "--ruff-report", report) == both
    else:
        assert told(project, "--select", "any-all-listcomp", "--ruff-report", report) == both


def test_of_two_in_a_line_only_the_one_that_ruff_names_is_left_to_it(project: Project) -> None:
    project.file("a.py", "def f(xs, ys):\n    return any([g(x) for x in xs]) or all([h(y) for y in ys])\n")
    report = ruff(project, "--select", "C419", "a.py")
    _, second = json.loads((project.root / report).read_text("utf-8"))
    project.file(report, json.dumps([second]))
    (stays,) = project.analyze("--preview", "--ruff-report", report).json["findings"]
    assert (stays["range"]["start"]["column"], stays["also"]) == (12, [])


def test_a_report_of_another_checkout_or_from_standard_input_fits_too(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.file("pkg/a.py", CODE)
    project.file("pkg/b.py", "def f():\n    pass\n")
    report = ruff(project, "--select", "C419,PERF402", "pkg")
    text = (project.root / report).read_text("utf-8")
    moved = text.replace(json.dumps(str(project.root))[1:-1], "/build/17/pkg")
    assert moved != text
    project.file("moved.json", moved)
    assert told(project, "--ruff-report", "moved.json") == [COPY]
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    assert told(project, "--ruff-report", "-") == [COPY]


def test_cells_of_notebooks_match(project: Project) -> None:
    cells = [
        {"cell_type": kind, "metadata": {}, "source": source, **more}
        for kind, source, more in [
            ("markdown", "# Rows", {}),
            ("code", "rows = load()", {"outputs": [], "execution_count": None}),
            ("code", CODE, {"outputs": [], "execution_count": None}),
        ]
    ]
    project.file("n.ipynb", json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))
    assert told(project, "--ruff-report", ruff(project, "--select", "C419,PERF402", "n.ipynb")) == [COPY]


def test_a_report_about_another_project_is_told(project: Project) -> None:
    project.file("a.py", CODE)
    other = project.file("other.py", CODE)
    report = ruff(project, "--select", "C419", "other.py")
    assert project.analyze("--ruff-report", report, "a.py").notes() == []
    other.unlink()
    done = project.analyze("--ruff-report", report, "a.py")
    assert [(path, kind) for path, kind, _ in done.notes()] == [("ruff.json", "ruff-report")]
    assert "none of the files that were analyzed" in done.json["notes"][0]["message"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "is empty"),
        ("a.py:1:1: C419 Unnecessary list comprehension", "is not JSON"),
        ('{"schema": "slowspot.analysis/1", "findings": []}', "is JSON, but no list of messages"),
        ('[{"code": "C419", "filename": "a.py"}]', "its message 1 is not as Ruff writes it"),
        ("[1, 2]", "its message 1 is not as Ruff writes it"),
        (None, "cannot be read"),
    ],
)
def test_what_is_no_report_of_ruffs_is_wrong_usage(project: Project, content: str | None, message: str) -> None:
    project.file("a.py", CODE)
    if content is not None:
        project.file("bad.json", content)
    done = project.analyze("--ruff-report", "bad.json")
    assert (done.code, done.out) == (2, "")
    assert f"--ruff-report bad.json: {message}" in done.err
    assert "`ruff check --output-format json`" in done.err


def test_standard_input_holds_one_thing(project: Project) -> None:
    done = project.analyze("--ruff-report", "-", "-")
    assert (done.code, done.out) == (2, "")
    assert "standard input" in done.err
