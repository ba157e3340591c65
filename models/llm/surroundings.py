"""A function and what it needs of its module, short enough to be sent."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

__all__ = ["FunctionNode", "NoSuchFunction", "Place", "around", "function_at", "place_of"]

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef

_MOST_CHARACTERS = 9_000
_WHOLE_LINES = 30
"""A function or class that is no longer is sent whole; of a longer one its head."""


class NoSuchFunction(LookupError):  # noqa: N818 - what is missing
    """The module has no function of that qualified name, or does not parse."""


@dataclass(frozen=True, slots=True)
class Place:
    """A function in its module."""

    text: str
    tree: ast.Module
    node: FunctionNode
    classes: tuple[ast.ClassDef, ...]
    """Those around it, outermost first."""
    top: ast.stmt
    """The statement of the module that holds it."""

    @property
    def first_line(self) -> int:
        """Counted from 1, decorators included."""
        return first_line_of(self.node)

    @property
    def source(self) -> str:
        """As it stands, indented."""
        return lines_of(self.text, self.first_line, self.node.end_lineno or self.node.lineno)


def first_line_of(node: ast.stmt) -> int:
    decorators: Sequence[ast.expr] = getattr(node, "decorator_list", ())
    return min([node.lineno, *(decorator.lineno for decorator in decorators)])


def lines_of(text: str, first: int, last: int) -> str:
    """Lines from one to another, counted from 1 as `ast` does."""
    return "\n".join(text.replace("\r\n", "\n").replace("\r", "\n").split("\n")[first - 1 : last])


def place_of(text: str, function: str) -> Place:
    """Find a function by its qualified name; of one within another the outermost. Raises NoSuchFunction."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError) as error:
        raise NoSuchFunction(f"the module does not parse: {error}") from None
    *classes, name = function.partition(".<locals>")[0].split(".")
    body: Sequence[ast.stmt] = tree.body
    around: list[ast.ClassDef] = []
    for each in classes:
        found = [node for node in _statements(body) if isinstance(node, ast.ClassDef) and node.name == each]
        if not found:
            raise NoSuchFunction(f"there is no class {each}")
        around.append(found[-1])
        body = found[-1].body
    functions = [node for node in _statements(body) if isinstance(node, FunctionNode) and node.name == name]
    if not functions:
        raise NoSuchFunction(f"there is no function {function}")
    node = functions[-1]
    top = next(each for each in tree.body if each.lineno <= node.lineno <= (each.end_lineno or each.lineno))
    return Place(text, tree, node, tuple(around), top)


def function_at(text: str, line: int) -> str | None:
    """The qualified name of the outermost function around a line, counted from 1; None: there is none."""
    try:
        pending: list[tuple[str, ast.stmt]] = [("", node) for node in _statements(ast.parse(text).body)]
    except (SyntaxError, ValueError, RecursionError):
        return None
    while pending:
        above, node = pending.pop()
        if not first_line_of(node) <= line <= (node.end_lineno or node.lineno):
            continue
        if isinstance(node, FunctionNode):
            return above + node.name
        if isinstance(node, ast.ClassDef):
            pending += [(f"{above}{node.name}.", each) for each in _statements(node.body)]
    return None


def _statements(body: Sequence[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements of a body, and those under its `if` and `try`, which bind names of the same scope."""
    for statement in body:
        yield statement
        if not isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            for field in ("body", "orelse", "finalbody"):
                yield from _statements([each for each in getattr(statement, field, []) if isinstance(each, ast.stmt)])
            for handler in getattr(statement, "handlers", []):
                yield from _statements(handler.body)


def around(place: Place) -> str:
    """The source of what the function uses of its module: imports, constants, other functions, its class."""
    chosen: dict[int, str] = {}
    room = _MOST_CHARACTERS
    wanted = set(_names(place.node))
    if place.classes:
        for line, text in _of_class(place):
            if len(text) <= room:
                chosen[line] = text
                room -= len(text)
                wanted |= _names_in(text)
    for whole in (True, False):  # first what it uses, then, as heads, what that uses
        found: set[str] = set()
        for statement in place.tree.body:
            line = first_line_of(statement)
            if statement is place.top or line in chosen or not (_binds(statement) & wanted):
                continue
            text = _shown(place.text, statement, wanted, whole=whole)
            if text and len(text) <= room:
                chosen[line] = text
                room -= len(text)
                found |= _names_in(text)
        wanted = found
    return "\n".join(text for _, text in sorted(chosen.items()))


def _of_class(place: Place) -> Iterator[tuple[int, str]]:
    """The parts of the class that matter: its head, attributes, `__init__`, and the methods that are called."""
    owner = place.classes[-1]
    called = {node.attr for node in ast.walk(place.node) if isinstance(node, ast.Attribute)}
    head = lines_of(place.text, first_line_of(owner), owner.body[0].lineno - 1 if owner.body else owner.lineno)
    yield first_line_of(owner), head.rstrip()
    for statement in owner.body:
        if statement is place.node:
            yield first_line_of(statement), " " * statement.col_offset + "# … the function stands here …"
        elif isinstance(statement, (ast.Assign, ast.AnnAssign)):
            yield statement.lineno, lines_of(place.text, statement.lineno, statement.end_lineno or statement.lineno)
        elif isinstance(statement, FunctionNode) and (statement.name in called or statement.name in _MAKERS):
            yield first_line_of(statement), _shown(place.text, statement, called, whole=True)


_MAKERS = {"__init__", "__post_init__", "__new__", "__eq__", "__hash__", "__iter__", "__len__", "__getitem__"}


def _shown(text: str, statement: ast.stmt, wanted: set[str], *, whole: bool) -> str:
    last = statement.end_lineno or statement.lineno
    if isinstance(statement, (ast.Import, ast.ImportFrom)):
        names = [alias for alias in statement.names if (alias.asname or alias.name.partition(".")[0]) in wanted]
        kept = ast.Import(names) if isinstance(statement, ast.Import) else None
        return ast.unparse(
            kept or ast.ImportFrom(getattr(statement, "module", None), names, getattr(statement, "level", 0))
        )
    lines = last - first_line_of(statement) + 1
    if whole and lines <= _WHOLE_LINES:
        return lines_of(text, first_line_of(statement), last)
    if isinstance(statement, (*_FUNCTIONS, ast.ClassDef)):
        body = statement.body[0]
        indent = " " * (statement.col_offset + 4)
        if body.lineno == statement.lineno:
            return lines_of(text, first_line_of(statement), last)
        return f"{lines_of(text, first_line_of(statement), first_line_of(body) - 1).rstrip()}\n{indent}...  # not shown"
    return ""


_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def _binds(statement: ast.stmt) -> set[str]:
    if isinstance(statement, (ast.Import, ast.ImportFrom)):
        return {alias.asname or alias.name.partition(".")[0] for alias in statement.names}
    if isinstance(statement, (*_FUNCTIONS, ast.ClassDef)):
        return {statement.name}
    if isinstance(statement, (ast.Assign, ast.AnnAssign, ast.AugAssign)):
        return {
            node.id for node in ast.walk(statement) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
        }
    return set()


def _names(node: ast.AST) -> Iterator[str]:
    for each in ast.walk(node):
        if isinstance(each, ast.Name):
            yield each.id
        elif isinstance(each, ast.Constant) and isinstance(each.value, str) and each.value.isidentifier():
            yield each.value  # a hint in quotes


def _names_in(text: str) -> set[str]:
    # Late: only here.
    import textwrap

    try:
        return set(_names(ast.parse(textwrap.dedent(text))))
    except SyntaxError:  # a head
        return set()
