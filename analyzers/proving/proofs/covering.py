"""Which lines a rewrite brought into a function: those that inputs have to reach before the two count as compared."""

from __future__ import annotations

import ast
import difflib
import types
from collections.abc import Iterator, Sequence

__all__ = ["changed_lines", "function_in", "statement_lines"]

Function = ast.FunctionDef | ast.AsyncFunctionDef
Definition = Function | ast.ClassDef

_SILENT = (ast.Global, ast.Nonlocal)
"""Statements without code."""
_ALWAYS_CALLED = ("__init__", "__new__", "__call__", "__enter__", "__exit__", "__iter__", "__next__")


def changed_lines(before: str, after: str, function: str) -> tuple[int, ...]:
    """Return the executable lines (from 1, in `after`) of a function that a rewrite changed or added.

    Of a statement over several lines it is the first, and those on which a part begins that may be left out, as the
    element of a comprehension. Where lines were only taken out, it is the statement that follows them. With them come
    the bodies of functions and classes that the rewrite added and the function uses; what runs on import is no part.
    Empty where either text has no such function. Raises SyntaxError for a text that is none.
    """
    new = function_in(ast.parse(after), function)
    if new is None:
        return ()
    compiled = _compiled_lines(after)
    own = statement_lines(new)
    old = function_in(ast.parse(before), function)
    if old is None:
        changed = set(own.values())
    else:
        lines = _edited(_source(before, old), _source(after, new), new.lineno, [*own])
        changed = {own[line] for line in lines if line in own}
    for helper in _helpers(before, after, new):
        changed.update(statement_lines(helper).values())
    return tuple(sorted(changed & compiled))


def function_in(tree: ast.Module, qualname: str) -> Function | None:
    """Find a function by its qualified name; of several definitions the one that a caller gets."""
    scope: Sequence[ast.stmt] = tree.body
    found: Definition | None = None
    for part in qualname.partition(".<locals>")[0].split("."):
        named = [each for each in _definitions(scope) if each.name == part and not _stands_in(each)]
        if not named:
            return None
        found = named[-1]
        scope = found.body
    return found if isinstance(found, Function) else None


def statement_lines(function: Definition) -> dict[int, int]:
    """Return, for each line of a body, the line whose execution says that what stands there was reached."""
    lines: dict[int, int] = {}
    for statement in _statements(function.body):
        last = statement.end_lineno or statement.lineno
        inner = _body_of(statement)
        if inner:
            last = max(statement.lineno, inner - 1)
        for line in range(statement.lineno, last + 1):
            lines[line] = statement.lineno
        for begin, end in _parts(statement, last):
            for line in range(begin, end + 1):
                lines[line] = begin
        for part in (*getattr(statement, "handlers", ()), *getattr(statement, "cases", ())):
            # The line of an `except` runs whenever something is raised: what it catches shows in what is under it.
            first = part.lineno if isinstance(part, ast.ExceptHandler) else part.pattern.lineno
            under = next(_statements(part.body), None)
            if under is not None:
                lines.update(dict.fromkeys(range(first, under.lineno), under.lineno))
    return lines


def _definitions(body: Sequence[ast.stmt]) -> Iterator[Definition]:
    """Yield what a body defines, under conditions too."""
    for statement in body:
        if isinstance(statement, Definition):
            yield statement
            continue
        for name in ("body", "orelse", "handlers", "finalbody"):
            inner = getattr(statement, name, ())
            yield from _definitions(inner)


def _stands_in(found: Definition) -> bool:
    """Whether a definition is an overload, or a setter or deleter: its name gives another one."""
    for decorator in found.decorator_list:
        name = decorator.attr if isinstance(decorator, ast.Attribute) else getattr(decorator, "id", "")
        if name in ("overload", "setter", "deleter"):
            return True
    return False


