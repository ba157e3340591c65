"""`rules`, `explain`, `server`, and what starting the command line loads."""

from __future__ import annotations

import subprocess
import sys

import pytest
from slowspot.analyzers.rules.registry import resolve
from slowspot.cli import server

from .conftest import Project

HEAVY = {"concurrent.futures", "json", "libcst", "lsprotocol", "multiprocessing", "pathspec", "pygls", "tempfile"}


def loaded_by(project: Project, *arguments: str) -> set[str]:
    """Return what a process of its own has imported when the command is done."""
    program = (
        f"import sys\nfrom slowspot.cli.main import main\nmain({list(arguments)!r})\nprint('\\nLOADED', *sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=project.root, capture_output=True, encoding="utf-8", timeout=60
    )
    assert done.returncode == 0, done.stderr
    return set(done.stdout.rpartition("LOADED")[2].split())


def test_rules_are_listed_by_family(project: Project) -> None:
    assert project.run("rules").lines == [
        "collections",
        "  SLP101  slow-call      [fix]  Calls of slow() are slow",
        "",
        "strings",
        "  SLP201  plain-loop     [fix]  Calls of slow() are slow",
        "",
        "files",
        "  SLP301  crashing-rule         Calls of slow() are slow",
        "  SLP302  early-rule            Calls of slow() are slow (preview)",
        "",
        "4 rules. `slowspot explain RULE` shows the page of one.",
    ]


def test_rules_as_json(project: Project) -> None:
    assert project.run("rules", "--format", "json").json[0] == {
        "rule": "slow-call",
        "code": "SLP101",
        "family": "collections",
        "stage": "stable",
        "severity": "warning",
        "summary": "Calls of slow() are slow",
        "fixable": True,
        "also": ["PERF999"],
        "former": ["slow-function"],
        "options": [],
        "plugin": None,
    }


@pytest.mark.parametrize("name", ["slow-call", "SLP101", "slow-function"])
def test_explain_shows_the_page_with_examples_and_the_safety_of_the_fix(project: Project, name: str) -> None:
    assert project.run("explain", name).lines == [
        "slow-call (SLP101)",
        "collections, warning; overlaps with PERF999",
        "",
        *resolve("slow-call")[0].doc.splitlines(),
        "",
        "Slow",
        "    slow()",
        "",
        "Fast",
        "    quick()",
        "",
        "Fix",
        "  safe [*] Use quick(): applied by `slowspot fix`, where the facts for it are established.",
        "",
        "Measured",
        "  not measured: no example of it runs by itself",
    ]


def test_explain_says_what_is_to_be_looked_at(project: Project) -> None:
    lines = project.run("explain", "plain-loop").lines
    assert lines[lines.index("Fix") + 1] == "  review Use done(): The order may change. (`slowspot fix --unsafe`)"


def test_explain_says_where_there_is_no_fix(project: Project) -> None:
    lines = project.run("explain", "crashing-rule").lines
    assert lines[lines.index("Fix") + 1] == "  None: the rewrite depends on more than the code around the finding."


def test_explain_of_an_unknown_rule_names_the_nearest(project: Project) -> None:
    outcome = project.run("explain", "slow-cal")
    assert (outcome.code, outcome.err) == (2, "slowspot: error: unknown rule 'slow-cal'; did you mean 'slow-call'?\n")


def test_explain_shows_every_rule_of_a_family(project: Project) -> None:
    lines = project.run("explain", "files").lines
    assert [line for line in lines if line.endswith(")") and "SLP" in line] == [
        "crashing-rule (SLP301)", "early-rule (SLP302)",
    ]  # fmt: skip


def test_the_real_rules_all_have_a_page(project: Project) -> None:
    outcome = project.process("explain", "all")
    assert (outcome.code, outcome.err) == (0, "")


def test_the_server_gets_its_arguments_as_they_are(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[list[str]] = []
    monkeypatch.setattr(server, "run", lambda arguments: given.append(arguments) or 0)
    assert project.run("server", "--stdio", "--clientProcessId=12").code == 0
    assert given == [["--stdio", "--clientProcessId=12"]]


def test_help_names_every_command(project: Project) -> None:
    outcome = project.run("--help")
    missing = [name for name in ("analyze", "fix", "explain", "rules", "server") if name not in outcome.out]
    assert (outcome.code, missing) == (0, [])


@pytest.mark.parametrize("command", ["analyze", "fix", "rules", "explain", "server"])
def test_every_command_has_help(project: Project, command: str) -> None:
    outcome = project.run(command, "--help")
    assert (outcome.code, f"usage: slowspot {command}" in outcome.out) == (0, True)


def test_the_version_needs_hardly_anything(project: Project) -> None:
    assert loaded_by(project, "--version") & (HEAVY | {"ast", "dataclasses", "slowspot.analyzers.findings"}) == set()


def test_analyze_loads_nothing_heavy(project: Project) -> None:
    project.file("a.py", "for x in y:\n    z = x + 1\n")
    assert loaded_by(project, "analyze") & (HEAVY - {"json"}) == set()  # what was measured decides which rules are on
