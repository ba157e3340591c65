"""Works on whole arrays instead of one element after the other, in a file that uses NumPy.

    for i in range(len(a)):             out[:len(a)] = a[:len(a)] * k + b[:len(a)]
        out[i] = a[i] * k + b[i]  →
    for i in range(n):                  total += (a[:n] * b[:n]).sum()
        total += a[i] * b[i]

Floats are added in another order, and numbers may be of another type: where that counts the proof says so.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..editing import Edit
from ..located import Apply, Proposal, View

ORDER = 8
ALTERNATIVES = False
_ALIKE = {
    "sqrt", "exp", "log", "sin", "cos", "tan", "tanh", "floor", "ceil", "fabs", "abs", "log2", "log10", "log1p",
}  # fmt: skip
"""Functions of `math` that NumPy has by the same name."""


def proposals(view: View) -> Iterator[Proposal]:
    """One for each loop that holds one such statement."""
    if "numpy" not in view.document.text:
        return
    for loop in view.loops():
        match loop:
            case ast.For(
                target=ast.Name(id=index),
                iter=ast.Call(func=ast.Name(id="range"), args=[end], keywords=[]),
                body=[ast.Assign(targets=[ast.Subscript(ast.Name() as out, ast.Name(id=by))], value=value)],
                orelse=[],
            ) if by == index and out.id != index and _is_arithmetic(value, index):
                yield Proposal(f"fills {out.id} at once", _filled(loop, out.id, value, index, end))
            case ast.For(
                target=ast.Name(id=index),
                iter=ast.Call(func=ast.Name(id="range"), args=[end], keywords=[]),
                body=[ast.AugAssign(target=ast.Name() as total, op=ast.Add(), value=value)],
                orelse=[],
            ) if _is_arithmetic(value, index) and _elements(value, index):
                yield Proposal(f"adds up {total.id} at once", _added(loop, total.id, value, index, end))
            case _:
                pass


def _is_arithmetic(node: ast.expr, index: str) -> bool:
    match node:
        case ast.Constant(value=int() | float()):
            return True
        case ast.Name(id=name):
            return name != index
        case ast.Subscript(value=ast.Name(), slice=ast.Name(id=by)):
            return by == index
        case ast.BinOp(left=left, right=right):
            return _is_arithmetic(left, index) and _is_arithmetic(right, index)
        case ast.UnaryOp(operand=operand, op=ast.USub()):
            return _is_arithmetic(operand, index)
        case ast.Call(
            func=ast.Attribute(value=ast.Name(id="math" | "np" | "numpy"), attr=name), args=[given], keywords=[]
        ):
            return name in _ALIKE and _is_arithmetic(given, index)
        case _:
            return False


def _elements(node: ast.expr, index: str) -> list[ast.Subscript]:
    return [
        each for each in ast.walk(node)
        if isinstance(each, ast.Subscript) and isinstance(each.slice, ast.Name) and each.slice.id == index
    ]  # fmt: skip


def _whole(node: ast.expr, edit: Edit, index: str, end: str) -> str:
    """The arithmetic on whole arrays, as text."""

    class OnArrays(ast.NodeTransformer):
        def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
            assert isinstance(node.value, ast.Name)
            whole = node.value.id if end == f"len({node.value.id})" else f"{node.value.id}[:{end}]"
            return ast.Name(whole, ast.Load())

        def visit_Call(self, node: ast.Call) -> ast.Call:
            assert isinstance(node.func, ast.Attribute)
            name = edit.imported(f"numpy.{node.func.attr}", near)
            return ast.Call(ast.Name(name, ast.Load()), [self.visit(given) for given in node.args], [])

    near = node
    del index
    return ast.unparse(OnArrays().visit(ast.parse(ast.unparse(node), mode="eval").body))


def _filled(loop: ast.For, out: str, value: ast.expr, index: str, end: ast.expr) -> Apply:
    def apply(edit: Edit) -> None:
        upto = edit.text(end)
        part = "[:]" if upto == f"len({out})" else f"[:{upto}]"
        edit.replace(loop, "{new}", new=f"{out}{part} = {_whole(value, edit, index, upto)}")

    return apply


def _added(loop: ast.For, total: str, value: ast.expr, index: str, end: ast.expr) -> Apply:
    def apply(edit: Edit) -> None:
        edit.replace(loop, "{new}", new=f"{total} += ({_whole(value, edit, index, edit.text(end))}).sum()")

    return apply
