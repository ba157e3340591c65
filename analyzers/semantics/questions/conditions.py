"""Operands of `and` and `or`: what asking costs, and which of them can be asked first."""

from __future__ import annotations

import ast
import re
from typing import Any

from ..instances import own_methods
from ..site import Site

__all__ = ["costs", "is_flag", "is_setting", "is_tested"]

_QUESTIONS = frozenset({
    "os.path.exists", "os.path.isfile", "os.path.isdir", "os.path.islink", "os.path.lexists", "os.path.samefile",
    "os.path.getsize", "os.path.ismount", "os.access", "shutil.which", "re.match", "re.search", "re.fullmatch",
    "inspect.signature", "inspect.getsource", "importlib.util.find_spec", "fnmatch.fnmatch", "socket.gethostbyname",
})  # fmt: skip
_METHODS = {
    "pathlib.Path": frozenset({"exists", "is_file", "is_dir", "is_symlink", "samefile"}),
    "re.Pattern": frozenset({"match", "search", "fullmatch"}),
}
_SETTING = re.compile(
    r"(?:\w*_)?(?:options?|opts?|settings?|config(?:uration)?|conf|cfg|flags?|params?|prefs)", re.IGNORECASE
)
_PREDICATE = re.compile(r"_*(?:is|are|has|have|can|should|needs?|matches|contains|supports|check|validate)_\w+")


def bare(node: ast.expr) -> ast.expr:
    """Without `not`."""
    while isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        node = node.operand
    return node


def costs(at: Site, node: ast.expr) -> str:
    """What an operand does that takes long: "looks at the file system", "searches", "loops"; "" where nothing tells.

    "asks" of a call that by its name only answers yes or no, whatever that takes.
    """
    node = bare(node)
    if not isinstance(node, ast.Call) or not _harmless(node):
        return ""
    qualified = at.qualified(node.func)
    if qualified in _QUESTIONS:
        return "searches" if qualified.startswith(("re.", "fnmatch.")) else "asks the system"
    if qualified in ("builtins.any", "builtins.all"):
        given = node.args[0] if len(node.args) == 1 else None
        if not isinstance(given, (ast.GeneratorExp, ast.ListComp)) or at.is_small(given.generators[0].iter):
            return ""
        return "loops"
    if qualified is not None and qualified.startswith("builtins."):
        return ""
    if isinstance(node.func, ast.Attribute):
        if node.func.attr in _METHODS.get(at.type(node.func.value).name, ()):
            return "searches" if "match" in node.func.attr or node.func.attr == "search" else "asks the system"
        if node.func.attr.startswith(("is_valid", "validate", "check")):
            return ""  # they leave behind what they found
        methods = own_methods(at.facts, node.func)
        if methods:
            return "loops" if all(_loops(function) for function, _ in methods) else ""
    name = getattr(node.func, "attr", getattr(node.func, "id", ""))
    return "asks" if node.args and _PREDICATE.fullmatch(name) else ""


def _harmless(node: ast.AST) -> bool:
    return not any(isinstance(part, (ast.Await, ast.NamedExpr, ast.Yield)) for part in ast.walk(node))


def _loops(function: Any) -> bool:
    """Does a method run through something, and give nothing of its object a value?"""
    loops = False
    for part in ast.walk(function):
        if isinstance(part, (ast.Attribute, ast.Subscript)) and not isinstance(part.ctx, ast.Load):
            return False
        if isinstance(part, (ast.Global, ast.Nonlocal, ast.Yield, ast.YieldFrom, ast.Await, ast.NamedExpr)):
            return False
        loops = loops or isinstance(part, (ast.For, ast.While, ast.comprehension))
    return loops


def is_flag(at: Site, node: ast.expr) -> bool:
    """A look at a name or attribute, at the Python version or platform: nothing to speak of."""
    node = bare(node)
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        other = node.comparators[0]
        if at.refers_to(node.left, "sys.version_info", "sys.platform", "os.name"):
            return isinstance(other, (ast.Constant, ast.Tuple))
        if not isinstance(other, ast.Constant) or not isinstance(node.ops[0], (ast.Is, ast.IsNot)):
            return False
        node = node.left
    path = at.dotted(node)
    return path is not None and path.count(".") <= 2


def is_setting(at: Site, node: ast.expr) -> bool:
    """Does the name say that the flag is an option: the same for the whole run? So is the version of Python."""
    node = bare(node)
    if isinstance(node, ast.Compare):
        return at.refers_to(node.left, "sys.version_info", "sys.platform", "os.name")
    path = at.dotted(node) or ""
    return any(_SETTING.fullmatch(word) for word in path.split(".")[:-1])


def is_tested(at: Site, node: ast.expr) -> bool:
    """Is only the truth of the expression asked?"""
    parent = at.parent(node)
    while isinstance(parent, (ast.BoolOp, ast.UnaryOp)):
        if isinstance(parent, ast.UnaryOp) and not isinstance(parent.op, ast.Not):
            return False
        node, parent = parent, at.parent(parent)
    if isinstance(parent, (ast.If, ast.While, ast.IfExp)):
        return parent.test is node
    return isinstance(parent, ast.comprehension) and node in parent.ifs
