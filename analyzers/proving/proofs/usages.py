"""What a project calls a function with: arguments that stand in its files, its tests and its docstrings.

Nothing runs here. Only arguments that have a value of their own are taken: literals, what is built of them, and names
that are bound once to such in the same function, or by `pytest.mark.parametrize`.
"""

from __future__ import annotations

import ast
import copy
import os
import time
from collections.abc import Iterator, Sequence
from doctest import DocTestParser
from typing import Any

from .sides import Target
from .usage_types import annotated, loop_types, type_of

__all__ = ["usages_of"]

_SECONDS = 1.5
_MOST_FILES = 3_000
_MOST_BYTES = 1_000_000
_MOST_CALLS = 60
_MOST_CLASSES = 8
_LONGEST = 4_000
_SKIPPED = {"node_modules", "site-packages", "build", "dist", "venv", "env"}
_BUILTINS = {
    "bool", "bytearray", "bytes", "complex", "dict", "enumerate", "float", "frozenset", "int", "iter", "len", "list",
    "object", "range", "reversed", "set", "slice", "sorted", "str", "tuple", "zip", "abs", "max", "min", "sum",
    "ValueError", "KeyError", "TypeError",
}  # fmt: skip
_ALLOWED = (
    ast.Constant, ast.List, ast.Tuple, ast.Set, ast.Dict, ast.UnaryOp, ast.BinOp, ast.unaryop, ast.operator, ast.Call,
    ast.Name, ast.Load, ast.Attribute, ast.keyword, ast.Starred, ast.Lambda, ast.arguments, ast.arg, ast.Compare,
    ast.cmpop, ast.Subscript, ast.Slice, ast.BoolOp, ast.boolop, ast.IfExp, ast.JoinedStr, ast.FormattedValue,
)  # fmt: skip


def usages_of(target: Target, before: str, seconds: float = _SECONDS) -> dict[str, Any]:
    """Find calls of a function in the project: in its own file, then in tests and their neighbours, then elsewhere.

    Gives what the child side takes: `calls`, as code between the parentheses; `values` of single parameters, where not
    all arguments of a call are known; `types`, as hints, where a value is not known but what makes it is; the same of
    what classes of the file are `made` of. Takes at most `seconds`. Names are matched, not resolved: what is found is
    what is likely.
    """
    finder = _Finder(target.function, before)
    classes = [node.name for node in _parsed(before).body if isinstance(node, ast.ClassDef)][:_MOST_CLASSES]
    makers = {name: _Finder(f"{name}.__init__", before) for name in classes}
    finders = [finder, *makers.values()]
    for each in finders:
        each.search(before)
    ends = time.monotonic() + seconds
    for file in _files(target.root, target.path):
        if time.monotonic() > ends or len(finder.calls) >= _MOST_CALLS:
            break
        try:
            with open(file, encoding="utf-8") as opened:
                other = opened.read(_MOST_BYTES)
        except (OSError, UnicodeDecodeError):
            continue
        if finder.word in other:
            for each in finders:
                if each.word in other:
                    each.search(other)
    return {
        "calls": list(finder.calls), **finder.found(),
        "made": {name: each.found() for name, each in makers.items() if each.values or each.types},
    }  # fmt: skip


def _files(root: str, path: str) -> Iterator[str]:
    found: list[str] = []
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(
            name for name in folders if not name.startswith((".", "__")) and name.lower() not in _SKIPPED
        )
        found.extend(os.path.join(folder, name) for name in sorted(names) if name.endswith(".py"))
        if len(found) > _MOST_FILES:
            break
    own = os.path.realpath(path)
    found = [file for file in found if os.path.realpath(file) != own]
    yield from sorted(
        found, key=lambda file: ("test" not in os.path.basename(file), os.path.dirname(file) != os.path.dirname(path))
    )


