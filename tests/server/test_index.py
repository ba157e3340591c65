"""The index: what is known of files that are not open, and how the server lives with the process that finds it out."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar

import pytest
from lsprotocol import types
from slowspot.server.index import Index, Pass

from .indexed import CLEAN_TEXT, SLOW, make_project, notebook
from .measured import CHEAPEST, LOAD, SERVE, SHOP, keep_run
from .session import Session, rules, session, until
from .test_notebooks import Notebook, with_notebooks

EMOJI = "def cheapest(prices):\n    return '🙂', sorted(prices)[0]\n"
ON = {"settings": {"index": "on"}}
COMMAND = "slowspot.analyzeWorkspace"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return make_project(tmp_path / "project")


# -- what becomes of its answers


class FakeProcess:
    """Takes orders, and answers as the test says."""

    made: ClassVar[list[FakeProcess]] = []

    def __init__(
        self, on_answer: Callable[[bytes], None], on_end: Callable[[int | None], None], *, asked: bool
    ) -> None:
        self.asked = asked
        self.answer, self.die = on_answer, on_end
        self.orders: list[Any] = []
        self.ended = False
        self.made.append(self)

    def send(self, order: Any) -> None:
        self.orders.append(order)

    def end(self) -> None:
        self.ended = True

    def finds(self, path: str, text: bytes = b"{}") -> None:
        self.answer(b"f" + json.dumps(path).encode() + b"\t" + text + b"\n")

    def tells(self, **message: Any) -> None:
        self.answer(b"j" + json.dumps(message).encode() + b"\n")

    def is_done(self) -> None:
        self.tells(done={"files": 1, "examined": 1, "seconds": 0.1}, whole=True, round=self.orders[-1]["round"])


@pytest.fixture
async def index(monkeypatch: pytest.MonkeyPatch) -> Index:
    FakeProcess.made = []
    monkeypatch.setattr("slowspot.server.index.IndexingProcess", FakeProcess)
    settings = SimpleNamespace(folder_uris=lambda: ["file:///project"], indexes=lambda _: True, table=lambda _: {})
    stopped = asyncio.get_running_loop().create_future()
    ls: Any = SimpleNamespace(settings=settings, open_documents=list, stopped=stopped)
    return Index(ls)


async def test_turned_off_it_starts_nothing(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index._ls.settings, "indexes", lambda _: False)
    monkeypatch.setattr("slowspot.server.index.LOOK_AFTER_SECONDS", 0)
    index._started = True
    index.rescope()
    index.look(["file:///project/a.py"])
    index.closed("file:///project/a.py")
    await asyncio.sleep(0.01)
    assert FakeProcess.made == []


async def test_what_a_pass_did_not_find_again_is_dropped(index: Index) -> None:
    first = asyncio.ensure_future(index.whole_pass())
    await asyncio.sleep(0)
    [process] = FakeProcess.made
    process.finds("/project/a.py")
    process.finds("/project/b.py")
    process.is_done()
    assert (await first, set(index.digests())) == (Pass(1, 1, 0.1), {"file:///project/a.py", "file:///project/b.py"})
    second = asyncio.ensure_future(index.whole_pass())
    await asyncio.sleep(0)
    process.tells(done={"files": 2, "examined": 0, "seconds": 0.1}, whole=True, round=1)  # of the pass before
    assert len(index.digests()) == 2
    process.finds("/project/a.py")
    process.is_done()
    assert await second is not None
    assert set(index.digests()) == {"file:///project/a.py"}


async def test_a_file_that_ends_the_process_is_skipped(index: Index) -> None:
    waiting = asyncio.ensure_future(index.whole_pass())
    await asyncio.sleep(0)
    FakeProcess.made[0].die(-11)  # nobody knows at which file
    assert [order["careful"] for order in FakeProcess.made[1].orders] == [True]
    FakeProcess.made[1].tells(now="/project/deadly.py")
    FakeProcess.made[1].die(-9)  # which may have been anybody
    assert FakeProcess.made[2].orders[0]["skip"] == []
    FakeProcess.made[2].tells(now="/project/deadly.py")
    FakeProcess.made[2].die(-11)
    assert FakeProcess.made[3].orders[0]["skip"] == ["/project/deadly.py"]
    FakeProcess.made[3].is_done()
    assert await waiting == Pass(1, 1, 0.1)


async def test_a_process_that_always_ends_is_not_started_for_ever(index: Index) -> None:
    waiting = asyncio.ensure_future(index.whole_pass())
    await asyncio.sleep(0)
    while not waiting.done():
        FakeProcess.made[-1].die(1)
        await asyncio.sleep(0)
    assert (await waiting, len(FakeProcess.made)) == (None, 4)
    assert not index.running


async def test_what_a_command_waits_for_does_not_stand_back(index: Index) -> None:
    index._begin()
    assert not FakeProcess.made[0].asked
    waiting = asyncio.ensure_future(index.whole_pass())
    await asyncio.sleep(0)
    assert (FakeProcess.made[0].ended, FakeProcess.made[1].asked) == (True, True)
    FakeProcess.made[1].is_done()
    assert await waiting is not None


async def test_called_off_it_keeps_what_it_has(index: Index) -> None:
    waiting = asyncio.ensure_future(index.whole_pass())
    await asyncio.sleep(0)
    FakeProcess.made[0].finds("/project/a.py")
    index.cancel()
    assert await waiting is None
    assert (FakeProcess.made[0].ended, index.running, len(index.digests())) == (True, False, 1)


async def test_a_damaged_answer_costs_itself_alone(index: Index) -> None:
    waiting = asyncio.ensure_future(index.whole_pass())
    await asyncio.sleep(0)
    FakeProcess.made[0].finds("/project/a.py", b'{"findings": 3}')
    FakeProcess.made[0].is_done()
    await waiting
    assert list(index.findings()) == []


# -- in the server


async def published(s: Session, name: str, wanted: list[str]) -> types.PublishDiagnosticsParams:
    """Wait until the last that was published for a file are diagnostics of these rules."""

    def probe() -> types.PublishDiagnosticsParams | None:
        reports = s.reports(name)
        return reports[-1] if reports and rules(reports[-1].diagnostics) == wanted else None

    return await until(probe, f"{wanted} in {name}")


async def analyze(s: Session, token: str | None = "token") -> Any:
    params = types.ExecuteCommandParams(COMMAND, [], work_done_token=token)
    return await asyncio.wait_for(s.client.workspace_execute_command_async(params), 60)


def children_of(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        pytest.skip("the system does not tell of children")


def child_of(s: Session) -> int | None:
    """The process that indexes."""
    server = s.client._server
    assert server is not None
    return next(iter(children_of(server.pid)), None)


def eventually(probe: Callable[[], Any]) -> Any:
    for _ in range(300):
        if found := probe():
            return found
        time.sleep(0.1)
    return None


def runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


async def test_the_command_shows_what_is_in_files_that_are_not_open(project: Path) -> None:
    (project / "emoji.py").write_text(EMOJI, "utf-8")
    async with session(project) as s:
        await s.open("shop.py", SLOW)
        answer = await analyze(s)
        assert (answer["files"], answer["found"]["files"], answer["found"]["findings"]) == (5, 3, 3)
        await published(s, "pkg/prices.py", ["sorted-first"])
        [diagnostic] = (await published(s, "emoji.py", ["sorted-first"])).diagnostics
        opened = await s.open("emoji.py", EMOJI)
        assert [diagnostic] == opened  # column, message, severity and data
        assert diagnostic.range.start == types.Position(1, 17)  # in UTF-16


async def test_what_is_shown_follows_the_files_and_the_editor(project: Path) -> None:
    async with session(project) as s:
        await analyze(s)
        await published(s, "shop.py", ["sorted-first"])
        # The document of the editor counts while it is open; then the file, as it was left.
        assert rules(await s.open("shop.py", CLEAN_TEXT)) == []
        close(s, "shop.py")
        await published(s, "shop.py", ["sorted-first"])
        (project / "pkg/prices.py").write_text(CLEAN_TEXT)
        (project / "pkg/fresh.py").write_text(SLOW)
        told(s, "pkg/prices.py", "pkg/fresh.py")
        await published(s, "pkg/prices.py", [])
        await published(s, "pkg/fresh.py", ["sorted-first"])
        (project / "slowspot.toml").write_text('ignore = ["sorted-first"]\n')
        told(s, "slowspot.toml")
        await published(s, "shop.py", [])
        await published(s, "pkg/fresh.py", [])


def close(s: Session, name: str) -> None:
    s.client.text_document_did_close(types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(s.uri(name))))


def told(s: Session, *names: str) -> None:
    changes = [types.FileEvent(s.uri(name), types.FileChangeType.Changed) for name in names]
    s.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams(changes))


async def test_a_notebook_that_is_not_open_is_shown_by_its_file(tmp_path: Path) -> None:
    project = tmp_path / "project"
    project.mkdir()
    (project / "notebook.ipynb").write_text(notebook(SLOW))
    async with session(project, change=with_notebooks) as s:
        await analyze(s)
        [closed] = (await published(s, "notebook.ipynb", ["sorted-first"])).diagnostics
        assert closed.message.startswith("cell 1, line 2: ")
        opened = Notebook(s)
        assert await opened.open(SLOW, SLOW) == [["sorted-first 1:11"]] * 2
        await published(s, "notebook.ipynb", [])
        assert (await analyze(s))["found"]["files"] == 1
        identifiers = [types.TextDocumentIdentifier(cell.document) for cell in opened.cells]
        s.client.notebook_document_did_close(
            types.DidCloseNotebookDocumentParams(types.NotebookDocumentIdentifier(opened.uri), identifiers)
        )
        await published(s, "notebook.ipynb", ["sorted-first"])


async def test_each_folder_has_its_own_settings(project: Path) -> None:
    configuration: dict[str, dict[str, Any]] = {
        "": {}, (project / "pkg").as_uri(): {"ignore": ["sorted-first"]}, project.as_uri(): {},
    }  # fmt: skip
    async with session(project, folders=[project, project / "pkg"], configuration=configuration) as s:
        await until(lambda: s.client.registrations, "registrations")
        # Without a token of the client's the answer comes at once, and the end is told.
        assert (await analyze(s, None))["started"]
        await until(lambda: any("1 slow spot in 1 of 4 files" in it.message for it in s.client.messages), "the end")
        await published(s, "shop.py", ["sorted-first"])


async def test_closed_files_go_by_the_latest_run_as_open_ones_do(tmp_path: Path) -> None:
    project = tmp_path / "project"
    project.mkdir()
    keep_run(project)
    async with session(project) as s:
        await analyze(s)
        closed = await until(lambda: s.reports("shop.py"), "diagnostics of the closed file")
        [found] = [it for it in closed[-1].diagnostics if it.code == "sorted-first"]
        [opened] = [it for it in await s.open("shop.py", SHOP) if it.code == "sorted-first"]
        assert (found.data, found.severity, found.message) == (opened.data, opened.severity, opened.message)
        close(s, "shop.py")
        keep_run(project, {(SERVE, LOAD): 20.0, (("serve", 15), CHEAPEST): 0.01})
        told(s, ".slowspot/latest")

        def is_cold() -> bool:
            reports = [it for report in s.reports("shop.py") for it in report.diagnostics if it.code == "sorted-first"]
            return reports[-1].severity == types.DiagnosticSeverity.Hint and (reports[-1].data or {})["share"] < 0.001

        await until(is_cold, "the finding to be cold")


async def test_the_index_is_made_unasked_and_ends_with_the_server(project: Path) -> None:
    async with session(project, options=ON) as s:
        await s.open("shop.py", SLOW)
        pid = await until(lambda: child_of(s), "the process")
        assert pid is not None
    await until(lambda: not runs(pid), "the end of the process")


def test_the_index_ends_with_a_server_that_is_killed(project: Path) -> None:
    server = subprocess.Popen(
        [sys.executable, "-m", "slowspot.server"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=project
    )
    assert server.stdin is not None
    start = {"processId": None, "capabilities": {}, "rootUri": project.as_uri(), "initializationOptions": ON}
    for message in ({"id": 1, "method": "initialize", "params": start}, {"method": "initialized", "params": {}}):
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        server.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
    server.stdin.flush()
    try:
        children = eventually(lambda: children_of(server.pid))
    finally:
        server.kill()
        server.communicate()
    assert eventually(lambda: not any(map(runs, children)))


async def test_a_process_that_is_killed_is_started_again(project: Path) -> None:
    async with session(project) as s:
        await analyze(s)
        pid = child_of(s)
        assert pid is not None
        os.kill(pid, 9)
        await until(lambda: child_of(s) not in (None, pid), "a new process")
        assert (await analyze(s))["found"]["findings"] == 2
