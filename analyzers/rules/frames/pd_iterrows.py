"""Going over a pandas DataFrame with `iterrows()`.

`df.iterrows()` makes a new Series, with an index and a type of its own, out of every row. `df.itertuples()` makes a
small tuple instead. Where the work on a row is arithmetic, an operation on whole columns (`df["price"] * df["count"]`)
needs no loop at all and runs in compiled code.

**When not to bother**: the frame has a few rows, or the work on a row (a request, a query, a line in a plot) takes much
longer than making it. Where a row is worked on as a vector (`row.corr(other)`) the rule is silent.

**Why the fix needs review**: a Series has one type for all of its values, so that integers beside floats become NumPy's
floats; `itertuples()` gives Python numbers of each column's own type. It also needs column names that occur only once.
"""

from __future__ import annotations

import ast
import keyword

from ...semantics.loops import Loop
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers

_FRAMES = ("pandas.DataFrame", "geopandas.GeoDataFrame", "")
_SMALL = ("head", "tail", "sample", "nlargest", "nsmallest")


def check(node: ast.Call, at: Site) -> Match | None:
    func = node.func
    if not isinstance(func, ast.Attribute) or node.args or node.keywords:
        return None
    if at.type(func.value).name not in _FRAMES or at.own_class(func.value) is not None or _is_small(func.value, at):
        return None
    around = at.parent(node)
    iterable: ast.AST = node
    while isinstance(around, ast.Call) and iterable in around.args and _wraps(around, at):
        iterable, around = around, at.parent(around)
    loop = at.loop_over(iterable)
    if loop is None or at.waits(loop) or _is_vector(loop, at):
        return None
    reads = _reads(loop, at) if iterable is node else None
    return Match(
        node,
        "makes a Series of every row: work on whole columns, or go over itertuples()",
        "review" if reads is not None else None,
        "values are Python numbers of their column's type, where iterrows() makes NumPy ones of one type",
        {"loop": loop, "frame": func.value, "reads": reads},
    )


def _is_small(frame: ast.expr, at: Site) -> bool:
    value = at.only_value(frame) or frame
    if isinstance(value, ast.Subscript) and isinstance(value.slice, ast.Slice):  # frame[:3]
        count = at.constant(value.slice.upper)
        return value.slice.lower is None and type(count) is int and 0 <= count <= at.FEW
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute) and value.func.attr in _SMALL:
        count = at.constant(value.args[0]) if value.args else 5
        return type(count) is int and count <= at.FEW
    return False


def _wraps(call: ast.Call, at: Site) -> bool:
    """Does the call hand on what it is given: enumerate(…), tqdm(…), track(…)?"""
    name = at.qualified(call.func) or at.dotted(call.func) or ""
    return name in ("builtins.enumerate", "builtins.list") or name.rpartition(".")[2] in (
        "tqdm",
        "track",
        "progress_bar",
    )


def _is_vector(loop: Loop, at: Site) -> bool:
    """Is a row worked on as a whole, as only a Series can be: `row.corr(other)`, `row[row > 0]`, `row / 2`?"""
    target = loop.target
    while isinstance(target, ast.Tuple) and target.elts:
        target = target.elts[-1]  # (label, row), and i, (label, row) of enumerate(…)
    if not isinstance(target, ast.Name):
        return False
    reads = (n for n in loop.walk() if isinstance(n, ast.Name) and n.id == target.id and isinstance(n.ctx, ast.Load))
    return any(_reads_vector(name, at) for name in reads)


def _reads_vector(row: ast.Name, at: Site) -> bool:
    match at.parent(row):
        case ast.BinOp() | ast.UnaryOp() | ast.Compare() | ast.For() | ast.comprehension() | ast.AugAssign():
            return True
        case ast.Subscript(value=value, slice=key):
            return value is not row or not isinstance(key, _KEYS)
        case ast.Attribute(attr=attribute):
            return attribute in _SERIES
        case ast.Call(func=function):
            return (at.qualified(function) or "").startswith("numpy.")
        case _:
            return False


