"""Calls of the `re` module and what their patterns match: plain texts, finite choices, how a match can be looked at.

Patterns are parsed by the parser of `re` itself, never compiled or run.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from ..site import Site

try:
    from re import _constants as sre  # pyright: ignore[reportAttributeAccessIssue]
    from re import _parser as sre_parser  # pyright: ignore[reportAttributeAccessIssue]
except ImportError:  # before Python 3.11
    import sre_constants as sre
    import sre_parse as sre_parser

__all__ = [
    "FUNCTIONS",
    "PatternCall",
    "Plain",
    "asked",
    "begins_with_anything",
    "choices",
    "first_group",
    "flags_value",
    "literal_source",
    "meaning",
    "parsed",
    "pattern_call",
    "plain",
    "takes_text",
]

FUNCTIONS = {
    "compile": ("pattern", "flags"),
    "match": ("pattern", "string", "flags"),
    "search": ("pattern", "string", "flags"),
    "fullmatch": ("pattern", "string", "flags"),
    "findall": ("pattern", "string", "flags"),
    "finditer": ("pattern", "string", "flags"),
    "split": ("pattern", "string", "maxsplit", "flags"),
    "sub": ("pattern", "repl", "string", "count", "flags"),
    "subn": ("pattern", "repl", "string", "count", "flags"),
}  # fmt: skip
"""Functions of `re` that take a pattern → their parameters."""

_REQUIRED = {
    method: {"pattern"} if method == "compile" else {"pattern", "repl", "string"} & set(names)
    for method, names in FUNCTIONS.items()
}
_MANY = 64
"""Patterns that match more texts than this are not spelt out."""

Items = Sequence[tuple[Any, Any]]
sre: Any
sre_parser: Any


@dataclass(frozen=True, slots=True)
class PatternCall:
    """`re.search(r"a+", text, re.I)`: its parts by parameter, and their values where they are constant."""

    method: str
    arguments: dict[str, ast.expr]
    pattern: str | bytes | None
    flags: int | None

    @property
    def source(self) -> ast.expr:
        return self.arguments["pattern"]

    @property
    def text(self) -> ast.expr:
        """What is searched; `compile` has none."""
        return self.arguments["string"]

    @property
    def constant(self) -> tuple[str | bytes, int] | None:
        """Pattern and flags where both are constant, and nothing but the result is wanted (re.DEBUG prints)."""
        if self.pattern is None or self.flags is None or self.flags & re.DEBUG:
            return None
        return self.pattern, self.flags


def pattern_call(at: Site, node: ast.AST, *methods: str) -> PatternCall | None:
    """The parts of a call of a function of `re` (one of these); None otherwise, and where arguments are unpacked."""
    if not isinstance(node, ast.Call):
        return None
    module, _, method = (at.qualified(node.func) or "").rpartition(".")
    names = FUNCTIONS.get(method)
    if module != "re" or names is None or len(node.args) > len(names) or (methods and method not in methods):
        return None
    if any(isinstance(argument, ast.Starred) for argument in node.args):
        return None
    arguments = dict(zip(names, node.args, strict=False))
    for keyword in node.keywords:
        if keyword.arg not in names or keyword.arg in arguments:
            return None
        arguments[keyword.arg] = keyword.value
    if not _REQUIRED[method] <= arguments.keys():
        return None
    pattern = at.constant(arguments["pattern"])
    pattern = pattern if isinstance(pattern, (str, bytes)) else None
    return PatternCall(method, arguments, pattern, flags_value(at, arguments.get("flags")))


def flags_value(at: Site, flags: ast.expr | None) -> int | None:
    """The number that constant flags come to; None where they are not constant."""
    if flags is None:
        return 0
    if isinstance(flags, ast.BinOp) and isinstance(flags.op, ast.BitOr):
        left, right = flags_value(at, flags.left), flags_value(at, flags.right)
        return left | right if left is not None and right is not None else None
    module, _, name = (at.qualified(flags) or "").rpartition(".")
    if module == "re" and isinstance(getattr(re, name, None), re.RegexFlag):
        return int(getattr(re, name))
    return flags.value if isinstance(flags, ast.Constant) and type(flags.value) is int else None


@lru_cache(maxsize=512)
def parsed(pattern: str | bytes, flags: int) -> Any:
    """The parse tree of a pattern (`re._parser.SubPattern`); None where `re` has a complaint."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            return sre_parser.parse(pattern, flags & ~re.DEBUG)
    except (re.error, ValueError, OverflowError, RecursionError, Warning):
        return None


