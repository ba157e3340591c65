"""A file read by polars as a whole, of which a part is taken at once.

`pl.read_csv(path).filter(…)` reads all rows and columns into memory, and then drops most. With
`pl.scan_csv(path).filter(…).collect()` polars sees the whole question before it reads: rows that do not fit, and
columns that nobody asks for, are passed over.

**When not to bother**: the file is small, or most of it is used.

**Why the fix needs review**: files given as objects, some options of `read_csv`, and errors that come late differ.
"""

from __future__ import annotations

import ast

from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers

_READERS = {"polars.read_csv": "polars.scan_csv", "polars.read_parquet": "polars.scan_parquet",
            "polars.read_ipc": "polars.scan_ipc", "polars.read_ndjson": "polars.scan_ndjson"}  # fmt: skip
_NARROWING = ("filter", "select", "head", "limit", "group_by")
_LAZY = frozenset({
    "cast", "drop", "drop_nulls", "explode", "fill_null", "filter", "group_by", "head", "join", "limit", "rename",
    "select", "sort", "tail", "unique", "with_columns", "agg",
})  # fmt: skip


def check(node: ast.Call, at: Site) -> Match | None:
    scan = _READERS.get(at.qualified(node.func) or "")
    if scan is None or len(node.args) != 1 or node.keywords or isinstance(node.args[0], ast.Starred):
        return None
    last: ast.AST = node
    first = ""
    while True:
        method = at.parent(last)
        if not isinstance(method, ast.Attribute) or method.attr not in _LAZY:
            break
        call = at.parent(method)
        if not isinstance(call, ast.Call) or call.func is not method:
            return None
        first = first or method.attr
        last = call
    if first not in _NARROWING:
        return None
    return Match(
        last,
        "reads all of a file to take a part: scanned lazily, only that part is read",
        "review",
        "errors in the file come later, and a file given as an object is read otherwise",
        {"read": node, "scan": scan},
    )


def rewrite(match: Match, edit: Rewrite) -> None:
    read = match.nodes["read"]
    text = edit.text(match.node)
    start = edit.text(read.func)
    edit.replace(match.node, edit.imported(match.nodes["scan"], match.node) + text.removeprefix(start) + ".collect()")


RULE = Rule(
    slug="pl-eager-chain",
    code="SLP681",
    family="frames",
    stage="preview",
    triggers=Triggers(calls=frozenset(name.rpartition(".")[2] for name in _READERS)),
    check=check,
    rewrite=rewrite,
    title="Scan the file lazily",
    severity="info",
    examples=[
        Example(
            before="""\
import tempfile

import polars as pl


def adults(text):
    with tempfile.NamedTemporaryFile("w", suffix=".csv") as file:
        file.write(text)
        file.flush()
        return «pl.read_csv(file.name).filter(pl.col("age") > 17)».to_dicts()
""",
            after="""\
import tempfile

import polars as pl


def adults(text):
    with tempfile.NamedTemporaryFile("w", suffix=".csv") as file:
        file.write(text)
        file.flush()
        return pl.scan_csv(file.name).filter(pl.col("age") > 17).collect().to_dicts()
""",
            workload=lambda n: ("age,name\n" + "18,x\n5,y\n" * n,),
            same=[("age,name\n18,x\n5,y\n",)],
            needs=("polars",),
        ),
        Example(
            before="""\
import polars as pl


def totals(path):
    return «pl.read_parquet(path).select("k", "v").group_by("k").agg(pl.col("v").sum())»
""",
        ),
    ],
    clean=[
        """\
# All of it is used, or more than that is done with it.
import polars as pl

def read(path):
    whole = pl.read_csv(path)
    print(pl.read_csv(path).with_columns(a=1), pl.read_csv(path).to_dicts(), pl.read_csv(path).filter)
    chosen = pl.read_csv(path).filter
    print(chosen)
    return whole, whole.filter(pl.col("a") > 1), pl.read_csv(path).shape
""",
        """\
# Options, and more than one argument.
import polars as pl

def read(path, parts):
    return pl.read_csv(path, n_rows=5).filter(True), pl.read_csv(*parts).filter(True), pl.read_csv(path, 5).filter(True)
""",
        """\
# Lazy already; another library.
import polars as pl
import pandas as pd

def read(path):
    return pl.scan_csv(path).filter(True).collect(), pd.read_csv(path).filter(["a"]), pl.read_excel(path).filter(True)
""",
        """\
# As an argument.
import polars as pl

def read(path, f):
    return f(pl.read_csv(path))
""",
    ],
)
