"""Notebooks: their cells are documents of the client's and one module for us."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from lsprotocol import types

from .session import Session, applied, rules, session, until

NOTEBOOK = "notebook.ipynb"
SEEN = "import os\nseen = sorted(os.listdir())"
LOOP = "for item in open('a'):\n    if item in seen: ...\n"
SLOW = "def cheapest(prices):\n    return sorted(prices)[0]\n"


def with_notebooks(capabilities: types.ClientCapabilities) -> None:
    """Newer editors than the recorded ones have them."""
    synchronization = types.NotebookDocumentSyncClientCapabilities(execution_summary_support=True)
    capabilities.notebook_document = types.NotebookDocumentClientCapabilities(synchronization=synchronization)


class Notebook:
    """The client's side of one: texts, versions and the order of cells."""

    def __init__(self, s: Session, name: str = NOTEBOOK) -> None:
        self.s = s
        self.uri = s.uri(name)
        self.version = 0
        self.cells: list[types.NotebookCell] = []
        self.made = 0

    def make(
        self, text: str, language: str = "python", kind: types.NotebookCellKind = types.NotebookCellKind.Code
    ) -> tuple[types.NotebookCell, types.TextDocumentItem]:
        uri = f"{self.uri.replace('file://', 'vscode-notebook-cell:')}#W{self.made}sZmlsZQ%3D%3D"
        self.made += 1
        self.s.texts[uri], self.s.versions[uri] = text, 1
        return types.NotebookCell(kind=kind, document=uri), types.TextDocumentItem(uri, language, 1, text)

    async def open(self, *texts: str) -> list[list[str]]:
        """Open it with cells of code, and wait for what is found in each."""
        self.show(*texts)
        return [await self.found(index) for index in range(len(texts))]

    def show(self, *texts: str) -> None:
        made = [self.make(text) for text in texts]
        self.cells = [cell for cell, _ in made]
        notebook = types.NotebookDocument(uri=self.uri, notebook_type="jupyter-notebook", version=0, cells=self.cells)
        items = [item for _, item in made]
        self.s.client.notebook_document_did_open(types.DidOpenNotebookDocumentParams(notebook, items))

    def name(self, index: int) -> str:
        return self.cells[index].document

    async def found(self, index: int) -> list[str]:
        """What the last report says of a cell, as it is now."""
        return [
            f"{it.code} {it.range.start.line}:{it.range.start.character}"
            for it in await self.s.diagnostics(self.name(index))
        ]

    def last(self, index: int) -> list[str]:
        return rules(self.s.reports(self.name(index))[-1].diagnostics)

    def _send(self, cells: types.NotebookDocumentCellChanges) -> None:
        self.version += 1
        identifier = types.VersionedNotebookDocumentIdentifier(version=self.version, uri=self.uri)
        change = types.NotebookDocumentChangeEvent(cells=cells)
        self.s.client.notebook_document_did_change(types.DidChangeNotebookDocumentParams(identifier, change))

    def edit(self, index: int, start: tuple[int, int], end: tuple[int, int], text: str) -> None:
        uri = self.name(index)
        self.s.versions[uri] += 1
        area = types.Range(types.Position(*start), types.Position(*end))
        self.s.texts[uri] = applied(self.s.texts[uri], [types.TextEdit(area, text)], self.s.encoding)
        content = types.NotebookDocumentCellContentChanges(
            document=types.VersionedTextDocumentIdentifier(uri=uri, version=self.s.versions[uri]),
            changes=[types.TextDocumentContentChangePartial(area, text)],
        )
        self._send(types.NotebookDocumentCellChanges(text_content=[content]))

    def splice(self, start: int, count: int, *made: Any) -> list[str]:
        gone = self.cells[start : start + count]
        self.cells[start : start + count] = [cell for cell, _ in made]
        kept = {cell.document for cell in self.cells}
        array = types.NotebookCellArrayChange(start=start, delete_count=count, cells=[cell for cell, _ in made])
        closed = [types.TextDocumentIdentifier(cell.document) for cell in gone if cell.document not in kept]
        structure = types.NotebookDocumentCellChangeStructure(
            array=array, did_open=[item for _, item in made if item is not None], did_close=closed
        )
        self._send(types.NotebookDocumentCellChanges(structure=structure))
        return [cell.uri for cell in closed]


