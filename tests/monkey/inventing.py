"""Random scripts: what a client, its user, the disk and a broken plug-in may do, as plain data that can be played."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from .texts import Text, parses, real_texts

__all__ = ["SETTINGS", "invent"]

Event = dict[str, Any]

DOCUMENTS = 4
SETTINGS: tuple[dict[str, Any], ...] = (
    {"preview": True},
    {"preview": True},
    {},
    {"preview": True, "ignore": ["strings", "sorted-first"]},
    {"select": ["collections"]},
    {"preview": "yes", "ignore": 5, "nonsense": [1]},
    {"preview": True, "code-lens": False, "inlay-hints": False, "warn-from": 0.5, "require-reason": True},
)

WORDS = (
    "x", "y_", "(", ")", "[", "]", "{", "}", ":", '"', '"""', "'", "#", "\\", "\n", "\r\n", "\n\n", "    ", "\t", "\f",
    "lambda: 0", "await x", "😀", "é", "ﬀ", "\ufeff", "\0", "import os\n", "from m import *\n", "class A:\n    ",
    "else:\n", "@d\n", "async def g():\n    time.sleep(1)\n", "def f(a):\n    return sorted(a)[0]\n",
    "for i in range(len(a)):\n    if a[i] in [1, 2, 3]:\n        s += str(i)\n",
    "x = sorted(y)[0]  # slowspot: ignore[sorted-first]\n", "# slowspot: ignore\n", "# slowspot: ignore-file\n",
)  # fmt: skip

FILES = {
    "pyproject.toml": (
        "[tool.slowspot]\npreview = true\n",
        "[tool.slowspot\n",
        "[project]\nrequires-python = '>=3.8'\n",
    ),
    "slowspot.toml": ("ignore = ['strings']\n", "preview = 3\n", "exclude = ['d1.py']\n", "\0"),
    "ruff.toml": ("[lint]\nselect = ['PERF', 'C4', 'FURB']\n", "select = 1\n"),
    "other.py": ("def f(a):\n    return sorted(a)[0]\n", "def f(:\n", ""),
    "sub/deep.py": ("import d0\n", "x = [i for i in y]\n"),
}

JUNK = (
    "{no json", "[]", "null", '"text"', "", "{}", '{"jsonrpc":"2.0"}', '{"jsonrpc":"2.0","method":5,"id":"a"}',
    '{"jsonrpc":"2.0","method":"textDocument/didChange","params":{"wrong":1}}',
    '{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{"textDocument":{"uri":5}}}',
    '{"jsonrpc":"2.0","method":"textDocument/didOpen","params":null}',
    '{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":[1]}}', '{"jsonrpc":"2.0","method":"$/cancelRequest"}',
    '{"jsonrpc":"2.0","method":"$/setTrace","params":{"value":"nonsense"}}',
    '{"jsonrpc":"2.0","id":"never","result":1}',
    '{"jsonrpc":"2.0","id":1e400,"method":"x"}', '{"id":{"a":1},"method":"textDocument/hover","params":{}}',
    '{"jsonrpc":"2.0","method":"slowspot/unknown","params":{"a":[{}]}}', "[" * 3000, "\ud7ff" * 40,
    '{"jsonrpc":"2.0","method":"workspace/didChangeWatchedFiles","params":{"changes":[{"uri":"%%%","type":9}]}}',
    '{"jsonrpc":"2.0","method":"workspace/didChangeConfiguration","params":{"settings":{"slowspot":[1,2]}}}',
    '{"jsonrpc":"2.0","method":"notebookDocument/didChange","params":{}}',
)  # fmt: skip

OF_PLACES = ("textDocument/hover", "textDocument/codeAction", "textDocument/inlayHint")
OF_FILES = ("textDocument/codeLens", "textDocument/diagnostic")
ODD_REQUESTS: tuple[tuple[str, Any], ...] = (
    ("textDocument/definition", {}), ("slowspot/unknown", None), ("textDocument/hover", {"position": 1}),
    ("workspace/executeCommand", {"command": "slowspot.unknown"}),
    ("workspace/executeCommand", {"command": "slowspot.heat"}),
    ("workspace/executeCommand", {"command": "slowspot.prove", "arguments": [{"uri": "file:///none.py", "rule": "x"}]}),
    ("workspace/executeCommand", {"command": "slowspot.profile", "arguments": [5]}),
    ("workspace/executeCommand", {"command": "slowspot.showCalls", "arguments": ["file:///none.py", "f"]}),
    ("workspace/executeCommand", {"command": "slowspot.hotspots", "arguments": []}),
    ("workspace/executeCommand", {"command": "slowspot.clearProfile", "arguments": []}),
    ("workspace/diagnostic", {"previousResultIds": []}), ("codeAction/resolve", {"title": "x", "data": {"uri": 5}}),
    ("codeAction/resolve", {"title": "x", "data": {"uri": "file:///none.py", "action": "fix"}}), ("initialize", {}),
    ("workspace/symbol", {"query": ""}),
)  # fmt: skip


