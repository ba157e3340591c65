"""Looking for rows of a DataFrame by comparing a whole column, in each pass of a loop.

`df[df["k"] == key]` compares every row with the key, and copies those that match. Over n keys and m rows that is n·m
comparisons. `df.groupby("k")` finds the rows of all keys in one pass; with `df.set_index("k")`, made once before the
loop, a single key is looked up as in a dict.

**When not to bother**: there are a few keys (columns, folds, classes), or a few rows.
"""

from __future__ import annotations

import ast

from ...semantics.questions.columns import asks_itself
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers


def check(node: ast.Subscript, at: Site) -> Match | None:
    if not isinstance(node.slice, ast.Compare) or not isinstance(node.slice.ops[0], ast.Eq):
        return None
    mask = asks_itself(at, node)
    loop = at.repeated_in
    if mask is None or loop is None or at.waits(loop):
        return None
    key = mask.comparators[0]
    column = mask.left
    frame = column.value if isinstance(column, (ast.Subscript, ast.Attribute)) else column
    if loop.keeps(frame) == "no":
        return None
    if not _comes_from(key, loop.bound):
        return None
    return Match(
        node,
        "compares all rows with one key in every pass: group by the column, or make it the index, before the loop",
    )


def _comes_from(key: ast.expr, bound: set[str]) -> bool:
    """Is the key given by the loop: its target, or made of it?"""
    return any(isinstance(name, ast.Name) and name.id in bound for name in ast.walk(key))


RULE = Rule(
    slug="pd-filter-in-loop",
    code="SLP654",
    family="frames",
    stage="preview",
    triggers=Triggers(nodes=(ast.Subscript,), in_loop=True),
    check=check,
    examples=[
        Example(
            before="""\
import pandas as pd


def totals(orders):
    frame = pd.DataFrame(orders)
    found = {}
    for customer in frame["customer"].unique():
        found[customer] = float(«frame[frame["customer"] == customer]»["price"].sum())
    return found
""",
            after="""\
import pandas as pd


def totals(orders):
    frame = pd.DataFrame(orders)
    found = {}
    for customer, own in frame.groupby("customer", sort=False):
        found[customer] = float(own["price"].sum())
    return found
""",
            workload=lambda n: ({"customer": [f"c{i // 2}" for i in range(n)], "price": [1.0] * n},),
            same=[({"customer": ["b", "a", "b"], "price": [1.0, 2.0, 3.0]},)],
            needs=("pandas",),
        ),
        Example(
            before="""\
import pandas as pd


def ages(people: pd.DataFrame, names):
    return [«people.loc[people.name == name]».age for name in names]
""",
        ),
    ],
    clean=[
        """\
# The frame is another in each pass.
import pandas as pd

def pick(frames, key):
    for df in frames:
        print(df[df['k'] == df.first])
""",
        """\
# The same rows in each pass.
import pandas as pd

def pick(df, key, names):
    for name in names:
        print(df[df['k'] == key], name)
""",
        """\
# A bound, not one key.
import pandas as pd

def pick(df, limits):
    for limit in limits:
        print(df[df['k'] > limit])
""",
        """\
# Three keys.
import pandas as pd

def pick(df):
    for key in ('a', 'b', 'c'):
        print(df[df['k'] == key])
""",
        """\
# No loop, and one key.
import pandas as pd

def pick(df, key, names):
    for name in names:
        print(df[df['k'] == 'total'], df[0])
    return df[df['k'] == key]
""",
        """\
# The frame changes.
import pandas as pd

def pick(df, keys, step):
    for key in keys:
        df = step(df[df['k'] == key])
    return df
""",
        """\
# A request takes far longer.
import pandas as pd
import requests

def send(df, keys):
    for key in keys:
        requests.post('http://x', df[df['k'] == key].to_json())
""",
        """\
# Every second state of a machine.
import pandas as pd

def pick(df, poll):
    while poll():
        print(df[df['k'] == poll.now()])
""",
        """\
# A frame made anew.
import pandas as pd

def pick(load, keys):
    return [load()[load()['k'] == key] for key in keys]
""",
    ],
)
