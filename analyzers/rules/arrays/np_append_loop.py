"""Making a NumPy array longer by one piece in each pass of a loop.

`a = np.append(a, x)` allocates a new array and copies all of the old one, to put `x` behind it.
`np.concatenate([a, x])`, `np.vstack` and `np.hstack` do the same. Over n passes that copies n² elements. Collecting the
pieces in a list and joining them once, after the loop, copies each element once.

**When not to bother**: the loop makes only a few passes, or each waits for something that takes longer (a request).
Where the final length is known, an array of that length made before the loop, and filled by index, is as good.

**Why the fix needs review**: the array is complete only after the loop, which shows where the loop ends in an
exception. A piece must not be changed in place after it was added. And `np.append()` without `axis` flattens what it
is given, where `np.hstack()` joins vectors as they are.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence

from ...semantics.questions.joining import joining
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers
from ..joined_after import join_after_loop

_JOINS = ("numpy.concatenate", "numpy.vstack", "numpy.hstack", "numpy.dstack", "numpy.column_stack", "numpy.row_stack")


def check(node: ast.Call, at: Site) -> Match | None:
    if not at.imports("numpy"):  # cheap
        return None
    found = joining(at, node, lambda other: _operands(other, at))
    if found is None or at.waits(found.growth.loop):
        return None
    loop = found.growth.loop
    name = (at.qualified(node.func) or "").rpartition(".")[2]
    fixable = (
        found.collectable
        and all(keyword.arg == "axis" and loop.is_invariant(keyword.value) for keyword in node.keywords)
        and (name == "append" or len(node.args) == 1)
    )
    return Match(
        node,
        "copies the whole array in each pass: collect the pieces in a list and join them once after the loop",
        "review" if fixable else None,
        "the array is complete only after the loop, and pieces of several dimensions are not flattened"
        if name == "append" and not node.keywords
        else "the array is complete only after the loop",
        {"found": found, "name": name},
    )


def _operands(node: ast.AST, at: Site) -> Sequence[ast.expr] | None:
    if not isinstance(node, ast.Call):
        return None
    if at.is_call(node, "numpy.append"):
        return node.args[:2]
    if node.args and at.is_call(node, *_JOINS) and isinstance(node.args[0], (ast.List, ast.Tuple)):
        return node.args[0].elts
    return None


def rewrite(match: Match, edit: Rewrite) -> None:
    found, name, call = match.nodes["found"], match.nodes["name"], match.node
    assert isinstance(call, ast.Call)
    function = {"append": "numpy.concatenate" if call.keywords else "numpy.hstack"}.get(name, f"numpy.{name}")
    rest = "".join(f", {edit.text(keyword)}" for keyword in call.keywords)
    join_after_loop(found, edit, edit.imported(function, found.growth.loop.node), rest)


RULE = Rule(
    slug="np-append-loop",
    code="SLP601",
    family="arrays",
    stage="stable",
    triggers=Triggers(
        calls=frozenset({"append", *(name.removeprefix("numpy.") for name in _JOINS)}),
        in_loop=True,
    ),
    check=check,
    rewrite=rewrite,
    title="Join once after the loop",
    examples=[
        Example(
            before="""\
import numpy as np


def weekly(sold):
    weeks = np.array([])
    for start in range(0, len(sold) - 6, 7):
        weeks = «np.append(weeks, sum(sold[start : start + 7]))»
    return weeks
""",
            after="""\
import numpy as np


def weekly(sold):
    weeks = np.array([])
    weeks_pieces = [weeks]
    for start in range(0, len(sold) - 6, 7):
        weeks_pieces.append(sum(sold[start : start + 7]))
    weeks = np.hstack(weeks_pieces)
    return weeks
""",
            workload=lambda n: (list(range(7 * n)),),
            same=[(list(range(30)),), ([],), ([1.5] * 14,)],
            needs=("numpy",),
        ),
        Example(
            before="""\
import numpy


def joined(start, batches):
    data = numpy.asarray(start)
    for batch in batches:
        for rows in batch:
            if len(rows):
                data = «numpy.concatenate((data, rows), axis=0)»
    return data
