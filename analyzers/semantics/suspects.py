"""Which function names of a module may lead to a call that blocks: a quick look at the text, before any inference."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from .knowledge.blocking import BLOCKS
from .model import BlockFacts, FileModel

__all__ = ["HOPS", "concerned", "suspects"]

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


def _suspects(model: FileModel) -> frozenset[str]:
    text = "".join(model.document.lines)
    imported = {"builtins", *model.imports.packages, *_IMPORTED_LATER.findall(text)}
    renamed = set(model.imports.renamed.values())
    names = {
        name
        for package in imported & _BY_PACKAGE.keys()
        for name in _BY_PACKAGE[package]
        if name in renamed or f"{name}(" in text
    }
    if not names:
        return frozenset()
    every = [facts for block in model.document.leaves() for facts in (model.facts(block),) if _defined(facts)]
    last = {name for facts in every if _blocks(facts, names) for name in _defined(facts)}
    found = set(last)
    for _ in range(HOPS - 1):
        last = {name for facts in every if not called_in(facts).isdisjoint(last) for name in _defined(facts)} - found
        found |= last
        if not last:
            break
    return frozenset(found)


def _blocks(facts: BlockFacts, names: set[str]) -> bool:
    """May the block call something that blocks, by the words?"""
    renamed = facts.model.imports.renamed
    return any(path.rpartition(".")[2] in names or path in renamed or path in facts.renamed for path in _calls(facts))


def _calls(facts: BlockFacts) -> frozenset[str]:
    found = facts.usage_cache.get("calls")
    if found is None:
        found = facts.usage_cache["calls"] = frozenset(call[:-1] for call in _CALLED.findall(facts.text))
    return found


def called_in(facts: BlockFacts) -> frozenset[str]:
    """Last names of what a block calls, with a dot before those of methods; and more."""
    found = facts.usage_cache.get("called")
    if found is None:
        found = facts.usage_cache["called"] = frozenset(
            path[path.rfind(".") :] if "." in path else path for path in _calls(facts)
        )
    return found


def _defined(facts: BlockFacts) -> frozenset[str]:
    """Names of the plain functions that a block defines, and of the class whose `__init__` it is."""
    found = facts.usage_cache.get("defined")
    if found is None:
        text = facts.text
        names = _DEFINED.findall(text) if "def " in text else []
        if facts.class_node is not None:
            names += [f".{name}" for name in names]
            if ".__init__" in names:
                names.append(facts.class_node.name)
        elif "class " in text:
            names += [f".{name}" for name in names]
        found = facts.usage_cache["defined"] = frozenset(names)
    return found


def concerned(model: FileModel, before: frozenset[str] | None) -> Iterable[BlockFacts]:
    """After an edit: the facts of blocks that call what has become suspect, or no longer is."""
    if before is None:
        return ()
    changed = before ^ suspects(model)
    if not changed:
        return ()
    every = (model.facts(block) for block in model.document.leaves())
    return [facts for facts in every if not called_in(facts).isdisjoint(changed)]
