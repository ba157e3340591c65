"""The first door for a proposal, before anything of it runs: does it reach for what the original does not reach for?

A door, not a wall: what gets through runs in the sandbox, and the proof decides.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from .surroundings import FunctionNode, Place

__all__ = ["Refusal", "Taken", "admitted", "import_lines"]

_FREE_MODULES = frozenset({
    "__future__", "abc", "array", "bisect", "calendar", "cmath", "collections", "contextlib", "copy", "dataclasses",
    "datetime", "decimal", "difflib", "enum", "fractions", "functools", "graphlib", "heapq", "itertools", "json",
    "math",
    "numba", "numbers", "numpy", "operator", "pandas", "polars", "re", "scipy", "statistics", "string", "struct",
    "textwrap",
    "typing", "typing_extensions", "unicodedata", "zlib",
})  # fmt: skip
"""What a rewrite may import although the original does not: it computes, and reaches nothing outside the process."""
_POWERS = frozenset({
    "__build_class__", "__builtins__", "__import__", "__loader__", "__spec__", "breakpoint", "builtins", "compile",
    "copyright", "credits", "delattr", "eval", "exec", "exit", "getattr", "globals", "help", "input", "license",
    "locals",
    "memoryview", "open", "print", "quit", "setattr", "vars",
})  # fmt: skip
"""Builtins that a rewrite uses only where the original does."""
_DUNDERS = frozenset({
    "__add__", "__contains__", "__eq__", "__ge__", "__getitem__", "__gt__", "__hash__", "__init__", "__iter__",
    "__le__",
    "__len__", "__lt__", "__mul__", "__name__", "__ne__", "__next__", "__setitem__", "__slots__", "__sub__",
})  # fmt: skip
_OUTWARD = re.compile(
    r"""(?x)(?: read_\w+ |
    to_(?:clipboard|csv|excel|feather|gbq|hdf|html|json|latex|markdown|orc|parquet|pickle|sql|stata|xml)
    | load | loads_?pickle | loadtxt | savetxt | save | savez\w* | genfromtxt | fromfile | tofile | fromregex | memmap
    | ctypeslib | ctypes | f2py | distutils | testing | eval | query | pipe_to | scan_\w+ | sink_\w+ | write_\w+
    | system | popen\w* | spawn\w* | exec[lv]\w* | fork\w* | kill\w* | _exit | abort | create_subprocess_\w+ |
    subprocess_\w+
    | run_in_executor | open_connection | start_server | create_server | create_connection | unlink | rmtree | rmdir
    | remove_dirs
    | settrace | setprofile | monitoring | _getframe | currentframe | perf_counter\w* | monotonic\w* | get_objects
    | get_referrers | modules | cache_parameters | gi_\w+ | cr_\w+ | ag_\w+ | tb_\w+ | f_\w+ | co_\w+ | func_\w+ )""",
)
"""Attributes that lead to files, processes, other modules or the interpreter's own workings."""
_LEADS_OUT = frozenset({
    "ast", "atexit", "builtins", "codecs", "ctypes", "dis", "faulthandler", "fcntl", "gc", "glob", "importlib",
    "inspect", "io",
    "linecache", "logging", "marshal", "mmap", "multiprocessing", "nt", "os", "pathlib", "pickle", "posix",
    "resource", "runpy",
    "shutil", "signal", "site", "socket", "subprocess", "sys", "tempfile", "threading", "traceback", "tracemalloc",
    "types",
    "warnings", "weakref",
})  # fmt: skip
"""Modules that free ones hold as attributes: `contextlib.os`, `functools._sys`."""
_MOST_GROWTH = 4
_MOST_LINES_MORE = 120


class Refusal(Exception):  # noqa: N818 - what happened
    """A proposal is not tried: the message says why, in words."""


class Taken:
    """A proposal, taken apart: what goes to the imports, what before the function, and the function."""

    def __init__(
        self, code: str, imports: list[ast.Import | ast.ImportFrom], helpers: list[ast.stmt], node: FunctionNode
    ) -> None:
        self.code = code
        self.imports = imports
        self.helpers = helpers
        self.node = node


