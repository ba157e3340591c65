"""One call that is looked at, and what it does with functions and classes: run them, make instances, hand them over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .flow import Flow
from .folding import ordered
from .summary import Site
from .values import NOTHING, Value, Values

__all__ = ["Call", "callbacks", "construct", "hand_over", "outside_value"]


@dataclass(slots=True)
class Call:
    """A call that is looked at, its arguments evaluated."""

    flow: Flow
    function: int
    index: int
    site: Site
    arguments: list[Values]
    keywords: dict[str, Values]

    def note(self, target: int, how: str = "once") -> None:
        self.flow.note(self.function, self.index, target, how)

    def argument(self, position: int, name: str = "") -> Values:
        if position < len(self.arguments):
            return self.arguments[position]
        return self.keywords.get(name, NOTHING)

    def made(self, kind: str, part: str = "") -> Value:
        """The container that the call makes."""
        return ("A", self.function, f"{self.index}{part}", kind)

    def run(self, values: Values, arguments: list[Values], how: str = "once") -> Values:
        """Call what is handed to the call; returns what it gives."""
        result: Values = set()
        for value in ordered(values):
            kind = value[0]
            if kind == "F":
                self.note(value[1], how)
                result |= self.flow.enter(value[1], None, arguments, (), -1)
            elif kind == "B":
                self.note(value[1], how)
                result |= self.flow.enter(value[1], value[2], arguments, (), -1)
            elif kind == "C":
                result |= construct(self, value[1], arguments, (), -1, how)
            elif kind == "I":
                for found in ordered(self.flow.find_method(value[1], ("__call__",))):
                    result |= self.run({found}, arguments, how)
            elif kind == "P":
                result |= self.run({value[1]}, [*held(self.flow, value), *arguments], how)
            elif kind in ("b", "x"):
                result |= outside_value(value)
        return result

    def method(self, number: int, names: tuple[str, ...], arguments: list[Values], how: str = "once") -> Values:
        return self.run(self.flow.find_method(number, names), arguments, how)


def construct(made: Call, number: int, arguments: Any, keywords: Any, starred: int, how: str = "once") -> Values:
    flow = made.flow
    flow.instantiated[number] = None
    instance: Value = ("I", number)
    keywords = list(keywords)
    found = False
    for name in ("__new__", "__init__"):
        for each in flow.mro[number]:
            held = flow.read(("k", each, name))
            if held:
                found = True
                for value in ordered(held):
                    if value[0] == "F":
                        made.note(value[1], how)
                        receiver: Value = instance if name == "__init__" else ("C", number)
                        flow.enter(value[1], receiver, arguments, keywords, starred)
                break
    if not found:
        _fill_fields(made, number, arguments, keywords)
    for value in ordered(flow.find_method(number, ("__post_init__",))):
        made.run({value}, [], how)
    return {instance}


def _fill_fields(made: Call, number: int, arguments: Any, keywords: Any) -> None:
    flow = made.flow
    fields = [name for each in reversed(flow.mro[number]) for name, _ in flow.classes[each].fields]
    for position, values in enumerate(arguments):
        if position < len(fields):
            flow.add(("a", number, fields[position]), values)
    for name, values in keywords:
        flow.add(("a", number, name), values)
    if flow.foreign[number] and made.function >= 0:  # an instance of some framework's class that takes callbacks
        for values in arguments:
            callbacks(made, values, [])


def outside_value(value: Value) -> Values:
    if value[0] == "b":
        return NOTHING
    return {("x", value[1] + "()")} if len(value[1]) < 60 else {value}


def hand_over(made: Call) -> None:
    """Functions that are handed to unknown code are taken to be called by it, with what is handed over after them."""
    for position, values in enumerate(made.arguments):
        callbacks(made, values, made.arguments[position + 1 :])
    inner: list[Values] = []
    for value in ordered(made.keywords.get("args", ())):
        inner.extend(made.flow.read(("e", value, at)) for at in range(4))
    for values in made.keywords.values():
        callbacks(made, values, [held for held in inner if held])


def callbacks(made: Call, values: Values, following: list[Values]) -> None:
    flow = made.flow
    for value in ordered(values):
        if value[0] in ("F", "B"):
            target = flow.functions[value[1]]
            free = len(target.parameters) - (value[0] == "B")
            handed = following[-free:] if free and len(following) > free else following
            if free > len(handed):
                handed = [NOTHING] * (free - len(handed)) + handed  # `bench_time_func(name, f, arg)`: f(loops, arg)
            made.run({value}, handed, "once")
        elif value[0] == "P":
            made.run({value}, [], "once")


def held(flow: Flow, partial: Value) -> list[Values]:
    held: list[Values] = []
    for position in range(8):
        values = flow.read(("p", partial, position))
        if not values:
            break
        held.append(values)
    return held
