"""Where rewrites come from: a file with the new function, a patch, the fix of a finding. Each ends in two texts."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from hashlib import blake2b

from ...findings import Finding, Fix
from ...rewriting.edits import apply_edits
from ...source import Document
from ...source.functions import Definition, definitions_of, functions_of
from ...source.positions import split_lines
from .patches import patched
from .proof import Rewrite

__all__ = [
    "NoRewrite", "also_changed", "from_finding", "from_patch", "from_text", "key_of", "outermost", "qualnames",
]  # fmt: skip


class NoRewrite(Exception):  # noqa: N818 - what there is not
    """What was given cannot be made a rewrite of this function; the message says why, and what to do."""


def from_text(path: str, before: str, function: str, given: str, *, origin: str = "", named: str = "") -> Rewrite:
    """Take the new function from another text: a whole module, or the function with the imports and helpers it needs.

    A text that has every function and class of the file, and all of the file that it mentions, is the file as it would
    be. Of any other the function replaces the one in the file, and what else stands there at top level and is new is
    added. `named` is what messages
    call the text. Raises NoRewrite.
    """
    named = named or "the rewrite"
    wanted = outermost(function)
    _definition(before, wanted, path)
    new = definitions_of(given)
    if new is None:
        raise NoRewrite(f"{named}: is not valid Python: {_syntax_error(given)}")
    names = {found.name for found in new}
    whole = wanted in names and {found.name for found in definitions_of(before) or []} <= names
    if whole and not (_bound(before) - _bound(given)) & _mentioned(given):
        after = given
    else:
        after = _spliced(before, wanted, given, new, named)
    return Rewrite(path, wanted, before, after, origin or named)


def _bound(text: str) -> set[str]:
    """Names that a module binds at top level, in whatever way."""
    found: set[str] = set()
    pending: list[ast.AST] = list(ast.parse(text).body)
    while pending:
        node = pending.pop()
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            found.add(node.name)
            continue
        if isinstance(node, ast.alias):
            found.add(node.asname or node.name.partition(".")[0])
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
        pending += ast.iter_child_nodes(node)
    return found


def _mentioned(text: str) -> set[str]:
    return {node.id for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Name)}


def from_patch(path: str, before: str, function: str | None, patch: str, *, origin: str = "a patch") -> Rewrite:
    """Apply the part of a unified diff that is about a file. Without `function` it is the one that it changes.

    Raises NoRewrite.
    """
    try:
        after = patched(before, patch, path)
    except ValueError as error:
        raise NoRewrite(str(error)) from None
    return _between(path, before, after, function, origin)


def from_finding(path: str, document: Document, finding: Finding, fix: Fix) -> Rewrite:
    """Take the fix of a finding. Raises NoRewrite where it is not within one function."""
    before = document.text
    after = apply_edits(document, fix.edits)
    rewrite = _between(path, before, after, None, finding.rule.slug, finding.span.start.line + 1)
    return Rewrite(path, rewrite.function, before, after, finding.rule.slug, (finding.rule.slug,))


def _between(path: str, before: str, after: str, function: str | None, origin: str, line: int = 0) -> Rewrite:
    if definitions_of(after) is None:
        raise NoRewrite(f"{origin}: leaves a file that is not valid Python: {_syntax_error(after)}")
    if function is None:
        changed = list(_changed(before, after))
        at = [found.name for found in _outermost_of(before) if found.line <= line <= found.last]
        chosen = at or changed
        if not chosen:
            raise NoRewrite(f"{origin}: changes no function, only code that runs when the module is imported")
        if len(set(chosen)) > 1:
            raise NoRewrite(f"{origin}: changes several functions ({', '.join(sorted(set(chosen)))}): name one")
        function = chosen[0]
    function = outermost(function)
    for text, whose in ((before, path), (after, origin)):
        _definition(text, function, whose)
    return Rewrite(path, function, before, after, origin)


def outermost(function: str) -> str:
    """The function through which a qualified name is reached: `outer` for `outer.<locals>.inner`."""
    return function.partition(".<locals>")[0]


def qualnames(text: str) -> list[str]:
    """Names of the functions that can be called from outside, in order."""
    return [found.name for found in _outermost_of(text)]


def _outermost_of(text: str) -> list[Definition]:
    found = definitions_of(text) or []
    return [each for each in found if not each.is_class and ".<locals>." not in each.name]


def _definition(text: str, function: str, whose: str) -> Definition:
    names = _outermost_of(text)
    last = [found for found in names if found.name == function]
    if not last:
        known = ", ".join(found.name for found in names[:8]) or "none"
        raise NoRewrite(f"{whose}: has no function {function} (it has: {known})")
    return last[-1]


def _changed(before: str, after: str) -> Iterator[str]:
    old = {found.name: found.digest for found in functions_of(before) if ".<locals>." not in found.name}
    for found in functions_of(after):
        if found.name in old and old[found.name] != found.digest:
            yield found.name


def also_changed(rewrite: Rewrite) -> list[str]:
    """Functions besides the one under proof that the file has before and after, and whose text differs."""
    return sorted(set(_changed(rewrite.before, rewrite.after)) - {rewrite.function})


def key_of(rewrite: Rewrite) -> str:
    """Name a rewrite by its texts: of the function before and after, and of what else in the file it changes."""
    old, new = ({found.name: found.digest for found in functions_of(text)} for text in (rewrite.before, rewrite.after))
    parts = [rewrite.function, old.get(rewrite.function, ""), new.get(rewrite.function, "")]
    before, after = (_outside(text, rewrite.function) for text in (rewrite.before, rewrite.after))
    parts += [*sorted(set(after) - set(before)), "-", *sorted(set(before) - set(after))]
    return blake2b("\0".join(parts).encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


def _outside(text: str, function: str) -> list[str]:
    lines = split_lines(text)
    for found in reversed(_outermost_of(text)):
        if found.name == function:
            del lines[found.line - 1 : found.last]
    return [line.rstrip() for line in lines if line.strip()]


# -- a function put into a file


def _spliced(before: str, function: str, given: str, new: Sequence[Definition], named: str) -> str:
    place = _definition(before, function, "the file")
    found = _found_in(new, function, named)
    lines, source = split_lines(before), split_lines(given)
    text = _indented(source[found.line - 1 : found.last], lines[place.line - 1], found.name, function)
    lines[place.line - 1 : place.last] = text
    body = ast.parse(before).body
    top = next(each for each in body if (each.end_lineno or 0) >= place.line)
    imports, others = _added(before, given, source, found)
    if others:
        others += ["\n", "\n"]
    lines[_first_line(top) - 1 : _first_line(top) - 1] = others
    lines[_imports_end(body, top) : _imports_end(body, top)] = imports
    after = "".join(lines)
    if definitions_of(after) is None:
        raise NoRewrite(f"{named}: {function} does not fit into the file: {_syntax_error(after)}")
    return after


def _found_in(new: Sequence[Definition], function: str, named: str) -> Definition:
    """The definition meant: of the same qualified name, else of its last part, else the only one."""
    functions = [each for each in new if not each.is_class and ".<locals>." not in each.name]
    for name in (function, function.rpartition(".")[2]):
        same = [each for each in functions if each.name == name]
        if same:
            return same[-1]
    if len(functions) == 1:
        return functions[0]
    raise NoRewrite(f"{named}: has no function {function}; give one of that name")


def _indented(source: Sequence[str], model: str, name: str, function: str) -> list[str]:
    """Indent a definition as the line that it replaces is, under the name that it replaces."""
    have = source[0][: len(source[0]) - len(source[0].lstrip())]
    want = model[: len(model) - len(model.lstrip())]
    lines = [want + line[len(have) :] if line.startswith(have) and line.strip() else line for line in source]
    last, wanted = name.rpartition(".")[2], function.rpartition(".")[2]
    if last != wanted:
        pattern = re.compile(rf"^(\s*(?:async\s+)?def\s+){re.escape(last)}\b")
        lines = [pattern.sub(rf"\g<1>{wanted}", line) for line in lines]
    if lines and not lines[-1].endswith(("\n", "\r")):
        lines[-1] += "\n"
    return lines


def _imports_end(body: Sequence[ast.stmt], top: ast.stmt) -> int:
    """The line (from 0) below the imports that stand above a statement; else below the docstring, else the first."""
    above = [each for each in body if (each.end_lineno or 0) < _first_line(top)]
    imports = [each for each in above if isinstance(each, (ast.Import, ast.ImportFrom))]
    docstring = above[:1] if above and isinstance(above[0], ast.Expr) else []
    return max((each.end_lineno or 0 for each in imports or docstring), default=0)


def _added(before: str, given: str, source: Sequence[str], found: Definition) -> tuple[list[str], list[str]]:
    """Lines of the statements at top level that the file does not have: imports, and the rest (constants, helpers)."""
    have = {ast.dump(each) for each in ast.parse(before).body}
    defined = {each.name for each in definitions_of(before) or []}
    imports: list[str] = []
    others: list[str] = []
    for statement in ast.parse(given).body:
        name = getattr(statement, "name", None)
        if statement.lineno <= found.line <= (statement.end_lineno or 0) or _first_line(statement) == found.line:
            continue
        docstring = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
        future = isinstance(statement, ast.ImportFrom) and statement.module == "__future__"
        if docstring or future or name in defined or ast.dump(statement) in have or _is_main(statement):
            continue
        text = list(source[_first_line(statement) - 1 : statement.end_lineno])
        if not text[-1].endswith(("\n", "\r")):
            text[-1] += "\n"
        if isinstance(statement, (ast.Import, ast.ImportFrom)):
            imports += text
        else:
            others += ["\n", "\n", *text] if name is not None and others else text
    return imports, others


def _first_line(statement: ast.stmt) -> int:
    decorators: list[ast.expr] = getattr(statement, "decorator_list", [])
    return min([statement.lineno, *(each.lineno for each in decorators)])


def _is_main(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.If) and "__name__" in ast.dump(statement.test)


def _syntax_error(text: str) -> str:
    try:
        ast.parse(text)
    except (SyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None)
        return f"{getattr(error, 'msg', None) or error}" + (f" (line {line})" if line else "")
    return "it cannot be read"
