"""What the editor shows of calls through functions and files, as its documents and the files change."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types
from slowspot.analyzers.linking.codec import decoded
from slowspot.analyzers.project.cache import ResultsCache
from slowspot.server.indexing.linked import Linked

from .session import Session, rules, session, until
from .test_index import analyze, child_of, close, published

VENDOR = "import requests\n\n\ndef fetch(address):\n    return address\n"
SLOW_VENDOR = VENDOR.replace("return address", "return requests.get(address)")
SERVICE = "from vendor import fetch\n\n\ndef status(number):\n    return fetch(number)\n"
WEB = "import service\n\n\nasync def handler(request):\n    return service.status(request.number)\n"
ALONE = "import time\n\n\ndef wait():\n    time.sleep(1)\n\n\nasync def handler(request):\n    wait()\n"
FILES = {"vendor.py": VENDOR, "service.py": SERVICE, "web.py": WEB, "other.py": WEB}
FOUND = ["async-blocking-indirect"]
LINKED = {"settings": {"link": True}}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    for name, text in FILES.items():
        (folder / name).write_text(text)
    return folder


async def shows(s: Session, name: str, wanted: list[str]) -> list[types.Diagnostic]:
    return list((await published(s, name, wanted)).diagnostics)


# -- in the server


async def test_an_edit_is_seen_where_its_function_is_called(project: Path) -> None:
    # The file beside it says nothing of what runs, and the other folder's module of that name is another one.
    (project / "vendor.pyi").write_text("def fetch(address: str) -> str: ...\n")
    second = project.parent / "second"
    second.mkdir()
    (second / "vendor.py").write_text(SLOW_VENDOR)
    async with session(project, options=LINKED, folders=[project, second]) as s:
        await s.open("vendor.py", VENDOR)
        await s.open("vendor.pyi", "def fetch(address: str) -> str: ...\n")
        await s.open("web.py", WEB)
        await analyze(s)
        assert rules(s.reports("web.py")[-1].diagnostics) == []
        s.send_edits("vendor.py", ((4, 11), (4, 18), "requests.get(address)"))
        [opened] = await shows(s, "web.py", FOUND)
        [closed] = await shows(s, "other.py", FOUND)
        assert (opened.message, opened.range) == (closed.message, closed.range)
        assert "requests.get()" in opened.message
        places = [
            (it.location.uri, it.location.range.start, it.location.range.end) for it in opened.related_information or ()
        ]
        assert places == [
            (s.uri("service.py"), types.Position(4, 11), types.Position(4, 24)),
            (s.uri("vendor.py"), types.Position(4, 11), types.Position(4, 32)),
        ]
        # Lines above it move the last place, and nothing else.
        s.send_edits("vendor.py", ((0, 0), (0, 0), "# new\n"))
        await until(lambda: _lines(s, "web.py") == [4, 5] and _lines(s, "other.py") == [4, 5], "the place to move")
        hover = await s.hover("web.py", 4, 15)
        assert hover is not None
        assert f"2. [vendor.py:6]({s.uri('vendor.py')}#L6) calls requests.get()" in str(hover.contents)
        # While somebody types, the last text that could be read counts.
        s.send_edits("vendor.py", ((5, 11), (5, 11), "(("))
        await s.diagnostics("vendor.py")
        s.send_edits("vendor.py", ((5, 11), (5, 13), ""))
        await s.diagnostics("vendor.py")
        assert rules(s.reports("web.py")[-1].diagnostics) == FOUND
        # The file counts again when the document is closed.
        close(s, "vendor.py")
        await shows(s, "web.py", [])
        await shows(s, "other.py", [])


def _lines(s: Session, name: str) -> list[int]:
    [*_, report] = s.reports(name)
    return [it.location.range.start.line for each in report.diagnostics for it in each.related_information or ()]


async def test_without_an_index_what_is_open_is_linked(project: Path) -> None:
    def cannot(capabilities: types.ClientCapabilities) -> None:
        assert capabilities.text_document is not None
        assert capabilities.text_document.publish_diagnostics is not None
        capabilities.text_document.publish_diagnostics.related_information = False
        capabilities.text_document.diagnostic = None

    async with session(project, options=LINKED, change=cannot) as s:
        await s.open("untitled:Untitled-1", ALONE)
        await shows(s, "untitled:Untitled-1", FOUND)
        for name in ("vendor.py", "service.py"):
            await s.open(name, SLOW_VENDOR if name == "vendor.py" else SERVICE)
        await s.open("web.py", WEB)
        [found] = await shows(s, "web.py", FOUND)
        assert found.related_information is None
        pid = child_of(s)
        assert pid is not None
        os.kill(pid, 9)
        await until(lambda: child_of(s) not in (None, pid), "a new process")
        s.send_edits("vendor.py", ((4, 11), (4, 32), "address"))
        await shows(s, "web.py", [])


async def test_turned_off_nothing_is_linked(project: Path) -> None:
    (project / "vendor.py").write_text(SLOW_VENDOR)
    async with session(project) as s:
        await s.open("alone.py", ALONE)
        await analyze(s)
        assert rules(s.reports("alone.py")[-1].diagnostics) == []
        assert s.reports("web.py") == []


# -- in the process


def linked(tmp_path: Path) -> Linked:
    return Linked(ResultsCache(str(tmp_path / "cache.sqlite3")), lambda _: None)


def test_an_open_text_stands_for_its_file(tmp_path: Path) -> None:
    program = linked(tmp_path)
    for name, text in FILES.items():
        program.put(f"/p/{name}", text.encode())
    assert program.link() == set()
    program.open("/p/vendor.py", SLOW_VENDOR)
    program.put("/p/vendor.py", VENDOR.encode())
    assert program.link() == {"/p/web.py", "/p/other.py"}
    [called] = decoded(program.table("/p/web.py")).calls.values()
    assert [hop.path for effect in called.effects for hop in effect.hops] == ["/p/service.py", "/p/vendor.py"]
    program.edit("/p/vendor.py", [[4, 0, 4, 4, "  ("]])
    assert program.link() == set()  # it cannot be read
    program.close("/p/vendor.py")
    program.put("/p/vendor.py", VENDOR.encode())
    assert program.link() == {"/p/web.py", "/p/other.py"}
    assert program.table("/p/web.py") == b""


def test_what_is_gone_is_not_called(tmp_path: Path) -> None:
    program = linked(tmp_path)
    files: dict[str, Any] = {**FILES, "vendor.py": SLOW_VENDOR}
    for name, text in files.items():
        program.put(f"/p/{name}", text.encode())
    assert program.link() == {"/p/web.py", "/p/other.py"}
    program.keep({f"/p/{name}" for name in files if name != "service.py"})
    assert program.link() == {"/p/web.py", "/p/other.py"}
    assert program.table("/p/web.py") == b""
