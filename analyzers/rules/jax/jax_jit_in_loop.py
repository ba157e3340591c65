"""`jax.jit` of a function that is new each time compiles each time.

`jax.jit` keeps what it has compiled by the function object. A lambda, a `partial(…)`, the result of `jax.grad(…)`, or a
function defined in the loop is another object in each pass, so that tracing and compiling (milliseconds to minutes)
begin from nothing, for a computation that may take microseconds. Compiled once, outside of the loop or at the level of
the module, with what changes as an argument, it is kept.

**When not to bother**: the function runs once in the program's life. `jax.jit(f)` of one and the same `f` is kept, and
not reported.
"""

from __future__ import annotations

import ast

from ...semantics.knowledge.jax import COMPILERS, FOREIGN_LOOPS, TRANSFORMS
from ...semantics.loops import Loop
from ...semantics.questions.places import by_hand, seldom_run
from ...semantics.questions.tracing import called_in_pass, inside_compiled, made_anew
from ...semantics.questions.whole_file import is_test_file
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers


def check(node: ast.Call, at: Site) -> Match | None:
    if not node.args or not at.is_call(node, *COMPILERS):
        return None
    loop = next(iter(at.repeating), None)
    given = node.args[0]
    if not made_anew(at, given, loop, TRANSFORMS):
        return None
    if loop is not None:
        if _hangs_on(at, given, loop) or not called_in_pass(at, node, loop):
            return None
        message = "compiles anew in each pass, for the function is a new object: compile it once, before the loop"
    else:
        around = at.parent(node)
        immediate = isinstance(around, ast.Call) and around.func is node
        if not _is_small_work(at, node):
            return None
        if not immediate or at.loops or at.function is None or by_hand(at) or seldom_run(at):
            return None
        message = "compiles anew at each call, for the function is a new object: compile it once, outside"
    return None if inside_compiled(at, COMPILERS) or is_test_file(at) else Match(node, message)


def _is_small_work(at: Site, node: ast.Call) -> bool:
    """Not so a whole loop (`partial(lax.scan, …)`), beside which compiling it is little, nor what all devices do."""
    given = node.args[0]
    runs = isinstance(given, ast.Call) and given.args and at.refers_to(given.args[0], *FOREIGN_LOOPS)
    return not runs and not at.is_call(node, "jax.pmap")


def _hangs_on(at: Site, given: ast.expr, loop: Loop) -> bool:
    """May each pass need a function of its own: does it use what the loop binds, other than numbers and arrays?"""
    return any(
        isinstance(name, ast.Name)
        and name.id in loop.bound
        and at.owner(name) is not None
        and at.type(name).name not in ("int", "float", "jax.Array")
        and not any(binding.kind in ("def", "parameter") for binding in at.bindings(name))
        for name in ast.walk(given)
    )


RULE = Rule(
    slug="jax-jit-in-loop",
    code="SLP470",
    family="jax",
    stage="stable",
    triggers=Triggers(calls=frozenset(name.rpartition(".")[2] for name in COMPILERS), packages=frozenset({"jax"})),
    check=check,
    examples=[
        Example(
            before="""\
import jax
import jax.numpy as jnp


def scaled(rows):
    totals = []
    for row in rows:
        total = «jax.jit(lambda x: jnp.sum(x * 2.0))»(jnp.asarray(row))
        totals.append(float(total))
    return totals
""",
            after="""\
import jax
import jax.numpy as jnp

_doubled = jax.jit(lambda x: jnp.sum(x * 2.0))


def scaled(rows):
    totals = []
    for row in rows:
        total = _doubled(jnp.asarray(row))
        totals.append(float(total))
    return totals
""",
            workload=lambda n: ([[1.0, 2.0, 3.0]] * n,),
            same=[([[1.0, 2.0], [3.0, 4.0]],), ([],)],
            needs=("jax",),
        ),
        Example(
            before="""\
from functools import partial

import jax


def fit(loss, params, batches):
    for batch in batches:
        grads = «jax.jit(jax.grad(loss))»(params, batch)
        params = params - 0.1 * grads
        step = «jax.jit(partial(loss, scale=2))»
        print(step(params, batch))
    return params


def predict(model, x):
    return «jax.jit(lambda y: model(y))»(x)


def steps(xs):
    for x in xs:

        def step(y):
            return y + 1

        x = «jax.jit(step)»(x)
""",
        ),
    ],
    clean=[
        """\
# The same function each time: what was compiled is kept.
import jax

def step(x):
    return x + 1

def work(xs):
    return [jax.jit(step)(x) for x in xs]
""",
        """\
# A function for each of several models, each compiled once.
import jax

def compiled(models, x):
    steps = [jax.jit(lambda y: model(y)) for model in models]
    for model in models:
        f = jax.jit(lambda y: model(y))
        f(x)
    return steps
""",
        """\
# At the level of the module; in a script's main.
import jax

double = jax.jit(lambda x: x * 2)
print(jax.jit(lambda x: x * 2)(3))

def main():
    print(jax.jit(lambda x: x * 2)(3))
""",
        """\
# A few passes; made in a function, and handed out.
import jax

def work(loss):
    for i in range(3):
        jax.jit(lambda x: x + 1)(i)
    step = jax.jit(jax.grad(loss))
    return step
""",
        """\
# What is compiled is a whole loop; a barrier for all devices.
from functools import partial
import jax

def run(step, state, keys):
    jax.pmap(lambda x: jax.lax.psum(x, 'i'), 'i')(state)
    return jax.jit(partial(jax.lax.scan, step))(state, keys)
""",
        """\
# Another jit.
import jax
from numba import jit

def work(xs):
    return [jit(lambda x: x + 1)(x) for x in xs]
""",
        """\
# Traced once with what is around.
import jax

@jax.jit
def work(x):
    for i in range(100):
        x = jax.jit(lambda y: y + 1)(x)
    return x
""",
    ],
)
