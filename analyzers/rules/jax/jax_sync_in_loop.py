"""Waiting in each pass for what the device has computed.

JAX hands work to the device and goes on at once: Python prepares the next step while this one runs. `float(loss)`,
`loss.item()`, `np.asarray(loss)` or a `print` of it wait until the step has ended, and copy its result, so that the
device stands idle while Python prepares. Keeping the arrays in a list and converting them after the loop, or every
hundred steps, lets the two overlap.

**When not to bother**: each step takes long beside the time that Python needs to start the next one; or the next step
hangs on the number.
"""

from __future__ import annotations

import ast

from ...semantics.knowledge.jax import COMPILERS
from ...semantics.questions.places import in_test
from ...semantics.questions.tracing import is_compiled_result, printed_by
from ...semantics.questions.whole_file import is_test_file
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers

_CONVERTS = ("builtins.float", "builtins.int", "builtins.print", "numpy.asarray", "numpy.array")
_METHODS = ("item", "tolist")


def check(node: ast.Call, at: Site) -> Match | None:
    loop = at.repeated_in
    if loop is None or loop.is_comprehension or loop is not at.loop or in_test(at):
        return None
    if isinstance(node.func, ast.Attribute) and node.func.attr in _METHODS and not node.args:
        given: list[ast.expr] = [node.func.value]
    elif at.is_call(node, *_CONVERTS):
        given = [part.value if isinstance(part, ast.FormattedValue) else part for part in printed_by(node)]
    else:
        return None
    if at.statement(node) not in loop.body:
        return None  # under a condition: now and then
    for value in given:
        if isinstance(value, ast.Name) and is_compiled_result(at, value, COMPILERS) and not is_test_file(at):
            return Match(
                node,
                "waits for the device in each pass: keep the arrays, and convert them after the loop or now and then",
            )
    return None


RULE = Rule(
    slug="jax-sync-in-loop",
    code="SLP474",
    family="jax",
    stage="preview",
    triggers=Triggers(
        calls=frozenset({*_METHODS, *(name.rpartition(".")[2] for name in _CONVERTS)}),
        in_loop=True,
        packages=frozenset({"jax"}),
    ),
    check=check,
    examples=[
        Example(
            before="""\
import jax
import numpy as np


@jax.jit
def step(params, batch):
    return params - 0.1 * batch, (params * batch).sum()


def train(params, batches):
    losses = []
    for batch in batches:
        params, loss = step(params, batch)
        losses.append(«float(loss)»)
    return params, losses


def evaluate(params, batches):
    for number, batch in enumerate(batches):
        _, loss = step(params, batch)
        «print(f"{number}: {loss}")»
        print(«loss.item()», «np.asarray(loss)»)
""",
        ),
    ],
    clean=[
        """\
# Now and then; after the loop.
import jax

@jax.jit
def step(params, batch):
    return params - batch, params.sum()

def train(params, batches):
    losses = []
    for number, batch in enumerate(batches):
        params, loss = step(params, batch)
        losses.append(loss)
        if number % 100 == 0:
            print(float(loss))
    return [float(loss) for loss in losses], float(loss)
""",
        """\
# Not from a compiled function, as far as known.
import jax

def train(params, batches, step):
    for batch in batches:
        params, loss = step(params, batch)
        print(float(loss), loss.item())
""",
        """\
# Of a value from before the loop; a few passes.
import jax

@jax.jit
def step(x):
    return x + 1

def work(x, xs):
    y = step(x)
    for x in xs:
        print(float(y), float(x))
    for i in range(3):
        y = step(i)
        print(float(y))
""",
    ],
)
