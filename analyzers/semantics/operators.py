"""Types of operations on types."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from .knowledge import TENSORS
from .knowledge.django import QUERYSET, SLICED_QUERYSET
from .types import BOOL, FLOAT, INT, STR, UNKNOWN, Type, join

__all__ = ["augmented_type", "binary_type", "compare_type", "subscript_type", "unary_type"]

_SEQUENCES = ("list", "tuple", "str", "bytes", "bytearray")
_NUMBERS = ("bool", "int", "float", "complex")
_SPARSE = "scipy.sparse.spmatrix"
_ARRAYS = ("numpy.ndarray", "pandas.Series", "pandas.DataFrame")
_BUILTIN_VALUES = frozenset({*_NUMBERS, *_SEQUENCES, "None", "set", "frozenset", "dict"})
_IN_PLACE = frozenset(
    {"list", "set", "dict", "bytearray", "collections.deque", "collections.Counter", "pandas.DataFrame", _SPARSE}
)
_INDEXED = ("bytes", "bytearray", "list", "collections.deque")
_BITWISE = (ast.BitAnd, ast.BitOr, ast.BitXor)


def _like(kind: Type, *evidence: Type) -> Type:
    """`kind`, on no better evidence than that of the operands."""
    return kind.as_declared() if any(operand.declared for operand in evidence) else kind


def binary_type(op: ast.operator, left: Type, right: Type) -> Type:
    """Type of `left op right`. Where one side suggests it and the other is unknown, it counts as declared only:
    a Series of strings has `+` for a str as well, and an array for a list.
    """
    if left.optional or right.optional:
        return UNKNOWN
    for tensor in (left, right):
        if tensor.name in TENSORS:
            return _like(tensor.bare, left, right) if left.known and right.known else tensor.bare.as_declared()
    for array in _ARRAYS:
        if array in (left.name, right.name):
            other = right if left.name == array else left
            if isinstance(op, ast.MatMult) or not (other.name == array or other.name in _NUMBERS):
                return UNKNOWN
            return _like(Type(array), left, right)
    if _SPARSE in (left.name, right.name):
        other = right if left.name == _SPARSE else left
        return _like(Type(_SPARSE), left, right) if other.name in (_SPARSE, *_NUMBERS) else UNKNOWN
    if isinstance(op, ast.Add):
        return _sum_type(left, right)
    if isinstance(op, ast.Mod) and left.name in ("str", "bytes"):
        return left if right.known else left.as_declared()
    if isinstance(op, ast.Mult):
        for kind, other in ((left, right), (right, left)):
            if kind.name in _SEQUENCES and other.name in ("int", "bool"):
                return _like(kind.bare if len(kind.args) > 1 else kind, left, right)
    if left.name in _NUMBERS and right.name in _NUMBERS:
        return _like(_number_type(op, left.name, right.name), left, right)
    if left.name in ("set", "frozenset") and right.name in ("set", "frozenset"):
        if isinstance(op, (ast.BitOr, ast.BitXor)):
            return join(left, Type(left.name, right.args, right.declared))
        if isinstance(op, ast.BitAnd):  # of equal elements, either may stay: {1, 2} & {True} is {True}
            return join(left, Type(left.name, right.args, right.declared))
        return _like(left, right) if isinstance(op, ast.Sub) else UNKNOWN
    if left.name == right.name == "dict" and isinstance(op, ast.BitOr):
        return join(left, right)
    if left.name == "pathlib.Path" and isinstance(op, ast.Div):
        return left
    return UNKNOWN


def _sum_type(left: Type, right: Type) -> Type:
    if left.name in _SEQUENCES and right.name in _SEQUENCES:
        if "tuple" in (left.name, right.name) and max(len(left.args), len(right.args)) > 1:
            left, right = left.bare, right.bare
        # bytes and bytearray mix, and the left one decides; no other mixture works at all.
        return join(left, right) if left.name == right.name else _like(left, right)
    if left.name in _NUMBERS and right.name in _NUMBERS:
        return _like(_number_type(ast.Add(), left.name, right.name), left, right)
    for kind, other in ((left, right), (right, left)):
        if kind.name in _SEQUENCES and not other.known:
            return kind.bare.as_declared()
    return UNKNOWN


def _number_type(op: ast.operator, left: str, right: str) -> Type:
    if isinstance(op, ast.Pow):
        # 2 ** -1 is a float, (-8.0) ** 0.5 is complex
        return FLOAT if left == "float" and right in ("int", "bool") else UNKNOWN
    if isinstance(op, ast.Div):
        return FLOAT if "complex" not in (left, right) else Type("complex")
    if isinstance(op, _BITWISE) and left == right == "bool":
        return BOOL
    return Type(_NUMBERS[max(_NUMBERS.index(left), _NUMBERS.index(right), 1)])


def augmented_type(op: ast.operator, before: Type, operand: Type) -> Type:
    """What a variable may hold where `variable op= operand` is among the things that happen to it."""
    if before.name == "set" and isinstance(op, ast.BitAnd):
        return join(before, Type("set", operand.args, operand.declared)) if operand.known else before.bare.as_declared()
    if before.name in _IN_PLACE and not isinstance(op, ast.MatMult):
        if operand.name in _ARRAYS and before.name != "pandas.DataFrame":
            return UNKNOWN  # a list += an array: the array takes over
        return before if operand.known else before.as_declared()
    if before.name == "numpy.ndarray" and not isinstance(op, ast.MatMult):
        if operand.name in ("numpy.ndarray", *_NUMBERS):
            return _like(before, operand)
        return before.as_declared() if not operand.known else UNKNOWN
    return join(before, binary_type(op, before, operand))


def unary_type(op: ast.unaryop, operand: Type) -> Type:
    if isinstance(op, ast.Not):
        return BOOL
    if operand.name == "bool":
        return _like(INT, operand)
    if (
        operand.name == "numpy.ndarray"
        or operand.name in TENSORS
        or (operand.name in _NUMBERS and not isinstance(op, ast.Invert))
    ):
        return Type(operand.name, declared=operand.declared)
    return operand if operand.name == "int" and not operand.optional else UNKNOWN


def compare_type(ops: Sequence[ast.cmpop], operands: Sequence[Type]) -> Type:
    if all(isinstance(op, (ast.In, ast.NotIn, ast.Is, ast.IsNot)) for op in ops):
        return BOOL
    if all(kind.name in _BUILTIN_VALUES for kind in operands):
        return _like(BOOL, *operands)
    if len(operands) == 2 and not isinstance(ops[0], (ast.In, ast.NotIn, ast.Is, ast.IsNot)):
        left, right = operands
        for kind in operands:
            if kind.name in TENSORS:
                return _like(kind.bare, left, right)
        for kind, other in ((left, right), (right, left)):
            if kind.name in _ARRAYS and (other.name == kind.name or other.name in (*_NUMBERS, "str")):
                return _like(Type(kind.name), left, right)
    return UNKNOWN


def subscript_type(base: Type, index: ast.expr, index_type: Type) -> Type:
    """Type of `base[index]`."""
    if base.name in TENSORS:
        return base.bare
    if isinstance(index, ast.Slice):
        if base.name in (*_SEQUENCES, *_ARRAYS):
            return Type(base.name, base.args if len(base.args) == 1 else (), base.declared)
        return Type(SLICED_QUERYSET, base.args, base.declared) if base.name == QUERYSET else UNKNOWN
    if base.name == QUERYSET:
        return base.element
    if base.name == "str":
        return _like(STR, base)
    if base.name in ("bytes", "bytearray", "list", "collections.deque") or (
        base.name == "tuple" and len(base.args) == 1
    ):
        if index_type.name in ("int", "bool"):
            return _like(base.element, base)
        # The index may well be a slice object.
        return base.element.as_declared() if not index_type.known else UNKNOWN
    if base.name == "tuple":
        position = _integer(index)
        if position is not None and -len(base.args) <= position < len(base.args):
            return base.args[position]
        return UNKNOWN
    if base.name == "collections.Counter":
        return INT.as_declared()  # as a rule; a count may be any number
    if base.name in ("dict", "collections.defaultdict", "collections.OrderedDict") and len(base.args) == 2:
        return base.args[1]
    if base.name == "pandas.DataFrame":
        if isinstance(index, ast.Constant) and isinstance(index.value, str):
            return Type("pandas.Series", declared=True)  # of columns with several levels, a DataFrame
        if isinstance(index, ast.List) or index_type.name in ("pandas.Series", "pandas.DataFrame"):
            return Type("pandas.DataFrame", declared=base.declared)
        if isinstance(index, ast.Compare):
            return Type("pandas.DataFrame", declared=True)
    if base.name == "pandas.FrameLocator":
        return _located(base, index)
    if base.name == "pandas.Series" and index_type.name == "pandas.Series":
        return _like(Type("pandas.Series"), base, index_type)  # s[s > 0]
    if base.name == "pandas.DataFrameGroupBy":
        if isinstance(index, ast.Constant) and isinstance(index.value, str):
            return Type("pandas.SeriesGroupBy", declared=True)
        return Type(base.name, declared=base.declared) if isinstance(index, ast.List) else UNKNOWN
    if base.name == "polars.DataFrame" and isinstance(index, ast.Constant) and isinstance(index.value, str):
        return _like(Type("polars.Series"), base)
    if base.name == "numpy.ndarray" and index_type.name in ("numpy.ndarray", "list"):
        return _like(Type("numpy.ndarray"), base, index_type)  # a[a > 0], a[[1, 2]]: as many elements as chosen
    return UNKNOWN


def _located(base: Type, index: ast.expr) -> Type:
    """`df.loc[rows, "column"]`, `df.loc[rows, ["column"]]`, with rows that are a slice or a mask."""
    if not (isinstance(index, ast.Tuple) and len(index.elts) == 2):
        return Type("pandas.DataFrame", declared=True) if isinstance(index, (ast.Slice, ast.Compare)) else UNKNOWN
    rows, column = index.elts
    if not isinstance(rows, (ast.Slice, ast.Compare, ast.List)):
        return UNKNOWN
    if isinstance(column, ast.Constant) and isinstance(column.value, str):
        return Type("pandas.Series", declared=True)
    return (
        Type("pandas.DataFrame", declared=base.declared or not isinstance(rows, ast.Slice))
        if isinstance(column, (ast.List, ast.Slice))
        else UNKNOWN
    )


def _integer(index: ast.expr) -> int | None:
    if isinstance(index, ast.UnaryOp) and isinstance(index.op, ast.USub):
        value = _integer(index.operand)
        return -value if value is not None else None
    return index.value if isinstance(index, ast.Constant) and type(index.value) is int else None
