"""`slowspot profile import`: what it keeps, what it prints, and that it keeps nothing of a file that is unreadable."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from slowspot.analyzers.profiling.store import Store
from slowspot.cli.main import main

from .recorded import PROGRAM, SPIN, Recorded


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "project").mkdir()
    (tmp_path / "project" / "program.py").write_text(PROGRAM, encoding="utf-8")
    return tmp_path / "project"


@pytest.mark.parametrize(
    ("name", "tool"),
    [
        ("session", "pyinstrument"), ("report", "pyinstrument"), ("evented", "pyinstrument"), ("sampled", "py-spy"),
        ("raw", "py-spy"), ("pstats", "cProfile"), ("scalene", "scalene"), ("austin", "austin"), ("mojo", "austin"),
    ],
)  # fmt: skip
def test_each_format_becomes_a_run_with_the_hot_function(
    name: str, tool: str, request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]
) -> None:
    recorded: Recorded = request.getfixturevalue(name)
    if recorded.missing():
        return
    folder = recorded.path.parent
    shutil.rmtree(folder / ".slowspot", ignore_errors=True)
    assert main(["profile", "import", str(recorded.path), "--root", str(folder)]) == 0
    run = Store(str(folder)).load()
    assert run is not None
    assert run.tool == tool
    hottest = max(run.functions, key=lambda function: function.own)
    assert (hottest.path, hottest.name, hottest.line) == ("program.py", "spin", SPIN)
    printed = capsys.readouterr().out
    assert f"by {tool}" in printed
    assert "spin" in printed
    assert f"kept as {run.id}" in printed


def test_memory_is_kept_as_memory(memray: Recorded, capsys: pytest.CaptureFixture[str]) -> None:
    folder = memray.path.parent
    shutil.rmtree(folder / ".slowspot", ignore_errors=True)
    assert main(["profile", "import", str(memray.path), "--root", str(folder)]) == 0
    run = Store(str(folder)).load()
    assert run is not None
    assert run.unit == "bytes"
    assert max(run.functions, key=lambda function: function.own).name == "Store.load"
    assert "MB of memory by memray" in capsys.readouterr().out


def test_paths_of_another_machine_are_matched_by_their_ends(
    session: Recorded, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = session.path.read_text(encoding="utf-8").replace(str(session.path.parent), "/home/somebody/work")
    foreign = project.parent / "foreign.pyisession"
    foreign.write_text(text, encoding="utf-8")
    assert main(["profile", "import", str(foreign), "--root", str(project)]) == 0
    run = Store(str(project)).load()
    assert run is not None
    assert max(run.functions, key=lambda function: function.own).name == "spin"
    assert "/home/somebody/work" in capsys.readouterr().out


def test_another_projects_file_is_refused_and_both_places_are_told(
    session: Recorded, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "elsewhere.py").write_text("def f(): ...\n", encoding="utf-8")
    assert main(["profile", "import", str(session.path), "--root", str(other)]) == 2
    said = capsys.readouterr().err
    assert str(session.path.with_name("program.py")) in said
    assert str(other) in said
    assert not (other / ".slowspot").exists()


def test_nothing_is_kept_of_a_file_that_is_cut_off(
    session: Recorded, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    half = project / "half.pyisession"
    data = session.path.read_bytes()
    half.write_bytes(data[: len(data) // 2])
    assert main(["profile", "import", str(half), "--root", str(project)]) == 2
    assert "half.pyisession: " in capsys.readouterr().err
    assert not (project / ".slowspot").exists()


@pytest.mark.parametrize("arguments", [["--root", "nowhere"], ["--memory", "much"], ["--memory", "0"]])
def test_wrong_options_are_told(arguments: list[str], session: Recorded, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["profile", "import", str(session.path), *arguments]) == 2
    assert arguments[1] in capsys.readouterr().err


def test_a_kept_run_of_another_store_can_be_imported(session: Recorded, project: Path) -> None:
    assert main(["profile", "import", str(session.path), "--root", str(session.path.parent)]) == 0
    theirs = Store(str(session.path.parent))
    run = theirs.load()
    assert run is not None
    assert main(["profile", "import", theirs.path_of(run.id), "--root", str(project)]) == 0
    ours = Store(str(project)).load()
    assert ours is not None
    assert ours.functions == run.functions


def test_source_that_was_written_since_has_no_times_of_lines(
    sampled: Recorded, capsys: pytest.CaptureFixture[str]
) -> None:
    if sampled.missing():
        return
    folder = sampled.path.parent
    program = folder / "program.py"
    before = program.stat()
    try:
        later = sampled.path.stat().st_mtime + 5
        os.utime(program, (later, later))
        assert main(["profile", "import", str(sampled.path), "--root", str(folder)]) == 0
        run = Store(str(folder)).load()
    finally:
        os.utime(program, (before.st_atime, before.st_mtime))
    assert run is not None
    assert run.functions
    assert not any(function.lines for function in run.functions)
    assert "program.py; times of lines are left out" in capsys.readouterr().out
