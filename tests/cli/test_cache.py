"""What is known of unchanged files is not found again, whatever is wrong with the place where it is kept."""

from __future__ import annotations

import dataclasses
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from slowspot.analyzers.findings import Fix, Position, Score, Share, Span, Speedup, TextEdit
from slowspot.analyzers.project.cache import cache_folder, results_file
from slowspot.analyzers.project.notes import NoteRecord
from slowspot.cli import analyze
from slowspot.cli.analysis import running
from slowspot.cli.analysis.codec import UnreadableError, decoded, encoded
from slowspot.cli.analysis.records import FileResult, FindingRecord, Place
from slowspot.cli.formats.outputs import FORMATS
from slowspot.models.profiled import Hot, Part

from .conftest import Project

SLOW = "def f():\n    return slow()\n"
TWO_FILES = {"a.py": SLOW, "pkg/b.py": "for x in y:\n    slow()\n"}


@pytest.fixture
def analyzed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths of the files that were analyzed, in the order in which they were."""
    paths: list[str] = []
    real = running.analyze_file

    def analyze_file(plan: object, job: object) -> FileResult:
        paths.append(job.path)  # pyright: ignore[reportAttributeAccessIssue]
        return real(plan, job)  # pyright: ignore[reportArgumentType]

    monkeypatch.setattr(running, "analyze_file", analyze_file)
    return paths


@pytest.fixture
def files(project: Project) -> Project:
    for name, text in TWO_FILES.items():
        project.file(name, text)
    return project


def without_seconds(report: str) -> str:
    return "\n".join(line for line in report.splitlines() if '"seconds"' not in line)


@pytest.mark.parametrize("arguments", [(), ("-q",), ("--format", "json"), ("--format", "sarif"), ("--statistics",)])
def test_a_second_run_analyzes_nothing_and_says_the_same(
    files: Project, analyzed: list[str], arguments: tuple[str, ...]
) -> None:
    first = files.run("analyze", *arguments)
    assert len(analyzed) == 2
    second = files.run("analyze", *arguments)
    assert len(analyzed) == 2
    assert (second.code, without_seconds(second.out), second.err) == (first.code, without_seconds(first.out), "")


ELSEWHERE = [word for name in FORMATS if name != "sarif" for word in ("-o", f"{name}:report.{name}")]


@pytest.mark.parametrize(
    "arguments", [("--format", "text"), ("-o", "sarif:-", *ELSEWHERE, "--select", "sorted-first,SLP2")]
)
def test_a_run_that_knows_all_results_loads_nothing_that_analyzes(project: Project, arguments: tuple[str, ...]) -> None:
    project.file("a.py", "def f(values: list):\n    return sorted(values)[0]\n")
    settings = 'select = ["all"]\npreview = true\nextend-exclude = ["old/"]\ncache-dir = ".slowspot/cache"\n'
    project.file("pyproject.toml", f"[tool.slowspot]\n{settings}")
    project.file(".gitignore", "*.log\n")
    told = (
        "import sys; from slowspot.cli.main import main; code = main(sys.argv[1:]); "
        "print(*sys.modules, file=sys.stderr); sys.exit(code)"
    )
    command = [sys.executable, "-c", told, "analyze", *arguments]
    environment = {name: value for name, value in os.environ.items() if name != "SLOWSPOT_CACHE_DIR"}
    runs = [
        subprocess.run(command, cwd=project.root, env=environment, capture_output=True, text=True, timeout=60)
        for _ in range(2)
    ]
    assert [run.returncode for run in runs] == [1, 1]
    assert runs[0].stdout == runs[1].stdout
    assert "slowspot.analyzers.engine" in runs[0].stderr.split()
    loaded = {
        name.removeprefix("slowspot.analyzers.")
        for name in runs[1].stderr.split()
        if name.startswith(("slowspot.analyzers.", "multiprocessing", "libcst", "concurrent", "subprocess", "asyncio"))
    }
    parts = {name.partition(".")[0] for name in loaded} - {"rules"}
    assert parts <= {
        "cache_folder",
        "findings",
        "log",
        "plugins",
        "project",
        "scoring",
        "settings",
        "settings_reading",
        "version",
    }
    light = {"rules", "rules.names", "rules.options", "rules.peers"}
    assert {name for name in loaded if name.startswith("rules")} <= light


def test_a_changed_file_is_analyzed_and_no_other(files: Project, analyzed: list[str]) -> None:
    files.analyze()
    analyzed.clear()
    files.file("a.py", SLOW + "\n\ndef g():\n    slow()\n")
    assert len(files.analyze().json["findings"]) == 4
    assert analyzed == ["a.py"]


def test_no_cache_neither_reads_nor_writes(files: Project, analyzed: list[str]) -> None:
    files.analyze("--no-cache")
    assert not os.path.exists(cache_folder()) or not os.listdir(cache_folder())
    files.analyze()
    files.analyze("--no-cache")
    assert len(analyzed) == 6


@pytest.mark.parametrize(
    "arguments",
    [
        ("--select", "slow-call"), ("--ignore", "plain-loop"), ("--fail-on", "error"), ("--preview",),
        ("--min-gain", "0.5"), ("--format", "text"),
    ],
)  # fmt: skip
def test_what_a_result_goes_by_is_part_of_its_key(
    files: Project, analyzed: list[str], arguments: tuple[str, ...]
) -> None:
    files.analyze()
    plain = files.run("analyze", "--format", "json", "--no-cache", *arguments)
    analyzed.clear()
    found = files.run("analyze", "--format", "json", *arguments)
    # Nothing is ever reported as of other settings; what does not show in the result need not be found anew.
    assert without_seconds(found.out) == without_seconds(plain.out)
    assert found.code == plain.code


def test_settings_files_are_part_of_the_key(files: Project) -> None:
    assert len(files.analyze().json["findings"]) == 3
    files.file("slowspot.toml", 'ignore = ["slow-call"]\n')
    assert len(files.analyze().json["findings"]) == 1
    files.file("slowspot.toml", 'per-file-ignores = {"pkg/*" = ["all"]}\n')
    assert files.analyze().found() == [("a.py", "slow-call", 2)]


def test_fixes_are_there_when_a_format_shows_them(files: Project) -> None:
    files.run("analyze")
    assert all(finding["fix"] for finding in files.analyze().json["findings"])


def test_another_checkout_finds_the_results_of_the_first(files: Project, analyzed: list[str], tmp_path: Path) -> None:
    (files.root / ".git").mkdir()
    first = files.analyze().json["findings"]
    other = tmp_path / "elsewhere" / "checkout"
    shutil.copytree(files.root, other, ignore=shutil.ignore_patterns("elsewhere"))
    for path in other.rglob("*.py"):
        os.utime(path, (1, 1))
    analyzed.clear()
    os.chdir(other)
    assert files.analyze().json["findings"] == first
    assert analyzed == []


def test_a_job_may_keep_the_cache_in_a_folder_of_its_own(files: Project, analyzed: list[str]) -> None:
    for _ in range(2):
        files.analyze("--cache-dir", "kept/results")
    assert len(analyzed) == 2
    assert os.listdir(cache_folder()) == []
    assert "entries   11\n" in files.run("cache", "info", "--cache-dir", "kept/results").out


def test_settings_may_name_the_folder_of_the_cache(
    files: Project, analyzed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SLOWSPOT_CACHE_DIR")
    files.file("pyproject.toml", '[tool.slowspot]\ncache-dir = ".slowspot/cache"\n')
    for place in (".", "pkg"):  # below the settings file, from wherever it is started
        files.analyze(place)
    os.chdir(files.root / "pkg")
    files.analyze("b.py")
    assert analyzed == ["a.py", "pkg/b.py", "b.py"]  # without a repository ids go by the current folder
    kept = files.root / ".slowspot/cache"
    assert sorted(path.name for path in kept.iterdir()) == [".gitignore", os.path.basename(results_file("."))]
    assert str(kept) in files.run("cache", "info").out


def test_a_file_that_changes_between_the_look_and_the_analysis_spoils_nothing(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.file("a.py", SLOW)
    real = running.read

    def read(job: object) -> bytes:
        project.file("a.py", "pass\n")
        return real(job)  # pyright: ignore[reportArgumentType]

    with monkeypatch.context() as patch:
        patch.setattr(running, "read", read)
        assert project.analyze().json["findings"] == []
    project.file("a.py", SLOW)
    assert len(project.analyze().json["findings"]) == 1


def test_an_interrupted_run_keeps_what_was_done(
    files: Project, analyzed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = analyze.results

    def interrupted(*arguments: Any) -> Iterator[tuple[int, FileResult]]:
        yield next(iter(real(*arguments)))
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(analyze, "results", interrupted)
        assert files.analyze().code == 130
    assert files.analyze().code == 1
    assert sorted(analyzed) == ["a.py", "pkg/b.py"]


def test_the_same_text_as_a_notebook_has_a_result_of_its_own(project: Project) -> None:
    cells = [{"cell_type": "code", "source": SLOW, "metadata": {}, "outputs": [], "execution_count": None}]
    text = json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    project.file("a.py", text)
    project.file("a.ipynb", text)
    reports = [project.analyze().json for _ in range(2)]
    assert reports[0]["findings"] == reports[1]["findings"]
    assert [finding["cell"] for finding in reports[1]["findings"]] == [1]


def test_what_went_wrong_is_told_again(project: Project, analyzed: list[str]) -> None:
    project.file("a.py", "crash(1, 2, 3)\n")
    assert [project.analyze().code for _ in range(2)] == [3, 3]
    assert len(analyzed) == 2
    project.file("a.py", "def f(:\n")
    assert project.analyze().notes() == project.analyze().notes() == [("a.py", "syntax-error", 1)]
    assert len(analyzed) == 3


def damaged(path: str) -> None:
    with open(path, "r+b") as file:
        file.seek(0)
        file.write(b"\0" * 4096)


def of_another_program(path: str) -> None:
    os.unlink(path)
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE bookmarks (url)")


def of_another_form(path: str) -> None:
    with sqlite3.connect(path) as ours:
        ours.execute("ALTER TABLE entries RENAME TO results")


def a_folder(path: str) -> None:
    os.unlink(path)
    os.mkdir(path)


@pytest.mark.parametrize("spoil", [damaged, of_another_form, of_another_program, a_folder])
def test_a_cache_that_cannot_be_used_costs_a_note(files: Project, spoil: Callable[[str], None]) -> None:
    first = files.analyze()
    spoil(results_file(cache_folder()))
    second = files.analyze()
    assert (second.code, second.json["findings"]) == (first.code, first.json["findings"])
    assert second.err.startswith("slowspot: note: cache: ")


def test_a_cache_that_another_process_holds_is_done_without(files: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("slowspot.analyzers.project.cache.WAIT_SECONDS", 0.01)
    first = files.analyze()
    holder = sqlite3.connect(results_file(cache_folder()), isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    second = files.analyze()
    assert (second.code, second.json["findings"]) == (first.code, first.json["findings"])
    assert "locked" in second.err
    holder.close()
    assert files.analyze().err == ""


def test_a_place_that_cannot_be_written_costs_a_note(files: Project) -> None:
    first = files.analyze("--no-cache")
    second = files.analyze("--cache-dir", "a.py/cache")
    assert (second.code, second.json["findings"]) == (first.code, first.json["findings"])
    assert second.err.startswith("slowspot: note: cache: ")


@pytest.mark.skipif(sys.platform == "win32", reason="no limit for the size of files")
def test_a_full_disk_costs_a_note(project: Project) -> None:
    for number in range(60):
        project.file(f"m{number}.py", "def f(values: list):\n    return sorted(values)[0]\n")
    limited = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000)); "
        "from slowspot.cli.main import main; sys.exit(main(['analyze', '-q', '--preview']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", limited], cwd=project.root, capture_output=True, text=True, timeout=60
    )  # fmt: skip
    assert (done.returncode, len(done.stdout.splitlines())) == (1, 60)
    assert done.stderr.startswith("slowspot: note: cache: ")


def test_a_cache_whose_writer_was_killed_is_whole(files: Project, analyzed: list[str]) -> None:
    files.analyze()
    killed = (
        "import os, signal, sqlite3, sys; file = sqlite3.connect(sys.argv[1], isolation_level=None); "
        "file.execute('PRAGMA cache_size = 1'); file.execute('BEGIN EXCLUSIVE'); "
        "file.execute('UPDATE entries SET value = zeroblob(50000)'); os.kill(os.getpid(), signal.SIGKILL)"
    )
    path = results_file(cache_folder())
    subprocess.run([sys.executable, "-c", killed, path], timeout=60)
    assert os.path.exists(f"{path}-journal")
    analyzed.clear()
    again = files.analyze()
    assert (analyzed, again.err) == ([], "")


def test_two_runs_at_once_say_the_same(files: Project) -> None:
    for number in range(60):
        files.file(f"many/m{number}.py", f"def f(values):\n    return sorted(values)[{number}]\n")
    command = [sys.executable, "-m", "slowspot.cli", "analyze", "-q", "--select", "all", "--preview"]
    runs = [subprocess.Popen(command, cwd=files.root, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(2)]
    outcomes = {run.communicate(timeout=60) for run in runs}
    assert len(outcomes) == 1
    assert next(iter(outcomes))[1] == b""


def full_result() -> FileResult:
    """A result in which no field has its default."""
    span = Span(Position(1, 2), Position(3, 4))
    record = FindingRecord(
        rule="slow-call", path="a.py", span=span, message="ü \udc80", function="C.f", severity="hint", safety="review",
        reason="It may.", fails=True, excerpt=("x", "y"), offset=3, id="0123",
        fix=Fix("Use it", "review", "It may.", (TextEdit(span, "z\n"),)),
        related=(Place(span, "there", "b.py", 3, True),),
        score=Score(
            Speedup(1.0, 2.5, 3.0, "measured"), Share(0.5, "profiled", 0.25, True, True, True, 1.5), 0.125, 0.75
        ),
        content="4567", cell=7, edit_cells=(3,), lines_in_file=(10, 12),
    )  # fmt: skip
    hot = Hot("f", 1, 0.5, 0.75, 0.25, 2.0, 3, True, (Part("pandas.merge", 0.5),), ((1, 0.25),), 0.125)
    return FileResult(
        findings=[record], notes=[NoteRecord("a.py", "syntax-error", "no", 3, 2, True)], lines=12, profiled=True,
        asked=b"\x01\xff\x00\x00", hot=[("a.py", hot)], stale=2,
    )  # fmt: skip


BESIDE = {
    FindingRecord: {
        "proof",  # a result with one is not kept: proofs come and go
        "also",  # set from a report of Ruff's, which is not the file's
    },
    FileResult: {
        "seconds", "by_rule",  # what a run has cost
        "digest", "answered",  # in the key
        "summary",  # kept by itself
    },
}  # fmt: skip


def test_every_field_of_a_result_is_kept() -> None:
    result = full_result()
    assert decoded(encoded(result), "a.py") == result
    for made in (result, result.findings[0]):
        for field in dataclasses.fields(made):
            if field.name not in BESIDE[type(made)]:
                default = (
                    field.default_factory()
                    if field.default_factory is not dataclasses.MISSING
                    else field.default
                )  # fmt: skip
                assert getattr(made, field.name) != default, f"{field.name}: not in this test, so perhaps not kept"


def test_a_kept_result_takes_the_path_of_the_file_that_has_it() -> None:
    result = decoded(encoded(full_result()), "other/b.py")
    assert {result.findings[0].path, result.notes[0].path, result.hot[0][0]} == {"other/b.py"}


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b"[1,[[1]],[]]", b'[1,[],["x"]]', b"\xff"])
def test_bytes_of_another_origin_are_refused(data: bytes) -> None:
    with pytest.raises(UnreadableError):
        decoded(data, "a.py")


def test_the_command_says_what_is_kept_and_removes_it(files: Project, analyzed: list[str]) -> None:
    assert "entries   0\n" in files.run("cache", "info").out
    files.analyze()
    info = files.run("cache", "info")
    assert (info.code, f"file      {results_file(cache_folder())}\n" in info.out) == (0, True)
    # Of two files the results and what they say for linking, what came of linking, two cards, the names.
    assert "entries   11\n" in info.out
    assert [files.run("cache", "clear").out.rpartition(": ")[2] for _ in range(2)] == ["removed\n", "there was none\n"]
    files.analyze()
    assert len(analyzed) == 4


def test_what_cannot_be_removed_is_told(files: Project) -> None:
    path = results_file(cache_folder())
    files.analyze()
    of_another_program(path)
    refused = files.run("cache", "clear")
    assert (refused.code, os.path.exists(path)) == (2, True)
    assert refused.err == f"slowspot: error: {path} is the database of another program\n"
    a_folder(path)
    refused = files.run("cache", "clear")
    assert refused.code == 2
    assert refused.err.startswith(f"slowspot: error: {path} cannot be removed: ")
