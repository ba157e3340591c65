"""How a function's time grows with its input, as its source tells: "O(n²), n = len(items)", with the lines that say so.

The walk is that of `counting.py`; here the passes of loops are orders in the sizes of what came in, not a single n.
What the source does not tell is named instead of guessed.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from ..analyzers.semantics.imports import imports_of
from ..analyzers.semantics.inference import type_of
from ..analyzers.semantics.model import FileModel
from ..analyzers.semantics.names import dotted, qualified_name, resolve
from ..analyzers.source.document import Document
from .asking import Questions
from .bodies import functions_in
from .extents import Extents
from .growth_walk import FILLING, LOGARITHMIC, Event, GrowthWalk, brief, loop_told, name_of
from .operations import BUILTINS, LIBRARY, METHODS
from .orders import ONE, Order, size, together
from .repetitions import SelfCall, Shrinking, calls_on_a_path, passes_of_while, recursion_order, shrinking
from .tallies import Body, Place

if TYPE_CHECKING:
    from ..analyzers.semantics.model import BlockFacts

__all__ = ["Claim", "Reason", "claim_of"]

_DEEPEST = 3
"""Functions of the file that are looked into, one from another."""
_DOES: Final = {
    "each-compare": "searches all of {0}", "each-sort": "sorts {0}", "each-copy": "copies {0}",
    "each-move": "goes over all of {0}", "each-hash": "hashes all of {0}", "each-add": "goes through {0}",
    "each-key": "calls a function for all of {0}", "each-character": "searches the text {0}",
    "each-piece": "goes through {0}", "each-deep": "goes through all in {0}", "log": "a heap or bisection of {0}",
}  # fmt: skip
_CONSTRUCTORS = frozenset({"deque", "defaultdict", "Counter", "OrderedDict", "namedtuple", "Path", "Decimal"})
_CACHES = ("cache", "lru_cache")


@dataclass(frozen=True, slots=True)
class Reason:
    """A line that the claim rests on."""

    line: int
    """From 1."""
    text: str


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


# -- one function


class _Function:
    """One function of a file, looked at."""

    def __init__(self, facts: BlockFacts, node: Any, file: _File, depth: int) -> None:
        self.facts = facts
        self.node = node
        self.file = file
        self.depth = depth
        self.body = Body(node)
        walk = GrowthWalk(self.body, Questions(facts))
        walk.block(node.body)
        self.found = walk.found
        self.extents = Extents(facts, self.passes, self.grown, self.steps, self.result)
        self._passes: dict[ast.AST, Order | None] = {}
        self.unknown: list[Reason] = []
        self.assumed: dict[str, None] = {}
        self.hidden: dict[str, None] = {}
        self.doubts: list[Reason] = []
        self.terms: list[tuple[Order, int, str, Place]] = []
        """Orders of all loops and hidden loops, with line and words."""

    # -- asked by Extents

    def passes(self, owner: ast.AST) -> Order | None:
        if owner not in self._passes:
            self._passes[owner] = None  # while it is worked out
            if isinstance(owner, ast.While):
                self._passes[owner] = passes_of_while(owner, self.extents)
            else:
                self._passes[owner] = self.extents.elements(getattr(owner, "iter", None))
        return self._passes[owner]

    def grown(self, name: str, bound: ast.AST | None) -> Order | None:
        """How much the body puts into a container bound at a node: what loops around that node do starts anew."""
        anew = set(self._owners(self._place_of(bound))) if bound is not None else set[ast.AST]()
        result = ONE
        for place, amount in self.found.filled.get(name, ()):
            order = self._repeated(place, without=anew)
            if amount is not None and order is not None:
                elements = self.extents.elements(amount)
                order = order.times(elements) if elements is not None else None
            if order is None:
                return None
            result = result.plus(order)
        return result

    def steps(self, target: ast.AST) -> Order | None:
        place, statement = self.found.steps.get(target, (None, None))
        if place is None or statement is None:
            return None
        if not isinstance(statement.op, ast.Add):
            return ONE if isinstance(statement.op, ast.Sub | ast.FloorDiv | ast.RShift | ast.Mod | ast.Div) else None
        repeated, step = self._repeated(place), self.extents.number(statement.value)
        return repeated.times(step) if repeated is not None and step is not None else None

    def result(self, call: ast.Call) -> Order | None:
        """How much a call of the function by itself gives: as much as it gets, where that is a part of its own."""
        names = self._parameters(call)
        if not self.calls_itself(call) or not call.args or not names:
            return None
        if shrinking(call.args[0], names[0], self._bound_once()) not in ("half", "less"):
            return None
        self.assumed[f"{self.node.name}(…) giving no more than it gets"] = None
        return size(f"len({names[0]})")

    def _place_of(self, node: ast.AST | None) -> Place | None:
        while node is not None:
            place = self.body.places.get(node)
            if place is not None:
                return place
            node = self.facts.scopes.parent.get(node)
        return None

    @staticmethod
    def _owners(place: Place | None) -> Iterator[ast.AST]:
        while place is not None and place.owner is not None:
            yield place.owner
            place = place.outer

    def _repeated(self, place: Place, without: set[ast.AST] | None = None) -> Order | None:
        """How often something at a place runs; None where a loop around is not known."""
        result = ONE
        for owner in self._owners(place):
            if without and owner in without:
                continue
            passes = self.passes(owner)
            if passes is None:
                return None
            result = result.times(passes)
        return result

    # -- the sum

    def order(self) -> Order | None:
        """What the body does, calls of itself left out; None where some loop is not known."""
        for place, owner, line in self.found.loops:
            self._count(place, ONE, line, loop_told(owner))
        for event in self.found.events:
            elements = self._worked(event)
            if elements is None:
                if not self._small(event.over):
                    self.unknown.append(Reason(self.line(event.line), f"how long {brief(event.over)} is"))
                continue
            self._count(event.place, elements, event.line, _DOES[event.kind].format(brief(event.over)))
        for node, place in self.found.calls:
            self._called(node, place)
        for compare, right, place in self.found.doubts:
            elements, repeated = self.extents.elements(right), self._repeated(place)
            if elements is not None and repeated is not None and not elements.constant:
                self.doubts.append(Reason(self.line(compare.lineno), brief(right)))
        return together(order for order, _, _, _ in self.terms) if not self.unknown else None

    def _worked(self, event: Event) -> Order | None:
        elements = self.extents.elements(event.over)
        if elements is None:
            return None
        if event.kind == "log":
            return elements.log
        return elements.times(elements.log) if event.kind == "each-sort" else elements

    def _small(self, node: Any) -> bool:
        """Numbers, and texts that a pass makes, are not what grows."""
        return type_of(self.facts, node).name in ("int", "float", "str", "bytes", "None", "bool") or (
            isinstance(node, ast.Call) and not isinstance(node.func, ast.Name)
        )

    def _count(self, place: Place, order: Order, line: int, text: str) -> None:
        repeated = self._repeated(place)
        if repeated is None:
            for owner in self._owners(place):
                if self.passes(owner) is None:
                    at = getattr(owner, "lineno", 0) or getattr(getattr(owner, "iter", None), "lineno", line)
                    reason = Reason(self.line(at), f"how often {loop_told(owner)} runs")
                    if reason not in self.unknown:
                        self.unknown.append(reason)
            return
        self.terms.append((repeated.times(order), self.line(line), text, place))

    def line(self, line: int) -> int:
        return line - self.facts.block.base + self.facts.block.start

    # -- calls

    def _called(self, node: ast.Call, place: Place) -> None:
        if self.calls_itself(node):
            return
        func, name = node.func, name_of(node)
        target = self._own_function(func)
        if target is None:
            known = (
                (isinstance(func, ast.Name) and name in BUILTINS)
                or (isinstance(func, ast.Attribute) and (name in METHODS or _last(func.value) in LIBRARY))
                or name in LOGARITHMIC
                or name in FILLING
                or name in _CONSTRUCTORS
                or (qualified_name(self.facts, func) or "").startswith("builtins.")
            )
            if not known and name:
                self._not_known(node)
            return
        facts, definition = target
        looked = self.file.looked_at(facts, definition, self.depth + 1)
        inner = looked.total() if looked is not None else None
        if inner is None or inner == "exponential" or looked is None:
            self._not_known(node)
            return
        order = self._handed_over(inner, node, definition)
        if order is None:
            self._not_known(node)
        elif not order.constant:
            self._count(place, order, node.lineno, f"{brief(func)}(…) takes time for all that it is given")

    def _not_known(self, node: ast.Call) -> None:
        """What is given an element is taken to need the same time for each; what is given all of an argument is not."""
        arguments = self.node.args
        whole = {f"len({each.arg})" for each in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)}
        given = [*node.args, *(keyword.value for keyword in node.keywords), getattr(node.func, "value", None)]
        orders = [self.extents.elements(each) for each in given if each is not None]
        hidden = any(order is not None and not whole.isdisjoint(order.sizes) for order in orders)
        (self.hidden if hidden else self.assumed)[f"{brief(node.func)}(…)"] = None

    def _own_function(self, func: Any) -> tuple[BlockFacts, Any] | None:
        """The function of this file that a name means."""
        if not isinstance(func, ast.Name):
            return None
        found = resolve(self.facts, func)
        if found is None or len(found[1]) != 1:
            return None
        binding, facts = found[1][0]
        return (facts, binding.value) if isinstance(binding.value, ast.FunctionDef) else None

    def _handed_over(self, inner: Order, call: ast.Call, definition: Any) -> Order | None:
        values: dict[str, Order] = {}
        given = dict(zip((a.arg for a in definition.args.args), call.args, strict=False))
        given.update({keyword.arg: keyword.value for keyword in call.keywords if keyword.arg})
        for name in inner.sizes:
            parameter = name.removeprefix("len(").removesuffix(")")
            if parameter not in given:
                if parameter in {a.arg for a in definition.args.args}:
                    values[name] = ONE  # its default
                continue
            order = (
                self.extents.elements(given[parameter]) if name != parameter else self.extents.number(given[parameter])
            )
            if order is None:
                return None
            values[name] = order
        return inner.replaced(values)

    # -- recursion

    def calls_itself(self, node: ast.Call) -> bool:
        func = node.func
        if isinstance(func, ast.Name):
            return (
                func.id == self.node.name
                and (target := self._own_function(func)) is not None
                and target[1] is self.node
            )
        return (
            isinstance(func, ast.Attribute)
            and func.attr == self.node.name
            and (isinstance(func.value, ast.Name) and func.value.id in ("self", "cls"))
        )

    def total(self) -> Any:
        """The order with its recursion; "exponential"; None where the source does not tell."""
        own = self.order()
        calls = [
            SelfCall(node, self._parameters(node), self._repeated(place))
            for node, place in self.found.calls
            if self.calls_itself(node)
        ]
        if not calls:
            return own
        at = self.line(calls[0].node.lineno)
        if own is None:
            return None
        ways: set[tuple[str, Shrinking]] = set()
        bindings = self._bound_once()
        for call in calls:
            for name, argument in self._given(call):
                ways.add((name, self._way(argument, name, bindings)))
        looped = any(call.repeated is None or not call.repeated.constant for call in calls)
        number = calls_on_a_path(self.node.body, {call.node for call in calls})
        kept = any(_decorator(each) in _CACHES for each in self.node.decorator_list)
        found = recursion_order(own, ways, number, looped=looped, kept=kept)
        if found is None:
            self.unknown.append(Reason(at, f"what {self.node.name} gets when it calls itself"))
        elif found == "exponential":
            often = "in a loop" if looped else f"{number} times"
            words = f"{self.node.name} calls itself {often}, each time with little less"
            self.terms = [(ONE, at, words, Place(1.0, 0, 0, None))]
        else:
            self.terms.append((found, at, f"{self.node.name} calls itself", Place(1.0, 0, 0, None)))
        return found

    def _way(self, argument: Any, name: str, bindings: dict[str, ast.expr]) -> Shrinking:
        way = shrinking(argument, name, bindings)
        if way == "unknown" and isinstance(argument, ast.Name):
            found = resolve(self.facts, argument)
            for binding, _ in found[1] if found is not None else ():
                if binding.kind in ("for", "comprehension"):
                    root: Any = binding.value
                    while isinstance(root, ast.Attribute | ast.Subscript | ast.Call):
                        root = root.func if isinstance(root, ast.Call) else root.value
                    if isinstance(root, ast.Name) and root.id == name:
                        return "part"
        return way

    def _parameters(self, node: ast.Call) -> tuple[str, ...]:
        names = [argument.arg for argument in (*self.node.args.posonlyargs, *self.node.args.args)]
        return tuple(names[1:] if isinstance(node.func, ast.Attribute) else names)

    @staticmethod
    def _given(call: SelfCall) -> Iterator[tuple[str, Any]]:
        yield from zip(call.parameters, call.node.args, strict=False)
        for keyword in call.node.keywords:
            if keyword.arg is not None:
                yield keyword.arg, keyword.value

    def _bound_once(self) -> dict[str, ast.expr]:
        found: dict[str, Any] = {}
        for node in ast.walk(self.node):
            if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
                name = node.targets[0].id
                found[name] = None if name in found else node.value
        return {name: value for name, value in found.items() if value is not None}


def _decorator(node: Any) -> str:
    node = node.func if isinstance(node, ast.Call) else node
    return (dotted(node) or "").rpartition(".")[2]


def _last(node: Any) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


# -- the file


class _File:
    """Functions of one file that were looked at, so that none is looked at twice, nor from within itself."""

    def __init__(self, model: FileModel) -> None:
        self.model = model
        self._looked: dict[Any, _Function | None] = {}

    def looked_at(self, facts: BlockFacts, node: Any, depth: int) -> _Function | None:
        if node in self._looked:
            return self._looked[node]
        if depth > _DEEPEST:
            return None
        self._looked[node] = None  # they call each other
        return _Function(facts, node, self, depth)

    def find(self, qualname: str) -> tuple[BlockFacts, Any] | None:
        classes, _, name = qualname.rpartition(".")
        for block in self.model.document.leaves():
            facts = self.model.facts(block)
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
    file = _File(model)
    found = file.find(qualname)
    if found is None:
        return None
    facts, node = found
    line = node.lineno - facts.block.base + facts.block.start
    function = file.looked_at(facts, node, 0)
    assert function is not None
    total = function.total()
    parts = {
        "assumed": tuple(function.assumed),
        "hidden": tuple(function.hidden),
        "doubts": tuple(dict.fromkeys(function.doubts)),
        "unknown": tuple(dict.fromkeys(function.unknown)),
    }
    if total == "exponential":
        reasons = tuple(Reason(at, words) for _, at, words, _ in function.terms)
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


def _reasons(function: _Function, total: Order) -> tuple[Reason, ...]:
    """The lines behind the first of the leading terms, with the loops around them, from outside."""
    if total.constant:
        return ()
    for order, line, text, place in function.terms:
        if not order.constant and total.terms[0] in order.terms:
            found = [Reason(line, text)]
            for owner in function._owners(place):
                at = getattr(owner, "lineno", 0) or getattr(getattr(owner, "iter", None), "lineno", 1)
                found.append(Reason(function.line(at), loop_told(owner)))
            return tuple(dict.fromkeys(reversed(found)))
    return ()
