"""A compiled loop (`lax.scan`, `lax.fori_loop` …) whose body is a new function in each pass of a Python loop.

Outside of a jitted function, `jax.lax.scan(body, …)` compiles the body, and keeps that by the function object. A lambda
or a `def` in the Python loop is a new object in each pass, and is compiled each time. A body that is defined once, with
what changes in the carried value, or the whole in a jitted function, is compiled once.

**When not to bother**: the loop runs a few times in the program's life.
"""

from __future__ import annotations

import ast

from ...semantics.knowledge.jax import COMPILERS, FOREIGN_LOOPS
from ...semantics.questions.tracing import inside_compiled, made_anew, may_be_traced
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers

_BODY = {"fori_loop": 2, "while_loop": 1}
"""Where the body stands among the arguments; else it is the first."""


def check(node: ast.Call, at: Site) -> Match | None:
    if not at.is_call(node, *FOREIGN_LOOPS):
        return None
    loop = next(iter(at.repeating), None)
    place = _BODY.get((at.qualified(node.func) or "").rpartition(".")[2], 0)
    if loop is None or len(node.args) <= place or any(isinstance(a, ast.Starred) for a in node.args):
        return None
    body = node.args[place]
    if not made_anew(at, body, loop, ()) or inside_compiled(at, COMPILERS) is not None or may_be_traced(at):
        return None
    return Match(
        node,
        "compiles its body anew in each pass, for that is a new function: define it once, before the loop",
    )


RULE = Rule(
    slug="jax-scan-recompiles",
    code="SLP479",
    family="jax",
    stage="stable",
    triggers=Triggers(
        calls=frozenset(name.rpartition(".")[2] for name in FOREIGN_LOOPS), in_loop=True, packages=frozenset({"jax"})
    ),
    check=check,
    examples=[
        Example(
            before="""\
import jax
import jax.numpy as jnp


def totals(rows):
    found = []
    for row in rows:
        total, _ = «jax.lax.scan(lambda total, x: (total + x, None), 0.0, jnp.asarray(row))»
        found.append(float(total))
    return found
""",
            after="""\
import jax
import jax.numpy as jnp


def _added(total, x):
    return total + x, None


def totals(rows):
    found = []
    for row in rows:
        total, _ = jax.lax.scan(_added, 0.0, jnp.asarray(row))
        found.append(float(total))
    return found
""",
            workload=lambda n: ([[1.0, 2.0, 3.0]] * n,),
            same=[([[1.0], [2.0, 3.0]],), ([],)],
            needs=("jax",),
        ),
        Example(
            before="""\
from functools import partial

from jax import lax


def walk(body, starts):
    for start in starts:

        def once(i, x):
            return x + i

        yield «lax.fori_loop(0, 10, once, start)»
        yield «lax.fori_loop(0, 10, partial(body, 3), start)»
""",
        ),
    ],
    clean=[
        """\
# The body is defined once.
import jax

def body(total, x):
    return total + x, None

def totals(rows):
    def local(i, x):
        return x + i
    return [jax.lax.scan(body, 0.0, row) for row in rows] + [jax.lax.fori_loop(0, 3, local, row) for row in rows]
""",
        """\
# In a compiled function; in one that may be compiled.
import jax

@jax.jit
def totals(rows):
    for row in range(100):
        rows, _ = jax.lax.scan(lambda total, x: (total + x, None), rows, rows)
    return rows

def inner(rows):
    for row in range(100):
        rows, _ = jax.lax.scan(lambda total, x: (total + x, None), rows, rows)
    return rows

outer = jax.jit(inner)
""",
        """\
# No loop around, or a short one; another scan.
import jax

def once(row, things):
    for i in range(2):
        row, _ = jax.lax.scan(lambda total, x: (total + x, None), row, row)
    for thing in things:
        thing.scan(lambda: 3)
    return jax.lax.scan(lambda total, x: (total + x, None), 0.0, row)
""",
    ],
)
