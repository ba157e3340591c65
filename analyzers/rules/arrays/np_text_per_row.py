"""NumPy asked to convert a few texts to numbers, line by line.

`np.float32((line[30:38], line[38:46], line[46:54]))` makes an array of three texts, converts it, and hands back a small
array; NumPy takes longer to begin than to convert. Collecting the texts of all lines, and converting the whole
collection once (`np.array(rows, dtype=np.float32)`), converts in one go; and `float(text)` is quicker for a few.

**When not to bother**: there are a few lines. `np.loadtxt` or `pandas.read_fwf` read plain tables as they are.
"""

from __future__ import annotations

import ast

from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers

_TYPES = ("float16", "float32", "float64", "double", "int32", "int64", "array", "asarray")
_TEXT = ("split", "strip", "startswith", "splitlines", "rsplit", "rstrip")


def check(node: ast.Call, at: Site) -> Match | None:
    if not node.args or at.repeated_in is None or not at.is_call(node, *(f"numpy.{name}" for name in _TYPES)):
        return None
    converts = len(node.args) > 1 or any(keyword.arg == "dtype" for keyword in node.keywords)
    if at.is_call(node, "numpy.array", "numpy.asarray") and not converts:
        return None  # an array of texts
    if not _is_texts(node.args[0], at):
        return None
    return Match(
        node,
        "has NumPy convert a few texts in every pass: collect them, and convert all rows once after the loop",
    )


def _is_texts(node: ast.expr, at: Site) -> bool:
    """`line.split()`, a slice of it, `(line[0:8], line[8:16])`."""
    match node:
        case ast.Call(func=ast.Attribute(attr="split" | "rsplit")):
            return at.qualified(node.func) is None
        case ast.Subscript(value=value, slice=ast.Slice()):
            return _is_texts(value, at)
        case ast.Name():
            value = at.only_value(node)
            return isinstance(value, ast.Call) and _is_texts(value, at)
        case ast.Tuple(elts=elements) | ast.List(elts=elements):
            return len(elements) > 1 and all(_is_text(element, at) for element in elements)
        case _:
            return False


def _is_text(node: ast.expr, at: Site) -> bool:
    if at.type(node).is_("str"):
        return True
    if not (isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name)):  # cheap
        return False
    if isinstance(node.slice, ast.Slice):  # of what is used as text
        return any(usage.kind == "method" and usage.detail in _TEXT for usage in at.usages(node.value))
    value = at.only_value(node.value)
    return isinstance(value, ast.Call) and _is_texts(value, at)


RULE = Rule(
    slug="np-text-per-row",
    code="SLP614",
    family="arrays",
    stage="preview",
    triggers=Triggers(calls=frozenset(_TYPES), in_loop=True),
    check=check,
    examples=[
        Example(
            before="""\
import numpy as np


def read(lines):
    rows = []
    for line in lines:
        if line.startswith("ATOM"):
            rows.append(«np.float32((line[4:8], line[8:12]))»)
    return np.array(rows, dtype=np.float32)
""",
            after="""\
import numpy as np


def read(lines):
    rows = []
    for line in lines:
        if line.startswith("ATOM"):
            rows.append((line[4:8], line[8:12]))
    return np.array(rows, dtype=np.float32)
""",
            workload=lambda n: (["ATOM 1.5 2.5"] * n,),
            same=[(["ATOM 1.5 2.5", "END"],), ([],)],
            needs=("numpy",),
        ),
        Example(
            before="""\
import numpy as np


def read(lines, out):
    for i, line in enumerate(lines):
        fields = line.split()
        out[i] = «np.float32(fields[1:4])»
        print(«np.array(line.split(","), dtype=float)», «np.asarray((fields[0], fields[5]), float)»)
""",
        ),
        Example(
            before="""\
import numpy as np


def read(lines: list[str]):
    return [«np.float32((line[0:8], line[8:16]))» for line in lines]
""",
        ),
    ],
    clean=[
        """\
# Texts stay texts.
import numpy as np

def read(lines):
    return [np.array(line.split()) for line in lines]
""",
        """\
# Numbers.
import numpy as np

def read(rows, x):
    found = [np.float32((row[0:3], row[3:6])) for row in rows] + [np.array([row, x], dtype=float) for row in rows]
    return found + [np.float32(row) for row in rows] + [np.float32((a[0], x)) for a in rows]
""",
        """\
# All lines at once, or one.
import numpy as np

def read(text, line):
    return np.array(text.split(), dtype=float), np.float32((line[0:3], line.strip()))
""",
        """\
# Arrays that are split, one text.
import numpy as np

def read(rows, a):
    for line in rows:
        line.strip()
        print(np.array(np.split(a, 3), dtype=float), np.float32(line[0:8]), np.float32((line[0:8],)), np.float32())
""",
        """\
# Three lines; other tools; lists of something else; what is used otherwise.
import numpy as np

def read(lines, tools, rows: list[int], line):
    for _ in range(3):
        print(np.float32(line.split()))
    for text in lines:
        part = tools.partition(text)
        one = text
        one.fill(5)
        both = text
        both.split = 5
        print(tools.float32(text.split()), np.float32(rows), np.float32((part[0], part[1])))
        print(np.float32((one[0:3], one[3:6])), np.float32((tools.x[0:3], tools.x[3:6])))
        print(np.float32(part), np.float32((both[0:3], both[3:6])), np.float32(one))
""",
        """\
# A name for a name.
import numpy as np

def read(lines):
    for line in lines:
        parts = line.split()
        own = parts
        print(np.float32(own), np.float32((own[0], own[1])))
""",
    ],
)
