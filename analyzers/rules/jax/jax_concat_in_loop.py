"""Making an array of JAX longer by one piece in each pass of a loop.

`x = jnp.append(x, v)` copies the whole array, and gives it a shape that no pass before had: the operation is compiled
anew for each length, and so is whatever is computed from the result. Collecting the pieces in a list and joining them
once, after the loop, copies each once, and compiles once.

**When not to bother**: a few passes. Where the final length is known, an array of that length, filled by
`jax.lax.scan`, is as good, and works in a jitted function.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence

from ...semantics.questions.joining import joining
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers
from ..joined_after import join_after_loop

_JOINS = tuple(f"jax.numpy.{name}" for name in ("concatenate", "vstack", "hstack", "dstack", "column_stack"))


def check(node: ast.Call, at: Site) -> Match | None:
    found = joining(at, node, lambda other: _operands(other, at))
    if found is None or found.growth.reads:
        return None
    loop = found.growth.loop
    if any(keyword.arg == "axis" and not loop.is_invariant(keyword.value) for keyword in node.keywords):
        return None
    name = (at.qualified(node.func) or "").rpartition(".")[2]
    fixable = (
        found.collectable
        and name in ("concatenate", "vstack", "hstack")
        and len(node.args) == 1
        and all(keyword.arg == "axis" and loop.is_invariant(keyword.value) for keyword in node.keywords)
    )
    return Match(
        node,
        "copies the whole array and compiles for a new length in each pass: join the pieces once after the loop",
        "review" if fixable else None,
        "the array is complete only after the loop",
        {"found": found},
    )


def _operands(node: ast.AST, at: Site) -> Sequence[ast.expr] | None:
    if not isinstance(node, ast.Call):
        return None
    if at.is_call(node, "jax.numpy.append"):
        return node.args[:2]
    if node.args and at.is_call(node, *_JOINS) and isinstance(node.args[0], (ast.List, ast.Tuple)):
        return node.args[0].elts
    return None


def rewrite(match: Match, edit: Rewrite) -> None:
    call = match.node
    assert isinstance(call, ast.Call)
    rest = "".join(f", {edit.text(keyword)}" for keyword in call.keywords)
    join_after_loop(match.nodes["found"], edit, edit.text(call.func), rest)


RULE = Rule(
    slug="jax-concat-in-loop",
    code="SLP476",
    family="jax",
    stage="preview",
    triggers=Triggers(
        calls=frozenset({"append", *(name.removeprefix("jax.numpy.") for name in _JOINS)}),
        in_loop=True,
        packages=frozenset({"jax"}),
    ),
    check=check,
    rewrite=rewrite,
    title="Join once after the loop",
    examples=[
        Example(
            before="""\
import jax.numpy as jnp


def joined(batches):
    rows = jnp.zeros((0, 2))
    for batch in batches:
        rows = «jnp.concatenate([rows, jnp.asarray(batch)], axis=0)»
    return rows.tolist()
""",
            after="""\
import jax.numpy as jnp


def joined(batches):
    rows = jnp.zeros((0, 2))
    rows_pieces = [rows]
    for batch in batches:
        rows_pieces.append(jnp.asarray(batch))
    rows = jnp.concatenate(rows_pieces, axis=0)
    return rows.tolist()
""",
            workload=lambda n: ([[[1.0, 2.0]]] * n,),
            same=[([[[1.0, 2.0]], [[3.0, 4.0], [5.0, 6.0]]],), ([],)],
            needs=("jax",),
        ),
        Example(
            before="""\
from jax import numpy as jnp


def weekly(sold):
    weeks = jnp.array([])
    for week in sold:
        weeks = «jnp.append(weeks, week.sum())»
    return weeks
""",
        ),
    ],
    clean=[
        """\
# Each pass reads what is there so far, or joins along another axis.
import jax.numpy as jnp

def work(x, steps, f):
    for step in steps:
        x = jnp.concatenate([x, f(x)], 0)
    for axis in range(f):
        y = jnp.concatenate([x, y], axis=axis)
    return x, y
""",
        """\
# Collected, and joined once.
import jax.numpy as jnp

def work(batches):
    rows = []
    for batch in batches:
        rows.append(batch)
    return jnp.concatenate(rows)
""",
        """\
# It begins anew in each pass; a few passes.
import jax.numpy as jnp

def work(batches, extra):
    for batch in batches:
        rows = jnp.zeros(3)
        rows = jnp.concatenate([rows, batch])
        print(rows)
    for i in range(3):
        extra = jnp.append(extra, i)
    return extra
""",
        """\
# Something else is joined, or by something else.
import jax.numpy as jnp

def work(batches, old):
    for batch in batches:
        new = jnp.concatenate([old, batch])
        print(new)
        old = jnp.concatenate(batch)
        old.append(old, batch)
    return old
""",
    ],
    unsafe=[
        """\
# What is caught is complete in the original.
import jax.numpy as jnp

def work(batches):
    rows = jnp.zeros(0)
    for batch in batches:
        rows = jnp.concatenate([rows, batch])
    return rows
""",
    ],
)
