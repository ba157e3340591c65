"""What an expression computes that is the same for all passes of a loop, and whether that costs anything."""

from __future__ import annotations

import ast
import re

from ..loops import Loop
from ..names import dotted, qualified_name
from ..site import Site

__all__ = [
    "bound_within",
    "elements_change",
    "is_cold",
    "is_costly_question",
    "is_in_every_pass",
    "only_answers",
    "place_before",
    "shown",
]

_VARIES = re.compile(
    r"_*(?:next|pop|popleft|popitem|read|recv|rand|random|randint|randrange|choice|shuffle|sample|uniform|time|now|today"
    r"|utcnow|monotonic|perf_counter|process_time|input|uuid|getch|getc|peek|send|poll|step|advance|consume|accept|fetch"
    r"|append|add|remove|update|write|close|open|inc|incr|increment|tick|count_up|generate|yield_|sleep|wait)(?:_.*|\d*)?"
    r"|(?:read|rand)\w*",
    re.IGNORECASE,
)
"""Names of functions that give another answer each time, or do something besides."""
_CHEAP = frozenset({
    "len", "getattr", "hasattr", "type", "id", "isinstance", "issubclass", "ord", "chr", "abs", "bool", "slice",
    "range", "keys", "values", "items", "get", "super", "iter", "callable", "memoryview", "int", "float", "cast", "_",
    "gettext", "ugettext", "gettext_lazy", "vars", "edges", "nodes", "group", "str", "lower", "upper",
    "strip", "casefold", "title", "is_set", "index", "locals", "globals", "dtype",
})  # fmt: skip
"""Names of functions whose call costs little more than what replaces it."""


_COLD = re.compile(r"test(_.*)?|setUp\w*|tearDown\w*|main|_main|handle|cli(_.*)?|setup|add_arguments|build_parser")


def bound_within(comprehension: ast.AST) -> set[str]:
    """Names that the comprehension itself binds: its targets, and those of what is nested in it."""
    return {
        part.id for part in ast.walk(comprehension) if isinstance(part, ast.Name) and not isinstance(part.ctx, ast.Load)
    }


def is_costly_question(at: Site, node: ast.expr, bound: set[str]) -> bool:
    """Does an expression of names other than `bound` call something that costs, and that by its name only answers?

    What a function does is not looked at: the name of one that reads on, draws or changes says so as a rule.
    """
    costs = False
    variable = False
    for part in ast.walk(node):
        if isinstance(part, ast.Name):
            if part.id in bound:
                return False
            variable = variable or at.is_local(part)
        elif isinstance(part, ast.Call):
            name = part.func.attr if isinstance(part.func, ast.Attribute) else getattr(part.func, "id", "")
            if not name or _VARIES.fullmatch(name):
                return False
            made_empty = not part.args and isinstance(part.func, ast.Name) and name in ("set", "dict", "list", "tuple")
            costs = costs or not (name in _CHEAP or made_empty)
        elif not isinstance(part, _ANSWERS):
            return False
    return costs and variable and (qualified_name(at.facts, node) is None)


_ANSWERS = (
    ast.Attribute, ast.Subscript, ast.Constant, ast.keyword, ast.BinOp, ast.operator, ast.UnaryOp, ast.unaryop,
    ast.expr_context, ast.Tuple, ast.List, ast.Slice, ast.JoinedStr, ast.FormattedValue,
)  # fmt: skip


def is_cold(at: Site) -> bool:
    """Does this stand in an assertion, or in a function that by its name tests or starts a program?"""
    statement = at.statement(at.node)
    if isinstance(statement, ast.Assert):
        return True
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
        name = getattr(statement.value.func, "attr", "")
        if name.startswith(("assert", "fail")):
            return True
    name = getattr(at.function, "name", "")
    return bool(_COLD.fullmatch(name))


def is_in_every_pass(at: Site, node: ast.AST) -> bool:
    """Does each pass of the innermost loop around come to the expression: not in a branch, handler, or after `and`?"""
    loop = at.loop
    below = node
    for parent in at.parents(node):
        if loop is None or parent is loop.node or parent is loop.container:
            return loop is not None and (loop.kind != "while" or below is not loop.node.test)
        if isinstance(parent, (ast.If, ast.IfExp)) and parent.test is not below:
            return False
        if isinstance(parent, ast.BoolOp) and parent.values[0] is not below:
            return False
        if isinstance(parent, (ast.ExceptHandler, ast.match_case, ast.Assert, ast.Raise)):
            return False
        if isinstance(parent, (ast.For, ast.AsyncFor)) and below is not parent.iter:
            return False
        below = parent
    return False


def elements_change(at: Site, node: ast.AST, loop: Loop) -> bool:
    """May a pass change what the containers in an expression hold, if not the containers themselves?

    `for x in xs: x.n += 1` and `xs[0].append(1)` do, and so does whatever takes from an iterator.
    """
    survey = loop.survey
    touched = {path.partition(".")[0] for path in (*survey.changed, *survey.given, *survey.deep, *survey.handed)}
    for part in ast.walk(node):
        if isinstance(part, (ast.Name, ast.Attribute)) and (path := dotted(part)) is not None:
            if path in survey.deep or at.type(part).name in ("iterator", "file"):
                return True
            for around in loop.walk():
                if (
                    isinstance(around, (ast.For, ast.AsyncFor))
                    and any(dotted(inner) == path for inner in ast.walk(around.iter))
                    and any(isinstance(name, ast.Name) and name.id in touched for name in ast.walk(around.target))
                ):
                    return True
    return False


def only_answers(call: ast.Call) -> bool:
    """Does nothing in the name of what is called say that it does something, or answers anew each time?"""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    return bool(name) and not _VARIES.fullmatch(name)


def place_before(at: Site, node: ast.expr, loop: Loop) -> ast.stmt | None:
    """The statement before which an expression of a loop can be computed: its names are bound there. None: nowhere."""
    anchor = at.anchor(loop)
    if anchor is None:
        return None
    own = bound_within(node)
    names = [part for part in ast.walk(node) if isinstance(part, ast.Name) and part.id not in own]
    return anchor if all(at.qualified(name) or at.bound_before(name, anchor) for name in names) else None


def shown(node: ast.expr) -> str:
    """The expression as a message shows it: "the same" where it is long."""
    text = ast.unparse(node)
    return text if len(text) <= 40 else "the same"
