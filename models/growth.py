"""How a function's time grows with its input, as its source tells: "O(n²), n = len(items)", with the lines that say so.

The walk is that of `counting.py`; here the passes of loops are orders in the sizes of what came in, not a single n.
What the source does not tell is named instead of guessed.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ..analyzers.semantics.imports import imports_of
from ..analyzers.semantics.model import FileModel
from ..analyzers.source.document import Document
from .growth_function import Function, Functions
from .growth_walk import Reason, loop_told
from .orders import Order, size

if TYPE_CHECKING:
    from ..analyzers.semantics.model import BlockFacts

__all__ = ["Claim", "Reason", "claim_of", "functions_of", "told"]


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
    sizes: tuple[str, ...] = ()
    """Those in the order, as they are first mentioned."""

    @property
    def cost(self) -> str:
        """ "O(len(orders) · len(items))", "at least O(n)", "exponential"; "" where the source does not tell."""
        if self.order is None:
            return self.text
        return f"{'at least ' if self.hidden else ''}O({self.order.spelled(self.sizes)})"

    @property
    def because(self) -> str:
        """ "from the loop at 14 and `Index.find` (goes through self.words, items.py:40)"; "" for what is constant."""
        own = [reason for reason in self.reasons if not reason.callee]
        others = [reason for reason in self.reasons if reason.callee]
        loops = [reason for reason in own if reason.loop]
        told: list[str] = []
        if loops:
            lines = " and ".join(str(reason.line) for reason in loops)
            told.append(f"the loop{'s' if len(loops) > 1 else ''} at {lines}")
        rest = [reason for reason in own if not reason.loop]
        if others:
            last = others[-1]
            at = f"{last.path.rpartition('/')[2]}:{last.line}" if last.path else f"line {last.line}"
            told.append(f"`{last.callee}` ({last.text.strip('`')}, {at})")
        else:
            told += [f"line {reason.line} ({reason.text})" for reason in rest[-1:]]
        return "from " + " and ".join(told) if told else ""


def functions_of(model: FileModel) -> Iterator[tuple[str, BlockFacts, Any]]:
    """All functions of a file: qualified name, facts of its block, node."""
    for block in model.document.leaves():
        facts = model.facts(block)
        yield from _defined(facts, block.nodes, _class_path(facts))


def _defined(facts: BlockFacts, nodes: Iterable[ast.AST], prefix: str) -> Iterator[tuple[str, BlockFacts, Any]]:
    for node in nodes:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield prefix + node.name, facts, node
            yield from _defined(facts, node.body, f"{prefix}{node.name}.<locals>.")
        elif isinstance(node, ast.ClassDef):
            yield from _defined(facts, node.body, f"{prefix}{node.name}.")
        elif isinstance(node, ast.stmt):
            for field in ("body", "orelse", "finalbody", "handlers", "cases"):
                for inner in getattr(node, field, ()):
                    yield from _defined(facts, [inner] if isinstance(inner, ast.stmt) else inner.body, prefix)


def _class_path(facts: BlockFacts) -> str:
    names: list[str] = []
    block = facts.block.parent
    while block is not None:
        if block.nodes and isinstance(block.nodes[0], ast.ClassDef):
            names.append(block.nodes[0].name)
        block = block.parent
    return "".join(f"{name}." for name in reversed(names))


def claim_of(text: str, qualname: str) -> Claim | None:
    """What the source of a function claims about its growth; None where the file has no such function.

    An upper bound under what is said in `assumed`. Raises nothing for text that does not parse.
    """
    model = FileModel(Document(text))
    model.imports = imports_of(model.document)
    for name, facts, node in functions_of(model):
        if name == qualname or name.replace("<locals>.", "") == qualname:
            function = Functions().look_at(facts, node)
            return told(function) if function is not None else None
    return None


def told(function: Function, path_of: Callable[[FileModel], str] | None = None) -> Claim:
    """What a function that was looked at claims. `path_of` names the files that its callees stand in."""
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
    sizes = tuple(sorted(total.sizes, key=lambda name: _first_mention(name, source)))
    for name in sizes:
        size(name).told(letters)
    told = f"O({total.told(letters)})"
    where = ", ".join(f"{letter} = {name}" for name, letter in letters.items() if letter != name)
    return Claim(line, told, where, total, reasons=_reasons(function, total, path_of), sizes=sizes, **parts)


def _first_mention(name: str, source: str) -> int:
    found = re.search(rf"\b{re.escape(name.removeprefix('len(').rstrip(')…[]'))}\b", source)
    return found.start() if found else len(source)


def _reasons(
    function: Function, total: Order, path_of: Callable[[FileModel], str] | None, seen: frozenset[Any] = frozenset()
) -> tuple[Reason, ...]:
    """The lines behind the first of the leading terms, with the loops around them, from outside; then those of the
    function that is called there."""
    if total.constant:
        return ()
    for term in function.terms:
        if not term.order.constant and total.terms[0] in term.order.terms:
            loop = term.text.startswith("`")
            found = [Reason(term.line, term.text, loop=loop)]
            for owner in function.owners(term.place):
                at = getattr(owner, "lineno", 0) or getattr(getattr(owner, "iter", None), "lineno", 1)
                found.append(Reason(function.line(at), loop_told(owner), loop=True))
            return (*dict.fromkeys(reversed(found)), *_reasons_of_callee(function, term.callee, path_of, seen))
    return ()


def _reasons_of_callee(
    function: Function, callee: Function | None, path_of: Callable[[FileModel], str] | None, seen: frozenset[Any]
) -> list[Reason]:
    if callee is None or callee.node in seen or not isinstance(callee.total, Order):
        return []
    path = path_of(callee.facts.model) if path_of is not None else ""
    own = path_of(function.facts.model) if path_of is not None else ""
    name = _class_path(callee.facts) + callee.node.name
    return [
        replace(each, path=each.path or (path if path != own else ""), callee=each.callee or name)
        for each in _reasons(callee, callee.total, path_of, seen | {function.node})
    ]
