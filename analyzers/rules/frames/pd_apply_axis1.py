"""A Python function for each row of a DataFrame, for what columns can do.

`df.apply(lambda row: row["a"] + row["b"], axis=1)` makes a Series of every row and calls the function with it.
`df["a"] + df["b"]` adds whole columns in compiled code.

**When not to bother**: the frame has a few rows. A function that asks or decides something is not reported.

**Why the fix needs review**: columns of objects are added as they are in each row, but missing values, and whole
numbers beside fractions, may come out in another type.
"""

from __future__ import annotations

import ast

from ...findings import Safety
from ...semantics.knowledge.pandas import REDUCTIONS
from ...semantics.questions.columns import functions_given
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers

_ALONG_ROWS = REDUCTIONS - {"size", "first", "last", "cumcount"} | {"idxmax", "idxmin"}


def check(node: ast.Call, at: Site) -> Match | None:
    if not isinstance(node.func, ast.Attribute) or len(node.args) not in (1, 2) or not at.imports("pandas"):
        return None
    axis = [k.value for k in node.keywords if k.arg == "axis"] or node.args[1:]
    if len(axis) != 1 or at.constant(axis[0]) not in (1, "columns") or len(node.args) + len(node.keywords) != 2:
        return None
    given = functions_given(at, node.args[0])
    if len(given) != 1:
        return None
    row, body = given[0]
    frame = node.func.value
    reduction = _reduction(body, row)
    if reduction is None and not (_is_arithmetic(body, row, at) and _reads(body, row)):
        return None
    return Match(
        node,
        "makes a Series of every row and calls a function with it: operations on whole columns run in compiled code",
        _safety(node),
        "missing values and mixed types may come out in another type",
        {"frame": frame, "row": row, "body": body, "reduction": reduction},
    )


def _safety(node: ast.Call) -> Safety | None:
    """A lambda's expression can stand for the call, where the frame has a name."""
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Name() | ast.Attribute()), args=[ast.Lambda(), *_]):
            return "review"
        case _:
            return None


def _reduction(body: ast.expr, row: str) -> str | None:
    """max of `row.max()`."""
    match body:
        case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=attr), args=[], keywords=[]) if name == row:
            return attr if attr in _ALONG_ROWS else None
        case _:
            return None


def _is_arithmetic(node: ast.AST, row: str, at: Site) -> bool:
    """Made of columns of the row, numbers, and arithmetic or one comparison?"""
    match node:
        case ast.Constant(value=int() | float()):
            return True
        case ast.Subscript(value=ast.Name(id=name), slice=ast.Constant(value=str())):
            return name == row
        case ast.BinOp(left=left, right=right, op=ast.Add() | ast.Sub() | ast.Mult() | ast.Div() | ast.Pow()):
            return _is_arithmetic(left, row, at) and _is_arithmetic(right, row, at)
        case ast.UnaryOp(operand=operand, op=ast.USub()):
            return _is_arithmetic(operand, row, at)
        case ast.Compare(
            left=left, comparators=[right], ops=[ast.Eq() | ast.NotEq() | ast.Lt() | ast.LtE() | ast.Gt() | ast.GtE()]
        ):
            return _is_arithmetic(left, row, at) and _is_arithmetic(right, row, at)
        case _:
            return at.type(node).is_("int", "float") and row not in {
                n.id for n in ast.walk(node) if isinstance(n, ast.Name)
            }


def _reads(body: ast.expr, row: str) -> bool:
    return any(isinstance(part, ast.Name) and part.id == row for part in ast.walk(body))


def rewrite(match: Match, edit: Rewrite) -> None:
    nodes = match.nodes
    frame = edit.text(nodes["frame"])
    if nodes["reduction"]:
        edit.replace(match.node, "{frame}.{name}(axis=1)", frame=frame, name=nodes["reduction"])
        return
    text = ast.unparse(nodes["body"])
    body = ast.parse(text, mode="eval")
    for part in ast.walk(body):
        if isinstance(part, ast.Name) and part.id == nodes["row"]:
            part.id = frame
    columns = ast.unparse(body).replace("'", '"')
    alone = isinstance(body.body, ast.Subscript)
    edit.replace(match.node, columns if alone else f"({columns})")