@dataclass(frozen=True, slots=True)
class Plain:
    """A pattern that stands for texts as they are written: `^ab\\Z` has the text "ab", fixed at start and end."""

    texts: tuple[str | bytes, ...]
    start: bool
    end: bool
    before_newline: bool
    """The end is `$`, which also matches before a newline at the end."""

    def is_exact(self, method: str) -> bool:
        """Does the pattern match these texts and nothing more, a newline at the end included?"""
        return method == "fullmatch" or not self.before_newline


def takes_text(at: Site, call: PatternCall) -> bool:
    """Is what is searched proven to be a `str` (or `bytes`, as the pattern is)?"""
    subject = at.type(call.text)
    return subject.is_(type(call.pattern).__name__) and subject.proven


def plain(pattern: str | bytes, flags: int) -> Plain | None:
    """The text that a pattern stands for, when that is one text, not empty; None otherwise."""
    found = choices(pattern, flags)
    return found if found is not None and len(found.texts) == 1 else None


def choices(pattern: str | bytes, flags: int) -> Plain | None:
    """The texts that a pattern stands for, in the order in which they are tried; None for all but a few, none empty."""
    tree = parsed(pattern, flags)
    if tree is None or tree.state.flags & (re.IGNORECASE | re.LOCALE):
        return None
    items: list[tuple[Any, Any]] = list(tree)
    start = end = before_newline = False
    if items and items[0][0] is sre.AT and items[0][1] in (sre.AT_BEGINNING, sre.AT_BEGINNING_STRING):
        if items.pop(0)[1] is sre.AT_BEGINNING and tree.state.flags & re.MULTILINE:
            return None
        start = True
    if items and items[-1][0] is sre.AT and items[-1][1] in (sre.AT_END, sre.AT_END_STRING):
        before_newline = items.pop()[1] is sre.AT_END
        if before_newline and tree.state.flags & re.MULTILINE:
            return None
        end = True
    texts = _texts(items)
    if not texts or not all(texts):
        return None
    unique = tuple(dict.fromkeys(texts))
    if isinstance(pattern, bytes):
        return Plain(tuple(text.encode("latin-1") for text in unique), start, end, before_newline)
    return Plain(unique, start, end, before_newline)


def _texts(items: Items) -> list[str] | None:
    """All texts that a sequence matches, spelt out; None where they are many, or depend on more than the text."""
    found = [""]
    for operation, value in items:
        parts = _texts_of(operation, value)
        if parts is None or len(found) * len(parts) > _MANY:
            return None
        found = [head + part for head in found for part in parts]
    return found


def _texts_of(operation: Any, value: Any) -> list[str] | None:
    if operation is sre.LITERAL:
        return [chr(value)]
    if operation is sre.IN:
        letters = [_texts_of(*item) for item in value]
        return None if None in letters else [letter for part in letters for letter in part or ()]
    if operation is sre.SUBPATTERN:
        _, added, removed, items = value
        return None if added or removed else _texts(items)
    if operation is sre.BRANCH:
        branches = [_texts(items) for items in value[1]]
        return None if None in branches else [text for part in branches for text in part or ()]
    return None


def meaning(method: str, found: Plain) -> Literal["in", "startswith", "endswith", "=="]:
    """How a text is asked without a pattern: `re.match("ab", s)` asks `s.startswith("ab")`."""
    start = found.start or method != "search"
    end = found.end or method == "fullmatch"
    return "==" if start and end else "startswith" if start else "endswith" if end else "in"


Question = tuple[ast.expr, bool]
"""The whole expression that asks, and whether it asks for "no match"."""