_KEYS = (ast.Constant, ast.Name, ast.Attribute, ast.JoinedStr, ast.Call, ast.BinOp, ast.Subscript, ast.Tuple)
_SERIES = frozenset({
    "abs", "add", "all", "any", "apply", "corr", "cov", "div", "drop", "dropna", "fillna", "idxmax", "idxmin", "iloc",
    "index", "isna", "isnull", "items", "loc", "map", "max", "mean", "min", "mul", "nlargest", "notna", "notnull",
    "nsmallest", "plot", "rank", "reindex", "sort_values", "std", "sub", "sum", "to_frame", "to_numpy", "tolist",
    "values",
})  # fmt: skip


def _reads(loop: Loop, at: Site) -> tuple[list[tuple[ast.expr, str]], ast.Name] | None:
    """Every read of the row and of its label, with the attribute to read instead; None where there are others."""
    target = loop.target
    if not isinstance(target, ast.Tuple) or len(target.elts) != 2 or not at.stays_in(target, loop):
        return None
    label, row = target.elts
    if not isinstance(label, ast.Name) or not isinstance(row, ast.Name) or label.id == row.id:
        return None
    bindings = [binding.node for name in (label, row) for binding in at.bindings(name)]
    if any(at.inside(node, loop.container) and not at.inside(node, target) for node in bindings):
        return None
    reads: list[tuple[ast.expr, str]] = []
    for usage in at.usages(row):
        if not at.inside(usage.node, loop.container):
            continue
        column = at.constant(usage.around.slice) if usage.kind == "subscript" else None
        if not isinstance(column, str) or not _is_field(column):
            return None
        reads.append((usage.around, column))
    reads += [(u.node, "Index") for u in at.usages(label) if at.inside(u.node, loop.container)]
    return (reads, row) if reads else None


def _is_field(name: str) -> bool:
    return name.isidentifier() and not keyword.iskeyword(name) and not name.startswith("_") and name not in _TAKEN


_TAKEN = ("Index", "index", "count")


def rewrite(match: Match, edit: Rewrite) -> None:
    reads, row = match.nodes["reads"]
    for node, attribute in reads:
        edit.replace(node, f"{row.id}.{attribute}")
    edit.replace(match.nodes["loop"].target, row.id)
    labelled = any(attribute == "Index" for _, attribute in reads)
    edit.replace(
        match.node,
        "{frame}.itertuples()" if labelled else "{frame}.itertuples(index=False)",
        frame=match.nodes["frame"],
    )