RULE = Rule(
    slug="pd-apply-axis1",
    code="SLP659",
    family="frames",
    stage="preview",
    triggers=Triggers(calls=frozenset({"apply"})),
    check=check,
    rewrite=rewrite,
    title="Work on whole columns",
    examples=[
        Example(
            before="""\
import pandas as pd


def priced(orders, factor: float):
    orders = pd.DataFrame(orders)
    orders["more"] = «orders.apply(lambda row: row["price"] * factor, 1)»
    orders["total"] = «orders.apply(lambda row: row["price"] * row["count"] + 5, axis=1)»
    orders["large"] = «orders.apply(lambda row: row["total"] > 100, axis="columns")»
    return orders.to_dict("list")
""",
            after="""\
import pandas as pd


def priced(orders, factor: float):
    orders = pd.DataFrame(orders)
    orders["more"] = (orders["price"] * factor)
    orders["total"] = (orders["price"] * orders["count"] + 5)
    orders["large"] = (orders["total"] > 100)
    return orders.to_dict("list")
""",
            workload=lambda n: ({"price": [1.5] * n, "count": [2.0] * n}, 2.5),
            same=[({"price": [1.5, 100.0], "count": [2.0, 1.0]}, 0.5)],
            needs=("pandas",),
        ),
        Example(
            before="""\
import pandas as pd


def best(marks):
    marks = pd.DataFrame(marks)
    return «marks.apply(lambda row: row.max(), axis=1)».tolist()
""",
            after="""\
import pandas as pd


def best(marks):
    marks = pd.DataFrame(marks)
    return marks.max(axis=1).tolist()
""",
            workload=lambda n: ({"a": [1.5] * n, "b": [2.0] * n},),
            same=[({"a": [1.5, 3.0], "b": [2.0, 1.0]},)],
            needs=("pandas",),
        ),
        Example(
            before="""\
import pandas as pd


def added(frames):
    def total(row):
        return row["a"] + row["b"]

    return «frames[0].apply(total, axis=1)»
""",
        ),
    ],
    clean=[
        """\
# Each value by itself, each column by itself.
import pandas as pd

def pick(df):
    return df['a'].apply(lambda x: x['b'] + 1), df.apply(lambda c: c.max(), axis=0), df.apply(lambda c: c.max(), 0)
""",
        """\
# A function that asks, decides or looks up.
import pandas as pd

def pick(df, f, d):
    return (
        df.apply(lambda r: f(r['a']), axis=1),
        df.apply(f, axis=1),
        df.apply(lambda r: d[r['a']], axis=1),
        df.apply(lambda r: r['a'] if r['b'] else 0, axis=1),
        df.apply(lambda r: 1, axis=1),
    )
""",
        """\
# With more arguments.
import pandas as pd

def pick(df, y):
    return (
        df.apply(lambda r: r['a'] + 1, axis=1, raw=False),
        df.apply(lambda r: r['a'] + y, axis=1),
        df.apply(lambda r: 0 < r['a'] < 5, axis=1),
    )
""",
        """\
# Columns by name that the text does not tell, other rows' columns.
import pandas as pd

def pick(df, k, other):
    return (
        df.apply(lambda r: r[k] + 1, axis=1),
        df.apply(lambda r: other['a'] + r['b'], axis=1),
        df.apply(lambda r: r.quantile(), axis=1),
        df.apply(lambda r: other.max(), axis=1),
    )
""",
        """\
# Text is not added, nor whole numbers cut.
import pandas as pd

def pick(df):
    return (
        df.apply(lambda r: r['a'] + 'x', axis=1),
        df.apply(lambda r: r['a'] // 2, axis=1),
        df.apply(lambda r: ~r['a'], axis=1),
    )
""",
        """\
# Another library's table.
def pick(table):
    return table.apply(lambda r: r['a'] + r['b'], axis=1)
""",
        """\
# A function named apply.
import pandas as pd
from tools import apply

def pick(df):
    return apply(lambda r: r['a'] + r['b'], axis=1)
""",
        """\
# Two values at a time.
import pandas as pd

def pick(df, axis):
    return df.apply(lambda r, s: r['a'] + 1, axis=1), df.apply(lambda r: r['a'] + 1, axis=axis)
""",
        """\
# What is beside the row is not known; the row is not looked at; by name.
import pandas as pd

def pick(df, y, k: int):
    a = df.apply(lambda r: y + r['a'], axis=1), df.apply(lambda r: y > r['a'], axis=1)
    b = df.apply(lambda r: r['a'] > y, axis=1), df.apply(lambda r: int(r['a']) + r['b'], axis=1)
    return a, b, df.apply(lambda r: k * 2, axis=1), df.apply(func=lambda r: r['a'] + 1, axis=1)
""",
    ],
)
