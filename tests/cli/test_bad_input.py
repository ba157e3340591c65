"""Bad input gives a clear message, and nothing is lost."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from slowspot.cli.analysis import running
from slowspot.cli.analysis.plan import Job, Plan
from slowspot.models import evidence

from .conftest import Project

GOOD = "slow()\n"


def beside_good(project: Project, name: str, data: str | bytes) -> list[tuple[str, str, int | None]]:
    """Return the notes on a file; the good one beside it must be analyzed all the same."""
    project.file("good.py", GOOD)
    project.file(name, data)
    outcome = project.analyze()
    assert outcome.code == 1
    assert ("good.py", "slow-call", 1) in outcome.found()
    return outcome.notes()


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b"x = 1\ny = '\xff'\n", 2),
        (b"x = 1\n\n\0\n", 3),
        (b"# coding: no-such-codec\nx = 1\n", 1),
        (b"# coding: utf-8\nx = '\xe9'\n", 2),
        (b"\xff\xfex\0 \0=\0", 1),
    ],
    ids=["not utf-8", "NUL", "unknown codec", "not as declared", "utf-16"],
)
def test_bytes_that_are_no_source_text(project: Project, data: bytes, line: int) -> None:
    assert beside_good(project, "bad.py", data) == [("bad.py", "encoding-error", line)]


def test_an_empty_file(project: Project) -> None:
    assert beside_good(project, "bad.py", "") == []


def test_python_2(project: Project) -> None:
    notes = beside_good(project, "bad.py", 'print "hello"\nexec "x = 1"\n')
    assert {(path, kind) for path, kind, _ in notes} == {("bad.py", "syntax-error")}


def test_syntax_errors_in_every_block(project: Project) -> None:
    notes = beside_good(project, "bad.py", "def f(:\n    pass\n\n\nclass (:\n    pass\n\n\nfor in x:\n    pass\n")
    assert {(path, kind) for path, kind, _ in notes} == {("bad.py", "syntax-error")}


@pytest.mark.parametrize(
    "text",
    [
        "x = " + "(" * 3_000 + "1" + ")" * 3_000 + "\n",
        "".join("    " * depth + "if x:\n" for depth in range(1_000)) + "    " * 1_000 + "slow()\n",
        "x = " + "-" * 100_000 + "1\n",
        "x = " + "+".join(["a"] * 20_000) + "\n",
        "x = a" + ".b" * 20_000 + "\n",
        "x = a" + "(b)" * 20_000 + "\n",
        "x = " + "[" * 150 + "]" * 150 + "\n",
        "x = 1\n" + "if x:\n    pass\n" + "elif x:\n    pass\n" * 3_000,
        "lambda: " * 3_000 + "x\n",
        "x = " + "not " * 50_000 + "y\n",
    ],
    ids=["parentheses", "ifs", "minus", "plus", "attributes", "calls", "lists", "elif", "lambda", "not"],
)
def test_deep_nesting_is_no_crash(project: Project, text: str) -> None:
    # As a process: nothing but a process shows that the interpreter's own stack holds.
    project.file("good.py", "def f(xs):\n    return sorted(xs)[0]\n")
    project.file("bad.py", text)
    outcome = project.process("analyze", "--preview", "--format", "json")
    assert (outcome.err, outcome.code) == ("", 1)
    assert {kind for _, kind, _ in outcome.notes()} <= {"syntax-error", "too-complex"}
    assert [path for path, *_ in outcome.found()] == ["good.py"]


def test_a_line_of_5_megabytes(project: Project) -> None:
    project.file("bad.py", "x = [" + "1, " * 1_700_000 + "slow()]\n")
    outcome = project.analyze()
    assert outcome.found() == [("bad.py", "slow-call", 1)]


def test_a_loop_of_links(project: Project) -> None:
    project.file("pkg/a.py", GOOD)
    (project.root / "pkg/self").symlink_to(".")
    (project.root / "pkg/a").symlink_to("b")
    (project.root / "pkg/b").symlink_to("a")
    (project.root / "pkg/c.py").symlink_to("c.py")
    assert project.analyze().found() == [("pkg/a.py", "slow-call", 1)]


def test_a_named_loop_of_links_is_wrong_usage(project: Project) -> None:
    (project.root / "c.py").symlink_to("c.py")
    outcome = project.run("analyze", "c.py")
    assert (outcome.code, outcome.err.startswith("slowspot: error: c.py: ")) == (2, True)


def test_an_unreadable_file(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    real = running.read

    def refuse(job: Job) -> bytes:  # root may read everything, so the system is not asked
        if job.path == "bad.py":
            raise PermissionError(13, "Permission denied")
        return real(job)

    monkeypatch.setattr(running, "read", refuse)
    assert beside_good(project, "bad.py", GOOD) == [("bad.py", "unreadable", None)]


def test_an_unreadable_folder(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.scandir

    def refuse(path: str):
        if path.endswith("closed"):
            raise PermissionError(13, "Permission denied")
        return real(path)

    project.file("closed/a.py", GOOD)
    monkeypatch.setattr(os, "scandir", refuse)
    assert beside_good(project, "b.py", "") == [("closed", "unreadable", None)]


def test_a_file_deleted_between_listing_and_reading(project: Project) -> None:
    job = Job("gone.py", str(project.root / "gone.py"), 0, "gone.py")
    (note,) = running.analyze_file(Plan(), job).notes
    assert (note.kind, note.message) == ("unreadable", "cannot be read: no such file or directory")


def test_a_folder_called_like_a_module(project: Project) -> None:
    assert beside_good(project, "odd.py/inner.py", GOOD) == []


def test_a_pipe_called_like_a_module(project: Project) -> None:
    os.mkfifo(project.root / "pipe.py")
    assert beside_good(project, "b.py", "") == []


def test_a_project_with_packages_of_our_names(project: Project) -> None:
    for name in ("server", "models", "analyzers", "cli", "slowspot"):
        project.file(f"{name}/__init__.py", "raise RuntimeError('imported')\n")
        project.file(f"{name}/main.py", "raise RuntimeError('imported')\n")
    project.file("argparse.py", "raise RuntimeError('imported')\n")
    project.file("a.py", "def f(xs):\n    return sorted(xs)[0]\n")
    script = Path(sys.executable).with_name("slowspot")
    done = subprocess.run(
        [script, "analyze", "--preview", "-q"], cwd=project.root, capture_output=True, encoding="utf-8", timeout=60
    )
    assert (done.returncode, done.stderr, done.stdout.count("\n")) == (1, "", 1)


def test_a_reader_that_leaves_early(project: Project) -> None:
    project.file("a.py", "def f(xs):\n    return [\n" + "        sorted(xs)[0],\n" * 3_000 + "    ]\n")
    process = subprocess.Popen(
        [sys.executable, "-m", "slowspot.cli", "analyze", "--preview"],
        cwd=project.root, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.read(100)
    process.stdout.close()
    assert (process.wait(60), process.stderr.read()) == (141, b"")
    process.stderr.close()


INTERRUPTED = """
import sys
import time
from collections.abc import Callable
from slowspot.cli import analyze, main