def admitted(code: str, place: Place) -> Taken:
    """Take a proposal apart. Raises Refusal where it is not the function, or reaches further than the original."""
    taken = _taken(code, place)
    _same_signature(taken.node, place.node)
    _of_a_size(code, place)
    _helpers_are_plain(taken.helpers)
    present = {line for statement in place.tree.body for line in import_lines(statement)}
    for statement in taken.imports:
        if not present.issuperset(import_lines(statement)):  # what the module has anyway is often said again
            _import_is_free(statement)
    _reaches(taken, place)
    return taken


def _taken(code: str, place: Place) -> Taken:
    try:
        tree = ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise Refusal(f"does not parse: {error}") from None
    body = tree.body
    for owner in place.classes:  # given within its class again
        inner = [node for node in body if isinstance(node, ast.ClassDef) and node.name == owner.name]
        if inner:
            had = {ast.dump(node) for node in owner.body}
            new = [node for node in inner[0].body if ast.dump(node) not in had and not _is_docstring(node)]
            if any(getattr(node, "name", "") not in (place.node.name, *_names_of(place.classes)) for node in new):
                raise Refusal(f"changes other members of the class {owner.name}")
            body = [*(node for node in body if node is not inner[0]), *new]
    functions = [node for node in body if isinstance(node, FunctionNode) and node.name == place.node.name]
    if len(functions) != 1:
        raise Refusal(f"holds {len(functions)} functions of the name {place.node.name}, not one")
    imports = [node for node in body if isinstance(node, (ast.Import, ast.ImportFrom))]
    rest = [node for node in body if node is not functions[0] and not isinstance(node, (ast.Import, ast.ImportFrom))]
    return Taken(code, imports, [node for node in rest if not _is_docstring(node)], functions[0])


def _names_of(classes: tuple[ast.ClassDef, ...]) -> list[str]:
    return [each.name for each in classes]


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _same_signature(new: FunctionNode, old: FunctionNode) -> None:
    if type(new) is not type(old):
        raise Refusal("is async where the original is not, or the other way round")
    if _plain_arguments(new.args) != _plain_arguments(old.args):
        raise Refusal("takes other arguments, or has other defaults")
    kept = {ast.dump(each) for each in new.decorator_list}
    if any(ast.dump(each) not in kept for each in old.decorator_list):
        raise Refusal("lacks a decorator of the original")


def _plain_arguments(arguments: ast.arguments) -> list[object]:
    """Names, kinds and defaults; hints are words."""
    groups = (arguments.posonlyargs, arguments.args, arguments.kwonlyargs, [arguments.vararg], [arguments.kwarg])
    names = [[each.arg if each is not None else None for each in group] for group in groups]
    defaults = [ast.dump(each) if each is not None else None for each in (*arguments.defaults, *arguments.kw_defaults)]
    return [names, defaults]


def _of_a_size(code: str, place: Place) -> None:
    lines = code.count("\n")
    had = place.source.count("\n") + 1
    if lines > had * _MOST_GROWTH + _MOST_LINES_MORE:
        raise Refusal(f"has {lines} lines where the original has {had}")


def _helpers_are_plain(helpers: list[ast.stmt]) -> None:
    """Nothing runs when the module is imported but the making of constants."""
    for helper in helpers:
        if isinstance(helper, FunctionNode):
            if any(not _names_only(each) for each in helper.decorator_list):
                raise Refusal(f"decorates {helper.name} by a call")
            continue
        if isinstance(helper, (ast.Assign, ast.AnnAssign)):
            targets = helper.targets if isinstance(helper, ast.Assign) else [helper.target]
            named = all(isinstance(target, ast.Name) for target in targets)
            if named and (helper.value is None or _constant(helper.value)):
                continue
        raise Refusal(f"runs more when the module is imported: {ast.unparse(helper)[:60]!r}")


