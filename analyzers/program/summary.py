"""What one file says about its functions, as plain data made from its text alone: it may be cached by content."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

__all__ = ["MIX", "Alloc", "ClassSummary", "Context", "Expr", "FileSummary", "FunctionSummary", "Site", "Store"]

Expr = tuple[Any, ...] | None
"""An expression as far as values are followed through it, first its kind:

("v", variable) · ("g", name): builtin, or from a star import · ("a", base, attribute) · ("c", site): result of a call ·
("i", e): what iterating gives · ("s", base, index or None, site) · ("u", parts) · ("f", function) · ("C", class) ·
("#", number) · ("S",) a string · ("T", type) of a builtin type · ("L", allocation) ·
("o", operator, left, right, site) · ("w", call, function): decorated · ("p", base, name): `getattr` ·
("r", e): what `yield from` gives · ("e", e): what `with` binds ·
("super", class, variable) · ("n", module, level): an imported module · ("m", module, level, name): imported from one ·
("N", e): an instance of what `e` says as an annotation. None: nothing is known.
"""

MIX = (
    "load", "attribute", "subscript", "arithmetic", "compare", "call", "allocate", "store", "branch", "iterate",
    "string", "yield",
)  # fmt: skip
"""Kinds of operations that are counted; the order is that of `FunctionSummary.mixes`."""


class Context(NamedTuple):
    """A region of a function whose parts run equally often: a loop's body, a branch."""

    parent: int
    kind: str
    """"root", "branch", "for", "while", "comprehension", "main" (under `if __name__ == "__main__"`)."""
    chance: float
    """Of a branch: how often it is taken when its parent runs."""
    source: Any
    """Of a `for`: the expression that it runs over; of a `while`: the expressions that its test compares with."""
    line: int


class Site(NamedTuple):
    """A call, written or implied by an operator."""

    context: int
    line: int
    callee: Expr
    """For an implied call ("d", receivers, names): the first receiver with one of the methods is asked."""
    arguments: tuple[Expr, ...]
    keywords: tuple[tuple[str, Expr], ...] = ()
    starred: int = -1
    """Position of the first `*argument`; -1 where there is none."""


class Store(NamedTuple):
    """`target = value`. Targets: ("v", variable), ("a", base, attribute), ("s", base, index), ("k", class, name)."""

    context: int
    target: tuple[Any, ...]
    value: Expr


class Alloc(NamedTuple):
    """A container made in a function."""

    kind: str
    contents: tuple[tuple[Any, Expr], ...]
    """By position, by "key" (of a dict), or "*" for any element."""
    size: Any
    """A number, or the pair (outer context, inner context) of a comprehension; None: unknown."""


@dataclass(slots=True)
class FunctionSummary:
    """One function, or the module's own code (the first of a file, "<module>"), or a lambda."""

    qualname: str
    line: int
    """Of the `def`, from 1."""
    first_line: int
    """Of the first decorator, as code objects count."""
    end_line: int
    owner: int = -1
    """The class whose method it is."""
    parent: int = -1
    """The function around it."""
    is_lambda: bool = False
    is_async: bool = False
    is_generator: bool = False
    form: str = "function"
    """"function", "method", "static", "class" (a classmethod), "property", "setter"."""
    decorators: list[Expr] = field(default_factory=list[Expr])
    decorator_names: tuple[str, ...] = ()
    parameters: list[int] = field(default_factory=list[int])
    """Variables of the positional parameters."""
    keyword_only: dict[str, int] = field(default_factory=dict[str, int])
    names: dict[str, int] = field(default_factory=dict[str, int])
    """All parameters that may be given by name."""
    rest: int = -1
    rest_keywords: int = -1
    annotations: list[tuple[int, Expr]] = field(default_factory=list[tuple[int, Expr]])
    returned_annotation: Expr = None
    contexts: list[Context] = field(default_factory=list[Context])
    mixes: list[list[float]] = field(default_factory=list[list[float]])
    """Counts of operations by context, in the order of `MIX`."""
    costs: dict[tuple[int, int], float] = field(default_factory=dict[tuple[int, int], float])
    """Estimated cost of a single run by (line, context)."""
    sites: list[Site] = field(default_factory=list[Site])
    stores: list[Store] = field(default_factory=list[Store])
    returns: list[Expr] = field(default_factory=list[Expr])
    yields: list[tuple[int, Expr]] = field(default_factory=list[tuple[int, Expr]])
    allocations: list[Alloc] = field(default_factory=list[Alloc])
    attributes: list[tuple[int, int, Expr, str]] = field(default_factory=list[tuple[int, int, Expr, str]])
    """Attribute loads (context, line, base, name): calls, where the attribute is a property."""
    imports: list[tuple[int, str, int, tuple[str, ...]]] = field(
        default_factory=list[tuple[int, str, int, tuple[str, ...]]]
    )
    """(context, module, level, names)."""
    branches: int = 0
    """Cyclomatic complexity less one."""
    statements: int = 0
    depth: int = 0
    """Deepest nesting of loops."""


@dataclass(slots=True)
class ClassSummary:
    name: str
    qualname: str
    line: int
    function: int
    """Where it is defined."""
    bases: list[Expr] = field(default_factory=list[Expr])
    decorator_names: tuple[str, ...] = ()
    fields: list[tuple[str, Expr]] = field(default_factory=list[tuple[str, Expr]])
    """Annotated attributes, in order: what a dataclass or named tuple takes."""
    methods: dict[str, int] = field(default_factory=dict[str, int])


@dataclass(slots=True)
class FileSummary:
    functions: list[FunctionSummary] = field(default_factory=list[FunctionSummary])
    classes: list[ClassSummary] = field(default_factory=list[ClassSummary])
    variables: list[tuple[int, str]] = field(default_factory=list[tuple[int, str]])
    """(function, name)."""
    names: dict[str, int] = field(default_factory=dict[str, int])
    """Variables of the module."""
    stars: list[tuple[str, int]] = field(default_factory=list[tuple[str, int]])
    """`from module import *`: (module, level)."""
    lines: int = 0
