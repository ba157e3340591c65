"""Making a pandas DataFrame longer with `pd.concat` in each pass of a loop.

`df = pd.concat([df, part])` makes a new frame and copies all rows that are there already, column by column. Over n
passes that copies n² rows. Collecting the parts in a list and calling `pd.concat` once after the loop copies each row
once, and aligns the columns once.

**When not to bother**: the loop makes only a few passes, or each waits for something that takes longer (a request).

**Why the fix needs review**: the frame is complete only after the loop, which shows where the loop ends in an
exception. A part must not be changed in place after it was added. And a column's type is found from all parts
together, not step by step, which may differ where parts are empty.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence

from ...semantics.questions.joining import joining
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers

_CONCAT = ("pandas.concat", "pandas.core.reshape.concat.concat")
_SETTINGS = ("axis", "ignore_index", "sort", "join", "copy")


def check(node: ast.Call, at: Site) -> Match | None:
    found = joining(at, node, lambda other: _operands(other, at))
    if found is None or at.waits(found.growth.loop):
        return None
    loop = found.growth.loop
    fixable = (
        found.collectable
        and _listed(node) is not None
        and all(keyword.arg in (*_SETTINGS, "objs") for keyword in node.keywords)
        and all(loop.is_invariant(keyword.value) for keyword in node.keywords if keyword.arg != "objs")
        and len(node.args) <= 1
    )
    return Match(
        node,
        "copies all rows so far in each pass: collect the parts in a list and concatenate once after the loop",
        "review" if fixable else None,
        "the frame is complete only after the loop, and column types may differ where parts are empty",
        {"found": found},
    )


def _listed(call: ast.Call) -> ast.List | ast.Tuple | None:
    """The list of what is concatenated: the first argument, or `objs=`."""
    given = call.args[0] if call.args else next((k.value for k in call.keywords if k.arg == "objs"), None)
    return given if isinstance(given, (ast.List, ast.Tuple)) else None


def _operands(node: ast.AST, at: Site) -> Sequence[ast.expr] | None:
    if not (isinstance(node, ast.Call) and at.is_call(node, *_CONCAT)):
        return None
    listed = _listed(node)
    if listed is not None:
        return listed.elts
    given = node.args[0] if node.args else None  # [df] + parts
    if isinstance(given, ast.BinOp) and isinstance(given.op, ast.Add) and isinstance(given.left, ast.List):
        return [*given.left.elts, given.right]
    return None


def rewrite(match: Match, edit: Rewrite) -> None:
    found, call = match.nodes["found"], match.node
    assert isinstance(call, ast.Call)
    loop = found.growth.loop.node
    frame = found.target.id
    parts = edit.name(f"{frame}_parts", loop)
    edit.insert_before(loop, "{parts} = [{frame}]", parts=parts, frame=frame)
    if len(found.items) == 1 and not isinstance(found.items[0], ast.Starred):
        edit.replace(found.statement, "{parts}.append({item})", parts=parts, item=found.items[0])
    else:
        texts = ", ".join(edit.text(item) for item in found.items)
        edit.replace(found.statement, "{parts} += [{items}]", parts=parts, items=texts)
    keywords = "".join(f", {edit.text(keyword)}" for keyword in call.keywords if keyword.arg != "objs")
    function = edit.text(call.func)
    edit.insert_after(
        loop,
        "{frame} = {function}({parts}{keywords})",
        frame=frame,
        function=function,
        parts=parts,
        keywords=keywords,
    )


RULE = Rule(
    slug="pd-concat-loop",
    code="SLP652",
    family="frames",
    stage="preview",
    triggers=Triggers(calls=frozenset({"concat"}), in_loop=True),
    check=check,
    rewrite=rewrite,
    title="Concatenate once after the loop",
    examples=[
        Example(
            before="""\
import pandas as pd


def combined(months):
    sales = pd.DataFrame({"sku": ["none"], "sold": [0]})
    for month in months:
        part = pd.DataFrame(month)
        sales = «pd.concat([sales, part], ignore_index=True)»
    return sales
""",
            after="""\
import pandas as pd


def combined(months):
    sales = pd.DataFrame({"sku": ["none"], "sold": [0]})
    sales_parts = [sales]
    for month in months:
        part = pd.DataFrame(month)
        sales_parts.append(part)
    sales = pd.concat(sales_parts, ignore_index=True)
    return sales
""",
            workload=lambda n: ([{"sku": ["a", "b"], "sold": [1, 2]}] * n,),
            same=[([{"sku": ["a"], "sold": [1]}, {"sku": ["b"], "sold": [2.5]}],), ([],), ([{"sku": ["c"]}],)],
            needs=("pandas",),
        ),
        Example(
            before="""\
from pandas import DataFrame, concat


def columns(groups):
    table = DataFrame({"start": [1, 2]})
    for group in groups:
        for name, values in group:
            table = «concat((table, DataFrame({name: values})), axis=1)»
    return table
""",
            after="""\
from pandas import DataFrame, concat


def columns(groups):
    table = DataFrame({"start": [1, 2]})
    table_parts = [table]
    for group in groups:
        for name, values in group:
            table_parts.append(DataFrame({name: values}))
    table = concat(table_parts, axis=1)
    return table
""",
            workload=lambda n: ([[(f"c{i}", [1, 2]) for i in range(n)]],),
            same=[([[("a", [1, 2])], [("b", ["x", "y"])]],), ([],), ([[("a", [1])]],)],
            needs=("pandas",),
        ),
        Example(
            before="""\
import pandas as pd


def pages(fetch):
    found = pd.DataFrame()
    page = 1
    while True:
        part = fetch(page)
        if part.empty:
            return found
        found = «pd.concat([found] + [part])»
        page += 1
""",
            needs=("pandas",),
        ),
        Example(
            before="""\
import pandas as pd


def read_all(names):
    table = None
    for name in names:
        part = pd.read_csv(name)
        if table is None:
            table = part
        else:
            table = «pd.concat([table, part])»
    return table


def read_some(names):
    table = None
    for name in names:
        part = pd.read_csv(name)
        table = part if table is None else «pd.concat([table, part])»
    return table
""",
            needs=("pandas",),
        ),
    ],
    clean=[
        """\
# Each pass starts anew.
import pandas as pd

def with_totals(frames):
    for name, part in frames.items():
        frame = pd.DataFrame(part)
        frame = pd.concat([frame, frame.sum()])
        frame.to_csv(name)
""",
        """\
# Two parts, once in each pass: nothing grows.
import pandas as pd

def pairs(lefts, rights):
    return [pd.concat([left, right]) for left, right in zip(lefts, rights)]
""",
        """\
# Two passes copy next to nothing.
import pandas as pd

def both(read):
    table = pd.DataFrame()
    for name in ("left", "right"):
        table = pd.concat([table, read(name)])
    return table
""",
        """\
# Some other library's concat.
from tables import concat

def combined(parts):
    table = ()
    for part in parts:
        table = concat([table, part])
    return table
""",
        """\
# Collected, and concatenated once.
import pandas as pd

def combined(months):
    parts = []
    for month in months:
        parts.append(pd.DataFrame(month))
    return pd.concat(parts)
""",
        """\
# Waiting for the answers takes far longer than copying some pages.
import pandas as pd
import requests

def pages(urls):
    table = pd.DataFrame()
    for url in urls:
        table = pd.concat([table, pd.DataFrame(requests.get(url).json())])
    return table
""",
        """\
# Only the last rows are kept.
import pandas as pd

def latest(parts, table):
    for part in parts:
        table = pd.concat([table, part])
        table = table.tail(100)
    return table
""",
    ],
)