RULE = Rule(
    slug="pd-iterrows",
    code="SLP651",
    family="frames",
    stage="preview",
    triggers=Triggers(calls=frozenset({"iterrows"})),
    check=check,
    rewrite=rewrite,
    title="Go over itertuples()",
    examples=[
        Example(
            before="""\
import pandas as pd


def revenue(sales):
    frame = pd.DataFrame(sales)
    total = 0
    for _, row in «frame.iterrows()»:
        total += row["price"] * row["sold"]
    return float(total)
""",
            after="""\
import pandas as pd


def revenue(sales):
    frame = pd.DataFrame(sales)
    total = 0
    for row in frame.itertuples(index=False):
        total += row.price * row.sold
    return float(total)
""",
            workload=lambda n: ({"price": [1.5] * n, "sold": [2.0] * n},),
            same=[({"price": [1.5, 2.0], "sold": [1.0, 2.0]},), ({"price": [], "sold": []},)],
            needs=("pandas",),
        ),
        Example(
            before="""\
import pandas as pd


def names(people):
    frame = pd.DataFrame(people)
    found = {}
    for key, person in «frame.iterrows()»:
        if person["age"] >= 18:
            found[key] = f"{person['name']} ({person['age']})"
    return found
""",
            after="""\
import pandas as pd


def names(people):
    frame = pd.DataFrame(people)
    found = {}
    for person in frame.itertuples():
        if person.age >= 18:
            found[person.Index] = f"{person.name} ({person.age})"
    return found
""",
            workload=lambda n: ({"name": ["x"] * n, "age": [i % 40 for i in range(n)]},),
            same=[({"name": ["a", "b"], "age": [17, 18]},), ({"name": [], "age": []},)],
            differs=[({"name": [1.5], "age": [20]},)],
            needs=("pandas",),
        ),
        Example(
            before="""\
import pandas as pd


def areas(sizes):
    frame = pd.DataFrame(sizes)
    return [int(row["width"] * row["height"]) for _, row in «frame.iterrows()»]
""",
            after="""\
import pandas as pd


def areas(sizes):
    frame = pd.DataFrame(sizes)
    return [int(row.width * row.height) for row in frame.itertuples(index=False)]
""",
            workload=lambda n: ({"width": list(range(n)), "height": list(range(n))},),
            same=[({"width": [1, 2], "height": [3, 4]},)],
            needs=("pandas",),
        ),
        Example(
            before="""\
def show(frame, draw):
    for number, (key, row) in enumerate(«frame.iterrows()»):
        draw(number, key, row)
    for _, row in «frame.iterrows()»:
        draw(row["unit price"])
""",
        ),
    ],
    clean=[
        """\
# One row is taken, there is no loop.
def first(frame):
    return next(frame.iterrows())
""",
        """\
# Five rows to look at.
def show(frame):
    for _, row in frame.head().iterrows():
        print(row)
""",
        """\
# A method of the class's own.
class Table:
    def iterrows(self):
        return iter(())

    def show(self):
        for row in self.iterrows():
            print(row)
""",
        """\
# A request takes far longer than making a row.
async def send_all(frame, send):
    for _, row in frame.iterrows():
        await send(row)
""",
        """\
# So does a blocking one.
import requests

def fetch_all(frame):
    return [requests.get(row['url']) for _, row in frame.iterrows()]
""",
        """\
# Three rows.
def show(frame):
    for _, row in frame[:3].iterrows():
        print(row)
""",
        """\
# Only a Series correlates.
def correlations(frame, other):
    return {key: row.corr(other) for key, row in frame.iterrows()}
""",
        """\
# A row is worked on as a vector.
import numpy as np

def shares(frame, totals):
    found = {}
    for key, row in frame.iterrows():
        found[key] = row / totals
    for key, row in frame.iterrows():
        found[key] = row[row]
    for key, row in frame.iterrows():
        found[key] = np.diag(row)
    for key, row in frame.iterrows():
        found[key] = row[row > 0]
    return found
""",
        """\
# Arguments: no pandas method.
def show(sheet):
    for row in sheet.iterrows(2, 10):
        print(row)
""",
        """\
# Tuples are what the fix makes.
def total(frame):
    return sum(row.price for row in frame.itertuples(index=False))
""",
        """\
# A known object of another class.
import sheets

def show(path):
    for row in sheets.Sheet(path).iterrows():
        print(row)
""",
        """\
# A keyword that frames do not know.
import pandas as pd

def f(frame: pd.DataFrame):
    for label, row in frame.iterrows(chunk=1):
        print(row["a"])
""",
        """\
# Three rows.
import pandas as pd

def f(frame: pd.DataFrame):
    for label, row in frame[:3].iterrows():
        print(row["a"])
    first = frame.head(3)
    for label, row in first.iterrows():
        print(row["a"])
    for label, row in frame.nlargest(2, "a").iterrows():
        print(row["a"])
    for label, row in frame.head().iterrows():
        print(row["a"])
""",
    ],
    unsafe=[
        """\
# A row is taken apart.
import pandas as pd

def f(frame: pd.DataFrame):
    for label, (first, second) in frame.iterrows():
        print(label, first, second)
""",
    ],
)
