"""A Python function for each value of a polars column, for what expressions can do.

`pl.col("a").map_elements(lambda x: x * 2)` hands every value to Python, one after the other, holding the interpreter's
lock. `pl.col("a") * 2` is an expression, which polars works out in compiled code, on all cores, and can optimise.

**When not to bother**: the column has a few values. Functions that ask something else are not reported.
"""

from __future__ import annotations

import ast

from ...semantics.questions.columns import functions_given
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers

_OPERATORS = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow)
_TEXT = frozenset({"endswith", "lower", "lstrip", "rstrip", "startswith", "strip", "upper", "zfill"})
_KNOWN = ("builtins.abs", "builtins.float", "builtins.int", "builtins.len", "builtins.round", "builtins.str")


def check(node: ast.Call, at: Site) -> Match | None:
    if not node.args or not at.imports("polars"):
        return None
    given = functions_given(at, node.args[0])
    if len(given) != 1:
        return None
    value, body = given[0]
    if isinstance(body, ast.Name) or not _is_expression(body, value, at):
        return None
    return Match(node, "hands every value to Python: the same as an expression of polars is compiled code")


def _is_expression(node: ast.AST, value: str, at: Site) -> bool:
    """Made of the value, constants, operators, and functions that expressions have too?"""
    match node:
        case ast.Constant():
            return True
        case ast.Name(id=name):
            return name == value
        case ast.BinOp(left=left, right=right, op=op) if isinstance(op, _OPERATORS):
            return _is_expression(left, value, at) and _is_expression(right, value, at)
        case ast.Compare(left=left, comparators=[right]):
            return _is_expression(left, value, at) and _is_expression(right, value, at)
        case ast.IfExp(test=test, body=body, orelse=orelse):
            return all(_is_expression(part, value, at) for part in (test, body, orelse))
        case ast.Call(func=ast.Attribute(value=text, attr=attr), args=arguments, keywords=[]) if attr in _TEXT:
            return all(_is_expression(part, value, at) for part in (text, *arguments))
        case ast.Call(args=[argument], keywords=[]) if at.is_call(node, *_KNOWN):
            return _is_expression(argument, value, at)
        case _:
            return False


RULE = Rule(
    slug="pl-python-udf",
    code="SLP680",
    family="frames",
    stage="preview",
    triggers=Triggers(calls=frozenset({"map_elements"})),
    check=check,
    examples=[
        Example(
            before="""\
import polars as pl


def priced(rows):
    table = pl.DataFrame(rows)
    return table.select(«pl.col("price").map_elements(lambda x: x * 2 + 1, return_dtype=pl.Float64)»).to_dicts()
""",
            after="""\
import polars as pl


def priced(rows):
    table = pl.DataFrame(rows)
    return table.select(pl.col("price") * 2 + 1).to_dicts()
""",
            workload=lambda n: ({"price": [1.5] * n},),
            same=[({"price": [1.5, 2.5]},)],
            needs=("polars",),
        ),
        Example(
            before="""\
import polars as pl


def columns(table: pl.DataFrame):
    def label(text):
        return "long" if len(text.strip()) > 5 else text.upper()

    return «table["name"].map_elements(label)», «pl.col("a").map_elements(lambda x: x == "b")»
""",
        ),
    ],
    clean=[
        """\
# What is done with a value is known only to the function.
import polars as pl

def work(f, d, y):
    a = pl.col("a")
    print(a.map_elements(f), a.map_elements(lambda x: f(x)), a.map_elements(lambda x: d[x]), a.map_elements())
    print(a.map_elements(lambda x: x + y), a.map_elements(lambda x: y + x), a.map_elements(lambda x: x.shuffle()))
    print(a.map_elements(lambda x: x > y), a.map_elements(lambda x: y > x), a.map_elements(lambda x: x or 1))
    print(a.map_elements(lambda x: int(x, 16)), a.map_elements(lambda x: 1 < x < 5), a.map_elements(lambda x: x @ 2))
    return a.map_elements(lambda x: 1 if y else 2), a.map_elements(lambda x: x.strip(y)), a.map_elements(lambda x: x)
""",
        """\
# Another library's column.
def work(column):
    return column.map_elements(lambda x: x + 1)
""",
        """\
# Two values.
import polars as pl

def work():
    return pl.col("a").map_elements(lambda x, y: x + 1)
""",
        """\
# An expression already.
import polars as pl

def work():
    return pl.col("a") * 2
""",
    ],
)
