"""Looking up each value of a pandas column in a dict, with a lambda.

`s.map(lambda x: d[x])` calls a Python function for every value. `s.map(d)` takes the dict itself, and looks up all
values at once.

**When not to bother**: the column has fewer than about a thousand values, or the dict has about as many keys as the
column has values: `map` makes a Series of the dict first.

**Why the fix needs review**: a value that is no key gives NaN, where `d[x]` raises and `d.get(x)` gives None.
"""

from __future__ import annotations

import ast

from ...semantics.questions.columns import functions_given, is_column
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers


def check(node: ast.Call, at: Site) -> Match | None:
    if not isinstance(node.func, ast.Attribute) or len(node.args) != 1 or node.keywords:
        return None
    if not at.imports("pandas"):  # cheap
        return None
    column = node.func.value
    if not is_column(at, column):
        return None
    if node.func.attr == "map" and not at.type(column).known:
        return None  # other things have a map()
    table = _looked_up(*functions_given(at, node.args[0])[0]) if functions_given(at, node.args[0]) else None
    if not at.type(table).is_("dict"):
        return None
    return Match(
        node,
        "calls a function for every value to look it up: map() takes the dict itself",
        "review",
        "a value that is no key gives NaN",
        {"column": column, "table": table},
    )


def _looked_up(value: str, body: ast.expr) -> ast.expr | None:
    """d of `d[x]` and `d.get(x)`."""
    match body:
        case ast.Subscript(value=table, slice=ast.Name(id=name)) if name == value:
            return table
        case ast.Call(func=ast.Attribute(value=table, attr="get"), args=[ast.Name(id=name)], keywords=[]):
            return table if name == value else None
        case _:
            return None


def rewrite(match: Match, edit: Rewrite) -> None:
    edit.replace(match.node, "{column}.map({table})", column=match.nodes["column"], table=match.nodes["table"])


RULE = Rule(
    slug="pd-apply-dict",
    code="SLP662",
    family="frames",
    stage="stable",
    triggers=Triggers(calls=frozenset({"apply", "map"})),
    check=check,
    rewrite=rewrite,
    title="Give map() the dict",
    examples=[
        Example(
            before="""\
import pandas as pd

NAMES = {"de": "Germany", "fr": "France"}


def named(codes):
    column = pd.Series(codes)
    return «column.map(lambda code: NAMES[code])».tolist()
""",
            after="""\
import pandas as pd

NAMES = {"de": "Germany", "fr": "France"}


def named(codes):
    column = pd.Series(codes)
    return column.map(NAMES).tolist()
""",
            workload=lambda n: (["de", "fr"] * n,),
            same=[(["de", "fr", "de"],)],
            differs=[(["it"],)],
            needs=("pandas",),
        ),
        Example(
            before="""\
import pandas as pd


def ranked(rows):
    table = pd.DataFrame(rows)
    ranks = {name: i for i, name in enumerate(sorted(rows["name"]))}
    return «table["name"].apply(lambda x: ranks.get(x))».tolist()
""",
            after="""\
import pandas as pd


def ranked(rows):
    table = pd.DataFrame(rows)
    ranks = {name: i for i, name in enumerate(sorted(rows["name"]))}
    return table["name"].map(ranks).tolist()
""",
            workload=lambda n: ({"name": [f"x{i}" for i in range(n)]},),
            same=[({"name": ["b", "a"]},)],
            needs=("pandas",),
        ),
        Example(
            before="""\
import pandas as pd


def named(table):
    names = {1: "a", 2: "b"}
    return «table["code"].apply(lambda code: names[code])»
""",
        ),
    ],
    clean=[
        """\
# What is looked up in is not known to be a dict.
import pandas as pd

def pick(df, d):
    return df['a'].apply(lambda x: d[x]), df['a'].apply(lambda x: d.get(x))
""",
        """\
# With a default, another key, another use.
import pandas as pd

def pick(df, y):
    d = {1: 2}
    return (
        df['a'].apply(lambda x: d.get(x, 0)),
        df['a'].apply(lambda x: d[y]),
        df['a'].apply(lambda x: d.get(y)),
        df['a'].apply(lambda x: d[x] + 1),
        df['a'].apply(lambda x: d.pop(x)),
        df['a'].apply(lambda x: d.get(x, default=0)),
    )
""",
        """\
# With more arguments, or the function of another.
import pandas as pd

def pick(df):
    d = {1: 2}
    return (
        df['a'].apply(lambda x: d[x], by_row=False),
        df['a'].map(lambda x: d[x], 'ignore'),
        df['a'].apply(lambda x, y: d[x]),
        df['a'].apply(d.get),
    )
""",
        """\
# No column for sure, and another library's table.
import pandas as pd

def pick(data):
    d = {1: 2}
    return data['train'].map(lambda x: d[x]), data.apply(lambda x: d[x])
""",
        """\
# Another library's table.
def pick(table):
    d = {1: 2}
    return table['a'].apply(lambda x: d[x])
""",
        """\
# A function named apply.
import pandas as pd
from tools import apply

def pick():
    d = {1: 2}
    return apply(lambda x: d[x])
""",
    ],
)