def _statements(body: Sequence[ast.stmt]) -> Iterator[ast.stmt]:
    for statement in body:
        if not _is_silent(statement):
            yield statement
        for name in ("body", "orelse", "finalbody"):
            yield from _statements(getattr(statement, name, ()))
        for part in (*getattr(statement, "handlers", ()), *getattr(statement, "cases", ())):
            yield from _statements(part.body)


def _is_silent(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.Expr):
        return isinstance(statement.value, ast.Constant)
    if isinstance(statement, (ast.If, ast.While)) and isinstance(statement.test, ast.Constant):
        return True  # not in all versions
    return isinstance(statement, _SILENT) or (isinstance(statement, ast.AnnAssign) and statement.value is None)


def _body_of(statement: ast.stmt) -> int:
    """The first line of what is within a compound statement, 0 for others."""
    body = getattr(statement, "body", None) or getattr(statement, "cases", None)
    if not isinstance(body, list) or not body:
        return 0
    first = body[0]
    if isinstance(first, ast.match_case):
        return first.pattern.lineno
    return min([first.lineno, *(each.lineno for each in getattr(first, "decorator_list", ()))])


def _parts(statement: ast.stmt, last: int) -> Iterator[tuple[int, int]]:
    """Yield first and last line of the parts of a statement that run on their own, where they begin a line."""
    for node in ast.walk(statement):
        parts: list[ast.expr] = []
        if isinstance(node, (ast.ListComp, ast.SetComp, ast.GeneratorExp)):
            parts = [node.elt]
        elif isinstance(node, ast.DictComp):
            parts = [node.value]
        elif isinstance(node, ast.Lambda):
            parts = [node.body]
        elif isinstance(node, ast.IfExp):
            parts = [node.body, node.orelse]
        for part in parts:
            if statement.lineno < part.lineno <= last:
                yield part.lineno, part.end_lineno or part.lineno


def _source(text: str, function: Function) -> list[str]:
    lines = text.splitlines()[function.lineno - 1 : function.end_lineno]
    return [line.rstrip() for line in lines]


def _edited(old: list[str], new: list[str], first: int, own: Sequence[int]) -> set[int]:
    """Lines (from 1, in the file) that are new; where some are gone, the next of `own` that is left, or the last."""
    found: set[int] = set()
    for kind, _, _, start, end in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind in ("replace", "insert"):
            found.update(range(first + start, first + end))
        elif kind == "delete" and own:
            found.add(next((line for line in sorted(own) if line >= first + start), max(own)))
    return found


def _helpers(before: str, after: str, function: Function) -> list[Definition]:
    """Functions, and methods of classes, that only `after` has and that the function uses, directly or not."""
    known = {each.name for each in _definitions(ast.parse(before).body)}
    added = {each.name: each for each in _definitions(ast.parse(after).body) if each.name not in known}
    found: dict[str, Definition] = {}
    names = _names(function)
    while True:
        more = [name for name in added if name in names and name not in found]
        if not more:
            break
        for name in more:
            found[name] = added[name]
            names |= _names(added[name])
    helpers: list[Definition] = []
    for each in found.values():
        if isinstance(each, ast.ClassDef):
            methods = [part for part in each.body if isinstance(part, Function)]
            helpers += [part for part in methods if part.name in names or part.name in _ALWAYS_CALLED]
        else:
            helpers.append(each)
    return helpers


def _names(node: ast.AST) -> set[str]:
    names = {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}
    return names | {each.attr for each in ast.walk(node) if isinstance(each, ast.Attribute)}


def _compiled_lines(text: str) -> set[int]:
    """Lines that have code: what the compiler leaves out nothing can reach."""
    lines: set[int] = set()
    todo = [compile(text, "<after>", "exec", dont_inherit=True)]
    while todo:
        code = todo.pop()
        lines.update(line for _, _, line in code.co_lines() if line)
        todo += [each for each in code.co_consts if isinstance(each, types.CodeType)]
    return lines
