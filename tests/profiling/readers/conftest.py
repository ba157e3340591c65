"""One recording by each profiler, shared by all tests."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from .recorded import Recorded, record, tool


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("recorded")


@pytest.fixture(scope="session")
def session(folder: Path) -> Recorded:
    return record(folder, "program.pyisession", "pyinstrument", "-r", "session", "-o", "FILE", "PROGRAM")


@pytest.fixture(scope="session")
def report(folder: Path) -> Recorded:
    return record(folder, "report.json", "pyinstrument", "-r", "json", "-o", "FILE", "PROGRAM")


@pytest.fixture(scope="session")
def evented(folder: Path) -> Recorded:
    return record(folder, "evented.speedscope.json", "pyinstrument", "-r", "speedscope", "-o", "FILE", "PROGRAM")


@pytest.fixture(scope="session")
def pstats(folder: Path) -> Recorded:
    return record(folder, "program.pstats", "cProfile", "-o", "FILE", "PROGRAM")


@pytest.fixture(scope="session")
def sampled(folder: Path) -> Recorded:
    spy = (tool("py-spy"), "record", "-r", "500", "-f", "speedscope", "-o", "FILE")
    return record(folder, "sampled.speedscope.json", *spy, "--", sys.executable, "PROGRAM")
