"""A project with a recorded run, and its page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from slowspot.cli.main import main

from .recorded import make_project, record

Report = Callable[..., str]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project without a run; the current folder."""
    monkeypatch.chdir(make_project(tmp_path))
    return tmp_path


@pytest.fixture
def recorded(folder: Path) -> Path:
    record(folder)
    return folder


@pytest.fixture
def report(folder: Path) -> Report:
    """Run `slowspot report` and return the page."""

    def run(*arguments: str) -> str:
        assert main(["report", *arguments]) == 0
        return (folder / "slowspot-report.html").read_text(encoding="utf-8")

    return run
