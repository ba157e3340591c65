"""The files of a program as advice reads them: parsed once, with what names and types mean in them."""

from __future__ import annotations

import ast
import os
from dataclasses import dataclass
from functools import cached_property

from ..proving.proofs.candidates.located import View, located
from ..semantics.imports import imports_of
from ..semantics.model import BlockFacts, FileModel
from ..source import Block, Document, SourceError

__all__ = ["Function", "Source", "Sources"]

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, eq=False)
class Source:
    """One file."""

    path: str
    """Relative to the project, with forward slashes."""
    full: str
    document: Document

    @cached_property
    def model(self) -> FileModel:
        model = FileModel(self.document)
        model.imports = imports_of(self.document)
        return model

    @property
    def text(self) -> str:
        return self.document.text

    def function(self, qualname: str) -> Function | None:
        """A function by its qualified name; None where it is not there, or does not parse."""
        found = located(self.document, qualname)
        return None if found is None else Function(self, qualname, *found)


@dataclass(frozen=True, eq=False)
class Function:
    """A function in a file, with what is known about the names in it."""

    source: Source
    name: str
    block: Block
    node: FunctionNode

    @property
    def facts(self) -> BlockFacts:
        return self.source.model.facts(self.block)

    @property
    def line(self) -> int:
        """Of its `def`, from 1."""
        return self.line_of(self.node)

    @cached_property
    def view(self) -> View:
        return View(self.source.document, self.block, self.node, self.name)

    def line_of(self, node: ast.AST) -> int:
        """The line of a node in it, from 1."""
        return self.block.line_of(node) + 1  # pyright: ignore[reportArgumentType] - statements and expressions

    def text_of(self, node: ast.AST) -> str:
        """How it is written, on one line."""
        return " ".join(ast.unparse(node).split())


class Sources:
    """Reads the files of a project when they are asked for."""

    def __init__(self, root: str) -> None:
        self.root = root
        self._known: dict[str, Source | None] = {}

    def of(self, path: str) -> Source | None:
        """A file by its path relative to the root; None where it cannot be read or is no Python."""
        if path not in self._known:
            full = os.path.join(self.root, *path.split("/"))
            try:
                with open(full, "rb") as file:
                    self._known[path] = Source(path, full, Document.from_bytes(file.read()))
            except (OSError, SourceError):
                self._known[path] = None
        return self._known[path]

    def function(self, path: str, qualname: str) -> Function | None:
        source = self.of(path)
        return None if source is None else source.function(qualname)
