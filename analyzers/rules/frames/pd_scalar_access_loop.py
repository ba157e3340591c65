"""Reading or writing single cells of a DataFrame, pass by pass.

`df.loc[i, "a"]` or `df.iloc[i]` in a loop over i looks up labels, checks them and makes a Series or a NumPy number each
time; a write also looks whether the column's type still fits. Columns as a whole (`df["a"] * 2`, one assignment with a
mask) need no loop; where one is needed, `df["a"].to_numpy()` or `.tolist()`, taken before it, is read like a list, and
`zip` of several goes along rows. (`.at` and `.iat` are only a little quicker.)

**When not to bother**: the loop makes a few passes.
"""

from __future__ import annotations

import ast

from ...semantics.loops import Loop
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers

_LOCATORS = ("loc", "iloc", "at", "iat")
_KEYS = (ast.Name, ast.Constant, ast.BinOp)


def check(node: ast.Subscript, at: Site) -> Match | None:
    place = node.value
    if not isinstance(place, ast.Attribute):
        return None
    if place.attr not in _LOCATORS:  # cheap
        return None
    if not at.imports("pandas"):
        return None
    loop = at.repeated_in
    if loop is None or loop.is_comprehension or at.waits(loop):
        return None
    keys = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    if not any(_counts(key, loop, at) for key in keys):
        return None
    path = at.dotted(place.value)
    if path is None or path.partition(".")[0] in loop.bound:
        return None  # another frame in each pass
    if at.type(place.value).name not in ("", "pandas.DataFrame", "pandas.Series") or _first(place, loop) is not node:
        return None
    return Match(
        node,
        "looks up one cell or row in every pass: work on whole columns, or read them from arrays made before the loop",
    )


def _counts(key: ast.expr, loop: Loop, at: Site) -> bool:
    """Does the loop count it: `for i in range(n)`, `for i, x in enumerate(xs)`, `for i in df.index`?"""
    if isinstance(key, ast.BinOp):
        return _counts(key.left, loop, at)
    target, iterable = loop.target, loop.iterable
    if iterable is not None and any(isinstance(p, ast.Attribute) and p.attr == "columns" for p in ast.walk(iterable)):
        return False  # there are seldom many
    if isinstance(target, ast.Tuple) and at.is_call(iterable, "builtins.enumerate"):
        target = target.elts[0]
    elif not (
        at.is_call(iterable, "builtins.range")
        or (isinstance(iterable, ast.Attribute) and iterable.attr == "index")
        or at.type(iterable).is_("numpy.ndarray")
    ):
        return False
    return isinstance(key, ast.Name) and isinstance(target, ast.Name) and key.id == target.id


def _first(place: ast.Attribute, loop: Loop) -> ast.Subscript | None:
    """The first cell access of the loop: one is reported for all."""
    found = [
        part
        for part in loop.walk()
        if isinstance(part, ast.Subscript)
        and isinstance(part.value, ast.Attribute)
        and part.value.attr in _LOCATORS
        and all(
            isinstance(key, _KEYS) for key in (part.slice.elts if isinstance(part.slice, ast.Tuple) else [part.slice])
        )
    ]
    return min(found, key=lambda part: (part.lineno, part.col_offset), default=None)


RULE = Rule(
    slug="pd-scalar-access-loop",
    code="SLP664",
    family="frames",
    stage="preview",
    triggers=Triggers(nodes=(ast.Subscript,), in_loop=True),
    check=check,
    examples=[
        Example(
            before="""\
import pandas as pd


def revenue(sales):
    frame = pd.DataFrame(sales)
    total = 0
    for i in range(len(frame)):
        total += «frame.loc[i, "price"]» * frame.loc[i, "sold"]
    return float(total)
""",
            after="""\
import pandas as pd


def revenue(sales):
    frame = pd.DataFrame(sales)
    total = 0
    for price, sold in zip(frame["price"].tolist(), frame["sold"].tolist()):
        total += price * sold
    return float(total)
""",
            workload=lambda n: ({"price": [1.5] * n, "sold": [2.0] * n},),
            same=[({"price": [1.5, 2.0], "sold": [1.0, 2.0]},)],
            differs=[({"price": []},)],
            needs=("pandas",),
        ),
        Example(
            before="""\
import numpy as np
import pandas as pd


def filled(df, assets, last):
    for place in np.where(pd.isnull(df.iloc[0]))[0]:
        «df.iloc[0, place]» = last(assets[place])
    for i, asset in enumerate(assets):
        print(assets.names[i], df.iloc[:, 0])
        row = «df.iloc[i + 1]»
        print(row["a"], asset)
    for label in df.index:
        «df.at[label, "b"]» = last(label)
""",
        ),
    ],
    clean=[
        """\
# Whole columns, and masks.
import pandas as pd

def work(df, columns, mask):
    for i, column in enumerate(columns):
        df.loc[mask, column] = i
        df.loc[:, column] = i
        print(df.iloc[:, i], df.iloc[i:], df.loc[df['a'] > i], df['a'])
""",
        """\
# Labels of any kind.
import pandas as pd

def work(df, days):
    for day in days:
        print(df.loc[day])
""",
        """\
# No loop, four passes, another frame in each pass.
import pandas as pd

def work(df, frames, n):
    for i in range(4):
        print(df.iloc[i])
    for i in range(n):
        frame = frames[i]
        print(frame.loc[i, 'a'], frames.pop().iloc[i])
    return df.iloc[0], [df.iloc[i] for i in range(n)]
""",
        """\
# A request takes longer.
import pandas as pd
import requests

def send(df):
    for i in range(len(df)):
        requests.post('http://x', df.loc[i, 'a'])
""",
        """\
# Another library's table.
def work(table, n):
    for i in range(n):
        print(table.loc[i])
""",
        """\
# A list of an odd kind; columns.
import pandas as pd

def work(n):
    names = [1, 2]
    for i in range(n):
        print(names.loc[i], i)
    for i in range(len(n.columns)):
        print(n.iloc[0, i])
""",
        """\
# Labels of any kind, in pairs or alone; a state machine.
import pandas as pd

def work(df, days, xs, n):
    for day, x in zip(days, xs):
        print(df.loc[day], x)
    for day in df.days:
        print(df.loc[day])
    while n:
        print(df.iloc[n])
        n -= 1
""",
    ],
)
