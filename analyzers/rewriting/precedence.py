"""Which expressions need parentheses where."""

from __future__ import annotations

import ast
from typing import Any

import libcst as cst

from .tree import altered, field_names

__all__ = ["bare", "encloses", "needs_line_joining", "parenthesized", "rehoused", "required_level", "strength"]

OPEN, TEST, CONDITION, OR, AND, NOT, COMPARISON = range(7)
BIT_OR, BIT_XOR, BIT_AND, SHIFT, ARITH, TERM, FACTOR, POWER, AWAIT, ATOM = range(7, 17)
"""Levels of Python's expression grammar; OPEN is what always stands in parentheses (walrus, yield, bare tuples)."""

_BINARY: dict[type[cst.CSTNode], int] = {
    cst.BitOr: BIT_OR, cst.BitXor: BIT_XOR, cst.BitAnd: BIT_AND, cst.LeftShift: SHIFT, cst.RightShift: SHIFT,
    cst.Add: ARITH, cst.Subtract: ARITH, cst.Multiply: TERM, cst.Divide: TERM, cst.FloorDivide: TERM,
    cst.Modulo: TERM, cst.MatrixMultiply: TERM, cst.Power: POWER,
}  # fmt: skip

_SLOTS: dict[tuple[type[cst.CSTNode], str], int] = {
    (cst.IfExp, "body"): OR, (cst.IfExp, "test"): OR, (cst.IfExp, "orelse"): TEST,
    (cst.Lambda, "body"): TEST, (cst.Comparison, "left"): BIT_OR, (cst.ComparisonTarget, "comparator"): BIT_OR,
    (cst.Await, "expression"): ATOM, (cst.CompFor, "iter"): OR, (cst.CompIf, "test"): OR,
    (cst.StarredElement, "value"): BIT_OR, (cst.StarredDictElement, "value"): BIT_OR,
    (cst.FormattedStringExpression, "expression"): CONDITION,
    (cst.TemplatedStringExpression, "expression"): CONDITION,
}  # fmt: skip

_WHOLE_TEST: tuple[type[cst.CSTNode], ...] = (
    cst.Annotation, cst.AnnAssign, cst.Arg, cst.Assert, cst.Assign, cst.AugAssign, cst.Decorator, cst.DictComp,
    cst.DictElement, cst.Element, cst.Expr, cst.For, cst.From, cst.GeneratorExp, cst.If, cst.Index, cst.Lambda,
    cst.ListComp, cst.Match, cst.MatchCase, cst.NamedExpr, cst.Param, cst.Raise, cst.Return, cst.SetComp, cst.Slice,
    cst.TypeAlias, cst.While, cst.WithItem, cst.Yield,
)  # fmt: skip

_BARE_TUPLE = (
    (cst.Assign, "value"), (cst.Return, "value"), (cst.Expr, "value"), (cst.For, "iter"), (cst.For, "target"),
    (cst.CompFor, "target"),
)  # fmt: skip


def strength(node: cst.BaseExpression) -> int:
    """How tightly an expression holds together."""
    if node.lpar:
        return ATOM
    match node:
        case cst.NamedExpr() | cst.Yield() | cst.Tuple() | cst.GeneratorExp() | cst.From():
            return OPEN
        case cst.Lambda():
            return TEST
        case cst.IfExp():
            return CONDITION
        case cst.BooleanOperation(operator=operator):
            return OR if isinstance(operator, cst.Or) else AND
        case cst.UnaryOperation(operator=operator):
            return NOT if isinstance(operator, cst.Not) else FACTOR
        case cst.Comparison():
            return COMPARISON
        case cst.BinaryOperation(operator=operator):
            return _BINARY[type(operator)]
        case cst.Await():
            return AWAIT
        case _:
            return ATOM


def slot_of(parent: cst.CSTNode, child: cst.CSTNode) -> str:
    for name in field_names(type(parent)):
        if getattr(parent, name) is child:
            return name
    return ""


