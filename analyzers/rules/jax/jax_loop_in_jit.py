"""A long Python loop in a jitted function is unrolled: compiled pass by pass.

Tracing runs the `for`, and the program that is compiled holds the body once for each pass. A hundred passes take a
hundred times as long to trace, and more than that to compile; the result is hardly quicker. `jax.lax.fori_loop` and
`jax.lax.scan` compile the body once; where the passes are independent, `jax.vmap` runs them side by side.

**When not to bother**: a handful of passes (which are not reported), or the function is compiled once and runs for
hours. `fori_loop(…, unroll=4)` keeps what unrolling gains.
"""

from __future__ import annotations

import ast

from ...semantics.knowledge.jax import COMPILERS
from ...semantics.questions.tracing import Compiled, inside_compiled
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers

_MANY = 32
"""Passes from which on compiling them takes longer than anybody wants to wait."""


def check(node: ast.For, at: Site) -> Match | None:
    if not at.is_call(node.iter, "builtins.range"):
        return None
    call = node.iter
    assert isinstance(call, ast.Call)
    count = at.size(call)
    shape = _shape_in(call)
    if (count is None or count < _MANY) and shape is None:
        return None
    if not any(_computes(at, n) for n in ast.walk(node)):
        return None
    compiled = inside_compiled(at, COMPILERS)
    if compiled is None or (count is None and not _is_traced(at, shape, compiled)):
        return None
    passes = f"{count} times" if count is not None else "once for each element of the axis"
    return Match(
        call,
        f"is unrolled: the body is traced and compiled {passes}; `jax.lax.fori_loop` or `scan` compile it once",
    )


def _shape_in(call: ast.Call) -> ast.Name | None:
    """The array of `range(x.shape[0])`."""
    match call.args[-1] if call.args and len(call.args) < 3 else None:
        case ast.Subscript(value=ast.Attribute(value=ast.Name() as array, attr="shape"), slice=ast.Constant()):
            return array
        case _:
            return None


def _is_traced(at: Site, array: ast.Name | None, compiled: Compiled) -> bool:
    """Is it an argument of the compiled function that is no static one?"""
    static = compiled.told("static_argnums", "static_argnames", "static_broadcasted_argnums")
    if array is None or static is not None or compiled.function is None:
        return False
    arguments = compiled.function.args
    parameters = (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)
    return any(binding.node in parameters for binding in at.bindings(array))


def _computes(at: Site, node: ast.AST) -> bool:
    """Is it an operation on arrays: a call of JAX's, arithmetic, `x.at[i].set(…)`?"""
    if isinstance(node, ast.Call):
        return (at.qualified(node.func) or "").startswith("jax.") or (
            isinstance(node.func, ast.Attribute) and node.func.attr in ("set", "add", "dot", "sum")
        )
    return isinstance(node, (ast.BinOp, ast.AugAssign))


RULE = Rule(
    slug="jax-loop-in-jit",
    code="SLP473",
    family="jax",
    stage="stable",
    triggers=Triggers(nodes=(ast.For,), packages=frozenset({"jax"})),
    check=check,
    examples=[
        Example(
            before="""\
import jax
import jax.numpy as jnp


def settle(values):
    @jax.jit
    def settled(x):
        for i in «range(x.shape[0])»:
            x = x.at[i].set(jnp.tanh(x[i] + x.sum()))
        return x

    return round(float(settled(jnp.asarray(values)).sum()), 3)
""",
            after="""\
import jax
import jax.numpy as jnp


def settle(values):
    @jax.jit
    def settled(x):
        return jax.lax.fori_loop(0, x.shape[0], lambda i, x: x.at[i].set(jnp.tanh(x[i] + x.sum())), x)

    return round(float(settled(jnp.asarray(values)).sum()), 3)
""",
            workload=lambda n: ([0.5] * n,),
            same=[([0.5, 0.25],), ([1.0] * 5,)],
            needs=("jax",),
        ),
        Example(
            before="""\
from functools import partial

import jax


@partial(jax.jit, static_argnames=("mode",))
def solve(x, mode):
    for _ in «range(100)»:
        x = 0.5 * (x + 2.0 / x)
    return x


def _walk(x):
    for _ in «range(1, 65)»:
        x = jax.numpy.sin(x)
    return x


walk = jax.jit(_walk)
""",
        ),
    ],
    clean=[
        """\
# A few passes; as many as a list has.
import jax

@jax.jit
def work(x, layers):
    for _ in range(3):
        x = x * 2
    for layer in layers:
        x = layer(x)
    for i in range(len(layers)):
        x = layers[i](x)
    return x
""",
        """\
# Not compiled.
import jax

def work(x):
    for _ in range(100):
        x = x * 2
    return x
""",
        """\
# Nothing is computed in it; of a static argument the text does not tell.
from functools import partial
import jax

@partial(jax.jit, static_argnums=(0,))
def work(x, y):
    names = []
    for i in range(100):
        names.append(str(i))
    for i in range(x.shape[0]):
        y = y * 2
    return y
""",
    ],
)
