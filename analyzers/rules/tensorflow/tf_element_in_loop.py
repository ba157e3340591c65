"""Taking the elements of a tensor to Python one by one.

`float(x[i])`, or `v.numpy()` for each v of a tensor, starts an operation for each element, waits for it, and copies
four bytes. `x.numpy()` copies the whole tensor once; `.tolist()` of that gives Python numbers.

**When not to bother**: a few elements of a large tensor.
"""

from __future__ import annotations

import ast

from ...semantics.knowledge.tensorflow import TENSOR
from ...semantics.questions.tracing import is_element_of_pass
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers

_CONVERTS = ("builtins.float", "builtins.int", "builtins.bool")


def check(node: ast.Call, at: Site) -> Match | None:
    if isinstance(node.func, ast.Attribute) and node.func.attr == "numpy" and not node.args:
        value = node.func.value
    elif len(node.args) == 1 and at.is_call(node, *_CONVERTS):
        value = node.args[0]
    else:
        return None
    loop = at.repeated_in
    if loop is None or not is_element_of_pass(at, value, loop, (TENSOR,)):
        return None
    return Match(node, "starts an operation and copies one element in each pass: `x.numpy()` copies all of them once")


RULE = Rule(
    slug="tf-element-in-loop",
    code="SLP447",
    family="tensorflow",
    stage="preview",
    triggers=Triggers(
        calls=frozenset({"float", "int", "bool", "numpy"}), in_loop=True, packages=frozenset({"tensorflow"})
    ),
    check=check,
    examples=[
        Example(
            before="""\
import tensorflow as tf


def shares(n):
    x = tf.ones([n])
    x = x / tf.reduce_sum(x)
    return [round(«float(x[i])», 6) for i in range(n)]
""",
            after="""\
import tensorflow as tf


def shares(n):
    x = tf.ones([n])
    x = x / tf.reduce_sum(x)
    return [round(value, 6) for value in x.numpy().tolist()]
""",
            workload=lambda n: (n,),
            same=[(4,), (1,)],
            needs=("tensorflow",),
        ),
        Example(
            before="""\
import tensorflow as tf


def show(scores: tf.Tensor):
    for score in scores:
        print(«score.numpy()»)
    for value in tf.exp(scores):
        print(«float(value)»)
""",
        ),
    ],
    clean=[
        """\
# All at once.
import tensorflow as tf

def work(n):
    return [round(v, 3) for v in tf.ones([n]).numpy().tolist()]
""",
        """\
# No tensor, as far as known: batches of a data set.
import tensorflow as tf

def work(xs, n):
    data = tf.data.Dataset.range(n)
    return [float(x) for x in xs] + [float(xs[i]) for i in range(n)] + [x.numpy() for x in data]
""",
        """\
# A few elements; another tensor in each pass; a row of it.
import tensorflow as tf

def work(n):
    x = tf.ones([n])
    found = [float(x[i]) for i in range(3)]
    for i in range(n):
        x = x * 2
        found.append(float(x[i]))
        found.append(float(x[0]))
    return found
""",
    ],
)
