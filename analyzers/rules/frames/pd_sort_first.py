"""Sorting a whole DataFrame to take its first or last row.

`df.sort_values("a").iloc[0]` sorts, and copies all columns in the new order, to use one row.
`df.loc[df["a"].idxmin()]` finds that row in one pass.

**When not to bother**: the frame has a few rows, or the sorted one is used as a whole.

**Why the fix needs review**: of several equal values another row may be found; labels of the index must occur only
once; and where there is nothing but NaN, `idxmin()` raises.
"""

from __future__ import annotations

import ast

from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers


def check(node: ast.Call, at: Site) -> Match | None:
    if not at.imports("pandas") or not isinstance(node.func, ast.Attribute):
        return None
    place = at.parent(node)
    if not isinstance(place, ast.Attribute) or place.attr != "iloc":
        return None
    taken = at.parent(place)
    if not isinstance(taken, ast.Subscript):
        return None
    index = at.constant(taken.slice)
    if index not in (0, -1):
        return None
    by = node.args[0] if node.args else next((k.value for k in node.keywords if k.arg == "by"), None)
    order = next((k.value for k in node.keywords if k.arg == "ascending"), None)
    if any(k.arg not in ("by", "ascending") for k in node.keywords) or len(node.args) > 1:
        return None
    ascending = True if order is None else at.constant(order)
    if not isinstance(ascending, bool):
        return None
    if by is not None and not isinstance(at.constant(by), str):
        return None
    finds = "idxmin" if ascending == (index == 0) else "idxmax"
    return Match(
        taken,
        f"sorts everything to take one row or value: {finds} and {finds[3:]} find it in one pass",
        "review",
        "of equal values another row may be found, labels must occur only once, and NaN is left out",
        {"frame": node.func.value, "by": by, "finds": finds},
    )


def rewrite(match: Match, edit: Rewrite) -> None:
    frame, by, finds = match.nodes["frame"], match.nodes["by"], match.nodes["finds"]
    if by is None:
        edit.replace(match.node, "{frame}.{name}()", frame=frame, name=finds[3:])
    elif isinstance(frame, (ast.Name, ast.Attribute)):
        edit.replace(match.node, "{frame}.loc[{frame}[{by}].{finds}()]", frame=frame, by=by, finds=finds)
    else:
        name = "nsmallest" if finds == "idxmin" else "nlargest"
        edit.replace(match.node, "{frame}.{name}(1, {by}).iloc[0]", frame=frame, name=name, by=by)


RULE = Rule(
    slug="pd-sort-first",
    code="SLP656",
    family="frames",
    stage="preview",
    triggers=Triggers(calls=frozenset({"sort_values"})),
    check=check,
    rewrite=rewrite,
    title="Find the row by idxmin() or idxmax()",
    severity="info",
    examples=[
        Example(
            before="""\
import pandas as pd


def cheapest(offers):
    offers = pd.DataFrame(offers)
    low, high = «offers.sort_values("price").iloc[0]», «offers.sort_values(by="price", ascending=False).iloc[0]»
    return low["name"], high["name"]
""",
            after="""\
import pandas as pd


def cheapest(offers):
    offers = pd.DataFrame(offers)
    low, high = offers.loc[offers["price"].idxmin()], offers.loc[offers["price"].idxmax()]
    return low["name"], high["name"]
""",
            workload=lambda n: (
                {"price": [(i * 7919) % 10007 for i in range(n)], "name": [f"x{i}" for i in range(n)]},
            ),
            same=[({"price": [3, 1, 2], "name": ["a", "b", "c"]},)],
            differs=[({"price": [], "name": []},)],
            needs=("pandas",),
        ),
        Example(
            before="""\
import pandas as pd


def latest(table, values):
    frame, column = pd.DataFrame(table), pd.Series(values)
    return «frame.dropna().sort_values("date").iloc[-1]»["name"], float(«column.sort_values().iloc[-1]»)
""",
            after="""\
import pandas as pd


def latest(table, values):
    frame, column = pd.DataFrame(table), pd.Series(values)
    return frame.dropna().nlargest(1, "date").iloc[0]["name"], float(column.max())
""",
            workload=lambda n: ({"date": list(range(n)), "name": ["x"] * n}, list(range(n))),
            same=[({"date": [3, 1, 2], "name": ["a", "b", "c"]}, [1, 3, 2])],
            differs=[({"date": [0, 0], "name": ["xx", "x"]}, [3, 1])],
            needs=("pandas",),
        ),
    ],
    clean=[
        """\
# The sorted frame is used.
import pandas as pd

def pick(df):
    ordered = df.sort_values('a')
    return ordered.iloc[0], ordered
""",
        """\
# The second row; five rows; a row by its label; a column.
import pandas as pd

def pick(df):
    return (
        df.sort_values('a').iloc[1],
        df.sort_values('a').iloc[:5],
        df.sort_values('a').loc[0],
        df.sort_values('a')[0],
    )
""",
        """\
# By two columns, and by one that is not known.
import pandas as pd

def pick(df, by):
    return df.sort_values(['a', 'b']).iloc[0], df.sort_values(by).iloc[0]
""",
        """\
# In an order that is not known, or said otherwise.
import pandas as pd

def pick(df, up):
    return (
        df.sort_values('a', ascending=up).iloc[0],
        df.sort_values('a', key=len).iloc[0],
        df.sort_values('a', 0).iloc[0],
    )
""",
        """\
# Another library's table.
def pick(table):
    return table.sort_values('a').iloc[0]
""",
        """\
# A function of that name, an index.
import pandas as pd
from tools import sort_values

def pick(df, rows):
    return sort_values('a').iloc[0], rows[df.sort_values('a').iloc]
""",
        """\
# The locator itself.
import pandas as pd

def pick(df):
    print(df.sort_values('a').iloc)
""",
    ],
)
