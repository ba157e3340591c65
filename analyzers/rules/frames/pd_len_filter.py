"""Choosing rows of a DataFrame to count them.

`len(df[df["a"] > 5])` copies the chosen rows of all columns, to know how many there are. `(df["a"] > 5).sum()` counts
what the comparison says already.

**When not to bother**: the chosen rows are used as well, or the frame has a few rows and it happens seldom.

**Why the fix needs review**: it gives a NumPy integer, where `len()` gives a Python one.
"""

from __future__ import annotations

import ast

from ...semantics.questions.columns import asks_itself
from ...semantics.questions.places import in_test
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers


def check(node: ast.AST, at: Site) -> Match | None:
    match node:
        case ast.Call(args=[ast.Subscript() as rows], keywords=[]) if at.imports("pandas"):
            pass
        case ast.Subscript(value=ast.Attribute(value=rows, attr="shape"), slice=ast.Constant(value=0)):
            pass
        case _:
            return None
    if in_test(at):
        return None
    if isinstance(rows, ast.Subscript) and isinstance(rows.slice, ast.Constant) and isinstance(rows.slice.value, str):
        rows = rows.value  # len(df[df["a"] > 5]["b"])
    mask = asks_itself(at, rows)
    if mask is None or (isinstance(node, ast.Call) and not at.is_call(node, "builtins.len")):
        return None
    return Match(
        node,
        "copies the chosen rows to count them: the sum of the comparison is their number",
        "review",
        "it gives a NumPy integer",
        {"mask": mask},
    )


def rewrite(match: Match, edit: Rewrite) -> None:
    edit.replace(match.node, "({mask}).sum()", mask=match.nodes["mask"])


RULE = Rule(
    slug="pd-len-filter",
    code="SLP655",
    family="frames",
    stage="stable",
    triggers=Triggers(nodes=(ast.Subscript,), calls=frozenset({"len"})),
    check=check,
    rewrite=rewrite,
    title="Sum the comparison",
    severity="info",
    examples=[
        Example(
            before="""\
import pandas as pd


def adults(people):
    people = pd.DataFrame(people)
    return int(«len(people[people["age"] > 17])») / len(people)
""",
            after="""\
import pandas as pd


def adults(people):
    people = pd.DataFrame(people)
    return int((people["age"] > 17).sum()) / len(people)
""",
            workload=lambda n: ({"age": list(range(n)), "name": ["x"] * n},),
            same=[({"age": [17, 18], "name": ["a", "b"]},), ({"age": [], "name": []},)],
            needs=("pandas",),
        ),
        Example(
            before="""\
import pandas as pd


def share(frame: pd.DataFrame, limit):
    return float(«frame.loc[frame.price > limit].shape[0]» / «len(frame[frame["price"] > 0]["name"])»)
""",
            after="""\
import pandas as pd


def share(frame: pd.DataFrame, limit):
    return float((frame.price > limit).sum() / (frame["price"] > 0).sum())
""",
            workload=lambda n: (__import__("pandas").DataFrame({"price": range(n), "name": ["x"] * n}), 5),
            same=[lambda: (__import__("pandas").DataFrame({"price": [1, 5, 9], "name": ["x"] * 3}), 4)],
            needs=("pandas",),
        ),
    ],
    clean=[
        """\
# A test.
import pandas as pd


def test_adults(people):
    people = pd.DataFrame(people)
    return int(len(people[people["age"] > 17])) / len(people)
""",
        """\
# The rows are used as well.
import pandas as pd

def pick(df):
    chosen = df[df['a'] > 1]
    return len(chosen), chosen.shape[0], chosen
""",
        """\
# Some other rows.
import pandas as pd

def pick(df, rows):
    return len(df[rows]), len(df), df[rows].shape[0], len(df['a']), len(df[:5]['a'])
""",
        """\
# The number of columns.
import pandas as pd

def pick(df):
    return df[df['a'] > 1].shape[1], df[df['a'] > 1].shape
""",
        """\
# A row of a shape.
import pandas as pd

def pick(df, k, tools):
    return df[df['a'] > 1].sizes[0], tools.len(df[df['a'] > 1]), df[df['a'] > 1][k].dims[0]
""",
        """\
# Rows by position.
import pandas as pd

def pick(df, k):
    return len(df[df['a'] > 1][0]), len(df[df['a'] > 1][k])
""",
    ],
)
