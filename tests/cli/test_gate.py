"""`slowspot gate`: on real repositories, with slowdowns far beyond any noise; figures of a suite are made up."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from slowspot.analyzers.gating import explaining

from .conftest import Outcome, Project

STORE = """\
def missing(names, wanted):
    found = []
    for name in wanted:
        if name not in names:
            found.append(name)
    return found


def others(count):
    return sum(number * number % 7 for number in range(count))
"""
SLOW = STORE.replace("found.append(name)", "found = found + [name]")
BENCH = "from shop.store import missing, others\n\nprint(len(missing({-1}, range(7000))), others(7000))\n"


def git(folder: Path, *words: str) -> str:
    command = ["git", "-c", "user.name=x", "-c", "user.email=x@example.org", *words]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout


def commit(project: Project, message: str = "change") -> None:
    git(project.root, "add", "--all")
    git(project.root, "commit", "--quiet", "--message", message)


@pytest.fixture
def repository(project: Project, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A repository with one commit, in which `python bench.py` runs quickly."""
    # `tempfile` remembers its folder.
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path_factory.mktemp("temporary")))
    git(project.root, "init", "--quiet", "--initial-branch=main")
    project.file("src/shop/__init__.py")
    project.file("src/shop/store.py", STORE)
    project.file("bench.py", BENCH)
    commit(project)
    return project


def gate(project: Project, *words: str, command: tuple[str, ...] = (sys.executable, "bench.py")) -> Outcome:
    outcome = project.run("gate", "--base", "HEAD", "--runs", "6", "--quiet", *words, "--", *command)
    assert git(project.root, "worktree", "list").count("\n") == 1
    return outcome


def refused(project: Project, *words: str, command: tuple[str, ...] = (sys.executable, "bench.py")) -> str:
    outcome = gate(project, *words, command=command)
    assert (outcome.code, outcome.out) == (2, "")
    return outcome.err.removeprefix("slowspot: error: ").rstrip("\n").replace(sys.executable, "python")


