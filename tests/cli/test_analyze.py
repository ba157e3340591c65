"""`slowspot analyze`: exit codes, options, what is in the JSON report."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from slowspot.analyzers.rules.registry import resolve
from slowspot.cli.analysis import running
from slowspot.models import evidence

from .conftest import Project

SLOW = "def f(x):\n    return slow(x)\n"


class Stdin:
    def __init__(self, data: bytes) -> None:
        self.buffer = io.BytesIO(data)


def test_clean_code_exits_with_0(project: Project) -> None:
    project.file("a.py", "x = 1\n")
    outcome = project.run("analyze")
    assert (outcome.code, outcome.out, outcome.err) == (0, "No slow spots in 1 file.\n", "")


def test_findings_exit_with_1(project: Project) -> None:
    project.file("a.py", SLOW)
    assert project.run("analyze").code == 1


def test_exit_zero(project: Project) -> None:
    project.file("a.py", SLOW)
    assert project.run("analyze", "--exit-zero").code == 0


@pytest.mark.parametrize(
    ("threshold", "code"), [("never", 0), ("error", 0), ("warning", 0), ("info", 0), ("hint", 1), ("gain>=0.1", 0)]
)
def test_fail_on(project: Project, threshold: str, code: int) -> None:
    # Nobody knows what a fix of the sample rule gains: a hint.
    project.file("a.py", SLOW)
    assert project.run("analyze", "--fail-on", threshold).code == code


def test_a_threshold_of_gain_says_that_nothing_is_scored(project: Project) -> None:
    project.file("a.py", SLOW)
    (project.root / "empty").mkdir()
    error = project.run("analyze", "--fail-on", "gain>=0.1", "--models", "empty").err
    assert [line for line in error.splitlines() if "without a gain" in line] == [
        "slowspot: note: without a gain no finding reaches `--fail-on gain>=…`"
    ]
    assert error.count("not scored: speedup.json") == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["analyze", "nope.py"], "slowspot: error: nope.py: does not exist"),
        (["analyze", "--select", "slow-cal"], "unknown rule 'slow-cal'; did you mean 'slow-call'?"),
        (["analyze", "--format", "yaml"], "invalid choice: 'yaml'"),
        (["analyze", "--jobs", "0"], "invalid number of processes value: '0'"),
        (["analyze", "--fail-on", "waning"], "did you mean 'warning'?"),
        (["analyze", "-o", "no/such/folder.json"], "no/such/folder.json: cannot be written: no such folder"),
        (["analyze", "-", "a.py"], "`-` (standard input) does not go together with other paths"),
        (["analyze", "--stdin-filename", "a.py", "b.py"], "--stdin-filename goes with `-`"),
        (["analyse"], "slowspot: error: unknown command 'analyse'; did you mean 'analyze'?"),
        (["a.py"], "to look for slow spots in it: slowspot analyze a.py"),
        (["--nope"], "unrecognized arguments: --nope"),
        ([], ""),
    ],
)
def test_wrong_usage_exits_with_2(project: Project, arguments: list[str], message: str) -> None:
    project.file("a.py")
    project.file("b.py")
    outcome = project.run(*arguments)
    assert (outcome.code, message in outcome.err, "Traceback" in outcome.err) == (2, True, False)


def test_version(project: Project) -> None:
    outcome = project.run("--version")
    assert (outcome.code, outcome.out) == (0, "slowspot 0.1.0\n")


def test_select_and_ignore(project: Project) -> None:
    project.file("a.py", "for x in y:\n    slow(x)\n")
    assert project.analyze("--select", "SLP1,strings").found() == [("a.py", "plain-loop", 1), ("a.py", "slow-call", 2)]
    assert project.analyze("--select", "slow-function").found() == [("a.py", "slow-call", 2)]
    assert project.analyze("--ignore", "collections").found() == [("a.py", "plain-loop", 1)]


def test_previews_only_when_asked_for(project: Project) -> None:
    project.file("a.py", "early()\n")
    assert [project.analyze(*option).found() for option in ([], ["--preview"])] == [[], [("a.py", "early-rule", 1)]]


def test_standard_input(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    project.file("pkg/slowspot.toml", 'ignore = ["plain-loop"]\n')
    monkeypatch.setattr(sys, "stdin", Stdin(b"for x in y:\n    slow()\n"))
    assert project.analyze("-", "--stdin-filename", "pkg/a.py").found() == [("pkg/a.py", "slow-call", 2)]


def test_standard_input_without_a_name(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", Stdin(b"slow()\n"))
    assert project.analyze("-").found() == [("-", "slow-call", 1)]


def test_output_goes_to_a_file(project: Project) -> None:
    project.file("a.py", SLOW)
    outcome = project.run("analyze", "-o", "report.txt")
    assert (outcome.out, "SLP101" in (project.root / "report.txt").read_text()) == ("", True)


def test_the_schema_of_the_json_report(project: Project) -> None:
    project.file("pkg/a.py", 'x = """\n"""\nclass A:\n    def f(self):\n        return [slow(1)]\n')
    (project.root / "empty").mkdir()
    report = project.analyze("--models", "empty").json
    assert report.pop("seconds") > 0
    identity, content = (report["findings"][0].pop(name) for name in ("id", "content"))
    assert (len(identity), len(content), report) == (
        20,
        20,
        {
            "schema": "slowspot.analysis/1",
            "version": "0.1.0",
            "python": ".".join(map(str, sys.version_info[:3])),
            "files": 1,
            "lines": 5,
            "notes": [],
            "findings": [
                {
                    "path": "pkg/a.py",
                    "function": "A.f",
                    "range": {"start": {"line": 5, "column": 17}, "end": {"line": 5, "column": 24}},
                    "rule": "slow-call",
                    "code": "SLP101",
                    "family": "collections",
                    "stage": "stable",
                    "message": "slow() is slow",
                    "severity": "hint",
                    "fails": True,
                    "speedup": None,
                    "share": None,
                    "gain": None,
                    "probability": None,
                    "safety": "safe",
                    "reason": "",
                    "fix": {
                        "safety": "safe",
                        "title": "Use quick()",
                        "reason": "",
                        "edits": report["findings"][0]["fix"]["edits"],
                    },
                    "also": [],
                    "proof": None,
                    "related": [],
                    "excerpt": {"lines": ["        return [slow(1)]"], "offset": 0},
                }
            ],
        },
    )


def apply(text: str, edits: list[dict[str, Any]]) -> str:
    """Apply edits as a reader of the schema would."""
    lines = text.splitlines(keepends=True)
    for edit in reversed(edits):
        (first, start), (last, end) = [(edit[at]["line"] - 1, edit[at]["column"] - 1) for at in ("start", "end")]
        lines[first : last + 1] = [lines[first][:start] + edit["text"] + lines[last][end:]]
    return "".join(lines)


def test_the_edits_in_the_json_report_are_the_fix(project: Project) -> None:
    text = "def f(x):\n    é = 1; return ('😀', slow(\n        x))\n"
    project.file("a.py", text)
    edits = project.analyze().json["findings"][0]["fix"]["edits"]
    assert apply(text, edits) == "def f(x):\n    é = 1; return ('😀', quick())\n"


def test_a_fix_that_is_declined_is_null(project: Project) -> None:
    project.file("a.py", "slow(  # a comment that would be lost\n    1)\n")
    assert project.analyze().json["findings"][0]["fix"] is None


def identities(project: Project, *arguments: str) -> list[str]:
    return [finding["id"] for finding in project.analyze(*arguments).json["findings"]]


def test_fingerprints_survive_moved_and_reindented_lines(project: Project) -> None:
    project.file("a.py", "def f(x):\n    return slow(x, 1)\n")
    before = identities(project)
    project.file("a.py", "import os\n\n\ndef f(x):\n    if x:\n        return slow(x,\n            1)\n")
    assert identities(project) == before


def test_fingerprints_do_not_hang_on_other_files(project: Project) -> None:
    project.file("b.py", SLOW)
    before = identities(project)
    project.file("a.py", SLOW)
    assert identities(project)[1:] == before


def test_equal_findings_have_fingerprints_of_their_own(project: Project) -> None:
    project.file("a.py", "def f():\n    slow()\n    slow()\n\n\ndef g():\n    slow()\n")
    assert len(set(identities(project))) == 3


def test_fingerprints_do_not_hang_on_the_current_folder_of_a_repository(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.file(".git/HEAD")
    project.file("pkg/a.py", SLOW)
    before = identities(project)
    monkeypatch.chdir(project.root / "pkg")
    assert identities(project) == before


def test_a_suppressed_finding_is_left_out(project: Project) -> None:
    project.file("a.py", "slow()  # slowspot: ignore[slow-call]\nslow()\n")
    assert project.analyze().found() == [("a.py", "slow-call", 2)]


def test_an_unused_suppression_is_noted(project: Project) -> None:
    project.file("a.py", "quick()  # slowspot: ignore[slow-call]\n")
    assert project.analyze().notes() == [("a.py", "unused-suppression", 1)]


@pytest.mark.parametrize("arguments", [["--ignore", "slow-call"], ["--select", "strings"]])
def test_a_suppression_of_a_rule_that_is_off_is_not_called_unused(project: Project, arguments: list[str]) -> None:
    project.file("a.py", "slow()  # slowspot: ignore[slow-call]\n")
    assert project.analyze(*arguments).notes() == []


@pytest.mark.parametrize(
    ("comment", "arguments", "code", "missing"),
    [
        ("ignore[slow-call]", (), 1, True),
        ("ignore[slow-call]", ("--fail-on", "never"), 0, True),
        ("ignore[slow-call] -- once a day", (), 0, False),
    ],
)
def test_a_reason_that_is_missing_fails_where_one_is_required(
    project: Project, comment: str, arguments: tuple[str, ...], code: int, missing: bool
) -> None:
    project.file("a.py", f"slow()  # slowspot: {comment}\n")
    assert project.analyze().code == 0
    project.file("slowspot.toml", "require-reason = true\n")
    outcome = project.analyze(*arguments)
    assert (outcome.code, outcome.found()) == (code, [])
    assert outcome.notes() == ([("a.py", "missing-reason", 1)] if missing else [])


def test_a_crash_of_a_rule_costs_the_rule_not_the_run(project: Project) -> None:
    project.file("a.py", "crash(1)\nslow()\ncrash(1, 2, 3)\n")
    project.file("b.py", "crash(1)\n")
    outcome = project.analyze()
    assert (outcome.code, outcome.notes(), outcome.found()) == (
        3,
        [("a.py", "rule-crash", None)],
        [("a.py", "slow-call", 2), ("b.py", "crashing-rule", 1)],
    )


def test_a_crash_of_a_rule_shows_no_traceback(project: Project) -> None:
    project.file("a.py", "crash(1, 2, 3)\n")
    outcome = project.run("analyze")
    assert ("Traceback" in outcome.out + outcome.err, "a.py: error: internal error" in outcome.out) == (False, True)


def test_an_internal_error_on_a_file_costs_the_file_not_the_run(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = running.Analyzer

    def breaks(document: running.Document, *others: Any, **named: Any) -> running.Analyzer:
        if "poison" in document.text:
            raise ZeroDivisionError("oops")
        return real(document, *others, **named)

    monkeypatch.setattr(running, "Analyzer", breaks)
    project.file("a.py", "poison\n")
    project.file("b.py", "slow()\n")
    outcome = project.analyze()
    assert (outcome.code, outcome.notes(), outcome.found()) == (
        3, [("a.py", "internal-error", None)], [("b.py", "slow-call", 1)],
    )  # fmt: skip
    assert "ZeroDivisionError: oops" in outcome.json["notes"][0]["message"]


def test_an_internal_error_elsewhere_is_one_line_and_code_3(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_: object, **__: object) -> None:
        raise ZeroDivisionError("oops")

    monkeypatch.setattr("slowspot.cli.analyze.gather", breaks)
    outcome = project.run("analyze")
    assert (outcome.code, "Traceback" in outcome.err) == (3, False)
    assert outcome.err.startswith("slowspot: internal error: ")
    assert "--debug" in outcome.err


def test_debug_shows_the_traceback(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_: object, **__: object) -> None:
        raise ZeroDivisionError("oops")

    monkeypatch.setattr("slowspot.cli.analyze.gather", breaks)
    with pytest.raises(ZeroDivisionError):
        project.run("analyze", "--debug")


def test_ctrl_c_exits_with_130(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("slowspot.cli.analyze.gather", interrupt)
    outcome = project.run("analyze")
    assert (outcome.code, outcome.err) == (130, "slowspot: interrupted\n")


def test_statistics_count_by_rule(project: Project) -> None:
    project.file("a.py", "for x in y:\n    slow()\n    slow()\n")
    outcome = project.run("analyze", "--statistics")
    assert outcome.lines[:2] == ["      2  SLP101  slow-call   [*] 2", "      1  SLP201  plain-loop"]


def test_timings_go_to_standard_error(project: Project) -> None:
    project.file("a.py", SLOW)
    outcome = project.analyze("--timings")
    assert (outcome.json["files"], "whole run" in outcome.err, "slow-call" in outcome.err) == (1, True, True)


def test_a_rule_is_off_where_measurement_shows_no_gain_on_the_target(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    digest = resolve("slow-call")[0].examples[0].digest
    known = {
        "schema": evidence.SCHEMA, "machine": "x86_64-linux-2",
        "releases": {"cpython-3.11": "3.11.7", "cpython-3.13": "3.13.0"}, "off": {"cpython-3.13": ["slow-call"]},
        "rules": {"slow-call": {"examples": {"0": digest}, "cpython-3.13": [[10, 0.0, -0.1, 0.1, 1]]}},
    }  # fmt: skip
    monkeypatch.setattr(evidence, "FILE", project.file("evidence.json", json.dumps(known)))
    evidence.evidence.cache_clear()
    project.file("a.py", SLOW)
    found: list[int] = []
    for target in ("3.11", "3.13"):
        project.file("slowspot.toml", f'target-version = "{target}"\n')
        found += [len(project.analyze(*select).found()) for select in ([], ["--select", "slow-call"])]
    page = project.run("explain", "slow-call").lines
    evidence.evidence.cache_clear()
    assert found == [1, 1, 0, 1]
    assert any(line.startswith("  Off where the oldest Python of the code is 3.13:") for line in page)


def test_many_files_in_several_processes_give_the_same_report(project: Project) -> None:
    for number in range(40):
        project.file(f"pkg/{number:02}.py", SLOW + "# padding\n" * 2_000)
    one, two = (project.analyze("--jobs", jobs).json for jobs in ("1", "2"))
    assert one.pop("seconds") > 0
    assert two.pop("seconds") > 0
    assert (len(one["findings"]), one == two) == (40, True)


def test_the_version_is_that_of_the_project() -> None:
    text = (Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8")
    from slowspot.analyzers.version import VERSION

    assert f'\nversion = "{VERSION}"\n' in text
