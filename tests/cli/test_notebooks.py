"""Notebooks in `analyze`, `fix` and `hotspots`: told by cell and line, and rewritten by their cells' strings alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from .conftest import Project

MAGICS = "%matplotlib inline\n!ls\n%time y = slow(1)\n"
FUNCTION = "def f(x):\n    !echo {x}\n    return slow(x)"


def cell(source: str, kind: str = "code") -> dict[str, Any]:
    return {
        "cell_type": kind,
        "execution_count": 3,
        "metadata": {"tags": []},
        "outputs": [{"name": "stdout", "output_type": "stream", "text": ["slow()\n"]}],
        "source": source.splitlines(keepends=True),
    }


def text_of(*cells: str | dict[str, Any], language: str = "python") -> str:
    about = {"language_info": {"name": language}}
    made = [cell(it) if isinstance(it, str) else it for it in cells]
    return json.dumps({"cells": made, "metadata": about, "nbformat": 4, "nbformat_minor": 5}, indent=1) + "\n"


@pytest.fixture
def notebook(project: Project) -> Path:
    return project.file("pkg/a.ipynb", text_of(cell("# slow()", "markdown"), MAGICS, FUNCTION, "x = foo([", "slow()"))


def test_findings_are_told_by_cell_and_line(project: Project, notebook: Path) -> None:
    outcome = project.run("analyze", "-q")
    places = [line.partition(": ")[0] for line in outcome.lines]
    assert sorted(places) == ["pkg/a.ipynb:cell 2:3:11", "pkg/a.ipynb:cell 3:3:12", "pkg/a.ipynb:cell 5:1:1"]
    report = project.analyze().json
    assert sorted((it["cell"], it["range"]["start"]["line"]) for it in report["findings"]) == [(2, 3), (3, 3), (5, 1)]
    assert [(it["cell"], it["line"], it["kind"]) for it in report["notes"]] == [(4, 1, "syntax-error")]
    assert report["lines"] == 8
    assert {edit["cell"] for it in report["findings"] for edit in it["fix"]["edits"]} == {2, 3, 5}


def test_the_excerpt_shows_the_cell_as_it_is(project: Project, notebook: Path) -> None:
    outcome = project.run("analyze", "--sort", "path")
    assert "3 | %time y = slow(1)" in outcome.lines
    assert "pkg/a.ipynb:cell 4:1: note: syntax error: '[' was never closed" in outcome.lines


def test_fix_changes_the_strings_of_what_it_fixes_and_no_other_byte(project: Project, notebook: Path) -> None:
    before = notebook.read_text()
    outcome = project.run("fix")
    assert outcome.lines[-1] == "3 slow spots fixed in 1 file."
    expected = before
    for old, new in (('"%time y = slow(1)\\n"', '"%time y = quick()\\n"'), ('return slow(x)"', 'return quick()"')):
        assert old in before
        expected = expected.replace(old, new)
    head, _, tail = expected.rpartition('"slow()"')
    assert notebook.read_text() == f'{head}"quick()"{tail}'


def test_a_diff_is_one_of_the_file(project: Project, notebook: Path) -> None:
    outcome = project.run("fix", "--diff")
    assert outcome.code == 1
    assert '-    "    return slow(x)"' in outcome.lines
    assert '+    "    return quick()"' in outcome.lines


def test_suppressions_hold_in_cells(project: Project) -> None:
    project.file("a.ipynb", text_of("slow()  # slowspot: ignore[slow-call]", "x = 1  # slowspot: ignore[slow-call]"))
    report = project.analyze().json
    assert report["findings"] == []
    assert [(it["cell"], it["line"], it["kind"]) for it in report["notes"]] == [(2, 1, "unused-suppression")]


@pytest.mark.parametrize(
    ("text", "kind", "line"),
    [
        ("nothing\n", "notebook-error", 1),
        ('{\n "cells": [\n  {"source": [1 2]}]}', "notebook-error", 3),
        (text_of("x <- slow()", language="R"), "skipped", None),
    ],
)
def test_what_is_no_notebook_of_python_is_noted(project: Project, text: str, kind: str, line: int | None) -> None:
    project.file("a.ipynb", text)
    assert project.analyze().notes() == [("a.ipynb", kind, line)]
    assert project.run("fix").lines[-1] == "Nothing to fix."


def test_a_notebook_on_standard_input_is_one_by_its_name(project: Project) -> None:
    text = text_of("slow()")
    outcome = project.process("fix", "--stdin-filename", "a.ipynb", "-", stdin=text.encode())
    assert (outcome.code, outcome.out) == (0, text)  # the real rules find nothing in it


def test_sarif_names_the_lines_of_the_file(project: Project, notebook: Path) -> None:
    [run] = json.loads(project.run("analyze", "--format", "sarif").out)["runs"]
    lines = notebook.read_text().splitlines()
    for result in run["results"]:
        [location] = result["locations"]
        assert "slow(" in lines[location["physicalLocation"]["region"]["startLine"] - 1]
        assert location["message"]["text"].startswith("cell ")


def test_hot_spots_are_told_by_cell(project: Project, notebook: Path) -> None:
    report = project.run("hotspots", "--format", "json").json
    assert {(it["function"], it["cell"], it["line"]) for it in report["functions"]} == {("<module>", 2, 1), ("f", 3, 1)}
    assert "pkg/a.ipynb:cell 3:1" in project.run("hotspots").out


def test_notebooks_are_not_proved(project: Project) -> None:
    project.file("a.ipynb", text_of("slow()"))
    outcome = project.process("fix", "--prove", "a.ipynb")
    assert "a.ipynb: note: is a notebook, which this command does not take" in outcome.lines
