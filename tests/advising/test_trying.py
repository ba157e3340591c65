"""Programs run with a change laid over a file, against themselves."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from slowspot.analyzers.advising.advice import Change
from slowspot.analyzers.advising.trying import CannotTry, Program, program_of, tried
from slowspot.analyzers.proving.interpreters import Interpreter

HERE = Interpreter(sys.executable, "cpython", (3, 11), "3.11")


@pytest.fixture
def program(tmp_path: Path) -> Program:
    (tmp_path / "pkg").mkdir()
    (tmp_path / "pkg" / "__init__.py").touch()
    (tmp_path / "pkg" / "part.py").write_text("def value():\n    return 7\n", "utf-8")
    (tmp_path / "pkg" / "__main__.py").write_text(
        "import sys\nfrom .part import value\nprint(value(), sys.argv[1:], __name__)\n", "utf-8"
    )
    return Program(("-m", "pkg", "x"), str(tmp_path))


def change_of(program: Program, text: str, name: str = "part.py") -> Change:
    path = Path(program.folder) / "pkg" / name
    return Change(str(path), path.read_text("utf-8"), text, "")


def test_the_program_runs_with_the_change_and_the_file_stays(program: Program) -> None:
    path = Path(program.folder) / "pkg" / "part.py"
    before = path.read_text("utf-8")
    trial = tried(program, HERE, change_of(program, "def value():\n    return 3 + 4\n"), pairs=2)
    assert (trial.basis, trial.whole) == ("measured", True)
    assert trial.told.endswith("2 pairs, the same output")
    assert path.read_text("utf-8") == before
    assert not list(Path(program.folder).rglob("__pycache__"))


@pytest.mark.parametrize(
    ("text", "told", "seconds"),
    [
        ("def value():\n    return 8\n", "prints", 30.0),
        ("raise RuntimeError('not today')\n", "not today", 30.0),
        ("import time\ntime.sleep(60)\n", "2 s", 2.0),
    ],
)
def test_a_change_that_does_something_else_is_told(program: Program, text: str, told: str, seconds: float) -> None:
    with pytest.raises(CannotTry, match=told):
        tried(program, HERE, change_of(program, text), pairs=2, timeout=seconds)


@pytest.mark.parametrize(
    ("command", "files", "words", "folder"),
    [
        ("python -m shop.season 4", ["examples/shop/season.py"], ("-m", "shop.season", "4"), "examples"),
        ("python -m shop", ["shop/__main__.py", "shop/a.py"], ("-m", "shop"), ""),
        ("python run.py --fast", ["tools/run.py"], ("run.py", "--fast"), "tools"),
        ("python -c 'print(1)'", [], None, ""),
        ("python gone.py", ["other.py"], None, ""),
        ("pytest 'broken", [], None, ""),
    ],
)
def test_a_recorded_command_is_found_again(
    tmp_path: Path, command: str, files: list[str], words: tuple[str, ...] | None, folder: str
) -> None:
    found = program_of(command, str(tmp_path), files)
    if words is None:
        assert found is None
    else:
        assert found is not None
        assert (found.words, Path(found.folder)) == (words, tmp_path / folder)