""",
            after="""\
import numpy


def joined(start, batches):
    data = numpy.asarray(start)
    data_pieces = [data]
    for batch in batches:
        for rows in batch:
            if len(rows):
                data_pieces.append(rows)
    data = numpy.concatenate(data_pieces, axis=0)
    return data
""",
            workload=lambda n: ([0.5], [[[1, 2, 3]] * n]),
            same=[([1], [[[2], [3, 4]], [[5]]]), ([1.5], []), ([[1, 2]], [[[[3, 4]]]])],
            needs=("numpy",),
        ),
        Example(
            before="""\
import numpy as np


def values(readings):
    found = np.zeros(0)
    while readings:
        found = «np.append(found, readings.pop())»
    return found
""",
            after="""\
import numpy as np


def values(readings):
    found = np.zeros(0)
    found_pieces = [found]
    while readings:
        found_pieces.append(readings.pop())
    found = np.hstack(found_pieces)
    return found
""",
            workload=lambda n: ([1.0] * n,),
            same=[([1, 2, 3],), ([[1, 2], [3.5]],), ([],)],
            differs=[([[[1, 2], [3, 4]]],)],
            needs=("numpy",),
        ),
        Example(
            before="""\
import numpy as np


def stacked(rows):
    table = None
    for row in rows:
        if table is None:
            table = np.asarray(row)
        else:
            table = «np.vstack([table, row])»
    return table
""",
            needs=("numpy",),
        ),
        Example(
            before="""\
import numpy as np


class Track:
    def __init__(self):
        self.points = np.empty((0, 2))

    def extend(self, points):
        for point in points:
            self.points = «np.vstack((self.points, point))»
            print(len(self.points))
""",
            needs=("numpy",),
        ),
    ],
    clean=[
        """\
# Each pass starts anew.
import numpy as np

def closed(lines):
    for line in lines:
        points = np.asarray(line)
        points = np.append(points, points[0])
        print(points)
""",
        """\
# The loop's own variable is a new array in each pass.
import numpy as np

def closed(lines):
    for points in lines:
        points = np.append(points, points[0])
        print(points)
""",
        """\
# A window of fixed length does not grow.
import numpy as np

def window(values, last):
    for value in values:
        last = np.append(last[1:], value)
    return last
""",
        """\
# It is cut off again in the same pass.
import numpy as np

def window(values, last):
    for value in values:
        last = np.concatenate([last, [value]])
        last = last[-100:]
    return last
""",
        """\
# It is emptied when it has become long.
import numpy as np

def blocks(values, size, send):
    block = np.array([])
    for value in values:
        block = np.append(block, value)
        if len(block) == size:
            send(block)
            block = np.array([])
""",
        """\
# Three passes copy next to nothing.
import numpy as np

def three(read):
    data = np.array([])
    for channel in range(3):
        data = np.append(data, read(channel))
    return data
""",
        """\
# The search ends after the first hit.
import numpy as np

def with_first(data, values):
    for value in values:
        if value > 0:
            data = np.append(data, value)
            break
    return data
""",
        """\
# A list's append is no copy.
def squares(numbers):
    found = []
    for number in numbers:
        found.append(number * number)
    return found
""",
        """\
# Not in a loop.
import numpy as np

def closed(points):
    points = np.append(points, points[0])
    return points
""",
        """\
# Another name: nothing grows.
import numpy as np

def pairs(a, parts):
    for part in parts:
        b = np.append(a, part)
        print(b)
""",
        """\
# Waiting takes far longer than copying.
import time

import numpy as np

def sample(read, n):
    data = np.array([])
    for _ in range(n):
        data = np.append(data, read())
        time.sleep(1)
    return data
""",
        """\
# A new start in the other branch, of a test that says nothing about the first pass.
import numpy as np

def tables(cases, extra):
    for case in cases:
        if case.kind == 0:
            table = None
        else:
            table = np.zeros(3)
        if case.more:
            table = np.hstack((table, extra))
        print(table)
""",
        """\
# A single operand is no joining.
import numpy as np

def same(a, n):
    for _ in range(n):
        a = np.concatenate([a])
    return a
""",
    ],
)