async def settled(notebook: Notebook, expected: Sequence[list[str]]) -> None:
    """Wait for the cells' last reports to be these."""

    def now() -> list[list[str]]:
        return [
            notebook.last(index) if notebook.s.reports(cell.document) else []
            for index, cell in enumerate(notebook.cells)
        ]

    try:
        await until(lambda: now() == list(expected), "diagnostics of all cells")
    except AssertionError:
        assert now() == list(expected)


async def test_cells_are_one_module(tmp_path: Path) -> None:
    async with session(tmp_path, change=with_notebooks) as s:
        assert s.result.capabilities.notebook_document_sync is not None
        notebook = Notebook(s)
        found = await notebook.open(SEEN, "%time import sys\n" + LOOP, SLOW)
        assert found == [[], ["list-membership-in-loop 2:7"], ["sorted-first 1:11"]]

        # What one cell binds tells what another does.
        notebook.edit(0, (1, 7), (1, 13), "set")
        await settled(notebook, [[], [], ["sorted-first"]])
        notebook.edit(0, (0, 0), (1, 10), "import os\n\n# more\nseen = sorted")
        await settled(notebook, [[], ["list-membership-in-loop"], ["sorted-first"]])
        # Only what has changed is published again.
        assert len(s.reports(notebook.name(2))) == 1


async def test_a_broken_cell_costs_no_other_one_and_keeps_its_own_findings(tmp_path: Path) -> None:
    async with session(tmp_path, change=with_notebooks) as s:
        notebook = Notebook(s)
        await notebook.open(SLOW, SLOW + "x = 1", SLOW)
        notebook.edit(1, (2, 5), (2, 5), " + foo([")
        assert await notebook.found(1) == ["sorted-first 1:11"]
        notebook.edit(1, (2, 13), (2, 13), "'''")
        assert await notebook.found(1) == ["sorted-first 1:11"]
        notebook.edit(1, (0, 0), (0, 0), "%%time\n")
        assert await notebook.found(1) == ["sorted-first 2:11"]
        await settled(notebook, [["sorted-first"]] * 3)
        assert [len(s.reports(notebook.name(index))) for index in (0, 2)] == [1, 1]


async def test_cells_come_go_and_move(tmp_path: Path) -> None:
    async with session(tmp_path, change=with_notebooks) as s:
        notebook = Notebook(s)
        await notebook.open("import os", "seen = set(os.listdir())", SLOW)
        notebook.splice(2, 0, notebook.make(LOOP))
        await settled(notebook, [[], [], [], ["sorted-first"]])
        seen = notebook.make("seen = sorted(os.listdir())")
        [gone] = notebook.splice(1, 1, seen)
        await settled(notebook, [[], [], ["list-membership-in-loop"], ["sorted-first"]])
        assert not s.reports(gone)[-1].diagnostics
        # The loop moves to the end, with no text document opened or closed.
        last, slow = notebook.cells[2], notebook.cells[3]
        notebook.splice(2, 2, (slow, None), (last, None))
        await settled(notebook, [[], [], ["sorted-first"], ["list-membership-in-loop"]])
        notebook.edit(2, (1, 18), (1, 24), "others")
        notebook.edit(2, (1, 18), (1, 24), "prices")
        assert await notebook.found(2) == ["sorted-first 1:11"]


