"""Waiting in each pass for what a compiled step has computed.

TensorFlow hands a step to the device and goes on: Python prepares the next one while this one runs. `loss.numpy()`,
`float(loss)` or a `print` of it waits until the step has ended, and copies its result. Keeping the tensors, or a
`tf.keras.metrics.Mean`, and converting after the loop or every hundred steps lets the two overlap.

**When not to bother**: each step takes long beside the time that Python needs to start the next one; or everything runs
on the processor.
"""

from __future__ import annotations

import ast

from ...semantics.knowledge.tensorflow import COMPILERS
from ...semantics.questions.places import in_test
from ...semantics.questions.tracing import is_compiled_result, printed_by
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers

_CONVERTS = ("builtins.float", "builtins.int", "builtins.print", "numpy.asarray", "numpy.array")


def check(node: ast.Call, at: Site) -> Match | None:
    loop = at.repeated_in
    if loop is None or loop.is_comprehension or loop is not at.loop or in_test(at):
        return None
    if isinstance(node.func, ast.Attribute) and node.func.attr == "numpy" and not node.args:
        given: list[ast.expr] = [node.func.value]
    elif at.is_call(node, *_CONVERTS):
        given = [part.value if isinstance(part, ast.FormattedValue) else part for part in printed_by(node)]
    else:
        return None
    if at.statement(node) not in loop.body:
        return None  # under a condition: now and then
    if not any(isinstance(value, ast.Name) and is_compiled_result(at, value, COMPILERS) for value in given):
        return None
    return Match(
        node,
        "waits for the step in each pass: keep the tensors, and convert them after the loop or now and then",
    )


RULE = Rule(
    slug="tf-sync-in-loop",
    code="SLP450",
    family="tensorflow",
    stage="preview",
    triggers=Triggers(
        calls=frozenset({"numpy", *(name.rpartition(".")[2] for name in _CONVERTS)}),
        in_loop=True,
        packages=frozenset({"tensorflow"}),
    ),
    check=check,
    examples=[
        Example(
            before="""\
import tensorflow as tf


@tf.function
def step(batch):
    return tf.reduce_sum(batch)


def train(data):
    losses = []
    for batch in data:
        loss = step(batch)
        losses.append(«loss.numpy()»)
    for number, batch in enumerate(data):
        loss = step(batch)
        «print(f"{number}: {loss}")»
        print(«float(loss)»)
    return losses
""",
        ),
    ],
    clean=[
        """\
# Now and then; after the loop.
import tensorflow as tf

@tf.function
def step(batch):
    return tf.reduce_sum(batch)

def train(data):
    for number, batch in enumerate(data):
        loss = step(batch)
        if number % 100 == 0:
            print(float(loss))
    return loss.numpy()
""",
        """\
# Not from a compiled function, as far as known.
import tensorflow as tf

def train(data, step):
    for batch in data:
        loss = step(batch)
        print(loss.numpy(), float(loss))
""",
        """\
# A few passes; of what was there before.
import tensorflow as tf

@tf.function
def step(batch):
    return tf.reduce_sum(batch)

def work(data, x):
    loss = step(x)
    for batch in data:
        print(loss.numpy())
    for epoch in range(3):
        loss = step(x)
        print(loss.numpy())
""",
    ],
)