def asked(at: Site, node: ast.expr) -> Question | None:
    """Does the code ask of a value only whether it is there: `if m:`, `m is not None`, `bool(m)`, `any(m for …)`?

    The expression to replace is that of the whole question (`m is None`), which is true where there is none.
    """
    whole, absent = _asked(at, node) or (None, False)
    if whole is None:
        return None
    around = at.parent(whole)
    return (
        (around, not absent) if isinstance(around, ast.UnaryOp) and isinstance(around.op, ast.Not) else (whole, absent)
    )


def _asked(at: Site, node: ast.expr) -> Question | None:
    parent: Any = at.parent(node)
    if isinstance(parent, ast.Compare) and parent.left is node and len(parent.ops) == 1:
        against = parent.comparators[0]
        if (
            isinstance(against, ast.Constant)
            and against.value is None
            and isinstance(parent.ops[0], (ast.Is, ast.IsNot))
        ):
            return parent, isinstance(parent.ops[0], ast.Is)
        return None
    if (
        isinstance(parent, ast.Call)
        and len(parent.args) == 1
        and not parent.keywords
        and at.is_call(parent, "builtins.bool")
    ):
        return parent, False
    return (node, False) if _is_condition(at, node) else None


def _is_condition(at: Site, node: ast.expr) -> bool:
    parent: Any = at.parent(node)
    if isinstance(parent, (ast.If, ast.While, ast.IfExp, ast.Assert)):
        return parent.test is node
    if isinstance(parent, ast.UnaryOp):
        return isinstance(parent.op, ast.Not)
    if isinstance(parent, ast.BoolOp):
        return _is_condition(at, parent)
    if isinstance(parent, ast.comprehension):
        return node in parent.ifs
    if isinstance(parent, ast.GeneratorExp):
        return at.is_call(at.parent(parent), "builtins.any", "builtins.all")
    return False


def begins_with_anything(pattern: str | bytes, flags: int) -> bool:
    """Does the pattern begin with `.*` or `.+`, lazy or in a group, so that one begin in a line tries all others?"""
    items: Any = parsed(pattern, flags)
    if items and _refers_back(items):
        return False  # `(.+),\1`: what it takes decides what comes behind
    while items and items[0][0] is sre.SUBPATTERN:
        _, _, removed, inner = items[0][1]
        if removed & re.DOTALL:
            return False
        items = inner
    if not items or items[0][0] not in (sre.MAX_REPEAT, sre.MIN_REPEAT):
        return False
    least, most, repeated = items[0][1]
    return least <= 1 and most is sre.MAXREPEAT and len(repeated) == 1 and repeated[0][0] is sre.ANY


def _refers_back(items: Any) -> bool:
    """Does the pattern ask for what a group has matched?"""
    if isinstance(items, (list, tuple, sre_parser.SubPattern)):
        return any(map(_refers_back, items))
    return items in (sre.GROUPREF, sre.GROUPREF_EXISTS)


def first_group(at: Site, call: ast.Call) -> int | None:
    """The group that `….findall(…)[0]` gives the text of, and `….search(…)` has under that number.

    None where the pattern is not a constant or has several groups, or where code around waits for "no match".
    """
    found = pattern_call(at, call)
    pattern: Any = found.pattern if found is not None else None
    if found is None and isinstance(call.func, ast.Attribute):
        compiled = at.only_value(call.func.value)
        if isinstance(compiled, ast.Call) and len(compiled.args) == 1 and not compiled.keywords:
            pattern = getattr(compiled.args[0], "value", None)
    flags = found.flags if found is not None else 0
    tree = parsed(pattern, flags) if isinstance(pattern, (str, bytes)) and flags is not None else None
    if tree is None or tree.state.groups > 2:
        return None
    waits = any(isinstance(parent, (ast.Try, ast.If, ast.IfExp)) for parent in at.parents(call))
    return None if waits else tree.state.groups - 1


def literal_source(value: str | bytes, like: str) -> str:
    """A literal of a text with the quotes of another literal, raw as that one where it can be."""
    written = repr(value)
    if '"' in like[:3] and '"' not in written:
        prefix = "b" if isinstance(value, bytes) else ""
        return prefix + '"' + written.removeprefix("b")[1:-1].replace("\\'", "'") + '"'
    return written
