"""A Python function for each group, where groups have a method for it.

`df.groupby("k")["a"].agg(lambda x: x.max())` calls the function, and makes a Series, once per group.
`df.groupby("k")["a"].max()` works out all groups in one pass of compiled code. Names do as well:
`.transform("mean")`. What is made of several (`x - x.mean()`) is arithmetic with a `transform`.

**When not to bother**: there are a few groups.

**Why the fix needs review**: of groups with missing values, or of none at all, the two may differ.
"""

from __future__ import annotations

import ast

from ...semantics.knowledge.pandas import REDUCTIONS
from ...semantics.questions.columns import functions_given, grouped
from ...semantics.questions.places import in_test
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers

_WORKED = REDUCTIONS | {"fillna", "shift", "diff", "rank", "head", "tail", "unique", "ffill", "bfill", "pct_change"}
_FUNCTIONS = {f"numpy.{name}" for name in ("sum", "mean", "max", "min", "std", "median", "prod", "var")} | {
    f"builtins.{name}" for name in ("sum", "max", "min", "len")
}
_MESSAGE = "calls a Python function for every group: methods of the groups, and transform(), work on all at once"


def check(node: ast.Call, at: Site) -> Match | None:
    if not isinstance(node.func, ast.Attribute) or len(node.args) != 1 or node.keywords or not at.imports("pandas"):
        return None
    if in_test(at):
        return None
    given = functions_given(at, node.args[0])
    if len(given) != 1 or not grouped(at, node.func.value):
        return None
    parameter, body = given[0]
    if not _is_worked(body, parameter, at) or not _works(body):
        return None
    name = _method(body, parameter)
    if not name:
        return Match(node, _MESSAGE)
    how = node.func.attr
    match node.func:
        case ast.Attribute(value=ast.Name() | ast.Call(), attr="apply"):  # a frame for each group
            return Match(node, _MESSAGE)
        case _:
            pass
    better = f'.transform("{name}")' if how == "transform" else f".{name}()"
    return Match(
        node,
        f"calls a Python function for every group: {better} works on all of them in compiled code",
        "review",
        "groups with missing values may differ",
        {"groups": node.func.value, "better": better},
    )


def _is_worked(node: ast.AST, parameter: str, at: Site) -> bool:
    """Is it made of nothing but the group, numbers, arithmetic, and methods that groups have?"""
    match node:
        case ast.Name(id=name):
            return name == parameter
        case ast.Constant(value=int() | float() | bool()):
            return True
        case ast.BinOp(left=left, right=right, op=ast.Add() | ast.Sub() | ast.Mult() | ast.Div()):
            return _is_worked(left, parameter, at) and _is_worked(right, parameter, at)
        case ast.Subscript(value=value, slice=ast.Constant(value=str())):
            return _is_worked(value, parameter, at)
        case ast.Call(args=[value], keywords=[]) if at.qualified(node.func) in _FUNCTIONS:
            return _is_worked(value, parameter, at)
        case ast.Call(func=ast.Attribute(value=value, attr=attr), args=arguments, keywords=[]) if attr in _WORKED:
            return all(_is_worked(part, parameter, at) for part in (value, *arguments))
        case _:
            return False


def _works(body: ast.expr) -> bool:
    """Is there a call at all?"""
    return any(isinstance(part, ast.Call) for part in ast.walk(body))


def _method(body: ast.expr, parameter: str) -> str:
    """max of `x.max()`."""
    match body:
        case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=attr), args=[]) if name == parameter:
            return attr if attr in REDUCTIONS else ""
        case _:
            return ""


def rewrite(match: Match, edit: Rewrite) -> None:
    edit.replace(match.node, "{groups}" + match.nodes["better"], groups=match.nodes["groups"])