class _Finder:
    def __init__(self, function: str, text: str) -> None:
        owner, _, name = function.rpartition(".")
        self.owner = owner.rpartition(".")[2]
        self.name = name
        self.word = self.owner if name == "__init__" else name
        self.calls: dict[str, None] = {}
        self.values: dict[str, dict[str, None]] = {}
        self.types: dict[str, dict[str, None]] = {}
        tree = _parsed(text)
        self._names = _top_names(tree) | _BUILTINS
        self._parameters, self._bound = _parameters(tree, function)

    def found(self) -> dict[str, Any]:
        return {
            "values": {name: list(codes) for name, codes in self.values.items()},
            "types": {name: list(types) for name, types in self.types.items()},
        }

    def search(self, text: str) -> None:
        tree = _parsed(text)
        self._scan(tree, {}, {})
        for node in ast.walk(tree):
            if isinstance(node, (ast.Module, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                docstring = ast.get_docstring(node)
                if docstring is not None and self.word in docstring:
                    self._doctests(docstring)
                    self._prose(docstring)

    def _doctests(self, docstring: str) -> None:
        try:
            examples = DocTestParser().get_examples(docstring)
        except ValueError:
            return
        self._scan(_parsed("".join(example.source for example in examples)), {}, {})

    def _prose(self, docstring: str) -> None:
        """Calls within sentences: "area(2, 3) is 6"."""
        at = docstring.find(self.word + "(")
        while at >= 0:
            for end in range(at, min(len(docstring), at + 300)):
                if docstring[end] == ")" and (tree := _parsed(docstring[at : end + 1])).body:
                    self._scan(tree, {}, {})
                    break
            at = docstring.find(self.word + "(", at + 1)

    def _scan(self, tree: ast.AST, outer: dict[str, list[ast.expr]], hinted: dict[str, str]) -> None:
        """Look at one scope: what its names are bound to, then its calls, then the functions in it."""
        inner: list[ast.AST] = []
        own: list[ast.AST] = []
        waiting: list[ast.AST] = [tree]
        while waiting:
            node = waiting.pop()
            for child in ast.iter_child_nodes(node):
                if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                    inner.append(child)
                else:
                    own.append(child)
                    waiting.append(child)
        known = {**outer, **self._bindings(own)}
        if isinstance(tree, (ast.FunctionDef, ast.AsyncFunctionDef)):
            arguments = {each.arg for each in (*tree.args.posonlyargs, *tree.args.args, *tree.args.kwonlyargs)}
            for name in arguments:
                known.pop(name, None)
            known.update(_parametrized(tree, arguments))
            hinted = {**hinted, **annotated(tree)}
        hinted = {**hinted, **loop_types(own, known, hinted)}
        for node in own:
            if isinstance(node, ast.Call) and len(self.calls) < _MOST_CALLS:
                self._call(node, known, hinted)
        for node in inner:
            self._scan(node, known, hinted)

    def _bindings(self, nodes: Sequence[ast.AST]) -> dict[str, list[ast.expr]]:
        found: dict[str, list[ast.expr]] = {}
        stored: dict[str, int] = {}
        for node in nodes:
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                stored[node.id] = stored.get(node.id, 0) + 1
            if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
                found[node.targets[0].id] = [node.value]
            elif isinstance(node, ast.For) and isinstance(node.target, ast.Name):
                found[node.target.id] = list(getattr(node.iter, "elts", ()))
        return {name: values for name, values in found.items() if stored.get(name) == 1}

    # -- calls

    def _call(self, node: ast.Call, known: dict[str, list[ast.expr]], hinted: dict[str, str]) -> None:
        instance: list[ast.expr] | None = None
        func = node.func
        if self.name == "__init__":
            if _last(func) != self.owner:
                return
            func = ast.Name(self.owner)
        elif isinstance(func, ast.Attribute) and func.attr == self.name:
            if self.owner and self._bound:
                made = func.value
                if isinstance(made, ast.Name):
                    options = known.get(made.id, [])
                    made = options[0] if len(options) == 1 else made
                instance = [made] if isinstance(made, ast.Call) and _last(made.func) == self.owner else []
        elif self.owner or not (isinstance(func, ast.Name) and func.id == self.name):
            return
        shift = 1 if instance is not None else 0
        choices = max([1, *(len(known[each.id]) for each in _names_in(node) if each.id in known)])
        for at in range(min(choices, 20)):
            given = [self._evaluable(each, known, at) for each in node.args]
            named = {each.arg: self._evaluable(each.value, known, at) for each in node.keywords if each.arg}
            whole = all(each is not None for each in (*given, *named.values())) and all(
                each.arg for each in node.keywords
            )
            if instance is not None:
                first = self._evaluable(instance[0], known, at) if instance else None
                whole = whole and first is not None
                given = [first, *given]
            if whole:
                code = ", ".join([*(each or "" for each in given), *(f"{name}={each}" for name, each in named.items())])
                if len(code) < _LONGEST:
                    self.calls[code] = None
            for place, each in enumerate(given[shift:], shift):
                if each is not None and place < len(self._parameters) and not each.startswith("*"):
                    self._value(self._parameters[place], each)
            for name, each in named.items():
                if each is not None:
                    self._value(name, each)

        for place, each in enumerate(node.args, shift):
            if place < len(self._parameters):
                self._type(self._parameters[place], each, known, hinted)
        for key in node.keywords:
            if key.arg:
                self._type(key.arg, key.value, known, hinted)

    def _type(self, name: str, node: ast.expr, known: dict[str, list[ast.expr]], hinted: dict[str, str]) -> None:
        told = type_of(node, known, hinted)
        if told is not None and self._evaluable(node, known, 0) is None:
            self.types.setdefault(name, {})[told] = None

    def _value(self, name: str, code: str) -> None:
        codes = self.values.setdefault(name, {})
        if len(code) < _LONGEST and len(codes) < _MOST_CALLS:
            codes[code] = None

    def _evaluable(self, node: ast.expr, known: dict[str, list[ast.expr]], at: int, depth: int = 0) -> str | None:
        """Code of an argument that means the same in the function's own module; None where it has no such."""
        if depth > 4:
            return None
        bound = {each.arg for each in ast.walk(node) if isinstance(each, ast.arg)}
        replaced: dict[int, Any] = {}
        for part in ast.walk(node):
            if not isinstance(part, _ALLOWED):
                return None
            if isinstance(part, ast.Name) and part.id not in bound:
                if part.id in known and (options := known[part.id]):
                    inner = self._evaluable(options[at % len(options)], known, at, depth + 1)
                    if inner is None:
                        return None
                    replaced[id(part)] = ast.parse(inner, mode="eval").body
                elif part.id not in self._names:
                    return None
        return ast.unparse(copy.deepcopy(node, replaced))


def _parametrized(function: ast.FunctionDef | ast.AsyncFunctionDef, names: set[str]) -> dict[str, list[ast.expr]]:
    """`@pytest.mark.parametrize("a, b", [(1, 2), (3, 4)])`: values of a and of b."""
    found: dict[str, list[ast.expr]] = {}
    for decorator in function.decorator_list:
        if not (isinstance(decorator, ast.Call) and _last(decorator.func) == "parametrize" and len(decorator.args) > 1):
            continue
        told, rows = decorator.args[:2]
        if isinstance(told, ast.Constant) and isinstance(told.value, str):
            columns = [each.strip() for each in told.value.split(",") if each.strip()]
        elif isinstance(told, (ast.Tuple, ast.List)):
            columns = [str(each.value) for each in told.elts if isinstance(each, ast.Constant)]
        else:
            continue
        for row in getattr(rows, "elts", []):
            if isinstance(row, ast.Call) and _last(row.func) == "param":
                row = ast.Tuple(row.args, ast.Load()) if len(columns) > 1 else (row.args or [row])[0]
            cells = getattr(row, "elts", []) if len(columns) > 1 else [row]
            for name, cell in zip(columns, cells, strict=False):
                if name in names:
                    found.setdefault(name, []).append(cell)
    return found


def _parameters(tree: ast.Module, function: str) -> tuple[list[str], bool]:
    """The parameters' names, and whether the first one is an instance."""
    body: list[ast.stmt] = tree.body
    parts = function.split(".")
    for part in parts:
        node = next(
            (
                each
                for each in body
                if isinstance(each, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)) and each.name == part
            ),
            None,
        )
        if node is None:
            return [], len(parts) > 1
        if isinstance(node, ast.ClassDef):
            body = node.body
            continue
        names = [each.arg for each in (*node.args.posonlyargs, *node.args.args)]
        decorators = {_last(each) for each in node.decorator_list}
        if "classmethod" in decorators:
            return names[1:], False
        if part == "__init__":
            return names[1:], False
        return names, len(parts) > 1 and "staticmethod" not in decorators
    return [], False


def _top_names(tree: ast.Module) -> set[str]:
    found: set[str] = set()
    for node in tree.body:
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            found.update(each.asname or each.name.partition(".")[0] for each in node.names)
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            found.add(node.name)
    return found


def _names_in(node: ast.AST) -> Iterator[ast.Name]:
    return (each for each in ast.walk(node) if isinstance(each, ast.Name))


def _last(node: ast.expr) -> str:
    """The last name of a dotted one, of a call that of what is called."""
    if isinstance(node, ast.Call):
        node = node.func
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _parsed(text: str) -> ast.Module:
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):
        return ast.Module([], [])
