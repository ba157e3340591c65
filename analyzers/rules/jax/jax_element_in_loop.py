"""Taking the elements of a JAX array to Python one by one.

`float(x[i])`, or `float(v)` for each v of an array, starts an operation on the device for each element, waits for it,
and copies four bytes. `x.tolist()`, or `np.asarray(x)`, copies the whole array once.

**When not to bother**: a few elements of a large array.
"""

from __future__ import annotations

import ast

from ...semantics.knowledge.jax import ARRAYS
from ...semantics.questions.tracing import is_element_of_pass
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers

_CONVERTS = ("builtins.float", "builtins.int", "builtins.bool")


def check(node: ast.Call, at: Site) -> Match | None:
    if isinstance(node.func, ast.Attribute) and node.func.attr == "item" and not node.args:
        value = node.func.value
    elif len(node.args) == 1 and at.is_call(node, *_CONVERTS):
        value = node.args[0]
    else:
        return None
    loop = at.repeated_in
    if loop is None or not is_element_of_pass(at, value, loop, ARRAYS):
        return None
    return Match(node, "waits for the device and copies one element in each pass: `.tolist()` copies all of them once")


RULE = Rule(
    slug="jax-element-in-loop",
    code="SLP481",
    family="jax",
    stage="preview",
    triggers=Triggers(calls=frozenset({"float", "int", "bool", "item"}), in_loop=True, packages=frozenset({"jax"})),
    check=check,
    examples=[
        Example(
            before="""\
import jax.numpy as jnp


def shares(n):
    x = jnp.ones(n)
    x = x / x.sum()
    return [round(«float(x[i])», 6) for i in range(n)]
""",
            after="""\
import jax.numpy as jnp


def shares(n):
    x = jnp.ones(n)
    x = x / x.sum()
    return [round(value, 6) for value in x.tolist()]
""",
            workload=lambda n: (n,),
            same=[(4,), (1,)],
            needs=("jax",),
        ),
        Example(
            before="""\
import jax
import jax.numpy as jnp


def show(scores: jax.Array):
    for score in scores:
        print(«score.item()»)
    for value in jnp.exp(scores):
        print(«float(value)»)
""",
        ),
    ],
    clean=[
        """\
# All at once.
import jax.numpy as jnp

def work(n):
    return [round(v, 3) for v in jnp.ones(n).tolist()]
""",
        """\
# No array, as far as known; one of NumPy's.
import jax
import numpy as np

def work(xs, n):
    ys = np.ones(n)
    return [float(x) for x in xs] + [float(xs[i]) for i in range(n)] + [float(y) for y in ys]
""",
        """\
# A few elements; another array in each pass; a row of it.
import jax.numpy as jnp

def work(n):
    x = jnp.ones(n)
    found = [float(x[i]) for i in range(3)]
    for i in range(n):
        x = x * 2
        found.append(float(x[i]))
        found.append(float(x[0]))
    return found
""",
    ],
)
