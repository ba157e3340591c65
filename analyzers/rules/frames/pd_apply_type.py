"""Converting or measuring each value of a pandas column with a builtin.

`s.apply(float)` makes a Python object of every value, and calls `float` with it. `s.astype(float)` converts the column
in compiled code. `s.apply(len)` is `s.str.len()`, and `s.apply(pd.to_datetime)`, which finds out the format anew for
every value, is `pd.to_datetime(s)`. (For texts `s.apply(str)` is no slower than `s.astype(str)`, and not reported.)

**When not to bother**: the column has a few values.

**Why the fix needs review**: missing values, and texts that are no numbers, are treated otherwise, or raise another
error.
"""

from __future__ import annotations

import ast

from ...semantics.questions.columns import functions_given, is_column
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers

_BETTER = {
    "builtins.int": "{column}.astype(int)",
    "builtins.float": "{column}.astype(float)",
    "builtins.len": "{column}.str.len()",
    "pandas.to_datetime": "{function}({column})",
    "pandas.to_numeric": "{function}({column})",
    "pandas.to_timedelta": "{function}({column})",
    "pandas.isna": "{column}.isna()",
    "pandas.isnull": "{column}.isna()",
    "pandas.notna": "{column}.notna()",
    "pandas.notnull": "{column}.notna()",
}


def check(node: ast.Call, at: Site) -> Match | None:
    if not isinstance(node.func, ast.Attribute) or len(node.args) != 1 or node.keywords:
        return None
    if not at.imports("pandas"):  # cheap
        return None
    function = _called(node.args[0], at)
    better = _BETTER.get(at.qualified(function) or "") if function is not None else None
    column = node.func.value
    if better is None or not is_column(at, column):
        return None
    if node.func.attr == "map" and not at.type(column).known:
        return None  # other things have a map()
    return Match(
        node,
        "calls a function for every value, where one call works on the whole column",
        "review",
        "missing values, and those that do not fit, are treated otherwise",
        {"column": column, "function": function, "better": better},
    )


def _called(node: ast.expr, at: Site) -> ast.expr | None:
    """float of `float`, and of `lambda x: float(x)`."""
    if not isinstance(node, ast.Lambda):
        return node
    given = functions_given(at, node)
    match given:
        case [(value, ast.Call(func=function, args=[ast.Name(id=name)], keywords=[]))] if name == value:
            return function
        case _:
            return None


def rewrite(match: Match, edit: Rewrite) -> None:
    better = match.nodes["better"]
    holes = {"column": match.nodes["column"], "function": match.nodes["function"]}
    edit.replace(match.node, better, **{name: hole for name, hole in holes.items() if "{" + name + "}" in better})


RULE = Rule(
    slug="pd-apply-type",
    code="SLP661",
    family="frames",
    stage="preview",
    triggers=Triggers(calls=frozenset({"apply", "map"})),
    check=check,
    rewrite=rewrite,
    title="Convert the whole column",
    examples=[
        Example(
            before="""\
import pandas as pd


def cleaned(rows):
    table = pd.DataFrame(rows)
    table["price"] = «table["price"].apply(float)»
    table["count"] = «table["count"].apply(lambda x: int(x))»
    table["day"] = «table["day"].apply(pd.to_datetime)»
    return table
""",
            after="""\
import pandas as pd


def cleaned(rows):
    table = pd.DataFrame(rows)
    table["price"] = table["price"].astype(float)
    table["count"] = table["count"].astype(int)
    table["day"] = pd.to_datetime(table["day"])
    return table
""",
            workload=lambda n: ({"price": ["1.5"] * n, "count": [2.0] * n, "day": ["2024-01-02"] * n},),
            same=[({"price": ["1.5", "2"], "count": [1.0, 3.0], "day": ["2024-01-02", "2024-02-03"]},)],
            differs=[({"price": ["1", "2"], "count": [1.0, None], "day": ["2024-01-02"] * 2},)],
            needs=("pandas",),
        ),
        Example(
            before="""\
import pandas as pd


def lengths(words):
    column = pd.Series(words)
    return «column.map(len)».tolist(), «column.map(pd.isna)».tolist()
""",
            after="""\
import pandas as pd


def lengths(words):
    column = pd.Series(words)
    return column.str.len().tolist(), column.isna().tolist()
""",
            workload=lambda n: (["ab"] * n,),
            same=[(["a", "bc"],)],
            differs=[(["a", 5],)],
            needs=("pandas",),
        ),
        Example(
            before="""\
import pandas as pd


def whole(table):
    return «table["count"].apply(int)»
""",
        ),
    ],
    clean=[
        """\
# Some other function, and one that is no slower.
import pandas as pd

def pick(df, f):
    return (
        df['a'].apply(f),
        df['a'].apply(str),
        df['a'].apply(lambda x: str(x)),
        df['a'].apply(lambda x: int(x) + 1),
        df['a'].apply(lambda x: int(x, 16)),
        df['a'].apply(lambda x: int(f)),
    )
""",
        """\
# Each column of a frame.
import pandas as pd

def pick(df):
    return df[['a', 'b']].apply(pd.to_numeric), df.apply(pd.to_datetime)
""",
        """\
# With more arguments.
import pandas as pd

def pick(df):
    return (
        df['a'].apply(pd.to_datetime, errors='coerce'),
        df['a'].map(int, 'ignore'),
        df['a'].apply(lambda x: int(x=x)),
    )
""",
        """\
# Not a column for sure.
import pandas as pd

def pick(data):
    return data['train'].map(int), data.apply(int)
""",
        """\
# Another library's table.
def pick(table):
    return table['a'].apply(int)
""",
        """\
# A function named apply.
import pandas as pd
from tools import apply

def pick(df):
    return apply(int)
""",
    ],
)
