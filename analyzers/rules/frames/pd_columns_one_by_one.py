"""A DataFrame that is made empty, and gets its columns one by one.

Each `df["name"] = values` looks for the column, aligns the values with the index, and puts them into a block of their
own. `pd.DataFrame({"name": values, …})` does all of it once.

**When not to bother**: the frame is made once, or the values are themselves slow to work out.

**Why the fix needs review**: the first column no longer decides on the index: of columns with different indexes the
labels of all are kept; and values of different length raise where they are put together.
"""

from __future__ import annotations

import ast

from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers

_ENOUGH = 2


def check(node: ast.Call, at: Site) -> Match | None:
    if node.args or node.keywords or not at.is_call(node, "pandas.DataFrame"):
        return None
    statement = at.parent(node)
    match statement:
        case ast.Assign(targets=[ast.Name() as frame]):
            pass
        case _:
            return None
    columns: list[ast.Assign] = []
    following = at.following(statement)
    while isinstance(following, ast.Assign) and _is_column(following, frame.id):
        columns.append(following)
        following = at.following(following)
    names = [at.constant(_key(column)) for column in columns]
    if len(columns) < _ENOUGH or len(set(names)) < len(names):
        return None
    fixable = not all(isinstance(column.value, ast.Constant) for column in columns)
    return Match(
        node,
        "makes an empty frame and puts columns into it one by one: give them all to the constructor",
        "review" if fixable else None,
        "columns with different indexes are put together otherwise",
        {"columns": columns},
    )


def _key(statement: ast.Assign) -> ast.expr | None:
    target = statement.targets[0]
    return target.slice if isinstance(target, ast.Subscript) else None


def _is_column(statement: ast.Assign, frame: str) -> bool:
    """`frame["name"] = …`, of a value that does not look at the frame."""
    match statement.targets:
        case [ast.Subscript(value=ast.Name(id=name), slice=ast.Constant(value=str()))] if name == frame:
            return not any(isinstance(part, ast.Name) and part.id == frame for part in ast.walk(statement.value))
        case _:
            return False


def rewrite(match: Match, edit: Rewrite) -> None:
    node = match.node
    assert isinstance(node, ast.Call)
    columns = match.nodes["columns"]
    parts = [f"{edit.text(column.targets[0].slice)}: {edit.text(column.value)}" for column in columns]
    edit.replace(node, "{function}({{{columns}}})", function=node.func, columns=", ".join(parts))
    for column in columns:
        edit.delete(column)


RULE = Rule(
    slug="pd-columns-one-by-one",
    code="SLP657",
    family="frames",
    stage="preview",
    triggers=Triggers(calls=frozenset({"DataFrame"})),
    check=check,
    rewrite=rewrite,
    title="Give the columns to the constructor",
    severity="info",
    examples=[
        Example(
            before="""\
import pandas as pd


def table(speeds, times):
    trips = «pd.DataFrame()»
    trips["speed"] = pd.Series(speeds)
    trips["way"] = pd.Series(speeds) * pd.Series(times)
    return trips
""",
            after="""\
import pandas as pd


def table(speeds, times):
    trips = pd.DataFrame({"speed": pd.Series(speeds), "way": pd.Series(speeds) * pd.Series(times)})
    return trips
""",
            workload=lambda n: ([1.0] * n, [2.0] * n),
            same=[([1.0, 2.0], [3.0, 4.0])],
            differs=[([1.0], [3.0, 4.0])],
            needs=("pandas",),
        ),
        Example(
            before="""\
from pandas import DataFrame


def report(names, count):
    found = «DataFrame()»
    found["name"] = names
    found["count"] = count
    found["total"] = found["count"] * 2
    return found
""",
            after="""\
from pandas import DataFrame


def report(names, count):
    found = DataFrame({"name": names, "count": count})
    found["total"] = found["count"] * 2
    return found
""",
            workload=lambda n: (["x"] * n, 2),
            same=[(["a", "b"], 1), (["a"], [3])],
            differs=[([], [0])],
            needs=("pandas",),
        ),
        Example(
            before="""\
import pandas as pd


def head():
    row = «pd.DataFrame()»
    row["a"] = 1
    row["b"] = 2
    return row
""",
        ),
    ],
    clean=[
        """\
# One column.
import pandas as pd

def table(a):
    df = pd.DataFrame()
    df['a'] = a
    return df
""",
        """\
# Something happens in between.
import pandas as pd

def table(a, b):
    df = pd.DataFrame()
    df['a'] = a
    print(df)
    df['b'] = b
    return df
""",
        """\
# The second column is worked out from the first.
import pandas as pd

def table(a):
    df = pd.DataFrame()
    df['a'] = a
    df['b'] = df['a'] * 2
    return df
""",
        """\
# It has an index, or rows, to begin with.
import pandas as pd

def table(a, b, rows):
    df = pd.DataFrame(index=rows)
    df['a'] = a
    df['b'] = b
    other = pd.DataFrame(rows)
    other['a'] = a
    other['b'] = b
    return df, other
""",
        """\
# Names of columns that are not known, or one twice, or another frame's.
import pandas as pd

def table(a, b, x, y, other):
    df = pd.DataFrame()
    df[x] = a
    df[y] = b
    ef = pd.DataFrame()
    ef['a'] = a
    ef['a'] = b
    ff = pd.DataFrame()
    other['a'] = a
    other['b'] = b
    return df, ef, ff
""",
        """\
# It has no name of its own.
import pandas as pd

def table(self, a, b):
    self.df = df = pd.DataFrame()
    df['a'] = a
    df['b'] = b
""",
        """\
# Another class.
from sheets import DataFrame

def table(a, b):
    df = DataFrame()
    df['a'] = a
    df['b'] = b
    return df
""",
    ],
)
