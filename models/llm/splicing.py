"""Puts a proposal into its module: imports to the imports, helpers before the function; nothing else moves."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Sequence

from .gate import Refusal, Taken, import_lines
from .surroundings import FunctionNode, Place, first_line_of

__all__ = ["spliced"]


def spliced(taken: Taken, place: Place) -> str:
    """The module's text with the proposal in place of the function. Raises Refusal where it does not fit in."""
    newline = "\r\n" if "\r\n" in place.text else "\n"
    lines = place.text.replace("\r\n", "\n").split("\n")
    first, last = place.first_line, place.node.end_lineno or place.node.lineno
    indent = lines[place.node.lineno - 1][: place.node.col_offset]
    ending = lines[last - 1].encode()[place.node.end_col_offset :].decode().strip()
    if indent.strip() or (ending and not ending.startswith("#")) or "\f" in place.text:
        raise Refusal("the function shares its lines with other statements")
    imports, helpers = _new_imports(taken, place), _helper_lines(taken, place)
    lines[first - 1 : last] = _function_lines(taken, place, lines, indent)
    if helpers:
        at = first_line_of(place.top) - 1
        lines[at:at] = helpers
    if imports:
        at = _after_imports(place)
        lines[at:at] = imports
    text = newline.join(lines)
    try:
        ast.parse(text)
    except (SyntaxError, ValueError, RecursionError) as error:
        raise Refusal(f"the module does not parse with it: {error}") from None
    return text


def _function_lines(taken: Taken, place: Place, lines: Sequence[str], indent: str) -> list[str]:
    """The function as it goes into the module: with the head and docstring of the original, whose hints and words a
    model often leaves out."""

    def shifted(given: Sequence[tuple[str, bool]]) -> list[str]:
        return [indent + line if line and shift else line for line, shift in given]

    own = _own_lines(taken, taken.node)
    code = taken.code.replace("\r\n", "\n").split("\n")
    old_end, new_end = _head_end(lines, place.node), _head_end(code, taken.node)
    if old_end is None or new_end is None:
        return shifted(own)
    first = first_line_of(taken.node)
    step = _before(lines, place.node.body[0]).removeprefix(indent)
    given = _before(code, taken.node.body[0])[taken.node.col_offset :]
    body = [
        (step + line.removeprefix(given) if shift and line.startswith(given) else line, shift)
        for line, shift in own[new_end - first + 1 :]
    ]
    return [*shifted(own[: taken.node.lineno - first]), *lines[place.node.lineno - 1 : old_end], *shifted(body)]


def _head_end(lines: Sequence[str], node: FunctionNode) -> int | None:
    """The last line of a function's head and docstring, from 1; None where the body is no more, or begins on it."""
    docstring = node.body[0]
    has_docstring = (
        isinstance(docstring, ast.Expr)
        and isinstance(docstring.value, ast.Constant)
        and isinstance(docstring.value.value, str)
    )
    rest = node.body[1:] if has_docstring else node.body
    if not rest or any(_before(lines, statement).strip() for statement in (docstring, rest[0])):
        return None
    if has_docstring:
        return docstring.end_lineno
    end = first_line_of(rest[0]) - 1
    while not lines[end - 1].strip() or lines[end - 1].lstrip().startswith("#"):
        end -= 1
    return end


def _before(lines: Sequence[str], statement: ast.stmt) -> str:
    """What stands before a statement on its line."""
    return lines[statement.lineno - 1].encode()[: statement.col_offset].decode()


def _own_lines(taken: Taken, node: FunctionNode) -> list[tuple[str, bool]]:
    """The lines of a function of the proposal without its indentation, and whether a line may be indented: inside a
    string that goes over lines it may not, but in a docstring."""
    lines = taken.code.replace("\r\n", "\n").split("\n")
    docstring = node.body[0] if node.body and isinstance(node.body[0], ast.Expr) else None
    inside: set[int] = set()
    for each in ast.walk(node):
        text = isinstance(each, ast.JoinedStr) or (
            isinstance(each, ast.Constant) and isinstance(each.value, (str, bytes))
        )
        if text and isinstance(each, ast.expr) and each is not getattr(docstring, "value", None):
            inside.update(range(each.lineno + 1, (each.end_lineno or each.lineno) + 1))
    own: list[tuple[str, bool]] = []
    for number in range(first_line_of(node), (node.end_lineno or node.lineno) + 1):
        line = lines[number - 1]
        if number in inside:
            own.append((line, False))
        else:
            own.append((line[min(node.col_offset, len(line) - len(line.lstrip())) :].rstrip(), True))
    return own


def _new_imports(taken: Taken, place: Place) -> list[str]:
    bound = _bound(place.tree)
    found: list[str] = []
    for statement in taken.imports:
        for alias, line in zip(statement.names, import_lines(statement), strict=True):
            name = alias.asname or alias.name.partition(".")[0]
            if line in bound.get(name, ()) or line in found:
                continue
            if name in bound and not (isinstance(statement, ast.Import) and "." in alias.name and not alias.asname):
                raise Refusal(f"imports {name}, which is something else in this module")
            found.append(line)
    return found


def _helper_lines(taken: Taken, place: Place) -> list[str]:
    bound = _bound(place.tree)
    new = {alias.asname or alias.name.partition(".")[0] for each in taken.imports for alias in each.names}
    found: list[str] = []
    source = taken.code.replace("\r\n", "\n").split("\n")
    for helper in taken.helpers:
        for name in _names_bound(helper):
            if name in bound or name in new or hasattr(builtins, name):
                raise Refusal(f"gives {name} another meaning in the whole module")
        if isinstance(helper, FunctionNode):
            found += [*(line for line, _ in _own_lines(taken, helper)), "", ""]
        else:
            offset = helper.col_offset
            lines = source[helper.lineno - 1 : helper.end_lineno or helper.lineno]
            found += [lines[0][offset:], *lines[1:], ""]
    return found


def _names_bound(statement: ast.stmt) -> set[str]:
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return {statement.name}
    stored = [node for node in ast.walk(statement) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)]
    return {node.id for node in stored}


def _bound(tree: ast.Module) -> dict[str, set[str]]:
    """The names that the module binds anywhere at its top, each with the plain imports that bind it."""
    bound: dict[str, set[str]] = {}
    pending: list[ast.stmt] = list(tree.body)
    while pending:
        statement = pending.pop()
        if isinstance(statement, (ast.Import, ast.ImportFrom)):
            for alias, line in zip(statement.names, import_lines(statement), strict=True):
                name = alias.asname or alias.name.partition(".")[0]
                bound.setdefault(name, set()).add(line if statement in tree.body else "")
            continue
        for name in _names_bound(statement):
            bound.setdefault(name, set()).add("")
        if not isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            for field in ("body", "orelse", "finalbody"):
                pending += [each for each in getattr(statement, field, []) if isinstance(each, ast.stmt)]
            for handler in getattr(statement, "handlers", []):
                pending += handler.body
    return bound


def _after_imports(place: Place) -> int:
    """The line before which a new import goes, from 0: after the first run of imports, else after the docstring."""
    at = 0
    for number, statement in enumerate(place.tree.body):
        is_import = isinstance(statement, (ast.Import, ast.ImportFrom))
        is_docstring = number == 0 and isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
        if not is_import and not is_docstring:
            break
        at = statement.end_lineno or statement.lineno
    if at == 0:
        lines = place.text.replace("\r\n", "\n").split("\n")
        while at < len(lines) and lines[at].startswith("#"):  # the interpreter's line, an encoding
            at += 1
        at = min(at, first_line_of(place.top) - 1)
    return at
