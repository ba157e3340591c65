"""Which report goes where: several in one run, each whole or not written, the same from run to run."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from slowspot.analyzers.project import writing
from slowspot.cli.formats.outputs import FORMATS

from ..conftest import Project

SOURCE = "for x in y:\n    slow(x)\nearly()\n"


def test_each_format_goes_to_its_file(project: Project) -> None:
    project.file("a.py", SOURCE)
    wanted = [f"{name}:out/{name}" for name in FORMATS]
    (project.root / "out").mkdir()
    outcome = project.run("analyze", *(word for each in wanted for word in ("-o", each)))
    assert (outcome.code, outcome.out, outcome.err) == (1, "", "")
    assert sorted(os.listdir("out")) == sorted(FORMATS)
    assert {name for name in FORMATS if "slow() is slow" not in Path("out", name).read_text()} == set()


@pytest.mark.parametrize(
    ("file", "beginning"),
    [
        ("r.json", '{\n "schema": "slowspot.analysis/1"'),
        ("r.jsonl", '{"type":"run"'),
        ("r.sarif", '{\n "$schema"'),
        ("r.xml", "<?xml"),
        ("r.md", "<!-- slowspot report -->"),
        ("r.HTML", "<!doctype html>"),
        ("r.txt", "a.py:"),
        ("r", "a.py:"),
        ("gitlab:r.json", "[\n {"),
        ("./odd:name.json", '{\n "schema"'),
    ],
)
def test_the_suffix_chooses_the_format(project: Project, file: str, beginning: str) -> None:
    project.file("a.py", SOURCE)
    project.run("analyze", "-o", file)
    assert Path(file.removeprefix("gitlab:")).read_text().startswith(beginning)


def test_equal_runs_give_equal_reports(project: Project) -> None:
    for name in ("b/a.py", "a.py", "c d/ä.py", "broken.py"):
        project.file(name, SOURCE if name != "broken.py" else "def f(:\n")

    def reports() -> dict[str, str]:
        project.run("analyze", *(word for name in FORMATS for word in ("-o", f"{name}:r.{name}")))
        texts = {name: Path(f"r.{name}").read_text() for name in FORMATS}
        return {name: re.sub(r'"seconds": ?[\d.]+', "", text) for name, text in texts.items()}

    first = reports()
    assert {name for name, text in reports().items() if text != first[name]} == set()
    assert {name for name, text in first.items() if str(project.root) in text} == set()
    assert {name for name, text in first.items() if re.search(r"\d\d:\d\d:\d\d", text)} == set()


@pytest.mark.parametrize("form", ["json", "jsonl", "sarif", "junit", "markdown", "html"])
def test_times_are_told_when_asked_for(project: Project, form: str) -> None:
    project.file("a.py", SOURCE)
    assert re.search(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d", project.run("analyze", "--timestamps", "--format", form).out)


def test_services_get_paths_from_the_root_of_the_repository(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    project.file("sub/a.py", SOURCE)
    (project.root / ".git").mkdir()
    monkeypatch.chdir(project.root / "sub")
    shown = {name: project.run("analyze", "--format", name).out for name in FORMATS}
    relative = {name for name, text in shown.items() if "sub/a.py" not in text}
    assert relative == {"text", "json", "jsonl"}  # for people and programs: as they were given
    assert {name for name, text in shown.items() if str(project.root) in text} == set()


def test_a_report_that_cannot_be_finished_leaves_the_old_one(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    project.file("a.py", SOURCE)
    project.file("r.json", "old")
    with monkeypatch.context() as patch:
        patch.setattr(writing.os, "replace", full)
        outcome = project.run("analyze", "-o", "r.json", "-o", "text:-")
    assert (outcome.code, outcome.err) == (2, "slowspot: error: r.json: cannot be written: No space left on device\n")
    assert "slow() is slow" in outcome.out  # the others are not lost for it
    assert (Path("r.json").read_text(), sorted(os.listdir())) == ("old", ["a.py", "r.json"])


def test_files_are_written_whatever_becomes_of_standard_output(project: Project) -> None:
    project.file("a.py", SOURCE)
    command = [sys.executable, "-m", "slowspot.cli", "analyze", "-o", "text:-", "-o", "r.json"]
    with open("/dev/full", "w") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, timeout=60)
    assert (done.returncode, json.loads(Path("r.json").read_text())["files"]) == (2, 1)
    assert done.stderr == b"slowspot: error: standard output: cannot be written: No space left on device\n"


def test_a_file_keeps_its_mode_and_links_are_followed(project: Project) -> None:
    project.file("a.py", SOURCE)
    target = project.file("real.json", "old")
    target.chmod(0o640)
    os.symlink("real.json", "r.json")
    project.run("analyze", "-o", "r.json", "-o", "new.json")
    assert (os.path.islink("r.json"), target.stat().st_mode & 0o777) == (True, 0o640)
    assert json.loads(target.read_text()) == json.loads(Path("new.json").read_text())
    umask = os.umask(0)
    os.umask(umask)
    assert Path("new.json").stat().st_mode & 0o777 == 0o666 & ~umask


def test_a_pipe_is_written_to(project: Project) -> None:
    project.file("a.py", SOURCE)
    outcome = project.process("analyze", "--preview", "-o", "json:/dev/stdout")
    assert outcome.json["files"] == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["-o", "r.json", "-o", "./r.json"], "--output ./r.json is given twice; one file holds one report"),
        (["-o", "json:-", "-o", "-"], "--output - is given twice; one file holds one report"),
        (["-o", "no/r.json"], "no/r.json: cannot be written: no such folder"),
        (["-o", "."], ".: cannot be written: is a folder"),
        (["-o", "sarif"], (
            "--output sarif: that is a format, not a file: `--format sarif`, or `-o sarif:FILE` "
            "(for a file of that name: `./sarif`)"
        )),
        (["-o", "sarrif:r"], (
            "--output sarrif:r: no format is called 'sarrif'; they are text, json, jsonl, sarif, github, gitlab, "
            "junit, html, markdown (for a file of that name: `./sarrif:r`)"
        )),
        (["-o", "a.py"], "a.py: cannot be written: no report is written over sources or settings"),
        (["-o", "json:"], "--output json:: which file? `-` is standard output"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant(project: Project, words: list[str], said: str) -> None:
    project.file("a.py", SOURCE)
    outcome = project.run("analyze", *words)
    assert (outcome.code, outcome.err, os.listdir()) == (2, f"slowspot: error: {said}\n", ["a.py"])


def test_statistics_where_a_format_can_tell_them(project: Project) -> None:
    project.file("a.py", "slow()\nslow()\nfor x in y:\n    pass\n")
    told = {name: project.run("analyze", "--statistics", "--format", name).out for name in FORMATS}
    counts = [{"rule": "slow-call", "code": "SLP101", "findings": 2, "safe_fixes": 2}]
    counts += [{"rule": "plain-loop", "code": "SLP201", "findings": 1, "safe_fixes": 0}]
    assert json.loads(told["json"])["statistics"] == counts
    lines = [json.loads(line) for line in told["jsonl"].splitlines()]
    assert [line for line in lines if line["type"] == "statistics"] == [{"type": "statistics", **it} for it in counts]
    assert told["text"].splitlines()[0] == "      2  SLP101  slow-call   [*] 2"
    assert "| 2 | `SLP101 slow-call` | 2 |\n| 1 | `SLP201 plain-loop` | – |\n" in told["markdown"]
    assert 'id="rule-slow-call"' in told["html"]
    assert {name for name, text in told.items() if "slow() is slow" in text} == {
        "json", "jsonl", "sarif", "github", "gitlab", "junit",
    }  # fmt: skip