def required_level(
    parent: cst.CSTNode, child: cst.CSTNode, filling: cst.BaseExpression, grandparent: cst.CSTNode | None
) -> int:
    """The strength that `filling` needs to stand in the place of `child`, without parentheses, under `parent`."""
    slot = slot_of(parent, child)
    if isinstance(filling, cst.Tuple) and filling.elements and (type(parent), slot) in _BARE_TUPLE:
        starred = any(isinstance(element, cst.StarredElement) for element in filling.elements)
        return TEST if starred and isinstance(parent, cst.For) else OPEN
    if isinstance(filling, cst.GeneratorExp) and isinstance(parent, cst.Arg):
        return OPEN if _is_sole_argument(parent, grandparent) else TEST
    if isinstance(filling, cst.NamedExpr) and isinstance(parent, (cst.If, cst.While)):
        return OPEN
    if isinstance(filling, cst.Integer) and isinstance(parent, cst.Attribute):
        return ATOM + 1
    match parent:
        case cst.BinaryOperation(operator=cst.Power()):
            return AWAIT if slot == "left" else FACTOR
        case cst.BinaryOperation(operator=operator):
            return _BINARY[type(operator)] + (slot == "right")
        case cst.BooleanOperation(operator=operator):
            return (OR if isinstance(operator, cst.Or) else AND) + (slot == "right")
        case cst.UnaryOperation(operator=operator):
            return NOT if isinstance(operator, cst.Not) else FACTOR
        case cst.ComparisonTarget() | cst.Comparison():
            return BIT_OR
        case cst.Arg(star="*" | "**"):
            return TEST
        case _:
            found = _SLOTS.get((type(parent), slot))
            if found is not None:
                return found
            if isinstance(parent, (cst.For, cst.AnnAssign, cst.AugAssign, cst.NamedExpr)) and slot == "target":
                return ATOM
            return TEST if isinstance(parent, _WHOLE_TEST) else ATOM


def _is_sole_argument(argument: cst.Arg, call: cst.CSTNode | None) -> bool:
    return (
        isinstance(call, cst.Call)
        and len(call.args) == 1
        and not argument.star
        and argument.keyword is None
        and not isinstance(argument.comma, cst.Comma)
    )


def encloses(parent: cst.CSTNode, child: cst.CSTNode) -> bool | None:
    """Does a node put brackets around its child, so that lines may break in it? None: ask the next one out."""
    match parent:
        case cst.BaseExpression(lpar=[_, *_]):
            return True
        case cst.Call():
            return True if parent.func is not child else None
        case cst.List() | cst.Set() | cst.Dict() | cst.ListComp() | cst.SetComp() | cst.DictComp():
            return True
        case cst.Subscript():
            return True if parent.value is not child else None
        case cst.FormattedStringExpression() | cst.TemplatedStringExpression():
            return False
        case cst.BaseSmallStatement() | cst.BaseCompoundStatement() | cst.Module():
            return False
        case _:
            return None


def needs_line_joining(code: str) -> bool:
    """Does an expression break lines in a way that takes brackets around it?"""
    if "\n" not in code and "\r" not in code:
        return False
    try:
        ast.parse(code, mode="eval")
    except SyntaxError:
        return True
    return False


def parenthesized(node: cst.BaseExpression) -> cst.BaseExpression:
    return _with_parentheses(node, (cst.LeftParen(), *node.lpar), (*node.rpar, cst.RightParen()))


def _with_parentheses(node: cst.BaseExpression, left: Any, right: Any) -> cst.BaseExpression:
    return altered(node, lpar=left, rpar=right)


def outer_parentheses(node: cst.BaseExpression) -> int:
    """Count the pairs around an expression that are not part of it: a tuple and a generator own their innermost."""
    count = len(node.lpar)
    return max(0, count - 1) if isinstance(node, (cst.Tuple, cst.GeneratorExp)) else count


def bare(node: cst.BaseExpression) -> cst.BaseExpression:
    """Take off the parentheses around an expression; they stay if a comment stands in them."""
    count = outer_parentheses(node)
    if not count or any(_holds_comment(paren) for paren in (*node.lpar[:count], *node.rpar[len(node.rpar) - count :])):
        return node
    return _with_parentheses(node, node.lpar[count:], node.rpar[: len(node.rpar) - count])


def rehoused(node: cst.BaseExpression, before: cst.BaseExpression) -> cst.BaseExpression:
    """Put an expression into the parentheses that stand around the one that it replaces."""
    count = outer_parentheses(before)
    if not count:
        return node
    node = bare(node)
    return _with_parentheses(
        node, (*before.lpar[:count], *node.lpar), (*node.rpar, *before.rpar[len(before.rpar) - count :])
    )


def _holds_comment(paren: cst.LeftParen | cst.RightParen) -> bool:
    space = paren.whitespace_after if isinstance(paren, cst.LeftParen) else paren.whitespace_before
    return isinstance(space, cst.ParenthesizedWhitespace) and (
        space.first_line.comment is not None or any(line.comment for line in space.empty_lines)
    )