real = analyze.results


def told(*arguments):
    for number, result in enumerate(real(*arguments)):
        if number == 1:
            print("one is taken", flush=True)
            time.sleep(60)
        yield result


analyze.results = told
outputs = [word for name in ("json", "txt", "sarif") for word in ("-o", f"report.{name}")]
sys.exit(main.main(["analyze", "--jobs", "2", *outputs]))
"""


@pytest.mark.parametrize(
    ("end", "number"), [(os.killpg, signal.SIGINT), (os.kill, signal.SIGTERM)], ids=["int", "term"]
)
def test_an_interrupted_run_reports_what_is_done(
    project: Project, end: Callable[[int, int], None], number: signal.Signals
) -> None:
    for name in range(60):
        project.file(f"{name}.py", "def f(x):\n" + "    y = x.a(1)\n" * 5_000)
    process = subprocess.Popen(
        [sys.executable, "-c", INTERRUPTED],
        cwd=project.root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip
    assert process.stdout is not None
    process.stdout.readline()
    end(process.pid, number)
    _, errors = process.communicate(timeout=60)
    with pytest.raises(ProcessLookupError):  # nobody is left in the group
        os.killpg(process.pid, 0)
    report = json.loads((project.root / "report.json").read_text())
    partial = "interrupted after 1 of 60 files"
    assert (process.returncode, errors.decode()) == (130, f"slowspot: {partial}; the report is partial\n")
    assert report["partial"] == partial
    assert f"Partial report, {partial}: " in (project.root / "report.txt").read_text()
    run = json.loads((project.root / "report.sarif").read_text())["runs"][0]["invocations"][0]
    assert (run["executionSuccessful"], partial in str(run["toolExecutionNotifications"][0])) == (False, True)


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full")
def test_a_full_disk_behind_standard_output(project: Project) -> None:
    project.file("a.py", "def f(xs):\n    return sorted(xs)[0]\n")
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "slowspot.cli", "analyze", "--preview"],
            cwd=project.root, stdout=full, stderr=subprocess.PIPE, timeout=60,
        )  # fmt: skip
    message = b"slowspot: error: standard output: cannot be written: No space left on device\n"
    assert (done.returncode, done.stderr) == (2, message)


def test_damaged_evidence_is_told_once_and_all_goes_on(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evidence, "FILE", project.file("evidence.json", "{"))
    evidence.evidence.cache_clear()
    notes = beside_good(project, "another.py", GOOD)
    told = project.run("explain", "slow-call").lines
    evidence.evidence.cache_clear()
    assert notes == [("evidence.json", "model", None)]
    assert told[-1] == "  evidence.json: is damaged: no rule counts as measured (`slowspot train` makes it anew)"
