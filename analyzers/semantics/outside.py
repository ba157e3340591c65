"""What a file is told of the functions that it calls, its own and those of other files: what linking found out.

It is an input of the analysis, as the text is. It names calls by the function around them and by how the callee is
written, not by place: so it stays true while the file is edited, until what is called changes.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

__all__ = ["NOTHING", "Called", "Effect", "Hop", "Key", "Outside", "written"]

Key = tuple[str, str]
"""(qualified name of the function around, "" at module level; the callee as `written` has it)"""


class Hop(NamedTuple):
    """One call on the way to what a function does."""

    path: str
    """The file that it stands in, as that was named to `Program.put`."""
    line: int
    """Counts from 0, as columns do."""
    column: int
    end_line: int
    end_column: int
    name: str
    """What is called there: "Prices.load", "requests.get"."""


class Effect(NamedTuple):
    """Something that calling a function does."""

    kind: str
    """A key of `knowledge.blocking.BLOCKS` ("sleep", "http", "subprocess", "database", "file" …)."""
    certain: bool
    """Whether each call does it: behind no condition and no early return."""
    source: str
    """The library's function at the end of the way: "requests.get"."""
    instead: str
    """What a coroutine would use."""
    hops: tuple[Hop, ...]
    """The calls on the way, the first in the function that is called, the last one of `source`."""


@dataclass(frozen=True, slots=True)
class Called:
    """What is known of the function that a call runs."""

    name: str
    """As it is named where it is defined: "Prices.load"."""
    effects: tuple[Effect, ...] = ()
    """At most one of each kind and certainty, by the shortest way."""
    is_async: bool = False
    """Whether calling it only makes a coroutine; the effects are those of awaiting it."""
    is_generator: bool = False
    """Whether calling it only makes a generator; the effects are those of running it to its end."""
    cached: bool = False
    """Whether a decorator keeps its results."""
    is_property: bool = False
    """Whether no call stands there: an attribute is read."""
    guess: bool = False
    """Whether another function may be meant (a subclass's method, one of several definitions)."""
    more: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """Further facts by name, as plain data: "cost" (see `questions.costs`), "reads" …"""


@dataclass(frozen=True, slots=True)
class Outside:
    """All that a file is told. Equal ones give equal findings."""

    calls: Mapping[Key, Called] = field(default_factory=dict[Key, Called])
    facts: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """Of the whole file, by topic, as plain data."""


NOTHING = Outside()


def written(node: ast.expr) -> str:
    """Write a callee down: `self.store.load`, `make().run`, `rows[].save`; "?" stands for any other expression."""
    kind = node.__class__
    if kind is ast.Name:
        return node.id  # pyright: ignore[reportAttributeAccessIssue] - by its class
    if kind is ast.Attribute:
        return f"{written(node.value)}.{node.attr}"  # pyright: ignore[reportAttributeAccessIssue]
    if kind is ast.Call:
        return f"{written(node.func)}()"  # pyright: ignore[reportAttributeAccessIssue]
    if kind is ast.Subscript:
        return f"{written(node.value)}[]"  # pyright: ignore[reportAttributeAccessIssue]
    if kind is ast.Await:
        return written(node.value)  # pyright: ignore[reportAttributeAccessIssue]
    return "?"
