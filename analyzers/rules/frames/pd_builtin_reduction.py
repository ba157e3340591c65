"""A builtin (`sum`, `min`, `max`, `set`, `list`) that goes over a pandas column.

`max(df["a"])` takes every value out of the column as an object of its own. `df["a"].max()` runs over it in compiled
code; `list(s)` is quicker as `s.tolist()`, and `set(s)`, where values repeat, as `set(s.unique())`.

**When not to bother**: the column has a few values.

**Why the fix needs review**: missing values are left out, where a builtin takes or trips over them; and of no values
at all `sum()` and `max()` answer otherwise. The result may be a number of NumPy's.
"""

from __future__ import annotations

import ast

from ...semantics.questions.columns import is_column
from ...semantics.questions.places import in_test
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers

_BETTER = {"sum": ".sum()", "min": ".min()", "max": ".max()", "list": ".tolist()"}


def check(node: ast.Call, at: Site) -> Match | None:
    if len(node.args) != 1 or node.keywords:
        return None
    if in_test(at):
        return None
    if not at.imports("pandas"):  # cheap
        return None
    name = (at.qualified(node.func) or "").removeprefix("builtins.")
    better = _BETTER.get(name)
    column = node.args[0]
    if better is None or not at.type(column).known or not is_column(at, column) or _is_few(column):
        return None
    return Match(
        node,
        f"takes every value out of the column as an object: {better} is compiled code",
        "review",
        "missing values are treated otherwise, and numbers may be NumPy's",
        {"column": column, "better": better},
    )


def _is_few(column: ast.expr) -> bool:
    """One of a few kinds: what there is of each, and the first."""
    return any(
        isinstance(part, ast.Call)
        and isinstance(part.func, ast.Attribute)
        and part.func.attr in ("value_counts", "head", "tail", "isna", "isnull", "nunique")
        for part in ast.walk(column)
    )


def rewrite(match: Match, edit: Rewrite) -> None:
    edit.replace(match.node, "{column}" + match.nodes["better"], column=match.nodes["column"])


RULE = Rule(
    slug="pd-builtin-reduction",
    code="SLP666",
    family="frames",
    stage="stable",
    triggers=Triggers(calls=frozenset(_BETTER)),
    check=check,
    rewrite=rewrite,
    title="Use the column's method",
    severity="info",
    examples=[
        Example(
            before="""\
import pandas as pd


def span(rows):
    table = pd.DataFrame(rows)
    return int(«max(table["day"])» - «min(table["day"])»), float(«sum(table["sold"])»)
""",
            after="""\
import pandas as pd


def span(rows):
    table = pd.DataFrame(rows)
    return int(table["day"].max() - table["day"].min()), float(table["sold"].sum())
""",
            workload=lambda n: ({"day": list(range(n)), "sold": [1.0] * n},),
            same=[({"day": [3, 1, 2], "sold": [1.0, 2.0, 3.0]},)],
            differs=[({"day": [3.0, 1.0], "sold": [1.0, None]},)],
            needs=("pandas",),
        ),
        Example(
            before="""\
import pandas as pd
from pandas import Series


def names(words):
    column = pd.Series(words)
    return «list(column)» + [str(«max(column.dropna())»), str(«max(Series(words))»)]
""",
            after="""\
import pandas as pd
from pandas import Series


def names(words):
    column = pd.Series(words)
    return column.tolist() + [str(column.dropna().max()), str(Series(words).max())]
""",
            workload=lambda n: (["a"] * n,),
            same=[(["a", "b"],), ([1, 2],)],
            needs=("pandas",),
        ),
    ],
    clean=[
        """\
# A test.
import pandas as pd


def test_span(rows):
    table = pd.DataFrame(rows)
    return int(max(table["day"]) - min(table["day"])), float(sum(table["sold"]))
""",
        """\
# Not known to be a column.
import pandas as pd

def work(df, xs):
    return max(df['a']), sum(xs), list(df.columns)
""",
        """\
# With a key or a start, or more values.
import pandas as pd

def work(xs, k):
    s = pd.Series(xs)
    return max(s, key=abs), sum(s, 5), max(s, k), sorted(s), any(s)
""",
        """\
# A few values.
import pandas as pd

def work(xs):
    s = pd.Series(xs)
    return list(s.head()), list(s.value_counts())
""",
        """\
# Another max().
import pandas as pd
from tools import max

def work(xs):
    s = pd.Series(xs)
    return max(s)
""",
        """\
# A frame.
import pandas as pd

def work(xs):
    df = pd.DataFrame(xs)
    return list(df), max(df), sum([1, 2])
""",
    ],
)