class _Inventor:
    """Knows what a client knows: its own texts. So edits lie in them, as an editor's do."""

    def __init__(self, seed: int, encoding: str, most_lines: int) -> None:
        self.rng = random.Random(seed)
        self.encoding = encoding
        self.texts = real_texts(self.rng, DOCUMENTS, most_lines)
        self.open: dict[int, Text] = {}
        self.good: dict[int, str] = {}

    def event(self) -> Event:
        kinds: dict[Callable[[], Event], int] = {
            self.opening: 4, self.closing: 2, self.edit: 42, self.mend: 8, self.burst: 4, self.request: 24,
            self.action: 5, self.cancel: 6, self.settings: 1, self.file: 1, self.saving: 2, self.junk: 2, self.odd: 3,
            self.pause: 5,
        }  # fmt: skip
        return self.rng.choices(list(kinds), list(kinds.values()))[0]()

    # -- documents

    def opening(self) -> Event:
        # Now and then a document that is open already: a client's error.
        number = self.rng.randrange(DOCUMENTS)
        self.open[number] = Text(self.texts[number], self.encoding)
        self.good.pop(number, None)
        return {"do": "open", "document": number, "text": self.texts[number]}

    def closing(self) -> Event:
        number = self.rng.randrange(DOCUMENTS)
        known = self.open.pop(number, None)
        if known is not None:
            self.texts[number] = known.text if parses(known.text) else self.good.get(number, self.texts[number])
        return {"do": "close", "document": number}

    def chosen(self) -> int | None:
        return self.rng.choice(sorted(self.open)) if self.open else None

    def place(self, text: Text) -> tuple[int, int]:
        lines = text.lines
        line = self.rng.randrange(len(lines))
        content = lines[line].rstrip("\r\n")
        return line, text.column(content, self.rng.randint(0, len(content)))

    def change(self, text: Text) -> list[Any]:
        rng, start = self.rng, self.place(text)
        chance = rng.random()
        if chance < 0.5:
            end, new = start, rng.choice(WORDS)
        elif chance < 0.8:
            line = text.lines[start[0]].rstrip("\r\n")
            characters = min(len(line), text.characters(line, start[1]) + rng.randint(1, 6))
            end, new = (start[0], text.column(line, characters)), ""
        elif chance < 0.97:
            end, new = (start[0] + rng.randint(0, 12), 0), rng.choice(WORDS)
            end = max(end, start)
        else:  # beyond the end of the line and of the text
            end, new = (start[0] + rng.randint(0, 2), 9999), rng.choice(WORDS)
        text.edit(start, end, new)
        return [*start, *end, new]

    def edit(self) -> Event:
        number = self.chosen()
        if number is None:
            return self.opening()
        text = self.open[number]
        if self.rng.random() < 0.03:
            text.text = self.rng.choice(["", "\n", "x = 1\n", self.texts[number], text.text.replace("\n", "\r\n")])
            return {"do": "change", "document": number, "edits": [text.text]}
        return {
            "do": "change",
            "document": number,
            "edits": [self.change(text) for _ in range(self.rng.choice([1, 1, 1, 3]))],
        }

    def mend(self) -> Event:
        """Take back everything since the text last parsed, as "undo" does."""
        number = self.chosen()
        if number is None:
            return self.opening()
        text = self.open[number]
        if parses(text.text):
            self.good[number] = text.text
            return self.edit()
        return {"do": "change", "document": number, "edits": [text.become(self.good.get(number, self.texts[number]))]}

    def burst(self) -> Event:
        """A word, letter by letter."""
        number = self.chosen()
        if number is None:
            return self.opening()
        text = self.open[number]
        line, column = self.place(text)
        edits = []
        for letter in self.rng.choice(["sorted(values)[0]", "for x in y:", '"""text"""', "lookup = {}"]):
            text.edit((line, column), (line, column), letter)
            edits.append([line, column, line, column, letter])
            column += 1
        return {"do": "burst", "document": number, "edits": edits}

    def saving(self) -> Event:
        return {"do": "save", "document": self.rng.randrange(DOCUMENTS)}

    # -- requests

    def request(self) -> Event:
        rng = self.rng
        number = self.chosen() if rng.random() < 0.95 else rng.randrange(DOCUMENTS)
        if number is None:
            return self.opening()
        if rng.random() < 0.3:
            return {"do": "ask", "method": rng.choice(OF_FILES), "document": number}
        text = self.open.get(number) or Text("", self.encoding)
        start = self.place(text)
        end = self.place(text) if rng.random() < 0.3 else start
        return {
            "do": "ask", "method": rng.choice(OF_PLACES), "document": number,
            "range": [*min(start, end), *max(start, end)],
            "only": rng.choice([None, None, ["quickfix"], ["source.fixAll.slowspot"], ["refactor"], []]),
        }  # fmt: skip

    def action(self) -> Event:
        return {"do": "resolve", "which": self.rng.randrange(100)}

    def cancel(self) -> Event:
        return {"do": "cancel", "back": self.rng.choice([0, 0, 0, 1, 2, 40])}

    def odd(self) -> Event:
        method, params = self.rng.choice(ODD_REQUESTS)
        return {"do": "odd", "method": method, "params": params}

    # -- the rest of the world

    def settings(self) -> Event:
        return {"do": "settings", "table": self.rng.choice(SETTINGS)}

    def file(self) -> Event:
        name = self.rng.choice(sorted(FILES))
        return {"do": "file", "name": name, "text": self.rng.choice([*FILES[name], None])}

    def junk(self) -> Event:
        return {"do": "junk", "body": self.rng.choice(JUNK)}

    def pause(self) -> Event:
        return {"do": "wait", "ms": self.rng.choice([0, 1, 3, 10])} if self.rng.random() < 0.8 else {"do": "settle"}


def invent(seed: int, count: int, encoding: str, most_lines: int = 900) -> list[Event]:
    """A script of so many events; the same one for the same arguments, and the same Python."""
    inventor = _Inventor(seed, encoding, most_lines)
    return [inventor.event() for _ in range(count)]
