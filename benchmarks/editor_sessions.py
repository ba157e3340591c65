"""One server with one long document open, and what a user does to it."""

from __future__ import annotations

import ast
import shutil
import sys
import tempfile
import time
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from client import Client
from corpus import module_of
from editor_spots import spots

__all__ = ["BARE", "RUFF_RULES", "SLOWSPOT", "Session", "folder_with", "ruff_server"]

RUFF_RULES = '[lint]\nselect = ["PERF", "C4", "ASYNC", "FURB", "SIM", "B", "PD"]\n'
BARE = """
from pygls.lsp.server import LanguageServer
LanguageServer("bare", "1").start_io()
"""
SLOWSPOT = [sys.executable, "-m", "slowspot.cli", "server"]


def ruff_server() -> list[str]:
    return [shutil.which("ruff", path=str(Path(sys.executable).parent)) or "ruff", "server"]


@contextmanager
def folder_with(files: Mapping[str, str]) -> Generator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        for name, text in files.items():
            Path(folder, name).write_text(text, "utf-8")
        yield Path(folder)


class Session:
    def __init__(self, command: list[str], root: Path, settings: Mapping[str, Any] | None = None) -> None:
        self.root = root
        self.client = Client(command, root, {"index": "off", **(settings or {})})
        self.start_seconds = self.client.initialize()
        self.uri, self.text, self.version = (root / "document.py").as_uri(), "", 1

    def open(self, size: int) -> float:
        """Open a document of about so many lines, once the server has settled; seconds to its diagnostics."""
        self.text = module_of(size)
        (self.root / "document.py").write_text(self.text, "utf-8")
        time.sleep(2)
        document = {"uri": self.uri, "languageId": "python", "version": 1, "text": self.text}
        sent = self.client.notify("textDocument/didOpen", {"textDocument": document})
        taken = self.client.diagnostics(self.uri, 1) - sent
        time.sleep(1.5)
        return taken

    def edits(self, count: int) -> list[tuple[int, int, str, int]]:
        """Letters typed into names, each followed by its removal."""
        pairs = [[(line, column, "x", 0), (line, column, "", 1)] for line, column in spots(self.text, count // 2)]
        return [edit for pair in pairs for edit in pair]

    def send(self, line: int, column: int, text: str, removed: int = 0) -> float:
        self.version += 1
        area = {"start": {"line": line, "character": column}, "end": {"line": line, "character": column + removed}}
        params = {
            "textDocument": {"uri": self.uri, "version": self.version},
            "contentChanges": [{"range": area, "text": text}],
        }
        return self.client.notify("textDocument/didChange", params)

    def arrival(self) -> float:
        return self.client.diagnostics(self.uri, self.version)

    def edit(self, line: int, column: int, text: str, removed: int = 0) -> float:
        """Seconds from an edit to its diagnostics."""
        sent = self.send(line, column, text, removed)
        return self.arrival() - sent

    def items(self) -> list[Any]:
        return self.client.items.get(self.uri, [])

    def action(self, at: Mapping[str, int]) -> float:
        """Seconds to the code actions of a place."""
        context = {"diagnostics": [item for item in self.items() if item["range"]["start"] == at], "triggerKind": 1}
        params = {"textDocument": {"uri": self.uri}, "range": {"start": at, "end": at}, "context": context}
        began = time.perf_counter()
        arrived, _ = self.client.request("textDocument/codeAction", params)
        return arrived - began

    def batch(self) -> float:
        """Seconds that `ast.parse` and the default rules take in this process, for the same text."""
        # Late: the first use imports the rules.
        from slowspot.analyzers.engine import Analyzer, RuleSet
        from slowspot.analyzers.settings import Settings
        from slowspot.analyzers.source import Document
        from slowspot.models.evidence import rules_for

        rules = RuleSet(rules_for(Settings()))
        began = time.perf_counter()
        ast.parse(self.text)
        parsed = time.perf_counter()
        document = Document(self.text)
        begun = time.perf_counter()
        Analyzer(document, rules).findings()
        return parsed - began + time.perf_counter() - begun

    def stop(self) -> None:
        self.client.stop()
