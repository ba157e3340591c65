"""A Python number that differs in each pass, given to a `tf.function`: each value is traced anew.

For a tensor, `tf.function` keeps one graph for each type and shape. A Python number is part of the graph: each new
value is traced for itself, which takes milliseconds to seconds, and all graphs are kept. `tf.constant(step)`, or a
tensor from `tf.range`, is traced once.

**When not to bother**: the function needs the number as a Python int, for a shape or a `for`, and there are few values.
"""

from __future__ import annotations

import ast

from ...semantics.knowledge.tensorflow import COMPILERS
from ...semantics.questions.tracing import LOOPS, calls_in_pass, compiled_callee, counted_in
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers


def check(node: ast.AST, at: Site) -> Match | None:
    return next(filter(None, map(_checked, calls_in_pass(at))), None)


def _checked(at: Site) -> Match | None:
    node = at.node
    assert isinstance(node, ast.Call)
    arguments = [*node.args, *(keyword.value for keyword in node.keywords)]
    churning = [argument for argument in arguments if counted_in(at, argument) is not None]
    if not churning:
        return None
    compiled = compiled_callee(at, node.func, COMPILERS)
    if compiled is None or compiled.told("input_signature") is not None:
        return None
    return Match(
        churning[0],
        "is a Python number, another one in each pass, and each value is traced anew: pass it as a tensor",
        "review",
        "in the function it is a tensor then, of type int32 or float32, and no Python number",
    )


def rewrite(match: Match, edit: Rewrite) -> None:
    constant = edit.imported("tensorflow.constant", match.node)
    edit.replace(match.node, "{constant}({number})", constant=constant, number=edit.text(match.node))


RULE = Rule(
    slug="tf-retrace-number",
    code="SLP441",
    family="tensorflow",
    stage="stable",
    triggers=Triggers(nodes=LOOPS, packages=frozenset({"tensorflow"})),
    check=check,
    rewrite=rewrite,
    title="Pass a tensor",
    examples=[
        Example(
            before="""\
import tensorflow as tf


def walk(n):
    @tf.function
    def scaled(x, step):
        return tf.reduce_sum(x) * tf.cast(step, tf.float32)

    x = tf.ones(8)
    total = 0.0
    for step in range(n):
        total += float(scaled(x, «step»))
    return total
""",
            after="""\
import tensorflow as tf


def walk(n):
    @tf.function
    def scaled(x, step):
        return tf.reduce_sum(x) * tf.cast(step, tf.float32)

    x = tf.ones(8)
    total = 0.0
    for step in range(n):
        total += float(scaled(x, tf.constant(step)))
    return total
""",
            workload=lambda n: (n,),
            same=[(3,), (0,)],
            needs=("tensorflow",),
        ),
        Example(
            before="""\
import tensorflow as tf


class Trainer:
    def __init__(self, model):
        self.model = model
        self.step = tf.function(self._step)

    def _step(self, x, rate):
        return self.model(x) * rate

    @tf.function(reduce_retracing=True)
    def evaluate(self, x, number):
        return self.model(x) + number

    def run(self, batches, n):
        for number, batch in enumerate(batches):
            self.step(batch, rate=«0.1 / (number + 1)»)
        size = 1
        while size < n:
            self.evaluate(n, «size»)
            size *= 2
""",
        ),
    ],
    clean=[
        """\
# A tensor; a loop over tensors.
import tensorflow as tf

@tf.function
def step(x, i):
    return x + i

def work(x, n):
    for i in range(n):
        x = step(x, tf.constant(i))
    for i in tf.range(n):
        x = step(x, i)
    return x
""",
        """\
# A signature makes tensors of them.
import tensorflow as tf

@tf.function(input_signature=[tf.TensorSpec([None]), tf.TensorSpec([], tf.int32)])
def step(x, i):
    return x + i

def work(x, n):
    for i in range(n):
        x = step(x, i)
    return x
""",
        """\
# Not compiled, as far as known; the same number each time; a few.
import tensorflow as tf

def plain(x, i):
    return x + i

@tf.function
def step(x, i):
    return x + i

def work(x, n, f):
    for i in range(n):
        x = plain(x, i) + f(x, i) + step(x, n) + step(x, 3)
    for i in range(4):
        x = step(x, i)
    return x
""",
    ],
    unsafe=[
        """\
# Its type changes.
import tensorflow as tf

@tf.function
def step(x, i):
    return x + i

def work(x, n):
    for i in range(n):
        x = step(x, i)
    return x
""",
    ],
)
