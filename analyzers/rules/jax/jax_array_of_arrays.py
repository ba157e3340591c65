"""`jnp.array` of a list of arrays that are on the device already.

`jnp.array([…])` takes the list apart as if it held Python numbers, looks at each array, and puts them together one by
one. `jnp.stack([…])` is told that they are arrays, and joins them in one operation. Both give the same array.

**When not to bother**: the list has a few arrays. Better than both is to compute all of them at once: `jax.vmap`.

**Why the fix needs review**: `jnp.stack` wants all arrays of one shape, and at least one.
"""

from __future__ import annotations

import ast

from ...semantics.knowledge.jax import ARRAYS
from ...semantics.questions.places import in_test
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers


def check(node: ast.Call, at: Site) -> Match | None:
    if len(node.args) != 1 or node.keywords:
        return None
    given = node.args[0]
    if not at.is_call(node, "jax.numpy.array", "jax.numpy.asarray") or at.is_small(given) or in_test(at):
        return None
    kind = at.type(given)
    if kind.name != "list" or kind.element.name not in ARRAYS:
        return None
    return Match(
        node,
        "takes the list of arrays apart one by one: `jnp.stack` joins them in one operation",
        "review",
        "an empty list, or arrays of several shapes, are an error for `jnp.stack`",
    )


def rewrite(match: Match, edit: Rewrite) -> None:
    node = match.node
    assert isinstance(node, ast.Call)
    edit.replace(node, "{stack}({given})", stack=edit.imported("jax.numpy.stack", node), given=edit.text(node.args[0]))


RULE = Rule(
    slug="jax-array-of-arrays",
    code="SLP482",
    family="jax",
    stage="preview",
    triggers=Triggers(calls=frozenset({"array", "asarray"}), packages=frozenset({"jax"})),
    check=check,
    rewrite=rewrite,
    title="Use jnp.stack()",
    severity="info",
    examples=[
        Example(
            before="""\
import jax.numpy as jnp


def norms(rows):
    lengths = [jnp.sqrt(row * row) for row in rows]
    return «jnp.array(lengths)».tolist()
""",
            after="""\
import jax.numpy as jnp


def norms(rows):
    lengths = [jnp.sqrt(row * row) for row in rows]
    return jnp.stack(lengths).tolist()
""",
            workload=lambda n: ([3.0, -4.0] * n,),
            same=[([3.0, 4.0],), ([1.0],)],
            differs=[([],)],
            needs=("jax",),
        ),
    ],
    clean=[
        """\
# Of numbers; a few arrays.
import jax.numpy as jnp

def work(rows, a, b):
    return jnp.array([float(row) for row in rows]), jnp.array([jnp.sin(a), jnp.cos(b)])
""",
        """\
# With a type; of an array.
import jax.numpy as jnp

def work(rows):
    xs = [jnp.sin(row) for row in rows]
    return jnp.array(xs, dtype=jnp.float32), jnp.array(jnp.sin(rows)), jnp.stack(xs)
""",
        """\
# NumPy's; of what is not known.
import jax.numpy as jnp
import numpy as np

def work(rows, f):
    return np.array([jnp.sin(row) for row in rows]), jnp.array([f(row) for row in rows])
""",
    ],
)
