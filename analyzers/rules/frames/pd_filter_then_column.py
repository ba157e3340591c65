"""Choosing rows of all columns of a DataFrame, of which one column is taken.

`df[df["k"] == 3]["a"]` copies the chosen rows of every column, and throws all but one away.
`df.loc[df["k"] == 3, "a"]` copies that one column.

**When not to bother**: the frame has one or two columns, or the chosen rows are used as a whole.

**Why the fix needs review**: where a column name occurs twice, both are taken in another form.
"""

from __future__ import annotations

import ast

from ...semantics.questions.columns import asks_itself
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers


def check(node: ast.Subscript, at: Site) -> Match | None:
    if not isinstance(node.slice, ast.Constant) or not isinstance(node.ctx, ast.Load):
        return None
    rows = node.value
    mask = asks_itself(at, rows) if isinstance(node.slice.value, str) else None
    if mask is None:
        return None
    assert isinstance(rows, ast.Subscript)
    frame = rows.value.value if isinstance(rows.value, ast.Attribute) and rows.value.attr == "loc" else rows.value
    return Match(
        node,
        "copies the rows of all columns to take one: .loc[rows, column] copies that column",
        "review",
        "column names must occur only once",
        {"frame": frame, "mask": mask},
    )


def rewrite(match: Match, edit: Rewrite) -> None:
    node = match.node
    assert isinstance(node, ast.Subscript)
    edit.replace(
        node, "{frame}.loc[{mask}, {column}]", frame=match.nodes["frame"], mask=match.nodes["mask"], column=node.slice
    )


RULE = Rule(
    slug="pd-filter-then-column",
    code="SLP653",
    family="frames",
    stage="preview",
    triggers=Triggers(nodes=(ast.Subscript,)),
    check=check,
    rewrite=rewrite,
    title="Choose rows and column at once",
    severity="info",
    also=("PD011",),
    examples=[
        Example(
            before="""\
import pandas as pd


def paid(orders, country):
    frame = pd.DataFrame(orders)
    return float(«frame[frame["country"] == country]["price"]».sum())
""",
            after="""\
import pandas as pd


def paid(orders, country):
    frame = pd.DataFrame(orders)
    return float(frame.loc[frame["country"] == country, "price"].sum())
""",
            workload=lambda n: ({"country": ["a", "b"] * n, "price": [1.0, 2.0] * n}, "a"),
            same=[({"country": ["a", "b"], "price": [1.0, 2.0]}, "b"), ({"country": [], "price": []}, "b")],
            needs=("pandas",),
        ),
        Example(
            before="""\
import pandas as pd


def names(figures):
    people = pd.DataFrame(figures)
    return «people.loc[people.age > 17]["name"]».tolist()
""",
            after="""\
import pandas as pd


def names(figures):
    people = pd.DataFrame(figures)
    return people.loc[people.age > 17, "name"].tolist()
""",
            workload=lambda n: ({"age": list(range(n)), "name": ["x"] * n},),
            same=[({"age": [17, 18], "name": ["a", "b"]},)],
            needs=("pandas",),
        ),
        Example(
            before="""\
import types

import pandas as pd


def names(figures):
    store = types.SimpleNamespace(people=pd.DataFrame(figures))
    return «store.people[store.people["age"] > 17]["name"]».tolist()
""",
            after="""\
import types

import pandas as pd


def names(figures):
    store = types.SimpleNamespace(people=pd.DataFrame(figures))
    return store.people.loc[store.people["age"] > 17, "name"].tolist()
""",
            workload=lambda n: ({"age": list(range(n)), "name": ["x"] * n},),
            same=[({"age": [17, 18], "name": ["a", "b"]},)],
            needs=("pandas",),
        ),
    ],
    clean=[
        """\
# The chosen rows are written to.
import pandas as pd

def mark(df):
    df[df['a'] > 1]['b'] = 0
""",
        """\
# Several columns of the chosen rows.
import pandas as pd

def pick(df, name):
    return df[df['a'] > 1][['b', 'c']], df[df['a'] > 1][name], df[df['a'] > 1][0]
""",
        """\
# Rows chosen by another frame, by a list, by several conditions.
import pandas as pd

def pick(df, other, rows, key):
    return (
        df[other['a'] > 1]['b'],
        df[rows]['b'],
        df['x']['b'],
        df[1 < df['a'] < 3]['b'],
        df[df[key] > 1]['b'],
        df[df > 1]['b'],
    )
""",
        """\
# A dict of arrays.
def pick(table):
    return table[table['a'] > 1]['b']
""",
        """\
# An object with an attribute of that name.
import pandas as pd

def pick(levels):
    return levels[levels.top > 1]['b']
""",
        """\
# A dict.
import pandas as pd

def pick(n):
    table = {'a': n, True: {'b': 1}}
    return table[table['a'] > 1]['b']
""",
    ],
)
