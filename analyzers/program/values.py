"""What expressions give, as far as values are followed: through variables, attributes, containers and results.

Values are tuples: ("F", function) · ("B", function, receiver): bound method · ("C", class) · ("I", class): instance ·
("M", file) · ("A", function, allocation, kind): container · ("#", number) · ("S",): string, or ("S", text) and
("S", beginning, "*") · ("T", type): of a builtin type · ("len", container) · ("x", path): something from outside the
program · ("b", value, name): a method of a builtin type · ("f", instance, name): one of a foreign base class ·
("P", function, where): partial · ("super", class, receiver).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from ..linking.modules import Modules, Parts
from .folding import computed, joined, ordered
from .summary import ClassSummary, Expr, FileSummary, FunctionSummary

__all__ = ["NOTHING", "Evaluation", "Value", "Values"]

Value = tuple[Any, ...]
Values = set[Value]
NOTHING: Values = set()
_MOST = 40
"""Values that a place may hold; what comes later is left out."""
_NUMBERS = 5
_TEXTS = 16
_MOST_GUESSED = 25
_STRING: Values = {("S",)}


class Evaluation:
    """The program's places and what they hold."""

    def __init__(self, files: Sequence[tuple[Parts, FileSummary]], entry: int | None) -> None:
        self.files = [summary for _, summary in files]
        self.modules = Modules([parts for parts, _ in files], entry)
        self.entry = entry
        self.functions: list[FunctionSummary] = []
        self.file_of: list[int] = []
        self.classes: list[ClassSummary] = []
        self.class_file: list[int] = []
        self._function_base: list[int] = []
        self._class_base: list[int] = []
        self._variable_base: list[int] = []
        variables = 0
        for number, file in enumerate(self.files):
            self._function_base.append(len(self.functions))
            self._class_base.append(len(self.classes))
            self._variable_base.append(variables)
            self.functions.extend(file.functions)
            self.file_of.extend([number] * len(file.functions))
            self.classes.extend(file.classes)
            self.class_file.extend([number] * len(file.classes))
            variables += len(file.variables)
        self.nodes: dict[Any, Values] = {}
        self._readers: dict[Any, set[int]] = {}
        self.reached: dict[int, None] = {}
        self._now = -1
        self.targets: dict[tuple[int, int], dict[int, str]] = {}
        """(function, site) → functions that it may call, with how often: "once", "each" element, "guess"."""
        self.accesses: dict[tuple[int, int, int], dict[int, str]] = {}
        """(function, context, line) → getters and setters."""
        self.outside: dict[tuple[int, int], str] = {}
        """(function, site) → what is called there from outside the program, where that is known."""
        self.sizes: dict[Value, list[Any]] = {}
        self.instantiated: dict[int, None] = {}
        self.mro: list[tuple[int, ...]] = [(number,) for number in range(len(self.classes))]
        self.foreign: list[bool] = [False] * len(self.classes)
        """Whether a class has bases from outside the program."""
        self.subclasses: dict[int, list[int]] = {}
        self._bound: dict[tuple[int, str], Values] = {}
        self.properties: set[str] = set()
        self.method_names: dict[str, list[tuple[int, int]]] = {}

    # -- identities

    def function_id(self, file: int, number: int) -> int:
        return self._function_base[file] + number

    def class_id(self, file: int, number: int) -> int:
        return self._class_base[file] + number

    def variable_id(self, file: int, number: int) -> int:
        return self._variable_base[file] + number

    # -- values of places

    def read(self, key: Any) -> Values:
        readers = self._readers.get(key)
        if readers is None:
            readers = self._readers[key] = set()
        readers.add(self._now)
        return self.nodes.get(key, NOTHING)

    def add(self, key: Any, values: Values) -> None:
        if not values:
            return
        known = self.nodes.get(key)
        if known is None:
            known = self.nodes[key] = set()
        elif values <= known or len(known) >= _MOST:
            return
        before = len(known)
        numbers = sum(1 for value in known if value[0] == "#")
        texts = sum(1 for value in known if value[0] == "S")
        new = values - known
        # In a fixed order where not all may be taken.
        crowded = len(known) + len(new) >= _MOST or any(value[0] in ("#", "S") for value in new)
        for value in ordered(new) if crowded else new:
            if value[0] == "#":
                if numbers >= _NUMBERS:
                    continue
                numbers += 1
            elif value[0] == "S":
                if texts >= _TEXTS:
                    continue
                texts += 1
            known.add(value)
            if len(known) >= _MOST:
                break
        if len(known) > before:
            for reader in self._readers.get(key, ()):
                self._enqueue(reader)

    def grow(self, base: Value, context: int) -> None:
        """Note that a container gets an element each time that a place of the current function runs."""
        entry = ("grow", self._function, context)
        sizes = self.sizes.setdefault(base, [])
        if entry not in sizes and len(sizes) < 12:
            sizes.append(entry)

    def size(self, base: Value, entry: Any) -> None:
        sizes = self.sizes.setdefault(base, [])
        if entry not in sizes and len(sizes) < 12:
            sizes.append(entry)

    def _target_key(self, target: tuple[Any, ...]) -> Any:
        if target[0] == "v":
            return self._variable_base[self._file] + target[1]
        if target[0] == "k":
            return ("k", self._class_base[self._file] + target[1], target[2])
        return None

    # -- expressions

    def look_up(self, function: int, expr: Expr) -> Values:
        """Evaluate an expression of any function, when all is solved."""
        self._now, self._function, self._file = function, function, self.file_of[function]
        return self.evaluate(expr)

    def evaluate(self, expr: Expr) -> Values:
        if expr is None:
            return NOTHING
        return _EVALUATE[expr[0]](self, expr)

    def _variable(self, expr: Any) -> Values:
        return self.read(self._variable_base[self._file] + expr[1])

    def _global(self, expr: Any) -> Values:
        for module, level in self.files[self._file].stars:
            found = self.modules.find(self._file, module, level)
            if found is not None:
                values = self.member(found, expr[1], 0)
                if values:
                    return values
        return {("x", expr[1])}

    def member(self, file: int, name: str, depth: int) -> Values:
        """What a name of a module holds."""
        number = self.files[file].names.get(name)
        if number is not None:
            values = self.read(self._variable_base[file] + number)
            if values:
                return values
        inner = self.modules.submodule(file, name)
        if inner is not None:
            return {("M", inner)}
        if depth < 4:
            for module, level in self.files[file].stars:
                found = self.modules.find(file, module, level)
                if found is not None and (values := self.member(found, name, depth + 1)):
                    return values
        return NOTHING

    def _attribute(self, expr: Any) -> Values:
        bases = self.evaluate(expr[1])
        if len(bases) == 1:
            return self.attribute(next(iter(bases)), expr[2])
        values: Values = set()
        for base in bases:
            values |= self.attribute(base, expr[2])
        return values

    def attribute(self, base: Value, name: str) -> Values:
        """What `base.name` gives."""
        kind = base[0]
        if kind == "I":
            return self._instance_attribute(base, name)
        if kind == "C":
            if name == "__class__":
                return NOTHING
            for each in self.mro[base[1]]:
                values = self.read(("k", each, name))
                if values:
                    return self._bind(values, base, is_class=True)
            return {("x", f"class.{name}")} if self.foreign[base[1]] else NOTHING
        if kind == "M":
            return self.member(base[1], name, 0)
        if kind == "x":
            return {("x", f"{base[1]}.{name}")} if len(base[1]) < 60 else {base}
        if kind in ("A", "S", "T"):
            return {("b", base, name)}
        if kind == "super":
            return self.super_attribute(base, name)
        return NOTHING

    def _instance_attribute(self, base: Value, name: str) -> Values:
        if name == "__class__":
            return {("C", base[1])}
        values: Values = set()
        for each in self.mro[base[1]]:
            values |= self.read(("a", each, name))
            held = self.read(("k", each, name))
            if held:
                return values | self._bind(held, base, is_class=False)
        if not values and self.foreign[base[1]]:
            return {("f", base, name)}
        return values

    def _bind(self, values: Values, base: Value, *, is_class: bool) -> Values:
        bound: Values = set()
        for value in values:
            if value[0] != "F":
                bound.add(value)
                continue
            form = self.functions[value[1]].form
            if form == "class":
                bound.add(("B", value[1], ("C", base[1])))
            elif form == "static" or is_class:
                bound.add(value)
            elif form == "property":
                bound |= self.result(value[1])
            elif form != "setter":
                bound.add(("B", value[1], base))
        return bound

    def find_method(self, number: int, names: Iterable[str]) -> Values:
        """The special method that instances of a class have, bound."""
        for name in names:
            for each in self.mro[number]:
                held = self.read(("k", each, name))
                if held:
                    return self._bind(held, ("I", number), is_class=False)
        return NOTHING

    def result(self, number: int) -> Values:
        """What a call of a function gives."""
        function = self.functions[number]
        if function.is_generator:
            return {("A", number, -1, "generator")}
        values = self.read(("r", number))
        if not values and function.returned_annotation is not None:
            kept = self._file, self._function
            self._file, self._function = self.file_of[number], number
            values = self.evaluate(function.returned_annotation)
            self._file, self._function = kept
        return values

    def _result(self, expr: Any) -> Values:
        return self.read(("c", self._function, expr[1]))

    def _element(self, expr: Any) -> Values:
        values: Values = set()
        for base in self.evaluate(expr[1]):
            values |= self.elements(base)
        return values

    def elements(self, base: Value) -> Values:
        """What iterating over a value gives."""
        kind = base[0]
        if kind == "A":
            if base[3] == "dict":
                return self.read(("e", base, "key"))
            return self.contents(base)
        if kind == "I":
            values: Values = set()
            for found in self.find_method(base[1], ("__iter__",)):
                for inner in self.result(found[1]) if found[0] in ("B", "F") else ():
                    if inner[0] == "A":
                        values |= self.contents(inner)
                    elif inner[0] == "I":
                        for method in self.find_method(inner[1], ("__next__",)):
                            values |= self.result(method[1])
            if not values:
                for method in self.find_method(base[1], ("__getitem__",)):
                    values |= self.result(method[1])
            return values
        if kind == "S" or base == ("T", "str"):
            return _STRING
        if kind == "x":
            return {("x", base[1] + "[]")} if len(base[1]) < 60 else {base}
        return NOTHING

    def contents(self, base: Value) -> Values:
        """All that a container holds, but for the keys of a dict."""
        values: Values = set(self.read(("e", base, "*")))
        if base[3] == "tuple":
            for position in range(12):
                found = self.nodes.get(("e", base, position))
                if found is None:
                    if position > 3:
                        break
                    self.read(("e", base, position))
                else:
                    values |= self.read(("e", base, position))
        return values

    def _subscript(self, expr: Any) -> Values:
        values: Values = set()
        for base in self.evaluate(expr[1]):
            if base[0] == "A":
                if base[3] == "tuple" and expr[2] is not None and expr[2] >= 0:
                    values |= self.read(("e", base, expr[2])) | self.read(("e", base, "*"))
                else:
                    values |= self.contents(base)
            elif base[0] == "I" and expr[3] < 0:
                values |= self.elements(base)
            elif base[0] == "C":
                values.add(base)  # `Ruler[int]()`
            elif base[0] != "I":
                values |= self.elements(base)
        if expr[3] >= 0:
            values |= self.read(("c", self._function, expr[3]))
        return values

    def _union(self, expr: Any) -> Values:
        values: Values = set()
        for part in expr[1]:
            values |= self.evaluate(part)
        return values

    def _function_value(self, expr: Any) -> Values:
        return {("F", self._function_base[self._file] + expr[1])}

    def _class_value(self, expr: Any) -> Values:
        return {("C", self._class_base[self._file] + expr[1])}

    def _same(self, expr: Any) -> Values:
        return {expr}

    def _allocation(self, expr: Any) -> Values:
        number = self._function
        allocation = self.functions[number].allocations[expr[1]]
        base = ("A", number, expr[1], allocation.kind)
        for key, value in allocation.contents:
            found = self.evaluate(value)
            if key == "**":
                for each in ordered(found):
                    if each[0] == "A":
                        self.add(("e", base, "*"), self.contents(each))
            elif found:
                self.add(("e", base, key), found)
        size = allocation.size
        if isinstance(size, tuple):
            self.size(base, ("loop", number, *size))
        elif size:
            self.size(base, ("is", size))
        return {base}

    def _operator(self, expr: Any) -> Values:
        left, right = self.evaluate(expr[2]), self.evaluate(expr[3])
        values: Values = set()
        if expr[4] >= 0:
            values |= self.read(("c", self._function, expr[4]))
        numbers = [value[1] for value in right if value[0] == "#"]
        for value in left:
            if value[0] == "#":
                for number in numbers:
                    found = computed(expr[1], value[1], number)
                    if found is not None:
                        values.add(found)
            elif value[0] == "A":
                values.add(value)
                if expr[1] == "mul" and numbers:
                    size = max((entry[1] for entry in self.sizes.get(value, ()) if entry[0] == "is"), default=1)
                    self.size(value, ("is", size * max(*numbers, 1)))
            elif value[0] == "S":
                values.update(joined(value, right) if expr[1] == "add" else [value])
            elif value[0] == "T":
                values.add(value)
        for value in right:
            if value[0] in ("A", "T"):
                values.add(value)
        return values

    def _super(self, expr: Any) -> Values:
        number = self._class_base[self._file] + expr[1]
        values: Values = set()
        for value in self.read(self._variable_base[self._file] + expr[2]):
            if value[0] in ("I", "C"):
                values.add(("super", number, value))
        return values

    def super_attribute(self, base: Value, name: str) -> Values:
        number, receiver = base[1], base[2]
        order = self.mro[receiver[1]]
        start = order.index(number) + 1 if number in order else 1
        for each in order[start:]:
            held = self.read(("k", each, name))
            if held:
                return self._bind(held, receiver, is_class=receiver[0] == "C")
        return {("x", f"super.{name}")}

    def _module(self, expr: Any) -> Values:
        found = self.modules.find(self._file, expr[1], expr[2])
        return {("M", found)} if found is not None else {("x", expr[1])}

    def _imported(self, expr: Any) -> Values:
        found = self.modules.find(self._file, expr[1], expr[2])
        if found is not None:
            return self.member(found, expr[3], 0)
        if expr[2] or not expr[1]:
            return NOTHING
        inner = self.modules.find(self._file, f"{expr[1]}.{expr[3]}")
        return {("M", inner)} if inner is not None else {("x", f"{expr[1]}.{expr[3]}")}

    def _annotated(self, expr: Any) -> Values:
        values: Values = set()
        for value in self.evaluate(expr[1]):
            if value[0] == "C":
                values.add(("I", value[1]))
                values.update(
                    ("I", each) for each in self.subclasses.get(value[1], ())[:30] if each in self.instantiated
                )
            elif value[0] == "x" and value[1] in _TYPES:
                values.add(("T", value[1]) if value[1] != "str" else ("S",))
        return values

    def _wrapped(self, expr: Any) -> Values:
        """A decorated function: what the decorator returns, and itself where that is not known."""
        called = self.evaluate(expr[1])
        usable = {value for value in called if value[0] in ("F", "C", "I", "B")}
        return usable or self.evaluate(expr[2])

    def _returned(self, expr: Any) -> Values:
        """What a generator returns to `yield from`."""
        values: Values = set()
        for base in self.evaluate(expr[1]):
            if base[0] == "A" and base[3] == "generator":
                values |= self.read(("r", base[1]))
        return values

    def _entered(self, expr: Any) -> Values:
        """What `with` binds where the object has no `__enter__` of the program's."""
        return {value for value in self.evaluate(expr[1]) if value[0] in ("x", "T")}

    def _named(self, expr: Any) -> Values:
        """`getattr(base, name)`: of names that are known in part, all attributes that they may mean."""
        values: Values = set()
        names = [value for value in self.evaluate(expr[2]) if len(value) > 1 and value[0] == "S"]
        for base in ordered(self.evaluate(expr[1])):
            if base[0] not in ("I", "C", "M"):
                continue
            found: set[str] = {value[1] for value in names if len(value) == 2}
            if base[0] == "M":
                known = list(self.files[base[1]].names)
            else:
                known = [name for each in self.mro[base[1]] for name in self.classes[each].methods]
                if not names:
                    public = {name for name in known if not name.startswith("__")}
                    found |= public if len(public) <= _MOST_GUESSED else set()
            prefixes = tuple(value[1] for value in names if len(value) == 3)
            if prefixes:
                found.update(name for name in known if name.startswith(prefixes))
            for name in sorted(found):
                values |= self.attribute(base, name)
        return values

    def _enqueue(self, function: int) -> None:
        raise NotImplementedError


_TYPES = frozenset({"int", "str", "float", "bytes", "bool", "complex"})

_EVALUATE: dict[str, Any] = {
    "v": Evaluation._variable, "g": Evaluation._global, "a": Evaluation._attribute,
    "c": Evaluation._result, "i": Evaluation._element, "s": Evaluation._subscript,
    "u": Evaluation._union, "f": Evaluation._function_value, "C": Evaluation._class_value,
    "#": Evaluation._same, "S": Evaluation._same, "T": Evaluation._same,
    "L": Evaluation._allocation, "o": Evaluation._operator, "super": Evaluation._super,
    "n": Evaluation._module, "m": Evaluation._imported, "N": Evaluation._annotated,
    "w": Evaluation._wrapped, "r": Evaluation._returned, "e": Evaluation._entered,
    "p": Evaluation._named,
}  # fmt: skip
