"""A static argument of a jitted function that is another number in each pass of a loop.

What `static_argnums` or `static_argnames` name is part of the compiled program: each new value is traced and compiled
again, and all of them are kept. A step number or an offset that is passed as an ordinary argument is an array to the
program, which is compiled once.

**When not to bother**: the function needs the number as a Python int, for a shape or a `for`, and there are few values.
`jax.lax.fori_loop` and `jax.lax.dynamic_slice` take traced numbers.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ...semantics.knowledge.jax import COMPILERS
from ...semantics.questions.tracing import LOOPS, Compiled, calls_in_pass, compiled_callee, counted_in
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers


def check(node: ast.AST, at: Site) -> Match | None:
    return next(filter(None, map(_checked, calls_in_pass(at))), None)


def _checked(at: Site) -> Match | None:
    node = at.node
    assert isinstance(node, ast.Call)
    compiled = compiled_callee(at, node.func, COMPILERS)
    if compiled is None or compiled.told("static_argnums", "static_argnames", "static_broadcasted_argnums") is None:
        return None
    for argument in _static(compiled, node):
        if counted_in(at, argument) is not None:
            return Match(
                argument,
                "is static, and another number in each pass: each value is compiled for itself; pass it as an array",
            )
    return None


def _static(compiled: Compiled, call: ast.Call) -> Iterator[ast.expr]:
    """The arguments of the call that are static."""
    function = compiled.function
    parameters = [a.arg for a in (*function.args.posonlyargs, *function.args.args)] if function is not None else []
    decorated = compiled.bound and function is not None and bool(getattr(function, "decorator_list", ()))
    skipped = 1 if compiled.bound else 0
    names = set(_texts(compiled.told("static_argnames")))
    # Numbers of a decorated method count `self`, those of `jax.jit(self.step)` do not.
    numbers = {
        n - 1 if decorated else n for n in _numbers(compiled.told("static_argnums", "static_broadcasted_argnums"))
    }
    names |= {parameters[n + skipped] for n in numbers if 0 <= n < len(parameters) - skipped}
    for position, argument in enumerate(call.args):
        if isinstance(argument, ast.Starred):
            break
        index = position + skipped
        if position in numbers or (index < len(parameters) and parameters[index] in names):
            yield argument
    for keyword in call.keywords:
        if keyword.arg in names:
            yield keyword.value


def _numbers(node: ast.expr | None) -> list[int]:
    parts = node.elts if isinstance(node, (ast.Tuple, ast.List)) else [node]
    return [part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, int)]


def _texts(node: ast.expr | None) -> list[str]:
    parts = node.elts if isinstance(node, (ast.Tuple, ast.List)) else [node]
    return [part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)]


RULE = Rule(
    slug="jax-static-churn",
    code="SLP471",
    family="jax",
    stage="stable",
    triggers=Triggers(nodes=LOOPS, packages=frozenset({"jax"})),
    check=check,
    examples=[
        Example(
            before="""\
from functools import partial

import jax
import jax.numpy as jnp


def walk(n):
    @partial(jax.jit, static_argnums=(1,))
    def decayed(x, step):
        return jnp.sum(x * step)

    x = jnp.ones(8)
    return [float(decayed(x, «step»)) for step in range(n)]
""",
            after="""\
import jax
import jax.numpy as jnp


def walk(n):
    @jax.jit
    def decayed(x, step):
        return jnp.sum(x * step)

    x = jnp.ones(8)
    return [float(decayed(x, step)) for step in range(n)]
""",
            workload=lambda n: (n,),
            same=[(3,), (0,)],
            needs=("jax",),
        ),
        Example(
            before="""\
import functools

import jax


def _shift(x, offset):
    return x + offset


shift = jax.jit(_shift, static_argnames=("offset",))


class Model:
    @functools.partial(jax.jit, static_argnums=(0, 2))
    def step(self, x, count):
        return x * count

    def run(self, x, batches):
        for number, batch in enumerate(batches):
            x = self.step(x, «number + 1»)
        for number in range(batches):
            x = shift(x, offset=«number»)
        return x


def until(x):
    size = 1
    while x.any():
        x = shift(x, «size»)
        size *= 2
    return x
""",
        ),
    ],
    clean=[
        """\
# The number is an ordinary argument.
import jax

@jax.jit
def step(x, i):
    return x + i

def work(x, n):
    for i in range(n):
        x = step(x, i)
    return x
""",
        """\
# The static argument is the same in each pass, or no number that the loop counts.
from functools import partial
import jax

@partial(jax.jit, static_argnums=1)
def step(x, size, mode="a"):
    return x + size

def work(x, n, modes, sizes):
    for i in range(n):
        x = step(x, n)
    for size in sizes:
        x = step(x, size)
    return x
""",
        """\
# A few values.
from functools import partial
import jax

@partial(jax.jit, static_argnames="level")
def step(x, level):
    return x + level

def work(x):
    for level in range(4):
        x = step(x, level=level)
    return x
""",
        """\
# Not compiled, as far as known; another argument is static.
from functools import partial
import jax

def step(x, i):
    return x + i

@partial(jax.jit, static_argnums=(2,))
def other(x, i, mode):
    return x + i

def work(x, n, f):
    for i in range(n):
        x = step(x, i)
        x = f(x, i)
        x = other(x, i, "a")
        x = other(*x, i)
    return x
""",
    ],
)
