"""A Python function for each value of a pandas column, for arithmetic that columns can do.

`s.apply(lambda x: x * 2)` makes a Python object of every value and calls the function with it. `s * 2` runs over the
whole column in compiled code. So it is with comparisons.

**When not to bother**: the column has a few values, or holds Python objects of its own kind.

**Why the fix needs review**: a column of objects (None among them) is treated as a whole, and where a value makes the
function raise, as a division by zero does, the column gets infinity.
"""

from __future__ import annotations

import ast

from ...semantics.questions.columns import functions_given, is_column
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers

_OPERATORS = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.Pow)
_COMPARISONS = (ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Eq, ast.NotEq)


def check(node: ast.Call, at: Site) -> Match | None:
    if not isinstance(node.func, ast.Attribute) or len(node.args) != 1 or node.keywords:
        return None
    if not at.imports("pandas"):  # cheap
        return None
    given = functions_given(at, node.args[0])
    column = node.func.value
    if len(given) != 1 or not is_column(at, column):
        return None
    if node.func.attr == "map" and not at.type(column).known:
        return None  # other things have a map()
    value, body = given[0]
    if isinstance(body, ast.Name) or not _mentions(body, value) or not _is_arithmetic(body, value, at):
        return None
    return Match(
        node,
        "calls a function for every value: the column as a whole runs in compiled code",
        "review",
        "columns of objects, and values that make the function raise, differ",
        {"column": column, "value": value, "body": body},
    )


def _is_arithmetic(node: ast.AST, value: str, at: Site) -> bool:
    """Made of the value, numbers, and arithmetic or one comparison with a number?"""
    match node:
        case ast.Name(id=name) if name == value:
            return True
        case ast.Constant(value=number):
            return type(number) in (int, float)
        case ast.BinOp(left=left, right=right, op=op) if isinstance(op, _OPERATORS):
            return _is_arithmetic(left, value, at) and _is_arithmetic(right, value, at)
        case ast.UnaryOp(operand=ast.Constant(), op=ast.USub()):
            return True
        case ast.Compare(left=left, comparators=[right], ops=[op]) if isinstance(op, _COMPARISONS):
            return _is_arithmetic(left, value, at) and _is_arithmetic(right, value, at)
        case _:
            return at.type(node).is_("int", "float") and not _mentions(node, value)


def _mentions(node: ast.AST, value: str) -> bool:
    return any(isinstance(part, ast.Name) and part.id == value for part in ast.walk(node))


def rewrite(match: Match, edit: Rewrite) -> None:
    nodes = match.nodes
    column = ast.parse(edit.text(nodes["column"]).replace("\n", " "), mode="eval").body
    body = _put(ast.parse(ast.unparse(nodes["body"]), mode="eval").body, nodes["value"], column)
    edit.replace(match.node, f"({ast.unparse(body)})".replace("'", '"'))


def _put(node: ast.expr, value: str, column: ast.expr) -> ast.expr:
    """The expression with the column in place of each value."""

    class Put(ast.NodeTransformer):
        def visit_Name(self, node: ast.Name) -> ast.expr:
            return column if node.id == value else node

    return Put().visit(node)