async def test_cells_of_other_languages_and_of_text_are_left_alone(tmp_path: Path) -> None:
    async with session(tmp_path, change=with_notebooks) as s:
        notebook = Notebook(s)
        await notebook.open(SLOW)
        text = notebook.make("# `sorted(x)[0]` (", "markdown", types.NotebookCellKind.Markup)
        other = notebook.make("def f(x = sorted(y)[0]) {", "r")
        notebook.splice(0, 0, text, other)
        notebook.edit(2, (1, 4), (1, 4), " ")
        assert await notebook.found(2) == ["sorted-first 1:12"]
        # A cell becomes Python: clients close it, and open it with the other language.
        python = notebook.make("first = lambda y: sorted(y)[0]")
        notebook.splice(1, 1, python)
        await settled(notebook, [[], ["sorted-first"], ["sorted-first"]])


async def test_hover_and_quick_fix_in_a_cell(tmp_path: Path) -> None:
    async with session(tmp_path, change=with_notebooks) as s:
        notebook = Notebook(s)
        await notebook.open("%matplotlib inline\nx = '😀'", SLOW)
        hover = await s.hover(notebook.name(1), 1, 20)
        assert hover is not None
        assert hover.range == types.Range(types.Position(1, 11), types.Position(1, 28))
        [fix, _] = await s.actions(notebook.name(1), (1, 20), only=["quickfix"])
        assert await s.result_of(notebook.name(1), fix) == SLOW.replace("sorted(prices)[0]", "min(prices)")
        [_, ignore] = await s.actions(notebook.name(1), (1, 20), only=["quickfix"])
        assert await s.result_of(notebook.name(1), ignore) == SLOW.replace(
            "[0]", "[0]  # slowspot: ignore[sorted-first]"
        )
        notebook.edit(1, (1, 28), (1, 28), "  # slowspot: ignore[sorted-first]")
        assert await notebook.found(1) == []
        assert await s.hover(notebook.name(0), 0, 3) is None


async def test_a_cell_without_its_notebook_is_analyzed_by_itself(tmp_path: Path) -> None:
    async with session(tmp_path) as s:
        assert s.result.capabilities.notebook_document_sync is None
        name = "vscode-notebook-cell:/somewhere/a.ipynb#W0"
        assert rules(await s.open(name, "%time 1\n!ls (\n" + SLOW)) == ["sorted-first"]
        assert rules(await s.edit(name, ((0, 0), (0, 0), "%%capture\n"))) == ["sorted-first"]
        assert rules(await s.edit(name, "%%bash\n" + SLOW)) == []


SAFE = """\
def squares(numbers):
    result = []
    for number in numbers:
        result = result + [number * number]
    return result
"""
SAFE_FIXED = SAFE.replace("result = result + [number * number]", "result.append(number * number)")


async def changed_by(notebook: Notebook, index: int, kind: str) -> dict[int, str]:
    """The cells that an action changes, with their text after it."""
    [action] = await notebook.s.actions(notebook.name(index), (0, 0), only=[kind])
    assert action.kind == kind
    return await edited(notebook, action)


async def edited(notebook: Notebook, action: types.CodeAction) -> dict[int, str]:
    s = notebook.s
    action = await s.client.code_action_resolve_async(action)
    assert action.edit is not None
    assert action.edit.document_changes is not None
    found: dict[int, str] = {}
    for change in action.edit.document_changes:
        assert isinstance(change, types.TextDocumentEdit)
        uri = change.text_document.uri
        assert change.text_document.version == s.versions[uri]
        at = [cell.document for cell in notebook.cells].index(uri)
        found[at] = applied(s.texts[uri], change.edits, s.encoding)
    return found


