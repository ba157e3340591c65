"""What a proof is of: the digest of the function before and after, and of what it mentions in its file."""

from __future__ import annotations

import ast
import weakref
from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b
from typing import NamedTuple

from ...findings import Span, TextEdit
from ...source import Block, Document
from ...source.functions import FunctionText, digest_of, functions_in
from .proof import Rewrite
from .rewrites import outermost

__all__ = ["Identity", "Place", "edited", "function_at", "identity_of", "place_of", "surroundings_of"]

_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


class Identity(NamedTuple):
    """A rewrite of a function, wherever in its file the function stands."""

    function: str
    """Qualified name of the outermost function."""
    before: str
    """Digest of the function's text, as `source.functions` makes it."""
    after: str
    key: str
    """As `rewrites.key_of` makes it: of both, and of what changes outside the function, such as added imports."""


class Place(NamedTuple):
    """Where a finding lies within its function, so that it is found again wherever the function has moved."""

    rule: str
    start_line: int
    start_column: int
    end_line: int
    end_column: int


def identity_of(rewrite: Rewrite, document: Document | None = None) -> Identity:
    """What a rewrite is of. `document` is of the text before, where there is one already; else it is parsed.

    Raises ValueError where a text has no such function, or does not parse there.
    """
    before = document if document is not None else Document(rewrite.before)
    return _identity(outermost(rewrite.function), before, Document(rewrite.after))


def edited(document: Document, function: str, edits: Iterable[TextEdit]) -> Identity:
    """What the rewrite of a function by these edits is of: as `identity_of`, but only what they touch is parsed."""
    after = document.copy()
    for edit in sorted(edits, reverse=True):
        after.edit(edit.span, edit.text)
    return _identity(outermost(function), document, after)


def function_at(document: Document, function: str, line: int) -> FunctionText | None:
    """The outermost function of a qualified name around a line, which counts from 0. Only its block is looked at."""
    name = outermost(function)
    for found in functions_in(document, [document.block_at(line)]):
        if found.name == name and found.line <= line <= found.last:
            return found
    return None


def place_of(rule: str, span: Span, function: FunctionText, lines: Sequence[str]) -> Place:
    """Where a finding lies within its function. The indentation of the whole does not count."""
    head = lines[function.line]
    indent = len(head) - len(head.lstrip(" \t\f"))
    (line, column), (end_line, end_column) = span
    top = function.line
    return Place(rule, line - top, column - indent, end_line - top, end_column - indent)


def surroundings_of(document: Document, function: FunctionText) -> str:
    """Digest what the function mentions in its own file: imports, constants, other functions, and what these mention.

    Names are all that counts: `self.load()` mentions every `load` of the file's classes. What comes from other files is
    not looked at.
    """
    bound, definitions = _bindings(document)
    own = [it for it in definitions if it.first <= function.line and function.last <= it.last]
    mine = [definition.node for definition in own]
    digests: set[str] = set()
    pending = {name for node in mine for name in _mentioned(node)}
    pending |= set(outermost(function.name).split(".")[:-1])
    pending |= {"*"} | ({"__init__", "__slots__"} if "." in outermost(function.name) else set())
    known: set[str] = set()
    while pending:
        name = pending.pop()
        known.add(name)
        for definition in bound.get(name, ()):
            if definition in own:
                continue
            digests.add(definition.digest(document))
            pending.update(other for other in _mentioned(definition.node) if other not in known)
    return blake2b("\n".join(sorted(digests)).encode(), digest_size=8).hexdigest()


_Bindings = tuple[dict[str, list["_Definition"]], list["_Definition"]]
_latest: list[tuple[weakref.ref[Document], int, _Bindings]] = []
"""Of the document that was looked at last: when a file with many proofs is opened, they ask for the same."""


def _bindings(document: Document) -> _Bindings:
    """The definitions of a document, by the names that they bind, and all of them."""
    for known, revision, bindings in _latest:
        if known() is document and revision == document.revision:
            return bindings
    bound: dict[str, list[_Definition]] = {}
    definitions = list(_definitions(document))
    for definition in definitions:
        for name in definition.names:
            bound.setdefault(name, []).append(definition)
    _latest[:] = [(weakref.ref(document), document.revision, (bound, definitions))]
    return bound, definitions


class _Definition:
    """A statement of a module or class that binds names."""

    def __init__(self, node: ast.stmt, names: Iterable[str], first: int, last: int) -> None:
        self.node = node
        self.names = tuple(names)
        self.first = first
        self.last = last

    def digest(self, document: Document) -> str:
        return digest_of(document.lines[self.first : self.last + 1])


def _definitions(document: Document) -> Iterator[_Definition]:
    for block in document.leaves():
        for node in block.nodes:
            first = block.line_of(node)
            if isinstance(node, _DEFINITIONS) and node.decorator_list:
                first = min(first, block.line_of(node.decorator_list[0]))
            last = first + (node.end_lineno or node.lineno) - node.lineno
            if block.members:
                # The body of a class stands in its members' blocks: here are its name and its bases.
                last = min(last, block.members[0].start - 1)
            else:
                last = block.line_of(node) + (node.end_lineno or node.lineno) - node.lineno
            yield _Definition(node, _bound(node, block), first, max(first, last))


def _bound(node: ast.stmt, block: Block) -> set[str]:
    """The names that a statement gives to something."""
    if isinstance(node, _DEFINITIONS):
        names = {node.name}
        if isinstance(node, ast.ClassDef) and not block.members:
            names |= {each.name for each in ast.walk(node) if isinstance(each, _DEFINITIONS)}
        return names
    found: set[str] = set()
    for each in ast.walk(node):
        if isinstance(each, ast.Name) and not isinstance(each.ctx, ast.Load):
            found.add(each.id)
        elif isinstance(each, ast.Attribute) and not isinstance(each.ctx, ast.Load):
            found.add(each.attr)
        elif isinstance(each, ast.alias):
            found.add((each.asname or each.name).partition(".")[0])
        elif isinstance(each, _DEFINITIONS):
            found.add(each.name)
    return found


def _mentioned(node: ast.AST) -> Iterator[str]:
    for each in ast.walk(node):
        if isinstance(each, ast.Name):
            yield each.id
        elif isinstance(each, ast.Attribute):
            yield each.attr


def _identity(name: str, before: Document, after: Document) -> Identity:
    digests: list[str] = []
    outside: list[set[str]] = []
    for side, when in ((before, "before"), (after, "after")):
        named = [found for found in functions_in(side) if found.name == name]
        if not named:
            raise ValueError(f"there is no function {name} {when} the rewrite")
        digests.append(named[-1].digest)
        lines = list(side.lines)
        for found in reversed(named):
            del lines[found.line : found.last + 1]
        outside.append({line.rstrip() for line in lines if line.strip()})
    old, new = outside
    parts = [name, *digests, *sorted(new - old), "-", *sorted(old - new)]
    key = blake2b("\0".join(parts).encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()
    return Identity(name, digests[0], digests[1], key)
