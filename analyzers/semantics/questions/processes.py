"""Which program a call of `subprocess` or `os.system` runs."""

from __future__ import annotations

import ast
import re

from ..site import Site

__all__ = ["program_of"]

_RUN = tuple(f"subprocess.{name}" for name in ("run", "call", "check_call", "check_output", "Popen", "getoutput"))
_SEVERAL = re.compile(r"[|;&><`$*?]")


def program_of(at: Site, call: ast.Call) -> str:
    """The name of the program, without its folder: "rm". "" where it is not known, or where a shell does more."""
    if not call.args or not at.is_call(call, *_RUN, "os.system"):
        return ""
    if any(keyword.arg in ("stdin", "input", "env", "executable", None) for keyword in call.keywords):
        return ""
    command: ast.AST = call.args[0]
    command = at.only_value(command) or command
    if isinstance(command, ast.BinOp) and isinstance(command.left, (ast.List, ast.BinOp)):
        while isinstance(command, ast.BinOp):
            command = command.left
    if isinstance(command, (ast.List, ast.Tuple)):
        first = command.elts[0] if command.elts else None
        text = first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else ""
        return text.rpartition("/")[2]
    text = _written(command)
    return "" if _SEVERAL.search(text) else text.partition(" ")[0].rpartition("/")[2]


def _written(node: ast.AST) -> str:
    """What is known of a text: its constant parts."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    if isinstance(node, ast.JoinedStr):
        parts = [part.value if isinstance(part, ast.Constant) else "\0" for part in node.values]
        return "".join(map(str, parts))
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return _written(node.left) + _written(node.right)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
        return _written(node.left)
    return "\0"
