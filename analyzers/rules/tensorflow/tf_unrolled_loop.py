"""A long loop over Python's `range` in a `tf.function` is unrolled into the graph.

Only a loop over a tensor becomes a loop of the graph. Over Python's `range` the body is traced pass by pass, and the
graph holds it as often: tracing, optimizing and starting it take as many times as long. `tf.range` makes it a loop of
the graph (`tf.while_loop`), which is traced once.

**When not to bother**: a handful of passes (which are not reported): unrolled, they can be quicker. A loop of the graph
wants its variables to keep type and shape.
"""

from __future__ import annotations

import ast

from ...semantics.knowledge.tensorflow import COMPILERS
from ...semantics.questions.tracing import inside_compiled
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers

_MANY = 32
"""Passes from which on tracing them takes longer than anybody wants to wait."""


def check(node: ast.For, at: Site) -> Match | None:
    if not at.is_call(node.iter, "builtins.range"):
        return None
    call = node.iter
    assert isinstance(call, ast.Call)
    count = at.size(call)
    if count is None or count < _MANY or not any(_computes(at, part) for part in ast.walk(node)):
        return None
    if inside_compiled(at, COMPILERS) is None:
        return None
    return Match(
        call,
        f"is unrolled: the body is traced {count} times, and the graph holds it as often; `tf.range` makes it a loop",
    )


def _computes(at: Site, node: ast.AST) -> bool:
    """Is it an operation on tensors: a call of TensorFlow's, arithmetic?"""
    if isinstance(node, ast.Call):
        return (at.qualified(node.func) or "").startswith(("tensorflow.", "keras."))
    return isinstance(node, (ast.BinOp, ast.AugAssign))


RULE = Rule(
    slug="tf-unrolled-loop",
    code="SLP443",
    family="tensorflow",
    stage="stable",
    triggers=Triggers(nodes=(ast.For,), packages=frozenset({"tensorflow"})),
    check=check,
    examples=[
        Example(
            before="""\
import tensorflow as tf


def settle(values):
    @tf.function
    def settled(x):
        for _ in «range(100)»:
            x = tf.tanh(x) + 0.1
        return x

    return [round(value, 3) for value in settled(tf.constant(values)).numpy().tolist()]
""",
            after="""\
import tensorflow as tf


def settle(values):
    @tf.function
    def settled(x):
        return tf.while_loop(lambda i, x: i < 100, lambda i, x: (i + 1, tf.tanh(x) + 0.1), (0, x))[1]

    return [round(value, 3) for value in settled(tf.constant(values)).numpy().tolist()]
""",
            workload=lambda n: ([0.5] * n,),
            same=[([0.5, 0.25],), ([1.0],)],
            needs=("tensorflow",),
        ),
        Example(
            before="""\
import tensorflow as tf


def _walk(x):
    for i in «range(1, 65)»:
        x = x + i
    return x


walk = tf.function(_walk, autograph=False)
""",
        ),
    ],
    clean=[
        """\
# A few passes; over a tensor; as many as the caller says.
import tensorflow as tf

@tf.function
def work(x, n):
    for i in range(4):
        x = tf.tanh(x)
    for i in tf.range(100):
        x = tf.tanh(x)
    for i in range(n):
        x = tf.tanh(x)
    return x
""",
        """\
# Not compiled.
import tensorflow as tf

def work(x):
    for i in range(100):
        x = tf.tanh(x)
    return x
""",
        """\
# Nothing is computed in it.
import tensorflow as tf

@tf.function
def work(x, names):
    for i in range(100):
        names.append(str(i))
    return x
""",
    ],
)
