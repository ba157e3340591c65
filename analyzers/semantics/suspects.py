"""Which function names of a module may lead to a call that blocks: a quick look at the text, before any inference."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from .knowledge.blocking import BLOCKS
from .model import BlockFacts, FileModel

__all__ = ["HOPS", "concerned", "still_suspect", "suspects", "words_of"]

HOPS: Final = 3
"""Calls that are followed from a coroutine to what blocks."""

_CALLED = re.compile(r"\b[\w.]+\(")
_IMPORTED_LATER = re.compile(r"^[ \t]+(?:from|import) (\w+)", re.MULTILINE)
_DEFINED = re.compile(r"(?<!async )\bdef (\w+)")
_KNOWN: Final = {name for kind, names in BLOCKS.items() if kind != "file" for name in names}
_DRIVERS = {
    "dbapi": ("sqlite3", "psycopg2", "psycopg", "pymysql", "MySQLdb", "mysql", "pyodbc", "oracledb", "cx_Oracle"),
    "botocore": ("boto3", "botocore"),
    "sqlalchemy": ("sqlalchemy", "sqlmodel"),
}


def _by_package() -> dict[str, frozenset[str]]:
    """Package that a module imports → last names of what blocks."""
    table: dict[str, set[str]] = {}
    for name in _KNOWN:
        package = name.partition(".")[0]
        for imported in _DRIVERS.get(package, (package,)):
            table.setdefault(imported, set()).add(name.rpartition(".")[2])
    return {package: frozenset(names) for package, names in table.items()}


_BY_PACKAGE: Final = _by_package()


def suspects(model: FileModel) -> frozenset[str]:
    """Names of plain functions and classes, and (with a dot before them) of methods, whose call may block.

    More than really do; all that do.
    """
    found = model.suspects
    if found is None:
        found = model.suspects = _suspects(model)
    return found


@dataclass(slots=True)
class Words:
    """What the text of a block says: nothing else is in it, so it stays true."""

    paths: frozenset[str]
    """What it calls, as written."""
    last: frozenset[str]
    called: frozenset[str]
    """Last names of what it calls, with a dot before those of methods; and more."""
    functions: tuple[str, ...]
    later: frozenset[str]
    """Packages that it imports, and not at the module's top level."""
    direct: tuple[bool, bool] = (False, False)
    """By the words, does it call something that blocks, or what was imported under another name?"""


def words_of(facts: BlockFacts) -> Words:
    """Read the block's text, once."""
    found = facts.words
    if found is None:
        text = facts.text
        paths = frozenset(call[:-1] for call in _CALLED.findall(text))
        called = frozenset(path[path.rfind(".") :] if "." in path else path for path in paths)
        last = frozenset(name.lstrip(".") for name in called)
        functions = tuple(_DEFINED.findall(text)) if "def " in text else ()
        later = frozenset(_IMPORTED_LATER.findall(text)) if "import" in text else frozenset[str]()
        found = facts.words = Words(paths, last, called, functions, later)
    return found


def _set_direct(facts: BlockFacts, names: frozenset[str]) -> None:
    words = words_of(facts)
    aliased = not words.paths.isdisjoint(facts.model.imports.renamed) or not words.paths.isdisjoint(facts.renamed)
    words.direct = (not words.last.isdisjoint(names), aliased)


def _suspects(model: FileModel) -> frozenset[str]:
    text = "".join(model.document.lines)
    imported = {"builtins", *model.imports.packages, *_IMPORTED_LATER.findall(text)}
    known = frozenset[str]().union(*(_BY_PACKAGE[package] for package in imported & _BY_PACKAGE.keys()))
    model.suspicious = known
    renamed = model.imports.renamed.values()
    if not any(f"{name}(" in text for name in known) and known.isdisjoint(renamed):
        return frozenset()
    every = [model.facts(block) for block in model.document.leaves()]
    for facts in every:
        _set_direct(facts, known)
    every = [facts for facts in every if words_of(facts).functions]
    last = {name for facts in every if any(words_of(facts).direct) for name in _defined(facts)}
    found = set(last)
    for _ in range(HOPS - 1):
        last = {name for facts in every if not called_in(facts).isdisjoint(last) for name in _defined(facts)} - found
        found |= last
        if not last:
            break
    return frozenset(found)


def called_in(facts: BlockFacts) -> frozenset[str]:
    """Last names of what a block calls, with a dot before those of methods; and more."""
    return words_of(facts).called


def _defined(facts: BlockFacts) -> Iterable[str]:
    """Names of the plain functions that a block defines, and of the class whose `__init__` it is."""
    names = words_of(facts).functions
    if facts.class_node is None:
        return (*names, *(f".{name}" for name in names)) if "class " in facts.text else names
    methods = [f".{name}" for name in names]
    return (*names, *methods, facts.class_node.name) if ".__init__" in methods else (*names, *methods)


def still_suspect(model: FileModel, before: frozenset[str], removed: list[BlockFacts], added: list[BlockFacts]) -> bool:
    """After an edit that changed no imports: are the same names suspect, by a look at nothing but its blocks?"""
    known = model.suspicious
    if any(not _BY_PACKAGE.get(name, known) <= known for new in added for name in words_of(new).later):
        return False
    if not before and all(known.isdisjoint(words_of(new).last) for new in added):
        return True
    if len(removed) != len(added):
        return False
    for old, new in zip(removed, added, strict=True):
        was, now = old.words, words_of(new)
        if was is None or any(
            isinstance(node, ast.ClassDef) for block in (old.block, new.block) for node in block.nodes
        ):
            return False
        _set_direct(new, known)
        if was.functions != now.functions or old.block.parent is not new.block.parent:
            return False
        if not now.functions:
            continue
        if was.direct != now.direct or was.called & before != now.called & before:
            return False
    return True


def concerned(model: FileModel, before: frozenset[str] | None) -> Iterable[BlockFacts]:
    """After an edit: the facts of blocks that call what has become suspect, or no longer is."""
    if before is None or model.suspects is before:
        return ()
    changed = before ^ suspects(model)
    if not changed:
        return ()
    every = (model.facts(block) for block in model.document.leaves())
    return [facts for facts in every if not called_in(facts).isdisjoint(changed)]
