"""Whatever a client does to a notebook, its cells have the findings of one that is opened with these texts."""

from __future__ import annotations

import random

from lsprotocol import types
from pygls.workspace import PositionCodec
from slowspot.server.analysis import Inspector
from slowspot.server.notebooks import OpenNotebook
from slowspot.server.settings import EditorSettings
from slowspot.server.workspace import OpenDocuments

URI = "file:///somewhere/a.ipynb"
TEXTS = (
    "import os\nseen = sorted(os.listdir())",
    "seen = set(seen)",
    "%time import sys\nfor item in open('a'):\n    !echo {item}\n    if item in seen: ...",
    "def cheapest(prices):\n    return sorted(prices)[0]\n",
    "%%bash\nfor x in *; do (",
    "%%capture\nresult = []\nfor number in range(9):\n    result = result + [number * seen[0]]",
    "    print('indented', sorted(seen)[0])",
    "[print(it) for it in seen]  # slowspot: ignore",
    "",
)
TYPED = (
    "(",
    ")",
    "[",
    "'''",
    "\n",
    "x",
    " ",
    "seen = 3",
    "%%time\n",
    "\\",
    "sorted(seen)[0]",
    "# slowspot: ignore",
    "😀",
)


class Client:
    """Says what an editor says, and knows what the notebook should be."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.texts: dict[str, str] = {}
        self.cells = [self.make() for _ in range(self.chance.randint(0, 5))]
        self.notebook = opened(self.cells, self.texts)

    def make(self) -> types.NotebookCell:
        uri = f"vscode-notebook-cell:/somewhere/a.ipynb#{len(self.texts)}"
        self.texts[uri] = self.chance.choice(TEXTS)
        markup = self.chance.random() < 0.1
        return types.NotebookCell(types.NotebookCellKind.Markup if markup else types.NotebookCellKind.Code, uri)

    def act(self) -> None:
        chance = self.chance
        if chance.random() < 0.75 and self.cells:
            self.type(chance.choice(self.cells).document)
            return
        start = chance.randint(0, len(self.cells))
        count = chance.randint(0, min(2, len(self.cells) - start))
        gone, new = self.cells[start : start + count], [self.make() for _ in range(chance.randint(0, 2))]
        moved = gone if chance.random() < 0.3 else []
        self.cells[start : start + count] = [*new, *reversed(moved)]
        structure = types.NotebookDocumentCellChangeStructure(
            array=types.NotebookCellArrayChange(start, count, [*new, *reversed(moved)]),
            did_open=[item(cell.document, self.texts) for cell in new],
            did_close=[types.TextDocumentIdentifier(cell.document) for cell in gone if cell not in moved],
        )
        self.tell(types.NotebookDocumentCellChanges(structure=structure))

    def type(self, uri: str) -> None:
        chance, text = self.chance, self.texts[uri]
        lines = text.split("\n")
        line = chance.randrange(len(lines))
        start = chance.randint(0, len(lines[line]))
        end = chance.randint(start, len(lines[line])) if chance.random() < 0.5 else start
        typed = chance.choice(TYPED)
        if chance.random() < 0.6:
            typed = self.texts[uri] = chance.choice(TEXTS)
            change: types.TextDocumentContentChangeEvent = types.TextDocumentContentChangeWholeDocument(typed)
        else:
            area = types.Range(position(lines[line], line, start), position(lines[line], line, end))
            change = types.TextDocumentContentChangePartial(area, typed)
            lines[line] = lines[line][:start] + typed + lines[line][end:]
            self.texts[uri] = "\n".join(lines)
        document = types.VersionedTextDocumentIdentifier(2, uri)
        self.tell(
            types.NotebookDocumentCellChanges(
                text_content=[types.NotebookDocumentCellContentChanges(document, [change])]
            )
        )

    def tell(self, cells: types.NotebookDocumentCellChanges) -> None:
        self.notebook.change(types.NotebookDocumentChangeEvent(cells=cells))


def opened(cells: list[types.NotebookCell], texts: dict[str, str]) -> OpenNotebook:
    notebook = OpenNotebook(URI, PositionCodec("utf-16"))
    told = types.NotebookDocument(URI, "jupyter-notebook", 0, list(cells))
    notebook.open(told, [item(cell.document, texts) for cell in cells])
    return notebook


def item(uri: str, texts: dict[str, str]) -> types.TextDocumentItem:
    return types.TextDocumentItem(uri, "python", 1, texts[uri])


def position(text: str, line: int, column: int) -> types.Position:
    return types.Position(line, len(text[:column].encode("utf-16-le")) // 2)


def found(notebook: OpenNotebook, inspector: Inspector) -> dict[str, list[object]]:
    """What each cell has: its text, its findings and what is shown, its notes."""
    result: dict[str, list[object]] = {}
    for cell in notebook.cells.values():
        assert inspector.refresh(cell)
        assert not cell.stale
        findings = [(it.rule.slug, it.span, it.safety, it.score) for it in cell.findings]
        shown = [(it.rule.slug, it.span, it.related) for it in cell.shown]
        result[cell.uri] = [cell.source, findings, shown, list(cell.notes)]
    return result


def test_cells_have_the_findings_of_a_fresh_notebook() -> None:
    settings = EditorSettings()
    settings.start({"preview": True}, OpenDocuments(None, [], "utf-16"))
    inspector = Inspector(settings)
    compared = 0
    for seed in range(25):
        client = Client(seed)
        for _ in range(14):
            for _ in range(client.chance.randint(1, 3)):
                client.act()
            now = found(client.notebook, inspector)
            told = {cell.document: client.texts[cell.document] for cell in client.cells}
            assert {uri: it[0] for uri, it in now.items()} == told
            module = client.notebook.text.module
            assert client.notebook.text.source == module.text
            if not any(cell.code.problem for cell in module.cells):
                fresh = found(opened(client.cells, client.texts), inspector)
                assert now == fresh, seed
                compared += any(it[1] for it in fresh.values())
    assert compared > 20
