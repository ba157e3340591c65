"""A `tf.function` called with a slice that has another length in each pass: each length is traced anew.

A graph is for one shape, unless it was told otherwise. `step(xs[:i])` is traced for each i.
`input_signature=[tf.TensorSpec([None], tf.float32)]`, or `reduce_retracing=True`, makes one graph for all lengths.

**When not to bother**: there are few lengths, or all of them come again and again. With `jit_compile=True`, or on a
TPU, shapes must be fixed: pad to one length, and mask.
"""

from __future__ import annotations

import ast

from ...semantics.knowledge.tensorflow import COMPILERS
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
            compiled = compiled_callee(at, node.func, COMPILERS)
            if compiled is None or compiled.told("input_signature", "reduce_retracing", "experimental_relax_shapes"):
                return None
            return Match(
                argument,
                "has another length in each pass, and each is traced anew: give the `tf.function` an `input_signature`",
            )
    return None


RULE = Rule(
    slug="tf-retrace-shape",
    code="SLP442",
    family="tensorflow",
    stage="stable",
    triggers=Triggers(nodes=LOOPS, packages=frozenset({"tensorflow"})),
    check=check,
    examples=[
        Example(
            before="""\
import tensorflow as tf


def prefixes(n):
    @tf.function
    def total(x):
        return tf.reduce_sum(x * x)

    xs = tf.ones(n)
    return [float(total(«xs[:i]»)) for i in range(n)]
""",
            after="""\
import tensorflow as tf


def prefixes(n):
    @tf.function(input_signature=[tf.TensorSpec([None], tf.float32)])
    def total(x):
        return tf.reduce_sum(x * x)

    xs = tf.ones(n)
    return [float(total(xs[:i])) for i in range(n)]
""",
            workload=lambda n: (n,),
            same=[(5,), (0,)],
            needs=("tensorflow",),
        ),
        Example(
            before="""\
import tensorflow as tf


@tf.function
def attend(query, keys):
    return tf.matmul(query, keys)


def decode(query, keys, n):
    for position in range(1, n):
        query = attend(query, «keys[: position + 1, :]»)
    return query
""",
        ),
    ],
    clean=[
        """\
# Told that lengths differ.
import tensorflow as tf

@tf.function(reduce_retracing=True)
def step(x):
    return tf.reduce_sum(x)

def work(xs, n):
    return [step(xs[:i]) for i in range(n)]
""",
        """\
# Slices of one length; not compiled; a few.
import tensorflow as tf

@tf.function
def step(x):
    return tf.reduce_sum(x)

def work(xs, n, size, f):
    for i in range(0, n, size):
        step(xs[i : i + size])
        f(xs[:i])
    for i in range(1, 4):
        step(xs[:i])
""",
        """\
# The same slice each time.
import tensorflow as tf

@tf.function
def step(x):
    return tf.reduce_sum(x)

def work(xs, n, size):
    return [step(xs[:size]) for i in range(n)]
""",
    ],
)