async def test_fix_all_of_a_cell_and_of_the_notebook(tmp_path: Path) -> None:
    async with session(tmp_path, change=with_notebooks) as s:
        notebook = Notebook(s)
        await notebook.open(SAFE, "%time x = 1\n!ls (", "broken = (", "%%time\n" + SAFE + "x")
        assert await changed_by(notebook, 0, "source.fixAll.slowspot") == {0: SAFE_FIXED}
        both = {0: SAFE_FIXED, 3: "%%time\n" + SAFE_FIXED + "x"}
        assert await changed_by(notebook, 1, "notebook.source.fixAll.slowspot") == both
        assert await s.actions(notebook.name(1), (0, 0), only=["source.fixAll"]) == []
        # A notebook asks by itself only for what is below `notebook`.
        kinds = [action.kind for action in await s.actions(notebook.name(0), (0, 0))]
        assert "notebook.source.fixAll.slowspot" not in kinds


async def test_a_fix_that_changes_another_cell_says_so(tmp_path: Path) -> None:
    async with session(tmp_path, change=with_notebooks) as s:
        notebook = Notebook(s)
        queue = "def drain(items):\n    queue = list(items)\n    while queue:\n        print(queue.pop(0))\n"
        await notebook.open("import os\n%matplotlib inline", "def f(): ...", queue)
        [action, _] = await s.actions(notebook.name(2), (3, 16), only=["quickfix"])
        assert action.title == "Use a deque (changes another cell, too)"
        assert await edited(notebook, action) == {
            0: "import os\nfrom collections import deque\n%matplotlib inline",
            2: queue.replace("list(items)", "deque(items)").replace("pop(0)", "popleft()"),
        }


async def test_a_client_that_asks_is_told_to_ask_for_other_cells(tmp_path: Path) -> None:
    def asks(capabilities: types.ClientCapabilities) -> None:
        with_notebooks(capabilities)
        assert capabilities.text_document is not None
        assert capabilities.workspace is not None
        capabilities.text_document.diagnostic = types.DiagnosticClientCapabilities(dynamic_registration=True)
        capabilities.workspace.diagnostics = types.DiagnosticWorkspaceClientCapabilities(refresh_support=True)

    async with session(tmp_path, options={"diagnostics": "pull"}, change=asks) as s:
        notebook = Notebook(s)
        notebook.show(SEEN, LOOP)
        assert [await asked(notebook, index) for index in (0, 1)] == [[], ["list-membership-in-loop"]]
        s.client.refreshed.clear()
        notebook.edit(0, (1, 7), (1, 13), "set")
        assert await asked(notebook, 0) == []
        await until(lambda: "diagnostic" in s.client.refreshed, "a request to ask anew")
        assert await asked(notebook, 1) == []
        assert not s.client.published


async def asked(notebook: Notebook, index: int) -> list[str]:
    params = types.DocumentDiagnosticParams(types.TextDocumentIdentifier(notebook.name(index)))
    report = await notebook.s.client.text_document_diagnostic_async(params)
    assert isinstance(report, types.RelatedFullDocumentDiagnosticReport)
    return rules(report.items)


async def test_what_is_related_may_be_in_another_cell(tmp_path: Path) -> None:
    async with session(tmp_path, change=with_notebooks, options={"settings": {"link": True}}) as s:
        notebook = Notebook(s)
        await notebook.open(
            "import time\ndef wait():\n    time.sleep(1)", "%time x = 1", "async def serve():\n    wait()"
        )
        last = await until(
            lambda: next((it for it in s.reports(notebook.name(2)) if it.diagnostics), None), "a finding"
        )
        [diagnostic] = last.diagnostics
        [related] = list(diagnostic.related_information or ())
        assert related.location.uri == notebook.name(0)
        assert related.location.range == types.Range(types.Position(2, 4), types.Position(2, 17))
        assert related.message == "calls time.sleep()"
        notebook.edit(0, (0, 0), (0, 0), "# the clock\n")

        def has_moved() -> bool:
            found = list(s.reports(notebook.name(2))[-1].diagnostics[0].related_information or ())
            return [related.location.range.start for related in found] == [types.Position(3, 4)]

        await until(has_moved, "the place as it is now")
