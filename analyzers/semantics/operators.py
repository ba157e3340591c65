"""Types of operations on types."""

from __future__ import annotations

import ast

from .types import FLOAT, UNKNOWN, Type, join

__all__ = ["NUMBERS", "SEQUENCES", "binary_type"]

SEQUENCES = ("list", "tuple", "str", "bytes", "bytearray")
NUMBERS = ("bool", "int", "float", "complex")


def binary_type(op: ast.operator, left: Type, right: Type) -> Type:
    """Type of `left op right` where one side settles it."""
    if left.optional or right.optional:
        return UNKNOWN
    for array in ("numpy.ndarray", "pandas.Series", "pandas.DataFrame"):
        if array in (left.name, right.name):
            other = right if left.name == array else left
            return Type(array) if other.name == array or other.name in NUMBERS else UNKNOWN
    if isinstance(op, ast.Add):
        # str + x raises unless x is a str (no class of note defines __radd__ for it); so for lists, bytes, tuples.
        for kind in (left, right):
            if kind.name in SEQUENCES:
                return join(left, right) if left.name == right.name else Type(kind.name, declared=kind.declared)
    if isinstance(op, ast.Mod) and left.name in ("str", "bytes"):
        return left
    if isinstance(op, ast.Mult):
        for kind, other in ((left, right), (right, left)):
            if kind.name in SEQUENCES and other.name in ("int", "bool"):
                return kind
    if left.name in NUMBERS and right.name in NUMBERS:
        if isinstance(op, ast.Div):
            return FLOAT if "complex" not in (left.name, right.name) else Type("complex")
        if isinstance(op, ast.Pow) and left.name == "int":
            return UNKNOWN  # 2 ** -1 is a float
        widest = max(NUMBERS.index(left.name), NUMBERS.index(right.name), 1)
        return Type(NUMBERS[widest], declared=left.declared or right.declared)
    if (
        left.name == right.name
        and left.name in ("set", "frozenset")
        and isinstance(op, (ast.BitOr, ast.BitAnd, ast.Sub, ast.BitXor))
    ):
        return left
    if left.name == right.name == "dict" and isinstance(op, ast.BitOr):
        return join(left, right)
    if left.name == "pathlib.Path" and isinstance(op, ast.Div):
        return left
    return UNKNOWN
