"""Which functions a call may run: values followed through the functions that can be reached from the entry.

The analysis does not tell the order of statements, and knows one abstract instance per class.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from ..linking.modules import Parts
from .folding import ordered
from .summary import Expr, FileSummary, FunctionSummary, Site
from .values import NOTHING, Evaluation, Value, Values

__all__ = ["Flow"]

_EVALUATIONS = 8
"""How often a function is looked at again, at most."""


class Flow(Evaluation):
    """The program, and what flows through it."""

    def __init__(
        self,
        files: Sequence[tuple[Parts, FileSummary]],
        entry: int | None,
        call: Callable[[Flow, int, int, Site], None],
    ) -> None:
        super().__init__(files, entry)
        self._call = call
        self._queue: deque[int] = deque()
        self._queued: set[int] = set()
        self._looked: dict[int, int] = {}
        self._prepare()

    # -- before the flow: names of modules and classes

    def _prepare(self) -> None:
        """Bind what imports, `def` and `class` at module and class level bind, in all files; then order the bases."""
        for _ in range(3):
            changed = False
            for number, file in enumerate(self.files):
                self._now = -1
                self._file = number
                self._function = self._function_base[number]
                for store in file.functions[0].stores:
                    value = store.value
                    if value is None or value[0] not in ("C", "f", "n", "m", "v", "a"):
                        continue
                    key = self._target_key(store.target)
                    if key is not None:
                        before = len(self.nodes.get(key, ()))
                        self.add(key, self.evaluate(value))
                        changed = changed or len(self.nodes.get(key, ())) > before
            if not changed:
                break
        bases: list[list[int]] = []
        for number, made in enumerate(self.classes):
            self._file = self.class_file[number]
            self._function = self._function_base[self._file] + made.function
            found: list[int] = []
            foreign = False
            for base in made.bases:
                classes = [value[1] for value in ordered(self.evaluate(base)) if value[0] == "C"]
                foreign = foreign or (not classes and base != ("g", "object"))
                found.extend(each for each in classes[:1] if each != number)
            bases.append(found)
            self.foreign[number] = foreign
        for number in range(len(self.classes)):
            order: dict[int, None] = {}
            pending = [number]
            while pending and len(order) < 60:
                each = pending.pop(0)
                if each not in order:
                    order[each] = None
                    pending = [*bases[each], *pending]
            self.mro[number] = tuple(order)
            for parent in tuple(order)[1:]:
                self.subclasses.setdefault(parent, []).append(number)
        for number, line in enumerate(self.mro):
            self.foreign[number] = any(self.foreign[each] for each in line) if len(line) > 1 else self.foreign[number]
        for number, made in enumerate(self.classes):
            base = self._function_base[self.class_file[number]]
            for name, function in made.methods.items():
                self.method_names.setdefault(name, []).append((number, base + function))
                if self.functions[base + function].form == "property":
                    self.properties.add(name)
                elif name in ("__getattr__", "__getattribute__", "__setattr__"):
                    self.properties.add("__getattr__")
        for file in self.files:
            for function in file.functions:
                if function.form == "setter":
                    self.properties.add(function.qualname.rpartition(".")[2] + "=")

    def _enqueue(self, function: int) -> None:
        if function >= 0 and function not in self._queued and self._looked.get(function, 0) < _EVALUATIONS:
            self._queued.add(function)
            self._queue.append(function)

    def reach(self, function: int) -> None:
        if function not in self.reached:
            self.reached[function] = None
            self._enqueue(function)

    # -- solving

    def solve(self) -> None:
        while self._queue:
            function = self._queue.popleft()
            self._queued.discard(function)
            self._looked[function] = self._looked.get(function, 0) + 1
            self._look(function)

    def _look(self, number: int) -> None:
        """Evaluate all of a function once."""
        function = self.functions[number]
        self._now, self._function, self._file = number, number, self.file_of[number]
        dead = self._dead(function, number)
        for at, module, level, names in function.imports:
            if at not in dead:
                self._import(module, level, names)
        # Calls stand before the stores of their results, in the order of the text; loops need a second look, which
        # the readers see to.
        for index, site in enumerate(function.sites):
            if site.context not in dead:
                self._call(self, number, index, site)
        for store in function.stores:
            if store.context not in dead:
                self._store(store.target, self.evaluate(store.value), store.context)
        if function.returns:
            values: Values = set()
            for value in function.returns:
                values |= self.evaluate(value)
            self.add(("r", number), values)
        if function.yields:
            for _, value in function.yields:
                self.add(("e", ("A", number, -1, "generator"), "*"), self.evaluate(value))
        if self.properties:
            dynamic = "__getattr__" in self.properties
            for at, line, base, name in function.attributes:
                if (name in self.properties or dynamic) and at not in dead:
                    self._access(number, at, line, base, name)

    def _dead(self, function: FunctionSummary, number: int) -> set[int]:
        """Contexts that never run: what stands under `if __name__ == "__main__"` in a module that is imported."""
        if number != self._function_base[self._file] or self.entry in (None, self._file):
            return set()
        dead: set[int] = set()
        for index, context in enumerate(function.contexts):
            if context.kind == "main" or context.parent in dead:
                dead.add(index)
        return dead

    def _import(self, module: str, level: int, names: tuple[str, ...]) -> None:
        parts = module.split(".") if module else [""]
        for end in range(1, len(parts) + 1):
            found = self.modules.find(self._file, ".".join(parts[:end]), level)
            if found is not None:
                self.reach(self._function_base[found])
                if end == len(parts):
                    for name in names:
                        inner = self.modules.submodule(found, name)
                        if inner is not None:
                            self.reach(self._function_base[inner])

    def _store(self, target: tuple[Any, ...], values: Values, context: int) -> None:
        if not values:
            return
        kind = target[0]
        if kind in ("v", "k"):
            self.add(self._target_key(target), values)
        elif kind == "a":
            for base in ordered(self.evaluate(target[1])):
                if base[0] == "I":
                    self.add(("a", base[1], target[2]), values)
                elif base[0] == "C":
                    self.add(("k", base[1], target[2]), values)
                elif base[0] == "M":
                    name = self.files[base[1]].names.get(target[2])
                    if name is not None:
                        self.add(self._variable_base[base[1]] + name, values)
        elif kind == "s":
            for base in ordered(self.evaluate(target[1])):
                if base[0] == "A":
                    key = target[2] if target[2] == "key" or base[3] == "tuple" else "*"
                    self.add(("e", base, "*" if key is None else key), values)
                    if base[3] == "dict":
                        self.grow(base, context)

    def _access(self, number: int, at: int, line: int, base: Expr, name: str) -> None:
        for value in ordered(self.evaluate(base)):
            if value[0] != "I":
                continue
            found = self._accessor(value[1], name)
            if found is not None:
                self.accesses.setdefault((number, at, line), {})[found] = "once"
                self.enter(found, value, (), (), -1)

    def _accessor(self, made: int, name: str) -> int | None:
        """The getter or setter that an attribute of an instance runs."""
        for each in self.mro[made]:
            held = self.read(("k", each, name))
            for value in ordered(held):
                if value[0] == "F" and self.functions[value[1]].form in ("property", "setter"):
                    return value[1]
            if held or self.nodes.get(("a", each, name)):
                return None
        for special in ("__setattr__",) if name.endswith("=") else ("__getattribute__", "__getattr__"):
            for method in ordered(self.find_method(made, (special,))):
                if method[0] == "B":
                    return method[1]
        return None

    # -- calls

    def enter(
        self,
        number: int,
        receiver: Value | None,
        arguments: Sequence[Values],
        keywords: Iterable[tuple[str, Values]],
        starred: int,
    ) -> Values:
        """Hand arguments to a function's parameters; returns what it gives."""  # fmt: skip
        function = self.functions[number]
        self.reach(number)
        base = self._variable_base[self.file_of[number]]
        parameters = function.parameters
        given = list(arguments)
        if receiver is not None:
            given.insert(0, {receiver})
            starred = starred + 1 if starred >= 0 else -1
        for position, values in enumerate(given):
            if 0 <= starred <= position:
                self._spread(number, position if position == starred else starred, values)
            elif position < len(parameters):
                self.add(base + parameters[position], values)
            elif function.rest >= 0:
                rest = ("A", number, -2, "tuple")
                self.add(("e", rest, min(position - len(parameters), 11)), values)
                self.add(base + function.rest, {rest})
        for name, values in keywords:
            if name == "**":
                self._spread_keywords(number, values)
            elif (variable := function.names.get(name)) is not None:
                self.add(base + variable, values)
            elif function.rest_keywords >= 0:
                rest = ("A", number, -3, "dict")
                self.add(("e", rest, "*"), values)
                self.add(("e", rest, name), values)
                self.add(base + function.rest_keywords, {rest})
        return self.result(number)

    def _spread(self, number: int, start: int, values: Values) -> None:
        """Hand `*values` to the parameters from a position on."""
        function = self.functions[number]
        base = self._variable_base[self.file_of[number]]
        for value in ordered(values):
            if value[0] != "A":
                continue
            anywhere = self.read(("e", value, "*"))
            for offset in range(12):
                held = self.read(("e", value, offset)) if value[3] == "tuple" else NOTHING
                held = held | anywhere
                position = start + offset
                if not held:
                    continue
                if position < len(function.parameters):
                    self.add(base + function.parameters[position], held)
                elif function.rest >= 0:
                    rest = ("A", number, -2, "tuple")
                    self.add(("e", rest, min(position - len(function.parameters), 11)), held)
                    self.add(base + function.rest, {rest})

    def _spread_keywords(self, number: int, values: Values) -> None:
        function = self.functions[number]
        base = self._variable_base[self.file_of[number]]
        for value in ordered(values):
            if value[0] == "A" and value[3] == "dict":
                for name, variable in function.names.items():
                    self.add(base + variable, self.read(("e", value, name)))
                if function.rest_keywords >= 0:
                    self.add(base + function.rest_keywords, {value})

    def note(self, function: int, site: int, target: int, how: str = "once") -> None:
        self.targets.setdefault((function, site), {}).setdefault(target, how)
