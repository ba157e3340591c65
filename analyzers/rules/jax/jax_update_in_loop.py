"""Setting the elements of a JAX array one by one in a Python loop.

Arrays of JAX never change: `x = x.at[i].set(v)` makes a whole new one, and each pass starts an operation of its own. In
a jitted function the loop is unrolled on top of that. Computing all values first and setting them in one operation
(`x.at[:].set(values)`, `jnp.stack`, `jax.vmap`), or `jax.lax.fori_loop`, which updates in place, takes a small part of
that.

**When not to bother**: a few elements.
"""

from __future__ import annotations

import ast

from ...semantics.questions.tracing import counted_in
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers

_UPDATES = frozenset({"set", "add", "multiply", "divide", "power", "min", "max", "subtract"})


def check(node: ast.Call, at: Site) -> Match | None:
    match node.func:
        case ast.Attribute(
            value=ast.Subscript(value=ast.Attribute(value=array, attr="at"), slice=index), attr=method
        ) if method in _UPDATES:
            pass
        case _:
            return None
    statement = at.statement(node)
    loop = at.repeated_in
    if not (isinstance(statement, ast.Assign) and statement.value is node and len(statement.targets) == 1):
        return None
    if loop is None or not at.same(statement.targets[0], array):
        return None
    if at.type(array).name not in ("", "jax.Array", "jax.numpy.ndarray"):
        return None
    if any(at.same(part, array) for argument in node.args for part in ast.walk(argument)):
        return None  # each pass goes on from what the one before has set
    parts = index.elts if isinstance(index, ast.Tuple) else [index]
    if any(isinstance(part, ast.Slice) or (isinstance(part, ast.Constant) and part.value is ...) for part in parts):
        return None  # a plane of it: there are few
    if not any(counted_in(at, part) is not None for part in parts):
        return None
    return Match(
        node,
        "makes a whole new array for each element: set all of them in one operation, or loop in `jax.lax.fori_loop`",
    )


RULE = Rule(
    slug="jax-update-in-loop",
    code="SLP477",
    family="jax",
    stage="stable",
    triggers=Triggers(calls=_UPDATES, in_loop=True, packages=frozenset({"jax"})),
    check=check,
    examples=[
        Example(
            before="""\
import jax.numpy as jnp


def squares(values):
    result = jnp.zeros(len(values))
    for i in range(len(values)):
        result = «result.at[i].set(values[i] * values[i])»
    return result.tolist()
""",
            after="""\
import jax.numpy as jnp


def squares(values):
    result = jnp.asarray([value * value for value in values], dtype=jnp.float32)
    return result.tolist()
""",
            workload=lambda n: ([2.0] * n,),
            same=[([1.0, 2.0, 3.0],), ([],)],
            needs=("jax",),
        ),
        Example(
            before="""\
import jax
import jax.numpy as jnp


@jax.jit
def shift(grid: jax.Array, n: int):
    for row in range(100):
        for column in range(100):
            grid = «grid.at[row, column].add(1.0)»
    return grid


class Table:
    def fill(self, rows):
        for number, row in enumerate(rows):
            self.cells = «self.cells.at[number].set(row)»
""",
        ),
    ],
    clean=[
        """\
# One update; a few.
import jax.numpy as jnp

def work(x, values):
    x = x.at[0].set(1.0)
    for i in range(3):
        x = x.at[i].set(values[i])
    return x.at[1:].add(values)
""",
        """\
# A plane of the array in each pass.
import jax.numpy as jnp

def work(images, channels, f):
    for i in range(channels):
        images = images.at[..., i].set(f(i))
        images = images.at[:, i].add(f(i))
    return images
""",
        """\
# What is set hangs on what was set before.
import jax.numpy as jnp

def work(order, n):
    for i in range(n):
        order = order.at[i].set(order[i - 1] + 1)
    return order
""",
        """\
# The loop is compiled.
import jax

def work(x, n):
    return jax.lax.fori_loop(0, n, lambda i, x: x.at[i].set(1.0), x)
""",
        """\
# Another array each time; all elements in each pass; not by the count.
import jax

def work(xs, x, values, where):
    for i in range(100):
        y = x.at[i].set(1.0)
        print(y)
    for value in values:
        x = x.at[:].add(value)
        x = x.at[where].set(value)
    return x
""",
    ],
)