RULE = Rule(
    slug="pd-apply-elementwise",
    code="SLP660",
    family="frames",
    stage="preview",
    triggers=Triggers(calls=frozenset({"apply", "map"})),
    check=check,
    rewrite=rewrite,
    title="Work on the whole column",
    examples=[
        Example(
            before="""\
import pandas as pd


def converted(rooms):
    rooms = pd.DataFrame(rooms)
    rooms["celsius"] = «rooms["fahrenheit"].apply(lambda x: (x - 32) / 1.8)»
    rooms["hot"] = «rooms["fahrenheit"].apply(lambda t: t > 80)»
    return rooms.to_dict("list")
""",
            after="""\
import pandas as pd


def converted(rooms):
    rooms = pd.DataFrame(rooms)
    rooms["celsius"] = ((rooms["fahrenheit"] - 32) / 1.8)
    rooms["hot"] = (rooms["fahrenheit"] > 80)
    return rooms.to_dict("list")
""",
            workload=lambda n: ({"fahrenheit": [50.0, 90.0] * n},),
            same=[({"fahrenheit": [50.0, 90.5]},)],
            needs=("pandas",),
        ),
        Example(
            before="""\
import pandas as pd


def shares(values, whole: float):
    column = pd.Series(values)
    return «column.map(lambda x: x / whole)».tolist()
""",
            after="""\
import pandas as pd


def shares(values, whole: float):
    column = pd.Series(values)
    return (column / whole).tolist()
""",
            workload=lambda n: ([1.0] * n, 7.0),
            same=[([1.0, 2.5], 2.0)],
            differs=[([1, None, 3], 0)],
            needs=("pandas",),
        ),
        Example(
            before="""\
import pandas as pd


def doubled(values, df):
    def twice(x):
        return x * 2

    column = pd.Series(values)
    return «column.apply(twice)».tolist() + «df["a"].apply(lambda x: x * 2)»
""",
            after="""\
import pandas as pd


def doubled(values, df):
    def twice(x):
        return x * 2

    column = pd.Series(values)
    return (column * 2).tolist() + (df["a"] * 2)
""",
            workload=lambda n: ([1.5] * n, __import__("pandas").DataFrame({"a": [1.5] * n})),
            same=[lambda: ([1.5, 2.0], __import__("pandas").DataFrame({"a": [1.5, 2.0]}))],
            needs=("pandas",),
        ),
    ],
    clean=[
        """\
# Numbers that are worked out otherwise.
import pandas as pd

def pick(df):
    return df['a'].apply(lambda x: int(x[2:])), df['a'].apply(lambda x: 0 if x else 1), df['a'].apply(lambda x: 1)
""",
        """\
# What is done with a value is known only to the function.
import pandas as pd

def pick(df, f, d):
    return (
        df['a'].apply(lambda x: f(x)),
        df['a'].apply(f),
        df['a'].apply(lambda x: d[x] + 1),
        df['a'].apply(lambda x: x.strip()),
        df['a'].apply(lambda x: x or 0),
        df['a'].apply(lambda x: -x[0]),
    )
""",
        """\
# Text, lists.
import pandas as pd

def pick(df, y):
    return (
        df['a'].apply(lambda x: x + '!'),
        df['a'].apply(lambda x: x + y),
        df['a'].apply(lambda x: x == 'b'),
        df['a'].apply(lambda x: x % 3),
        df['a'].apply(lambda x: x in (1, 2)),
        df['a'].apply(lambda x: x * True),
    )
""",
        """\
# With more arguments.
import pandas as pd

def pick(df):
    return df['a'].apply(lambda x: x + 1, convert_dtype=False), df['a'].map(lambda x: x + 1, 'ignore')
""",
        """\
# A table's map(), the columns of a frame.
import pandas as pd

def pick(data, df):
    return data['train'].map(lambda x: x + 1), df.apply(lambda x: x + 1), df[df.name].apply(lambda x: x * 2)
""",
        """\
# Nothing is done.
import pandas as pd

def pick(df):
    return df['a'].apply(lambda x: x)
""",
        """\
# A chain.
import pandas as pd

def pick(df):
    return df['a'].apply(lambda x: 0 < x < 5), df['a'].apply(lambda x: ~x), df['a'].apply(lambda x, y: x + 1)
""",
        """\
# Another library's table.
def pick(table):
    return table['a'].apply(lambda x: x + 1)
""",
        """\
# A function named apply.
import pandas as pd
from tools import apply

def pick(df):
    return apply(lambda x: x + 1)
""",
        """\
# Something else comes first.
import pandas as pd

def pick(df, y):
    return df['a'].apply(lambda x: y + x), df['a'].apply(lambda x: y > x)
""",
    ],
)
