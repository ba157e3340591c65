"""One recording by each profiler, shared by all tests."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from .recorded import Recorded, record, tool

PYINSTRUMENT = """
from pathlib import Path

from pyinstrument import Profiler
from pyinstrument.renderers import JSONRenderer, SpeedscopeRenderer

import program

with Profiler() as profiler:
    program.main()
profiler.last_session.save("program.pyisession")
Path("report.json").write_text(profiler.output(JSONRenderer()))
Path("evented.speedscope.json").write_text(profiler.output(SpeedscopeRenderer()))
"""


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("recorded")


@pytest.fixture(scope="session")
def session(folder: Path) -> Recorded:
    """Beside it stand the same recording's other forms. Not by its command line, which may sample its own start."""
    return record(folder, "program.pyisession", sys.executable, "-c", PYINSTRUMENT)


@pytest.fixture(scope="session")
def report(session: Recorded) -> Recorded:
    return replace(session, path=session.path.with_name("report.json"))


@pytest.fixture(scope="session")
def evented(session: Recorded) -> Recorded:
    return replace(session, path=session.path.with_name("evented.speedscope.json"))


@pytest.fixture(scope="session")
def pstats(folder: Path) -> Recorded:
    return record(folder, "program.pstats", "cProfile", "-o", "FILE", "PROGRAM")


@pytest.fixture(scope="session")
def sampled(folder: Path) -> Recorded:
    spy = (tool("py-spy"), "record", "-r", "500", "-f", "speedscope", "-o", "FILE")
    return record(folder, "sampled.speedscope.json", *spy, "--", sys.executable, "PROGRAM")


@pytest.fixture(scope="session")
def raw(folder: Path) -> Recorded:
    spy = (tool("py-spy"), "record", "-r", "500", "-t", "-s", "-f", "raw", "-o", "FILE")
    return record(folder, "program.raw", *spy, "--", sys.executable, "PROGRAM")


@pytest.fixture(scope="session")
def scalene(folder: Path) -> Recorded:
    return record(folder, "scalene.json", "scalene", "run", "--cpu-only", "-o", "FILE", "PROGRAM")


@pytest.fixture(scope="session")
def own(folder: Path) -> Recorded:
    return record(folder, "own.json", "slowspot.cli.main", "profile", "-o", "FILE", "PROGRAM")


# Austin waits 100 ms for the interpreter to start, which a busy machine does not do.
AUSTIN = ("-t", "2s", "-i", "1ms", "-o", "FILE", sys.executable, "PROGRAM")


@pytest.fixture(scope="session")
def austin(folder: Path) -> Recorded:
    return record(folder, "program.austin", tool("austin"), *AUSTIN)


@pytest.fixture(scope="session")
def mojo(folder: Path) -> Recorded:
    return record(folder, "program.mojo", tool("austin"), "-b", *AUSTIN)


@pytest.fixture(scope="session")
def memray(folder: Path) -> Recorded:
    """A table; beside it stands the same in speedscope's format."""
    record(folder, "program.memray", "memray", "run", "-q", "-o", "FILE", "PROGRAM")
    native = str(folder / "program.memray")
    record(folder, "memray.speedscope.json", "memray", "transform", "speedscope", "-o", "FILE", native)
    return record(folder, "memray.csv", "memray", "transform", "csv", "-o", "FILE", native)
