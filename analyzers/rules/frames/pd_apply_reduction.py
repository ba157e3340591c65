"""A lambda for each column of a DataFrame, where the frame has the method itself.

`df.apply(lambda column: column.max())` makes a Series of every column and calls the function with it. `df.max()` goes
over the frame in compiled code; so does a chain of methods, `df.ffill().iloc[-1]`.

**When not to bother**: the frame has a few columns and is long.
"""

from __future__ import annotations

import ast

from ...semantics.knowledge.pandas import REDUCTIONS
from ...semantics.questions.columns import functions_given, grouped, is_frame
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers

_KEEPING = frozenset({"abs", "bfill", "dropna", "ffill", "fillna", "isna", "isnull", "notna", "notnull", "round"})
_LAST = REDUCTIONS - {"size", "first", "last", "cumcount"} | {"idxmax", "idxmin", "quantile"}


def check(node: ast.Call, at: Site) -> Match | None:
    if not isinstance(node.func, ast.Attribute) or len(node.args) != 1 or node.keywords or not at.imports("pandas"):
        return None
    given = functions_given(at, node.args[0])
    frame = node.func.value
    if not given or not all(_is_chain(body, parameter) for parameter, body in given):
        return None
    chained = any(isinstance(body, ast.Subscript) for _, body in given)  # values have no iloc
    if not is_frame(at, frame) and not (chained and not at.type(frame).known):
        return None
    if grouped(at, frame):
        return None
    return Match(node, "calls a function for every column: the frame has the method itself")


def _is_chain(node: ast.expr, parameter: str) -> bool:
    """`x.max()`, `x.ffill().iloc[-1]`: methods that a frame applies to each of its columns."""
    match node:
        case ast.Call(func=ast.Attribute(value=value, attr=attr), args=[]) if attr in _LAST:
            pass
        case ast.Subscript(value=ast.Attribute(value=value, attr="iloc"), slice=ast.Constant() | ast.UnaryOp()):
            pass
        case _:
            return False
    while isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute) and value.func.attr in _KEEPING:
        value = value.func.value
    return isinstance(value, ast.Name) and value.id == parameter


RULE = Rule(
    slug="pd-apply-reduction",
    code="SLP665",
    family="frames",
    stage="preview",
    triggers=Triggers(calls=frozenset({"apply"})),
    check=check,
    severity="info",
    examples=[
        Example(
            before="""\
import pandas as pd


def highest(marks):
    frame = pd.DataFrame(marks)
    return «frame.apply(lambda column: column.max())».tolist()
""",
            after="""\
import pandas as pd


def highest(marks):
    frame = pd.DataFrame(marks)
    return frame.max().tolist()
""",
            workload=lambda n: ({f"c{i}": [1, 2] for i in range(n)},),
            same=[({"a": [1, 5], "b": [3, 2]},)],
            needs=("pandas",),
        ),
        Example(
            before="""\
import pandas as pd


def closing(frame, field):
    last = lambda df: df.ffill().iloc[-1]
    ways = {"close": last, "open": lambda df: df.bfill().iloc[0], "volume": lambda df: df.sum()}
    return «frame.apply(ways[field])»
""",
        ),
    ],
    clean=[
        """\
# What is done to a column is known only to the function.
import pandas as pd

def work(x, f):
    df = pd.DataFrame(x)
    return (
        df.apply(lambda c: f(c)),
        df.apply(f),
        df.apply(lambda c: c.max() - c.min()),
        df.apply(lambda c: c.shuffle().max()),
        df.apply(lambda c: f.max()),
        df.apply(lambda c: c.quantile(0.5)),
        df.apply(lambda c: c.iloc[f]),
        df.apply(lambda c: c),
    )
""",
        """\
# Values of a column, which have such methods too.
import pandas as pd

def work(df):
    return df['a'].apply(lambda x: x.max())
""",
        """\
# Groups have columns of their own.
import pandas as pd

def work(df):
    groups = df.groupby('k')
    return groups.apply(lambda g: g.iloc[0]), df.groupby('k').apply(lambda g: g.iloc[0])
""",
        """\
# With more arguments.
import pandas as pd

def work(x):
    df = pd.DataFrame(x)
    return (
        df.apply(lambda c: c.max(), axis=1),
        df.apply(lambda c: c.max(), 1),
        df.apply(lambda c: c.max(), result_type='reduce'),
    )
""",
        """\
# Another library's table.
def work(table):
    return table.apply(lambda c: c.iloc[0])
""",
        """\
# A function, and a known object of another class.
import pandas as pd
from tools import apply

def work():
    s = pd.Series([1])
    return apply(lambda c: c.iloc[0]), s.apply(lambda c: c.iloc[0])
""",
    ],
)
