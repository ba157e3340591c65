"""A gradient that is worked out without `jax.jit` in each pass of a loop.

`jax.grad(loss)(params)` traces the function again in each pass, and runs each operation of the forward and the backward
computation by itself: most of the time goes into starting small operations. A step that is jitted as a whole (gradient
and update) is traced once, and its operations are fused.

**When not to bother**: a few steps, or each operation takes long by itself (large matrices).
"""

from __future__ import annotations

import ast

from ...semantics.knowledge.jax import COMPILERS
from ...semantics.questions.places import in_test
from ...semantics.questions.tracing import LOOPS, calls_in_pass, inside_compiled, may_be_traced
from ...semantics.questions.whole_file import is_test_file
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers

_GRADIENTS = ("jax.grad", "jax.value_and_grad")


def check(node: ast.AST, at: Site) -> Match | None:
    if not at.facts.says("grad"):
        return None
    return next(filter(None, map(_checked, calls_in_pass(at))), None)


def _checked(at: Site) -> Match | None:
    node = at.node
    assert isinstance(node, ast.Call)
    maker = node.func
    if isinstance(maker, ast.Name) and at.is_local(maker):
        maker = at.only_value(maker)
    if not (isinstance(maker, ast.Call) and at.is_call(maker, *_GRADIENTS)):
        return None
    if not at.repeating or in_test(at) or _takes_compiled(at, maker):
        return None
    if inside_compiled(at, COMPILERS) is not None or may_be_traced(at) or is_test_file(at):
        return None
    return Match(
        node,
        "traces the function anew and runs its operations one by one in each pass: put the whole step under `jax.jit`",
    )


def _takes_compiled(at: Site, maker: ast.Call) -> bool:
    """Is the function itself compiled, so that little is left: `jax.grad(jax.jit(f))`?"""
    given = maker.args[0] if maker.args else None
    return isinstance(given, ast.Call) and at.is_call(given, *COMPILERS)


RULE = Rule(
    slug="jax-grad-without-jit",
    code="SLP478",
    family="jax",
    stage="preview",
    triggers=Triggers(nodes=LOOPS, packages=frozenset({"jax"})),
    check=check,
    examples=[
        Example(
            before="""\
import jax
import jax.numpy as jnp


def loss(w, x):
    return jnp.mean((jnp.tanh(x * w) - 0.5) ** 2)


def fit(x, steps):
    w, x = jnp.float32(0.1), jnp.asarray(x)
    for _ in range(steps):
        w = w - 0.1 * «jax.grad(loss)(w, x)»
    return round(float(w), 3)
""",
            after="""\
import jax
import jax.numpy as jnp


def loss(w, x):
    return jnp.mean((jnp.tanh(x * w) - 0.5) ** 2)


@jax.jit
def step(w, x):
    return w - 0.1 * jax.grad(loss)(w, x)


def fit(x, steps):
    w, x = jnp.float32(0.1), jnp.asarray(x)
    for _ in range(steps):
        w = step(w, x)
    return round(float(w), 3)
""",
            workload=lambda n: ([0.5, 1.0, 1.5], n),
            same=[([0.5, 1.0], 3), ([1.0], 0)],
            needs=("jax",),
        ),
        Example(
            before="""\
import jax


def train(loss, params, batches):
    gradient = jax.value_and_grad(loss)
    for batch in batches:
        value, grads = «gradient(params, batch)»
        params = params - 0.1 * grads
    return params
""",
        ),
    ],
    clean=[
        """\
# Compiled.
import jax

def train(loss, params, batches):
    gradient = jax.jit(jax.value_and_grad(loss))
    for batch in batches:
        value, grads = gradient(params, batch)
        params = params - 0.1 * grads
    return params

@jax.jit
def unrolled(loss, params):
    for _ in range(100):
        params = params - jax.grad(loss)(params)
    return params
""",
        """\
# The function around is decorated, or handed on: it may be compiled there.
import jax
from my_library import compiled

@compiled
def unrolled(loss, params, n):
    for _ in range(n):
        params = params - jax.grad(loss)(params)
    return params

def inner(params, n):
    for _ in range(n):
        params = params - jax.grad(abs)(params)
    return params

run = compiled(inner)
""",
        """\
# No loop, or a few passes; of a compiled function.
import jax

def step(loss, params, n):
    for _ in range(3):
        params = params - jax.grad(loss)(params)
    gradient = jax.grad(jax.jit(loss))
    for _ in range(n):
        params = params - gradient(params)
    return params - jax.grad(loss)(params)
""",
    ],
)
