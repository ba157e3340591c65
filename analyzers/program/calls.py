"""What calls do: of the program's own functions and classes, of builtins, and of code that is not the program's."""

from __future__ import annotations

from typing import Any

from .callsite import Call, construct, hand_over, outside_value
from .flow import Flow
from .folding import ordered
from .known_calls import BUILTINS, FUNCTIONS, builtin_method
from .summary import Site
from .values import NOTHING, Value, Values

__all__ = ["call"]


def call(flow: Flow, function: int, index: int, site: Site) -> None:
    """Let values flow through a call."""
    arguments = [flow.evaluate(argument) for argument in site.arguments]
    keywords = {name: flow.evaluate(value) for name, value in site.keywords}
    made = Call(flow, function, index, site, arguments, keywords)
    callee = site.callee
    if callee is None:
        return
    if callee[0] == "d":
        result = _implied(made, callee[1])
    else:
        result: Values = set()
        for value in ordered(flow.evaluate(callee)):
            result |= _called(made, value)
    flow.add(("c", function, index), result)


def _implied(made: Call, receivers: Any) -> Values:
    flow = made.flow
    for base, names in receivers:
        result: Values = set()
        found = False
        for value in ordered(flow.evaluate(base)):
            if value[0] == "I":
                methods = flow.find_method(value[1], names)
                if methods:
                    found = True
                    result |= made.run(methods, made.arguments)
            elif value[0] == "A" and value[3] in ("dict", "set") and names[0] in _HASHING:
                for key in ordered(made.arguments[0]) if made.arguments else ():
                    if key[0] == "I":
                        made.method(key[1], ("__hash__",), [])
                        made.method(key[1], ("__eq__",), [{key}])
            elif value[0] == "A" and value[3] == "list" and names[0] == "__contains__":
                for key in ordered(made.arguments[0]):
                    if key[0] == "I":
                        made.method(key[1], ("__eq__",), [{key}], "each")
        if found:
            return result
    return NOTHING


_HASHING = frozenset({"__getitem__", "__setitem__", "__contains__", "__delitem__"})


def _called(made: Call, value: Value) -> Values:
    flow, kind = made.flow, value[0]
    if kind in ("F", "B"):
        made.note(value[1])
        receiver = value[2] if kind == "B" else None
        return flow.enter(value[1], receiver, made.arguments, made.keywords.items(), made.site.starred)
    if kind == "C":
        return construct(made, value[1], made.arguments, made.keywords.items(), made.site.starred)
    if kind == "I":
        result: Values = set()
        for found in ordered(flow.find_method(value[1], ("__call__",))):
            result |= _called(made, found) if found[0] in ("F", "B") else NOTHING
        return result
    if kind == "P":
        return made.run({value}, made.arguments)
    if kind == "b":
        return builtin_method(made, value[1], value[2])
    if kind == "f":
        return _framework(made, value[1], value[2])
    if kind == "x":
        return _outside(made, value)
    return NOTHING


def _outside(made: Call, value: Value) -> Values:
    path = value[1]
    last = path.rpartition(".")[2]
    made.flow.outside[(made.function, made.index)] = path
    handler = FUNCTIONS.get(last) if "." in path or last in BUILTINS else None
    if handler is not None:
        return handler(made)
    hand_over(made)
    return outside_value(value)


def _framework(made: Call, base: Value, name: str) -> Values:
    """`self.feed(text)` of a class with a base from outside: it may call any method of the class that nobody calls."""
    flow = made.flow
    number = base[1]
    hand_over(made)
    flow.outside[(made.function, made.index)] = f"self.{name}"
    for each in flow.mro[number]:
        for method, function in flow.classes[each].methods.items():
            if not method.startswith("__"):
                identity = flow.function_id(flow.class_file[each], function)
                if flow.functions[identity].form in ("method", "class"):
                    made.note(identity, "guess")
                    flow.enter(identity, base, (), (), -1)
    return {("x", f"self.{name}()")}
