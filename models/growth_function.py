"""The growth of a function, with that of those that it calls: loops and hidden loops, times the passes around them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

from ..analyzers.semantics.inference import type_of
from ..analyzers.semantics.names import dotted, qualified_name, resolve
from .asking import Questions
from .extents import Extents
from .growth_targets import Elsewhere, Target, Targets, properties_of
from .growth_walk import FILLING, LOGARITHMIC, Event, GrowthWalk, Reason, brief, loop_told, name_of
from .operations import BUILTINS, LIBRARY, LINEAR, METHODS
from .orders import ONE, Order, size, together
from .repetitions import (
    SelfCall,
    Shrinking,
    calls_on_a_path,
    end_of,
    leaves_at_once,
    passes_of_while,
    recursion_order,
    way_of,
)
from .tallies import Body, Place

if TYPE_CHECKING:
    from ..analyzers.semantics.model import BlockFacts, FileModel

__all__ = ["Function", "Functions", "Term"]

_DEEPEST = 12
"""Functions that are looked into, one from another."""
_DOES: Final = {
    "each-compare": "searches all of {0}", "each-sort": "sorts {0}", "each-copy": "copies {0}",
    "each-move": "goes over all of {0}", "each-hash": "hashes all of {0}", "each-add": "goes through {0}",
    "each-key": "calls a function for all of {0}", "each-character": "searches the text {0}",
    "each-piece": "goes through {0}", "each-deep": "goes through all in {0}", "log": "a heap or bisection of {0}",
}  # fmt: skip
_CONSTRUCTORS = frozenset({"deque", "defaultdict", "Counter", "OrderedDict", "namedtuple", "Path", "Decimal"})
_CACHES = ("cache", "lru_cache")
_ROOT = re.compile(r"^(?:len\(|the parts of )?([A-Za-z_]\w*)")


class Term(NamedTuple):
    """What one loop or hidden loop costs in all."""

    order: Order
    line: int
    text: str
    place: Place
    callee: Function | None = None
    """Whose cost it is."""


class Functions:
    """Functions that were looked at, so that none is looked at twice, nor from within itself."""

    def __init__(self, elsewhere: Elsewhere | None = None) -> None:
        self.elsewhere = elsewhere
        self._looked: dict[Any, Function] = {}
        self.provisional: list[Any] = []
        """Functions of which less is known than when they are asked for first: who asked is called by them."""
        self._properties: dict[FileModel, frozenset[str]] = {}

    def look_at(self, facts: BlockFacts, node: Any, depth: int = 0) -> Function | None:
        """None where too many functions wait for it."""
        found = self._looked.get(node)
        if found is None and depth <= _DEEPEST:
            found = self._looked[node] = Function(facts, node, self, depth)
        return found

    def forget_provisional(self) -> None:
        """To be called between two questions: then it does not matter which was asked first."""
        for node in self.provisional:
            self._looked.pop(node, None)
        self.provisional.clear()

    def properties(self, model: FileModel) -> frozenset[str]:
        if model not in self._properties:
            self._properties[model] = properties_of(model.document.text)
        return self._properties[model]


class Function:
    """One function, looked at. `total` may be asked for from within, of functions that call each other."""

    def __init__(self, facts: BlockFacts, node: Any, functions: Functions, depth: int) -> None:
        self.facts = facts
        self.node = node
        self.functions = functions
        self.depth = depth
        self.body = Body(node)
        walk = GrowthWalk(self.body, Questions(facts), functions.properties(facts.model))
        walk.block(node.body)
        self.found = walk.found
        self.targets = Targets(facts, functions.elsewhere)
        self.extents = Extents(facts, self.passes, self.grown, self.steps, self.result)
        self._passes: dict[ast.AST, Order | None] = {}
        self.unknown: list[Reason] = []
        self.assumed: dict[str, None] = {}
        self.hidden: dict[str, None] = {}
        self.doubts: dict[Reason, str] = {}
        """With the parameter that it is about, "" for another value."""
        self.terms: list[Term] = []
        """Orders of all loops and hidden loops."""
        self.provisional = False
        self._total: Order | Literal["exponential"] | None = None
        self._state: Literal["new", "asked", "done"] = "new"

    # -- asked by Extents

    def passes(self, owner: ast.AST) -> Order | None:
        if owner not in self._passes:
            self._passes[owner] = None  # while it is worked out
            if isinstance(owner, ast.While):
                self._passes[owner] = passes_of_while(owner, self.extents)
            elif leaves_at_once(owner):
                self._passes[owner] = ONE
            else:
                self._passes[owner] = self.extents.elements(getattr(owner, "iter", None))
        return self._passes[owner]

    def grown(self, name: str, bound: ast.AST | None) -> Order | None:
        """How much the body puts into a container bound at a node: what loops around that node do starts anew."""
        anew = set(self.owners(self._place_of(bound))) if bound is not None else set[ast.AST]()
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
        """How many elements a call gives; of the function itself as many as it gets, where that is a part of its."""
        if not self.calls_itself(call):
            found = [self._result_of(target) for target in self.targets.of_call(call)]
            return together(each for each in found if each is not None) if found and None not in found else None
        names = self._parameters(call)
        if not call.args or not names:
            return None
        if way_of(call.args[0], names[0], self._bound_once(), self.facts) not in ("half", "less"):
            return None
        self.assumed[f"{self.node.name}(…) giving no more than it gets"] = None
        return size(f"len({names[0]})")

    def _result_of(self, target: Target) -> Order | None:
        looked = self.functions.look_at(target.facts, target.node, self.depth + 1)
        inner = looked.given() if looked is not None and looked is not self else None
        return self._handed_over(inner, target) if inner is not None else None

    def given(self) -> Order | None:
        """How many elements it returns or yields."""
        if self._state == "asked":
            return None
        if self.found.yields:
            found = [
                amount.times(repeated) if amount is not None and repeated is not None else None
                for place, value in self.found.yields
                for repeated in [self._repeated(place)]
                for amount in [ONE if value is None else self.extents.elements(value)]
            ]
        else:
            found = [self.extents.elements(value) for value in self.found.returns]
        return together(each for each in found if each is not None) if found and None not in found else None

    def _place_of(self, node: ast.AST | None) -> Place | None:
        while node is not None:
            place = self.body.places.get(node)
            if place is not None:
                return place
            node = self.facts.scopes.parent.get(node)
        return None

    @staticmethod
    def owners(place: Place | None) -> Iterator[ast.AST]:
        while place is not None and place.owner is not None:
            yield place.owner
            place = place.outer

    def _repeated(self, place: Place, without: set[ast.AST] | None = None) -> Order | None:
        """How often something at a place runs; None where a loop around is not known."""
        result = ONE
        for owner in self.owners(place):
            if without and owner in without:
                continue
            passes = self.passes(owner)
            if passes is None:
                return None
            result = result.times(passes)
        return result

    # -- the sum

    def _own(self) -> Order | None:
        """What the body does, calls of itself left out; None where some loop is not known."""
        for place, owner, line in self.found.loops:
            self._count(place, ONE, line, loop_told(owner))
        for event in self.found.events:
            if self.targets.class_of(event.over) is not None:
                continue  # its method is looked into, below
            elements = self._worked(event)
            if elements is None:
                if not self._small(event.over):
                    self.unknown.append(Reason(self.line(event.line), f"how long {brief(event.over)} is"))
                continue
            self._count(event.place, elements, event.line, _DOES[event.kind].format(brief(event.over)))
        for call, place in self.found.calls:
            self._called(call, place)
        for read, place in self.found.reads:
            for target in self.targets.of_read(read):
                self._runs(target, read, place)
        for compare, right, place in self.found.doubts:
            elements, repeated = self.extents.elements(right), self._repeated(place)
            if elements is not None and repeated is not None and not elements.constant:
                parameter = right.id if isinstance(right, ast.Name) and self._is_parameter(right.id) else ""
                self.doubts[Reason(self.line(compare.lineno), brief(right))] = parameter
        return together(term.order for term in self.terms) if not self.unknown else None

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

    def _count(self, place: Place, order: Order, line: int, text: str, callee: Function | None = None) -> None:
        repeated = self._repeated(place)
        if repeated is None:
            for owner in self.owners(place):
                if self.passes(owner) is None:
                    at = getattr(owner, "lineno", 0) or getattr(getattr(owner, "iter", None), "lineno", line)
                    reason = Reason(self.line(at), f"how often {loop_told(owner)} runs")
                    if reason not in self.unknown:
                        self.unknown.append(reason)
            return
        self.terms.append(Term(repeated.times(order), self.line(line), text, place, callee))

    def line(self, line: int) -> int:
        return line - self.facts.block.base + self.facts.block.start

    # -- calls

    def _called(self, node: ast.Call, place: Place) -> None:
        if self.calls_itself(node):
            return
        targets = self.targets.of_call(node)
        for target in targets:
            self._runs(target, node, place)
        func, name = node.func, name_of(node)
        if targets or not name:
            return
        known = (
            (isinstance(func, ast.Name) and name in BUILTINS)
            or (isinstance(func, ast.Attribute) and (name in METHODS or _last(func.value) in LIBRARY))
            or name in LOGARITHMIC
            or name in FILLING
            or name in _CONSTRUCTORS
            or (qualified_name(self.facts, func) or "").startswith(("builtins.", "functools.partial"))
            or (isinstance(func, ast.Name) and self.targets.made(node) is not None)
        )
        if not known:
            self._not_known(node)

    def _runs(self, target: Target, node: Any, place: Place) -> None:
        looked = self.functions.look_at(target.facts, target.node, self.depth + 1)
        self.provisional = self.provisional or looked is None or looked.in_circle
        if looked is None:
            self._not_known(node)
            return
        if looked.in_circle:
            reason = Reason(self.line(node.lineno), f"how often {self.node.name} and {target.name} call each other")
            self.unknown.append(reason)
            return
        inner = looked.total
        self.provisional = self.provisional or looked.provisional
        if not isinstance(inner, Order):
            self.hidden[f"{_told(node)}"] = None
            return
        order = self._handed_over(inner, target)
        if order is None:
            self._not_known(node)
            return
        if looked.hidden:
            self._not_known(node)
        self._take_doubts(looked, target, node, place)
        if not order.constant:
            self._count(place, order, node.lineno, f"{_told(node)} takes time for all that it is given", looked)

    def _take_doubts(self, looked: Function, target: Target, node: Any, place: Place) -> None:
        """What a search in the callee may go through: here the type of what is handed over may be known."""
        given = target.given()
        for reason, parameter in looked.doubts.items():
            argument = given.get(parameter)
            if argument is None:
                self.doubts[Reason(self.line(node.lineno), reason.text)] = ""
                continue
            kind, elements = type_of(self.facts, argument).name, self.extents.elements(argument)
            if kind in LINEAR:
                if elements is not None:
                    words = f"{_told(node)} searches all of {brief(argument)}"
                    self._count(place, elements, node.lineno, words, looked)
                else:
                    self.hidden[_told(node)] = None
            elif not kind:
                own = argument.id if isinstance(argument, ast.Name) and self._is_parameter(argument.id) else ""
                self.doubts[Reason(self.line(node.lineno), brief(argument))] = own

    def _is_parameter(self, name: str) -> bool:
        arguments = self.node.args
        return any(each.arg == name for each in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs))

    def _not_known(self, node: Any) -> None:
        """What is given an element is taken to need the same time for each; what is given all of an argument is not."""
        arguments = self.node.args
        whole = {f"len({each.arg})" for each in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)}
        given: list[Any] = [getattr(getattr(node, "func", node), "value", None)]
        if isinstance(node, ast.Call):
            given += [*node.args, *(keyword.value for keyword in node.keywords)]
        orders = [self.extents.elements(each) for each in given if each is not None]
        hidden = any(order is not None and not whole.isdisjoint(order.sizes) for order in orders)
        (self.hidden if hidden else self.assumed)[_told(node)] = None

    def _handed_over(self, inner: Order, target: Target) -> Order | None:
        """The callee's order in sizes of this function; None where what it gets is not known."""
        values: dict[str, Order] = {}
        given, own = target.given(), target.own
        arguments = target.node.args
        parameters = {each.arg for each in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)}
        rest = target.rest()
        for name in inner.sizes:
            found = _ROOT.match(name)
            root = found[1] if found is not None else ""
            if root == own or (own and root == "self"):
                order = self._of_receiver(name, root, target)
            elif root in rest:
                order = self._of_rest(rest[root])
            elif root not in parameters:
                continue  # of a value that only the callee knows
            elif root not in given:
                values[name] = ONE  # its default
                continue
            elif name == f"len({root})":
                order = self.extents.elements(given[root])
            elif name == root:
                order = self.extents.number(given[root])
            else:
                order = self._renamed(name, root, dotted(given[root]))
            if order is None:
                return None
            values[name] = order
        return inner.replaced(values)

    def _of_rest(self, starred: Sequence[Any]) -> Order | None:
        """How much `*args` or `**kwargs` is of a call: what stands there counts for nothing."""
        found = [self.extents.elements(each) for each in starred]
        return together(each for each in found if each is not None) if None not in found else None

    def _renamed(self, name: str, root: str, to: str | None) -> Order | None:
        """len(index.words) → len(self.index.words)"""
        return size(re.sub(rf"\b{re.escape(root)}\b", to, name, count=1)) if to else None

    def _of_receiver(self, name: str, root: str, target: Target) -> Order | None:
        """A size of the object whose method is called: of one that was made here, by what it was made of."""
        made = self._made_here(target.receiver or "")
        if made is None:
            return self._renamed(name, root, target.receiver)
        attribute = re.fullmatch(rf"len\({re.escape(root)}\.(\w+)\)", name)
        init = next((each for each in self.targets.of_call(made) if each.node.name == "__init__"), None)
        looked = self.functions.look_at(init.facts, init.node, self.depth + 1) if init is not None else None
        values = [] if looked is None or attribute is None else looked.found.attributes.get(attribute[1], [])
        if looked is None or init is None or len(values) != 1:
            return self._renamed(name, root, target.receiver)
        inner = looked.extents.elements(values[0])
        return self._handed_over(inner, init) if inner is not None else None

    def _made_here(self, receiver: str) -> ast.Call | None:
        """The call that a local name was bound to once, where that makes an instance of a class at hand."""
        value = self._bound_once().get(receiver)
        return value if isinstance(value, ast.Call) and self.targets.made(value) is not None else None

    # -- recursion

    def calls_itself(self, node: ast.Call) -> bool:
        func = node.func
        if isinstance(func, ast.Name):
            if func.id != self.node.name:
                return False
            found = resolve(self.facts, func)
            return found is not None and len(found[1]) == 1 and found[1][0][0].value is self.node
        return (
            isinstance(func, ast.Attribute)
            and func.attr == self.node.name
            and (isinstance(func.value, ast.Name) and func.value.id in ("self", "cls"))
        )

    @property
    def in_circle(self) -> bool:
        """Is it being looked at, so that whoever asks is called by it?"""
        return self._state == "asked"

    @property
    def total(self) -> Order | Literal["exponential"] | None:
        """The order with its recursion; "exponential"; None where the source does not tell."""
        if self._state == "new":
            self._state = "asked"
            self._total = self._with_recursion(self._own())
            self._state = "done"
            if self.provisional:
                self.functions.provisional.append(self.node)
        return self._total

    def _with_recursion(self, own: Order | None) -> Any:
        calls = [
            SelfCall(node, self._parameters(node), self._repeated(place))
            for node, place in self.found.calls
            if self.calls_itself(node)
        ]
        if not calls or own is None:
            return own
        at = self.line(calls[0].node.lineno)
        bindings = self._bound_once()
        ways: list[dict[str, Shrinking]] = [
            {name: way_of(argument, name, bindings, self.facts, self.node) for name, argument in self._given(call)}
            for call in calls
        ]
        looped = any(call.repeated is None or not call.repeated.constant for call in calls)
        number = calls_on_a_path(self.node.body, {call.node for call in calls})
        kept = any(_decorator(each) in _CACHES for each in self.node.decorator_list)
        found = recursion_order(
            own, ways, number, looped=looped, kept=kept, end=lambda name: end_of(self.node, name, self.extents)
        )
        if found is None:
            self.unknown.append(Reason(at, f"what {self.node.name} gets when it calls itself"))
        elif found == "exponential":
            often = "in a loop" if looped else f"{number} times"
            words = f"{self.node.name} calls itself {often}, each time with little less"
            self.terms = [Term(ONE, at, words, Place(1.0, 0, 0, None))]
        else:
            self.terms.append(Term(found, at, f"{self.node.name} calls itself", Place(1.0, 0, 0, None)))
        return found

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


def _told(node: Any) -> str:
    return f"{brief(node.func)}(…)" if isinstance(node, ast.Call) else brief(node)


def _decorator(node: Any) -> str:
    node = node.func if isinstance(node, ast.Call) else node
    return (dotted(node) or "").rpartition(".")[2]


def _last(node: Any) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