def test_a_slowdown_fails_and_is_explained_by_its_function_and_finding(
    repository: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(explaining, "_MOST", 3)
    repository.file("src/shop/store.py", SLOW)  # not committed: the working tree is measured as it is
    outcome = gate(repository, "--threshold", "1.2", "--format", "json")
    assert (outcome.code, outcome.err) == (1, "")
    report = outcome.json
    assert (report["schema"], report["verdict"], report["output"]) == ("slowspot.gate/1", "slower", "equal")
    assert report["head"]["working_tree"] is True
    (row,) = report["compared"]
    assert row["slowdown"]["low"] > 1.2
    assert row["slowdown"]["low"] <= row["slowdown"]["ratio"] <= row["slowdown"]["high"]
    (explained,) = report["explained"]
    slowest = explained["functions"][0]
    assert (slowest["path"], slowest["function"]) == ("src/shop/store.py", "missing")
    found = [(finding["path"], finding["function"], finding["rule"]) for finding in report["findings"]]
    assert ("src/shop/store.py", "missing", "list-rebuild") in found
    assert git(repository.root, "status", "--short") == " M src/shop/store.py\n"


def test_equal_code_passes(repository: Project) -> None:
    repository.file("README", "another file")
    outcome = gate(repository, "--threshold", "1.5")
    assert (outcome.code, outcome.err) == (0, "")
    note = "none of the 3 files of the repository that the command's Python programs import differs between the sides"
    assert f"note: {note}" in outcome.lines
    assert "6 runs of each side in turns, 95 % intervals; up to 1.5 × is allowed" in outcome.out


def test_the_same_files_are_not_run(repository: Project) -> None:
    outcome = gate(repository, command=("false",))
    assert (outcome.code, outcome.err) == (0, "")
    assert "note: both sides hold the same files: there is nothing to compare" in outcome.lines

    repository.file("bench.py", "print('not committed')")
    outcome = gate(repository, "--head", "HEAD", command=("false",))
    assert outcome.code == 0
    assert any(line.startswith("note: what is not committed is on neither side") for line in outcome.lines)


def test_what_cannot_be_compared_is_refused(repository: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    root = repository.root
    first = git(root, "rev-parse", "HEAD")[:8]
    repository.file("new.py", "pass\n")
    missing = f"base (HEAD, {first}) has no new.py, which the other side has; --bring lays head's over it"
    assert refused(repository, command=(sys.executable, "new.py")) == missing
    assert gate(repository, "--bring", "new.py", "--threshold", "9", command=(sys.executable, "new.py")).code == 0

    failing = "python -c 'import nothing_of_that_name'"
    message = "the process ended with exit code 1: ModuleNotFoundError: No module named 'nothing_of_that_name'"
    words = (sys.executable, "-c", "import nothing_of_that_name")
    told = refused(repository, command=words)
    assert told == f"base (HEAD, {first}): {failing}: {message.removeprefix('the process ')}"

    told = refused(repository, "--timeout", "0.5", command=(sys.executable, "-c", "while True: pass"))
    assert told.endswith("no answer within 0.5 s")
    assert "there is no 'no-such-branch'" in refused(repository, "--head", "no-such-branch")

    repository.file("bench.py", "print('else')\n")
    told = refused(repository)
    assert told.startswith(f"head (the working tree) does something else than base (HEAD, {first}): it prints 'else'")
    commit(repository)
    outcome = repository.run("gate", "--base", "HEAD")
    assert outcome.code == 2
    assert "Give the command to measure behind `--`" in outcome.err

    monkeypatch.setenv("PATH", str(root))
    assert "git is not installed" in repository.run("gate", "--base", "HEAD", "--", "true").err


def test_a_tree_is_made_ready_before_it_runs(repository: Project) -> None:
    repository.file(".gitignore", "built.py\n")
    repository.file("bench.py", "import built\n")
    commit(repository)
    repository.file("built.py", "raise SystemExit('of the working tree')")  # ignored: on neither side
    repository.file("README", "another file")
    assert "No module named 'built'" in refused(repository)
    assert gate(repository, "--setup", "echo pass > built.py", "--threshold", "9").code == 0
    assert "--setup false: exit code 1" in refused(repository, "--setup", "false")


def test_a_run_has_only_so_much_memory(repository: Project) -> None:
    repository.file("bench.py", "bytearray(2 << 30)\n")
    commit(repository)
    repository.file("README", "another file")
    assert refused(repository, "--memory", "1").endswith("MemoryError (--memory allows more)")


def test_outside_a_repository_there_is_nothing_to_compare(project: Project) -> None:
    outcome = project.run("gate", "--base", "HEAD", "--", "true")
    assert outcome.code == 2
    assert "is in no git repository" in outcome.err


def test_output_that_varies_by_itself_is_not_compared(repository: Project) -> None:
    repository.file("bench.py", "import os\nprint(os.getpid())\n")
    commit(repository)
    repository.file("README", "another file")
    outcome = gate(repository, "--threshold", "9", "--format", "json")
    assert (outcome.code, outcome.json["output"]) == (0, "varies")


def test_each_side_runs_its_own_code_or_says_that_it_does_not(repository: Project) -> None:
    # As a package installed in editable mode does: the repository's own folder is on the path, after all others.
    elsewhere = str(repository.root / "lib")
    repository.file("lib/part.py", "NAME = 'base'\n")
    repository.file("bench.py", f"import sys\nsys.path.append({elsewhere!r})\nimport part\nprint(part.NAME)\n")
    commit(repository)
    repository.file("lib/part.py", "NAME = 'head'\n")
    assert "prints 'head' in line 1, not 'base'" in refused(repository)

    repository.file("bench.py", f"import sys\nsys.path.insert(0, {elsewhere!r})\nimport part\nprint(part.NAME)\n")
    commit(repository)
    repository.file("lib/part.py", "NAME = 'later'\n")
    told = refused(repository)
    assert f"imports lib/part.py from {repository.root}, not this side's own" in told


SUITE = """\
import json, os, pathlib, shlex, urllib.parse

words = shlex.split(os.environ["PYTEST_ADDOPTS"])
storage = next(word for word in words if word.startswith("--benchmark-storage=")).partition("=")[2]
folder = pathlib.Path(urllib.parse.unquote(urllib.parse.urlparse(storage).path), "machine")
folder.mkdir()
FIGURES = {"steady": 1.0, "dearer": 1.0, "old": 1.0}
rows = [{"fullname": name, "stats": {"median": seconds}} for name, seconds in FIGURES.items()]
(folder / "0001_run.json").write_text(json.dumps({"benchmarks": rows}))
"""


def test_benchmarks_of_a_suite_are_compared_one_by_one(repository: Project) -> None:
    repository.file("suite.py", SUITE)
    commit(repository)
    repository.file("suite.py", SUITE.replace('"dearer": 1.0, "old"', '"dearer": 1.25, "new"'))
    words = ("--benchmark", "--explain", "never", "--runs", "7")
    outcome = gate(repository, *words, "--format", "json", command=(sys.executable, "suite.py"))
    assert (outcome.code, outcome.err) == (1, "")
    report = outcome.json
    assert [(row["name"], row["verdict"]) for row in report["compared"]] == [("dearer", "slower"), ("steady", "same")]
    assert (report["gone"], report["new"]) == (["old"], ["new"])

    outcome = gate(
        repository, *words, "--threshold", "30%", "--format", "markdown", command=(sys.executable, "suite.py")
    )
    assert outcome.code == 0
    assert outcome.lines[:2] == ["<!-- slowspot gate -->", "### Performance gate: ✅ not slower"]
    assert any(line.startswith("| `dearer` | 1 s | 1.25 s |") for line in outcome.lines)


def test_a_suite_without_figures_is_refused(repository: Project) -> None:
    repository.file("README", "another file")
    assert "pytest-benchmark wrote no figures" in refused(repository, "--benchmark")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_gate_leaves_nothing(repository: Project, tmp_path: Path, number: signal.Signals) -> None:
    began = tmp_path / "began"
    repository.file("bench.py", f"import os, time\nopen({str(began)!r}, 'w').write(str(os.getpid()))\ntime.sleep(60)\n")
    commit(repository)
    repository.file("README", "another file")
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    process = subprocess.Popen(
        [sys.executable, "-m", "slowspot.cli", "gate", "--base", "HEAD", "--", sys.executable, "bench.py"],
        cwd=repository.root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
        env={**os.environ, "TMPDIR": str(temporary)},
    )  # fmt: skip
    while not (began.exists() and began.read_text()):
        assert process.poll() is None, process.communicate()
        time.sleep(0.02)
    os.killpg(process.pid, number)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out, err.splitlines()[-1]) == (130, "", "slowspot: interrupted")
    assert list(temporary.iterdir()) == []
    assert git(repository.root, "worktree", "list").count("\n") == 1
    until = time.monotonic() + 20  # the kernel takes its time with the killed
    while is_running(began.read_text()):
        assert time.monotonic() < until
        time.sleep(0.01)


def is_running(pid: str) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