_MAKES_CONSTANTS = frozenset({
    "array", "attrgetter", "bytes", "compile", "dict", "float", "frozenset", "int", "itemgetter", "list", "maketrans",
    "range", "set", "str", "tuple",
})  # fmt: skip


def _constant(node: ast.expr) -> bool:
    for each in ast.walk(node):
        if isinstance(each, (ast.Lambda, ast.Await, ast.Yield, ast.YieldFrom, ast.NamedExpr)):
            return False
        if isinstance(each, ast.Call):
            called = each.func
            name = (
                called.attr if isinstance(called, ast.Attribute) else called.id if isinstance(called, ast.Name) else ""
            )
            if name not in _MAKES_CONSTANTS:
                return False
    return True


def _names_only(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) or (isinstance(node, ast.Attribute) and _names_only(node.value))


def _imported(statement: ast.Import | ast.ImportFrom) -> set[str]:
    """The modules that a statement imports, by the first part of their names."""
    if isinstance(statement, ast.Import):
        return {alias.name.partition(".")[0] for alias in statement.names}
    return {"." * statement.level + (statement.module or "").partition(".")[0]}


def import_lines(statement: ast.stmt) -> list[str]:
    """The imports of a statement, each as a statement of its own; [] of another statement."""
    if isinstance(statement, ast.Import):
        return [ast.unparse(ast.Import([alias])) for alias in statement.names]
    if isinstance(statement, ast.ImportFrom):
        return [ast.unparse(ast.ImportFrom(statement.module, [alias], statement.level)) for alias in statement.names]
    return []


def _import_is_free(node: ast.Import | ast.ImportFrom) -> None:
    for name in sorted(_imported(node)):
        if name == "__future__":
            raise Refusal("changes how the whole module is compiled (from __future__ import …)")
        if name not in _FREE_MODULES:
            raise Refusal(f"imports {name}")
    for alias in node.names:
        if alias.name == "*" or _leads_out(alias.name.rpartition(".")[2]):
            raise Refusal(f"imports {alias.name} from {getattr(node, 'module', None) or alias.name}")


def _leads_out(attribute: str) -> bool:
    if _is_dunder(attribute):
        return attribute not in _DUNDERS
    return attribute.lstrip("_") in _LEADS_OUT or _OUTWARD.fullmatch(attribute) is not None


def _reaches(taken: Taken, place: Place) -> None:
    had = set(_reached(place.node, _dangerous_names(place.tree)))
    dangerous = _dangerous_names(place.tree)
    own = {node.name for node in taken.helpers if isinstance(node, FunctionNode)}
    for node in (taken.node, *taken.helpers):
        for reach in _reached(node, dangerous - own):
            if reach not in had:
                raise Refusal(f"reaches for {reach}, which the original does not")


def _dangerous_names(tree: ast.Module) -> frozenset[str]:
    """Names of the module that stand for modules, or parts of them, that are not free."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.partition(".")[0] not in _FREE_MODULES:
                    names.add(alias.asname or alias.name.partition(".")[0])
        elif isinstance(node, ast.ImportFrom) and not _imported(node) <= _FREE_MODULES:
            names |= {alias.asname or alias.name for alias in node.names}
    return frozenset(names) | _POWERS


def _reached(tree: ast.AST, dangerous: frozenset[str]) -> Iterator[str]:
    """What a tree reaches for, in words."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            if node.id in dangerous or (_is_dunder(node.id) and node.id not in _DUNDERS):
                yield node.id
        elif isinstance(node, ast.Attribute):
            if _leads_out(node.attr):
                yield f".{node.attr}"
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            for name in re.findall(r"__\w+__", node.value):
                if name not in _DUNDERS:
                    yield f"{name} in a string"
        elif isinstance(node, ast.Global):
            yield f"the global {', '.join(node.names)}"
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            yield from (name for name in _imported(node) if name not in _FREE_MODULES)
            yield from (alias.name for alias in node.names if _leads_out(alias.name.rpartition(".")[2]))


def _is_dunder(name: str) -> bool:
    return name.startswith("__") and name.endswith("__") and len(name) > 4
