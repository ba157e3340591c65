"""Elements of a `numba.typed` list or dict read or set by Python, one by one.

`numba.typed.List` and `numba.typed.Dict` hold machine numbers, for compiled code. From Python each `append`, each
`xs[i]` and `d[k]` is a call of a compiled function that unpacks what it gets and packs what it gives: about a
microsecond, thirty times as long as with a list or dict. Make and read them in a compiled function, or hand
over arrays.

**When not to bother**: there are a few elements.
"""

from __future__ import annotations

import ast
import re

from ...semantics.names import dotted
from ...semantics.questions.compiled import is_compiled
from ...semantics.questions.places import in_test
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers

_TYPED = ("numba.typed.List", "numba.typed.Dict", "numba.typed.typedlist.List", "numba.typed.typeddict.Dict")


_SCALARS = re.compile(r"u?int(8|16|32|64|p|c)|float(32|64)|boolean|bool_|unicode_type|string|[iuf][1248]|double")


def check(node: ast.Call | ast.Subscript, at: Site) -> Match | None:
    stored: ast.AST | None = None
    if isinstance(node, ast.Subscript):
        container = node.value
        parent = at.parent(node)
        if isinstance(node.ctx, ast.Store) and isinstance(parent, ast.Assign):
            stored = parent.value
    elif isinstance(node.func, ast.Attribute):
        container = node.func.value
        stored = node.args[0] if len(node.args) == 1 and node.func.attr == "append" else None
    else:
        return None
    loop = at.repeated_in
    if loop is None or isinstance(getattr(node, "slice", None), ast.Slice) or not _holds_numbers(container, stored, at):
        return None
    if is_compiled(at) or in_test(at) or at.waits(loop):
        return None
    return Match(node, "a call of compiled code for one element, in every pass: compile the loop, or use an array")


def _holds_numbers(node: ast.expr, stored: ast.AST | None, at: Site) -> bool:
    """Is it a typed container of numbers or texts, by how it was made or what is put in? One of arrays has its use."""
    value = at.only_value(node)
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute):
        kinds = [*value.args[-1:], *(keyword.value for keyword in value.keywords if keyword.arg != "key_type")]
        made = value.func.attr in ("empty", "empty_list") and at.refers_to(value.func.value, *_TYPED)
        if made:
            return bool(kinds) and all(_SCALARS.fullmatch((dotted(k) or "").rpartition(".")[2]) for k in kinds[-1:])
    return at.type(node).is_(*_TYPED) and at.type(stored).is_("int", "float", "bool", "str")


RULE = Rule(
    slug="numba-typed-container-in-loop",
    code="SLP542",
    family="numba",
    stage="preview",
    triggers=Triggers(
        nodes=(ast.Subscript,), calls=frozenset({"append", "get"}), in_loop=True, packages=frozenset({"numba"})
    ),
    check=check,
    examples=[
        Example(
            before="""\
from numba import njit
from numba.typed import List


@njit
def total(values):
    found = 0.0
    for value in values:
        found += value
    return found


def work(n):
    values = List()
    for i in range(n):
        «values.append(i * 0.5)»
    return total(values)
""",
            after="""\
import numpy as np
from numba import njit


@njit
def total(values):
    found = 0.0
    for value in values:
        found += value
    return found


def work(n):
    values = np.empty(n)
    for i in range(n):
        values[i] = i * 0.5
    return total(values)
""",
            workload=lambda n: (n,),
            same=[(4,), (1,)],
            needs=("numba", "numpy"),
        ),
        Example(
            before="""\
import numba
from numba import types
from numba.typed import Dict


def work(names, values):
    places = Dict.empty(key_type=types.unicode_type, value_type=types.int64)
    for i, name in enumerate(names):
        «places[name]» = i
    found = numba.typed.List.empty_list(numba.int64)
    for name in names:
        «found.append(«places.get(name)»)»
    return found
""",
        ),
    ],
    clean=[
        """\
# Compiled code does it.
from numba import njit
from numba.typed import List

@njit
def work(n):
    values = List()
    for i in range(n):
        values.append(i * 0.5)
    return values
""",
        """\
# Plain ones, and others of that name.
import numba
from typing import List
from mine import Dict

def work(n, values: List[int]):
    places = Dict.empty(n)
    for i in range(n):
        places[i] = i
        values.append(i)
        values[i] = 1
        append(i)
""",
        """\
# Arrays, which nothing else holds together.
import numpy as np
from numba import float64
from numba.typed import Dict, List

def work(rows):
    found = List()
    for row in rows:
        found.append(np.asarray(row))
    other = List.empty_list(float64[:])
    for row in rows:
        other.append(row)
        print(other[0])
    groups = Dict()
    for i, row in enumerate(rows):
        groups[i] = row
    return found, groups
""",
        """\
# Four of them; a slice; once; a test; a request in each pass.
import requests
from numba.typed import List

def work(n):
    values = List()
    values.append(1)
    for i in range(4):
        values.append(i)
    for i in range(n):
        print(values[i:])
    for i in range(n):
        requests.get("http://x", params={"x": values[i]})

def test_append():
    values = List()
    for i in range(1000):
        values.append(i)
""",
    ],
)
