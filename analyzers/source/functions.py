"""Functions of a source text, named as Python names them, with a digest that says whether one was changed."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from hashlib import blake2b
from typing import NamedTuple

from . import Block, Document, SyntaxProblem
from .parsing import parse
from .positions import split_lines

__all__ = ["MODULE", "Definition", "FunctionText", "definitions_of", "digest_of", "functions_in", "functions_of"]

MODULE = "<module>"
"""Name of the code of a module outside its functions."""

_SPACE_AT_END = re.compile(r"[ \t\f]+$", re.MULTILINE)
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_BODIES = ("body", "handlers", "orelse", "finalbody", "cases")
"""Fields that hold statements, or what holds statements, in the order of the text."""


class FunctionText(NamedTuple):
    """A function in a text. Lines count from 1 in a text, and from 0 in a `Document`."""

    name: str
    """As `__qualname__` spells it: `Store.load`, `outer.<locals>.inner`."""
    line: int
    """First line, that of the first decorator, as `co_firstlineno`."""
    definition: int
    """The line with `def`."""
    last: int
    digest: str
    """Of the text from `line` to `last`. Indentation of the whole, white space at line ends and kinds of line ends do
    not count, and nothing outside the function does."""


class Definition(NamedTuple):
    """A function or class, as the parser saw it; lines count from 1."""

    name: str
    line: int
    definition: int
    last: int
    is_class: bool


def functions_of(text: str) -> list[FunctionText]:
    """List the functions of a text by their first lines; a name defined twice is there twice.

    Lines count from 1. [] where the text does not parse.
    """
    lines = split_lines(text)
    return [
        FunctionText(
            found.name, found.line, found.definition, found.last, digest_of(lines[found.line - 1 : found.last])
        )
        for found in definitions_of(text) or []
        if not found.is_class
    ]


def definitions_of(text: str) -> list[Definition] | None:
    """List functions and classes by their first lines; None where the text does not parse."""
    statements = parse(text)
    return None if isinstance(statements, SyntaxProblem) else _definitions(statements)


def functions_in(document: Document, blocks: Sequence[Block] | None = None) -> list[FunctionText]:
    """List the functions of a document, or of some blocks of it, by their first lines, which count from 0.

    What was found is kept with the blocks: after an edit only those that it touched are looked at again. Functions in
    blocks that do not parse are not there.
    """
    found: list[FunctionText] = []
    chosen = document.blocks if blocks is None else sorted(blocks, key=lambda block: block.start)
    pending: list[tuple[Block, str]] = [(block, _prefix(block)) for block in reversed(chosen)]
    while pending:
        block, prefix = pending.pop()
        if block.members:
            inner = f"{prefix}{block.nodes[0].name}."  # pyright: ignore[reportAttributeAccessIssue] - a class has members
            pending += [(member, inner) for member in reversed(block.members)]
            continue
        kept: list[FunctionText] | None = block.functions
        if kept is None:
            kept = block.functions = _in_block(block, document.lines) if block.nodes else []
        if kept:
            start = block.start
            found += [
                FunctionText(prefix + name, start + line, start + definition, start + last, digest)
                for name, line, definition, last, digest in kept
            ]
    return found


def _prefix(block: Block) -> str:
    """What the classes around a block put before the names in it."""
    prefix = ""
    while block.parent is not None:
        block = block.parent
        prefix = f"{block.nodes[0].name}.{prefix}"  # pyright: ignore[reportAttributeAccessIssue] - a class has members
    return prefix


def _in_block(block: Block, lines: Sequence[str]) -> list[FunctionText]:
    """List a block's functions, with lines that count from the block's first line."""
    shift = -1 - block.base
    found: list[FunctionText] = []
    for name, line, definition, last, is_class in _definitions(block.nodes):
        if not is_class:
            text = lines[line + shift + block.start : last + shift + block.start + 1]
            found.append(FunctionText(name, line + shift, definition + shift, last + shift, digest_of(text)))
    return found


def digest_of(lines: Sequence[str]) -> str:
    """Digest a function's lines; see `FunctionText.digest`."""
    text = "".join(lines)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    indent = text[: len(text) - len(text.lstrip(" \t\f"))]
    if indent:
        text = ("\n" + text).replace("\n" + indent, "\n")[1:]
    if " \n" in text or "\t\n" in text or "\f\n" in text:
        text = _SPACE_AT_END.sub("", text)
    return blake2b(text.rstrip().encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def _definitions(statements: Sequence[ast.stmt]) -> list[Definition]:
    found: list[Definition] = []
    pending: list[tuple[ast.AST, str]] = [(statement, "") for statement in reversed(statements)]
    while pending:
        node, prefix = pending.pop()
        if isinstance(node, (*_FUNCTIONS, ast.ClassDef)):
            is_class = isinstance(node, ast.ClassDef)
            name = prefix + node.name
            line = node.decorator_list[0].lineno if node.decorator_list else node.lineno
            found.append(Definition(name, line, node.lineno, node.end_lineno or node.lineno, is_class))
            prefix = f"{name}." if is_class else f"{name}.<locals>."
        for field in reversed(_BODIES):
            # A lambda or conditional expression has a `body`, too, but no list.
            inner = getattr(node, field, None)
            if isinstance(inner, list):
                pending += [(child, prefix) for child in reversed(inner)]
    return found
