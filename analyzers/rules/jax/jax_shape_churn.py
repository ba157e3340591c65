"""A jitted function called with a slice that has another length in each pass.

A compiled program is for one shape. `step(xs[:i])` is traced and compiled for each i, which takes milliseconds to
seconds for each length. Padded to one length (or to a few: the next power of two), with a mask or `jnp.where` for what
counts, the function is compiled once.

**When not to bother**: there are few lengths, or all of them come again and again.
"""

from __future__ import annotations

import ast

from ...semantics.knowledge.jax import COMPILERS
from ...semantics.questions.tracing import LOOPS, calls_in_pass, compiled_callee, open_slice_in
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers


def check(node: ast.AST, at: Site) -> Match | None:
    return next(filter(None, map(_checked, calls_in_pass(at))), None)


def _checked(at: Site) -> Match | None:
    node = at.node
    assert isinstance(node, ast.Call)
    for argument in (*node.args, *(keyword.value for keyword in node.keywords)):
        if open_slice_in(at, argument) is not None:
            if compiled_callee(at, node.func, COMPILERS) is None:
                return None
            return Match(
                argument,
                "has another length in each pass, and each length is compiled for itself: pad to one length and mask",
            )
    return None


RULE = Rule(
    slug="jax-shape-churn",
    code="SLP472",
    family="jax",
    stage="stable",
    triggers=Triggers(nodes=LOOPS, packages=frozenset({"jax"})),
    check=check,
    examples=[
        Example(
            before="""\
import jax
import jax.numpy as jnp
import numpy as np


def prefixes(n):
    total = jax.jit(lambda x: jnp.sum(x * x))
    xs = np.ones(n)
    return [float(total(«xs[:i]»)) for i in range(n)]
""",
            after="""\
import jax
import jax.numpy as jnp
import numpy as np


def prefixes(n):
    total = jax.jit(lambda x, length: jnp.sum(jnp.where(jnp.arange(x.shape[0]) < length, x * x, 0.0)))
    xs = np.ones(n)
    return [float(total(xs, i)) for i in range(n)]
""",
            workload=lambda n: (n,),
            same=[(5,), (0,)],
            needs=("jax",),
        ),
        Example(
            before="""\
import jax


@jax.jit
def attend(query, keys):
    return query @ keys.T


def decode(query, keys, n):
    for position in range(1, n):
        query = attend(query, «keys[: position + 1, :]»)
    for position in range(1, n):
        query = attend(query, keys=«keys[position:]»)
    return query
""",
        ),
    ],
    clean=[
        """\
# The slices are of one length.
import jax

@jax.jit
def step(x):
    return x.sum()

def work(xs, n, size):
    return [step(xs[i : i + size]) for i in range(0, n, size)] + [step(xs[i]) for i in range(n)]
""",
        """\
# Not compiled.
import jax

def step(x):
    return x.sum()

def work(xs, n, f):
    return [step(xs[:i]) + f(xs[:i]) + sum(xs[:i]) for i in range(n)]
""",
        """\
# The same slice each time; a few lengths.
import jax

@jax.jit
def step(x):
    return x.sum()

def work(xs, n, size):
    for i in range(n):
        step(xs[:size])
    for i in range(1, 5):
        step(xs[:i])
""",
    ],
)
