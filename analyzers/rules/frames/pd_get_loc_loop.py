"""Looking for the place of a label in a pandas index, one label at a time.

`index.get_loc(label)` checks and converts the label, and looks it up, with the overhead of pandas for each.
`index.get_indexer(labels)` finds the places of all labels at once (also with `method="bfill"` and the like).

**When not to bother**: there are a few labels.
"""

from __future__ import annotations

import ast

from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers


def check(node: ast.Call, at: Site) -> Match | None:
    if not isinstance(node.func, ast.Attribute) or not node.args or not at.imports("pandas"):
        return None
    loop = at.repeated_in
    index = node.func.value
    if loop is None or loop.target is None or at.own_class(index) is not None:
        return None
    path = at.dotted(index)
    if path is None or path.partition(".")[0] in loop.bound:
        return None  # another index in each pass
    if path.endswith("columns"):
        return None  # there are seldom many
    label = node.args[0]
    if not any(isinstance(name, ast.Name) and name.id in loop.bound for name in ast.walk(label)):
        return None
    return Match(
        node,
        "looks for one label in every pass: index.get_indexer() finds the places of all labels at once",
    )


RULE = Rule(
    slug="pd-get-loc-loop",
    code="SLP663",
    family="frames",
    stage="preview",
    triggers=Triggers(calls=frozenset({"get_loc"}), in_loop=True),
    check=check,
    examples=[
        Example(
            before="""\
import pandas as pd


def places(days, wanted):
    index = pd.Index(days)
    found = []
    for day in wanted:
        found.append(«index.get_loc(day)»)
    return found
""",
            after="""\
import pandas as pd


def places(days, wanted):
    index = pd.Index(days)
    return index.get_indexer(wanted).tolist()
""",
            workload=lambda n: ([f"d{i}" for i in range(n)], [f"d{i}" for i in range(n)]),
            same=[(["a", "b", "c"], ["c", "a"])],
            differs=[(["a"], ["x"])],
            needs=("pandas",),
        ),
        Example(
            before="""\
import pandas as pd


def before(calendar, dates, amounts):
    for i, amount in enumerate(amounts):
        day = dates[i]
        print(dates.index.get_loc_of, «dates.index.get_loc(day)»)
        print(calendar[«calendar.get_loc(day, method="bfill")» - 1], amount)
""",
        ),
    ],
    clean=[
        """\
# The same label, one of the index's own class, another index in each pass.
import pandas as pd

class Table:
    def get_loc(self, key):
        return 0

    def walk(self, index, label, frames):
        for frame in frames:
            print(index.get_loc(label), index.get_loc('a'), self.get_loc(frame), frame.get_loc(frame), index.get_loc())
""",
        """\
# No loop; five labels; a column.
import pandas as pd

def find(index, df, names):
    for i in range(5):
        index.get_loc(i)
    for name in names:
        print(df.columns.get_loc(name))
    return index.get_loc(3)
""",
        """\
# Another library's table.
def find(index, labels):
    return [index.get_loc(label) for label in labels]
""",
        """\
# A state machine, and a function.
import pandas as pd
from tools import get_loc

def find(index, step, xs):
    while True:
        place = index.get_loc(step(place))
    for x in xs:
        get_loc(x)
""",
    ],
)
