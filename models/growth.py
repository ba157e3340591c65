"""How a function's time grows with its input, as its source tells: "O(n²), n = len(items)", with the lines that say so.

The walk is that of `counting.py`; here the passes of loops are orders in the sizes of what came in, not a single n.
What the source does not tell is named instead of guessed.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..analyzers.semantics.imports import imports_of
from ..analyzers.semantics.model import FileModel
from ..analyzers.source.document import Document
from .bodies import functions_in
from .growth_function import Function, Functions, Reason
from .growth_walk import loop_told
from .orders import Order, size

if TYPE_CHECKING:
    from ..analyzers.semantics.model import BlockFacts

__all__ = ["Claim", "Reason", "claim_of"]


@dataclass(frozen=True, slots=True)
class Claim:
    line: int
    """Of the `def`, from 1."""
    text: str
    """ "O(n²)", "O(2ⁿ) or so"; "" where the source does not tell."""
    where: str
    """What the letters stand for: "n = len(items)"."""
    order: Order | None = None
    """None where the source does not tell, or for an exponential."""
    exponential: bool = False
    reasons: tuple[Reason, ...] = ()
    assumed: tuple[str, ...] = ()
    """Calls taken to need the same time whatever the size."""
    hidden: tuple[str, ...] = ()
    """Calls that are given all of an argument, and whose time is not known: the order is the least then."""
    doubts: tuple[Reason, ...] = ()
    """What makes it more, should a value be a list."""
    unknown: tuple[Reason, ...] = ()
    """What the source does not tell."""


def _find(model: FileModel, qualname: str) -> tuple[BlockFacts, Any] | None:
    classes, _, name = qualname.rpartition(".")
    for block in model.document.leaves():
        facts = model.facts(block)
        if _class_path(facts) != classes:
            continue
        for node in functions_in(block.nodes):
            if node.name == name:
                return facts, node
    return None


def _class_path(facts: BlockFacts) -> str:
    names: list[str] = []
    block = facts.block.parent
    while block is not None:
        if block.nodes and isinstance(block.nodes[0], ast.ClassDef):
            names.append(block.nodes[0].name)
        block = block.parent
    return ".".join(reversed(names))


def claim_of(text: str, qualname: str) -> Claim | None:
    """What the source of a function claims about its growth; None where the file has no such function.

    An upper bound under what is said in `assumed`. Raises nothing for text that does not parse.
    """
    model = FileModel(Document(text))
    model.imports = imports_of(model.document)
    found = _find(model, qualname)
    function = Functions().look_at(*found) if found is not None else None
    return told(function) if function is not None else None


def told(function: Function) -> Claim:
    """What a function that was looked at claims."""
    node, total = function.node, function.total
    line = function.line(node.lineno)
    parts = {
        "assumed": tuple(function.assumed),
        "hidden": tuple(function.hidden),
        "doubts": tuple(dict.fromkeys(function.doubts)),
        "unknown": tuple(dict.fromkeys(function.unknown)),
    }
    if total == "exponential":
        reasons = tuple(Reason(at, words) for _, at, words, _, _ in function.terms)
        return Claim(line, "exponential", "", exponential=True, reasons=reasons, **parts)
    if not isinstance(total, Order):
        return Claim(line, "", "", **parts)
    letters: dict[str, str] = {}
    source = ast.unparse(node)
    for name in sorted(total.sizes, key=lambda name: _first_mention(name, source)):
        size(name).told(letters)
    told = f"O({total.told(letters)})"
    where = ", ".join(f"{letter} = {name}" for name, letter in letters.items() if letter != name)
    return Claim(line, told, where, total, reasons=_reasons(function, total), **parts)


def _first_mention(name: str, source: str) -> int:
    found = re.search(rf"\b{re.escape(name.removeprefix('len(').rstrip(')…[]'))}\b", source)
    return found.start() if found else len(source)


def _reasons(function: Function, total: Order) -> tuple[Reason, ...]:
    """The lines behind the first of the leading terms, with the loops around them, from outside."""
    if total.constant:
        return ()
    for order, line, text, place, _ in function.terms:
        if not order.constant and total.terms[0] in order.terms:
            found = [Reason(line, text)]
            for owner in function._owners(place):
                at = getattr(owner, "lineno", 0) or getattr(getattr(owner, "iter", None), "lineno", 1)
                found.append(Reason(function.line(at), loop_told(owner)))
            return tuple(dict.fromkeys(reversed(found)))
    return ()