RULE = Rule(
    slug="pd-groupby-lambda",
    code="SLP658",
    family="frames",
    stage="stable",
    triggers=Triggers(calls=frozenset({"apply", "agg", "aggregate", "transform"})),
    check=check,
    rewrite=rewrite,
    title="Use the groups' method",
    examples=[
        Example(
            before="""\
import pandas as pd


def best(scores):
    groups = pd.DataFrame(scores).groupby("team")["score"]
    return «groups.agg(lambda x: x.max())».tolist(), «groups.transform(lambda x: x.mean())».tolist()
""",
            after="""\
import pandas as pd


def best(scores):
    groups = pd.DataFrame(scores).groupby("team")["score"]
    return groups.max().tolist(), groups.transform("mean").tolist()
""",
            workload=lambda n: ({"team": [f"t{i // 2}" for i in range(n)], "score": list(range(n))},),
            same=[({"team": ["a", "b", "a"], "score": [1, 2, 5]},)],
            needs=("pandas",),
        ),
        Example(
            before="""\
import pandas as pd


def totals(frame):
    return «pd.DataFrame(frame).groupby("k")["v"].apply(lambda own: own.sum())».to_dict()
""",
            after="""\
import pandas as pd


def totals(frame):
    return pd.DataFrame(frame).groupby("k")["v"].sum().to_dict()
""",
            workload=lambda n: ({"k": [f"t{i // 2}" for i in range(n)], "v": [float(i) for i in range(n)]},),
            same=[({"k": ["a", "b", "a"], "v": [1.0, 2.0, 5.0]},)],
            needs=("pandas",),
        ),
        Example(
            before="""\
import numpy as np
import pandas as pd


def others(df, spread):
    def filled(x):
        return x.fillna(x.mean())

    by_day = df.groupby("day")
    return [
        «df.groupby("day")["v"].transform(filled)»,
        «by_day["v"].transform(lambda x: (x - x.mean()) / x.std())»,
        «by_day.apply(lambda g: g["v"].sum())»,
        «by_day["v"].apply(lambda g: len(g.unique()))»,
        «by_day["v"].agg(lambda g: np.max(g) - np.min(g))»,
    ]
""",
        ),
    ],
    clean=[
        """\
# A test.
import pandas as pd


def test_best(scores):
    groups = pd.DataFrame(scores).groupby("team")["score"]
    return groups.agg(lambda x: x.max()).tolist(), groups.transform(lambda x: x.mean()).tolist()
""",
        """\
# What is done is nothing that groups can do.
import pandas as pd

def pick(df, f):
    return (
        df.groupby('k').apply(lambda g: g['a'].corr(g['b'])),
        df.groupby('k')['a'].agg(f),
        df.groupby('k')['a'].agg(lambda x: f(x)),
        df.groupby('k').apply(lambda g: g.a.sum() if f else 0),
    )
""",
        """\
# Already by name.
import pandas as pd

def pick(df):
    return df.groupby('k')['a'].agg('max'), df.groupby('k')['a'].max(), df.groupby('k')['a'].agg(max, 0)
""",
        """\
# No groups.
import pandas as pd

def pick(df):
    return df['a'].apply(lambda x: x.sum()), df.apply(lambda x: x.max())
""",
        """\
# More is said.
import pandas as pd

def pick(df):
    return (
        df.groupby('k')['a'].agg(lambda x: x.max(), engine='numba'),
        df.groupby('k')['a'].agg(lambda x: x.quantile(q=0.5)),
    )
""",
        """\
# Nothing is called, or the group itself is handed on.
import pandas as pd

def pick(df):
    return df.groupby('k').apply(lambda g: g), df.groupby('k')['a'].transform(lambda g: g * 2)
""",
        """\
# Another library's table.
def pick(table):
    return table.groupby('k')['a'].agg(lambda x: x.max())
""",
        """\
# A function of several groups, or of none; a function named agg.
import pandas as pd
from tools import agg

def pick(df):
    return df.groupby('k')['a'].agg(lambda x, y: x.max()), agg(lambda x: x.max())
""",
        """\
# Another value with the group.
import pandas as pd

def pick(df, y):
    return df.groupby('k')['a'].agg(lambda x: x.sum() / y), df.groupby('k')['a'].agg(lambda x: x.sum() % 2)
""",
        """\
# Another value before the group.
import pandas as pd

def pick(df, y):
    return df.groupby('k')['a'].agg(lambda x: y / x.sum())
""",
    ],
)
