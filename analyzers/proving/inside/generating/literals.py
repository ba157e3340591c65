"""Constants of a function's text: what its conditions compare with, what it looks up, and what is next to that.

Runs on the child side, so it must be valid Python 3.9 and import nothing but the standard library.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

__all__ = ["Constants", "function_node", "mined"]

_LONGEST = 200
_LARGEST = 2**70
_MOST = 60


class Constants:
    """Values by type: numbers and bytes as code."""

    def __init__(self) -> None:
        self.ints: list[str] = []
        self.floats: list[str] = []
        self.bytes: list[str] = []
        self.texts: list[str] = []
        """Strings, themselves and not as code."""
        self.samples: list[str] = []
        """Strings that those act on."""


def function_node(
    tree: ast.Module, qualname: str
) -> ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | None:  # fmt: skip
    """Find a function or a class by its qualified name; of several definitions the last counts."""
    found: ast.AST = tree
    for part in qualname.split("."):
        inner = [
            node
            for node in _statements(found)
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)) and node.name == part
        ]
        if not inner:
            return None
        found = inner[-1]
    return found if isinstance(found, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)) else None


def _statements(node: ast.AST) -> Iterator[ast.AST]:
    """Statements of a body, within conditions too, but not those of functions and classes in it."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.stmt):
            yield child
            if not isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                yield from _statements(child)
        elif isinstance(child, ast.ExceptHandler):
            yield from _statements(child)


def mined(texts: Iterable[str], qualname: str) -> Constants:
    """Gather the constants of a function in each of the texts, and those of what it names in its own file."""
    ints: dict[int, None] = {}
    floats: dict[float, None] = {}
    strs: dict[str, None] = {}
    found = Constants()
    raw: dict[bytes, None] = {}
    for text in texts:
        try:
            tree = ast.parse(text)
        except (SyntaxError, ValueError):
            continue
        for node in _reached(tree, qualname):
            for part in _without_docstrings(node):
                if isinstance(part, ast.Constant):
                    value = part.value
                    if isinstance(value, bool) or value is None:
                        continue
                    if isinstance(value, int) and abs(value) <= _LARGEST:
                        ints.update(dict.fromkeys((value, value + 1, value - 1, -value)))
                        if abs(value) > 9:
                            ints.update(dict.fromkeys((value * 10, value // 2, -value - 1, value * 2 + 1)))
                    elif isinstance(value, float):
                        floats.update(dict.fromkeys((value, value + 1.0, value - 1.0, -value)))
                    elif isinstance(value, str) and len(value) <= _LONGEST:
                        strs[value] = None
                    elif isinstance(value, bytes) and len(value) <= _LONGEST:
                        raw[value] = None
    found.ints = [repr(value) for value in ints][:_MOST]
    found.floats = [repr(value) for value in floats if value - value == 0][:_MOST]
    found.texts = list(strs)[:_MOST]
    found.bytes = [repr(value) for value in raw][:_MOST]
    found.samples = list(dict.fromkeys(_samples(list(strs)[:_MOST])))
    return found


def _samples(strings: list[str]) -> Iterator[str]:
    """Texts in which a constant stands at the start, in the middle, at the end, twice, or in other case."""
    for value in strings:
        if not value or len(value) > 20:
            continue
        yield value + "a"
        yield "a" + value
        yield "a" + value + "b" + value + "c"
        yield value + value
        if value.swapcase() != value:
            yield value.swapcase()
            yield value.capitalize()
        if value.strip() != value or len(value) > 1:
            yield value[:-1]
        yield " " + value + " "


def _reached(tree: ast.Module, qualname: str) -> list[ast.AST]:
    """The function, and what the file defines under the names that it uses: constants, tables, other functions."""
    named: dict[str, list[ast.AST]] = {}
    for node in tree.body:
        if isinstance(node, (ast.Assign, ast.AnnAssign)):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                if isinstance(target, ast.Name) and node.value is not None:
                    named.setdefault(target.id, []).append(node.value)
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            named.setdefault(node.name, []).append(node)
    start = function_node(tree, qualname)
    if start is None:
        return []
    waiting: list[ast.AST] = [start]
    owner = function_node(tree, qualname.rpartition(".")[0]) if "." in qualname else None
    if isinstance(owner, ast.ClassDef):
        waiting.extend(node for node in owner.body if isinstance(node, (ast.Assign, ast.AnnAssign)))
    taken: list[ast.AST] = []
    seen: set[str] = set()
    while waiting and len(taken) < _MOST:
        node = waiting.pop(0)
        taken.append(node)
        for part in ast.walk(node):
            if isinstance(part, ast.Name) and part.id in named and part.id not in seen:
                seen.add(part.id)
                waiting.extend(named[part.id])
    return taken


def _without_docstrings(node: ast.AST) -> Iterator[ast.AST]:
    skipped: set[int] = set()
    for part in ast.walk(node):
        if isinstance(part, ast.Expr) and isinstance(part.value, ast.Constant):
            skipped.add(id(part.value))
        if id(part) not in skipped:
            yield part
